"""The record of the example article, as it was when somebody last read it line by line.

After a change that is meant to change it: `python -m tests.test_golden`, then read the difference.
"""

from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dragoman import Coder, Document
from dragoman.records import to_json

ARTICLE = Path(__file__).parents[1] / "examples/river-accord.txt"
GOLDEN = Path(__file__).with_name("data") / "river-accord.json"


def record(coder: Coder) -> dict[str, Any]:
    report = coder.code(Document(ARTICLE.read_text(encoding="utf-8"), id="river-accord", published=date(2024, 5, 17)))
    coded: dict[str, Any] = msgspec.json.decode(to_json(report))
    return coded


def confidences(coded: dict[str, Any]) -> list[float]:
    return [event.pop("confidence") for event in coded["events"]]


def test_the_example_has_its_golden_record(coder: Coder) -> None:
    found, golden = record(coder), msgspec.json.decode(GOLDEN.read_bytes())
    # Another processor rounds otherwise, which may show in the confidence and nowhere else.
    assert confidences(found) == pytest.approx(confidences(golden), abs=0.02)
    assert found == golden


if __name__ == "__main__":
    GOLDEN.parent.mkdir(exist_ok=True)
    GOLDEN.write_bytes(msgspec.json.format(msgspec.json.encode(record(Coder())), indent=1) + b"\n")
