"""A flat table, one row an event, for spreadsheets and data frames.

A column is named by its path in the record, joined by underscores: `trigger_text` is `trigger.text` of the event,
`actors_entity_country` is `entity.country` of each of its actors; `document_…` columns repeat on all rows of a document
(but not its text), and `commitments_…` columns hold the commitments that the event states. Only `sentence_text` is no
path: the words of the event's sentence.

Members of a list are joined by "; ", and lists within lists (sectors, promisors) by "/". A member without a value
leaves its place empty, so that the third part of `actors_text` and of `actors_entity_country` are of the same actor;
where no member has a value the cell is empty. Unknown is an empty cell, true and false are words, and dates are ISO
8601. A document without events has no row.

Cells quote the article exactly: one that begins with "=" is a formula to some spreadsheets, so import the table as
text. A quote may itself hold "; ": where that matters, JSON Lines is the exact form.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from io import StringIO
from typing import Any

import msgspec

from dragoman.records import Report

_QUOTE = ("text", "start", "end")
_WHEN = (*_QUOTE, "from", "to", "precision", "basis")
_ENTITY = ("entity.id", "entity.name", "entity.country", "entity.sectors", "entity.role")
_PLACE = ("geonames_id", "name", "admin1", "country", "lat", "lon", "precision")


def _under(name: str, *parts: str) -> tuple[str, ...]:
    return tuple(f"{name}.{part}" for part in parts)


PATHS: tuple[str, ...] = (
    *_under("document", "id", "url", "title", "publisher", "published", "published_from", "language", "translated"),
    *("id", "type", "mode", "contexts", "cameo", "quad", "score", "status", "confidence"),
    *_under("trigger", *_QUOTE),
    *_under("sentence", *_QUOTE),
    *_under("actors", *_QUOTE, *_ENTITY),
    *_under("recipients", *_QUOTE, *_ENTITY),
    *_under("locations", *_QUOTE, *_under("place", *_PLACE)),
    *_under("date", *_WHEN),
    *_under("quantities", *_QUOTE, "kind", "low", "high", "approximate", "unit", "of"),
    *_under("attribution", "stance", *_under("speaker", *_QUOTE, *_ENTITY), *_under("cue", *_QUOTE)),
    *_under("commitments", "id", "kind", "promisor.text", "promisee.text", *_under("content", *_QUOTE)),
    *_under("commitments", *_under("deadline", *_WHEN), *_under("condition", *_QUOTE)),
)
COLUMNS: tuple[str, ...] = tuple(path.replace(".", "_") for path in PATHS)
_KEYS = tuple(path.split(".") for path in PATHS)


def csv_rows(reports: Iterable[Report]) -> Iterator[str]:
    """Yield the header, then the rows of one report at a time, as lines of RFC 4180 CSV that end in a line feed."""
    yield _lines([COLUMNS])
    for report in reports:
        if report.events:
            yield _lines([_cell(_values(event, keys)) for keys in _KEYS] for event in _events(report))


def _lines(rows: Iterable[Iterable[str]]) -> str:
    file, lines = StringIO(newline=""), []
    # Only characters of the line end make the module quote a cell, and one bare "\r" would split the row for readers.
    writer = csv.writer(file, lineterminator="\r\n")
    for row in rows:
        writer.writerow(row)
        lines.append(file.getvalue().removesuffix("\r\n") + "\n")
        file.seek(file.truncate(0))
    return "".join(lines)


def _events(report: Report) -> Iterator[Mapping[str, Any]]:
    """The events as plain values, each with its document and its commitments."""
    plain = msgspec.to_builtins(report)
    stated: dict[str, list[Any]] = {}
    for commitment in plain["commitments"]:
        stated.setdefault(commitment["event"], []).append(commitment)
    for event in plain["events"]:
        start, end = event["sentence"]["start"], event["sentence"]["end"]
        event["sentence"]["text"] = report.document.text[start:end]
        yield event | {"document": plain["document"], "commitments": stated.get(event["id"], [])}


def _values(value: Any, keys: list[str]) -> Any:
    """What the keys lead to; in a list, what they lead to in each of its members."""
    for number, key in enumerate(keys):
        if value is None:
            return None
        if isinstance(value, list | tuple):
            return [_values(each, keys[number:]) for each in value]
        value = value[key]
    return value


def _cell(value: Any, between: str = "; ") -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))
        case list() | tuple():
            cells = [_cell(each, "/") for each in value]
            return between.join(cells) if any(cells) else ""
        case _:
            return str(value)
