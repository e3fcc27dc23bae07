"""Compiles the catalogues of words before a wheel or an editable install is made; the build calls it, nobody else."""

from __future__ import annotations

from pathlib import Path
from runpy import run_path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface[Any]):
    """The build's way to `catalogues.py`, which stands beside this file and knows nothing of builds."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by the build."""
        run_path(str(Path(self.root) / "tools" / "catalogues.py"))["compile_all"]()
