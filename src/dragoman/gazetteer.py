"""A full offline gazetteer for those who need villages: GeoNames' own dump on top of the shipped places.

The shipped places stay as they are, with the names, demonyms and points compiled for them; of the dump come the
populated places, and the first- and second-order units that are missing. Third- and fourth-order units are left out
(they mostly bear their town's name), and so are hills and streams, which are named like half the villages.
"""

import zipfile
import zlib
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import log2
from pathlib import Path
from typing import IO

import numpy as np

from dragoman.errors import InputError
from dragoman.resolve._place_gazetteer import (
    _ROW,
    ADMIN1,
    ADMIN2,
    ALTERNATE,
    CITY,
    PLACE_COLUMNS,
    Gazetteer,
    Kind,
    fold,
    load_gazetteer,
)
from dragoman.resolve._place_packing import NameTable, bare, is_key, is_usable, iso3_of, pack, size

# Called with the file that is being read and how much of it has been, from 0 to 1.
Advance = Callable[[Path, float], None]

# Historical, abandoned and destroyed places.
GONE = frozenset({"PPLH", "PPLQ", "PPLW", "PPLCH"})
# Not languages: links, codes of post offices, airports, ports and statistics, abbreviations.
NO_LANGUAGE = frozenset({"link", "wkdt", "post", "iata", "icao", "faac", "tcid", "unlc", "abbr", "phon", "piny"})
SOURCE = "https://download.geonames.org/export/dump/"


