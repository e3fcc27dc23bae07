"""What people file and show of a drill: findings, and the papers that are made from them."""
