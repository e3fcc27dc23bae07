"""The font of the figures: Chinese shows as Chinese on a machine that has no Chinese font."""

from functools import cache
from importlib.resources import as_file, files

FAMILY = "Drill Sans SC"
_FILE = "NotoSansSC-cut.otf"


@cache
def use() -> str:
    """Make the font known to matplotlib, once in a process, and give the name of its family."""
    from matplotlib.font_manager import fontManager

    # matplotlib keeps the path and reads the font when it draws; the package is a folder, so the file stays.
    with as_file(files(__name__) / _FILE) as path:
        fontManager.addfont(path)
    return FAMILY
