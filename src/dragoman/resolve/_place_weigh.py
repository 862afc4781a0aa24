"""Which of the places that bear a name is meant: all names of a document are weighed together.

Each name has its candidates and the reading that it is none of them. The weights are logits, set by hand: how well
known a place is, what the words beside the name say, and how well it goes with the likely readings of other names
(same country, same first-order unit, short distance), which are weighed again in turn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log
from typing import Any, TypeAlias

import numpy as np

from dragoman.resolve._place_gazetteer import ALTERNATE, DEMONYM, Gazetteer, Kind
from dragoman.resolve._place_names import Mention

Floats: TypeAlias = "np.ndarray[Any, np.dtype[np.float64]]"
Ints: TypeAlias = "np.ndarray[Any, np.dtype[np.int64]]"

# Softer at first, so that two rare readings that fit each other (Paris and Henry County, both Tennessee) can meet.
HEAT = (3.0, 2.0, 1.3, 1.0)
CANDIDATES = 24
CONTEXT = 300
NEAR_KM = 120.0
EARTH_KM = 6371
BLOCK = 4096
# Picked from seven settings by their figures on a third of dev_geo and by reading the PLACE spans of our corpus, so the
# figures on dev_geo are not held out. An earlier form that lowered what shares no country gained on local news and
# lost the capitals that world news strings together: a shared country only ever raises.
NOWHERE = 5.0
COUNTRY_PULL, UNIT_PULL, NEAR_PULL = 3.8, 1.5, 1.5
# Names of a document that are weighed together; a longer one is weighed part by part.
MOST_TIED = 300
MOST_MENTIONS = 8
CLOSE_CHARACTERS, FAR_TIE = 500.0, 0.3
SAME_KM = 50.0


@dataclass(frozen=True, slots=True)
class Choice:
    """The likeliest place of a name, and how likely it is."""

    row: int
    probability: float


@dataclass(frozen=True, slots=True)
class _Group:
    """The mentions of one document that must mean the same place."""

    key: str
    mentions: tuple[int, ...]
    rows: tuple[int, ...]
    base: tuple[float, ...]
    null: float
    kind: Kind | None


def choose(mentions: Sequence[Mention], *, gazetteer: Gazetteer) -> list[Choice | None]:
    """The place of each mention, or None where nothing is likelier than that it is none that is known."""
    groups = _groups(mentions, gazetteer)
    out: list[Choice | None] = [None] * len(mentions)
    for start in range(0, len(groups), MOST_TIED):
        together = groups[start : start + MOST_TIED]
        for group, choice in zip(together, _weigh(together, mentions, gazetteer), strict=True):
            for mention in group.mentions:
                out[mention] = choice
    return out


def _groups(mentions: Sequence[Mention], gazetteer: Gazetteer) -> list[_Group]:
    """One sense per document, unless the text itself states where each is."""
    stated: dict[str, tuple[Any, ...]] = {}
    members: dict[tuple[Any, ...], list[int]] = {}
    for mention in mentions:
        if any(each.weight > 8 for each in mention.within):
            stated.setdefault(mention.key, (mention.within, mention.kind))
    for i, mention in enumerate(mentions):
        plain = not mention.within or max(each.weight for each in mention.within) <= 8
        within = stated.get(mention.key, (mention.within,))[0] if plain else mention.within
        members.setdefault((mention.key, within, mention.kind), []).append(i)
    return [_group(mentions, tuple(which), key[1], gazetteer) for key, which in members.items()]


def _group(mentions: Sequence[Mention], which: tuple[int, ...], within: Any, gazetteer: Gazetteer) -> _Group:
    first = mentions[which[0]]
    columns = gazetteer.columns
    scored = []
    stated, nation = False, any(columns["kind"][h.row] == Kind.COUNTRY and not h.flags & ALTERNATE for h in first.hits)
    seats = {int(columns["seat"][hit.row]) for hit in first.hits}
    for hit in first.hits:
        kind, country, unit = (int(columns[name][hit.row]) for name in ("kind", "country", "admin1"))
        bits, capital = int(columns["size"][hit.row]) / 8, bool(columns["capital"][hit.row])
        score = _prior(hit.flags, kind, bits, capital=capital, seat=hit.row in seats)
        if first.kind is not None:
            score += _fit(kind, first.kind)
        agreeing = [
            w for w in within if country == w.country and (not w.unit or unit == w.unit)
            and not (kind == Kind.COUNTRY or (w.unit and kind == Kind.ADMIN1))
        ]  # fmt: skip
        if nation:  # "Lebanon, Syria and Iran" is a list, "Lebanon, Ohio" is not
            agreeing = [w for w in agreeing if w.unit]
        bonus = max((w.weight for w in agreeing), default=0.0)
        stated = stated or bonus > 0
        scored.append((score + bonus, hit.row))
    scored.sort(reverse=True)
    doubts = sorted(mentions[i].doubt for i in which)
    placed = stated or any(mentions[i].placed for i in which)
    elsewhere = not stated and not nation and any(each.weight > 8 for each in within)
    null = NOWHERE + doubts[len(doubts) // 2] + 4.0 * elsewhere - 4.0 * stated + 2.0 * (not placed)
    rows, base = [row for _, row in scored[:CANDIDATES]], [score for score, _ in scored[:CANDIDATES]]
    return _Group(first.key, which, tuple(rows), tuple(base), null, first.kind)


def _prior(flags: int, kind: int, bits: float, *, capital: bool, seat: bool) -> float:
    score = {
        Kind.COUNTRY: 13.0 + 0.1 * bits, Kind.ADMIN1: 0.5 * bits, Kind.ADMIN2: 5.0, Kind.CITY: 0.5 * bits,
        Kind.POINT: 14.0,
    }[Kind(kind)]  # fmt: skip
    if flags & ALTERNATE:  # a small town's are often another's name or a machine's
        score -= 3.0 + (max(0.0, 16.5 - bits) * 0.6 if kind == Kind.CITY else 0.0)
    return score + 3.0 * capital + 1.0 * seat


def _fit(kind: int, wanted: Kind) -> float:
    if kind == wanted:
        return 4.0
    if kind == Kind.COUNTRY and wanted in (Kind.ADMIN2, Kind.CITY, Kind.ADMIN1):
        return -5.0
    return 0.0


def _weigh(groups: Sequence[_Group], mentions: Sequence[Mention], gazetteer: Gazetteer) -> list[Choice]:
    columns = gazetteer.columns
    rows = np.concatenate([np.array(group.rows, np.int64) for group in groups])
    base = np.concatenate([np.array(group.base) for group in groups])
    owner = np.concatenate([np.full(len(group.rows), i) for i, group in enumerate(groups)])
    null = np.array([group.null for group in groups])
    weight = np.array([_weight(mentions, group) for group in groups])
    kind, country = columns["kind"][rows], columns["country"][rows].astype(np.int64)
    unit = np.where(kind == Kind.COUNTRY, -1, columns["admin1"][rows].astype(np.int64) + 100_000 * country)
    lat, lon = np.radians(columns["lat"][rows] / 1e4), np.radians(columns["lon"][rows] / 1e4)
    local = (kind == Kind.CITY) | (kind == Kind.ADMIN2)
    ties = _ties(groups, mentions)
    by_country, by_unit = _Shares.of(country, owner, ties), _Shares.of(unit, owner, ties)
    score = base
    for heat in HEAT:
        p = _softmax(score / heat, null / heat, owner)
        mass = p * weight[owner]
        total = 1 + (ties @ np.bincount(owner, mass, len(groups)))[owner]
        in_unit = np.where(kind != Kind.COUNTRY, by_unit.of_others(mass), 0)
        near = _near(mass * local, lat, lon, owner, ties) * local
        score = (
            base
            + COUNTRY_PULL * np.log1p(6 * by_country.of_others(mass) / total)
            + UNIT_PULL * np.log1p(4 * in_unit / total)
            + NEAR_PULL * np.log1p(4 * near)
        )
    p = _softmax(score, null, owner)
    best = _best(p, rows, owner, lat, lon)
    return [_seated(choice, group, gazetteer) for choice, group in zip(best, groups, strict=True)]


def _seated(choice: Choice, group: _Group, gazetteer: Gazetteer) -> Choice:
    """The town that bears a unit's name instead of the unit, unless a word asks for that ("Aleppo province")."""
    seat = int(gazetteer.columns["seat"][choice.row])
    wanted = seat and seat in group.rows and group.kind not in (Kind.ADMIN1, Kind.ADMIN2)
    return Choice(seat, choice.probability) if wanted else choice


