"""What is said in a chat or an office system, in acts: only what the vocabulary knows, word for word; the rest is left to be asked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from analysis.logs.columns import Headings
from analysis.logs.everyday import everyday
from analysis.logs.names import SOMEBODY, PartyNames
from analysis.logs.synonyms import HeardPhrase, Synonyms, plain
from sim.documents import read_toml

_LONGEST_WORD, _LONGEST_NAME = 40, 60
_CLAUSES = re.compile(r"[。；;！!\n]+|[，,](?!\d{3})")
_STATED = re.compile(r"\s*([^:：=]{1,30}?)\s*[:：=]\s*(\S.*?)\s*", re.DOTALL)
_LABEL = re.compile(r"^\s*[【\[#](.{1,30}?)[】\]#]\s*")
_ASKED = re.compile(r"[?？]|吗\s*$")
_EDGES = " \t\r\n。.，,：:；;、~～!！"
_AROUND_NAME = re.compile(r"[()（）\[\]【】<>《》@＠\-—–_·|/:：]+|(?<![A-Za-z.])\s+|\s+(?![A-Za-z])")
_NUMBER = re.compile(r"\d{7,}")
_MASK = 2 * SOMEBODY


class ChatWords(NamedTuple):
    """The words of `chat.toml`, plain."""

    done: tuple[str, ...]
    towards: tuple[str, ...]
    chatter: frozenset[str]
    body: tuple[str, ...]


@lru_cache(maxsize=1)
def chat_words() -> ChatWords:
    """The words of `chat.toml`. Raises InputError for a broken file."""
    data = read_toml(files("analysis.logs") / "chat.toml")

    def words(table: str) -> list[str]:
        return sorted((word for some in data[table].values() for word in some), key=len, reverse=True)

    return ChatWords(tuple(words("done")), tuple(words("towards")), frozenset(map(plain, words("chatter"))), tuple(words("body")))


class ChatReader:
    """Reads senders and texts by the names and the vocabulary of one plan. Names of persons leave it masked."""

    def __init__(self, words: Synonyms, parties: PartyNames, headings: Headings) -> None:
        self._kinds: Mapping[str, HeardPhrase] = words.kind
        self._words, self._parties, self._headings = words, parties, headings
        self._chat = chat_words()
        self._seen = sorted((kind for kind in words.kind if len(kind) > 1), key=len, reverse=True)
        self._persons: dict[str, str] = {}

    # -- who ------------------------------------------------------------------------------------------------------------------

    def sender(self, written: str) -> str:
        """Of whom a message is: the body in the sender's name where there is one, else the name; of a person not even that."""
        name = _NUMBER.sub("", written).strip(_EDGES)
        parts = [part for part in _AROUND_NAME.split(name) if part]
        for part in (name, *parts):
            if self._parties.is_name(part):
                self._hide(parts, part)
                return part
        for part in parts:
            known = next((part[:end] for end in range(len(part) - 1, 1, -1) if self._parties.is_name(part[:end])), "")
            if known:
                self._hide([part[len(known) :]], "")
                return known
        bodies = [part for part in parts if any(word in part.casefold() for word in self._chat.body)]
        self._hide(parts, *bodies)
        return " ".join(bodies) or _MASK

    def split(self, said: str) -> tuple[str, str]:
        """Whose a line is that parts nothing from its text, and the text: the longest known name that it begins with, or nobody's."""
        for end in range(min(len(said), _LONGEST_NAME), 1, -1):
            if not _inside_word(said, end) and self._parties.is_name(name := said[:end].strip(_EDGES)):
                return name, said[end:].strip(_EDGES)
        return "", said

    def _hide(self, parts: Iterable[str], *kept: str) -> None:
        """Remember which parts of a sender's name are a person's."""
        self._persons.update((part, _MASK) for part in parts if part not in kept and len(part) > 1 and not part.isdecimal())

    def masked(self, text: str) -> str:
        """A text without persons: without senders' own names, the names that titles follow, and long numbers."""
        for person in sorted(self._persons, key=len, reverse=True):
            text = text.replace(person, _MASK)
        return everyday().titled.sub(lambda match: SOMEBODY + match["title"], _NUMBER.sub("…", text))

    # -- what -----------------------------------------------------------------------------------------------------------------

    def acts(self, text: str) -> tuple[list[dict[str, str]], str]:
        """The cells of each act that a text tells, and what is left of it.

        A clause with a word for an act that cannot be understood has it as its kind, as it stands; a text without any is one such row; one
        that says of no act is none.
        """
        label = _LABEL.match(text)
        head = [label[1], text[label.end() :]] if label is not None and self._kinds.get(plain(label[1])) else [text]
        clauses = [clause for part in head for clause in _CLAUSES.split(part) if clause.strip(_EDGES)]
        acts: list[dict[str, str]] = []
        stated: dict[str, str] = {}
        left: list[str] = []
        for clause in clauses:
            act = self._act(clause)
            if act is not None:
                acts.append(act)
            elif (pair := self._stated(clause)) is not None:
                stated.setdefault(*pair)
            elif any(word in plain(clause) for word in self._seen):
                acts.append({"kind": self.masked(clause.strip(_EDGES))})
            elif plain(clause.strip(_EDGES)) not in self._chat.chatter:
                left.append(clause.strip(_EDGES))
        if not acts:
            if not stated and plain(text.strip(_EDGES)) in self._chat.chatter:
                return [], ""
            acts, left = [{"kind": self.masked(text.strip(_EDGES))[:80]}], []
        acts[0] = stated | acts[0]
        return acts, self.masked("，".join(left))

    def _stated(self, clause: str) -> tuple[str, str] | None:
        """A column and what a clause says of it, as in "人数：80"."""
        match = _STATED.fullmatch(clause)
        meaning = None if match is None else self._headings.meaning(match[1])
        if match is None or meaning is None or meaning[0] in ("time", "date", "kind", "actor", "note", "seq", "cause", "facts"):
            return None
        return meaning[0], match[2]

    def _act(self, clause: str) -> dict[str, str] | None:
        """The act of a clause that is one from its first word to its last: "已向甲局报告", "通知乙局、丙局", "@甲局 收到"."""
        if _ASKED.search(clause):
            return None
        text = unicodedata.normalize("NFKC", clause).strip(_EDGES)
        to, text = self._called(text)
        while (word := next((word for word in self._chat.done if text.casefold().startswith(word)), None)) is not None and word != text:
            text = text[len(word) :].lstrip()
        if not to and (shorter := self._towards(text)) != text:
            to, text = self._named(shorter)
            if not to:
                return None
        kind, rest = self._kind(text)
        if not kind:
            return None
        form, rest = self._form(rest)
        if not to and rest:
            to, rest = self._named(self._towards(rest))
        if not to and rest.startswith("@"):
            to, rest = self._called(rest)
        if not form and rest:
            form, rest = self._form(rest)
        if rest:
            return None
        return {name: value for name, value in (("kind", kind), ("to", to), ("form", form)) if value}

    def _called(self, text: str) -> tuple[str, str]:
        """Whom a text calls by @ at its beginning, and what follows."""
        called: list[str] = []
        while text.startswith("@"):
            name, rest = self._named(text[1:])
            if not name:
                break
            called.append(name)
            text = rest.lstrip(_EDGES)
        return "、".join(called), text

    def _towards(self, text: str) -> str:
        word = next((word for word in self._chat.towards if text.casefold().startswith(word)), "")
        return self._towards(text[len(word) :].lstrip()) if word else text

    def _named(self, text: str) -> tuple[str, str]:
        """The longest beginning of a text that names bodies and nobody else, and what follows."""
        for end in range(min(len(text), _LONGEST_NAME), 0, -1):
            name = text[:end].strip(_EDGES)
            if name and not _inside_word(text, end) and self._parties.are_names(name):
                return name, text[end:].strip(_EDGES)
        return "", text

    def _kind(self, text: str) -> tuple[str, str]:
        """The longest beginning of a text that is a word for an act, and what follows."""
        return _longest(text, self._kinds)

    def _form(self, text: str) -> tuple[str, str]:
        return _longest(text, self._words.form)


def _longest(text: str, known: Mapping[str, object]) -> tuple[str, str]:
    for end in range(min(len(text), _LONGEST_WORD), 0, -1):
        if not _inside_word(text, end) and plain(text[:end]) in known:
            return text[:end], text[end:].strip(_EDGES)
    return "", text


def _inside_word(text: str, end: int) -> bool:
    """Whether a cut would part a word that is written in letters with blanks between words."""
    return end < len(text) and text[end - 1].isascii() and text[end - 1].isalnum() and text[end].isascii() and text[end].isalnum()
