"""The whole way of an article, with the shipped model: what it says of plain sentences, and what holds for any text."""

import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman import Coder, Document, DragomanError, Event, Failure, Report
from dragoman.coder import MAX_TEXT, resolve
from dragoman.extract import Drafts, Mention
from dragoman.records import Span, to_json

FRIDAY = date(2020, 6, 12)


def code(coder: Coder, text: str) -> Report:
    return coder.code(Document(text, published=FRIDAY))


def the_event(coder: Coder, text: str, type_: str) -> Event:
    found = [event for event in code(coder, text).events if event.type == type_]
    assert found, f"no {type_} in {[(e.type, e.trigger.text) for e in code(coder, text).events]}"
    return found[0]


@pytest.mark.parametrize(
    ("text", "type_", "actor", "recipient"),
    [
        ("Turkish police detained 12 protesters in Ankara on Monday.", "COERCE", "TUR", None),
        ("Rebels shelled a market in Goma, killing nine civilians.", "ASSAULT", None, None),
        ("Germany sent tents and medicine to Pakistan after the floods.", "AID", "DEU", "PAK"),
        ("France condemned Belarus for jailing journalists.", "ACCUSE", "FRA", "BLR"),
        ("Thousands of demonstrators marched through Lima against the government.", "PROTEST", None, None),
        ("The foreign ministers of Chile and Peru met in Santiago on Tuesday.", "CONSULT", None, None),
    ],
)
def test_plain_sentences(coder: Coder, text: str, type_: str, actor: str | None, recipient: str | None) -> None:
    event = the_event(coder, text, type_)
    if actor:
        assert actor in [each.entity.country for each in event.actors if each.entity]
    if recipient:
        assert recipient in [each.entity.country for each in event.recipients if each.entity]


@pytest.mark.parametrize(
    "text",
    [
        "The striker attacked the penalty area and fired a shot over the bar.",
        "Shares of the bank fell after a raid by short sellers.",
        "A storm battered the coast with heavy rain overnight.",
        "The chef fires the oven and strikes a balance between sweet and sour.",
    ],
)
def test_warlike_words_of_other_trades_are_no_event(coder: Coder, text: str) -> None:
    assert not [event for event in code(coder, text).events if event.confidence > 0.8]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Soldiers stormed the radio station in Bamako.", "occurred"),
        ("The army denied that soldiers had stormed the radio station in Bamako.", "negated"),
    ],
)
def test_a_denied_assault_did_not_occur(coder: Coder, text: str, status: str) -> None:
    assert status in {event.status for event in code(coder, text).events}


def test_the_day_comes_from_the_words_or_says_that_it_comes_from_the_document(coder: Coder) -> None:
    said = the_event(coder, "Police arrested two ministers in Harare on Monday.", "COERCE")
    unsaid = the_event(coder, "Police arrested two ministers in Harare.", "COERCE")
    assert said.date
    assert (said.date.basis, said.date.from_) == ("expression", date(2020, 6, 8))
    assert unsaid.date
    assert (unsaid.date.basis, unsaid.date.from_, unsaid.date.text) == ("document", FRIDAY, None)


def test_without_a_publication_date_the_day_is_unknown(coder: Coder) -> None:
    report = coder.code(Document("Police arrested two ministers in Harare."))
    assert [event.date for event in report.events if event.type == "COERCE"] == [None]


def test_nothing_is_coded_from_noise(coder: Coder) -> None:
    text = (
        "Talks resumed in Vienna.\n\nAlso read: Rebels kill 40 soldiers in the north\n\nThe envoys met for two hours."
    )
    report = code(coder, text)
    link = text.index("Also read"), text.index("\n\nThe envoys")
    assert [(noise.start, noise.end) for noise in report.document.noise] == [link]
    assert not [event for event in report.events if link[0] <= event.trigger.start < link[1]]


def test_every_quote_is_where_it_says(coder: Coder) -> None:
    text = "On Monday, “ rebels of the M23 have killed some 5.200 soldiers ” near Goma, said Général 📣 Ékoué."
    report = code(coder, text)
    for record in (*report.events, *report.commitments):
        for quoted in record.quotes():
            assert text[quoted.start : quoted.end] == quoted.text


NEWS = (
    "rebels police Iraq killed troops signed an accord on Monday in Baghdad 550 protesters “ ” said he will leave , ."
)
WORDS = st.sampled_from([*NEWS.split(), "\n\n"])


@given(st.lists(WORDS, max_size=60).map(" ".join))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_run_of_news_words_gives_a_valid_report(coder: Coder, text: str) -> None:
    report = code(coder, text)
    assert report.document.text == text
    for event in report.events:
        assert event.sentence.start <= event.trigger.start < event.sentence.end
        assert 0 <= event.confidence <= 1


STORIES = [
    "Rebels killed two soldiers near Gao. The army said it would respond within a week.",
    "A flood.",
    "",
    "The president of Chile visited Peru on Tuesday and promised to open the border if talks succeed. " * 6,
    "Police fired tear gas at students in Nairobi; eleven were arrested, the ministry said.",
]


