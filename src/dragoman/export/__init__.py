"""Reports to bytes, always UTF-8, one module per format.

JSON Lines is the record itself, JSON the same reports as one indented array; `csv` and `text` have their own modules.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from dragoman.records import Report, to_json

Format = Literal["text", "jsonl", "json", "csv"]
SUFFIXES: Mapping[str, Format] = {".txt": "text", ".jsonl": "jsonl", ".json": "json", ".csv": "csv"}


class Look(Struct, frozen=True):
    """How the text view is laid out: its width in columns, and whether spans are coloured."""

    width: int
    colour: bool


PLAIN = Look(width=100, colour=False)


def format_for(path: Path | None, *, terminal: bool) -> Format:
    """Return the format that a file's suffix names, else text for a terminal and JSON Lines for a program."""
    if path is not None:
        return SUFFIXES.get(path.suffix.lower(), "jsonl")
    return "text" if terminal else "jsonl"


def export(reports: Iterable[Report], format_: Format, look: Look = PLAIN) -> Iterator[bytes]:
    """Yield the reports in a format, piece by piece and in order; `look` is for the text view alone."""
    if format_ == "text":
        from dragoman.export.text import text_view

        return (each.encode() for each in text_view(reports, width=look.width, colour=look.colour))
    return _WRITERS[format_](reports)


def jsonl(reports: Iterable[Report]) -> Iterator[bytes]:
    """Yield one line of JSON a report."""
    return (to_json(report) + b"\n" for report in reports)


def json(reports: Iterable[Report]) -> Iterator[bytes]:
    """Yield the pieces of one JSON array, indented for reading; it is an array for one report and for none, too."""
    before = b"[\n"
    for report in reports:
        yield before + msgspec.json.format(to_json(report), indent=2)
        before = b",\n"
    yield b"\n]\n" if before == b",\n" else b"[]\n"


def _csv(reports: Iterable[Report]) -> Iterator[bytes]:
    from dragoman.export.csv import csv_rows

    return (each.encode() for each in csv_rows(reports))


_WRITERS: Mapping[str, Callable[[Iterable[Report]], Iterator[bytes]]] = {"jsonl": jsonl, "json": json, "csv": _csv}
