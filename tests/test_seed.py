"""The report that the project started from. Its text is not ours: it is read from beside the checkout."""

from datetime import date
from pathlib import Path

import pytest

from dragoman import Coder, Document, Report

SEED = Path(__file__).parents[2] / "shared/seeds/000_074c4207430ee3f3.txt"
pytestmark = pytest.mark.skipif(not SEED.exists(), reason="the first report is not beside this checkout")


@pytest.fixture(scope="module")
def report(coder: Coder) -> Report:
    return coder.code(Document(SEED.read_text(encoding="utf-8"), published=date(2020, 6, 12)))


def test_links_to_other_stories_are_noise(report: Report) -> None:
    text = report.document.text
    noise = [text[each.start : each.end] for each in report.document.noise]
    assert sum("Read" in each for each in noise) == 4
    assert any("writing will advise you" in each for each in noise)


def test_no_event_comes_from_noise(report: Report) -> None:
    for event in report.events:
        assert not [n for n in report.document.noise if n.start < event.trigger.end and event.trigger.start < n.end]


@pytest.mark.xfail(strict=True, reason="the first model misses the killing in “550 protesters have been killed”")
def test_the_dead_protesters_are_counted(report: Report) -> None:
    killed = [q for event in report.events for q in event.quantities if "550" in q.text]
    assert killed
    assert all((q.low, q.high, q.approximate, q.kind) == (550, 550, True, "killed") for q in killed)
