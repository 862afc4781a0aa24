"""Which labels the model's outputs stand for, and a corpus document's windows with their labels."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

import numpy as np
from numpy.typing import NDArray

from corpus.marked import COMMITMENTS, KINDS, NOISE, QUANTITIES, STANCES, Marked, MarkedDocument, MarkedEvent
from dragoman.encode import Reader, Window
from dragoman.ontology import Ontology
from dragoman.records import Span
from dragoman.segment import segment

IGNORE = -100
ROLES = ("actor", "recipient", "place", "time", "quantity", "speaker", "cue", "content", "condition", "deadline")
ACTOR_KINDS = ("STATE", "PERSON", "ORG", "GROUP")


def tag_labels(ontology: Ontology) -> dict[str, tuple[str, ...]]:
    """Return each token head's labels, in the order of its outputs."""
    modes = [
        f"{name}/{mode}"
        for name, event_type in ontology.types.items()
        if event_type.modes
        for mode in (*event_type.modes, "")
    ]
    return {
        "mention": ("O", *(f"{edge}-{kind}" for kind in KINDS for edge in "BI")),
        "trigger": ("O", *ontology.types, "I"),
        "mode": tuple(modes),
        "status": ontology.statuses,
        "stance": ("none", *STANCES),
        "commitment": ("none", *COMMITMENTS),
        "quantity": QUANTITIES,
        "noise": ("none", *NOISE),
    }


@dataclass
class Labelled:
    """A window with what it should be read as. `tags` maps a head to one label index a word, or IGNORE."""

    window: Window
    tags: dict[str, NDArray[np.int64]]
    triggers: list[int] = field(default_factory=list)
    roles: list[tuple[int, int, list[int]]] = field(default_factory=list)  # trigger index, role, words
    mentions: list[list[int]] = field(default_factory=list)
    links: list[tuple[int, list[int]]] = field(default_factory=list)  # mention, what it stands for ([] for nothing)
    candidates: list[list[int]] = field(default_factory=list)  # beside each link, the mentions it may stand for
    contexts: NDArray[np.float32] | None = None

    def labels(self, head: str) -> NDArray[np.int64]:
        """One label a word; IGNORE where this window has none for the head."""
        return self.tags.get(head, np.full(len(self.window.words), IGNORE, np.int64))


def label_document(document: MarkedDocument, reader: Reader, ontology: Ontology) -> Iterator[Labelled]:
    """Yield the labelled windows of a corpus document; its noise is kept as sentences, for the noise head to learn."""
    segments = segment(document.text)
    names = tag_labels(ontology)
    for window in reader.windows(document.text, segments.sentences):
        yield _label_window(window, document, names, ontology)


def _label_window(
    window: Window, document: MarkedDocument, names: dict[str, tuple[str, ...]], ontology: Ontology
) -> Labelled:
    def words(start: int, end: int) -> list[int]:
        return [i for i, word in enumerate(window.words) if word.start < end and start < word.end]

    size = len(window.words)
    tags = {head: np.full(size, IGNORE, np.int64) for head in names}
    for head in ("mention", "trigger", "noise"):
        tags[head][:] = 0
    for noise in document.noise:
        tags["noise"][words(noise.start, noise.end)] = names["noise"].index(noise.kind)
    labelled = Labelled(window, tags)
    index = _label_mentions(labelled, document, names, words)
    for event in document.events:
        trigger = document.triggers[event.id]
        at = words(trigger.start, trigger.end)
        if at:
            _label_event(labelled, event, document, names, words)
    _label_links(labelled, document, index)
    found = set(document.meta["contexts"].split())
    labelled.contexts = np.array(
        [float(name in found) for name in ontology.contexts] + [float(bool(labelled.triggers))], np.float32
    )
    return labelled


def _label_mentions(labelled: Labelled, document: MarkedDocument, names, words) -> dict[str, int]:  # type: ignore[no-untyped-def]
    index = {}
    kinds = {id_: kind for event in document.events for id_, kind in event.quantities}
    for mention in sorted(document.mentions.values(), key=lambda mention: mention.start):
        at = words(mention.start, mention.end)
        if not at:
            continue
        index[mention.id] = len(labelled.mentions)
        labelled.mentions.append(at)
        labelled.tags["mention"][at] = names["mention"].index(f"I-{mention.kind}")
        labelled.tags["mention"][at[0]] = names["mention"].index(f"B-{mention.kind}")
        if mention.id in kinds:
            labelled.tags["quantity"][at] = QUANTITIES.index(kinds[mention.id])
    return index


