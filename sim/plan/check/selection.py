"""Which findings are looked at: by the codes of their kinds, or by how codes begin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sim.errors import InputError, nearest
from sim.plan.check.finding import FINDING_KINDS, Finding, FindingKind
from sim.words import LANGUAGES, phrase


@dataclass(frozen=True, slots=True)
class Selection:
    """Codes to look at (none: all), and codes to leave out. Where a code is meant by both, the longer word decides; else it is left out."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    @classmethod
    def of(cls, select: Iterable[str], ignore: Iterable[str]) -> Selection:
        """From what stands on the command line: codes with commas between them. Raises InputError for a word by which no code begins."""
        return cls(_codes(select, "--select"), _codes(ignore, "--ignore"))

    def takes(self, finding: Finding) -> bool:
        """Whether a finding is looked at."""
        wanted = _longest(self.select, finding.check) if self.select else 0
        return wanted is not None and ((barred := _longest(self.ignore, finding.check)) is None or wanted > barred)


def _codes(given: Iterable[str], asked: str) -> tuple[str, ...]:
    return tuple(prefix_named(word.strip(), asked) for one in given for word in one.split(","))


def prefix_named(word: str, asked: str) -> str:
    """A code, or whole words by which codes begin (`grade`, `limit-without`); a kind may be called by its name in any language.

    Raises InputError, `asked` being the option, for a word that is none.
    """
    found = _by_name().get(word, word)
    if any(_begins(code, found) for code in FINDING_KINDS):
        return found
    known = sorted({*FINDING_KINDS, *(code.split("-", 1)[0] for code in FINDING_KINDS)})
    problem = phrase("findings.no-code") if word else phrase("findings.which-code")
    raise InputError.of(asked, "", problem, value=word, allowed=phrase("findings.codes"), hint=nearest(word, known) or phrase("findings.codes.hint"))


def kind_named(word: str, asked: str) -> FindingKind:
    """The kind with a code, or with a name in any language. Raises InputError, with the nearest."""
    found = FINDING_KINDS.get(_by_name().get(word, word))
    if found is None:
        hint = nearest(word, [*FINDING_KINDS, *_by_name()]) or phrase("findings.codes.hint")
        raise InputError.of(asked, "", phrase("findings.no-code"), value=word, allowed=phrase("findings.a-code"), hint=hint)
    return found


def _by_name() -> dict[str, str]:
    return {one.name.of(lang): one.id for one in FINDING_KINDS.values() for lang in LANGUAGES}


def _begins(code: str, word: str) -> bool:
    return bool(word) and f"{code}-".startswith(f"{word}-")


def _longest(words: Iterable[str], code: str) -> int | None:
    return max((len(word) for word in words if _begins(code, word)), default=None)
