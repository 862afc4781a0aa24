"""The stages in order: read this first. Values in, values out; the only state is the loaded model and registers."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import msgspec
import numpy as np

from dragoman.assemble import Resolved, assemble
from dragoman.commitments import commitments
from dragoman.encode import GROUP, Encoded, Encoder, Floats, Window
from dragoman.errors import DragomanError, InputError, TooLarge
from dragoman.extract import ACTORS, Drafts, EventDraft, Heads, Mention, extract, relation
from dragoman.ontology import plover
from dragoman.records import Document, Entity, Failure, Noise, Place, Quantity, Report, Span, When
from dragoman.resolve.actors import load_registry, resolve_actors
from dragoman.resolve.places import load_gazetteer, resolve_places
from dragoman.resolve.quantities import resolve_quantity
from dragoman.resolve.times import resolve_time
from dragoman.segment import Segments, segment

# Longer texts are books or broken pages, not reports; coding one would hold up the documents behind it for a minute.
MAX_TEXT = 1_000_000
# A sentence is noise when the model takes most of it for noise.
NOISY = 0.7

Favoured = Literal["precision", "recall"]
_Prepared = tuple[Document, Segments, list[Window]]


@dataclass(frozen=True, slots=True)
class Sources:
    """Where names are looked up: the user's files before the shipped registry, and a gazetteer other than ours."""

    registry: tuple[Path, ...] = ()
    gazetteer: Path | None = None

    def check(self) -> None:
        """Load what is not shipped; the shipped files wait for the first name."""
        if self.registry:
            load_registry(*self.registry)
        if self.gazetteer:
            load_gazetteer(self.gazetteer)


