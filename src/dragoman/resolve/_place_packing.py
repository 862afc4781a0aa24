"""How a gazetteer is written: what `tools/build_gazetteer.py` and `dragoman gazetteer build` share.

The form of the file is told in `data/gazetteer/README.md`; `_place_gazetteer` reads it.
"""

import json
import struct
import zlib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from math import log2
from typing import Any

import numpy as np

from dragoman.resolve._place_gazetteer import _ROW, DATA, MAGIC, Kind, fold

# What the sources write around the name of a unit.
UNIT_WORDS = (
    "governorate", "province", "state", "region", "oblast", "krai", "district", "department", "prefecture", "county",
    "parish", "municipality", "division", "shi", "sheng", "qu", "muhafazat", "wilayat e", "departement de la",
    "departement de l", "departement du", "departement des", "departement de", "departement d", "provincia de",
    "provincia di", "provincia", "departamento de", "municipio de", "landkreis", "kreis", "okres", "powiat",
)  # fmt: skip


def is_usable(name: str) -> bool:
    """Whether an alternate name is one that people write, not a transliteration made by machine or an airport code."""
    return bool(name) and name[0].isupper() and not (name.isupper() and len(name) <= 4) and len(fold(name)) > 2


def is_key(key: str) -> bool:
    """Whether a folded name is in the Latin script, which is all that the text of news in English can match."""
    return bool(key) and key.isascii()


def bare(name: str) -> str:
    """The name of a unit without the word for its kind: "Rapides Parish" -> "rapides"."""
    key = fold(name)
    for word in UNIT_WORDS:
        key = key.removesuffix(" " + word).removeprefix(word + " ")
    return key


def size(kind: Kind, population: int, *, renown: float = 0.0) -> int:
    """How well known a place is, in eighths: about the binary logarithm of the people, at most 255.

    For towns, names in many languages (the logarithm of their number is `renown`) count as much as people.
    """
    people = log2(population + 1)
    return min(255, round(8 * (0.6 * people + 1.8 * renown if kind == Kind.CITY else people)))


def iso3_of() -> dict[str, str]:
    """ISO 3166-1 alpha-2, as GeoNames writes countries, to alpha-3."""
    lines = (DATA.parent / "iso3166.tsv").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if not line.startswith("#"))
    return dict(pairs)


class NameTable:
    """Folded names and the places that bear them, kept as bytes: ten million in a dictionary would take gigabytes."""

    def __init__(self) -> None:
        self._parts: dict[str, tuple[bytearray, array[int]]] = {}

    def add(self, key: str, link: int) -> None:
        """Note that the row of the link bears the name, in the way that the link's flags say."""
        part = self._parts.get(key[0])
        if part is None:
            part = self._parts[key[0]] = (bytearray(), array("I"))
        part[0].extend(key.encode() + b"\n")
        part[1].append(link)

    def pack(self) -> tuple[bytes, "np.ndarray[Any, Any]", "np.ndarray[Any, Any]"]:
        """Return the sorted names, how many places bear each, and their links in order of rows; empties the table.

        Where a place bears a name in two ways, the plainer one is kept.
        """
        none = np.zeros(0, np.uint32)
        keys, counts, links = [b""], [none], [none]
        for first in sorted(self._parts, key=str.encode):
            part = _sorted_part(*self._parts.pop(first))
            keys.append(part[0])
            counts.append(part[1])
            links.append(part[2])
        return b"".join(keys), np.concatenate(counts), np.concatenate(links)


def _sorted_part(names: bytearray, links: "array[int]") -> tuple[bytes, Any, Any]:
    spelled = bytes(names).split(b"\n")[:-1]
    order = sorted(range(len(spelled)), key=spelled.__getitem__)
    keys = [bytes(spelled[order[0]])]
    groups = np.zeros(len(order), np.uint32)
    for at, index in enumerate(order):
        if spelled[index] != keys[-1]:
            keys.append(bytes(spelled[index]))
        groups[at] = len(keys) - 1
    found = np.frombuffer(links, np.uint32)[np.array(order)]
    again = np.lexsort((found & ~np.uint32(_ROW), found & _ROW, groups))
    found, groups = found[again], groups[again]
    new = np.ones(len(found), bool)
    new[1:] = (groups[1:] != groups[:-1]) | ((found[1:] ^ found[:-1]) & _ROW != 0)
    return b"\n".join(keys) + b"\n", np.bincount(groups[new]).astype(np.uint32), found[new]


def pack(
    columns: Mapping[str, "np.ndarray[Any, Any]"],
    *,
    table: NameTable,
    names: bytes,
    labels: tuple[Sequence[str], Sequence[str]],
    words: tuple[Iterable[str], Iterable[str]],
) -> bytes:
    """Return the file: magic, length of the header, header (JSON), then the sections, each compressed.

    `names` are the shown names, one a line; `labels` the codes of countries and names of units that columns point to;
    `words` the English words and the given names.
    """
    keys, counts, links = table.pack()
    narrow = not len(counts) or counts.max() < 1 << 16
    columns = {**columns, "counts": counts.astype("<u2" if narrow else "<u4"), "rows": links.astype("<u4")}
    sections = {name: (column.dtype.str, planes(column)) for name, column in columns.items()}
    texts = {"keys": keys, "names": names, "words": _line(words[0]), "given": _line(words[1])}
    sections |= {name: ("text", zlib.compress(text, 9)) for name, text in texts.items()}
    header = {
        "countries": labels[0],
        "admin1": labels[1],
        "sections": [(name, dtype, len(body)) for name, (dtype, body) in sections.items()],
    }
    head = zlib.compress(json.dumps(header, ensure_ascii=False).encode(), 9)
    return b"".join([MAGIC, struct.pack("<I", len(head)), head, *(body for _, body in sections.values())])


def _line(words: Iterable[str]) -> bytes:
    return " ".join(words).encode()


def planes(column: "np.ndarray[Any, Any]") -> bytes:
    """A column with its first bytes together, then its second bytes …: numbers that are alike compress well so."""
    return zlib.compress(column.view("u1").reshape(len(column), -1).T.tobytes(), 9)
