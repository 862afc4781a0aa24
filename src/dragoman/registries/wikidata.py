"""Political actors of a Wikidata dump (`latest-all.json`, CC0), read line by line.

The dump is read once: what may be an actor is set aside in a temporary file while the offices and states that it names
are still to come. Memory grows with the number of offices, which is some hundred megabytes for the whole of Wikidata.
"""

import bz2
import gzip
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any, Protocol

import msgspec
from msgspec import Struct

from dragoman.errors import InputError
from dragoman.registries._wikidata_words import BODIES, HUMAN, OCCUPATIONS, OFFICES, STATES, WANTED, sectors_of
from dragoman.registries.rows import BadRow, Listed, Period, clean, countries, english_words
from dragoman.resolve._actor_registry import load_registry
from dragoman.resolve._actor_words import OFFICE, key_of

# The longest entity of 2024 has some four million bytes.
MAX_LINE = 64 * 2**20
MOST_ALIASES, LONGEST_ALIAS = 30, 80
OPEN = "9999"


class _Text(Struct):
    value: str


class _Texts(Struct):
    # Since 2024 names that are the same in every language stand under "mul".
    en: _Text | None = None
    mul: _Text | None = None


class _Lists(Struct):
    en: list[_Text] = []
    mul: list[_Text] = []


class _Value(Struct):
    value: Any = None


class _Snak(Struct):
    datavalue: _Value | None = None


class _Claim(Struct):
    mainsnak: _Snak
    rank: str = "normal"
    qualifiers: dict[str, list[_Snak]] | list[Any] = {}


class _Claims(Struct):
    P17: list[_Claim] = []  # country
    P27: list[_Claim] = []  # citizenship
    P31: list[_Claim] = []  # instance of
    P39: list[_Claim] = []  # position held
    P106: list[_Claim] = []  # occupation
    P279: list[_Claim] = []  # subclass of
    P298: list[_Claim] = []  # ISO 3166-1 alpha-3
    P570: list[_Claim] = []  # died
    P571: list[_Claim] = []  # founded
    P576: list[_Claim] = []  # dissolved
    P1001: list[_Claim] = []  # jurisdiction


class _Item(Struct):
    """As much of an entity as is wanted; Wikidata writes an empty object as an empty list."""

    id: str
    labels: _Texts | list[Any] = []
    aliases: _Lists | list[Any] = []
    claims: _Claims | list[Any] = []
    sitelinks: dict[str, msgspec.Raw] | list[Any] = []


class _Candidate(Struct, array_like=True):
    """An actor whose offices and countries are still ids."""

    id: str
    kind: str
    name: str
    aliases: list[str]
    lands: list[str]
    sectors: list[str]
    held: list[tuple[str, str, str]] = []
    span: tuple[str, str] = ("", "")


class _Office(Struct):
    label: str
    land: str


_item = msgspec.json.Decoder(_Item)
_candidate = msgspec.json.Decoder(_Candidate)


def read_wikidata(
    dump: Path, *, since: int = 1990, known: int = 5, advance: Callable[[int], None] = lambda _: None
) -> Iterator[Listed | BadRow]:
    """Yield the states, political bodies and office holders of a dump (plain, .gz, .bz2, or "-" for standard input).

    Left out is what ended before the year `since`, and who has fewer than `known` pages in Wikimedia's projects.
    `advance` is called with the bytes of the file that have been read. A dump that breaks off is a `BadRow`, and what
    was read until then goes on; a file without a single entity raises `InputError`.
    """
    offices: dict[str, _Office] = {}
    lands = {entry.id: iso3 for iso3, entry in load_registry().states.items()}
    with tempfile.TemporaryFile() as aside:
        for found in _entities(dump, advance):
            if isinstance(found, BadRow):
                yield found
                continue
            candidate = _sorted_out(found, offices, lands, known)
            if candidate and _recent(candidate, since):
                aside.write(msgspec.json.encode(candidate) + b"\n")
        aside.seek(0)
        for line in aside:
            if actor := _listed(_candidate.decode(line), offices, lands):
                yield actor