@dataclass(frozen=True, slots=True)
class Built:
    """A gazetteer as bytes, how many places it has and how many are new, and what could not be read of its sources."""

    body: bytes
    places: int
    added: int
    bad: int
    first_bad: str


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of the dump."""

    id: int
    name: str
    others: tuple[str, ...]
    lat: float
    lon: float
    class_: str
    code: str
    iso2: str
    admin1: str
    population: int


@dataclass(slots=True)
class _Lines:
    """What could not be read so far."""

    bad: int = 0
    first: str = ""

    def note(self, path: Path, number: int) -> None:
        self.bad += 1
        self.first = self.first or f"{path}, line {number}"


@dataclass(slots=True)
class _Columns:
    """Places on their way into the file, as columns: five million objects would take gigabytes."""

    numbers: dict[str, "array[int]"] = field(
        default_factory=lambda: {
            name: array(kind) for name, kind in (("kind", "B"), ("country", "B"), ("code", "I"), ("geonames", "I"),
                                                 ("lat", "i"), ("lon", "i"), ("size", "B"))
        }
    )  # fmt: skip
    names: bytearray = field(default_factory=bytearray)

    def __len__(self) -> int:
        return len(self.numbers["kind"])

    def add(self, row: _Row, kind: Kind, *, country: int, code: int) -> None:
        renown = log2(1 + len(row.others)) if kind == CITY else 0.0
        values = (kind, country, code, row.id, round(row.lat * 1e4), round(row.lon * 1e4),
                  size(kind, row.population, renown=renown))  # fmt: skip
        for column, value in zip(self.numbers.values(), values, strict=True):
            column.append(value)
        self.names += row.name.encode("utf-8", "replace") + b"\n"


def build_gazetteer(
    geonames: Path, *, names: Path | None = None, base: Gazetteer | None = None, advance: Advance = lambda *_: None
) -> Built:
    """Return a gazetteer of the shipped places and those of a GeoNames dump: `allCountries.zip`, or one country's.

    `names` is `alternateNamesV2.zip`, which says which names are English; `base` stands for the shipped places. Lines
    that cannot be read are counted. Raises `InputError` for a file that is no such dump.
    """
    made = _Made(base or load_gazetteer())
    lines, of_names = _Lines(), _Lines()
    for row in _rows(geonames, lines, advance):
        made.take(row)
    if not made.taken:
        raise InputError(f"{geonames} has no place; it must be GeoNames' allCountries.zip, from {SOURCE}")
    made.settle()
    if names:
        made.name(_names(names, of_names, advance))
    return Built(made.pack(), made.count, len(made.columns), lines.bad + of_names.bad, lines.first or of_names.first)


class _Made:
    """The gazetteer while it is made."""

    def __init__(self, base: Gazetteer) -> None:
        self.base, self.columns, self.table, self.taken = base, _Columns(), NameTable(), 0
        self.units = list(base.units)
        self._country = {iso3: at for at, iso3 in enumerate(base.countries)}
        self._iso3 = iso3_of()
        self._label = {name: at for at, name in enumerate(self.units)}
        self._codes: dict[tuple[str, str], int] = {}
        self._votes: dict[int, Counter[int]] = defaultdict(Counter)
        self._orders: list[_Row] = []
        self._unit_of: list[int] = []
        self._rows = {int(id_): at for at, id_ in enumerate(base.columns["geonames"].tolist()) if id_}
        # (country, name) -> first-order unit; (country, unit); (country, unit, name of second-order unit)
        self._first: dict[tuple[int, str], int] = {}
        self._units: set[tuple[int, int]] = set()
        self._second: set[tuple[int, int, str]] = set()
        self._copy_names()

    @property
    def count(self) -> int:
        return len(self.base.kinds) + len(self.columns)

    def _copy_names(self) -> None:
        """Take over the shipped names, and note those of units, so that none comes twice."""
        columns, at = self.base.columns, 0
        links, country, unit = columns["rows"].tolist(), columns["country"], columns["admin1"]
        for key, count in zip(self.base.keys.decode().split("\n"), columns["counts"].tolist(), strict=False):
            for link in links[at : at + count]:
                self.table.add(key, link)
                row = link & _ROW
                if self.base.kinds[row] == ADMIN1:
                    self._first.setdefault((int(country[row]), key), int(unit[row]))
                    self._units.add((int(country[row]), int(unit[row])))
                elif self.base.kinds[row] == ADMIN2:
                    self._second.add((int(country[row]), int(unit[row]), key))
            at += count

    def take(self, row: _Row) -> None:
        """Add a populated place; set a unit aside until it is known which units there are."""
        country = self._country.get(self._iso3.get(row.iso2, "?"))
        if country is None:
            return
        code = self._codes.setdefault((row.iso2, row.admin1), len(self._codes))
        if row.class_ == "A" and row.code in ("ADM1", "ADM2"):
            self._orders.append(row)
        elif row.class_ != "P" or row.code in GONE:
            return
        elif (known := self._rows.get(row.id)) is not None:
            self._votes[code][int(self.base.columns["admin1"][known])] += 1
        else:
            self._add(row, CITY, country=country, code=code)
        self.taken += 1

    def _add(self, row: _Row, kind: Kind, *, country: int, code: int) -> None:
        at = self.count
        self.columns.add(row, kind, country=country, code=code)
        for key in {fold(row.name), *([bare(row.name)] if kind == ADMIN2 else [])}:
            if is_key(key):
                self.table.add(key, at)
        for key in {fold(name) for name in row.others if is_usable(name)}:
            if is_key(key):
                self.table.add(key, at | ALTERNATE)

    def settle(self) -> None:
        """Tell which unit each code of the dump is: the one of most of the towns that both know, else by its name."""
        named = {(row.iso2, row.admin1): row for row in self._orders if row.code == "ADM1"}
        for (iso2, admin1), code in self._codes.items():
            self._unit_of.append(self._unit(self._votes.get(code), named.get((iso2, admin1)), iso2))
        for row in self._orders:
            country = self._country[self._iso3[row.iso2]]
            code = self._codes[row.iso2, row.admin1]
            unit, keys = self._unit_of[code], (fold(row.name), bare(row.name))
            if row.id in self._rows:
                continue
            if row.code == "ADM1" and (country, unit) not in self._units:
                self._units.add((country, unit))
                self._add(row, ADMIN1, country=country, code=code)
            elif row.code == "ADM2" and not any((country, unit, key) in self._second for key in keys):
                self._add(row, ADMIN2, country=country, code=code)

    def _unit(self, votes: Counter[int] | None, row: _Row | None, iso2: str) -> int:
        if votes:
            unit, most = votes.most_common(1)[0]
            if unit and most > votes.total() / 2:
                return unit
        if row is None:
            return 0
        country = self._country[self._iso3[iso2]]
        for key in (fold(row.name), bare(row.name), *map(fold, row.others)):
            if unit := self._first.get((country, key), 0):
                return unit
        if row.name not in self._label:
            self._label[row.name] = len(self.units)
            self.units.append(row.name)
        return self._label[row.name]

    def name(self, found: Iterator[tuple[int, str, bool]]) -> None:
        """Add names; the English ones are as good as the place's own."""
        ids = np.concatenate([self.base.columns["geonames"], np.array(self.columns.numbers["geonames"], np.uint32)])
        order = np.argsort(ids, kind="stable")
        ordered, rows = memoryview(ids[order].data), memoryview(order.data)
        for id_, name, english in found:
            at = bisect_left(ordered, id_)
            if at < len(ordered) and ordered[at] == id_ and is_usable(name) and is_key(key := fold(name)):
                self.table.add(key, rows[at] if english else rows[at] | ALTERNATE)

    def pack(self) -> bytes:
        """The file."""
        new = {name: np.array(column, column.typecode) for name, column in self.columns.numbers.items()}
        new["admin1"] = np.array(self._unit_of, "<u2")[new.pop("code")]
        new["seat"] = new["capital"] = np.zeros(len(self.columns), "u1")
        base = self.base.columns
        columns = {name: np.concatenate([base[name], new[name].astype(base[name].dtype)]) for name in PLACE_COLUMNS}
        return pack(
            columns,
            table=self.table,
            names=self.base.names + bytes(self.columns.names),
            labels=(self.base.countries, self.units),
            words=(sorted(self.base.words), sorted(self.base.given)),
        )


