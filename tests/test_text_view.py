"""The view for reading, and the flat table: reports built by hand, what a person sees of them."""

import csv
import re
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.text import Text

from dragoman.export import Look, export, format_for
from dragoman.export.csv import COLUMNS, PATHS, csv_rows
from dragoman.export.text import findings, harmless, text_view
from dragoman.records import (
    Actor,
    Attribution,
    Commitment,
    Document,
    Entity,
    Event,
    Location,
    Noise,
    Place,
    Quantity,
    Quote,
    Report,
    Span,
    When,
    from_json,
    schema,
)

CHAD = Entity("chad", "Chad", "TCD", ("GOV",))
ARMY = Entity("cmr-mil", "Cameroonian Armed Forces", "CMR", ("MIL",))
MAROUA = Place(2228028, "Maroua", "Far North", "CMR", 10.59, 14.32, "city")
MAY_14 = (date(2024, 5, 14), date(2024, 5, 14))


def unmark(sentence: str) -> tuple[str, dict[str, Quote]]:
    """The sentence without its marks, and the words that each mark names: `[words|name]`."""
    text, quotes, at = "", {}, 0
    for mark in re.finditer(r"\[([^|\]]+)\|(\w+)\]", sentence):
        text += sentence[at : mark.start()]
        quotes[mark[2]] = Quote(mark[1], len(text), len(text) + len(mark[1]))
        text += mark[1]
        at = mark.end()
    return text + sentence[at:], quotes


def parts(quote: Quote) -> tuple[str, int, int]:
    return quote.text, quote.start, quote.end


def event(marked: str, **fields: Any) -> tuple[str, Event]:
    """The text and the event of a marked sentence; `actor`, `place` and so on give what the marks stand for."""
    text, quotes = unmark(marked)
    known = {name: fields.pop(name, None) for name in ("actor", "recipient", "place")}
    actors = {
        role: (Actor(*parts(quotes[role]), known[role]),) if role in quotes else () for role in ("actor", "recipient")
    }
    whole: dict[str, Any] = {
        "id": "e1", "type": "ASSAULT", "mode": None, "contexts": (), "cameo": None, "quad": "material conflict",
        "score": -9.0, "status": "occurred", "trigger": quotes["trigger"], "sentence": Span(0, len(text)),
        "actors": actors["actor"], "recipients": actors["recipient"], "date": None, "quantities": (),
        "locations": (Location(*parts(quotes["place"]), known["place"]),) if "place" in quotes else (),
        "attribution": None, "confidence": 0.8125,
    }  # fmt: skip
    return text, Event(**whole | fields)


def report(marked: str, **fields: Any) -> Report:
    text, found = event(marked, **fields)
    return Report(Document(text, id="doc-1"), (found,))


def seen(*reports: Report, width: int = 100, colour: bool = False) -> str:
    return "".join(text_view(reports, width=width, colour=colour))


RAID = "[Chad|actor] [shelled|trigger] [the army|recipient] near [Maroua|place] on [Tuesday|time]."
TUESDAY = ("Tuesday", 37, 44)


def test_who_did_what_to_whom_is_read_at_once() -> None:
    raid = report(
        RAID, actor=CHAD, recipient=ARMY, place=MAROUA, mode="heavy-weapons",
        date=When(*TUESDAY, *MAY_14, "day", "expression"),
    )  # fmt: skip
    assert seen(raid).splitlines() == [
        "doc-1 · 1 event",
        "",
        " 1  ASSAULT heavy-weapons  Chad (TCD GOV) -> Cameroonian Armed Forces (CMR MIL)",
        "    2024-05-14 · Maroua, Far North (CMR) · confidence 0.81",
        "    [Chad|actor] [shelled|trigger] [the army|recipient] near [Maroua|place] on [Tuesday|time].",
        "",
    ]


def test_what_is_unknown_is_left_out() -> None:
    lines = seen(report("Unknown men [attacked|trigger] a bridge.")).splitlines()
    assert lines[2:] == [" 1  ASSAULT", "    confidence 0.81", "    Unknown men [attacked|trigger] a bridge.", ""]
    assert "None" not in "".join(lines)


