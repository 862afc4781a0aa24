"""Compare what the coder says of corpus documents with what was annotated, layer by layer."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from corpus.marked import Marked, MarkedDocument, MarkedEvent
from dragoman.records import Actor, Document, Entity, Event, Quote, Report, Span
from dragoman.resolve.actors import load_registry, resolve_actors

Overlapping = tuple[int, int]


@dataclass
class Tally:
    """Right, found and wanted, for one layer."""

    right: int = 0
    found: int = 0
    wanted: int = 0

    @property
    def precision(self) -> float:
        """Right of those found; 0 where nothing is found."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Right of those wanted; 0 where nothing is wanted."""
        return self.right / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 0 where nothing is right."""
        return self.f(1.0)

    def f(self, beta: float) -> float:
        """F-measure in which recall weighs `beta` times as much as precision (van Rijsbergen, 1979)."""
        weight = beta * beta
        return (1 + weight) * self.right / (self.found + weight * self.wanted) if self.right else 0.0


@dataclass
class Scores:
    """All tallies of a run, and what they are counted from."""

    layers: dict[str, Tally] = field(default_factory=dict)
    status: Counter[tuple[str, str]] = field(default_factory=Counter)
    mode: Tally = field(default_factory=Tally)
    linked: Tally = field(default_factory=Tally)
    decoy_sentences: int = 0
    decoy_events: int = 0
    confidence: list[tuple[float, bool]] = field(default_factory=list)

    def layer(self, name: str) -> Tally:
        """The tally of a layer, made on first use."""
        return self.layers.setdefault(name, Tally())

    def summary(self) -> dict[str, float]:
        """One figure a layer, 0 to 1, and false events per 100 decoy sentences."""
        figures = {name: tally.f1 for name, tally in self.layers.items()}
        figures["status macro-F1"] = macro_f1(self.status)
        figures["mode accuracy"] = self.mode.right / self.mode.wanted if self.mode.wanted else 0.0
        figures["linked actor accuracy"] = self.linked.recall
        figures["false events per 100 decoy sentences"] = 100 * self.decoy_events / max(1, self.decoy_sentences)
        figures["calibration error"] = calibration_error(self.confidence)
        return figures


def as_document(document: MarkedDocument) -> Document:
    """The corpus document as an input."""
    published = date.fromisoformat(document.meta["published"])
    return Document(document.text, id=document.id, published=published)


def score(documents: Sequence[MarkedDocument], reports: Iterable[Report]) -> Scores:
    """Return the tallies of reports on the documents, in the same order."""
    scores = Scores()
    for gold, report in zip(documents, reports, strict=True):
        _score_document(scores, gold, report)
    return scores


def matches(gold: MarkedDocument, report: Report) -> Iterator[tuple[MarkedEvent | None, Event | None]]:
    """Pair annotated and coded events whose triggers overlap; either side may be alone."""
    left = list(report.events)
    for event in gold.events:
        trigger = gold.triggers[event.id]
        options = [other for other in left if _overlap(other.trigger, trigger)]
        best = next((other for other in options if other.type == event.type), options[0] if options else None)
        if best:
            left.remove(best)
        yield event, best
    yield from ((None, event) for event in left)


def _score_document(scores: Scores, gold: MarkedDocument, report: Report) -> None:
    if not gold.events:
        scores.decoy_sentences += gold.text.count(". ") + gold.text.count(".\n") + 1
        scores.decoy_events += len(report.events)
    stands_for = _stands_for(gold)
    for wanted, found in matches(gold, report):
        triggers, typed = scores.layer("trigger F1"), scores.layer("trigger and type F1")
        for tally in (triggers, typed):
            tally.wanted += wanted is not None
            tally.found += found is not None
        right = wanted is not None and found is not None and wanted.type == found.type
        triggers.right += wanted is not None and found is not None
        typed.right += right
        if found:
            scores.confidence.append((found.confidence, right))
        if wanted and found and right:
            _score_event(scores, gold, wanted, found)
            _score_linked(scores, gold, wanted, [*found.actors, *found.recipients], stands_for)
    _score_contexts(scores, gold, report)


def _score_event(scores: Scores, gold: MarkedDocument, wanted: MarkedEvent, found: Event) -> None:
    speaker = [found.attribution.speaker] if found.attribution and found.attribution.speaker else []
    time = [Quote(found.date.text, found.date.start, found.date.end)] if found.date and found.date.text else []  # type: ignore[arg-type]
    fillers: Mapping[str, Sequence[Quote]] = {
        "actor": found.actors,
        "recipient": found.recipients,
        "place": found.locations,
        "time": time,
        "speaker": speaker,
    }
    for role, quotes in fillers.items():
        _score_role(
            scores.layer(f"{role} F1"), [gold.mentions[id_] for id_ in wanted.roles.get(role, ())], quotes, gold
        )
    _score_role(
        scores.layer("quantity F1"), [gold.mentions[id_] for id_, _ in wanted.quantities], found.quantities, gold
    )
    scores.status[wanted.status, found.status] += 1
    if wanted.mode:
        scores.mode.wanted += 1
        scores.mode.right += wanted.mode == found.mode


def _score_role(tally: Tally, wanted: Sequence[Marked], found: Sequence[Quote], gold: MarkedDocument) -> None:
    """A filler is right if it overlaps the annotated mention or one that the annotation links with it directly."""
    tally.wanted += len(wanted)
    tally.found += len(found)
    for mention in wanted:
        linked = [mention, *(other for other in gold.mentions.values() if _same(mention, other))]
        tally.right += any(_overlap(quote, other) for quote in found for other in linked)


def _stands_for(gold: MarkedDocument) -> Mapping[str, Entity]:
    """Who each linked mention is: what the words of the first known mention of its chain resolve to."""
    named = [mention for mention in gold.mentions.values() if mention.kind in ("STATE", "PERSON", "ORG", "GROUP")]
    spans = [Span(mention.start, mention.end) for mention in named]
    published = date.fromisoformat(gold.meta["published"])
    entities = resolve_actors(gold.text, spans, registry=load_registry(), on=published)
    own = {mention.id: entity for mention, entity in zip(named, entities, strict=True)}
    found = {}
    for mention in gold.mentions.values():
        head, seen = mention, {mention.id}
        while head.same_as and head.same_as not in seen:
            head = gold.mentions[head.same_as]
            seen.add(head.id)
        entity = own.get(head.id)
        if head is not mention and entity and (entity.id or entity.country):
            found[mention.id] = entity
    return found


def _score_linked(
    scores: Scores,
    gold: MarkedDocument,
    wanted: MarkedEvent,
    found: Sequence[Actor],
    stands_for: Mapping[str, Entity],
) -> None:
    """A pronoun or description in a role is right if the actor found on it is who it stands for, by id or country."""
    for id_ in (*wanted.roles.get("actor", ()), *wanted.roles.get("recipient", ())):
        on_it = [actor.entity for actor in found if _overlap(actor, gold.mentions[id_])]
        if id_ in stands_for and on_it:
            entity = stands_for[id_]
            scores.linked.wanted += 1
            scores.linked.right += any(
                other is not None and (other.id == entity.id if entity.id else other.country == entity.country)
                for other in on_it
            )


def _same(one: Marked, other: Marked) -> bool:
    return (
        one.id == other.same_as or other.id == one.same_as or (one.same_as is not None and one.same_as == other.same_as)
    )


def _score_contexts(scores: Scores, gold: MarkedDocument, report: Report) -> None:
    wanted = set(gold.meta["contexts"].split()) - {"none"}
    found = {context for event in report.events for context in event.contexts}
    tally = scores.layer("context micro-F1")
    tally.right += len(wanted & found)
    tally.wanted += len(wanted)
    tally.found += len(found)


def _overlap(one: Quote, other: Marked) -> bool:
    return one.start < other.end and other.start < one.end


def macro_f1(confusion: Counter[tuple[str, str]]) -> float:
    """The mean F1 of the labels that occur among the wanted ones; keys are (wanted, found)."""
    labels = sorted({wanted for wanted, _ in confusion})
    scores = []
    for label in labels:
        right = confusion[label, label]
        total = sum(n for (wanted, _), n in confusion.items() if wanted == label)
        found = sum(n for (_, other), n in confusion.items() if other == label)
        scores.append(2 * right / (total + found) if right else 0.0)
    return sum(scores) / len(scores) if scores else 0.0


def calibration_error(confidence: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """Expected calibration error over equal-width bins (Guo et al., 2017)."""
    error = 0.0
    for number in range(bins):
        inside = [(chance, right) for chance, right in confidence if number <= chance * bins < number + 1]
        if inside:
            error += abs(sum(chance for chance, _ in inside) - sum(right for _, right in inside))
    return error / max(1, len(confidence))
