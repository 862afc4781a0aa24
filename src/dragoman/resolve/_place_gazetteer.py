"""The embedded gazetteer: names to places, compiled by `tools/build_gazetteer.py` from GeoNames and hand-made tables.

One file of compressed columns. A name is found by binary search in the sorted table of names, so that loading costs
milliseconds and a few megabytes instead of a dictionary of half a million entries.
"""

import json
import re
import struct
import unicodedata
import zlib
from bisect import bisect_left
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from dragoman.errors import ModelMismatch
from dragoman.records import Place, PlacePrecision

MAGIC = b"DRAGGAZ1"
DATA = Path(__file__).parents[1] / "data" / "gazetteer" / "places.bin"

PLACE_COLUMNS = ("kind", "country", "admin1", "geonames", "lat", "lon", "size", "seat", "capital")

# Flags on the link from a name to a place; the other bits are the place's row.
ALTERNATE, DEMONYM, SHORT_FORM = 1 << 29, 1 << 30, 1 << 31
_ROW = ALTERNATE - 1

_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"})
_DROPPED = re.compile(r"['’‘`ʻʼʽʿʾ´′.\u0300-\u036f]")
_BLANK = re.compile(r"[-‐‑‒–—_/,()\s]+")


class Kind(IntEnum):
    """What sort of place a row is; ordered by how much it takes to mean it."""

    COUNTRY = 0
    ADMIN1 = 1
    ADMIN2 = 2
    CITY = 3
    POINT = 4


# An enumeration's members are slow to reach in the inner loops.
COUNTRY, ADMIN1, ADMIN2, CITY, POINT = Kind

PRECISION: dict[Kind, PlacePrecision] = {
    Kind.COUNTRY: "country", Kind.ADMIN1: "admin1", Kind.ADMIN2: "admin2", Kind.CITY: "city", Kind.POINT: "point",
}  # fmt: skip


