"""What the model saw, read off as drafts: mentions, events with their roles, and what stands for what."""

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from dragoman.encode import Encoded, Floats, Manifest
from dragoman.ontology import Ontology
from dragoman.records import CommitmentKind, Noise, QuantityKind, Span, Stance, Status

ACTORS = frozenset({"STATE", "PERSON", "ORG", "GROUP", "PRON"})
# What may fill a role: a place may be named by a state ("in Iraq"), an actor only by a pronoun or a kind of actor.
FILLERS: Mapping[str, frozenset[str]] = {
    "actor": ACTORS,
    "recipient": ACTORS | {"PLACE"},
    "speaker": ACTORS,
    "place": frozenset({"PLACE", "STATE"}),
    "time": frozenset({"TIME"}),
    "deadline": frozenset({"TIME"}),
    "quantity": frozenset({"NUM"}),
}
# The codebook: a future meeting, support, cooperation or help is an agreement to it.
AGREED_WHEN_FUTURE = frozenset({"CONSULT", "SUPPORT", "COOPERATE", "AID"})


class Mention(Struct, frozen=True):
    """A mention with its kind; `antecedent` is the index, in the same drafts, of the mention it stands for."""

    span: Span
    kind: str
    antecedent: int | None = None


class EventDraft(Struct, frozen=True):
    """An event in words and labels, before anything is resolved. Roles hold indexes of mentions."""

    trigger: Span
    type: str
    mode: str | None
    status: Status
    confidence: float
    actors: tuple[int, ...]
    recipients: tuple[int, ...]
    places: tuple[int, ...]
    time: int | None
    quantities: tuple[tuple[int, QuantityKind], ...]
    speaker: int | None
    cue: Span | None
    stance: Stance | None
    contexts: tuple[str, ...]
    commitment: CommitmentKind | None
    content: Span | None
    condition: Span | None
    deadline: int | None


class Drafts(Struct, frozen=True):
    """All drafts of one document, and the stretches that the model takes for noise."""

    mentions: tuple[Mention, ...]
    events: tuple[EventDraft, ...]
    noise: tuple[Noise, ...] = ()


