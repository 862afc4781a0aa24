"""The marked form: what it says, and that each fault is named."""

import pytest

from corpus.agreement import agreement, kappa
from corpus.check import DOCUMENTS, check, copies, doubles, faults
from corpus.marked import MarkedError, parse_marked
from corpus.standoff import attach, detach
from dragoman.ontology import plover

HEAD = "published: 2011-03-02\ngenre: report\nregion: africa\nlanguage: en\ncontexts: military\n---\n"
TEXT = "[Rebels|a1 GROUP] [shelled|e1] [the port|p1 PLACE], [who|a2 PRON =a1] then fled.\n---\n"
LINE = "e1 ASSAULT/heavy-weapons occurred actor=a1 place=p1\n"


def test_marks_become_offsets_into_the_plain_text() -> None:
    document = parse_marked(HEAD + TEXT + LINE, name="x")
    assert document.text == "Rebels shelled the port, who then fled."
    assert document.quote(document.triggers["e1"]) == "shelled"
    assert document.quote(document.mentions["p1"]) == "the port"
    assert document.mentions["a2"].same_as == "a1"
    assert document.events[0].roles == {"actor": ("a1",), "place": ("p1",)}


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("published: 2011-03-02\n", "3 parts|two lines"),
        (HEAD.replace("genre: report\n", "") + TEXT + LINE, "lacks genre"),
        (HEAD + TEXT.replace("GROUP", "CROWD") + LINE, "CROWD"),
        (HEAD + TEXT.replace("a2 PRON", "a1 PRON") + LINE, "used twice"),
        (HEAD + TEXT.replace("=a1", "=a9") + LINE, "a9"),
        (HEAD + TEXT.replace("[shelled", "[ shelled") + LINE, "blank"),
        (HEAD + TEXT, "no event line"),
        (HEAD + TEXT + LINE.replace("actor=a1", "actor=a7"), "'a7' is no mention"),
        (HEAD + TEXT + LINE.replace("occurred", "happened"), "status"),
        (HEAD + TEXT + LINE.replace("place=", "where="), "where is no role"),
        (HEAD + TEXT + LINE + 'promise e1 content="will rebuild"\n', "not in the text"),
        (HEAD + "[Rebels and [allies|a1 GROUP]|a2 GROUP] [shelled|e1] it.\n---\ne1 ASSAULT occurred\n", "overlap"),
    ],
)
def test_each_fault_of_form_is_named(source: str, complaint: str) -> None:
    with pytest.raises(MarkedError, match=complaint):
        parse_marked(source, name="x")


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("ASSAULT/heavy-weapons", "ASSAULT/visit", "no mode 'visit'"),
        ("ASSAULT/heavy-weapons", "BOMBARD", "not in the ontology"),
        ("genre: report", "genre: poem", "genre"),
        ("2011-03-02", "2011-3-2", "no date"),
        ("place=p1", "time=p1", "time 'the port' is PLACE"),
    ],
)
def test_each_illegal_label_is_named(old: str, new: str, complaint: str) -> None:
    document = parse_marked((HEAD + TEXT + LINE).replace(old, new), name="x")
    assert any(complaint in fault for fault in faults(document, plover()))


def test_a_sound_document_has_no_fault() -> None:
    assert not list(faults(parse_marked(HEAD + TEXT + LINE, name="x"), plover()))


def test_a_copied_sentence_is_found_and_a_new_one_is_not() -> None:
    words = " ".join(f"word{n}" for n in range(20))
    one, copy, other = (
        parse_marked(HEAD + text + "\n---\n", name=name)
        for name, text in (("a", words), ("b", f"So {words}"), ("c", words[60:]))
    )
    assert list(doubles([one, copy])) == ["b: shares 13 words in a row with a"]
    assert not list(doubles([one, other])) or len(other.text.split()) >= 13


def test_the_corpus_itself_has_no_fault() -> None:
    assert check(sorted(DOCUMENTS.glob("*.txt"))) == []


def test_kappa_is_one_for_the_same_labels_and_nought_for_chance() -> None:
    assert kappa([("a", "a"), ("b", "b")]) == 1
    assert kappa([("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")]) == 0


def test_annotators_agree_with_themselves_and_not_with_a_missed_event() -> None:
    whole = parse_marked(HEAD + TEXT + LINE, name="x")
    blind = parse_marked(HEAD + TEXT.replace("[shelled|e1]", "shelled"), name="x")
    assert agreement([(whole, whole)])["trigger F1"] == agreement([(whole, whole)])["actor F1"] == 1
    assert agreement([(whole, blind)])["trigger F1"] == 0


def test_words_taken_from_somebody_else_are_found_and_our_own_are_not() -> None:
    words = " ".join(f"word{n}" for n in range(20))
    ours = parse_marked(HEAD + words + "\n---\n", name="ours")
    found = next(copies([ours], [("theirs", f"They said {words} again")]))
    assert found.startswith("ours: shares 13 words in a row with theirs")
    assert not list(
        copies([ours], [("theirs", "word1 word2 and nothing else of the kind that runs on for long enough")])
    )


def test_detached_marks_hold_no_text_and_go_back_onto_it_alone() -> None:
    document = parse_marked(HEAD + TEXT + LINE, name="x")
    standoff = detach(document, source="ecbplus/train", record="1_1ecb")
    assert "Rebels" not in str(standoff)
    assert attach(standoff, document.text) == document
    with pytest.raises(MarkedError, match="not the text that was annotated"):
        attach(standoff, document.text + " ")
