"""Quantities: number words in, bounds, unit and kind out."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.records import QuantityKind, Span
from dragoman.resolve.quantities import find_quantities, resolve_quantity


@pytest.mark.parametrize(
    ("words", "low", "high", "rough"),
    [
        ("nine", 9, 9, False),
        ("twenty-one", 21, 21, False),
        ("two hundred and six", 206, 206, False),
        ("1,250", 1250, 1250, False),
        ("1 250", 1250, 1250, False),
        ("1’250", 1250, 1250, False),
        ("12,34,567", 1234567, 1234567, False),
        ("1.234,5", 1234.5, 1234.5, False),
        ("1,234.5", 1234.5, 1234.5, False),
        ("1.5 million", 1_500_000, 1_500_000, False),
        ("5,2 million", 5_200_000, 5_200_000, False),
        ("half a million", 500_000, 500_000, False),
        ("two and a half million", 2_500_000, 2_500_000, False),
        ("a dozen", 12, 12, False),
        ("half a dozen", 6, 6, False),
        ("a pair of", 2, 2, False),
        ("3 lakh", 300_000, 300_000, False),
        ("approximately 550", 550, 550, True),
        ("nearly 40", 40, 40, True),
        ("100 or so", 100, 100, True),
        ("at least nine", 9, None, False),
        ("more than 1,000", 1000, None, False),
        ("no fewer than 30", 30, None, False),
        ("60 or more", 60, None, False),
        ("up to 40", None, 40, False),
        ("fewer than 20", None, 20, False),
        ("two or three", 2, 3, False),
        ("10-15", 10, 15, False),
        ("10 to 15", 10, 15, False),
        ("between 10 and 15", 10, 15, False),
        ("2 to 3 million", 2_000_000, 3_000_000, False),
        ("dozens", 24, 99, True),
        ("hundreds", 200, 999, True),
        ("thousands", 2000, 9999, True),
        ("millions", 2_000_000, 9_999_999, True),
        ("several hundred", 200, 999, True),
        ("tens of thousands", 20_000, 99_999, True),
        ("at least dozens", 24, None, True),
        ("2.5", 2.5, 2.5, False),
        ("2.5 percent", 2.5, 2.5, False),
        ("many", None, None, False),
        ("countless", None, None, False),
        ("F", None, None, False),
    ],
)
def test_words_have_bounds(words: str, low: float | None, high: float | None, rough: bool) -> None:
    found = resolve_quantity(words, Span(0, len(words)))
    assert (found.low, found.high, found.approximate) == (low, high, rough)


@pytest.mark.parametrize(
    ("text", "number", "noun", "kind", "value"),
    [
        ("5.200 soldiers left", "5.200", "soldiers", "troops", 5200),
        ("they were 5.200 at the start", "5.200", None, "troops", 5200),
        ("3.141 deaths were counted", "3.141", "deaths", "killed", 3141),
        ("a rise of 3.141 percent", "3.141", None, "other", 3.141),
        ("some 5.200 million was paid", "5.200 million", None, "other", 5_200_000),
        ("a quake of 5.2 shook it", "5.2", None, "other", 5.2),
        ("1.234.567 people voted", "1.234.567", "people", "participants", 1_234_567),
        ("0.125 grams of it", "0.125", "grams", "other", 0.125),
    ],
)
def test_context_decides_on_separators(
    text: str, number: str, noun: str | None, kind: QuantityKind, value: float
) -> None:
    span = Span(text.index(number), text.index(number) + len(number))
    counted = Span(text.index(noun), text.index(noun) + len(noun)) if noun else None
    assert resolve_quantity(text, span, counted=counted, kind=kind).low == value


def test_the_quote_takes_in_what_is_counted() -> None:
    text = "the approximately 550 protesters killed"
    found = resolve_quantity(text, Span(4, 21), counted=Span(22, 32), kind="killed")
    assert (found.text, found.of, found.unit) == ("approximately 550 protesters", "protesters", "person")
    apart = resolve_quantity("550 of whom were protesters", Span(0, 3), counted=Span(17, 27))
    assert (apart.text, apart.of) == ("550", "protesters")


@pytest.mark.parametrize(
    ("words", "unit", "low"),
    [
        ("$3 million", "USD", 3_000_000),
        ("€1.5bn", "EUR", 1_500_000_000),
        ("3 million dollars", "USD", 3_000_000),
        ("20 million Canadian dollars", "CAD", 20_000_000),
        ("500,000 euros", "EUR", 500_000),
        ("at least 40 billion rubles", "RUB", 40_000_000_000),
        ("40 million rupees", None, 40_000_000),
        ("A$2 million", "AUD", 2_000_000),
    ],
)
def test_money_has_its_currency(words: str, unit: str | None, low: float) -> None:
    found = resolve_quantity(words, Span(0, len(words)))
    assert (found.kind, found.unit, found.low) == ("money", unit, low)


def brief(text: str) -> list[tuple[str, str, str | None]]:
    return [(each.text, each.kind, each.unit) for each in find_quantities(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "At least nine people were killed and 30 wounded.",
            [("At least nine people", "killed", "person"), ("30 wounded", "injured", "person")],
        ),
        (
            "The blast killed 12 soldiers and injured two.",
            [("12 soldiers", "killed", "person"), ("two", "injured", "person")],
        ),
        ("Police arrested dozens of protesters.", [("dozens of protesters", "detained", "person")]),
        ("Some 5.200 american soldiers stayed.", [("Some 5.200 american soldiers", "troops", "person")]),
        ("Thousands of demonstrators filled the square.", [("Thousands of demonstrators", "participants", "person")]),
        ("More than 40,000 people have fled the valley.", [("More than 40,000 people", "displaced", "person")]),
        ("They fired two rockets at the camp.", [("two rockets", "weapons", "rocket")]),
        ("Gunmen abducted 17 pupils.", [("17 pupils", "kidnapped", "person")]),
        ("The fund will pay $3 million.", [("$3 million", "money", "USD")]),
        ("It sent 3 million dollars.", [("3 million dollars", "money", "USD")]),
        ("Turnout was 2.5 percent.", [("2.5 percent", "other", "percent")]),
        ("Three villages were taken.", [("Three villages", "other", "village")]),
        ("In 2019, 12 rockets fell.", [("12 rockets", "weapons", "rocket")]),
        ("It deployed 2000 soldiers.", [("2000 soldiers", "troops", "person")]),
        # nothing is counted
        ("He died on June 11, 2019.", []),
        ("They met on 11 June.", []),
        ("A 34-year-old man spoke.", []),
        ("The man, 34, spoke.", []),
        ("It was banned under Resolution 1559 and Article 5.", []),
        ("An F-16 and a Boeing 737 landed.", []),
        ("The 5th brigade and the third army left.", []),
        ("Covid-19 spread.", []),
        ("They won 2-1.", []),
        ("It lasted six months and two days.", []),
        ("It began at 10:30 and ended at 9 a.m. sharp.", []),
        ("One of them spoke; the two agreed.", []),
        ("The 2008 elections were void.", []),
        ("Half of it burned.", []),
        ("", []),
    ],
)
def test_running_text_gives_what_is_counted(text: str, expected: list[tuple[str, str, str | None]]) -> None:
    assert brief(text) == expected


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet="0123456789.,'’ -$€%aenotwhudrdmilb\n\u202f½é\x00𝟛٣") | st.text(), st.data())
def test_never_raises_and_quotes_the_text(text: str, data: st.DataObject) -> None:
    for each in find_quantities(text):
        assert each.text == text[each.start : each.end]
    if text:
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))
        found = resolve_quantity(text, Span(start, end), kind="killed")
        assert found.text == text[start:end]
        assert found.low is None or found.high is None or found.low <= found.high or found.low < 0


@pytest.mark.parametrize(
    "unit", ["a", "1", "1 ", "one ", "two-", "111 ", "1,", "at least ", "and a half ", "\x00", "million "]
)
def test_long_runs_stay_linear(unit: str) -> None:
    short, long = (cost(unit * (length // len(unit))) for length in (1_000, 4_000))
    assert long < 10 * short + 0.3


def cost(text: str) -> float:
    """Processor time, since the clock on the wall also counts what else runs."""
    start = time.process_time()
    find_quantities(text)
    resolve_quantity(text, Span(0, len(text)))
    return time.process_time() - start