def test_a_report_without_events_says_so() -> None:
    assert seen(Report(Document("Nothing of note.", title="A quiet day"))) == "A quiet day · no events\n\n"


def test_the_header_names_the_document_and_what_was_left_out() -> None:
    document = Document(
        "Ad. Chad shelled.", title="Raids", publisher="Sahel Desk", published=date(2024, 5, 17), published_from="page",
        noise=(Noise(0, 3, "promo"),),
    )  # fmt: skip
    assert seen(Report(document)).startswith(
        "Raids · 2024-05-17 (from the page) · Sahel Desk · no events · 1 stretch of noise left out"
    )


@pytest.mark.parametrize("status", ["future", "hypothetical", "negated", "historical"])
def test_what_did_not_happen_now_stands_out(status: str) -> None:
    assert f"ASSAULT  {status.upper()}  Chad (TCD GOV)" in seen(report(RAID, actor=CHAD, status=status))
    assert "OCCURRED" not in seen(report(RAID, actor=CHAD, status="occurred"))


@pytest.mark.parametrize(
    ("when", "shown"),
    [
        (When(*TUESDAY, *MAY_14, "day", "expression"), "2024-05-14 ·"),
        (When(*TUESDAY, date(2024, 2, 1), date(2024, 2, 29), "month", "expression"), " 2024-02 ·"),
        (When(*TUESDAY, date(2023, 1, 1), date(2023, 12, 31), "year", "expression"), " 2023 ·"),
        (When(*TUESDAY, date(2024, 3, 1), date(2024, 3, 10), "range", "expression"), "2024-03-01 to 2024-03-10 ·"),
        (When(*TUESDAY, date(2024, 3, 1), None, "range", "expression"), " from 2024-03-01 ·"),
        (When(*TUESDAY, None, None, None, "expression"), " “Tuesday” ·"),
        (
            When(None, None, None, date(2024, 5, 17), date(2024, 5, 17), "day", "document"),
            "2024-05-17 (day of publication) ·",
        ),
    ],
)
def test_dates_are_as_short_as_they_can_be_said(when: When, shown: str) -> None:
    assert shown in seen(report(RAID, date=when))


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"kind": "killed", "low": 34.0, "of": "people"}, "at least 34 people killed"),
        ({"kind": "killed", "low": 9.0, "high": 9.0, "unit": "person"}, "9 killed"),
        (
            {"kind": "troops", "low": 5200.0, "high": 5200.0, "approximate": True, "of": "soldiers"},
            "about 5,200 soldiers",
        ),
        ({"kind": "participants", "low": 200.0, "high": 999.0}, "200 to 999 participants"),
        ({"kind": "money", "low": 1.5, "high": 1.5, "unit": "EUR"}, "1.5 EUR"),
        ({"kind": "weapons", "high": 2.0, "of": "rockets"}, "up to 2 rockets"),
        ({"kind": "other"}, "“some”"),
    ],
)
def test_numbers_say_what_they_count(fields: dict[str, Any], shown: str) -> None:
    raid = report("Raids [killed|trigger] some.", quantities=(Quantity("some", 13, 17, **fields),))
    assert f"    {shown} · confidence" in seen(raid)


def test_who_says_so_is_named() -> None:
    speaker = Actor("Chad", 0, 4, CHAD)
    assert "denied by Chad (TCD GOV)" in seen(report(RAID, attribution=Attribution(speaker, None, "denied")))
    cue = Quote("shelled", 5, 12)
    assert "alleged (“shelled”)" in seen(report(RAID, attribution=Attribution(None, cue, "alleged")))
    assert "alleged" not in seen(report(RAID))


