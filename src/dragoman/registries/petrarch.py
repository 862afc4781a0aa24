"""Actor and agent dictionaries of TABARI, PETRARCH and Phoenix, with CAMEO's codes turned into PLOVER's sectors.

The format is the one that PETRARCH's manual describes: a phrase with its code, `+` before its other names, dated codes
on lines of their own, `~` in the code of a noun for anybody's agents.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dragoman.errors import InputError
from dragoman.read.text import decode
from dragoman.registries.rows import ARMED, BadRow, Listed, Period, check, countries, english_words
from dragoman.resolve._actor_registry import AGENT, LAND, Entry, load_registry
from dragoman.resolve._actor_words import key_of

# CAMEO's three letters -> PLOVER's sectors, after the tables of both codebooks.
_SAME = "GOV MIL COP JUD LEG SPY REB UAF OPP PTY PRM AGR BUS CRM CVL EDU ELI LAB REF REL SOC UNK IGO NGO ISM EUR"
SECTORS = {each: (each,) for each in _SAME.split()} | {
    "INS": ("REB",), "SEP": ("REB",), "HLH": ("MED",), "MED": ("JRN",), "DEV": ("SOC",), "ENV": ("SOC",),
    "HRI": ("SOC",), "SET": ("CVL",), "NGM": ("ISM",), "UIS": ("UNK",), "IMG": ("IMG", "REB"), "MNC": ("BUS", "MNC"),
    "UNO": ("IGO", "UNO"), "PKO": ("MIL",),
}  # fmt: skip
# A religion makes clerics of those who are nothing else.
RELIGIONS = frozenset({"CHR", "MOS", "MUS", "JEW", "HIN", "BUD", "SIK"})
COUNTRIES = {"ROM": "ROU", "TMP": "TLS", "ZAR": "COD", "KSV": "XKX", "PAL": "PSE", "WSB": "PSE", "GZS": "PSE"}
# These may be followed by the country where they have their seat.
SEATED = frozenset({"NGO", "NGM", "MNC"})

_CODE = re.compile(r"\[([^\[\]{}]*)[\]}]")
_DATED = re.compile(r"(\S+)(?:\s+(?:([<>])\s*(\d+)|(\d+)\s*-\s*(\d+)))?")
_SMALL = frozenset({"of", "the", "and", "for", "in", "on", "de", "la", "du", "des", "et", "y", "e"})


@dataclass(slots=True)
class _Found:
    """A phrase of the dictionary with all that follows it."""

    line: int
    phrase: str
    others: list[str] = field(default_factory=list)
    codes: list[tuple[int, str]] = field(default_factory=list)


def read_petrarch(path: Path) -> Iterator[Listed | BadRow]:
    """Yield the actors of a dictionary; a code that tells nothing is a `BadRow`, and the phrase keeps its others.

    What the shipped registry knows keeps its id; names of states, places and agent nouns that it knows are left out.
    The null code `[---]` is passed over.
    """
    found: list[_Found] = []
    sets: dict[str, list[str]] = {}
    for line, text in _lines(decode(path.read_bytes())):
        if text.startswith("!") and "=" in text:
            marker, _, words = text.partition("=")
            sets[marker.strip()] = [word.strip() for word in words.split(",") if word.strip()]
        elif text.startswith(("+", "[")):
            if not found:
                yield BadRow(str(path), line, "there is no actor above it that it could belong to")
            elif text[0] == "+":
                found[-1].others += _spelled(text[1:], sets)
                found[-1].codes += _codes(line, text)
            else:
                found[-1].codes += _codes(line, text)
        else:
            phrase, *others = _spelled(text, sets)
            found.append(_Found(line, phrase, others, _codes(line, text)))
    for each in found:
        yield from _listed(each, str(path))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that hold something besides comments (`<!-- -->`, `#` and TABARI's `;`), numbered."""
    kept, at = [], 0
    while (start := text.find("<!--", at)) >= 0:
        end = text.find("-->", start)
        end = len(text) if end < 0 else end + 3
        kept += [text[at:start], "\n" * text.count("\n", start, end)]
        at = end
    kept.append(text[at:])
    for number, line in enumerate("".join(kept).split("\n"), 1):
        if bare := re.split("[#;]", line, maxsplit=1)[0].strip():
            yield number, bare


def _spelled(text: str, sets: dict[str, list[str]]) -> list[str]:
    """The phrase before its codes, once for each word of a substitution set in it, then its irregular plural."""
    phrase, _, rest = re.split(r"\[", text, maxsplit=1)[0].partition("{")
    phrases = [phrase]
    for marker, words in sets.items():
        if marker in phrase:
            phrases = [phrase.replace(marker, word) for word in words]
    plural = rest.partition("}")[0]
    return [" ".join(each.replace("_", " ").split()) for each in (*phrases, plural) if each.strip(" _\t")] or [""]


def _codes(line: int, text: str) -> list[tuple[int, str]]:
    return [(line, code.strip()) for code in _CODE.findall(text)]


