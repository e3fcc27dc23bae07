"""When garbage is not looked for."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_looking_for_garbage() -> Iterator[None]:
    """Keep the collector from walking through all rows, duties and plans again and again, where hardly anything becomes garbage in rings.

    A run, a book of duties and a log only grow. Without this a log takes a fifth longer, and the cost of a row grows with the number of posts.
    """
    looked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looked:
            gc.enable()