def _entities(dump: Path, advance: Callable[[int], None]) -> Iterator[_Item | BadRow]:
    """The entities that have to do with politics, each line of the dump being one."""
    number, any_entity = 0, False
    with _opened(dump) as (raw, file):
        try:
            for number, line in enumerate(iter(partial(file.readline, MAX_LINE), b""), 1):
                if number % 1000 == 0:
                    advance(raw.tell() if raw.seekable() else 0)
                any_entity = any_entity or line.startswith(b"{")
                if b'"P39"' in line or b'"P298"' in line or WANTED.search(line):
                    try:
                        yield _item.decode(line.strip().rstrip(b","))
                    except (msgspec.DecodeError, UnicodeDecodeError) as error:
                        yield BadRow(str(dump), number, f"it is no entity of Wikidata: {error}")
            advance(raw.tell() if raw.seekable() else 0)
        except (EOFError, OSError, zlib.error) as error:
            yield BadRow(str(dump), number + 1, f"the dump is damaged or breaks off here ({error}); get it again")
            any_entity = any_entity or number > 0
    if not any_entity:
        raise InputError(
            f"{dump} holds no entity; it must be Wikidata's JSON dump, such as "
            "https://dumps.wikimedia.org/wikidatawiki/entities/latest-all.json.gz"
        )


class _Lines(Protocol):
    """What a file and its unpacked form have in common."""

    def readline(self, size: int = -1, /) -> bytes:
        """Return the next line, or b"" at the end."""


@contextmanager
def _opened(dump: Path) -> Iterator[tuple[IO[bytes], _Lines]]:
    """The dump as it lies on the disk, to tell how far it is read, and unpacked.

    A buffer around the unpacked one would lose the lines before the place where a dump breaks off.
    """
    if str(dump) == "-":
        yield sys.stdin.buffer, sys.stdin.buffer
        return
    with dump.open("rb") as raw:
        if dump.suffix == ".gz":
            yield raw, gzip.GzipFile(fileobj=raw)
        elif dump.suffix == ".bz2":
            yield raw, bz2.BZ2File(raw)
        else:
            yield raw, raw


def _sorted_out(item: _Item, offices: dict[str, _Office], lands: dict[str, str], known: int) -> _Candidate | None:
    """What may be an actor; an office or a state is noted for those who need it."""
    label = _label(item)
    if not label or not isinstance(item.claims, _Claims):
        return None
    claims = item.claims
    classes = set(_ids(claims.P31))
    for code in _values(claims.P298):
        if isinstance(code, str) and code in countries():
            lands[item.id] = code
    if HUMAN not in classes and OFFICES & (classes | set(_ids(claims.P279))):
        offices[item.id] = _Office(label, next(iter(_ids(claims.P1001) or _ids(claims.P17)), ""))
        return None
    if len(item.sitelinks) < known:
        return None
    aliases = _aliases(item)
    if HUMAN in classes:
        return _person(item.id, label, aliases, claims)
    if classes & STATES and item.id in lands:
        return _Candidate(item.id, "state", *_state(item.id, label, aliases), [item.id], ["GOV"])
    kinds = [BODIES[each] for each in BODIES if each in classes]
    if not kinds:
        return None
    kind, sectors = kinds[0]
    span = (_first(claims.P571), _first(claims.P576))
    return _Candidate(item.id, kind, label, aliases, _ids(claims.P17), list(sectors), [], span)


def _state(id_: str, label: str, aliases: list[str]) -> tuple[str, list[str]]:
    """The name and the aliases of a state, by the name that it has here: "China", not "People's Republic of China"."""
    ours = next((entry.name for entry in load_registry().states.values() if entry.id == id_), label)
    return ours, [label, *aliases] if ours != label else aliases


def _person(id_: str, name: str, aliases: list[str], claims: _Claims) -> _Candidate | None:
    held = []
    for claim in claims.P39:
        office = _id(claim.mainsnak)
        if office and claim.rank != "deprecated":
            qualifiers = claim.qualifiers if isinstance(claim.qualifiers, dict) else {}
            days = (_day(next(iter(qualifiers.get(each, ())), None)) for each in ("P580", "P582"))
            held.append((office, *days))
    sectors = next((OCCUPATIONS[each] for each in OCCUPATIONS if each in _ids(claims.P106)), ())
    if not (held or sectors):
        return None
    span = ("", _first(claims.P570))
    return _Candidate(id_, "person", name, aliases, _ids(claims.P27), list(sectors), held, span)  # type: ignore[arg-type]


def _recent(candidate: _Candidate, since: int) -> bool:
    """Whether the actor, and one of its offices if it had any, was there in the year or later."""
    year = str(since)
    candidate.held, past = [each for each in candidate.held if (each[2] or OPEN) >= year], candidate.held
    return (candidate.span[1] or OPEN) >= year and bool(candidate.held or not past)


