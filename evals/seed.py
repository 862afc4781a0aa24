"""`python -m evals.seed`: which of the things that the first report says are found, with type and parties."""

import sys
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from dragoman import Coder, Document, Event, Report
from dragoman.records import Actor

TEXT = Path(__file__).parents[2] / "shared/seeds/000_074c4207430ee3f3.txt"
THINGS = Path(__file__).with_name("seed.toml")


def things() -> list[dict[str, Any]]:
    """The things to be found."""
    found: list[dict[str, Any]] = tomllib.loads(THINGS.read_text(encoding="utf-8"))["thing"]
    return found


def found(thing: dict[str, Any], report: Report) -> Event | None:
    """Return the event that tells the thing with a right type and the right parties, if there is one."""
    for event in report.events:
        there = any(start < event.trigger.end and event.trigger.start < end for start, end in thing["at"])
        parties = _among(thing.get("actors", ()), event.actors) and _among(
            thing.get("recipients", ()), event.recipients
        )
        if there and event.type in thing["types"] and parties:
            return event
    return None


def _among(wanted: list[str], actors: tuple[Actor, ...]) -> bool:
    codes = {code for actor in actors if actor.entity for code in (actor.entity.country, *actor.entity.sectors)}
    return set(wanted) <= codes


def main() -> int:
    """Print each thing and what was found of it; return 1 if the text is not here."""
    if not TEXT.exists():
        print(f"{TEXT} is not beside this checkout")
        return 1
    report = Coder().code(Document(TEXT.read_text(encoding="utf-8"), published=date(2020, 6, 12)))
    hits = 0
    for thing in things():
        event = found(thing, report)
        hits += event is not None
        told = f"{event.type} {event.status} <{event.trigger.text}>" if event else "-"
        print(f"{'found' if event else 'missed':7s} {thing['about']:45s} {told}")
    print(
        f"\n{hits} of {len(things())} things found, {len(report.events)} events, {len(report.commitments)} commitments"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