def test_the_same_bytes_come_out_whatever_stands_beside_a_document(coder: Coder) -> None:
    alone = [to_json(code(coder, story)) for story in STORIES]
    documents = [Document(story, published=FRIDAY) for story in STORIES]
    together = [to_json(report) for report in coder.code_many(documents * 9) if isinstance(report, Report)]
    backwards = [to_json(report) for report in coder.code_many(documents[::-1]) if isinstance(report, Report)]
    assert together == alone * 9
    assert backwards == alone[::-1]


def test_one_bad_document_does_not_stop_the_others(coder: Coder) -> None:
    documents = [Document(STORIES[0]), Document("x " * MAX_TEXT, id="huge"), Document(STORIES[4])]
    first, bad, last = coder.code_many(documents)
    assert isinstance(first, Report)
    assert isinstance(last, Report)
    assert isinstance(bad, Failure)
    assert bad.source == "huge"
    assert "split it" in bad.reason


def strange_texts() -> Iterator[tuple[str, str]]:
    yield "empty", ""
    yield "blank", " \n\t\r\n "
    yield "ten megabytes of one word", "a" * 10_000_000
    yield "NULs", "Rebels\0killed\0two\0soldiers." * 50
    yield "CJK", "中国和俄罗斯星期二在北京签署了协议。" * 200
    yield "right to left", "قال الجيش إن المتمردين قتلوا جنديين. " * 200
    yield "emoji", "🔥🚀👩‍👩‍👧‍👦 killed 🇮🇶 " * 200
    yield "combining marks", "Z̸̢̛a̷̛͜l̴͝g̶̈o" * 500
    yield "a line of a megabyte", "troops moved to the border " * 37_000
    yield "one mark", "!" * 300_000
    yield "brackets", "[" * 100_000
    yield "numbers", "9" * 200_000 + " soldiers died"
    yield "numbers apart", "1,000.000 " * 20_000


@pytest.mark.slow
@pytest.mark.parametrize(("name", "text"), list(strange_texts()), ids=[name for name, _ in strange_texts()])
def test_strange_text_gives_a_report_or_says_why_not(coder: Coder, name: str, text: str) -> None:
    began = time.monotonic()
    try:
        report = code(coder, text)
    except DragomanError as error:
        assert len(str(error)) < 300
    else:
        assert report.document.text == text
    assert time.monotonic() - began < 120


def test_a_relation_between_two_spans_is_a_distribution(coder: Coder) -> None:
    text = "Germany sent tents to Pakistan."
    chances = coder.classify(text, actor=(0, 7), recipient=(22, 30))
    assert sum(chances.values()) == pytest.approx(1, abs=1e-5)
    assert next(iter(chances)) == "AID"


def test_a_span_outside_the_text_is_refused(coder: Coder) -> None:
    with pytest.raises(DragomanError, match="outside the text"):
        coder.classify("Short.", actor=(0, 5), recipient=(3, 99))


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("Police arrested about 40 suspects in Lagos.", "about 40 suspects"),
        ("Police arrested suspects in Lagos.", None),
    ],
)
def test_a_number_is_one_with_its_modifier_and_what_it_counts(coder: Coder, text: str, counted: str | None) -> None:
    found = [quantity.text for quantity in the_event(coder, text, "COERCE").quantities]
    assert found == ([counted] if counted else [])


MEGABYTE = """
import resource
from dragoman import Coder, Document
Coder(threads=2).code(Document("troops moved to the border " * 37_000))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


@pytest.mark.slow
def test_a_megabyte_of_text_takes_less_than_a_gigabyte() -> None:
    ran = subprocess.run([sys.executable, "-c", MEGABYTE], capture_output=True, text=True, check=True)
    assert int(ran.stdout) < 1000


@pytest.mark.parametrize(
    ("text", "name", "later", "known"),
    [
        ("Hezbollah fired rockets. The group gave no reason.", "Hezbollah", "group", True),
        ("Hezbollah fired rockets. It gave no reason.", "Hezbollah", "It", True),
        ("Hezbollah fired rockets. An accord is far away.", "Hezbollah", "accord", False),
        ("Hezbollah fired rockets. Both governments gave no reason.", "Hezbollah", "Both governments", False),
    ],
)
def test_a_description_is_who_it_stands_for_and_a_bare_noun_is_nobody(
    text: str, name: str, later: str, known: bool
) -> None:
    kinds = {"It": "PRON"}
    mentions = (
        Mention(Span(text.index(name), text.index(name) + len(name)), "ORG"),
        Mention(Span(text.index(later), text.index(later) + len(later)), kinds.get(later, "ORG"), antecedent=0),
    )
    resolved = resolve(Document(text), Drafts(mentions, ()))
    entity = resolved.entities[1]
    assert (entity is not None and entity.name == "Hezbollah") == known


def test_precision_leaves_events_out_and_recall_keeps_more(coder: Coder) -> None:
    text = (
        "The guns fell silent at dusk. Rebels shelled Goma. Talks in Doha went on, if they may be called that. "
        "The minister frowned at the border. Police detained nine students in Kisumu."
    )
    found = [len(code(each, text).events) for each in (Coder(favour="precision"), coder, Coder(favour="recall"))]
    assert found == sorted(found)
    assert found[0] < found[2]
