"""Rough copy: a corpus document as an engine would have mangled it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.check import DOCUMENTS, SHARED
from corpus.marked import MarkedDocument, parse_marked, read_marked
from corpus.roughen import SMALL, learn_slips, roughen

SOURCE = """published: 2011-03-02
genre: report
region: africa
language: en
contexts: military
---
The [Iraqi government|a1 ORG] [promised|e1] to pay [5,200|n1 NUM] dinars to the [families|a2 GROUP] of the [dead|a3 GROUP]. "Justice is near," it said. It did not [promise|e2] more.
---
e1 AGREE occurred actor=a1 recipient=a2 quantity=n1:money
e2 AGREE negated actor=a1
promise e1 promisor=a1 content="pay 5,200 dinars"
"""  # noqa: E501
DOCUMENT = parse_marked(SOURCE, name="x")
CORPUS = [read_marked(path) for path in sorted(DOCUMENTS.glob("*.txt"))[::25]]
SLIPS = {"the": [("", 0.2), ("a", 0.1)], "of": [("from", 0.3)], "his": [("its", 0.3)], "on": [("in", 0.3)]}


def rough(seed: int = 0) -> set[str]:
    return {roughen(DOCUMENT, SLIPS, seed=seed + n).text for n in range(40)}


def test_the_breaks_of_translated_copy_occur() -> None:
    texts = rough()
    assert any("government iraqi" in text for text in texts)
    assert any("5.200" in text for text in texts)
    assert any("families from the" in text for text in texts)
    assert any(" near," in text and '"Justice' not in text for text in texts)


def test_the_worst_copy_loses_relatives_and_puts_articles_before_names() -> None:
    source = SOURCE.replace("to the [families", "to the [President Barham Salih|a4 PERSON], who leads the [families")
    document = parse_marked(source, name="x")
    texts = {roughen(document, {}, seed=n, badly=True).text for n in range(40)}
    assert any("President, the Barham Salih" in text for text in texts)
    assert any("Salih, leads" in text for text in texts)
    assert not any("Salih, leads" in text for text in {roughen(document, {}, seed=n).text for n in range(40)})


def test_what_decides_the_event_stays() -> None:
    assert all("did not promise" in text for text in rough())


def letters(words: str) -> list[str]:
    """All letters but those of small words: in a mention that holds a trigger these may slip."""
    return sorted(c for word in words.lower().split() if word not in SMALL for c in word if c.isalnum())


@given(seed=st.integers(0, 10_000), badly=st.booleans(), document=st.sampled_from(CORPUS))
def test_triggers_and_mentions_keep_their_letters(seed: int, badly: bool, document: MarkedDocument) -> None:
    other = roughen(document, SLIPS, seed=seed, badly=badly)
    for id_, trigger in document.triggers.items():
        assert letters(document.quote(trigger)) == letters(other.quote(other.triggers[id_]))
    for id_, mention in document.mentions.items():
        words = other.quote(other.mentions[id_]).replace(", the ", " ")  # "President, the Trump"
        assert letters(document.quote(mention)) == letters(words)
    for old, new in zip(document.commitments, other.commitments, strict=True):
        assert (old.content[0] < old.content[1]) == (new.content[0] < new.content[1])


def test_the_same_seed_gives_the_same_copy_and_no_slips_leave_small_words() -> None:
    assert roughen(DOCUMENT, SLIPS, seed=3) == roughen(DOCUMENT, SLIPS, seed=3)
    assert "families of the dead" in roughen(DOCUMENT, {}, seed=3).text


@pytest.mark.skipif(not (SHARED / "data/mt_noise").exists(), reason="needs the open corpora")
def test_slips_are_of_small_words_and_rare() -> None:
    slips = learn_slips(Path(SHARED) / "data")
    assert slips.keys() <= SMALL
    assert {"he", "it", "", "in"} <= {other for others in slips.values() for other, _ in others}
    assert all(sum(chance for _, chance in others) < 0.25 for others in slips.values())
    assert "not" not in slips
