"""The view for reading: who did what to whom, when and where, with the words marked that say so.

In colour the spans are coloured and one legend explains the colours; in plain text they read `[words|actor]`. Only what
is known is shown. Article text is data here: it is never read as markup, and control characters in it (terminal
escapes, reversed writing) are shown as pictures of themselves.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from io import StringIO

from rich.console import Console
from rich.text import Text

from dragoman.records import Actor, Commitment, Document, Event, Location, Quantity, Quote, Report, Span, When

# The sixteen colours of a terminal follow the reader's own theme, light or dark.
STYLES: Mapping[str, str] = {
    "trigger": "bold red",
    "actor": "bold cyan",
    "recipient": "bold yellow",
    "place": "green",
    "time": "bright_blue",
    "quantity": "magenta",
}
STATUS_STYLES: Mapping[str, str] = {
    "future": "reverse yellow",
    "hypothetical": "reverse yellow",
    "negated": "reverse red",
    "historical": "reverse blue",
}
INDENT = 4
MAX_WIDTH = 120  # longer lines are hard to follow back to their start
# These bind the one who is told to act, and the record has that one as the promisor.
_IMPOSED = frozenset({"demand", "ultimatum"})
_COUNTED = frozenset({"killed", "injured", "detained", "displaced", "kidnapped"})
# Each character to one, so that offsets still hold. Line breaks are blanks; the other control characters become their
# pictures (U+2400 on), and what turns the direction of writing U+FFFD: it could show a sentence in another order.
_TURNS = (*range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xD800, 0xE000))
_PICTURES = (
    {code: chr(0x2400 + code) for code in range(0x20)}
    | dict.fromkeys(_TURNS, "\ufffd")
    | {0x7F: "\u2421"}
    | dict.fromkeys(map(ord, "\t\n\v\f\r\x85\u2028\u2029"), " ")
)


def harmless(words: str) -> str:
    """Return the words, as many characters, with nothing that a terminal would obey."""
    return words.translate(_PICTURES)


def text_view(reports: Iterable[Report], *, width: int, colour: bool) -> Iterator[str]:
    """Yield each report as lines of at most `width` columns, the legend of the colours before the first."""
    for number, report in enumerate(reports):
        page = _Page(width, colour=colour)
        if colour and number == 0:
            page.write([(role, STYLES[role]) for role in STYLES], between="  ")
            page.blank()
        _report(page, report)
        page.blank()
        yield page.read()


def findings(found: Sequence[Actor | Location | Quantity | When]) -> str:
    """Return a line for each find: its offsets, its words and what they stand for ("?" where that cannot be told)."""
    rows = [(f"{each.start}-{each.end}", harmless(each.text or ""), meaning(each) or "?") for each in found]
    places, words = (max((len(row[column]) for row in rows), default=0) for column in (0, 1))
    return "".join(f"{at:<{places}}  {said:<{words}}  {means}\n" for at, said, means in rows)


def meaning(found: Actor | Location | Quantity | When) -> str:
    """Return what a find stands for, in a few words; empty where that cannot be told."""
    match found:
        case Actor():
            return _who(found) if found.entity else ""
        case Location():
            return _where(found) if found.place else ""
        case Quantity():
            return _how_many(found)
        case When():
            return _days(found)


# Words, each with its style.
Parts = Iterable[tuple[str, str]]


class _Page:
    """Lines of bounded width, with colour or without."""

    def __init__(self, width: int, *, colour: bool) -> None:
        self.colour = colour
        self._file = StringIO()
        self._console = Console(
            file=self._file, width=max(20, min(width, MAX_WIDTH)), legacy_windows=False,
            force_terminal=colour, color_system="standard" if colour else None, no_color=not colour,
            markup=False, highlight=False, emoji=False,
        )  # fmt: skip

    def write(self, parts: Parts, *, between: str = "", indent: int = 0, hang: int | None = None) -> None:
        """Add words, wrapped; lines after the first are indented by `hang`, or else as it is."""
        text = Text(between).join([Text(words, style=style) for words, style in parts if words])
        following = indent if hang is None else hang
        for number, line in enumerate(text.wrap(self._console, self._console.width - max(indent, following))):
            line.rstrip()
            self._console.print(Text(" " * (following if number else indent)) + line, soft_wrap=True)

    def blank(self) -> None:
        """Add an empty line."""
        self._file.write("\n")

    def read(self) -> str:
        """What the page holds."""
        return self._file.getvalue()


def _report(page: _Page, report: Report) -> None:
    page.write(_header(report))
    for number, event in enumerate(report.events, 1):
        page.blank()
        page.write(_headline(number, event), hang=INDENT)
        page.write(_facts(event), between=" · ", indent=INDENT)
        page.write(_sentence(event, report.document.text, colour=page.colour), indent=INDENT)
    if report.commitments:
        page.blank()
        page.write([("Commitments", "bold")])
    for commitment in report.commitments:
        page.write(_ledger(commitment), indent=2, hang=INDENT)


def _header(report: Report) -> Parts:
    document = report.document
    yield harmless(document.title or document.id), "bold"
    known = (_published(document), harmless(document.publisher or ""), _plural(len(report.events), "event"))
    noise = f"{_plural(len(document.noise), 'stretch', 'stretches')} of noise left out" if document.noise else ""
    for each in (*known, noise):
        if each:
            yield f" · {each}", ""


def _published(document: Document) -> str:
    """The day of publication, and where it came from if the user did not say it."""
    if document.published is None:
        return ""
    source = f" (from the {document.published_from})" if document.published_from in ("page", "url") else ""
    return f"{document.published}{source}"


def _plural(number: int, noun: str, plural: str = "") -> str:
    return f"{number or 'no'} {noun if number == 1 else plural or noun + 's'}"


def _headline(number: int, event: Event) -> Parts:
    """Type, mode and status; who to whom."""
    yield f"{number:>2}  ", "dim"
    yield event.type, "bold"
    yield f" {event.mode}" if event.mode else "", "bold"
    if event.status != "occurred":
        yield "  ", ""
        yield event.status.upper(), STATUS_STYLES[event.status]
    if event.actors or event.recipients:
        yield "  ", ""
    yield _all(event.actors), STYLES["actor"]
    if event.recipients:
        yield " -> " if event.actors else "-> ", ""
    yield _all(event.recipients), STYLES["recipient"]


def _all(actors: Iterable[Actor]) -> str:
    return ", ".join(_who(actor) for actor in actors)


def _who(actor: Actor) -> str:
    """The name that is known, else the words; then country and sectors."""
    if actor.entity is None:
        return harmless(actor.text)
    entity = actor.entity
    codes = " ".join(filter(None, (entity.country, "/".join(entity.sectors))))
    # A role that the name already says ("Sudanese militia leader") is not said twice.
    role = entity.role if entity.role and entity.role.lower() not in entity.name.lower() else None
    known = ", ".join(filter(None, (codes, role)))
    return harmless(f"{entity.name} ({known})" if known else entity.name)


def _facts(event: Event) -> Parts:
    """When, where, how many, who says so, how sure."""
    if event.date:
        yield _when(event.date), "dim" if event.date.basis == "document" else STYLES["time"]
    yield ", ".join(map(_where, event.locations)), STYLES["place"]
    yield ", ".join(map(_how_many, event.quantities)), STYLES["quantity"]
    if event.attribution:
        stance, speaker, cue = event.attribution.stance, event.attribution.speaker, event.attribution.cue
        by = f" by {_who(speaker)}" if speaker else f" (“{harmless(cue.text)}”)" if cue else ""
        yield f"{stance}{by}", "" if stance == "stated" else "bold"
    yield f"confidence {event.confidence:.2f}", "dim"


def _when(when: When) -> str:
    """The days; where only the publication or only the words are known, it says so."""
    days = _days(when)
    if when.basis == "document":
        return f"{days} (day of publication)"
    return days or f"“{harmless(when.text or '')}”"


def _days(when: When) -> str:
    """The interval as short as it can be said: a month or year that is covered whole by its name."""
    low, high = when.from_, when.to
    if low is None or high is None:
        return f"from {low}" if low else f"until {high}" if high else ""
    if low == high:
        return str(low)
    if (low, high) == (date(low.year, 1, 1), date(low.year, 12, 31)):
        return f"{low.year:04}"
    if low.day == 1 and high == low.replace(day=monthrange(low.year, low.month)[1]):
        return f"{low:%Y-%m}"
    return f"{low} to {high}"


def _where(location: Location) -> str:
    place = location.place
    if place is None:
        return harmless(location.text)
    within = place.admin1 if place.admin1 and place.admin1 != place.name and place.precision != "country" else None
    named = ", ".join(filter(None, (place.name, within)))
    return harmless(f"{named} ({place.country})" if place.country else named)


def _how_many(quantity: Quantity) -> str:
    number = _bounds(quantity.low, quantity.high) or f"“{quantity.text}”"
    about = "about " if quantity.approximate and quantity.low == quantity.high is not None else ""
    counted = quantity.unit if quantity.kind == "money" else quantity.of or _plain_unit(quantity)
    kind = quantity.kind if quantity.kind in _COUNTED or not (counted or quantity.kind == "other") else None
    return harmless(" ".join(filter(None, (about + number, counted, kind))))


def _plain_unit(quantity: Quantity) -> str | None:
    """The unit where the kind does not imply it: "5 killed" are persons."""
    return quantity.unit if quantity.kind == "other" else None


def _bounds(low: float | None, high: float | None) -> str:
    match low, high:
        case None, None:
            return ""
        case None, float() | int():
            return f"up to {_number(high)}"
        case float() | int(), None:
            return f"at least {_number(low)}"
        case _:
            return _number(low) if low == high else f"{_number(low)} to {_number(high)}"


def _number(value: float | None) -> str:
    return f"{value:,.0f}" if value is None or float(value).is_integer() else f"{value:,}"


def _sentence(event: Event, text: str, *, colour: bool) -> Parts:
    """The event's sentence in parts, the marked ones with their style, or in brackets with their role."""
    at = event.sentence.start
    for span, role in sorted(_marks(event)):
        yield harmless(text[at : span.start]), ""
        words = harmless(span.of(text))
        yield (words, STYLES[role]) if colour else (f"[{words}|{role}]", "")
        at = span.end
    yield harmless(text[at : event.sentence.end]), ""


