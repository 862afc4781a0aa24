"""Drafts and what was resolved of them into events, every quote checked against the text."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from dragoman.extract import Drafts, EventDraft
from dragoman.ontology import Ontology
from dragoman.records import (
    Actor,
    Attribution,
    Document,
    Entity,
    Event,
    Location,
    Place,
    Quantity,
    Quote,
    Span,
    When,
    content_id,
    quote,
    verify,
)


class Resolved(Struct, frozen=True):
    """What is known of the mentions of one document, by their index, and of its event drafts, by theirs."""

    entities: tuple[Entity | None, ...]
    places: tuple[Place | None, ...]
    times: tuple[When | None, ...]
    deadlines: tuple[When | None, ...]
    quantities: tuple[tuple[Quantity, ...], ...]


def assemble(
    document: Document, drafts: Drafts, *, resolved: Resolved, sentences: Sequence[Span], ontology: Ontology
) -> tuple[Event, ...]:
    """Return one event a draft, in order. A quote that differs from its words raises `InternalError`."""
    events = tuple(
        _event(document, drafts, number, resolved, _sentence(sentences, draft.trigger), ontology)
        for number, draft in enumerate(drafts.events)
    )
    for event in events:
        verify(document.text, event.quotes())
    return events


def _sentence(sentences: Sequence[Span], trigger: Span) -> Span:
    return next((sentence for sentence in sentences if sentence.overlaps(trigger)), trigger)


def _event(
    document: Document, drafts: Drafts, number: int, resolved: Resolved, sentence: Span, ontology: Ontology
) -> Event:
    draft = drafts.events[number]
    return Event(
        id=content_id(document.id, draft.type, draft.trigger.start, draft.trigger.end),
        type=draft.type,
        mode=draft.mode,
        contexts=draft.contexts,
        cameo=ontology.cameo(draft.type, draft.mode),
        quad=ontology.types[draft.type].quad,
        score=ontology.score(draft.type, draft.mode),
        status=draft.status,
        trigger=quote(document.text, draft.trigger),
        sentence=sentence,
        actors=actors(document.text, drafts, draft.actors, entities=resolved.entities),
        recipients=actors(document.text, drafts, draft.recipients, entities=resolved.entities),
        locations=tuple(
            Location(*_parts(document.text, drafts.mentions[place].span), resolved.places[place])
            for place in draft.places
        ),
        date=resolved.times[number] or _document_date(draft, document.published),
        quantities=resolved.quantities[number],
        attribution=_attribution(document.text, drafts, draft, resolved),
        confidence=round(draft.confidence, 3),
    )


def actors(
    text: str, drafts: Drafts, mentions: Sequence[int], *, entities: Sequence[Entity | None]
) -> tuple[Actor, ...]:
    """Return the mentions as actors; a pronoun beside the very mention that it stands for is left out."""
    kept = [number for number in mentions if drafts.mentions[number].antecedent not in mentions]
    return tuple(Actor(*_parts(text, drafts.mentions[number].span), entities[number]) for number in kept)


def _parts(text: str, span: Span) -> tuple[str, int, int]:
    return span.of(text), span.start, span.end


def _document_date(draft: EventDraft, published: date | None) -> When | None:
    """News without a date is of its day; plans, denials and history are of no day that is known."""
    if published is None or draft.status != "occurred":
        return None
    return When(None, None, None, published, published, "day", "document")


def _attribution(text: str, drafts: Drafts, draft: EventDraft, resolved: Resolved) -> Attribution | None:
    if draft.stance is None:
        return None
    speaker = actors(text, drafts, () if draft.speaker is None else (draft.speaker,), entities=resolved.entities)
    cue: Quote | None = quote(text, draft.cue) if draft.cue else None
    return Attribution(speaker[0] if speaker else None, cue, draft.stance)
