"""What training may read, and how a marked document becomes labels. No torch is needed for either."""

from pathlib import Path

import pytest

from corpus.marked import parse_marked
from dragoman import Coder
from dragoman.ontology import plover
from training.labels import IGNORE, ROLES, Labelled, label_document, label_pairs, tag_labels
from training.open_data import read_records

SOURCE = """published: 2011-03-02
genre: report
region: africa
language: en
contexts: military
---
[Rebels|a1 GROUP] [shelled|e1] the [port|p1 PLACE] on [Tuesday|t1 TIME], killing [nine|n1 NUM] [dock workers|a2 GROUP]. [They|a3 PRON =a1] [promised|e2] to leave.
---
e1 ASSAULT/heavy-weapons occurred actor=a1 recipient=a2 place=p1 time=t1 quantity=n1:killed
e2 CONCEDE occurred actor=a3
promise e2 promisor=a3 content="leave"
"""  # noqa: E501
DOCUMENT = parse_marked(SOURCE, name="x")


@pytest.fixture(scope="module")
def labelled(coder: Coder) -> Labelled:
    (window,) = label_document(DOCUMENT, coder.encoder.reader, plover())
    return window


@pytest.mark.parametrize("folder", ["dev_plv", "dev_geo"])
def test_evaluation_sets_are_refused_as_training_data(folder: str) -> None:
    with pytest.raises(ValueError, match="never trained on"):
        read_records(Path("anywhere"), folder)


def test_the_test_part_of_an_open_corpus_is_refused() -> None:
    with pytest.raises(ValueError, match="never trained on"):
        read_records(Path("anywhere"), "srl_ewt", "test")


def named(labelled: Labelled, head: str) -> dict[str, str]:
    words = [DOCUMENT.text[word.start : word.end] for word in labelled.window.words]
    names = tag_labels(plover())[head]
    return {word: names[label] for word, label in zip(words, labelled.tags[head], strict=True) if label != IGNORE}


def test_triggers_carry_their_labels_and_other_words_none(labelled: Labelled) -> None:
    assert {word: name for word, name in named(labelled, "trigger").items() if name != "O"} == {
        "shelled": "ASSAULT",
        "promised": "CONCEDE",
    }
    assert named(labelled, "mode") == {"shelled": "ASSAULT/heavy-weapons"}
    assert named(labelled, "commitment") == {"shelled": "none", "promised": "promise"}


def test_roles_cover_the_words_of_their_mentions(labelled: Labelled) -> None:
    words = [DOCUMENT.text[word.start : word.end] for word in labelled.window.words]
    roles = {(number, ROLES[role], " ".join(words[at] for at in where)) for number, role, where in labelled.roles}
    assert roles == {
        (0, "actor", "Rebels"),
        (0, "recipient", "dock workers"),
        (0, "place", "port"),
        (0, "time", "Tuesday"),
        (0, "quantity", "nine"),
        (1, "actor", "They"),
        (1, "content", "leave"),
    }


def test_a_pronoun_is_linked_and_a_first_mention_is_not(labelled: Labelled) -> None:
    words = [DOCUMENT.text[word.start : word.end] for word in labelled.window.words]
    links = {
        words[labelled.mentions[number][0]]: [words[labelled.mentions[other][0]] for other in gold]
        for number, gold in labelled.links
    }
    assert links["They"] == ["Rebels"]
    assert links["Rebels"] == []


def test_each_event_gives_marked_examples_for_classify(coder: Coder) -> None:
    types = list(plover().types)
    pairs = list(label_pairs(DOCUMENT, coder.encoder.reader, plover()))
    assert [types[pair.type] for pair in pairs] == ["ASSAULT", "CONCEDE"]
    assert pairs[0].actor
    assert pairs[0].recipient
    assert pairs[1].recipient == 0  # the promise names nobody
