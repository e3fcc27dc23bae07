"""What a part of a picture stands for: a row of the record, duties, and the bodies whom it touches. Pages that follow a cause or filter by
body read it from the drawing; a picture that is kept as a file does not hold it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from matplotlib.artist import Artist
from matplotlib.figure import Figure

SIGN = "~"  # what the id of a part begins with that stands for something


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A row by its `seq`, duties by the ids of their verdicts, the worst first, and bodies by their ids. What there is none of is empty."""

    row: int | None = None
    duties: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()

    def written(self) -> str:
        """As the id of a part of a drawing, which may not hold every sign that an id of a log does: in ASCII."""
        return SIGN + json.dumps([self.row, self.duties, self.bodies], separators=(",", ":"))


def subject_of(written: str) -> Subject:
    """What `Subject.written` wrote. Raises ValueError for anything else."""
    row, duties, bodies = json.loads(written.removeprefix(SIGN))
    return Subject(row=row, duties=tuple(duties), bodies=tuple(bodies))


def stands_for(artist: Artist, subject: Subject | None) -> None:
    """Note what a part stands for, where it stands for something."""
    if subject is not None:
        artist.set_label(subject.written())


@contextmanager
def subjects_as_ids(figure: Figure) -> Iterator[None]:
    """Let every part that stands for something be written with that as its id; afterwards all is as it was."""
    held = [(artist, artist.get_gid()) for artist in figure.findobj() if artist is not figure and str(artist.get_label()).startswith(SIGN)]
    for artist, gid in held:
        artist.set_gid(f"{gid or ''}{artist.get_label()}")
    try:
        yield
    finally:
        for artist, gid in held:
            artist.set_gid(gid)
