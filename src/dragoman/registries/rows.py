"""Actors on their way into a registry file, checked before they are written; see `data/registry/README.md`."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple

from dragoman.errors import InputError
from dragoman.resolve._actor_registry import KINDS, load_registry
from dragoman.resolve._actor_words import key_of
from dragoman.resolve._place_gazetteer import load_gazetteer
from dragoman.resolve._place_packing import iso3_of

_PLOVER = """
COP GOV JUD LEG MIL PRM PTY REB SPY UAF UNK AGR BUS CRM CVL EDU ELI JRN LAB MED REF OPP PRE REL SOC
UNO EUR IGO NGO ISM IMG MNC
"""
SECTORS = frozenset(_PLOVER.split())
ARMED = frozenset({"REB", "UAF", "PRM", "IMG"})
_DAY = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
_ID = re.compile(r"(?!id$)[^\s#][^\s|]*")


class Period(NamedTuple):
    """What an actor was, and its first and last day (2017-01-20, 2017-01 or 2017; "" is open)."""

    country: str = ""
    sectors: tuple[str, ...] = ()
    role: str = ""
    first: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """An actor of a list. The country and sectors outside all of its periods are those of the first.

    Raises `InputError` for what no registry file can hold.
    """

    kind: str
    name: str
    aliases: tuple[str, ...]
    periods: tuple[Period, ...]
    id: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise InputError(f"the kind {self.kind!r} is none of {', '.join(sorted(KINDS))}")
        if not key_of(self.name.lstrip("=~")):
            raise InputError(f"the name {self.name!r} has no letter or digit")
        if not self.periods:
            raise InputError(f"{self.name!r} has neither country nor sectors")
        if self.id and not _ID.fullmatch(self.id):
            raise InputError(f"the id {self.id!r} has blanks, or begins like a comment")
        for period in self.periods:
            check(period)


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that could not be read, and why."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


def check(period: Period) -> None:
    """Raise `InputError` for a country, sector or date that is none."""
    if period.country and period.country not in countries():
        raise InputError(f"{period.country!r} is no country of ISO 3166-1 alpha-3")
    if unknown := [sector for sector in period.sectors if sector not in SECTORS]:
        raise InputError(f"{', '.join(unknown)} is no PLOVER sector; known are {', '.join(sorted(SECTORS))}")
    first, last = (_earliest(day) for day in (period.first, period.last))
    if first and last and first > last and not period.first.startswith(period.last):
        raise InputError(f"it begins on {period.first}, after its end on {period.last}")


def _earliest(day: str) -> date | None:
    if not day:
        return None
    try:
        if not _DAY.fullmatch(day):
            raise ValueError(day)
        return date.fromisoformat((day + "-01-01")[:10] if len(day) < 10 else day)
    except ValueError:
        raise InputError(f"{day!r} is no date; write 2017-01-20, 2017-01 or 2017") from None


@cache
def countries() -> frozenset[str]:
    """Every ISO 3166-1 alpha-3 code, and Kosovo's."""
    return frozenset(iso3_of().values()) | frozenset(load_registry().states)


@cache
def english_words() -> frozenset[str]:
    """Words that, alone, are a name only in a certain spelling."""
    return load_gazetteer().words


def clean(text: str) -> str:
    """The text as a cell can hold it: one line, single blanks, no bar."""
    return " ".join(text.replace("|", " ").split())


def to_tsv(actors: Iterable[Listed], *, source: str = "") -> Iterator[bytes]:
    """Yield a registry file line by line, in the order given."""
    if source:
        yield f"# Imported from {clean(source)} by `dragoman registry import`.\n".encode()
    yield b"id\tname\taliases\tcountry\tsectors\trole\tfrom\tto\n"
    kind = ""
    for actor in actors:
        if actor.kind != kind:
            kind = actor.kind
            yield f"#kind {kind}\n".encode()
        id_, aliases = actor.id, "|".join(_distinct(actor))
        for period in actor.periods:
            cells = [id_, actor.name, aliases, period.country, ",".join(period.sectors), *period[2:]]
            yield (
                "\t".join(clean(cell) if cell is not aliases else cell for cell in cells)
                .rstrip("\t")
                .encode("utf-8", "replace")
                + b"\n"
            )
            id_ = aliases = ""


def _distinct(actor: Listed) -> Iterator[str]:
    """The aliases that say more than the name does, each once."""
    seen = {(key_of(actor.name.lstrip("=~")), "")}
    for alias in map(clean, actor.aliases):
        bare = alias.lstrip("=~")
        mark = alias[: len(alias) - len(bare)]
        at = (bare if mark == "=" else key_of(bare), mark)
        if key_of(bare) and at not in seen:
            seen.add(at)
            yield alias
