"""What every command stands on: in which language to speak, and commands, options and arguments that are told in it.

Help is a phrase of the catalogue, told at the moment of printing. What the library that reads the command line says itself it asks of
gettext at the moment of saying, so it finds its words in the same catalogue. Nothing here imports more than that library.
"""

from __future__ import annotations

import locale
import os
import re
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from gettext import bindtextdomain, gettext, textdomain
from pathlib import Path
from typing import Any, TypeVar
from unicodedata import east_asian_width

import click

from sim.cli.completion import GIVEN, completed
from sim.words import LANGUAGES, Phrase, Words, phrase, words
from sim.words.catalogue import DOMAIN, LOCALE

F = TypeVar("F", bound=Callable[..., Any])

_FALLBACK = "en"
_WINDOWS_NAMES = {"chinese": "zh"}  # where the system has names of its own for languages
_SPOKEN: ContextVar[str | None] = ContextVar("language", default=None)
_GIVEN: ContextVar[tuple[str, ...]] = ContextVar("given", default=())

# -- the language --------------------------------------------------------------------------------------------------------------


def language() -> str:
    """The language of this call: --lang wherever it stands, else DRILL_LANG, else the locale."""
    return _SPOKEN.get() or preferred()


def spoken() -> Words:
    """The words of this call's language. Raises MissingWordsError."""
    return words(language())


def asked_for() -> tuple[str, ...]:
    """The words of this call's command line, for whoever has to say what was being done."""
    return _GIVEN.get()


def preferred() -> str:
    """The language of the environment."""
    names = (os.environ.get(variable) for variable in ("DRILL_LANG", "LC_ALL", "LC_MESSAGES", "LANG"))
    name = next(filter(None, names), None) or locale.getlocale()[0] or ""
    word = re.split(r"[^A-Za-z]", name)[0].lower()  # of "zh_CN.UTF-8", "zh-Hans", "Chinese (Simplified)_China"
    code = _WINDOWS_NAMES.get(word, word)
    return code if code in LANGUAGES else _FALLBACK


def speak(lang: str) -> None:
    """Choose the language for what follows, also for gettext and so for the library that reads the command line."""
    _SPOKEN.set(lang)
    bindtextdomain(DOMAIN, str(LOCALE))
    textdomain(DOMAIN)
    os.environ["LANGUAGE"] = lang  # what gettext goes by, on every system


def _asked(args: Sequence[str]) -> str | None:
    """The language that --lang asks for, anywhere in a command line: a mistake before it is told in that language too."""
    found = None
    for word, following in zip(args, [*args[1:], ""], strict=True):
        if word == "--":
            break
        value = following if word == "--lang" else word.removeprefix("--lang=") if word.startswith("--lang=") else None
        found = value if value in LANGUAGES else found
    return found


# -- commands, options and arguments -------------------------------------------------------------------------------------------


class _HelpPage(click.HelpFormatter):
    """A page of help on which a Chinese character takes two columns, as it does on a terminal.

    The base class counts characters. So a filler follows every wide one while lines are broken and columns laid, and is taken out last.
    """

    _FILLER = "\0"

    def _widened(self, text: str) -> str:
        return "".join(one + self._FILLER if east_asian_width(one) in "WF" else one for one in text)

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line of usage."""
        super().write_usage(prog, self._widened(args), self._widened(prefix or gettext("Usage:") + " "))

    def write_text(self, text: str) -> None:
        """A paragraph."""
        super().write_text(self._widened(text))

    def write_dl(self, rows: Any, col_max: int = 30, col_spacing: int = 2) -> None:
        """Words with what they mean."""
        super().write_dl([(self._widened(first), self._widened(second)) for first, second in rows], col_max, col_spacing)

    def getvalue(self) -> str:
        """The page; a mark that ends something does not begin a line, but hangs over the edge of the line before."""
        return re.sub(r"\n *([，。、；：？！）”]+)(?=\n)|(\n *)([，。、；：？！）”]+)", r"\1\3\2", super().getvalue().replace(self._FILLER, ""))


class _SpokenContext(click.Context):
    formatter_class = _HelpPage


class SpokenCommand(click.Command):
    """A command whose help is a phrase."""

    context_class = _SpokenContext

    def __init__(self, *args: Any, help: Phrase, **attributes: Any) -> None:  # noqa: A002 - as the library calls it
        super().__init__(*args, **attributes)
        self.told = help

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What the command does, in the language of this call."""
        self.help = spoken().tell(self.told)
        super().format_help_text(ctx, formatter)

    def get_short_help_str(self, limit: int = 45) -> str:
        """The same, in a list of commands; it is a sentence, and stays whole."""
        return spoken().tell(self.told)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """What stands behind the command's name."""
        return [spoken()("cli.usage.options"), *(piece for one in self.get_params(ctx) for piece in one.get_usage_pieces(ctx))]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """--help; the library makes it once, but says it in the language of this call."""
        found = super().get_help_option(ctx)
        if found is not None:
            found.help = gettext("Show this message and exit.")
        return found


