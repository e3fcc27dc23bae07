"""An exercise script (演练脚本, MSEL): a scenario as the workbook that a drill's staff hand out, and an edited one read back as a scenario."""
