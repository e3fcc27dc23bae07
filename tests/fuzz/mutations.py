"""One engine that spoils things: tables, text, bytes, cells of a log, what a packed file holds. The same luck makes the same mutant."""

from __future__ import annotations

import copy
import io
import random
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

# Values that a writer may put where another belongs.
WRONG: tuple[Any, ...] = (
    "", "nosuch", 7, -3, 1e300, 2.5, True, [], ["nosuch"], {}, {"nosuch": 1}, {"zh": "汉字"}, {"zh": "汉字", "en": "word", "fr": "mot"},
    "nosuch == 1",
    "size >", "size == 'many'", "grade >= 'XX'", "has(conduct)", "reading('nosuch')", "30", "soon", "30 moons", "-5 min", "none stated", "@nobody",
    "@to.superior.superior", "duty:nosuch", "reading:nosuch", "habit:nosuch", "2026-02-30", "25:61", "汉字", "a b", "{x}", "100%", "⟦", "x" * 3000,
    ["none stated", "nosuch"], [["a"]], {"lognormal": {"mu": 1}}, {"triangular": ["5 min", "1 min"]}, {"limit": "soon", "from": "nosuch"},
    {"any": []}, {"all": [{"when": "("}]}, {"earlier": ["1 h"]}, {"was": "x", "now": "y"}, 10**30,
)  # fmt: skip
# What no writer puts anywhere, and a damaged or a hostile file does.
NASTY: tuple[Any, ...] = (
    "\x1b[2J\x07", "\u202e\u2066late", "\x00", "\ud7ff\ufffe", "ｄead > 1", "9" * 400, 10**15, 10**15 + 1, -(10**15), 1e15, 5e-324, float("inf"),
    float("nan"), -0.0, "1e999 min", "9" * 400 + " days", '=HYPERLINK("x")', "[red]x[/]", "[/]", "$\\frac{1}{0}$", "%s%n", "../../x", "CON",
    "a" * 101, datetime(9999, 12, 31, 23, 59), datetime(1, 1, 1), date(2027, 1, 1), time(23, 59, 59), "9999-12-31 23:59", "0001-01-01", "24:00",
    "0 min", "36500 days", "0 working days", ["x"] * 300, {"a": {"b": {"c": {"d": {}}}}}, "e\u0301" * 50, "\u0000\u0008", "true",
    "not (" * 60 + "true" + ")" * 60, "at_least(99, true)", "1_000_0", "dead == -1", "@to", "@actor", "@bearer.superior", "duty:pump", "@event",
    " ", "\n", "\t", "\\", "'", '"""', "😀" * 20,
)  # fmt: skip
_KEYS = ("nosuch", "titel", "未知")
_MORE_KEYS = (
    "to",
    "until",
    "within",
    "top",
    "superior",
    "stand_in",
    "level",
    "x",
    "id",
    "from",
    "on",
    "when",
    "any",
    "\x1b[2J",
    "",
    "a.b",
    "__class__",
)
_PIECES = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\x1b[2J", b"\n", b"\r", b"\r\n", b",", b'"', b"'", b"[", b"]", b"[[", b"{", b"}", b"=", b"#", b"\\",
    b"9" * 50, b"-", b"\xc3\x28", b"\xed\xa0\x80", "\u202e".encode(), "汉".encode("gb18030"), b"\x1a", b"null", b"NaN", b"1e999", b"<", b"</table>",
    b"<table>", b"&#0;", b"\x00" * 64, b"\t", b";", b"||", b"  ", b".", b":", b"e", b'{"', b"]]]", b"x" * 5000,
)  # fmt: skip
CELLS: tuple[Any, ...] = (
    "", "nonsense", "胡乱写的", "25:61", "08:77", "2026-02-30 10:00", "-5", "1e9", "IX", "pigeon", "飞鸽", "是", "maybe", "5-", "约三十", "{x}",
    "⟦", "x" * 300,
    "9999-12-31 23:59", "0001-01-01 00:00", "1e308", "99999999999999999999", "\x1b[2J", "\u202e", "=1+1", "@SUM", "[red]", "8.55", "0855", "24:00",
    "明天", "三点一刻", "一百二十余", "10–12", "≥5", "<3", "约", "未知", "none", "null", "NaN", "inf", "Ⅳ", "½", "٣", "８：２０",
    "8:20:61", "下午13:00", "2/29", "0",
    "-0", "e\u0301" * 100, "a\nb", "\t", "，", "；", "'8:20", "8h20", "T08:20Z", "2026-03-10T08:20:00+99:99", "1900-01-00", "x" * 40_000,
    "上同", "同上", "〃", "″",
)  # fmt: skip


def places(value: Any, steps: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a document."""
    if steps:
        yield steps
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, held in pairs:
        yield from places(held, (*steps, step))


def broken(document: dict[str, Any], luck: random.Random) -> dict[str, Any]:
    """The document with one or two faults."""
    made = copy.deepcopy(document)
    for _ in range(luck.choice((1, 1, 2))):
        if not made:
            break  # the first fault took all there was
        top = luck.choice(list(made))
        *way, last = luck.choice([place for place in places(made) if place[0] == top])
        holder = _at(made, way)
        match luck.randrange(6):
            case 0:
                del holder[last]
            case 1 if isinstance(holder, list):
                holder.append(copy.deepcopy(holder[last]))  # its id stands twice
            case 1 | 2 if isinstance(holder, dict):
                holder[luck.choice(_KEYS)] = copy.deepcopy(luck.choice(WRONG))
            case 3 if isinstance(holder[last], str):
                holder[last] = luck.choice((holder[last] + " x", holder[last][:-1], holder[last] + "'", holder[last].upper() + "?"))
            case _:
                holder[last] = copy.deepcopy(luck.choice(WRONG))
    return made


def hostile(document: dict[str, Any], luck: random.Random) -> dict[str, Any]:
    """The document with one to four faults of any kind, some of which nobody makes by accident."""
    made = copy.deepcopy(document)
    for _ in range(luck.choice((1, 1, 2, 4))):
        found = list(places(made))
        if not found:
            return made
        *way, last = luck.choice(found)
        holder, other = _at(made, way), luck.choice(found)
        match luck.randrange(8):
            case 0:
                del holder[last]
            case 1 if isinstance(holder, list):
                holder[last:last] = [copy.deepcopy(holder[last]) for _ in range(luck.choice((1, 1, 40)))]
            case 1 | 2 if isinstance(holder, dict):
                holder[luck.choice(_KEYS + _MORE_KEYS)] = copy.deepcopy(luck.choice(WRONG + NASTY))
            case 3 if (*way, last)[: len(other)] != other:
                holder[last] = copy.deepcopy(_at(made, other))  # another place's value
            case 4 if isinstance(holder[last], str):
                holder[last] = _spliced(holder[last], luck)
            case 5 if isinstance(holder[last], int | float):
                holder[last] = _number(holder[last], luck)
            case _:
                holder[last] = copy.deepcopy(luck.choice(WRONG + NASTY))
    return made


def plausible(document: dict[str, Any], luck: random.Random) -> dict[str, Any]:
    """The document with values of the kind that stood there: other numbers and lengths, the word of a neighbour, an entry less. Most still load."""
    made = copy.deepcopy(document)
    for _ in range(luck.choice((1, 2, 3, 6))):
        found = [place for place in places(made) if not isinstance(_at(made, place), dict | list)]
        *way, last = luck.choice(found)
        holder = _at(made, way)
        match holder[last]:
            case bool():
                holder[last] = not holder[last]
            case int() | float() as number:
                holder[last] = _number(number, luck)
            case str() as text if (changed := _length(text, luck)) is not None:
                holder[last] = changed
            case str():
                alike = [_at(made, place) for place in found if place[-1] == last or (place[0] == (way or [last])[0] and len(place) == len(way) + 1)]
                holder[last] = luck.choice([one for one in alike if isinstance(one, str)] or [holder[last]])
        if luck.random() < 0.15:
            lists = [place for place in places(made) if isinstance(_at(made, place), list) and len(_at(made, place)) > 1]
            if lists:
                entries = _at(made, luck.choice(lists))
                del entries[luck.randrange(len(entries))]
    return made


def _at(made: Any, way: Sequence[Any]) -> Any:
    for step in way:
        made = made[step]
    return made


def _number(number: float, luck: random.Random) -> float:
    return luck.choice((0, 1, -1, number * 10, number * 1000, number + 1, number - 1, -number, number / 3, 1, 0.0, 1.0, 0.5, 10**6))


_UNITS = ("min", "h", "days", "working days")


def _length(text: str, luck: random.Random) -> str | None:
    """Another length of time, or clock time, where the text is one."""
    number, _, unit = text.partition(" ")
    if unit in _UNITS and number.isdecimal():
        return f"{luck.choice((0, 1, 2, 7, 90, 600, int(number) * 10))} {luck.choice((unit, unit, *_UNITS))}"
    hour, _, minute = text.partition(":")
    if hour.isdecimal() and minute.isdecimal():
        return f"{luck.choice((0, 7, 23, 24, 47)):02}:{luck.choice((0, 1, 59)):02}"
    return None


def _spliced(text: str, luck: random.Random) -> str:
    place = luck.randrange(len(text) + 1)
    piece = luck.choice(
        ("", "\x1b[31m", "\u202e", "(", ")", " and ", " or not ", "'", '"', ">", "==", ".superior", "0", " ", "\n", "汉", text, "=" * 9)
    )
    return text[:place] + piece + text[place + luck.choice((0, 0, 1, 3)) :]


# -- text and bytes ------------------------------------------------------------------------------------------------------------


def torn(data: bytes, luck: random.Random) -> bytes:
    """The bytes with some cut out, flipped, doubled or put in, or with lines in another order."""
    made = bytearray(data)
    for _ in range(luck.choice((1, 1, 2, 5, 20))):
        place = luck.randrange(len(made) + 1)
        match luck.randrange(8):
            case 0:
                del made[place : place + luck.choice((1, 1, 2, 16, 200))]
            case 1:
                made[place:place] = luck.choice(_PIECES)
            case 2 if made:
                made[place % len(made)] ^= 1 << luck.randrange(8)
            case 3:
                made[place:place] = made[place : place + luck.choice((1, 10, 300))] * luck.choice((1, 2, 50))
            case 4 if luck.random() < 0.2:
                del made[place:]
            case 5:
                lines = bytes(made).split(b"\n")
                one, other = luck.randrange(len(lines)), luck.randrange(len(lines))
                lines[one], lines[other] = lines[other], lines[one]
                made[:] = b"\n".join(lines)
            case 6:
                lines = bytes(made).split(b"\n")
                at = luck.randrange(len(lines))
                lines[at:at] = [lines[luck.randrange(len(lines))]] * luck.choice((1, 1, 100))
                made[:] = b"\n".join(lines)
            case _ if made:
                made[place % len(made)] = luck.randrange(256)
    return bytes(made)


def repacked(data: bytes, luck: random.Random) -> bytes:
    """A packed file of which one or two parts are torn, gone, empty or there under another name."""
    parts: list[tuple[str, bytes]] = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts += [(name, archive.read(name)) for name in archive.namelist()]
    for _ in range(luck.choice((1, 1, 2))):
        at = luck.randrange(len(parts))
        name, part = parts[at]
        match luck.randrange(6):
            case 0 if len(parts) > 1:
                del parts[at]
            case 1:
                parts[at] = name, b""
            case 2:
                parts[at] = f"{name}x", part
            case _:
                parts[at] = name, torn(part, luck)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in dict(parts).items():
            archive.writestr(name, part)
    return made.getvalue()


# -- tables --------------------------------------------------------------------------------------------------------------------

Table = list[list[Any]]


def worse(table: Table, luck: random.Random, cells: Sequence[Any] = CELLS) -> Table:
    """A log with some faults: cells of nonsense, lines too short, too long, twice, or out of order, columns changed or gone."""
    made = [list(line) for line in table]
    for _ in range(luck.randint(1, 6)):
        at = luck.randrange(len(made)) if luck.random() < 0.1 else luck.randrange(min(2, len(made) - 1), len(made))
        line = made[at]
        match luck.randrange(9):
            case 0:
                made.insert(luck.randrange(len(made)), list(line))
            case 1:
                del line[luck.randrange(len(line) + 1) :]
            case 2:
                line += ["more", "还有"]
            case 3:
                made[at:at] = [[]] * luck.choice((1, 3))
            case 4 if len(made) > 2:
                other = luck.randrange(1, len(made))
                made[at], made[other] = made[other], made[at]
            case 5 if luck.random() < 0.3:
                column = luck.randrange(max(map(len, made)) + 1)
                for one in made:
                    del one[column : column + 1]
            case _ if line:
                line[luck.randrange(len(line))] = luck.choice(cells)
    return made


def csv_text(table: Table, sign: str = ",") -> str:
    """A table as lines whose cells are quoted where they have to be."""
    import csv

    made = io.StringIO()
    csv.writer(made, delimiter=sign, lineterminator="\n").writerows(["" if cell is None else cell for cell in line] for line in table)
    return made.getvalue()


# -- tables as a file ----------------------------------------------------------------------------------------------------------


def toml(document: dict[str, Any]) -> str:
    """Tables as TOML: plain values of the head before tables, lists of tables as such, all else in a line."""
    return "".join(_table(document, ()))


def _table(table: dict[str, Any], way: tuple[str, ...]) -> Iterator[str]:
    later: list[tuple[str, dict[str, Any], tuple[str, ...]]] = []
    for key, value in table.items():
        inner = (*way, _key(key))
        if isinstance(value, dict) and len(way) < 1:
            later.append((f"[{'.'.join(inner)}]\n", value, inner))
        elif isinstance(value, list) and value and all(isinstance(one, dict) for one in value) and len(way) < 1:
            later += [(f"[[{'.'.join(inner)}]]\n", one, inner) for one in value]
        else:
            yield f"{_key(key)} = {_value(value)}\n"
    for head, inside, inner in later:
        yield head
        yield from _table(inside, inner)


def _key(key: str) -> str:
    return key if key and key.isascii() and key.replace("_", "a").replace("-", "a").isalnum() else _value(key)


def _value(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case int() | float():
            return repr(value)
        case str():
            return '"' + "".join(_sign(sign) for sign in value) + '"'
        case datetime() | date() | time():
            return value.isoformat() if not isinstance(value, datetime) else f"{value.year:04}{value.isoformat()[4:]}"
        case list():
            return f"[{', '.join(map(_value, value))}]"
        case dict():
            return "{" + ", ".join(f"{_key(str(key))} = {_value(one)}" for key, one in value.items()) + "}"
    raise TypeError(value)


def _sign(sign: str) -> str:
    if sign in '"\\':
        return f"\\{sign}"
    return sign if sign >= " " and sign != "\x7f" else f"\\u{ord(sign):04x}"