def _listed(found: _Candidate, offices: dict[str, _Office], lands: dict[str, str]) -> Listed | None:
    codes = list(dict.fromkeys(lands[each] for each in found.lands if each in lands))
    if found.kind == "person":
        periods = _offices(found, codes, offices, lands)
        if not periods and (found.held or not found.sectors):
            return None
        periods = periods or [Period(codes[0] if codes else "", tuple(found.sectors))]
    else:
        # A group at home in several states is of none of them.
        country = codes[0] if len(codes) == 1 and found.sectors != ["IGO"] else ""
        sectors = ["IMG", "REB"] if found.sectors == ["REB"] and not country else found.sectors
        periods = [Period(country, tuple(sectors), "", *found.span)]
    try:
        return Listed(found.kind, clean(found.name), _written(found), tuple(periods), found.id)
    except InputError:  # names of signs alone, and terms that end before they begin
        return None


def _offices(
    found: _Candidate, codes: Sequence[str], offices: dict[str, _Office], lands: dict[str, str]
) -> list[Period]:
    """The political offices of a person, the latest first."""
    periods = []
    for id_, first, last in found.held:
        office = offices.get(id_)
        sectors = sectors_of(office.label) if office else ()
        if office and sectors and not (first and last and last < first):
            country = lands.get(office.land, codes[0] if codes else "")
            # The end of a life ends what was left open.
            periods.append(Period(country, sectors, _role(office.label, country), first, last or found.span[1]))
    return sorted(periods, key=lambda period: (period.last or OPEN, period.first), reverse=True)


def _role(label: str, country: str) -> str:
    """The office under the registry's name for it: "Minister for Foreign Affairs of Chad" is a foreign minister.

    Only the country's own name is cut off: the president of a senate is none of the state.
    """
    low = label.lower()
    head, _, tail = low.rpartition(" of ")
    if head and _names(tail.removeprefix("the "), country, ("state",)):
        low = head
    first, _, rest = low.partition(" ")
    if rest and _names(first, country, ("state", "demonym")):
        low = rest
    low = low.replace("minister for ", "minister of ")
    return OFFICE.get(low, low)


def _names(words: str, country: str, kinds: Sequence[str]) -> bool:
    names = load_registry().names.get(key_of(words), ())
    return any(name.entry.kind in kinds and name.entry.country == country for name in names)


def _written(found: _Candidate) -> tuple[str, ...]:
    """The aliases with the marks that keep them from common words: see `data/registry/README.md`."""
    written = [marked for alias in map(clean, found.aliases) if (marked := _marked(alias, found.kind))]
    if any(alias.startswith("~") for alias in written):
        written.append("~" + found.name.split()[-1])
    return tuple(written)


def _marked(alias: str, kind: str) -> str:
    if len(alias) > LONGEST_ALIAS or alias[:1] in "=~" or not key_of(alias):
        return ""
    if " " in alias:
        return alias
    if alias.isupper() and len(alias) <= 6:
        return "" if kind == "person" or len(alias) < 2 else f"={alias}"
    if not alias[0].isupper():
        return ""
    if kind == "person":
        return f"~{alias}"
    return f"={alias}" if alias.lower() in english_words() else alias


def _label(item: _Item) -> str:
    texts = item.labels if isinstance(item.labels, _Texts) else _Texts()
    text = texts.en or texts.mul
    return text.value if text else ""


def _aliases(item: _Item) -> list[str]:
    lists = item.aliases if isinstance(item.aliases, _Lists) else _Lists()
    return [text.value for text in (*lists.en, *lists.mul)][:MOST_ALIASES]


def _values(claims: Sequence[_Claim]) -> list[Any]:
    """The values that stand, the preferred ones alone where there are any."""
    best = [claim for claim in claims if claim.rank == "preferred"]
    best = best or [claim for claim in claims if claim.rank == "normal"]
    return [claim.mainsnak.datavalue.value for claim in best if claim.mainsnak.datavalue]


def _ids(claims: Sequence[_Claim]) -> list[str]:
    return [str(value["id"]) for value in _values(claims) if isinstance(value, dict) and "id" in value]


def _id(snak: _Snak) -> str:
    value = snak.datavalue.value if snak.datavalue else None
    return str(value.get("id", "")) if isinstance(value, dict) else ""


def _first(claims: Sequence[_Claim]) -> str:
    return next((day for claim in claims if claim.rank != "deprecated" and (day := _day(claim.mainsnak))), "")


def _day(snak: _Snak | None) -> str:
    """A time as the registry writes it: no finer than it is known, "" for what is vaguer than a year."""
    value = snak.datavalue.value if snak and snak.datavalue else None
    if not isinstance(value, dict) or not isinstance(value.get("time"), str) or not value["time"].startswith("+"):
        return ""
    length = {9: 4, 10: 7, 11: 10}.get(value.get("precision", 0), 0)
    day = value["time"][1 : 1 + length]
    return "" if "-00" in day else day
