"""Time expressions against the day of publication: intervals with a precision, null where the words do not tell.

Ordinary news English, and what machine translation makes of it ("the 11 june", "June 11 last"). Weeks run from Monday
to Sunday, "early", "mid" and "late" are thirds (codebook: early March is 1-10 March), seasons are the northern
hemisphere's, and a quarter has the precision "season". An end is always included: "2014-2018" ends in December 2018.
Fiscal years, feasts of lunar calendars, and days counted from an event of the story stay unknown.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from dragoman.records import Span, When
from dragoman.resolve._time_atoms import amount
from dragoman.resolve._time_calendar import UNKNOWN, Interval, Tense, between, running
from dragoman.resolve._time_dates import Frame, Hit
from dragoman.resolve._time_grammar import bound, expression
from dragoman.resolve._time_words import CORE, DAY_PARTS, STARTERS, Token, tokens_of, words

# Around a span: enough for "no later than the" before, and for the clause that shows the tense.
_BEFORE, _AFTER = 24, 24
_CLAUSE = 90
_LONGEST = 160
# In tokens: the longest expression, and how far before its telling word ("June", "weeks", 2014) it can begin.
_HORIZON, _LEAD = 20, 6
_CLAUSE_END = re.compile(r"[.!?;:\n](?=\s|$)")
_CUES = re.compile(
    r"(?P<future>\b(?:will|shall|won|ll|must|should|going to|upcoming|scheduled|slated|due|planned|set|expected"
    r"|hopes?|plans?|(?:is|are) to|agreed to|wants?|reopens?|opens|ends|begins|starts)\b(?:\s+\w+){0,2})"
    r"|(?P<past>\b(?:was|were|had|did|said|told|says|has|have been|met|held|fell|took|broke|\w{2,20}ed)\b)",
    re.IGNORECASE,
)
_IDLE = frozenset(
    words(
        """on in at the of about around some approximately nearly almost roughly only just local time gmt o clock ,
        ( )"""
    )
)
_BOUNDS = {"since": "since", "until": "until", "till": "until", "before": "before", "after": "after", "by": "by"}
_TAILS = frozenset({"ago", "earlier", "later", "hence", "before", "after", "from"})


def resolve_time(text: str, span: Span, *, published: date | None, tense: Tense | None = None) -> When:
    """Return the words of the span as an interval; both ends and the precision are None where it cannot be told.

    Words just around the span count ("by", "since", "until", "within", "ago"). "since X" runs to the publication, "by
    X" is X, "before" and "after" leave a side open. Without `tense` the words around decide; if they do not, weekdays
    and months are past. Nothing is resolved in part: a span with words that no rule knows is unknown as a whole.
    """
    frame, first, last = _framed(text, span, published, tense or _tense(text, span))
    if frame.tense is None and frame.word(first - 1) in {"until", "till", "by"}:
        frame = replace(frame, tense="future")
    return _when(text, span, _governed(text, frame, first, last) if first < last else UNKNOWN)


def find_times(text: str, *, published: date | None) -> tuple[When, ...]:
    """Return every time expression of the text, in order and without overlap; those that stay unknown are among them.

    An ordinary word that could be a month or day ("may", "march", "sun") needs a sign that it is one. Clock times and
    plain durations ("for six months") are left out.
    """
    return tuple(_find(text, published))


def _find(text: str, published: date | None) -> Iterator[When]:
    tokens = tokens_of(text)
    at = 0
    core = _next_core(tokens, 0)
    while core < len(tokens):
        # An expression begins at most a few words before the word that makes it one; ordinary text is skipped.
        at = max(at, core - _LEAD)
        hit = (
            _hit_at(text, tokens, at, published) if tokens[at].word in STARTERS or tokens[at].raw[0].isdigit() else None
        )
        if hit is None:
            at += 1
        else:
            yield _when(text, Span(tokens[at].start, tokens[hit.end - 1].end), hit.interval)
            at = hit.end
        if at > core:
            core = _next_core(tokens, at)


def _next_core(tokens: list[Token], at: int) -> int:
    return next(
        (i for i in range(at, len(tokens)) if tokens[i].word in CORE or tokens[i].raw[0].isdigit()), len(tokens)
    )


def _hit_at(text: str, tokens: list[Token], at: int, published: date | None) -> Hit | None:
    """The expression at a token, its end counted in all tokens. Rules see a stretch, which bounds their recursion."""
    shift = max(0, at - 2)
    frame = Frame(tokens[shift : at + _HORIZON], published, None)
    hit = expression(frame, at - shift)
    # "in two days" is a time only where the tense is future.
    if hit is None and tokens[at].word != "in":
        return None
    span = Span(tokens[at].start, tokens[at].end)
    if frame.published and (tense := _tense(text, span)):
        hit = expression(replace(frame, tense=tense), at - shift) or hit
    return hit and hit._replace(end=hit.end + shift)


def _framed(text: str, span: Span, published: date | None, tense: Tense | None) -> tuple[Frame, int, int]:
    """The tokens in and around the span, and the positions of its first and of the one after its last."""
    tokens = tokens_of(
        text, max(0, span.start - _BEFORE), min(len(text), min(span.end, span.start + _LONGEST) + _AFTER)
    )
    # A token cut by the window or the span is none of ours: the words around start after the first blank.
    first = next((i for i, token in enumerate(tokens) if token.start >= span.start), len(tokens))
    last = next((i for i, token in enumerate(tokens) if token.end > span.end), len(tokens))
    return Frame(tokens, published, tense, sure=True), first, last


def _governed(text: str, frame: Frame, first: int, last: int) -> Interval:
    """The interval of the span's words under the word before it."""
    tail = last < len(frame.tokens) and frame.word(last) in _TAILS
    inner = frame if tail else Frame(frame.tokens[:last], frame.published, frame.tense, sure=True)
    hit, start = _whole(inner, first, last)
    before = first - 1
    while before >= 0 and frame.word(before) in {"the", "about", "around", "only"}:
        before -= 1
    governor = frame.word(before)
    if governor == "than" and frame.word(before - 1) == "later" and frame.word(before - 2) in {"no", "not"}:
        governor = "by"
    if hit is None:
        return _deadline(frame, first, last, governor)
    if governor in _BOUNDS and frame.word(start) not in _BOUNDS and frame.word(start) != "between":
        return bound(governor, hit, frame.published)
    return hit.interval


