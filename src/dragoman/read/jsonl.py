"""JSON Lines: one object a line with `text` or `html`, and what is known of it."""

import codecs
import gzip
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from itertools import chain
from typing import BinaryIO, cast

import msgspec

from dragoman.errors import InputError, TooLarge
from dragoman.read.html import read_html
from dragoman.records import Document

MAX_LINE = 20 * 2**20


class _Line(msgspec.Struct):
    """The keys that are read; all others are ignored."""

    text: str | None = None
    html: str | None = None
    id: str | int | None = None
    url: str | None = None
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    language: str | None = None


_DECODER = msgspec.json.Decoder(_Line)


def read_lines(file: BinaryIO, *, first: bytes = b"") -> Iterator[tuple[int, Document | InputError]]:
    """Yield line number and document, or what is wrong with the line, for every line that is not blank.

    `first` holds the whole lines that were already read of the file.
    """
    pieces = chain(first.splitlines(keepends=True), iter(lambda: file.readline(MAX_LINE + 1), b""))
    for number, line in enumerate(pieces, 1):
        if len(line) > MAX_LINE:
            while line and not line.endswith(b"\n"):
                line = file.readline(MAX_LINE)
            yield number, TooLarge(f"the line is over the limit of {MAX_LINE // 2**20} MB")
        elif line.strip():
            yield number, _document(line.removeprefix(codecs.BOM_UTF8) if number == 1 else line)


def _document(line: bytes) -> Document | InputError:
    try:
        return read_line(line)
    except InputError as error:
        return error


def read_packed_lines(file: BinaryIO) -> Iterator[tuple[int, Document | InputError]]:
    """Yield what `read_lines` does from gzip; a broken archive ends with an `InputError` that says so."""
    number = 0
    try:
        with gzip.open(file, "rb") as unpacked:
            for number, found in read_lines(cast(BinaryIO, unpacked)):
                yield number, found
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        yield number + 1, InputError(f"the gzip archive is broken here ({error}); fetch or pack it again")


def read_line(line: bytes) -> Document:
    """Return the document of one JSON object, or raise `InputError` saying what is wrong with it.

    `text` is used exactly as it is; without it the main text of `html` is. Given keys win over what the page says.
    """
    try:
        given = _DECODER.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise InputError(f"not a JSON object of a document: {error}") from error
    if given.text is None and given.html is None:
        raise InputError("needs `text` or `html`")
    published = _day(given.published) if given.published else None
    ident = "" if given.id is None else str(given.id)
    if given.text is not None:
        return Document(
            given.text,
            id=ident,
            url=given.url,
            title=given.title,
            publisher=given.publisher,
            published=published,
            language=given.language,
        )
    page = read_html(given.html or "", url=given.url)
    return Document(
        page.text,
        id=ident,
        url=given.url,
        title=given.title or page.title,
        publisher=given.publisher or page.publisher,
        published=published or page.published,
        published_from="given" if published else page.published_from,
        language=given.language or page.language,
    )


def _day(written: str) -> date:
    """The day of an ISO 8601 date or date and time."""
    try:
        return date.fromisoformat(written) if len(written) <= 10 else datetime.fromisoformat(written).date()
    except ValueError as error:
        raise InputError(
            f"`published` is {written[:40]!r}, not an ISO 8601 date such as 2020-06-12 ({error})"
        ) from error
