"""The nouns are valid from the start, and come back from JSON as they went."""

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.errors import InputError, InternalError
from dragoman.records import Actor, Document, Entity, Event, Quote, Report, Span, When, from_json, schema, to_json

TEXT = "Chad signed the accord."


def an_event(**changes: object) -> Event:
    fields: dict[str, object] = {
        "id": "0123456789abcdef",
        "type": "SUPPORT",
        "mode": None,
        "contexts": ("diplomatic",),
        "cameo": "050",
        "quad": "verbal cooperation",
        "score": 5.0,
        "status": "occurred",
        "trigger": Quote("signed", 5, 11),
        "sentence": Span(0, 23),
        "actors": (Actor("Chad", 0, 4, Entity("TCD", "Chad", "TCD", ("GOV",))),),
        "recipients": (),
        "locations": (),
        "date": When(None, None, None, date(2020, 6, 12), date(2020, 6, 12), "day", "document"),
        "quantities": (),
        "attribution": None,
        "confidence": 0.9,
    }
    return Event(**{**fields, **changes})  # type: ignore[arg-type]


def test_a_report_survives_json() -> None:
    report = Report(Document(TEXT, published=date(2020, 6, 12)), (an_event(),))
    assert from_json(to_json(report)) == report


def test_the_json_has_the_names_of_the_contract() -> None:
    record = msgspec.json.decode(to_json(Report(Document(TEXT), (an_event(),))))
    assert list(record) == ["document", "events", "commitments"]
    assert record["events"][0]["date"]["from"] == "2020-06-12"
    assert record["events"][0]["actors"][0] == {
        "text": "Chad", "start": 0, "end": 4,
        "entity": {"id": "TCD", "name": "Chad", "country": "TCD", "sectors": ["GOV"], "role": None},
    }  # fmt: skip


def test_a_report_refuses_a_quote_that_is_not_in_its_text() -> None:
    with pytest.raises(InternalError, match="5:11 quote 'signed', not 'burned'"):
        Report(Document(TEXT), (an_event(trigger=Quote("burned", 5, 11)),))


def test_a_report_from_json_with_moved_offsets_is_bad_input() -> None:
    line = to_json(Report(Document(TEXT), (an_event(),))).replace(b'"start":5,"end":11', b'"start":6,"end":12')
    with pytest.raises(InputError, match="no Dragoman report"):
        from_json(line)


@pytest.mark.parametrize(("start", "end"), [(3, 3), (4, 2), (-1, 5)])
def test_an_empty_or_backward_span_cannot_be_made(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="0 <= start < end"):
        Span(start, end)


def test_a_date_cannot_run_backwards() -> None:
    with pytest.raises(ValueError, match="backwards"):
        When("May", 0, 3, date(2020, 5, 31), date(2020, 5, 1), "month", "expression")


def test_a_date_without_words_cannot_claim_an_expression() -> None:
    with pytest.raises(ValueError, match="words"):
        When(None, None, None, date(2020, 5, 1), date(2020, 5, 1), "day", "expression")


def test_a_lone_surrogate_is_refused_with_its_place() -> None:
    with pytest.raises(InputError, match="character 4"):
        Document("four\ud800")


@given(st.text())
def test_the_same_text_always_has_the_same_id(text: str) -> None:
    assert Document(text).id == Document(text).id != Document(text + "!").id


def test_a_given_id_is_kept() -> None:
    assert Document(TEXT, id="agency-17").id == "agency-17"


def test_the_schema_names_every_field_of_an_event() -> None:
    fields = schema()["$defs"]["Event"]["properties"]
    assert set(fields) == set(Event.__struct_fields__)
