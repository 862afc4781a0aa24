"""`python -m evals.classify`: PLOVER roots between two given spans, on the human-labelled pairs of `dev_plv`.

The set is for evaluation only; its YIELD is our CONCEDE and RETREAT together.
"""

import gzip
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import msgspec

from dragoman import Coder
from evals.score import macro_f1

DATA = Path(__file__).parents[2] / "shared/data/dev_plv/dev.jsonl.gz"
QUADS = {
    1: ("AGREE", "CONSULT", "SUPPORT"),
    2: ("COOPERATE", "AID", "YIELD"),
    3: ("REQUEST", "ACCUSE", "REJECT", "THREATEN"),
    4: ("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
}
QUAD = {root: quad for quad, roots in QUADS.items() for root in roots}


def roots(chances: Mapping[str, float]) -> dict[str, float]:
    """The 16 types as the 15 roots of the set."""
    joined: Counter[str] = Counter()
    for type_, chance in chances.items():
        joined["YIELD" if type_ in ("CONCEDE", "RETREAT") else type_] += chance  # type: ignore[assignment]
    return dict(joined)


def evaluate(coder: Coder, data: Path = DATA) -> tuple[dict[str, float], Counter[tuple[str, str]]]:
    """Return root and quad macro-F1 and accuracy, and the confusion of roots as (wanted, found)."""
    by_root: Counter[tuple[str, str]] = Counter()
    by_quad: Counter[tuple[str, str]] = Counter()
    with gzip.open(data, "rt", encoding="utf-8") as lines:
        for record in map(msgspec.json.decode, lines):
            spans = {
                name: (span["start"], span["end"]) if (span := record[key]) else None
                for name, key in (("actor", "source"), ("recipient", "target"))
            }
            chances = roots(coder.classify(record["text"], **spans))
            best = max(chances, key=lambda root: chances[root])
            quads = {quad: sum(chances[root] for root in members) for quad, members in QUADS.items()}
            by_root[record["root"], best] += 1
            by_quad[str(record["quad"]), str(max(quads, key=lambda quad: quads[quad]))] += 1
    total = sum(by_root.values())
    figures = {
        "root macro-F1": macro_f1(by_root),
        "root accuracy": sum(n for (wanted, found), n in by_root.items() if wanted == found) / total,
        "quad macro-F1": macro_f1(by_quad),
    }
    return figures, by_root


if __name__ == "__main__":
    figures, confusion = evaluate(Coder())
    for name, figure in figures.items():
        print(f"{name:20s} {figure:.3f}")
    for (wanted, found), count in confusion.most_common(40):
        if wanted != found:
            print(f"{wanted:10s} taken for {found:10s} {count}")