@lru_cache(maxsize=1 << 16)
def fold(name: str) -> str:
    """The form in which names are compared: lower case, without accents, apostrophes and stops, hyphens as blanks."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(_LETTERS))
    return _BLANK.sub(" ", _DROPPED.sub("", plain)).strip()


class Hit(NamedTuple):
    """A place that bears a name, and how it does: by one of its alternate names, as a demonym or in short ("Ill.")."""

    row: int
    flags: int


@dataclass(frozen=True, eq=False)
class Gazetteer:
    """Places as columns, and the sorted table of their folded names."""

    countries: tuple[str, ...]
    units: tuple[str, ...]
    columns: dict[str, Any]
    keys: bytes
    names: bytes
    words: frozenset[str]
    given: frozenset[str]

    def find(self, name: str) -> tuple[Hit, ...]:
        """Every place that bears the folded name; a short form ("Ind.") is found as it is written, with "=" before."""
        return _find(self, name)

    def has(self, name: str) -> bool:
        """Whether any place bears the folded name."""
        return bool(_find(self, name))

    def place(self, row: int) -> Place:
        """The record of one place."""
        columns = self.columns
        kind = Kind(columns["kind"][row])
        start, end = self._name_ends[row], self._name_ends[row + 1]
        return Place(
            geonames_id=int(columns["geonames"][row]) or None,
            name=self.names[start : end - 1].decode(),
            admin1=self.units[columns["admin1"][row]] or None,
            country=self.countries[columns["country"][row]] or None,
            lat=round(int(columns["lat"][row]) / 1e4, 4),
            lon=round(int(columns["lon"][row]) / 1e4, 4),
            precision=PRECISION[kind],
        )

    @cached_property
    def kinds(self) -> bytes:
        """The kind of each row: see `Kind`."""
        return bytes(self.columns["kind"].tobytes())

    def _links(self, name: str) -> tuple[Hit, ...]:
        at = self._index(name.encode("utf-8", "replace"))
        if at is None:
            return ()
        links = self.columns["rows"][self._starts[at] : self._starts[at + 1]].tolist()
        return tuple(Hit(link & _ROW, link & ~_ROW) for link in links)

    def _index(self, key: bytes) -> int | None:
        ends, keys = self._key_ends, self.keys
        at = bisect_left(range(len(ends) - 1), key, key=lambda i: keys[ends[i] : ends[i + 1] - 1])
        found = at < len(ends) - 1 and keys[ends[at] : ends[at + 1] - 1] == key
        return at if found else None

    @cached_property
    def _key_ends(self) -> "memoryview[int]":
        return _line_starts(self.keys)

    @cached_property
    def _name_ends(self) -> "memoryview[int]":
        return _line_starts(self.names)

    @cached_property
    def _starts(self) -> "np.ndarray[Any, Any]":
        return np.concatenate([[0], np.cumsum(self.columns["counts"], dtype=np.int64)])


def _line_starts(lines: bytes) -> "memoryview[int]":
    breaks = np.flatnonzero(np.frombuffer(lines, "u1") == 10).astype("<i4") + 1
    return memoryview(np.concatenate([np.zeros(1, "<i4"), breaks]).data)


# News says the same names over and over; this halves the time of a document.
@lru_cache(maxsize=1 << 16)
def _find(gazetteer: Gazetteer, name: str) -> tuple[Hit, ...]:
    return gazetteer._links(name)


@cache
def load_gazetteer(path: Path | None = None) -> Gazetteer:
    """The gazetteer that ships with the package, or the one compiled to `path`; read once and kept.

    Raises `ModelMismatch` for a file that is no gazetteer of this release, or a damaged one.
    """
    source = path or DATA
    body = source.read_bytes()
    if not body.startswith(MAGIC):
        raise ModelMismatch(f"{source} is no gazetteer of this release; make one with `dragoman gazetteer build`")
    try:
        gazetteer = _read(body)
        if not _is_whole(gazetteer):
            raise ValueError("its parts do not fit each other")
    except (zlib.error, struct.error, ValueError, KeyError, TypeError, IndexError) as error:
        raise ModelMismatch(
            f"{source} is a damaged gazetteer ({error}); make it again with `dragoman gazetteer build`"
        ) from error
    return gazetteer


def _read(body: bytes) -> Gazetteer:
    (length,) = struct.unpack_from("<I", body, len(MAGIC))
    at = len(MAGIC) + 4 + length
    header = json.loads(zlib.decompress(body[len(MAGIC) + 4 : at]))
    columns: dict[str, Any] = {}
    texts: dict[str, bytes] = {}
    for name, dtype, length in header["sections"]:
        raw = zlib.decompress(body[at : at + length])
        at += length
        if dtype == "text":
            texts[name] = raw
        else:
            columns[name] = _column(raw, np.dtype(dtype))
    return Gazetteer(
        countries=tuple(header["countries"]),
        units=tuple(header["admin1"]),
        columns=columns,
        keys=texts["keys"],
        names=texts["names"],
        words=frozenset(texts["words"].decode().split()),
        given=frozenset(texts["given"].decode().split()),
    )


def _is_whole(gazetteer: Gazetteer) -> bool:
    """Whether nothing in the columns points beside what is there."""
    columns = gazetteer.columns
    places = [columns[name] for name in PLACE_COLUMNS]
    count, counts, links = len(places[0]), columns["counts"], columns["rows"]
    return (
        count > 0
        and all(len(column) == count for column in places)
        and gazetteer.names.count(b"\n") == count
        and gazetteer.keys.count(b"\n") == len(counts)
        and int(counts.sum(dtype=np.int64)) == len(links)
        and int((links & _ROW).max(initial=0)) < count
        and int(columns["seat"].max()) < count
        and int(columns["kind"].max()) in tuple(Kind)
        and int(columns["country"].max()) < len(gazetteer.countries)
        and int(columns["admin1"].max()) < len(gazetteer.units)
    )


def _column(raw: bytes, dtype: "np.dtype[Any]") -> "np.ndarray[Any, Any]":
    """Undo the byte planes of the file: see `_place_packing.planes`."""
    return np.ascontiguousarray(np.frombuffer(raw, "u1").reshape(dtype.itemsize, -1).T).view(dtype).ravel()