class Heads(Struct, frozen=True):
    """The trained matrices that read roles, links and contexts off hidden values, with the labels' names."""

    manifest: Manifest
    weights: dict[str, Floats]

    def slice(self, head: str) -> slice:
        """Where a token head's labels stand in `Encoded.tags`."""
        start = 0
        for name, labels in self.manifest.tags.items():
            if name == head:
                return slice(start, start + len(labels))
            start += len(labels)
        raise KeyError(head)

    def linear(self, name: str, x: Floats) -> Floats:
        """Apply one of the heads' linear layers."""
        return np.asarray(x @ self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"])


def extract(windows: Sequence[Encoded], *, heads: Heads, ontology: Ontology) -> Drafts:
    """Return the drafts of one document from its windows in order."""
    mentions: list[Mention] = []
    events: list[EventDraft] = []
    noise: list[Noise] = []
    for window in windows:
        found = _mentions(window, heads)
        pool = _pool(found, window)
        shift = len(mentions)
        mentions.extend(
            Mention(mention.span, mention.kind, None if link is None else link + shift)
            for mention, link in zip(found, _links(window, found, pool, heads), strict=True)
        )
        noise.extend(_noise(window, heads))
        events.extend(_events(window, found, pool, shift=shift, heads=heads, ontology=ontology))
    return Drafts(tuple(mentions), tuple(events), tuple(noise))


# ---- mentions -------------------------------------------------------------------------------------------------------


def _mentions(window: Encoded, heads: Heads) -> list[Mention]:
    labels = heads.manifest.tags["mention"]
    best = [labels[i] for i in window.tags[:, heads.slice("mention")].argmax(axis=1)]
    found: list[Mention] = []
    for at, label in enumerate(best):
        if label == "O":
            continue
        # The first word's kind stands for the whole mention, and numbers side by side are one ("about" "40").
        if at and best[at - 1] != "O" and (label[0] == "I" or (label[2:] == "NUM" == found[-1].kind)):
            last = found.pop()
            found.append(Mention(Span(last.span.start, window.words[at].end), last.kind))
        else:
            found.append(Mention(window.words[at], label[2:]))
    return found


def _links(window: Encoded, mentions: Sequence[Mention], pool: Floats, heads: Heads) -> list[int | None]:
    """What each mention stands for: pronouns anything around them, other actors something before them."""
    if not mentions:
        return []
    pooled = pool @ window.hidden
    scores = heads.linear("link_query", pooled) @ heads.linear("link_key", pooled).T / heads.manifest.link_width**0.5
    nothing = heads.linear("link_none", pooled)[:, 0]
    links: list[int | None] = []
    for at, mention in enumerate(mentions):
        allowed = [
            other
            for other, candidate in enumerate(mentions)
            if other != at and candidate.kind in ACTORS - {"PRON"} and (mention.kind == "PRON" or other < at)
        ]
        best = max(allowed, key=lambda other: scores[at, other], default=None)
        linked = mention.kind in ACTORS and best is not None and scores[at, best] > nothing[at]
        links.append(best if linked else None)
    return links


def _pool(mentions: Sequence[Mention], window: Encoded) -> Floats:
    """A matrix [mentions, words] that averages each mention's words."""
    matrix = np.zeros((len(mentions), len(window.words)), np.float32)
    starts = np.array([word.start for word in window.words])
    first = np.searchsorted(starts, [mention.span.start for mention in mentions])
    last = np.searchsorted(starts, [mention.span.end for mention in mentions])
    for row, (a, b) in enumerate(zip(first, last, strict=True)):
        matrix[row, a:b] = 1 / (b - a)
    return matrix


def _noise(window: Encoded, heads: Heads) -> Iterator[Noise]:
    """Runs of words that the model takes for noise."""
    best = window.tags[:, heads.slice("noise")].argmax(axis=1)
    for start, end in _runs(best > 0):
        kind = heads.manifest.tags["noise"][int(best[start])]
        yield Noise(window.words[start].start, window.words[end - 1].end, kind)  # type: ignore[arg-type]


def _runs(mask: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]])))
    yield from ((int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True))


# ---- events ---------------------------------------------------------------------------------------------------------


def _events(
    window: Encoded, mentions: Sequence[Mention], pool: Floats, *, shift: int, heads: Heads, ontology: Ontology
) -> Iterator[EventDraft]:
    chances = _softmax(window.tags[:, heads.slice("trigger")])
    outside, inside = 0, chances.shape[1] - 1
    coded = 1 - chances[:, outside] - chances[:, inside]
    triggers = [int(at) for at in np.flatnonzero(coded >= heads.manifest.thresholds["trigger"])]
    triggers = [at for at, before in zip(triggers, [-2, *triggers], strict=False) if not _same(at, before, chances)]
    contexts = _contexts(window, heads)
    if not triggers or contexts["relevant"] < heads.manifest.thresholds["relevant"]:
        return
    word_scores = _role_scores(window, triggers, heads)
    mention_scores = np.einsum("mw,nwr->nmr", pool, word_scores)
    named = tuple(name for name in ontology.contexts if contexts[name] >= heads.manifest.thresholds["context"])
    for number, at in enumerate(triggers):
        end = at + 1
        while end < len(window.words) and chances[end].argmax() == inside:
            end += 1
        scores = _sigmoid(mention_scores[number])
        roles = _Roles(window, mentions, shift, scores, _sigmoid(word_scores[number]), heads)
        yield _event(roles, Span(window.words[at].start, window.words[end - 1].end), at, chances[at], named)


