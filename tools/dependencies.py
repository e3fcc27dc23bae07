"""Write docs/dependencies.md: every package of requirements.lock, its licence, and what needs it and why.

    python tools/dependencies.py            # writes docs/dependencies.md
    python tools/dependencies.py --check    # writes nothing; exit 1 where it is out of step

Licences are what the installed packages say of themselves, so it has to run where the locked versions are installed.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "dependencies.md"
_LOCKED = re.compile(r"^([A-Za-z0-9_.-]+)==([^ \\]+)", re.MULTILINE)
_NAMED = re.compile(r"[A-Za-z0-9_.-]+")
_REASON = re.compile(r'^\s*"([A-Za-z0-9_.-]+)[^"]*",?\s*# (.+)$', re.MULTILINE)
_PART = re.compile(r"^Name: (.+)\n(?:(?!Name:).*\n){0,6}?License: (.+)$", re.MULTILINE)  # how wheels list what they carry
_COPYLEFT = re.compile(r"\b(?:[AL]?GPL|MPL|EPL|CDDL|EUPL)\b|Mozilla Public|GNU ", re.IGNORECASE)
_ELSEWHERE = {"cffi": "MIT", "colorama": "BSD-3-Clause", "pycparser": "BSD-3-Clause"}  # installed on Windows alone
_ASKED_ELSEWHERE = {"cffi": ("pycparser",)}
_ASKED_LATER = {"editables": "hatchling asks for it where an install is editable"}
_ASKED_BY_EXTRA = {"pysocks": "selenium asks urllib3 for its extra `socks`"}
_LONGEST = 60
_KINDS = (
    ("dependencies", "What `drill` runs with", "Installed with it. Each is imported under the reason beside it."),
    (
        "word",
        "What Word documents need",
        "The extra `word` (`pip install 'petition-drill[word]'`). Not needed for anything else; without it the command says how to get it.",
    ),
    ("build", "What builds it", "Compiles the words and makes the wheel. Not needed to run the program."),
    ("test", "What the checks need", "The extra `test`: linter, types, tests. Not needed to run the program."),
)


class Package(NamedTuple):
    """A locked package: its licence, what it is for, and the copyleft parts that its wheel carries."""

    name: str
    version: str
    licence: str
    reason: str
    carries: tuple[str, ...]


def locked() -> dict[str, str]:
    """The version of each package of the lock, by its name."""
    return {plain(name): version for name, version in _LOCKED.findall((ROOT / "requirements.lock").read_text("utf-8"))}


def plain(name: str) -> str:
    """A package's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def installed() -> bool:
    """Whether what is installed are the versions of the lock."""
    found = {name: _found(name) for name in locked() if name not in _ELSEWHERE}
    return all(one is not None and one.version == locked()[name] for name, one in found.items())


def wanted() -> dict[str, dict[str, str]]:
    """What pyproject.toml asks for, by kind: each package with the reason beside it. Raises ValueError for one that has none."""
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    project = tomllib.loads(text)
    reasons = {plain(name): reason for name, reason in _REASON.findall(text)}
    asked = {
        "dependencies": project["project"]["dependencies"],
        "word": project["project"]["optional-dependencies"]["word"],
        "build": project["build-system"]["requires"],
        "test": project["project"]["optional-dependencies"]["test"],
    }
    names = {kind: [plain(match[0]) for one in entries if (match := _NAMED.match(one))] for kind, entries in asked.items()}
    without = [name for found in names.values() for name in found if name not in reasons]
    if without:
        raise ValueError(f"pyproject.toml gives no reason for {', '.join(without)}")
    found = {kind: {name: reasons[name] for name in asked} for kind, asked in names.items()}
    found["build"] |= _ASKED_LATER
    found["test"] |= _ASKED_BY_EXTRA
    return found


