"""The nouns: what Dragoman says about a document. All are frozen and valid from the start.

Field names are the contract with other programs. Offsets are half-open character offsets (Unicode code points) into
`Document.text`, and `text[start:end]` is the quoted text, always.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import msgspec
from msgspec import Struct

from dragoman.errors import InputError, InternalError

Status = Literal["occurred", "future", "hypothetical", "negated", "historical"]
Stance = Literal["stated", "alleged", "denied"]
Basis = Literal["expression", "document"]
TimePrecision = Literal["day", "week", "month", "season", "year", "range"]
PlacePrecision = Literal["point", "city", "admin2", "admin1", "country"]
QuantityKind = Literal[
    "killed", "injured", "detained", "displaced", "kidnapped", "troops", "participants", "weapons", "money", "other"
]
CommitmentKind = Literal["promise", "disavowal", "refusal", "threat", "ultimatum", "demand"]
NoiseKind = Literal["promo", "subscribe", "cookie", "caption", "credit", "boilerplate"]
PublishedFrom = Literal["given", "page", "url"]


def content_id(*parts: object) -> str:
    """Return 16 hex digits that depend on the parts alone, so that the same input gives the same ids everywhere."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:16]


class Span(Struct, frozen=True, order=True):
    """Half-open `[start, end)` character offsets into `Document.text`."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"span needs 0 <= start < end, got {self.start}:{self.end}")

    def of(self, text: str) -> str:
        """The words that the span covers."""
        return text[self.start : self.end]

    def contains(self, other: "Span") -> bool:
        """Whether the other span lies within this one."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Span") -> bool:
        """Whether the spans share a character."""
        return self.start < other.end and other.start < self.end


class Noise(Struct, frozen=True):
    """A stretch of text that is no part of the story: nothing is coded from it."""

    start: int
    end: int
    kind: NoiseKind


class Quote(Struct, frozen=True):
    """Words of the document with their place in it."""

    text: str
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end or len(self.text) != self.end - self.start:
            raise ValueError(f"quote {self.text!r} does not fit offsets {self.start}:{self.end}")

    @property
    def span(self) -> Span:
        """The offsets alone."""
        return Span(self.start, self.end)


def quote(text: str, span: Span) -> Quote:
    """Return the words of `text` that `span` covers."""
    return Quote(span.of(text), span.start, span.end)


class Entity(Struct, frozen=True):
    """Who a mention stands for: `country` is ISO 3166-1 alpha-3 or None, `sectors` most specific first."""

    id: str
    name: str
    country: str | None = None
    sectors: tuple[str, ...] = ()
    role: str | None = None


class Actor(Quote, frozen=True):
    """A mention of somebody who does, suffers or says; `entity` is None where nothing is known of them."""

    entity: Entity | None = None


class Place(Struct, frozen=True):
    """A place in the world; coordinates are WGS84 degrees."""

    geonames_id: int | None
    name: str
    admin1: str | None
    country: str | None
    lat: float
    lon: float
    precision: PlacePrecision


class Location(Quote, frozen=True):
    """A mention of a place; `place` is None where it could not be told which place is meant."""

    place: Place | None = None


class When(Struct, frozen=True, rename={"from_": "from"}):
    """A date interval, both ends included. `text`, `start` and `end` are None where `basis` is "document"."""

    text: str | None
    start: int | None
    end: int | None
    from_: date | None
    to: date | None
    precision: TimePrecision | None
    basis: Basis

    def __post_init__(self) -> None:
        if self.from_ and self.to and self.from_ > self.to:
            raise ValueError(f"date runs backwards, from {self.from_} to {self.to}")
        if (self.basis == "expression") != (self.text is not None):
            raise ValueError("a date has words exactly when its basis is an expression")


class Quantity(Quote, frozen=True):
    """A number with what it counts: `low` and `high` are None on the side that the words leave open."""

    kind: QuantityKind = "other"
    low: float | None = None
    high: float | None = None
    approximate: bool = False
    unit: str | None = None
    of: str | None = None


class Attribution(Struct, frozen=True):
    """Who vouches for an event, if not the reporter."""

    speaker: Actor | None
    cue: Quote | None
    stance: Stance


