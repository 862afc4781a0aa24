"""How well two annotators agree on the documents of `corpus/second/`: F1 for spans, Cohen's kappa for labels."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpus.check import DOCUMENTS, HERE
from corpus.marked import Marked, MarkedDocument, MarkedEvent, read_marked

SECOND = HERE / "second"
Pair = tuple[MarkedDocument, MarkedDocument]


def pairs(second: Path = SECOND) -> list[Pair]:
    """Return the documents that were annotated twice, first annotation first; their texts must be the same."""
    found = [(read_marked(DOCUMENTS / path.name), read_marked(path)) for path in sorted(second.glob("*.txt"))]
    for one, other in found:
        if one.text != other.text:
            raise ValueError(f"{one.id}: the second annotation is of another text")
    return found


def agreement(documents: Sequence[Pair]) -> dict[str, float]:
    """Return F1 of triggers, of actors and of recipients, and kappa of type, mode and status given the trigger."""
    matched = [(pair, one, other) for pair in documents for one, other in _matched(*pair)]
    totals = [len(one.events) + len(other.events) for one, other in documents]
    figures = {"trigger F1": 2 * len(matched) / max(1, sum(totals))}
    figures["type kappa"] = kappa([(one.type, other.type) for _, one, other in matched])
    figures["status kappa"] = kappa([(one.status, other.status) for _, one, other in matched])
    same = [each for each in matched if each[1].type == each[2].type]
    figures["mode kappa given type"] = kappa([(str(one.mode), str(other.mode)) for _, one, other in same])
    for role in ("actor", "recipient"):
        figures[f"{role} F1"] = _role_f1(matched, role)
    return figures


def _matched(one: MarkedDocument, other: MarkedDocument) -> Iterator[tuple[MarkedEvent, MarkedEvent]]:
    left = list(other.events)
    for event in one.events:
        trigger = one.triggers[event.id]
        overlapping = [each for each in left if _overlap(trigger, other.triggers[each.id])]
        best = next((each for each in overlapping if each.type == event.type), next(iter(overlapping), None))
        if best:
            left.remove(best)
            yield event, best


def _role_f1(matched: Sequence[tuple[Pair, MarkedEvent, MarkedEvent]], role: str) -> float:
    right = total = 0
    for (one, other), first, second in matched:
        wanted = [one.mentions[id_] for id_ in first.roles.get(role, ())]
        found = [other.mentions[id_] for id_ in second.roles.get(role, ())]
        total += len(wanted) + len(found)
        right += sum(any(_overlap(mention, each) for each in found) for mention in wanted)
    return 2 * right / max(1, total)


def _overlap(one: Marked, other: Marked) -> bool:
    return one.start < other.end and other.start < one.end


def kappa(labels: Sequence[tuple[str, str]]) -> float:
    """Cohen's kappa (1960): agreement beyond what the two annotators' label frequencies would give by chance."""
    if not labels:
        return 0.0
    observed = sum(one == other for one, other in labels) / len(labels)
    first, second = Counter(one for one, _ in labels), Counter(other for _, other in labels)
    chance = sum(first[label] * second[label] for label in first) / len(labels) ** 2
    return (observed - chance) / (1 - chance) if chance < 1 else 1.0
