"""Score `resolve_quantity` and `find_quantities` on the English number, percentage and range cases of Recognizers-Text.

    python evals/quantities.py [--part seen|blind|all] [--show]

Read at run time (MIT). Every third case (number modulo 3 is 2) was blind while the rules were written: on its first run
0.868 of the numbers in scope were right, 0.793 of all; a few rules were mended afterwards. "Strict" has every case; "in
scope" leaves out powers, fractions of compound ordinals ("one hundred thirty fifths") and comparisons with "equal".
Ordinals are no quantities.
"""

import argparse
import gzip
import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dragoman.records import Quantity, Span
from dragoman.resolve.quantities import find_quantities, resolve_quantity

CASES = Path(__file__).parents[2] / "shared/data/quantities_time_specs"
OUT_OF_SCOPE = r"\^|\de[-\d]|x10|equal|[<>] ?=|\b(?:fifth|first)s?$|hundredths$|\bto the\b"


def cases(name: str, part: str) -> Iterator[dict[str, Any]]:
    """Yield the cases of one file that belong to a part."""
    with gzip.open(CASES / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for number, case in enumerate(map(json.loads, lines)):
            if part == "all" or (number % 3 == 2) == (part == "blind"):
                yield case


def wanted(value: str) -> tuple[float | None, float | None]:
    """Return the bounds of a value such as "5200", "20%", "[20,30)" or "(5,)"; inclusion is not compared."""
    low, _, high = (
        value.strip("[]()%").partition(",") if value[:1] in "[(" else (value.strip("%"), ",", value.strip("%"))
    )
    return (float(low.strip("%")) if low else None), (float(high.strip("%")) if high else None)


def right(quantity: Quantity, value: str) -> bool:
    """Whether both bounds are equal to those wanted."""
    return all(
        a is b is None or (a is not None and b is not None and math.isclose(a, b, rel_tol=1e-9))
        for a, b in zip((quantity.low, quantity.high), wanted(value), strict=True)
    )


def score(name: str, part: str, show: bool) -> None:
    """Print the scores of one file."""
    counts = {True: [0, 0, 0], False: [0, 0, 0]}
    for case in cases(name, part):
        found = find_quantities(case["input"])
        for each in case["expected"]:
            value = each["values"][0]["value"]
            if "null" in value:
                continue
            outside = bool(re.search(OUT_OF_SCOPE, each["text"].lower()))
            fits = right(resolve_quantity(case["input"], Span(each["start"], each["end"])), value)
            near = any(right(q, value) for q in found if q.start < each["end"] and each["start"] < q.end)
            for at, add in enumerate((1, fits, near)):
                counts[outside][at] += add
            if show and not fits:
                quantity = resolve_quantity(case["input"], Span(each["start"], each["end"]))
                mark = "-" if outside else "*"
                print(f"{mark} {case['id']} {each['text']!r}: {quantity.low}..{quantity.high}, wanted {value}")
    (total, good, found_), (others, others_good, _) = counts[False], counts[True]
    print(
        f"{name} {part}: in scope {good}/{total} = {good / max(total, 1):.3f} "
        f"(found and right {found_ / max(total, 1):.3f}); "
        f"strict {good + others_good}/{total + others} = {(good + others_good) / max(total + others, 1):.3f}"
    )


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--part", choices=("seen", "blind", "all"), default="all")
    arguments.add_argument("--show", action="store_true", help="list the wrong ones; a dash marks those out of scope")
    given = arguments.parse_args()
    for file in ("number", "number_range", "percent"):
        score(file, given.part, given.show)