def packages() -> dict[str, list[Package]]:
    """The packages of the lock by kind; one that several kinds need stands in the first. Raises ValueError for one that nothing needs."""
    versions, taken, kinds = locked(), set[str](), {}
    for kind, asked in wanted().items():
        needed = {name: f"needed by {whom}" for name, whom in _needed(asked, versions).items()} | asked
        here = sorted(name for name in needed if name not in taken)
        taken |= set(here)
        kinds[kind] = [Package(name, versions[name], _licence(name), needed[name], _carried(name)) for name in here]
    if left := set(versions) - taken:
        raise ValueError(f"nothing needs {', '.join(sorted(left))}, which is locked")
    return kinds


def _needed(asked: Iterable[str], versions: Mapping[str, str]) -> dict[str, str]:
    """What packages need in turn, as far as it is locked, each with the first that needs it."""
    found: dict[str, str] = {}
    left = list(asked)
    while left:
        whom = left.pop(0)
        one = _found(whom)
        for entry in (one.requires or []) if one is not None else _ASKED_ELSEWHERE.get(whom, ()):
            match = _NAMED.match(entry)
            name = plain(match[0]) if match else ""
            if name in versions and name not in found and "extra ==" not in entry:
                found[name] = whom
                left.append(name)
    return found


def _found(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def _licence(name: str) -> str:
    one = _found(name)
    if one is None:
        return _ELSEWHERE[name]
    stated, words = ("".join(one.metadata.get_all(key) or []).strip() for key in ("License-Expression", "License"))
    classes = [entry.rpartition(" :: ")[2] for entry in one.metadata.get_all("Classifier") or [] if entry.startswith("License :: ")]
    return stated or (words if words and len(words) <= _LONGEST and "\n" not in words else "") or ", ".join(classes)


def _carried(name: str) -> tuple[str, ...]:
    """The parts of a wheel that its licence files list under a copyleft licence."""
    one = _found(name)
    files = [file for file in (one.files or []) if ".dist-info" in str(file) and "licen" in file.name.lower()] if one is not None else []
    texts = [Path(str(file.locate())).read_text("utf-8", "replace") for file in files]
    parts = [(part, licence.strip()) for text in texts for part, licence in _PART.findall(text)]
    return tuple(dict.fromkeys(f"{part} ({licence})" for part, licence in parts if _COPYLEFT.search(licence)))


def page() -> str:
    """The whole document."""
    kinds = packages()
    return "\n".join([*_head(kinds), *(line for kind, title, what in _KINDS for line in _section(title, what, kinds[kind]))])


def _head(kinds: Mapping[str, list[Package]]) -> Iterator[str]:
    yield "# Dependencies"
    yield ""
    yield "Made by `python tools/dependencies.py` from `requirements.lock`, `pyproject.toml` and what the installed packages say of themselves."
    yield "The program itself is MIT; the font that its pictures are drawn with is OFL-1.1 (`analysis/figures/fonts/OFL.txt`)."
    yield ""
    yield "## Copyleft"
    yield ""
    yield "By what a package says of itself, and by the parts that a wheel lists with their licences; other texts in a wheel were not searched."
    yield ""
    for kind, title, _ in _KINDS:
        named = [f"{one.name} ({one.licence})" for one in kinds[kind] if _COPYLEFT.search(one.licence)]
        carried = [f"{one.name} carries {part}" for one in kinds[kind] for part in one.carries]
        yield f"- {title}: {'; '.join([*named, *carried]) or 'none'}."
    yield ""


def _section(title: str, what: str, found: list[Package]) -> Iterator[str]:
    yield f"## {title}"
    yield ""
    yield what
    yield ""
    yield "| Package | Locked | Licence | Why |"
    yield "|---|---|---|---|"
    for one in found:
        yield f"| {one.name} | {one.version} | {one.licence} | {one.reason} |"
    yield ""


def main() -> int:
    """Write the page, or say whether it is current."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    if not installed():
        print("the versions of requirements.lock are not what is installed", file=sys.stderr)
        return 1
    text = page()
    if parser.parse_args().check:
        return int(PAGE.read_text("utf-8") != text)
    PAGE.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