class SpokenGroup(SpokenCommand, click.Group):
    """A group of commands whose help is a phrase."""

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """What stands behind the group's name."""
        return [*super().collect_usage_pieces(ctx), spoken()("cli.usage.command")]


class RootGroup(SpokenGroup):
    """`drill` itself: it finds out the language before anything else, so that every mistake is told in it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Choose the language, then read the rest."""
        _GIVEN.set(tuple(args))
        ctx.meta[GIVEN] = tuple(args)
        speak(_asked(args) or preferred())
        return super().parse_args(ctx, args)


def _word_for(parameter: click.Parameter, told: Phrase | str | None) -> str | None:
    """What stands for a parameter's value: its own word, else one for its type; None where the library lists the choices."""
    if told is not None:
        return spoken().tell(told)
    return None if isinstance(parameter.type, click.Choice) else spoken()(f"cli.value.{parameter.type.name.replace(' ', '-')}")


class _SpokenOption(click.Option):
    def __init__(self, *args: Any, help: Phrase, metavar: Phrase | str | None = None, **attributes: Any) -> None:  # noqa: A002
        super().__init__(*args, **attributes)
        self.told = help
        self._value = metavar

    def make_metavar(self, *args: Any, **more: Any) -> str:
        """The word for a value."""
        self.metavar = _word_for(self, self._value)
        return super().make_metavar(*args, **more)

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """What the option is for."""
        self.help = spoken().tell(self.told)
        return super().get_help_record(ctx)


class _SpokenArgument(click.Argument):
    def __init__(self, *args: Any, metavar: Phrase | None = None, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self._value = metavar

    def make_metavar(self, *args: Any, **more: Any) -> str:
        """The word for a value, in brackets where it may be left out, with dots where there may be many."""
        word = _word_for(self, self._value)
        if word is None:
            return super().make_metavar(*args, **more)
        return (word if self.required else f"[{word}]") + ("" if self.nargs == 1 else "...")


def option(*names: str, help: Phrase, metavar: Phrase | str | None = None, **attributes: Any) -> Callable[[F], F]:  # noqa: A002
    """An option; `help`, and `metavar` where the type does not say enough, are phrases."""
    return click.option(*names, cls=_SpokenOption, help=help, **_completing(metavar), metavar=metavar, **attributes)


def argument(name: str, metavar: Phrase | None = None, **attributes: Any) -> Callable[[F], F]:
    """An argument; `metavar` is a phrase, and may be left out where the type is a choice."""
    return click.argument(name, cls=_SpokenArgument, metavar=metavar, **_completing(metavar), **attributes)


def _completing(metavar: Phrase | str | None) -> dict[str, Any]:
    """What completes a value in a shell, by the word that the help has for it."""
    complete = completed(metavar.code.removeprefix("cli.value.")) if isinstance(metavar, Phrase) else None
    return {} if complete is None else {"shell_complete": complete}


# -- options that several commands share ---------------------------------------------------------------------------------------


class Seed(click.IntRange):
    """A seed: a whole number, 0 or more."""

    name = "seed"

    def __init__(self) -> None:
        super().__init__(min=0)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number. Fails with what is allowed."""
        text = str(value).strip()
        if not text.isascii() or not text.isdigit() or len(text) > 18:
            self.fail(spoken()("cli.no-seed", value=repr(value)), param, ctx)
        return int(text)


PATH = click.Path(path_type=Path)
MOST_RUNS = 1_000_000
MOST_WORKERS = 256

# Read before everything else (see RootGroup); here it is checked, and shown in the help of every command.
lang_option = option("--lang", type=click.Choice(LANGUAGES), is_eager=True, expose_value=False, help=phrase("cli.lang"))
json_option = option("--json", "as_json", is_flag=True, help=phrase("cli.json"))
reading_option = option("--reading", "readings", multiple=True, metavar=phrase("cli.value.reading"), help=phrase("cli.reading"))
synonyms_option = option("--synonyms", type=PATH, metavar=phrase("cli.value.file"), help=phrase("cli.synonyms"))

fail_on_warning_option = option("--fail-on", type=click.Choice(["warning"]), help=phrase("cli.fail-on-warning"))

calendar_option = option("--calendar", type=PATH, metavar=phrase("cli.value.file"), help=phrase("cli.calendar"))


def plan_option(help: Phrase) -> Callable[[F], F]:  # noqa: A002
    """--plan; which plan is meant without it differs from command to command."""
    return option("--plan", "plan_name", metavar=phrase("cli.value.plan"), help=help)


def resources_option(help: Phrase) -> Callable[[F], F]:  # noqa: A002
    """--resources; which ones are meant without it differs from command to command."""
    return option("--resources", metavar=phrase("cli.value.file"), help=help)
