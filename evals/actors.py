"""Score actor resolution on the project's own mentions: `python evals/actors.py [--wrong]`.

Prints country accuracy, first-sector accuracy, entity accuracy where the registry has the entity, and the share of
wrong ids among all that were given, over `evals/actors.tsv`.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dragoman.records import Entity, Span
from dragoman.resolve.actors import load_registry, resolve_actors

CASES = Path(__file__).with_suffix(".tsv")
UNKNOWN_ID = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Case:
    """One mention: the last span of the text is scored."""

    text: str
    spans: tuple[Span, ...]
    on: date
    country: str | None
    sector: str | None
    entity: str


@dataclass(frozen=True, slots=True)
class Score:
    """What is right about one answer; `entity` is None where there is no id to get right."""

    country: bool
    sector: bool
    entity: bool | None
    wrong_id: bool


def read_cases(path: Path = CASES) -> Iterator[Case]:
    """Every case of the file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith(("#", "text\t")) or not line:
            continue
        marked, on, country, sector, entity = line.split("\t")
        text, spans = unmark(marked)
        known = None if country == "-" else country
        yield Case(text, spans, date.fromisoformat(on), known, None if sector == "-" else sector, entity)


def unmark(marked: str) -> tuple[str, tuple[Span, ...]]:
    """The text without brackets, and the spans that stood in them."""
    text, spans, start = "", [], 0
    for part in re.split(r"([\[\]])", marked):
        if part == "[":
            start = len(text)
        elif part == "]":
            spans.append(Span(start, len(text)))
        else:
            text += part
    return text, tuple(spans)


def judge(case: Case, got: Entity | None) -> Score:
    """Compare an answer with what the case expects."""
    if case.entity == "none":
        return Score(got is None, got is None, None, got is not None)
    if got is None:
        return Score(case.country is None, case.sector is None, False if named(case) else None, False)
    sector = got.sectors[0] if got.sectors else None
    entity = right_entity(case, got)
    return Score(got.country == case.country, sector == case.sector or case.sector is None, entity, entity is False)


def named(case: Case) -> bool:
    """Whether the case asks for an entity of the registry."""
    return case.entity.startswith(("Q", "name:"))


def right_entity(case: Case, got: Entity) -> bool | None:
    """Whether the id is the right one; an unknown name must not take a known one's id."""
    if case.entity == "unknown":
        return bool(UNKNOWN_ID.fullmatch(got.id))
    if case.entity.startswith("name:"):
        return got.name == case.entity.removeprefix("name:")
    return got.id == case.entity if named(case) else None


def main(show_wrong: bool) -> None:
    """Print the figures, and with `show_wrong` every answer that is not right."""
    registry = load_registry()
    cases, scores = list(read_cases()), []
    for case in cases:
        got = resolve_actors(case.text, case.spans, registry=registry, on=case.on)[-1]
        score = judge(case, got)
        scores.append(score)
        if show_wrong and not (score.country and score.sector and score.entity is not False):
            print(f"{case.text!r} {case.on} wants {case.country} {case.sector} {case.entity}\n    got {got}")
    asked = [score.entity for score in scores if score.entity is not None]
    print(f"mentions {len(cases)}, unknown names {sum(case.entity == 'unknown' for case in cases)}")
    print(f"country {share([s.country for s in scores])}, first sector {share([s.sector for s in scores])}")
    print(f"entity {share(asked)} of {len(asked)}, wrong ids {share([s.wrong_id for s in scores])}")


def share(right: list[bool]) -> str:
    """The part that is true, as a fraction of one."""
    return f"{sum(right) / max(1, len(right)):.3f}"


if __name__ == "__main__":
    main("--wrong" in sys.argv[1:])
