"""The tables of the model card: what they count."""

import pytest

from corpus.check import SHARED
from corpus.marked import parse_marked
from dragoman import Coder
from evals.score import Tally, as_document
from evals.slices import Match, by_status, by_type, matched, nominal, reliability, table

SOURCE = """published: 2011-03-02
genre: report
region: africa
language: en
contexts: military
---
[Turkish police|a1 ORG] [detained|e1] [twelve|n1 NUM] [students|a2 GROUP] in [Ankara|p1 PLACE] on Monday. The [raid|e2] went on all night.
---
e1 COERCE/arrest occurred actor=a1 recipient=a2 place=p1 quantity=n1:detained
e2 COERCE/restrict occurred actor=a1
"""  # noqa: E501
DOCUMENT = parse_marked(SOURCE, name="x")


def test_every_event_is_counted_once_on_its_side(coder: Coder) -> None:
    report = coder.code(as_document(DOCUMENT))
    rows = matched([DOCUMENT], [report])
    types = by_type(rows)
    assert sum(tally.wanted for tally in types.values()) == len(DOCUMENT.events)
    assert sum(tally.found for tally in types.values()) == len(report.events)
    assert types["COERCE"].right >= 1
    assert by_status(rows)["occurred"].right >= 1
    assert sum(int(line.split("|")[2]) for line in list(reliability(rows))[2:-1]) == len(report.events)


@pytest.mark.skipif(not (SHARED / "data/syntax_ewt").exists(), reason="needs the open corpora")
def test_a_trigger_after_an_article_is_a_noun_and_a_participle_is_a_verb() -> None:
    detained, raid = (Match(DOCUMENT, event, None) for event in DOCUMENT.events)
    assert (nominal(detained), nominal(raid)) == ("verb", "noun")


def test_a_table_has_a_line_a_slice() -> None:
    lines = list(table("type", {"AID": Tally(right=1, found=2, wanted=4)}))
    assert lines[0].startswith("| type |")
    assert lines[2] == "| AID | 4 | 2 | 0.50 | 0.25 | 0.33 |"
