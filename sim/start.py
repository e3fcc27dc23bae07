"""Where the process of a `drill` begins. Reading the program takes a moment, in which somebody may interrupt it: that ends it without a word."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line."""
    try:
        from sim.cli import main as command_line
    except KeyboardInterrupt:
        sys.exit(130)
    command_line()
