"""`python -m sim.cli`, the same as `drill`."""

from sim.cli import main

main()