class Coder:
    """Codes documents with one loaded model. Give `model` a folder written by `python -m training`.

    `favour` leaves out doubtful events ("precision") or keeps more of them ("recall") than the best F1 does. `registry`
    are files of actors that win over the shipped ones, `gazetteer` stands in the place of the shipped one; `dragoman
    registry` and `dragoman gazetteer` make both. A file that does not fit is refused here, not at the first document.
    """

    def __init__(
        self,
        model: Path | None = None,
        *,
        threads: int | None = None,
        favour: Favoured | None = None,
        registry: Sequence[Path] = (),
        gazetteer: Path | None = None,
    ) -> None:
        self.sources = Sources(tuple(registry), gazetteer)
        self.sources.check()
        self.ontology = plover()
        self.encoder = Encoder(model, threads=threads)
        manifest = self.encoder.manifest
        thresholds = {**manifest.thresholds, **(manifest.presets.get(favour, {}) if favour else {})}
        self.heads = Heads(msgspec.structs.replace(manifest, thresholds=thresholds), self.encoder.heads)

    def code(self, document: Document) -> Report:
        """Return what the document says. Raises `TooLarge` for a text of over a million characters."""
        segments, windows = self._prepare(document)
        return self._finish(document, segments, self.encoder.read(windows))

    def code_many(self, documents: Iterable[Document]) -> Iterator[Report | Failure]:
        """Yield a report for each document, in order, or a `Failure` for one that cannot be coded.

        The encoder reads the next group of windows while the last one's drafts are made into reports.
        """
        with ThreadPoolExecutor(1, thread_name_prefix="dragoman-encoder") as reader:
            before: tuple[list[_Prepared | Failure], Future[list[Encoded]]] | None = None
            for group in self._groups(documents):
                windows = [window for item in group if not isinstance(item, Failure) for window in item[2]]
                reading = reader.submit(self.encoder.read, windows)
                if before:
                    yield from self._finish_many(before[0], before[1].result())
                before = group, reading
            if before:
                yield from self._finish_many(before[0], before[1].result())

    def _groups(self, documents: Iterable[Document]) -> Iterator[list[_Prepared | Failure]]:
        """Documents prepared for the encoder, as many as fill its batches of every length."""
        group: list[_Prepared | Failure] = []
        windows = 0
        for document in documents:
            try:
                prepared = (document, *self._prepare(document))
                windows += len(prepared[2])
                group.append(prepared)
            except DragomanError as error:
                group.append(Failure(document.id, str(error)))
            if windows >= GROUP:
                yield group
                group, windows = [], 0
        if group:
            yield group

    def classify(
        self, text: str, *, actor: tuple[int, int] | None, recipient: tuple[int, int] | None
    ) -> Mapping[str, float]:
        """Return how likely each event type is as what the actor's span does to the recipient's, likeliest first.

        Offsets are character offsets, and the spans may nest; give None where the sentence names nobody. Raises
        `InputError` for a span outside the text.
        """
        spans = {name: _mark(text, name, at) for name, at in (("actor", actor), ("recipient", recipient)) if at}
        ids, opened = self.encoder.reader.marked(text, list(spans.items()))
        hidden = self.encoder.read_marked(ids)
        x = np.concatenate([hidden[0], *(hidden[opened.get(name, 0)] for name in ("actor", "recipient"))])
        logits = self.heads.linear("pair_out", _gelu(self.heads.linear("pair_in", x)))
        # The geometric mean with what the triggers say: on the corpus's dev part 0.652 right, 0.631 without.
        logits = logits - np.log(np.exp(logits).sum()) + np.log(self._spoken(text, spans))
        chances = np.exp((logits - logits.max()) / 2)
        chances /= chances.sum()
        types = self.encoder.manifest.pair_types
        return {types[i]: float(chances[i]) for i in np.argsort(-chances, kind="stable")}

    def _spoken(self, text: str, spans: Mapping[str, Span]) -> Floats:
        """What the words around the spans speak of; of a long text, the window that holds them."""
        windows = self.encoder.reader.windows(text, [Span(0, len(text))])
        edge = min((span.start for span in spans.values()), default=0)
        window = next((each for each in windows if each.words[-1].end > edge), None)
        if window is None:
            return np.ones(len(self.encoder.manifest.pair_types), np.float32)
        (encoded,) = self.encoder.read([window])
        return relation(encoded, actor=spans.get("actor"), recipient=spans.get("recipient"), heads=self.heads)

    def _prepare(self, document: Document) -> tuple[Segments, list[Window]]:
        if len(document.text) > MAX_TEXT:
            raise TooLarge(
                f"document {document.id} has {len(document.text):,} characters, over the limit of {MAX_TEXT:,}; "
                "split it into its articles"
            )
        segments = segment(document.text)
        return segments, self.encoder.reader.windows(document.text, segments.sentences)

    def _finish_many(
        self, group: Sequence[_Prepared | Failure], encoded: Sequence[Encoded]
    ) -> Iterator[Report | Failure]:
        left = iter(encoded)
        for item in group:
            if isinstance(item, Failure):
                yield item
            else:
                yield self._finish(item[0], item[1], [next(left) for _ in item[2]])

    def _finish(self, document: Document, segments: Segments, encoded: Sequence[Encoded]) -> Report:
        drafts = extract(encoded, heads=self.heads, ontology=self.ontology)
        noise = [*segments.noise, *noisy_sentences(segments.sentences, drafts.noise)]
        document = dataclasses.replace(document, noise=tuple(sorted(noise, key=lambda each: each.start)))
        drafts = without_noise(drafts, noise)
        resolved = resolve(document, drafts, self.sources)
        events = assemble(document, drafts, resolved=resolved, sentences=segments.sentences, ontology=self.ontology)
        return Report(document, events, commitments(document, drafts, events=events, resolved=resolved))


def resolve(document: Document, drafts: Drafts, sources: Sources = Sources()) -> Resolved:
    """Return who, where, when and how many the drafts' mentions stand for; what is not known is None."""
    text, on = document.text, document.published
    return Resolved(
        entities=_entities(document, drafts, sources),
        places=_places(document, drafts, sources),
        times=tuple(_time(text, drafts, draft.time, on=on, tense=_tense(draft)) for draft in drafts.events),
        deadlines=tuple(_time(text, drafts, draft.deadline, on=on, tense="future") for draft in drafts.events),
        quantities=tuple(_quantities(text, drafts.mentions, draft) for draft in drafts.events),
    )


def _entities(document: Document, drafts: Drafts, sources: Sources) -> tuple[Entity | None, ...]:
    """Who each mention is by its own words, else by those of what it stands for."""
    mentions, hit = drafts.mentions, {i for draft in drafts.events for i in draft.recipients}
    named = [i for i, m in enumerate(mentions) if (m.kind in ACTORS and m.kind != "PRON") or i in hit]
    registry = load_registry(*sources.registry)
    found = resolve_actors(document.text, [mentions[i].span for i in named], registry=registry, on=document.published)
    own: dict[int, Entity | None] = dict(zip(named, found, strict=True))
    return tuple(_entity(document.text, own, mentions, number) for number in range(len(mentions)))


