"""A text into sentences and noise, offsets kept: what is story, and where one sentence ends."""

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

from dragoman.records import Noise, NoiseKind, Span

if TYPE_CHECKING:
    from nupunkt import PunktSentenceTokenizer

# A sentence longer than this is cut at a blank: a megabyte without a full stop is no sentence, and the encoder's
# windows are shorter than this anyway.
MAX_SENTENCE = 2_000


class Segments(Struct, frozen=True):
    """The story's sentences in order, and the noise between them. No sentence touches a noise span."""

    sentences: tuple[Span, ...]
    noise: tuple[Noise, ...]


def segment(text: str) -> Segments:
    """Return the sentences and noise of a text; an empty or blank text has neither."""
    sentences: list[Span] = []
    noise: list[Noise] = []
    in_links = False
    for block in _blocks(text):
        kind = noise_kind(block.of(text))
        in_links = _is_link_heading(block.of(text)) or (in_links and _is_link(block.of(text)))
        if kind is None and in_links:
            kind = "promo"
        if kind:
            noise.append(Noise(block.start, block.end, kind))
        else:
            for run in _split(text, block, _RULE):
                sentences.extend(_sentences(text, run))
    return Segments(tuple(sentences), tuple(noise))


# ---- blocks: paragraphs and lines -----------------------------------------------------------------------------------

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*|[\u2029\x0c\x0b]+")
_LINE = re.compile(r"\r\n|[\n\r\u2028\x85]")


def _blocks(text: str) -> Iterator[Span]:
    """Paragraphs, and within them lines where the text does not simply wrap its lines."""
    wrapped = _is_wrapped(text)
    for paragraph in _split(text, Span(0, len(text)), _BLANK_LINE) if text else ():
        yield from [paragraph] if wrapped else _split(text, paragraph, _LINE)


