"""What is printed of a result: one screen, all of it (`--full`), or some of its sections, each whole (`--section NAME`)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import click

from sim.cli.options import language, option
from sim.cli.terminal import print_lines, print_parts, print_screen
from sim.errors import InputError, nearest
from sim.vocabulary import SECTIONS
from sim.words import LANGUAGES, phrase, words

if TYPE_CHECKING:
    from analysis.report.as_text import Sections
    from sim.words.screen import Screen

F = TypeVar("F", bound=Callable[..., Any])


class TellSections(Protocol):
    """Gives all sections, `whole` or as long as somebody reads at once."""

    def __call__(self, *, whole: bool) -> Sections:
        """Each part with its section."""


class SectionName(click.ParamType[str]):
    """The name of a section of a command's result: its id, or what it is called in any language."""

    name = "section"

    def __init__(self, command: str) -> None:
        self._known = SECTIONS[command]

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The id. Raises InputError, which tells all there are."""
        del param, ctx
        called = {words(lang)(f"section.{id_}"): id_ for lang in LANGUAGES for id_ in self._known}
        found = value if value in self._known else called.get(str(value))
        if found is None:
            problem = phrase("cli.no-section") if value else phrase("cli.which-section")
            raise InputError.of("--section", "", problem, value=str(value), allowed=listed(self._known), hint=nearest(str(value), self._known))
        return found


def listed(sections: tuple[str, ...]) -> Any:
    """Names of sections with what is in them."""
    return [phrase("cli.section-named", id=id_, name=phrase(f"section.{id_}")) for id_ in sections]


def shown_options(command: str) -> Callable[[F], F]:
    """--full and --section of a command."""

    def added(to: F) -> F:
        section = option(
            "--section", "sections", multiple=True, is_flag=False, flag_value="", default=None, type=SectionName(command),
            metavar=phrase("cli.value.section"), help=phrase("cli.section", names=listed(SECTIONS[command])),
        )  # fmt: skip
        return option("--full", is_flag=True, help=phrase("cli.full"))(section(to))

    return added


def one_way(*, as_json: bool, full: bool, sections: Sequence[str] | None) -> None:
    """Raise InputError where a document is asked for, and beside it all or sections of what a person reads."""
    if as_json and (full or sections):
        raise InputError.of("--json", "", phrase("cli.json-alone", other="--full" if full else "--section"), hint=phrase("cli.json-alone.hint"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What was asked for, and when the command began."""

    full: bool = False
    sections: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    began: float = field(default_factory=monotonic)

    def with_asked(self, *sections: str) -> Shown:
        """The same; where nothing was said of how much, these sections, which were asked for by another option, before the screen."""
        return self if self.full or self.sections else replace(self, before=sections)

    @property
    def is_screen(self) -> bool:
        """Whether one screen is wanted."""
        return not self.full and not self.sections

    @property
    def says_warnings(self) -> bool:
        """Whether the reader has the warnings on the screen, and need not be told them beside it."""
        return self.is_screen and sys.stdout.isatty()

    @property
    def seconds(self) -> float:
        """How long the command has taken so far."""
        return monotonic() - self.began

    def print(self, screen: Callable[[float], Screen], sections: TellSections) -> None:
        """Print what is wanted. `screen` is given the seconds that it all took, `sections` whether they are to be whole."""
        if self.sections:
            self._print_sections(self.sections, sections)
        elif self.full:
            print_parts(part for _, part in sections(whole=False))
        else:
            if self.before:
                self._print_sections(self.before, sections)
            print_screen(screen(self.seconds))

    def _print_sections(self, asked: Sequence[str], sections: TellSections) -> None:
        """The sections that were asked for, in that order; of one that has nothing here, that."""
        say, parts = words(language()), list(sections(whole=True))
        for wanted in dict.fromkeys(asked):
            found = [part for id_, part in parts if id_ == wanted]
            print_parts(found)
            if not found:
                print_lines([say("cli.empty-section", name=phrase(f"section.{wanted}"))])
