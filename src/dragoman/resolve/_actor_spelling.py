"""Known names under another spelling: transliterations that share their consonants ("Qadhafi", "Gaddafi")."""

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from rapidfuzz.distance import JaroWinkler

from dragoman.resolve._actor_reading import Page
from dragoman.resolve._actor_registry import Entry, Registry

_SOUNDS = (("dh", "d"), ("th", "t"), ("kh", "k"), ("gh", "k"), ("ph", "f"), ("sch", "s"), ("sh", "s"), ("ch", "k"))
_LETTERS = str.maketrans("zqgcwv", "dkkkbb", "aeiouyhj")
_VOICED = str.maketrans("zqgcwvyj", "dkkkbbii")


def alike(page: Page, key: str) -> Entry | None:
    """The one known name that this may be another spelling of, with the document's countries as a second witness."""
    words = _heard(key)
    best, top = None, 0.0
    for other, entry in _blocks(page.registry).get(_skeleton(key), ()) if words and len(key) > 4 else ():
        theirs = _heard(other)
        if (len(words) == 1) != (len(theirs) == 1):
            continue
        witness = page.countries.get(entry.country or "", 0) > 0 and entry.active(page.on)
        score = JaroWinkler.similarity("".join(words), "".join(theirs))
        enough = 0.86 if witness else 0.95 if len(words) > 1 else 1.1
        ends = (JaroWinkler.similarity(words[0], theirs[0]), JaroWinkler.similarity(words[-1], theirs[-1]))
        # "Ali Hassan" is not "Ali Hussein": each end of the name must agree, not the whole alone
        if score > top and score >= enough and min(ends) >= 0.82:
            best, top = entry, score
    return best


@cache
def _blocks(registry: Registry) -> Mapping[str, Sequence[tuple[str, Entry]]]:
    """People and armed groups by the consonants of their last word; built when the first name is not found."""
    blocks: dict[str, list[tuple[str, Entry]]] = {}
    for key, names in registry.names.items():
        for name in names:
            if name.entry.kind in ("person", "armed") and not name.exact and len(key) > 4:
                blocks.setdefault(_skeleton(key), []).append((key, name.entry))
    return blocks


@lru_cache(maxsize=4096)
def _skeleton(key: str) -> str:
    """The consonants of a name's last word, so that transliterations of one surname fall together."""
    last = key.rsplit(" ", 1)[-1]
    for written, heard in _SOUNDS:
        last = last.replace(written, heard)
    return re.sub(r"(.)\1+", r"\1", last.translate(_LETTERS))


@lru_cache(maxsize=4096)
def _heard(key: str) -> tuple[str, ...]:
    """The words of a name with one letter for each sound, without the articles that come and go."""
    for written, heard in _SOUNDS:
        key = key.replace(written, heard)
    key = key.translate(_VOICED)
    return tuple(re.sub(r"(.)\1+", r"\1", word) for word in key.split() if word not in ("al", "el", "bin", "ben"))