class Event(Struct, frozen=True):
    """Who did what to whom, where and when, each field with the words that it came from."""

    id: str
    type: str
    mode: str | None
    contexts: tuple[str, ...]
    cameo: str | None
    quad: str
    score: float
    status: Status
    trigger: Quote
    sentence: Span
    actors: tuple[Actor, ...]
    recipients: tuple[Actor, ...]
    locations: tuple[Location, ...]
    date: When | None
    quantities: tuple[Quantity, ...]
    attribution: Attribution | None
    confidence: float

    def quotes(self) -> Iterator[Quote]:
        """Every quote in the event."""
        yield self.trigger
        yield from (*self.actors, *self.recipients, *self.locations, *self.quantities)
        if self.attribution:
            yield from filter(None, (self.attribution.speaker, self.attribution.cue))
        yield from _quotes_of_time(self.date)


class Commitment(Struct, frozen=True):
    """What somebody bound themselves, or was told, to do or not to do."""

    id: str
    event: str
    kind: CommitmentKind
    promisor: tuple[Actor, ...]
    promisee: tuple[Actor, ...]
    content: Quote
    deadline: When | None = None
    condition: Quote | None = None

    def quotes(self) -> Iterator[Quote]:
        """Every quote in the commitment."""
        yield from (*self.promisor, *self.promisee, self.content)
        if self.condition:
            yield self.condition
        yield from _quotes_of_time(self.deadline)


def _quotes_of_time(when: When | None) -> Iterator[Quote]:
    if when and when.text is not None and when.start is not None and when.end is not None:
        yield Quote(when.text, when.start, when.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Metadata:
    id: str = ""
    url: str | None = None
    title: str | None = None
    publisher: str | None = None
    published: date | None = None
    published_from: PublishedFrom | None = None
    language: str | None = None
    translated: bool | None = None


@dataclass(frozen=True, slots=True)
class Document(_Metadata):
    """A text to code, used exactly as it is. Its id is a hash of the text unless the input gives one.

    `published_from` says where the date came from: "given" with the input, found in the "page", or in its "url".
    Raises `InputError` for a text that cannot be written as UTF-8 (a lone surrogate).
    """

    text: str
    noise: tuple[Noise, ...] = ()

    def __post_init__(self) -> None:
        try:
            digest = hashlib.sha256(self.text.encode()).hexdigest()[:16]
        except UnicodeEncodeError as error:
            raise InputError(
                f"the text has a lone surrogate at character {error.start}; decode it again with errors='replace'"
            ) from error
        if not self.id:
            object.__setattr__(self, "id", digest)
        if self.published and not self.published_from:
            object.__setattr__(self, "published_from", "given")


class Report(Struct, frozen=True):
    """All that was found in one document. Every quote in it is checked against the text when it is built."""

    document: Document
    events: tuple[Event, ...] = ()
    commitments: tuple[Commitment, ...] = ()

    def __post_init__(self) -> None:
        for event in self.events:
            verify(self.document.text, event.quotes())
        for commitment in self.commitments:
            verify(self.document.text, commitment.quotes())


class Failure(Struct, frozen=True):
    """An input that could not be read or coded: where it stood, and why. Inputs beside it are not affected."""

    source: str
    reason: str

    def __str__(self) -> str:
        return f"{self.source}: {self.reason}"


def verify(text: str, quotes: Iterable[Quote]) -> None:
    """Raise `InternalError` if a quote differs from the words at its offsets."""
    for each in quotes:
        if text[each.start : each.end] != each.text:
            there = text[each.start : each.end]
            raise InternalError(f"offsets {each.start}:{each.end} quote {there!r}, not {each.text!r}; please report it")


def to_json(report: Report) -> bytes:
    """Return the report as one line of JSON, UTF-8, without the line break."""
    return msgspec.json.encode(report)


def from_json(line: bytes | str) -> Report:
    """Return the report that a line of JSON holds, or raise `InputError` naming the field at fault."""
    try:
        return msgspec.json.decode(line, type=Report)
    except (msgspec.MsgspecError, InternalError) as error:
        raise InputError(f"this is no Dragoman report: {error}; `dragoman schema` prints the form") from error


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a report."""
    return msgspec.json.schema(Report)
