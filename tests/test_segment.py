"""Sentences and noise: what is story, where a sentence ends, and that offsets always quote the text."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.segment import MAX_SENTENCE, noise_kind, segment


def sentences(text: str) -> list[str]:
    return [span.of(text) for span in segment(text).sentences]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Talks failed. Troops moved.", ["Talks failed.", "Troops moved."]),
        ("Gen. Omar Diallo met U.S. envoys. They left.", ["Gen. Omar Diallo met U.S. envoys.", "They left."]),
        ("A first paragraph\n\nand a second.", ["A first paragraph", "and a second."]),
        ("The ministers agreed\nto meet again\nin May.", ["The ministers agreed\nto meet again\nin May."]),
        ("PARIS: talks open\nACCRA: strike ends", ["PARIS: talks open", "ACCRA: strike ends"]),
        ("“We will stay. ” The general left.", ["“We will stay. ”", "The general left."]),
        ("", []),
        (" \n\t ", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("also Read The long war of the north", "promo"),
        ("Read also : Why the dam divides", "promo"),
        ("writing will advise you", "promo"),
        ("Subscribe to our weekly newsletter", "subscribe"),
        ("We use cookies to improve this site.", "cookie"),
        ("File photo: soldiers at the border", "caption"),
        ("Photo: A. Keita / Agency", "credit"),
        ("All rights reserved.", "boilerplate"),
        ("The minister read the letter to parliament.", None),
        ("The army also read the message as a threat.", None),
        ("Soldiers photographed the village before burning it.", None),
        ("Subscribers to the phone network lost service in the attack.", None),
    ],
)
def test_noise_is_told_from_news_that_uses_its_words(line: str, kind: str | None) -> None:
    assert noise_kind(line) == kind


def test_headlines_under_a_heading_of_links_are_noise_and_the_story_is_not() -> None:
    text = "Rebels took the town.\n\nwriting will advise you\n\nWhy the lake is drying out"
    found = segment(text)
    assert sentences(text) == ["Rebels took the town."]
    assert [text[noise.start : noise.end] for noise in found.noise] == [
        "writing will advise you",
        "Why the lake is drying out",
    ]


def test_a_story_goes_on_after_a_link_in_its_middle() -> None:
    text = "Rebels took the town.\n\nRead also: The lake\n\nThe army fled."
    assert sentences(text) == ["Rebels took the town.", "The army fled."]


def test_a_text_without_full_stops_is_cut_at_blanks() -> None:
    text = "troops " * 2000
    assert all(len(sentence) <= MAX_SENTENCE and not sentence.startswith("roops") for sentence in sentences(text))


@given(st.text(max_size=400))
def test_spans_are_in_order_apart_and_inside(text: str) -> None:
    found = segment(text)
    spans = sorted([(s.start, s.end) for s in found.sentences] + [(n.start, n.end) for n in found.noise])
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))


@given(st.text(alphabet="a .\n", max_size=300))
def test_no_letter_of_a_plain_text_is_lost(text: str) -> None:
    found = segment(text)
    kept = "".join(span.of(text) for span in found.sentences)
    assert kept.count("a") == text.count("a")
