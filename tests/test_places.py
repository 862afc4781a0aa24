"""Places: phrases in, places out, a negative case beside each rule."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.errors import ModelMismatch
from dragoman.records import Place, Span
from dragoman.resolve.places import find_places, load_gazetteer, resolve_places

GAZETTEER = load_gazetteer()


def place_of(marked: str) -> Place | None:
    """The place of the one span in square brackets."""
    before, rest = marked.split("[")
    words, after = rest.split("]")
    span = Span(len(before), len(before) + len(words))
    return resolve_places(before + words + after, [span], gazetteer=GAZETTEER)[0]


def short(place: Place | None) -> str | None:
    return None if place is None else f"{place.name}, {place.admin1 or '-'}, {place.country or '-'}, {place.precision}"


def found(text: str) -> list[tuple[str, str | None]]:
    locations = find_places(text, gazetteer=GAZETTEER)
    return [(each.text, each.place.country if each.place else None) for each in locations]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("Gunmen raided two villages in [northern Mali] at dawn.", "Mali, -, MLI, country"),
        ("Gunmen raided the [Iraqi city of Mosul] at dawn.", "Mosul, Nineveh, IRQ, city"),
        ("A strike hit [Mosul's] old bridge.", "Mosul, Nineveh, IRQ, city"),
        ("Police searched the [outskirts of Paris] for the driver.", "Paris, Ile-de-France, FRA, city"),
        ("The [USA] recalled its envoy.", "United States, -, USA, country"),
        ("The [U.S.] recalled its envoy.", "United States, -, USA, country"),
        ("Fire broke out at [Kabul airport] overnight.", "Kabul, Kabul, AFG, city"),
        ("A tanker was seized in the [Gulf of Aden] on Monday.", "Gulf of Aden, -, -, point"),
        ("Dozens died in [Gaza] when the hospital was hit.", "Gaza, Gaza Strip, PSE, city"),
        ("Aid trucks entered the [Gaza Strip] on Friday.", "Gaza Strip, Gaza Strip, PSE, admin1"),
        ("Shells fell on villages in [Donbas].", "Donbas, -, UKR, admin1"),
        ("Two soldiers died on [Gambian soil].", "Gambia, -, GMB, country"),
    ],
)
def test_a_phrase_resolves_to_the_place_inside_it(marked: str, expected: str) -> None:
    assert short(place_of(marked)) == expected


@pytest.mark.parametrize(
    "marked",
    [
        "Protesters gathered at the [French embassy] in Lima.",
        "A barge sank in the [Jordan River] on Tuesday.",
        "He was treated at the [Addington Hospital] yesterday.",
        "Clerks left the [city] after dark.",
        "They flew to the [capital] after dark.",
        "Rain fell in [Kobani, Bolivia].",
        "The shop in [Baker Street] was looted.",
        "They met in [Xqzvbarta] again.",
    ],
)
def test_a_phrase_that_names_no_known_place_stays_open(marked: str) -> None:
    assert place_of(marked) is None


@pytest.mark.parametrize(
    ("marked", "geonames"),
    [
        ("The envoy flew to [Bagdad] for talks.", 98182),
        ("The envoy flew to [baghdad] for talks.", 98182),
        ("The envoy flew to [Londres] for talks.", 2643743),
        ("Sirens sounded in [Kiev] again.", 703448),
        ("Sirens sounded in [Kyiv] again.", 703448),
        ("The mayor of [Sao Paulo] resigned.", 3448439),
        ("The mayor of [São Paulo] resigned.", 3448439),
    ],
)
def test_spellings_accents_and_other_languages_name_the_same_place(marked: str, geonames: int) -> None:
    place = place_of(marked)
    assert place
    assert place.geonames_id == geonames


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("A plant in [Springfield], Illinois, will close.", "Springfield, Illinois, USA, city"),
        ("A plant in [Springfield, Mass.], will close.", "Springfield, Massachusetts, USA, city"),
        ("The ferry left [Tripoli] for Sidon, Lebanon.", "Tripoli, North Lebanon, LBN, city"),
        ("Militias in Misrata and Benghazi closed the road to [Tripoli].", "Tripoli, Tripoli, LBY, city"),
        ("Lawmakers in Tbilisi said [Georgia] would talk to Russia.", "Georgia, -, GEO, country"),
        ("Voters in Atlanta and Savannah: [Georgia] goes to the polls.", "Georgia, Georgia, USA, admin1"),
        ("[Lebanon], Syria and Iran sent envoys.", "Lebanon, -, LBN, country"),
        ("Lebanon, Syria and Iran sent envoys; [Lebanon], Tenn., did not.", "Lebanon, Tennessee, USA, city"),
        ("Sailors marched in [Long Beach].", "Long Beach, California, USA, city"),
        ("Residents fled [Aleppo province] for Turkey.", "Aleppo, Aleppo, SYR, admin1"),
        ("Residents fled [Aleppo] for Turkey.", "Aleppo, Aleppo, SYR, city"),
        ("Talks were held in [Geneva].", "Geneva, Geneva, CHE, city"),
        ("The party chose a leader in [Salem], in India's Tamil Nadu.", "Salem, Tamil Nadu, IND, city"),
    ],
)
def test_context_chooses_between_places_of_one_name(marked: str, expected: str) -> None:
    assert short(place_of(marked)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("KANO, Nigeria (AP) - Police freed 12 girls.", [("KANO", "NGA"), ("Nigeria", "NGA")]),
        ("He lives in Gary, Ind., and works in Toledo, OH.",
         [("Gary", "USA"), ("Ind", "USA"), ("Toledo", "USA"), ("OH", "USA")]),
        ("Egyptian-backed talks on Gao opened in Bamako, Mali.",
         [("Egyptian", "EGY"), ("Gao", "MLI"), ("Bamako", "MLI"), ("Mali", "MLI")]),
        ("BOMBS FELL ON ALEPPO AND IDLIB IN SYRIA, THE UNITED NATIONS OBSERVERS IN DAMASCUS REPORTED ON FRIDAY.",
         [("ALEPPO", "SYR"), ("IDLIB", "SYR"), ("SYRIA", "SYR"), ("DAMASCUS", "SYR")]),
        ("rebels from the north took the town of bangui and the president of chad fled to cameroon, aid workers said.",
         [("bangui", "CAF"), ("chad", "TCD"), ("cameroon", "CMR")]),
    ],
)  # fmt: skip
def test_names_are_found_without_a_model(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Will told us that Most of the Price was paid in March.",
        "Michael Jordan played. Later Jordan spoke to reporters.",
        "Mr. Washington and Dr. Paris met President Lincoln.",
        "The City Council and the University called the Police.",
        "It was us, not them: they gave it to us.",
        "",
    ],
)
def test_words_and_persons_are_no_places(text: str) -> None:
    assert found(text) == []


def test_a_country_and_a_person_of_one_name_are_told_apart() -> None:
    assert found("Thousands fled to Jordan.") == [("Jordan", "JOR")]
    assert found("The forward Michael Jordan retired.") == []


def test_one_open_span_leaves_the_others_as_they_are() -> None:
    text = "From Xqzvbarta to Mosul and Erbil"
    spans = [Span(5, 14), Span(18, 23), Span(28, 33)]
    assert [p and p.name for p in resolve_places(text, spans, gazetteer=GAZETTEER)] == [None, "Mosul", "Erbil"]
    assert resolve_places(text, [], gazetteer=GAZETTEER) == ()


def test_every_country_has_a_plausible_point_and_a_code() -> None:
    rows = [GAZETTEER.place(row) for row in range(246)]
    assert {place.precision for place in rows} == {"country"}
    assert all(place.country and len(place.country) == 3 and place.geonames_id for place in rows)
    assert all(-90 <= place.lat <= 90 and -180 <= place.lon <= 180 for place in rows)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.lists(st.tuples(st.integers(0, 300), st.integers(1, 40)), max_size=4))
def test_strange_text_never_raises_and_quotes_stand_in_the_text(text: str, where: list[tuple[int, int]]) -> None:
    spans = [Span(start, start + length) for start, length in where]
    assert len(resolve_places(text, spans, gazetteer=GAZETTEER)) == len(spans)
    for each in find_places(text, gazetteer=GAZETTEER):
        assert text[each.start : each.end] == each.text


WORDS = [
    "Paris",
    "in",
    "Iraqi",
    "city",
    "of",
    "St.",
    "Ind.",
    "U.S.",
    ",",
    "'s",
    "\0",
    "😀",
    "al-",
    "The",
    "province",
    "بغداد",
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join))
def test_words_of_the_trade_in_any_order_never_raise(text: str) -> None:
    for each in find_places(text, gazetteer=GAZETTEER):
        assert text[each.start : each.end] == each.text
    resolve_places(text, [Span(0, max(1, len(text)))], gazetteer=GAZETTEER)


@pytest.mark.parametrize("unit", ["A", "Paris ", "province ", "in ", ". ", "St. ", "U.S.", "'", "(", "\n", "é"])
def test_long_texts_cost_no_more_than_they_are_long(unit: str) -> None:
    start = time.process_time()
    text = unit * (20_000 // len(unit))
    find_places(text, gazetteer=GAZETTEER)
    resolve_places(text, [Span(0, len(text)), Span(5, 9)], gazetteer=GAZETTEER)
    assert time.process_time() - start < 5


def test_results_do_not_depend_on_earlier_documents() -> None:
    text = "Clashes in Tripoli and Springfield."
    first = find_places(text, gazetteer=GAZETTEER)
    find_places("Tripoli, Lebanon. Springfield, Ohio.", gazetteer=GAZETTEER)
    assert find_places(text, gazetteer=GAZETTEER) == first


def test_a_file_that_is_no_gazetteer_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.bin").write_bytes(b"PK\x03\x04")
    with pytest.raises(ModelMismatch, match="no gazetteer of this release"):
        load_gazetteer(tmp_path / "other.bin")


def test_loading_is_quick_and_small() -> None:
    code = (
        "import resource, time, numpy\n"
        "from dragoman.resolve.places import load_gazetteer\n"
        "memory, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()\n"
        "load_gazetteer().find('mosul')\n"
        "print(time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    seconds, kilobytes = map(float, done.stdout.split())
    assert seconds < 0.4  # 0.1 measured; the margin is for a busy machine
    assert kilobytes < 100_000