def _split(text: str, span: Span, at: re.Pattern[str]) -> Iterator[Span]:
    start = span.start
    for match in at.finditer(text, span.start, span.end):
        yield from _trimmed(text, start, match.start())
        start = match.end()
    yield from _trimmed(text, start, span.end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield Span(start, end)


def _is_wrapped(text: str) -> bool:
    """Whether single line breaks only wrap lines: most of them stand in the middle of a sentence."""
    inside = len(re.findall(r"[\w,;]\n(?=[a-z])", text))
    return inside * 2 > len(re.findall(r"\S\n(?=\S)", text))


# ---- noise ----------------------------------------------------------------------------------------------------------

# Each pattern names a habit of news sites, seen on pages in several languages and in machine translation of them
# ("La rédaction vous conseille" arrives as "writing will advise you").
_LINK_WORDS = (
    r"(?:also\s+(?:read|see|watch)|(?:read|see|watch|listen)\s+(?:also|too|more|next)|related(?:\s+\w+)?|recommended|"
    r"more\s+(?:on\s+this|from|stories|coverage)|(?:read|see)\s+(?:our|the\s+full|the\s+rest)|you\s+may\s+also\s+like|"
    r"most\s+(?:read|popular)|don'?t\s+miss|trending|in\s+pictures|watch\s*:|video\s*:|lire\s+aussi|leer\s+tambi[eé]n|"
    r"lea\s+tambi[eé]n|leia\s+(?:tamb[eé]m|mais)|lesen\s+sie\s+auch|leggi\s+anche|(?:the\s+)?(?:read|reads)\s+on\b)"
)
_NOISE: tuple[tuple[NoiseKind, re.Pattern[str]], ...] = (
    ("promo", re.compile(rf"^\W*{_LINK_WORDS}(?![\w-])", re.IGNORECASE)),
    (
        "subscribe",
        re.compile(
            r"\b(?:subscribe|sign\s+up|register|abonn\w+)\b.{0,60}\b(?:newsletters?|e-?mails?|inbox|alerts?|updates|app|"
            r"channel|today|now|unlimited|briefing)\b|\b(?:newsletter|subscribers?\s+only|already\s+a\s+subscriber|"
            r"follow\s+us\s+on|download\s+(?:our|the)\s+app|join\s+our\s+(?:channel|whatsapp|telegram))\b",
            re.IGNORECASE,
        ),
    ),
    (
        "cookie",
        re.compile(
            r"\b(?:we|this\s+(?:site|website|page))\b.{0,40}\bcookies\b|\b(?:accept|reject|manage|allow)\s+(?:all\s+)?cookies\b|"
            r"\bcookie\s+(?:policy|settings|preferences)\b|\bprivacy\s+policy\b",
            re.IGNORECASE,
        ),
    ),
    (
        "credit",
        re.compile(
            r"^\W*(?:photo(?:graph)?|image|picture|video|credits?|foto|source)\s*(?:\w+\s*){0,2}[:©/]|^\W*©|"
            r"\b(?:getty\s+images|ap\s+photo|(?:reuters|afp|epa|ap)\s*/\s*\w+)\b.{0,40}$",
            re.IGNORECASE,
        ),
    ),
    (
        "caption",
        re.compile(r"^\W*(?:file\s+(?:photo|picture|image)|in\s+this\s+(?:file\s+)?(?:photo|image)|caption\s*:)", re.I),
    ),
    (
        "boilerplate",
        re.compile(
            r"\ball\s+rights\s+reserved\b|^\W*copyright\b|\b(?:this\s+material|this\s+article)\s+may\s+not\s+be\b|"
            r"^\W*(?:advertisement|advertising|sponsored|share\s+this(?:\s+\w+)?|print\s+this|comments?|loading)\W*$|"
            r"^\W*(?:reporting|editing|additional\s+reporting|writing)\s+by\s+[A-Z]",
            re.IGNORECASE,
        ),
    ),
)
_LINK_HEADING = re.compile(
    r"\W*(?:writing\s+(?:will\s+)?advise[sd]?\s+you|the\s+(?:editors?|editorial\s+(?:staff|team|board)|newsroom|redaction)\s+"
    r"(?:recommends?|advises?|suggests?)(?:\s+you)?|la\s+r[eé]daction\s+vous\s+conseille|our\s+recommendations?|"
    r"related(?:\s+(?:stories|articles|topics|content|news|links))?|read\s+(?:more|also|next)|more\s+(?:stories|news|on\s+this(?:\s+story)?)|"
    r"you\s+may\s+also\s+like|most\s+read|recommended(?:\s+for\s+you)?|see\s+also)\W*",
    re.IGNORECASE,
)
# A longer paragraph is prose that happens to hold such words ("a newsletter of the movement said …").
_MAX_NOISE = 260


def noise_kind(block: str) -> NoiseKind | None:
    """Return what kind of noise a paragraph or line is, or None for a part of the story."""
    words = block.strip()
    if len(words) > _MAX_NOISE:
        return None
    if _is_link_heading(words):
        return "promo"
    return next((kind for kind, pattern in _NOISE if pattern.search(words)), None)


def _is_link_heading(block: str) -> bool:
    """Whether a line announces links to other stories."""
    return len(block) <= _MAX_NOISE and _LINK_HEADING.fullmatch(block.strip()) is not None


def _is_link(block: str) -> bool:
    """Whether a line under a heading of links looks like a headline: short, without the full stop of a sentence."""
    words = block.strip()
    return len(words) <= _MAX_NOISE and not words.endswith((".", ".”", '."', "!”"))


# ---- sentences ------------------------------------------------------------------------------------------------------


@cache
def _punkt() -> "PunktSentenceTokenizer":
    from nupunkt import PunktSentenceTokenizer, load_default_model

    model = load_default_model()
    return model if isinstance(model, PunktSentenceTokenizer) else PunktSentenceTokenizer(model)


def _sentences(text: str, block: Span) -> Iterator[Span]:
    words = block.of(text)
    start = last = 0
    has_word = False
    for _, end in _punkt().span_tokenize(words):
        has_word = has_word or _WORD.search(words, last, end) is not None
        last = end
        if has_word and not _GOES_ON.match(words, end):
            yield from _cut(text, block.start + start, block.start + end)
            start, has_word = end, False
    if start < len(words):
        yield from _cut(text, block.start + start, block.end)


# Runs of signs divide like a drawn line; nupunkt takes 25 s over 100,000 of them.
_RULE = re.compile(r"[^\w\s]{40,}")
_WORD = re.compile(r"\w")
# A sentence does not end between a closing quotation mark and the verb of saying that follows it.
_GOES_ON = re.compile(r"\s*[,;]|\s*[”\"»]\s*,?\s*[a-z]")


def _cut(text: str, start: int, end: int) -> Iterator[Span]:
    while end - start > MAX_SENTENCE:
        at = text.rfind(" ", start + MAX_SENTENCE // 2, start + MAX_SENTENCE)
        at = at if at > 0 else start + MAX_SENTENCE
        yield from _trimmed(text, start, at)
        start = at
    yield from _trimmed(text, start, end)