def test_a_role_is_said_once() -> None:
    minister = Entity("x", "Chad", "TCD", ("GOV",), role="defence minister")
    assert "Chad (TCD GOV, defence minister)" in seen(report(RAID, actor=minister))
    leader = Entity("x", "Sudanese militia leader", "SDN", ("REB",), role="leader")
    assert "Sudanese militia leader (SDN REB)" in seen(report(RAID, actor=leader))


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("promise", "promise by Chad (TCD GOV) to Egypt: withdraw"),
        ("ultimatum", "ultimatum on Chad (TCD GOV) by Egypt: withdraw"),
    ],
)
def test_commitments_are_a_ledger(kind: str, shown: str) -> None:
    text, quotes = unmark("[Chad|a] told [Egypt|b] it would [withdraw|c] [by June|d] [if paid|e].")
    deadline = When("by June", 36, 43, date(2024, 6, 1), date(2024, 6, 30), "month", "expression")
    owed = Commitment(
        "c1", "e1", kind, (Actor("Chad", 0, 4, CHAD),), (Actor(*parts(quotes["b"])),), quotes["c"],  # type: ignore[arg-type]
        deadline=msgspec.structs.replace(deadline, start=quotes["d"].start, end=quotes["d"].end), condition=quotes["e"],
    )  # fmt: skip
    lines = seen(Report(Document(text), (), (owed,))).splitlines()
    assert lines[2:4] == ["Commitments", f"  {shown} · deadline 2024-06-30 · condition “if paid”"]


def test_colour_marks_the_spans_and_one_legend_explains() -> None:
    raid = report(RAID, actor=CHAD, recipient=ARMY)
    coloured = seen(raid, raid, colour=True)
    assert "\x1b[1;36mChad\x1b[0m \x1b[1;31mshelled\x1b[0m \x1b[1;33mthe army\x1b[0m" in coloured
    assert "[Chad|actor]" not in coloured
    words = Text.from_ansi(coloured).plain
    assert words.count("trigger  actor  recipient  place  time  quantity") == 1
    assert "\x1b" not in seen(raid)


@pytest.mark.parametrize("width", [20, 40, 80])
@pytest.mark.parametrize("colour", [True, False])
def test_lines_keep_to_the_width(width: int, colour: bool) -> None:
    shown = seen(report(RAID + " It was the third raid of the spring." * 5, actor=CHAD), width=width, colour=colour)
    assert max(len(line) for line in Text.from_ansi(shown).plain.splitlines()) <= width
    assert all(line == line.rstrip() for line in shown.splitlines())


def test_overlapping_spans_are_marked_once() -> None:
    raid = report("Troops [attacked|trigger] [nine farmers|recipient].", quantities=(Quantity("nine", 16, 20),))
    assert "Troops [attacked|trigger] [nine farmers|recipient]." in seen(raid)


def test_a_span_of_another_sentence_is_not_marked_in_this_one() -> None:
    raid = report("[Chad|actor] moved. It [shelled|trigger] Maroua.", actor=CHAD, sentence=Span(12, 30))
    assert "    It [shelled|trigger] Maroua." in seen(raid)


@pytest.mark.parametrize("hostile", ["[bold red]x[/]", "[/]", ":smile:", "[link=file:///etc]"])
def test_article_text_is_never_markup(hostile: str) -> None:
    assert f"{hostile} said Chad [shelled|trigger]" in seen(report(f"{hostile} said Chad [shelled|trigger] it."))


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("\x1b]0;owned\x07", "␛]0;owned␇"),
        ("\x9b31m", "�31m"),
        ("a\u202egnp.exe", "a�gnp.exe"),
        ("line\r\nbreak\ttab\u2028", "line  break tab "),
        ("\x00\x7f", "␀␡"),
        ("مرحبا 👍🏽 étude", "مرحبا 👍🏽 étude"),
    ],
)
def test_a_terminal_obeys_nothing_in_the_text(words: str, shown: str) -> None:
    assert harmless(words) == shown
    assert len(harmless(words)) == len(words)


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=60), st.text(min_size=1, max_size=8), st.text(max_size=60), st.booleans())
def test_any_text_can_be_viewed_and_tabled(before: str, words: str, after: str, colour: bool) -> None:
    text = before + words + after
    trigger = Quote(words, len(before), len(before) + len(words))
    entity = Entity("x", words, words, (words,), words)
    hostile = report("[Chad|actor] [shelled|trigger] it.").events[0]
    hostile = msgspec.structs.replace(
        hostile, trigger=trigger, sentence=Span(0, len(text)), actors=(Actor(*parts(trigger), entity),)
    )
    coded = Report(Document(text, id="d", title=after), (hostile,))
    shown = seen(coded, colour=colour)
    rest = re.sub(r"\x1b\[[0-9;]*m", "", shown) if colour else shown
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", rest)
    rows = list(csv.reader(StringIO("".join(csv_rows([coded])), newline="")))
    assert len(rows) == 2
    assert rows[1][COLUMNS.index("trigger_text")] == words
    assert rows[1][COLUMNS.index("sentence_text")] == text