def _rows(path: Path, lines: _Lines, advance: Advance) -> Iterator[_Row]:
    """The lines of a dump that could be read; its nineteen columns are told in GeoNames' readme.txt."""
    for number, cells in _cells(path, advance):
        try:
            if len(cells) != 19:
                raise ValueError(cells)
            if cells[6] in ("P", "A"):
                lat, lon = float(cells[4]), float(cells[5])
                id_, population = int(cells[0]), int(cells[14] or 0)
                if not (abs(lat) <= 90 and abs(lon) <= 180 and 0 < id_ < 1 << 32 and population >= 0 and cells[1]):
                    raise ValueError(cells)
                others = (cells[2], *cells[3].split(",")) if cells[3] else (cells[2],)
                yield _Row(id_, cells[1], others, lat, lon, cells[6], cells[7], cells[8], cells[10], population)
        except ValueError:
            lines.note(path, number)
            if number == lines.bad == 100:
                raise InputError(f"{path} is no dump of GeoNames; get allCountries.zip from {SOURCE}") from None


def _names(path: Path, lines: _Lines, advance: Advance) -> Iterator[tuple[int, str, bool]]:
    """The id, the name, and whether it is English, of each line that names a place."""
    for number, cells in _cells(path, advance):
        if len(cells) < 8 or not (len(cells[1]) < 11 and cells[1].isascii() and cells[1].isdigit()):
            lines.note(path, number)
            if number == lines.bad == 100:
                raise InputError(f"{path} is no list of names; get alternateNamesV2.zip from {SOURCE}")
        elif cells[2] not in NO_LANGUAGE:
            yield int(cells[1]), cells[3], cells[2] == "en" and cells[6] != "1" and cells[7] != "1"


def _cells(path: Path, advance: Advance) -> Iterator[tuple[int, list[str]]]:
    with _opened(path) as (file, total):
        done = 0
        try:
            for number, line in enumerate(file, 1):
                done += len(line)
                if number % 10_000 == 0:
                    advance(path, done / max(total, 1))
                yield number, line.decode("utf-8", "replace").rstrip("\r\n").split("\t")
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise InputError(f"{path} is damaged ({error}); get it again from {SOURCE}") from error
    advance(path, 1.0)


@contextmanager
def _opened(path: Path) -> Iterator[tuple[IO[bytes], int]]:
    """The text of a file, or the longest one in an archive, and its length in bytes."""
    if not zipfile.is_zipfile(path):
        if path.suffix == ".zip" and path.exists():
            raise InputError(f"{path} is no zip archive, or half of one; get it again from {SOURCE}")
        with path.open("rb") as file:
            yield file, path.stat().st_size
        return
    with zipfile.ZipFile(path) as archive:
        texts = [each for each in archive.infolist() if each.filename.endswith(".txt")]
        if not texts:
            raise InputError(f"{path} has no text file in it; get allCountries.zip from {SOURCE}")
        longest = max(texts, key=lambda each: each.file_size)
        with archive.open(longest) as member:
            yield member, longest.file_size