def _weight(mentions: Sequence[Mention], group: _Group) -> float:
    """What a name counts as context: more when it recurs; less as a demonym ("American envoys" meet anywhere)."""
    people = all(hit.flags & DEMONYM for hit in mentions[group.mentions[0]].hits)
    return (0.5 if people else 1.0) * (1 + log(len(group.mentions)))


def _softmax(score: Floats, null: Floats, owner: Ints) -> Floats:
    top = null.copy()
    np.maximum.at(top, owner, score)
    odds = np.exp(score - top[owner])
    out: Floats = odds / (np.bincount(owner, odds, len(null)) + np.exp(null - top))[owner]
    return out


def _ties(groups: Sequence[_Group], mentions: Sequence[Mention]) -> Floats:
    """How much each name counts for each other: names that stand close together belong together."""
    at = [mentions[i].start for group in groups for i in group.mentions[:MOST_MENTIONS]]
    sizes = [min(len(group.mentions), MOST_MENTIONS) for group in groups]
    ends = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    apart = np.abs(np.subtract.outer(np.array(at, np.float64), np.array(at, np.float64)))
    least = np.minimum.reduceat(np.minimum.reduceat(apart, ends, axis=0), ends, axis=1)
    out: Floats = FAR_TIE + (1 - FAR_TIE) * np.exp(-least / CLOSE_CHARACTERS)
    keys = np.unique([group.key for group in groups], return_inverse=True)[1]
    out[np.equal.outer(keys, keys)] = 0  # "Lebanon, Tenn." says nothing of another Lebanon
    return out