def test_a_find_is_shown_with_its_offsets_and_meaning() -> None:
    found = (Actor("Chad", 0, 4, CHAD), Location("Maroua", 27, 33, MAROUA), Location("the hills", 5, 14, None))
    assert findings(found).splitlines() == [
        "0-4    Chad       Chad (TCD GOV)",
        "27-33  Maroua     Maroua, Far North (CMR)",
        "5-14   the hills  ?",
    ]
    assert findings(()) == ""


def table(*reports: Report) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO("".join(csv_rows(reports)), newline="")))


def test_the_table_has_a_row_for_each_event() -> None:
    raid = report(RAID, actor=CHAD, recipient=ARMY, place=MAROUA, contexts=("military", "economic"))
    row, again = table(raid, Report(Document("Nothing.")), raid)
    assert row == again
    assert (row["document_id"], row["type"], row["trigger_text"], row["score"]) == ("doc-1", "ASSAULT", "shelled", "-9")
    assert (row["actors_entity_country"], row["recipients_entity_sectors"]) == ("TCD", "MIL")
    assert (row["contexts"], row["mode"], row["date_from"]) == ("military; economic", "", "")
    assert (row["locations_place_name"], row["locations_place_lat"]) == ("Maroua", "10.59")


def test_members_of_a_list_keep_their_places_in_the_table() -> None:
    both = (Actor("Chad", 0, 4, None), Actor("the army", 13, 21, msgspec.structs.replace(ARMY, sectors=("MIL", "UAF"))))
    (row,) = table(report(RAID, actors=both))
    assert row["actors_text"] == "Chad; the army"
    assert row["actors_entity_country"] == "; CMR"
    assert row["actors_entity_sectors"] == "; MIL/UAF"
    assert row["actors_entity_role"] == ""


def test_commitments_stand_in_the_row_of_their_event() -> None:
    text, raid = event(RAID)
    one = Commitment("c1", "e1", "threat", (Actor("Chad", 0, 4, CHAD),), (), Quote("shelled", 5, 12))
    other = msgspec.structs.replace(one, id="c2", event="another")
    (row,) = table(Report(Document(text), (raid,), (one, other)))
    assert (row["commitments_id"], row["commitments_kind"], row["commitments_content_text"]) == (
        "c1",
        "threat",
        "shelled",
    )
    assert row["commitments_promisor_text"] == "Chad"


def test_columns_are_paths_of_the_record() -> None:
    names = {name for part in schema()["$defs"].values() for name in part.get("properties", {})}
    unknown = {path for path in PATHS if not set(path.split(".")) <= names | {"document", "events"}}
    assert unknown == set()
    assert len(set(COLUMNS)) == len(COLUMNS)


def test_json_is_one_array_and_jsonl_one_line_a_report() -> None:
    raid = report(RAID, actor=CHAD)
    for reports in ([], [raid], [raid, raid]):
        lines = b"".join(export(reports, "jsonl")).splitlines()
        assert [from_json(line) for line in lines] == reports
        assert msgspec.json.decode(b"".join(export(reports, "json")), type=list[Report]) == reports


def test_the_look_is_for_text_alone() -> None:
    raid = report(RAID)
    assert b"\x1b[" in b"".join(export([raid], "text", Look(80, True)))
    assert b"\x1b[" not in b"".join(export([raid], "csv", Look(80, True)))


@pytest.mark.parametrize(
    ("name", "terminal", "expected"),
    [
        ("a.csv", True, "csv"), ("a.JSON", False, "json"), ("a.txt", False, "text"), ("a.jsonl", True, "jsonl"),
        ("a.out", True, "jsonl"), (None, True, "text"), (None, False, "jsonl"),
    ],
)  # fmt: skip
def test_the_format_follows_the_suffix_then_the_terminal(name: str | None, terminal: bool, expected: str) -> None:
    assert format_for(Path(name) if name else None, terminal=terminal) == expected