def _label_event(labelled: Labelled, event: MarkedEvent, document: MarkedDocument, names, words) -> None:  # type: ignore[no-untyped-def]
    trigger = document.triggers[event.id]
    at = words(trigger.start, trigger.end)
    head = at[0]
    tags = labelled.tags
    tags["trigger"][at] = names["trigger"].index("I")
    tags["trigger"][head] = names["trigger"].index(event.type)
    if (mode := f"{event.type}/{event.mode or ''}") in names["mode"]:  # "ASSAULT/": no mode fits
        tags["mode"][head] = names["mode"].index(mode)
    tags["status"][head] = names["status"].index(event.status)
    tags["stance"][head] = names["stance"].index(event.stance or "none")
    tags["commitment"][head] = 0
    spans: dict[str, list[tuple[int, int]]] = {
        role: [_span(document.mentions[id_]) for id_ in ids] for role, ids in event.roles.items()
    }
    spans["quantity"] = [_span(document.mentions[id_]) for id_, _ in event.quantities]
    spans["cue"] = [event.cue] if event.cue else []
    for item in document.commitments:
        if item.event == event.id:
            tags["commitment"][head] = names["commitment"].index(item.kind)
            spans.setdefault("content", []).append(item.content)
            if item.condition:
                spans.setdefault("condition", []).append(item.condition)
            if item.deadline:
                spans.setdefault("deadline", []).append(_span(document.mentions[item.deadline]))
    number = len(labelled.triggers)
    labelled.triggers.append(head)
    for role, places in spans.items():
        for start, end in places:
            if covered := words(start, end):
                labelled.roles.append((number, ROLES.index(role), covered))


def _span(mention: Marked) -> tuple[int, int]:
    return mention.start, mention.end


def _label_links(labelled: Labelled, document: MarkedDocument, index: dict[str, int]) -> None:
    chains = _chains(document)
    actors = [id_ for id_ in index if document.mentions[id_].kind in ACTOR_KINDS]
    for id_, number in index.items():
        mention = document.mentions[id_]
        if mention.kind != "PRON" and mention.kind not in ACTOR_KINDS:
            continue
        pronoun = mention.kind == "PRON"
        allowed = [other for other in actors if other != id_ and (pronoun or index[other] < number)]
        gold = [index[other] for other in allowed if chains[other] == chains[id_]]
        labelled.links.append((number, gold))
        labelled.candidates.append([index[other] for other in allowed])


def _chains(document: MarkedDocument) -> dict[str, str]:
    """Each mention's chain, named by one of its members."""
    chain = {id_: id_ for id_ in document.mentions}

    def root(id_: str) -> str:
        while chain[id_] != id_:
            id_ = chain[id_]
        return id_

    for mention in document.mentions.values():
        if mention.same_as:
            chain[root(mention.id)] = root(mention.same_as)
    return {id_: root(id_) for id_ in chain}


@dataclass(frozen=True, slots=True)
class Pair:
    """A marked sentence for `classify`: wordpieces, where the marks open, and the event's type."""

    ids: tuple[int, ...]
    actor: int
    recipient: int
    type: int


def label_pairs(document: MarkedDocument, reader: Reader, ontology: Ontology) -> Iterator[Pair]:
    """Yield one marked example for each actor and recipient of each event that stand in its trigger's sentence.

    Where the sentence names only one of them, only that one is marked, and the other's place is the first token. An
    event without a recipient lends that role to its place: who asks may mark the town that was shelled.
    """
    sentences = segment(document.text).sentences
    types = list(ontology.types)
    for event in document.events:
        trigger = document.triggers[event.id]
        for sentence in sentences:
            if not sentence.start <= trigger.start < sentence.end:
                continue
            actors = _in_sentence(event.roles.get("actor", ()), document, sentence)
            hit = event.roles.get("recipient", ()) or event.roles.get("place", ())
            recipients = _in_sentence(hit, document, sentence)
            for actor, recipient in product(actors or [None], recipients or [None]):
                marks = [(name, span) for name, span in (("actor", actor), ("recipient", recipient)) if span]
                ids, opened = reader.marked(sentence.of(document.text), marks)
                if marks and len(opened) == len(marks):
                    places = (opened.get("actor", 0), opened.get("recipient", 0))
                    yield Pair(tuple(ids), *places, types.index(event.type))


def _in_sentence(ids: tuple[str, ...], document: MarkedDocument, sentence: Span) -> list[Span]:
    mentions = [document.mentions[id_] for id_ in ids]
    return [
        Span(mention.start - sentence.start, mention.end - sentence.start)
        for mention in mentions
        if sentence.start <= mention.start and mention.end <= sentence.end
    ]
