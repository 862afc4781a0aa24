"""The registry of actors: states, bodies, people with their offices and agent nouns, keyed by how they are written.

Facts: `data/registry/*.tsv`; see the README there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from dragoman.errors import InputError
from dragoman.resolve._actor_words import key_of

LAND = frozenset({"state", "demonym", "seat", "place"})
BODY = frozenset({"org", "armed", "people"})
AGENT = frozenset({"agent", "weak"})
# what tells the country of a story
COUNTED = LAND | {"person"}
KINDS = LAND | BODY | AGENT | {"person"}


class Term(NamedTuple):
    """An office and its first and last day. A year alone in the data leaves the days `open` to doubt."""

    role: str | None
    country: str | None
    sectors: tuple[str, ...]
    first: date
    last: date
    open: bool

    def holds(self, on: date | None) -> bool:
        """Whether the office was held on the day; always true without one."""
        return on is None or self.first <= on <= self.last


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that the registry knows; `terms` are in the order of the file."""

    kind: str
    id: str
    name: str
    country: str | None
    sectors: tuple[str, ...]
    terms: tuple[Term, ...] = ()

    def active(self, on: date | None) -> bool:
        """Whether anything is dated to the day, or nothing is dated at all."""
        return not self.terms or any(term.holds(on) for term in self.terms)


class Name(NamedTuple):
    """A way to write an entry. `exact` demands that case; a `short` name needs a reason to be believed."""

    entry: Entry
    exact: str | None = None
    short: bool = False
    plural: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Registry:
    """All that is known of actors, keyed for a walk over folded words."""

    names: Mapping[str, Sequence[Name]]
    reach: Mapping[str, int]
    offices: Mapping[tuple[str, str], Sequence[tuple[Term, Entry]]]
    states: Mapping[str, Entry]
    demonyms: Mapping[str, str]


@cache
def load_registry(*extra: Path) -> Registry:
    """Return the shipped registry with `extra` files of the same form on top: their entries win over equal names.

    Raises `InputError` naming file and line for a row that does not fit `data/registry/`'s form.
    """
    shipped = sorted(
        (path for path in (files("dragoman") / "data/registry").iterdir() if path.name.endswith(".tsv")),
        key=lambda path: path.name,
    )
    rows: list[tuple[str, list[str]]] = []
    for path in extra:
        try:
            rows += _rows(path.read_text(encoding="utf-8-sig"), str(path))
        except UnicodeDecodeError as error:
            raise InputError(
                f"{path} is no registry: it is not UTF-8; make one with `dragoman registry import`"
            ) from error
    for each in shipped:
        rows += _rows(each.read_text(encoding="utf-8"), each.name)
    return _index(rows)


def _rows(tsv: str, file: str) -> Iterator[tuple[str, list[str]]]:
    kind = ""
    for number, line in enumerate(tsv.splitlines(), 1):
        if line.startswith("#kind "):
            kind = line[6:].strip()
        elif line and not line.startswith(("#", "id\t")):
            cells = line.split("\t")
            cells += [""] * (8 - len(cells))
            if kind not in KINDS or len(cells) != 8 or not cells[1]:
                raise InputError(
                    f"{file}, line {number}: no registry row; it needs '#kind {'|'.join(sorted(KINDS))}' above it "
                    "and eight tab-separated cells: id, name, aliases, country, sectors, role, from, to"
                )
            try:
                _day(cells[6], last=False), _day(cells[7], last=True)
            except ValueError as error:
                raise InputError(
                    f"{file}, line {number}: no date in {cells[6]!r} or {cells[7]!r}; write 2017-01-20, 2017-01 or 2017"
                ) from error
            yield kind, cells


def _day(cell: str, *, last: bool) -> date:
    if len(cell) == 10:
        return date.fromisoformat(cell)
    if not cell:
        return date.max if last else date.min
    year, month, day = (*map(int, cell.split("-")), 0, 0)[:3]
    if last and not day:
        return date(year, month, 28) if month else date(year, 12, 31)
    return date(year, month or 1, day or 1)