def relation(window: Encoded, *, actor: Span | None, recipient: Span | None, heads: Heads) -> Floats:
    """How much each type is spoken of between two spans: every word's types, weighed by its roles for the spans.

    Returns chances [types] that sum to one. A span that is None, or stands in no word, leaves all words equal.
    """
    chances = _softmax(window.tags[:, heads.slice("trigger")])[:, 1:-1]
    roles = _sigmoid(_role_scores(window, range(len(window.words)), heads))
    weights = np.ones(len(window.words), np.float32)
    for role, span in (("actor", actor), ("recipient", recipient)):
        at = [i for i, word in enumerate(window.words) if span and word.overlaps(span)]
        if at:
            weights *= 0.1 + roles[:, at, heads.manifest.roles.index(role)].mean(axis=1)
    summed = (chances * weights[:, None]).sum(axis=0) + 1e-4
    return np.asarray(summed / summed.sum())


def _same(at: int, before: int, chances: Floats) -> bool:
    """Whether a second trigger word in a row only goes on with the first: one event, not two of a kind."""
    return at == before + 1 and chances[at, 1:-1].argmax() == chances[before, 1:-1].argmax()


def _role_scores(window: Encoded, triggers: Sequence[int], heads: Heads) -> Floats:
    """Logits [triggers, words, roles]; the same formula as `training.model.PairScores`."""
    roles, width = len(heads.manifest.roles), heads.manifest.role_width
    query = heads.linear("role_query", window.hidden[list(triggers)]).reshape(-1, roles, width)
    key = heads.linear("role_key", window.hidden).reshape(-1, roles, width)
    scores = np.einsum("nrd,wrd->nwr", query, key) / width**0.5
    apart = np.arange(len(window.words))[None, :] - np.array(triggers)[:, None]
    return np.asarray(scores + heads.weights["role_distance"][distance_bucket(apart)] + heads.weights["role_bias"])


