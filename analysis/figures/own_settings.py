"""The drawing library under settings that are ours alone, whatever stands in the user's environment, home or folder."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, chdir, contextmanager, suppress
from importlib import import_module
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

_LIBRARY = "matplotlib"
_FILE = "matplotlibrc"
_HEARD = ("MPLBACKEND", "MATPLOTLIBRC")  # what the library asks the environment while it is imported
_OF_A_SCREEN = ("backend", "interactive", "toolbar", "webagg.", "tk.", "figure.hooks", "date.epoch")  # they change no picture of ours


def bring_in() -> None:
    """Import the library, once in a process, without reading any settings but ours.

    Where a program has it already, that program's settings stay as they are, and `house_rc` takes their place while a picture is drawn.
    """
    if _LIBRARY in sys.modules:
        return
    with ExitStack() as stack:
        folder = stack.enter_context(as_file(files(__package__) / _FILE)).parent
        wanted = stack.enter_context(_environment(folder / _FILE))
        if Path(_FILE).exists():  # the library looks into the folder where the user stands before anywhere else
            stack.enter_context(chdir(folder))
        stack.enter_context(_silent())
        library = import_module(_LIBRARY)
        import_module(f"{_LIBRARY}.font_manager")  # may complain of a home that it cannot write to
        if wanted:
            with suppress(ValueError):  # a notebook's own pictures keep the notebook's screen
                library.rcParams["backend"] = wanted


@contextmanager
def _environment(file: Path) -> Iterator[str]:
    """Let the library find `file` and no word about a screen; gives that word, and puts everything back."""
    held = {name: os.environ.pop(name) for name in _HEARD if name in os.environ}
    os.environ[_FILE.upper()] = str(file)
    try:
        yield held.get("MPLBACKEND", "")
    finally:
        del os.environ[_FILE.upper()]
        os.environ.update(held)


@contextmanager
def _silent() -> Iterator[None]:
    """Without the library's own talk of files and folders: it is no fault of the reader's."""
    logger = logging.getLogger(_LIBRARY)
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


@contextmanager
def house_rc(own: dict[str, Any]) -> Iterator[None]:
    """The library's own defaults with `own` on top, in place of whatever is set; afterwards all is as it was."""
    import warnings

    import matplotlib as mpl
    from matplotlib import MatplotlibDeprecationWarning

    with mpl.rc_context(), warnings.catch_warnings():
        warnings.simplefilter("ignore", MatplotlibDeprecationWarning)
        settings: Any = {name: value for name, value in mpl.rcParamsDefault.items() if not name.startswith(_OF_A_SCREEN)}
        mpl.rcParams.update(settings | own)
        yield
