"""Bytes to documents: text, HTML, JSON Lines, directories of them, and standard input.

What cannot be read comes back as a `Failure` in its place; the inputs beside it go on.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from dragoman.errors import InputError, TooLarge
from dragoman.read.html import MAX_PAGE, read_html
from dragoman.read.jsonl import read_line, read_lines, read_packed_lines
from dragoman.read.text import MAX_TEXT, decode, read_bytes
from dragoman.records import Document, Failure

__all__ = ["Failure", "read", "read_html"]


def read(
    path: str | Path, *, published: date | None = None, stdin: BinaryIO | None = None
) -> Iterator[Document | Failure]:
    """Yield the documents of a file, of a directory (recursively, in sorted order) or of "-", in input order, lazily.

    The suffix decides: `.txt`, `.html`, `.htm`, `.jsonl`, `.jsonl.gz`; other files in a directory are passed over.
    Standard input is JSON Lines if its first line is a JSON object, HTML if it begins with "<", else text. `published`
    is for the documents that bring no date of their own.
    """
    if str(path) == "-":
        found = _stream(stdin or sys.stdin.buffer)
    elif Path(path).is_dir():
        found = chain.from_iterable(_file(each) for each in _files(Path(path)))
    else:
        found = _file(Path(path))
    for each in found:
        if published and isinstance(each, Document) and each.published is None:
            each = replace(each, published=published)
        yield each


def _files(folder: Path) -> list[Path]:
    found = (each for each in folder.rglob("*") if _reader(each) and each.is_file())
    return sorted(found, key=lambda each: each.relative_to(folder).parts)


def _reader(path: Path) -> Callable[[Path], Iterator[Document | Failure]] | None:
    name = path.name.lower()
    return next((reader for suffix, reader in _READERS.items() if name.endswith(suffix)), None)


def _file(path: Path) -> Iterator[Document | Failure]:
    reader = _reader(path)
    if reader is None:
        known = ", ".join(_READERS)
        yield Failure(str(path), f"cannot tell the format; give it one of the suffixes {known}")
        return
    try:
        yield from reader(path)
    except OSError as error:
        yield Failure(str(path), f"cannot be read: {error.strerror or error}")
    except InputError as error:
        yield Failure(str(path), str(error))


def _text(path: Path) -> Iterator[Document]:
    with path.open("rb") as file:
        yield Document(decode(read_bytes(file, limit=MAX_TEXT)))


def _html(path: Path) -> Iterator[Document]:
    with path.open("rb") as file:
        yield read_html(read_bytes(file, limit=MAX_PAGE))


def _jsonl(path: Path) -> Iterator[Document | Failure]:
    with path.open("rb") as file:
        yield from _numbered(str(path), read_lines(file))


def _jsonl_gz(path: Path) -> Iterator[Document | Failure]:
    with path.open("rb") as file:
        yield from _numbered(str(path), read_packed_lines(file))


_READERS: dict[str, Callable[[Path], Iterator[Document | Failure]]] = {
    ".txt": _text, ".html": _html, ".htm": _html, ".jsonl": _jsonl, ".jsonl.gz": _jsonl_gz,
}  # fmt: skip


def _numbered(source: str, found: Iterator[tuple[int, Document | InputError]]) -> Iterator[Document | Failure]:
    for line, each in found:
        yield each if isinstance(each, Document) else Failure(f"{source}:{line}", str(each))


def _stream(stream: BinaryIO) -> Iterator[Document | Failure]:
    """The documents of standard input. Lines are read one at a time, so a pipe is coded as it comes."""
    try:
        # A text may be one endless line, so the first line is bounded like the whole.
        first = stream.readline(MAX_TEXT + 1)
        while first.strip() == b"" and first and len(first) <= MAX_TEXT:
            more = stream.readline(MAX_TEXT + 1)
            if not more:
                break
            first += more
        start = first.removeprefix(b"\xef\xbb\xbf").strip()
        if start.startswith(b"{") and _is_json_object(start):
            yield from _numbered("-", read_lines(stream, first=first))
            return
        rest = stream.read(MAX_TEXT + 1 - len(first)) if len(first) <= MAX_TEXT else b""
        whole = first + rest
        if len(whole) > MAX_TEXT:
            raise TooLarge(f"standard input is over {MAX_TEXT // 2**20} MB; send JSON Lines, one document a line")
        yield read_html(whole) if start.startswith(b"<") else Document(decode(whole))
    except OSError as error:
        yield Failure("-", f"cannot be read: {error.strerror or error}")
    except InputError as error:
        yield Failure("-", str(error))


def _is_json_object(line: bytes) -> bool:
    """Whether a first line that opens with a brace is JSON, if a bad record: text does not go on with a quote."""
    try:
        read_line(line)
    except InputError:
        return line[1:].lstrip()[:1] in {b'"', b"}"}
    return True