def _marks(event: Event) -> Iterator[tuple[Span, str]]:
    """The spans to mark within the sentence; of two that overlap the first of this order is kept."""
    when = event.date
    told: Iterable[Quote] = (
        [Quote(when.text, when.start, when.end)] if when and when.text and when.start is not None and when.end else ()
    )
    named: tuple[tuple[str, Iterable[Quote]], ...] = (
        ("trigger", [event.trigger]), ("actor", event.actors), ("recipient", event.recipients),
        ("quantity", event.quantities), ("place", event.locations), ("time", told),
    )  # fmt: skip
    kept: list[Span] = []
    for role, quotes in named:
        for span in (each.span for each in quotes):
            if event.sentence.contains(span) and not any(span.overlaps(other) for other in kept):
                kept.append(span)
                yield span, role


def _ledger(commitment: Commitment) -> Parts:
    """Kind, who to whom, what, until when, on what condition."""
    bound, other = _all(commitment.promisor), _all(commitment.promisee)
    yield commitment.kind, "bold"
    if commitment.kind in _IMPOSED:
        parts = (f" on {bound}" if bound else "", f" by {other}" if other else "")
    else:
        parts = (f" by {bound}" if bound else "", f" to {other}" if other else "")
    yield "".join(parts), ""
    yield f": {harmless(commitment.content.text)}", ""
    if commitment.deadline:
        yield f" · deadline {_deadline(commitment.deadline)}", STYLES["time"]
    if commitment.condition:
        yield f" · condition “{harmless(commitment.condition.text)}”", STYLES["place"]


def _deadline(when: When) -> str:
    """The last day; the words where no day is known."""
    return str(when.to) if when.to else _when(when)