def _whole(frame: Frame, first: int, last: int) -> tuple[Hit | None, int]:
    """The expression that covers the span but for idle words at its sides."""
    for start in range(first, min(last, first + 6)):
        hit = _several(frame, expression(frame, start))
        if hit is not None and all(
            frame.word(i) in _IDLE | DAY_PARTS or _clock(frame, i) for i in range(hit.end, last)
        ):
            return hit, start
        if frame.word(start) not in _IDLE | {"more", "than", "late", "early", "later", "earlier"}:
            return None, start
    return None, first


def _several(frame: Frame, hit: Hit | None) -> Hit | None:
    """ "Monday and Wednesday": from the first of the days to the last."""
    while hit is not None and frame.word(hit.end) in {"and", "or", ","}:
        following = expression(frame, hit.end + 1)
        if following is None or following.interval.low is None or hit.interval.low is None:
            break
        lows, highs = zip(*((each.interval.low, each.interval.high) for each in (hit, following)), strict=True)
        ends = [high for high in highs if high]
        hit = Hit(following.end, between(min(filter(None, lows)), max(ends, default=None), "range"))
    return hit


def _clock(frame: Frame, at: int) -> bool:
    word = frame.word(at)
    return word in {"am", "pm", "a", "p", "m", ":", "."} or (
        word.isdigit() and len(word) <= 2 and frame.word(at - 1) in {"at", ":", "around", "about", "."}
    )


def _deadline(frame: Frame, first: int, last: int, governor: str) -> Interval:
    """A bare count of units that the words around make a time allowed: "within [six months]", "gave them [a week]"."""
    found = amount(frame, first)
    if found is None or found[2] != last:
        return UNKNOWN
    count, unit, _ = found
    given = any(token.word in {"give", "gives", "gave", "given", "giving"} for token in frame.tokens[:first])
    if governor == "within" or given:
        return running(frame.published, count, unit)
    return UNKNOWN


def _tense(text: str, span: Span) -> Tense | None:
    """The tense of the verb nearest to the span within its clause, None if there is none."""
    before = text[max(0, span.start - _CLAUSE) : span.start]
    before = before[max((m.end() for m in _CLAUSE_END.finditer(before)), default=0) :]
    after = text[span.end : span.end + _CLAUSE]
    after = after[: next((m.start() for m in _CLAUSE_END.finditer(after)), len(after))]
    cues = [(len(before) - m.end(), m.lastgroup) for m in _CUES.finditer(before)]
    cues += [(m.start() + 5, m.lastgroup) for m in _CUES.finditer(after)]
    nearest = min(cues, default=(0, None))[1]
    return "future" if nearest == "future" else "past" if nearest == "past" else None


def _when(text: str, span: Span, found: Interval) -> When:
    return When(span.of(text), span.start, span.end, found.low, found.high, found.precision, "expression")