@dataclass(frozen=True, slots=True)
class _Shares:
    """Candidates by a value that they share, such as the country."""

    value: Ints
    owner: Ints
    ties: Floats

    @classmethod
    def of(cls, values: Ints, owner: Ints, ties: Floats) -> "_Shares":
        return cls(np.unique(values, return_inverse=True)[1], owner, ties)

    def of_others(self, mass: Floats) -> Floats:
        """For each candidate the mass of the candidates of other names that share its value, the close ones' more."""
        names, values = int(self.owner[-1]) + 1, int(self.value.max()) + 1
        table = np.bincount(self.owner * values + self.value, mass, names * values).reshape(names, values)
        out: Floats = (self.ties @ table)[self.owner, self.value]
        return out


def _near(mass: Floats, lat: Floats, lon: Floats, owner: Ints, ties: Floats) -> Floats:
    """For each candidate the mass of the likely candidates of other names, less the farther they are."""
    top = np.argsort(-mass, kind="stable")[:CONTEXT]
    top = top[mass[top] > 0.01]
    out = np.zeros(len(mass))
    for start in range(0, len(mass), BLOCK):  # a long document would need gigabytes at once
        part = slice(start, start + BLOCK)
        x = (lon[part, None] - lon[None, top]) * np.cos((lat[part, None] + lat[None, top]) / 2)
        km = EARTH_KM * np.hypot(x, lat[part, None] - lat[None, top])
        out[part] = (np.exp(-km / NEAR_KM) * ties[owner[part, None], owner[None, top]]) @ mass[top]
    return out


def _best(p: Floats, rows: Ints, owner: Ints, lat: Floats, lon: Floats) -> list[Choice]:
    """The likeliest candidate of each group; its probability counts candidates that are the same spot."""
    out: list[Choice] = []
    ends = np.searchsorted(owner, np.arange(owner[-1] + 2))
    for start, end in pairwise(ends.tolist()):
        best = start + int(np.argmax(p[start:end]))
        km = EARTH_KM * np.hypot((lon[start:end] - lon[best]) * np.cos(lat[best]), lat[start:end] - lat[best])
        out.append(Choice(int(rows[best]), float(p[start:end][km < SAME_KM].sum())))
    return out
