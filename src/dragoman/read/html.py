"""Web pages: the main text, title, publisher and date of publication, with trafilatura and htmldate.

Both are imported when first used: they take 0.6 s, and a run over text files needs neither.
"""

import codecs
import re
from datetime import date
from typing import Any

from dragoman.errors import InputError, TooLarge
from dragoman.read.text import decode
from dragoman.records import Document, PublishedFrom

MAX_PAGE = 10 * 2**20
# What is left without scripts and styles. Extraction takes more than linear time: 2 MB of paragraphs cost 5 s on one
# core, 200,000 tags 15 s.
MAX_MARKUP = 2 * 2**20
MAX_TAGS = 40_000
# Deeper tags are dropped and their text kept: libxml2 cuts a page off at 256 levels. Real pages seldom pass 60.
MAX_DEPTH = 150

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,30})(?=[\s/>])[^<>]*>")
# These close themselves or each other, so they say nothing about depth.
_FLAT = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
        "p",
        "li",
        "dt",
        "dd",
        "option",
        "tr",
        "td",
        "th",
        "html",
        "body",
    ]
)
_CHARSET = re.compile(rb"<meta[^<>]{0,200}?charset\s*=\s*[\"']?\s*([a-zA-Z0-9_.:-]{1,40})", re.IGNORECASE)
_URL_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[/_.-]?(\d{1,2})[/_.-]?(\d{1,2})(?!\d)")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def read_html(html: str | bytes, *, url: str | None = None) -> Document:
    """Return the main text of a page as a document with title, publisher, and date of publication where they are found.

    `published_from` is "page", or "url" for a date that the address holds, which wins where the two differ. Raises
    `TooLarge` over 10 MB of page, 2 MB of markup without scripts, or 40,000 tags, and `InputError` for a page without
    text.
    """
    markup = _bounded(html)
    page = _extract(markup)
    text = _clean(page.text or "") if page else ""
    if not page or not text.strip():
        raise InputError(
            "no main text was found in the page; pass the text itself, as a .txt file or as `text` in JSON Lines"
        )
    published, source = _published(page.date, url)
    return Document(
        text,
        url=url,
        title=_clean(page.title or "") or None,
        publisher=_clean(page.sitename or "") or None,
        published=published,
        published_from=source,
        language=_language(markup),
    )


def _bounded(html: str | bytes) -> str:
    if len(html) > MAX_PAGE:
        raise TooLarge(f"the page has over {MAX_PAGE // 2**20} MB; pass its text instead")
    page = _without(_decoded(html) if isinstance(html, bytes) else html)
    if len(page) > MAX_MARKUP:
        raise TooLarge(f"the page has over {MAX_MARKUP // 2**20} MB of markup besides scripts; pass its text instead")
    page = _shallow(_CONTROLS.sub("\ufffd", page.replace("\x00", "")))
    if page.count("<") > MAX_TAGS:
        raise TooLarge(f"the page has over {MAX_TAGS:,} tags; pass its text instead")
    return page


def _decoded(html: bytes) -> str:
    """The characters: by byte order mark, by the page's own word if it is true, else as text files."""
    named = _CHARSET.search(html, 0, 4096)
    if named and not html.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return html.decode(named[1].decode("ascii"))
        except (UnicodeDecodeError, LookupError):
            return decode(html)
    return decode(html)


def _without(page: str) -> str:
    """The page without scripts (but linked data, which holds dates) and styles; they can be most of its size."""
    kept, at = [], 0
    for opening in re.finditer(r"<(script|style)\b([^<>]*)>", page, re.IGNORECASE):
        if opening.start() < at or "ld+json" in opening[2]:
            continue
        closing = re.compile(f"</{opening[1]}", re.IGNORECASE).search(page, opening.end())
        if closing is None:
            break
        kept.append(page[at : opening.start()])
        at = closing.start() + len(opening[1]) + 2
        at = at + 1 if page[at : at + 1] == ">" else at
    return "".join(kept) + page[at:]


def _shallow(page: str) -> str:
    """The page without the tags that nest too deep; text at any depth stays."""
    kept, at, depth = [], 0, 0
    for tag in _TAG.finditer(page):
        if tag[2].lower() in _FLAT or tag[0].endswith("/>"):
            continue
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth >= MAX_DEPTH + (not tag[1]):
            kept.append(page[at : tag.start()])
            at = tag.end()
    return "".join(kept) + page[at:]


def _extract(markup: str) -> Any:
    # With the latest date fixed htmldate does not ask the clock; its extensive search would take any date in the text
    # for the publication's, and a wrong date spoils every "yesterday". The imports are slow, hence here.
    from lxml.etree import LxmlError
    from trafilatura import bare_extraction

    dates = {"original_date": True, "extensive_search": False, "max_date": "2099-12-31"}
    try:
        return bare_extraction(markup, include_comments=False, with_metadata=True, date_extraction_params=dates)
    except (LxmlError, ValueError, TypeError) as error:
        raise InputError(f"the page cannot be parsed ({error}); pass its text instead") from error


def _published(found: str | None, url: str | None) -> tuple[date | None, PublishedFrom | None]:
    page = _day(*found.split("-")[:3]) if found and found.count("-") >= 2 else None
    address = next((day for m in _URL_DATE.finditer(url or "") if (day := _day(*m.groups()))), None)
    if address and address != page:
        return address, "url"
    return (page, "page") if page else (None, None)


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _language(markup: str) -> str | None:
    found = re.search(r"<html\b[^<>]{0,400}?\blang\s*=\s*[\"']?([a-zA-Z]{2,3})\b", markup[:4096], re.IGNORECASE)
    return found[1].lower() if found else None


def _clean(words: str) -> str:
    return _CONTROLS.sub("\ufffd", words)