def _entity(text: str, own: Mapping[int, Entity | None], mentions: Sequence[Mention], number: int) -> Entity | None:
    entity, antecedent = own.get(number), mentions[number].antecedent
    if antecedent is None or (entity is not None and entity.country is not None):
        return entity
    other = own.get(antecedent)
    if not _anaphoric(text, mentions[number], mentions[antecedent]):
        return entity
    return other if entity is None or (other is not None and other.country is not None) else entity


def _anaphoric(text: str, mention: Mention, antecedent: Mention) -> bool:
    """Whether grammar lets the mention be its antecedent: a pronoun, "the group", or words of a name given before.

    A bare "accord" or "both governments" is nobody's name, whatever the link says.
    """
    if mention.kind == "PRON":
        return True
    before = text[max(0, mention.span.start - 10) : mention.span.start].split()
    if before and before[-1].lower() in ("the", "this", "that", "these", "those"):
        return True
    return any(word[0].isupper() and word in antecedent.span.of(text).split() for word in mention.span.of(text).split())


def _places(document: Document, drafts: Drafts, sources: Sources) -> tuple[Place | None, ...]:
    wanted = sorted({place for draft in drafts.events for place in draft.places})
    found: dict[int, Place | None] = {}
    if wanted:
        spans = [drafts.mentions[place].span for place in wanted]
        gazetteer = load_gazetteer(sources.gazetteer)
        found = dict(zip(wanted, resolve_places(document.text, spans, gazetteer=gazetteer), strict=True))
    return tuple(found.get(number) for number in range(len(drafts.mentions)))


def _tense(draft: EventDraft) -> Literal["past", "future"] | None:
    return {"occurred": "past", "historical": "past", "future": "future"}.get(draft.status)  # type: ignore[return-value]


def _time(
    text: str, drafts: Drafts, mention: int | None, *, on: date | None, tense: Literal["past", "future"] | None
) -> When | None:
    return None if mention is None else resolve_time(text, drafts.mentions[mention].span, published=on, tense=tense)


def _quantities(text: str, mentions: Sequence[Mention], draft: EventDraft) -> tuple[Quantity, ...]:
    return tuple(
        resolve_quantity(text, mentions[number].span, counted=_counted(text, mentions, number), kind=kind)
        for number, kind in draft.quantities
    )


def _counted(text: str, mentions: Sequence[Mention], number: int) -> Span | None:
    """The mention that follows a number at once: what it counts."""
    if number + 1 == len(mentions) or mentions[number + 1].kind not in ("GROUP", "WEAPON", "ORG", "PERSON"):
        return None
    span, following = mentions[number].span, mentions[number + 1].span
    return following if text[span.end : following.start].strip() == "" else None


def noisy_sentences(sentences: Sequence[Span], noise: Sequence[Noise]) -> list[Noise]:
    """Return the sentences that the model takes for noise, whole."""
    found = []
    for sentence in sentences:
        inside = [each for each in noise if each.start < sentence.end and sentence.start < each.end]
        covered = sum(min(each.end, sentence.end) - max(each.start, sentence.start) for each in inside)
        if covered > NOISY * (sentence.end - sentence.start):
            found.append(Noise(sentence.start, sentence.end, inside[0].kind))
    return found


def without_noise(drafts: Drafts, noise: Sequence[Noise]) -> Drafts:
    """Return the drafts without events that stand in noise."""
    kept = [draft for draft in drafts.events if not any(each.start <= draft.trigger.start < each.end for each in noise)]
    return msgspec.structs.replace(drafts, events=tuple(kept))


def _mark(text: str, name: str, at: tuple[int, int]) -> Span:
    if not 0 <= at[0] < at[1] <= len(text):
        raise InputError(f"the {name} {at[0]}:{at[1]} lies outside the text of {len(text)} characters")
    return Span(*at)


def _gelu(x: Floats) -> Floats:
    """The tanh form of GELU (Hendrycks and Gimpel, 2016), as trained."""
    return np.asarray(0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3))))