def distance_bucket(distance: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return 0..16 for signed word distances: exact up to 3, then by doubling, capped at 64."""
    size = np.abs(distance)
    doublings = np.minimum(4, np.log2(np.maximum(size, 4) / 4).astype(np.int64))
    bucket = np.where(size < 4, size, 4 + doublings)
    return np.where(distance < 0, 8 - bucket, 8 + bucket)


def _contexts(window: Encoded, heads: Heads) -> dict[str, float]:
    """How likely each context is, and that the window is "relevant": that anything in it is to be coded."""
    chances = _sigmoid(heads.linear("contexts", window.opening))
    return dict(zip(heads.manifest.contexts, map(float, chances), strict=True))


class _Roles:
    """Reads one event's roles off its scores for every mention and every word."""

    def __init__(
        self, window: Encoded, mentions: Sequence[Mention], shift: int, scores: Floats, words: Floats, heads: Heads
    ) -> None:
        self.window, self.heads = window, heads
        self._mentions, self._shift, self._scores, self._words = mentions, shift, scores, words

    def chance(self, mention: int, role: str) -> float:
        return float(self._scores[mention - self._shift, self.heads.manifest.roles.index(role)])

    def fillers(self, role: str) -> tuple[int, ...]:
        likely = self._scores[:, self.heads.manifest.roles.index(role)] >= self.heads.manifest.thresholds[role]
        return tuple(
            number + self._shift
            for number in map(int, np.flatnonzero(likely))
            if self._mentions[number].kind in FILLERS[role]
        )

    def best(self, role: str) -> int | None:
        return max(self.fillers(role), key=lambda mention: self.chance(mention, role), default=None)

    def phrase(self, role: str) -> Span | None:
        """The likeliest run of words, bridging gaps of two words."""
        chances = self._words[:, self.heads.manifest.roles.index(role)]
        runs = list(_runs(chances >= self.heads.manifest.thresholds[role]))
        joined: list[tuple[int, int]] = []
        for start, end in runs:
            if joined and start - joined[-1][1] <= 2:
                joined[-1] = (joined[-1][0], end)
            else:
                joined.append((start, end))
        if not joined:
            return None
        start, end = max(joined, key=lambda run: float(chances[run[0] : run[1]].sum()))
        return Span(self.window.words[start].start, self.window.words[end - 1].end)

    def label(self, head: str, at: int, allowed: Sequence[int] | None = None) -> str:
        """The likeliest label of a token head at a word, among those allowed."""
        logits = self.window.tags[at, self.heads.slice(head)]
        options = range(len(logits)) if allowed is None else allowed
        return self.heads.manifest.tags[head][max(options, key=lambda option: logits[option])]

    def quantity_kind(self, mention: int) -> QuantityKind:
        span = self._mentions[mention - self._shift].span
        at = next(at for at, word in enumerate(self.window.words) if span.contains(word))
        return self.label("quantity", at)  # type: ignore[return-value]


def _event(roles: _Roles, trigger: Span, at: int, chances: Floats, contexts: tuple[str, ...]) -> EventDraft:
    heads = roles.heads
    types = heads.manifest.tags["trigger"][1:-1]
    type_ = types[int(chances[1:-1].argmax())]
    status: Status = roles.label("status", at)  # type: ignore[assignment]
    mode = _mode(roles, at, type_)
    if status == "future" and type_ in AGREED_WHEN_FUTURE:
        type_, mode, status = "AGREE", None, "occurred"
    actors, recipients = _parties(roles)
    stance, speaker = roles.label("stance", at), roles.best("speaker")
    spoken = stance != "none" and speaker is not None and speaker not in actors
    commitment = roles.label("commitment", at)
    bound = commitment != "none" and roles.phrase("content") is not None
    return EventDraft(
        trigger=trigger,
        type=type_,
        mode=mode,
        status=status,
        confidence=_calibrated(float(1 - chances[0] - chances[-1]), heads.manifest),
        actors=actors,
        recipients=recipients,
        places=tuple(place for place in roles.fillers("place") if place not in (*actors, *recipients)),
        time=roles.best("time"),
        quantities=tuple((number, roles.quantity_kind(number)) for number in roles.fillers("quantity")),
        speaker=speaker if spoken or stance == "denied" else None,
        cue=roles.phrase("cue") if spoken else None,
        stance=stance if spoken or stance == "denied" else None,  # type: ignore[arg-type]
        contexts=contexts,
        commitment=commitment if bound else None,  # type: ignore[arg-type]
        content=roles.phrase("content") if bound else None,
        condition=roles.phrase("condition") if bound else None,
        deadline=roles.best("deadline") if bound else None,
    )


def _calibrated(chance: float, manifest: Manifest) -> float:
    """The chance that trigger and type are right, as fitted on the dev part; the model's own if nothing is fitted."""
    slope, intercept = manifest.calibration.get("event", (1.0, 0.0))
    chance = min(max(chance, 1e-4), 1 - 1e-4)
    return 1 / (1 + math.exp(-(slope * math.log(chance / (1 - chance)) + intercept)))


def _mode(roles: _Roles, at: int, type_: str) -> str | None:
    allowed = _modes(roles.heads.manifest.tags["mode"]).get(type_)
    return (roles.label("mode", at, allowed).partition("/")[2] or None) if allowed else None


@cache
def _modes(labels: tuple[str, ...]) -> Mapping[str, Sequence[int]]:
    """Which labels of the mode head are of each type."""
    found: dict[str, list[int]] = {}
    for index, label in enumerate(labels):
        found.setdefault(label.partition("/")[0], []).append(index)
    return found


def _parties(roles: _Roles) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Actors and recipients; a mention that could be both is what it is likelier to be."""
    actors, recipients = roles.fillers("actor"), roles.fillers("recipient")
    both = set(actors) & set(recipients)
    acting = {mention for mention in both if roles.chance(mention, "actor") >= roles.chance(mention, "recipient")}
    return (
        tuple(mention for mention in actors if mention not in both or mention in acting),
        tuple(mention for mention in recipients if mention not in acting),
    )


def _softmax(logits: Floats) -> Floats:
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def _sigmoid(logits: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-logits)))