def _listed(found: _Found, file: str) -> Iterator[Listed | BadRow]:
    periods, agents, null = [], [], False
    for line, code in found.codes:
        try:
            if code.strip("-#~ ") == "":
                null = True
            elif "~" in code:
                agents.append(Period("", read_code(code.replace("~", ""))[1]))
            else:
                periods.append(_period(code))
        except InputError as error:
            yield BadRow(file, line, f"{found.phrase}: {error}")
    if not found.codes:
        yield BadRow(file, found.line, f"{found.phrase or 'the line'} has no code")
    if null or not (periods or agents):
        return
    try:
        actor = _agent(found, agents) if agents else _actor(found, periods)
    except InputError as error:
        yield BadRow(file, found.line, str(error))
    else:
        if actor:
            yield actor


def read_code(code: str) -> tuple[str, tuple[str, ...]]:
    """The country and the sectors of a CAMEO actor code, most telling first; triples of named groups say nothing."""
    triples = [code[at : at + 3] for at in range(0, len(code), 3)]
    if len(code) % 3 or not code.isalnum():
        raise InputError(f"[{code}] is no CAMEO code, which is written in threes of letters")
    country = COUNTRIES.get(triples[0], triples[0])
    country = country if country in countries() and triples[0] not in SECTORS else ""
    if triples[0] in SEATED and triples[1:2] and triples[1] in countries():
        country = triples[1]
    sectors = tuple(dict.fromkeys(sector for triple in triples for sector in SECTORS.get(triple, ())))
    if not sectors and RELIGIONS & set(triples):
        sectors = ("REL",)
    if not (country or sectors):
        raise InputError(f"[{code}] tells neither a country nor a sector that PLOVER has")
    return country, sectors


def _period(text: str) -> Period:
    match = _DATED.fullmatch(text)
    if not match:
        raise InputError(f"[{text}] is no code with a date such as >20030409 or 20000101-20041231")
    code, sign, date, first, last = match.groups()
    if "/" in code:
        raise InputError(f"[{code}] stands for several actors; give each a line of its own")
    country, sectors = read_code(code)
    begin = first or (date if sign == ">" else "")
    end = last or (date if sign == "<" else "")
    period = Period(country, sectors, "", _day(begin), _day(end))
    check(period)
    return period


def _day(digits: str) -> str:
    """YYYYMMDD or YYMMDD as a date; as in TABARI, the century of a short year turns at 30."""
    if len(digits) == 6:
        digits = ("20" if digits < "30" else "19") + digits
    if digits and len(digits) != 8:
        raise InputError(f"{digits} is no date of the form YYYYMMDD or YYMMDD")
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}" if digits else ""


def _agent(found: _Found, agents: Sequence[Period]) -> Listed | None:
    """A noun for agents, unless the shipped registry has it, which also knows its office."""
    names = [name.lower() for name in (found.phrase, *found.others) if not _known(name, AGENT)]
    return Listed("agent", names[0], tuple(names[1:]), tuple(agents[:1])) if names else None


def _actor(found: _Found, periods: Sequence[Period]) -> Listed | None:
    # An undated code holds outside all dates: the registry takes that from the first row.
    ordered = tuple(sorted(periods, key=lambda period: bool(period.first or period.last)))
    kind = _kind(ordered)
    phrases = [found.phrase, *found.others]
    if kind == "place":
        phrases = [phrase for phrase in phrases if not _known(phrase, LAND)]
    if not phrases:
        return None
    same = _known(found.phrase, {kind})
    names = [_name(phrase, kind) for phrase in phrases]
    if kind == "person" and any(name.startswith("~") for name in names[1:]):
        names.append("~" + names[0].lstrip("~=").split()[-1])
    if same and same.country in {period.country or None for period in ordered}:
        return Listed(kind, same.name, tuple(names), ordered, same.id if same.id[:1] == "Q" else "")
    return Listed(kind, names[0].lstrip("~"), tuple(names[1:]), ordered)


def _kind(periods: Sequence[Period]) -> str:
    """Only people change what they are by the day; who stands for a country alone is a place of it."""
    sectors = {sector for period in periods for sector in period.sectors}
    if not sectors:
        return "place"
    if "ELI" in sectors or (any(p.first or p.last for p in periods) and not sectors <= ARMED):
        return "person"
    return "armed" if sectors & ARMED else "org"


def _known(phrase: str, kinds: frozenset[str] | set[str]) -> Entry | None:
    """What the shipped registry has under the phrase, if it is of one of the kinds."""
    names = load_registry().names.get(key_of(phrase), ())
    return next((name.entry for name in names if name.entry.kind in kinds and not name.short), None)


def _name(phrase: str, kind: str) -> str:
    """The phrase, which is in capitals, as it is written; short names and English words match only in one case."""
    words = phrase.split()
    if len(words) == 1 and kind != "person" and len(phrase) <= 4:
        return f"={phrase.upper()}" if len(phrase) < 4 or phrase.lower() in english_words() else phrase.upper()
    shown = " ".join(word.lower() if at and word.lower() in _SMALL else word.title() for at, word in enumerate(words))
    shown = re.sub(r"(?<=\w['’])[A-Z](?!\w)", lambda match: match[0].lower(), shown)
    if len(words) > 1:
        return shown
    if kind == "person":
        return f"~{shown}"
    return f"={shown}" if phrase.lower() in english_words() else shown
