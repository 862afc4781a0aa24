"""A table of the user's own actors, as a spreadsheet saves it."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dragoman.errors import InputError
from dragoman.read.text import decode
from dragoman.registries.rows import ARMED, BadRow, Listed, Period, clean, countries
from dragoman.resolve._actor_registry import load_registry
from dragoman.resolve._actor_words import key_of

COLUMNS = ("name", "aliases", "country", "sectors", "role", "from", "to", "id", "kind")
_ALSO = {"alias": "aliases", "sector": "sectors", "start": "from", "end": "to", "wikidata": "id", "qid": "id"}


@dataclass(slots=True)
class _Rows:
    """The rows that share a name: one actor with its periods."""

    line: int
    name: str
    id: str
    kind: str
    aliases: list[str] = field(default_factory=list)
    periods: list[Period] = field(default_factory=list)

    def listed(self) -> Listed:
        kind = self.kind or _kind(self.periods)
        return Listed(kind, self.name, tuple(self.aliases), tuple(self.periods), self.id)


def read_sheet(path: Path) -> Iterator[Listed | BadRow]:
    """Yield the actors of a table with the columns `name, aliases, country, sectors, role, from, to, id, kind`.

    Only `name` must be there; the order is free, unknown columns are passed over, cells are parted by comma, semicolon
    or tab. Rows of one name are one actor with several offices. Without a kind, a role makes a person and an armed
    sector an armed group; all else is an organisation. Raises `InputError` for a table without the column `name`.
    """
    text = decode(path.read_bytes())
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    _, named = next(_numbered(reader), (1, []))
    header = [_ALSO.get(word, word) for word in (cell.strip().lower() for cell in named)]
    if "name" not in header:
        raise InputError(f"{path} has no column 'name'; its first line must name the columns, such as name,country")
    actors: list[_Rows] = []
    latest: dict[str, _Rows] = {}
    for line, cells in _numbered(reader):
        try:
            if any(cell.strip() for cell in cells):
                _add(_row(header, cells, line), actors, latest)
        except InputError as error:
            yield BadRow(str(path), line, str(error))
    for actor in actors:
        yield actor.listed()


def _numbered(reader: "csv.Reader") -> Iterator[tuple[int, list[str]]]:  # type: ignore[name-defined]
    """Each row with the line that it begins on; what the reader refuses comes as a row too long for any header."""
    while True:
        line = reader.line_num + 1
        try:
            yield line, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, [str(error)] * 100


def _row(header: Sequence[str], cells: Sequence[str], line: int) -> _Rows:
    if any(cell.strip() for cell in cells[len(header) :]):
        raise InputError(
            f"it has {len(cells)} cells where the first line names {len(header)}; put cells with commas in quotes"
        )
    row = {name: clean(cell) if name != "aliases" else cell for name, cell in zip(header, cells, strict=False)}
    name = row.get("name", "")
    period = Period(
        _country(row.get("country", "")),
        tuple(filter(None, re.split(r"[,;|/\s]+", row.get("sectors", "").upper()))),
        row.get("role", "").lower(),
        row.get("from", ""),
        row.get("to", ""),
    )
    made = _Rows(line, name, row.get("id", ""), row.get("kind", "").lower(), _aliases(row), [period])
    made.listed()  # so that a wrong cell is told with its own line
    return made


def _aliases(row: Mapping[str, str]) -> list[str]:
    return [alias for each in re.split(r"[|;\n]", row.get("aliases", "")) if (alias := clean(each))]


def _add(row: _Rows, actors: list[_Rows], latest: dict[str, _Rows]) -> None:
    """Put a row to the actor of its name, unless its id or kind says that it is another."""
    known = latest.get(key_of(row.name))
    same = known is not None and row.id in ("", known.id) and row.kind in ("", known.kind)
    if known is None or not same:
        actors.append(row)
        latest[key_of(row.name)] = row
        return
    known.aliases += row.aliases
    known.periods += row.periods


def _country(cell: str) -> str:
    """The code of a country that is given by its code or by its name."""
    if not cell or cell.upper() in countries():
        return cell.upper()
    for name in load_registry().names.get(key_of(cell), ()):
        if name.entry.kind == "state" and name.entry.country:
            return name.entry.country
    raise InputError(f"{cell!r} is no country; write its ISO 3166-1 alpha-3 code, such as IRQ, or its English name")


def _kind(periods: Sequence[Period]) -> str:
    if any(period.role for period in periods):
        return "person"
    return "armed" if any(ARMED & set(period.sectors) for period in periods) else "org"