def _entries(rows: Iterable[tuple[str, list[str]]]) -> Iterator[tuple[Entry, str]]:
    """Each entry with all its names; following rows of the same name and kind add terms to it."""
    for (kind, name, _), group in groupby(_told_apart(rows), key=lambda row: (row[0], row[1][1], row[2])):
        cells = [row[1] for row in group]
        id_, _, _, country, sectors = cells[0][:5]
        terms = tuple(
            Term(
                role=cell[5] or None,
                country=cell[3] or None,
                sectors=tuple(filter(None, cell[4].split(","))),
                first=_day(cell[6], last=False),
                last=_day(cell[7], last=True),
                open=len(cell[6]) < 10 or 0 < len(cell[7]) < 10,
            )
            for cell in cells
            if cell[5] or cell[6] or cell[7]
        )
        slug = id_ or "reg:" + key_of(name).replace(" ", "-")
        entry = Entry(kind, slug, name.lstrip("=~"), country or None, tuple(filter(None, sectors.split(","))), terms)
        yield entry, "|".join([name, *(cell[2] for cell in cells if cell[2])])


def _told_apart(rows: Iterable[tuple[str, list[str]]]) -> Iterator[tuple[str, list[str], str]]:
    """Each row with the id of its entry: a row without one belongs to the row above it."""
    id_ = name = ""
    for kind, cells in rows:
        id_ = cells[0] or (id_ if cells[1] == name else "")
        name = cells[1]
        yield kind, cells, id_


def _index(rows: Iterable[tuple[str, list[str]]]) -> Registry:
    names: dict[str, list[Name]] = {}
    offices: dict[tuple[str, str], list[tuple[Term, Entry]]] = {}
    states: dict[str, Entry] = {}
    demonyms: dict[str, str] = {}
    for entry, spellings in _entries(rows):
        for key, name in _written(entry, spellings):
            names.setdefault(key, []).append(name)
        if entry.kind == "state" and entry.country:
            states.setdefault(entry.country, entry)
        if entry.kind == "demonym" and entry.country:
            demonyms.setdefault(entry.country, entry.name)
        if entry.kind == "person":
            for term in entry.terms:
                offices.setdefault((term.country or "", term.role or ""), []).append((term, entry))
    reach: dict[str, int] = {}
    for key in names:
        first, size = key.partition(" ")[0], key.count(" ") + 1
        if size > reach.get(first, 0):
            reach[first] = size
    return Registry(names, reach, offices, states, demonyms)


def _written(entry: Entry, spellings: str) -> Iterator[tuple[str, Name]]:
    """Every key under which an entry is found, with plurals for nouns and surnames for people."""
    usual = Name(entry)
    for each in filter(None, spellings.split("|")):
        bare = each.lstrip("=~")
        key = key_of(bare)
        if not key:
            continue
        name = usual if bare is each else Name(entry, exact=bare if each[0] == "=" else None, short=each[0] == "~")
        yield key, name
        if name.exact is None and (entry.kind in AGENT or entry.kind in ("demonym", "people")):
            yield from ((plural, name._replace(plural=True)) for plural in _plurals(key))
        elif bare.isupper() and bare.isalpha() and len(bare) < 6:
            yield ".".join(bare.lower()) + ".", name._replace(exact=None)
    if entry.kind == "person" and "~" not in spellings:
        yield key_of(entry.name).rsplit(" ", 1)[-1], Name(entry, short=True)


def _plurals(key: str) -> tuple[str, ...]:
    if key.endswith(("man", "woman")) and not key.endswith(("german", "ottoman")):
        return (key[:-2] + "en",)
    if key.endswith("child"):
        return (key + "ren",)
    if key.endswith("y") and key[-2:-1] not in "aeiou":
        return (key[:-1] + "ies",)
    if key.endswith(("s", "x", "z", "ch", "sh")):
        return () if key.endswith(("ese", "ish", "s")) and not key.endswith("ss") else (key + "es",)
    if key.endswith("ese"):
        return ()
    if key.endswith(("thief", "chief of staff", "attorney general")):
        return {"f": (key[:-1] + "ves",), "l": ("attorneys general",)}.get(key[-1], ())
    return (key + "s",)
