"""The simulator: plan, resources and scenario go in, a drill runs, a record comes out. It never judges."""

import os

__version__ = "0.1.0"

# What reads and writes workbooks goes by the standard library's XML whatever else is installed: the same bytes and the same faults everywhere.
os.environ.setdefault("OPENPYXL_LXML", "False")
