"""Dragoman codes news: who did, said or promised what to whom, where, when and how many, with the words for each.

coder = dragoman.Coder()
report = coder.code(dragoman.Document("Turkey and Iraq signed …", published=date(2020, 6, 12)))
for event in report.events:
    print(event.type, event.status, event.trigger.text)
"""

from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING

from dragoman.errors import DragomanError
from dragoman.records import Actor, Commitment, Document, Event, Failure, Location, Quantity, Report, When

if TYPE_CHECKING:
    from dragoman.coder import Coder
    from dragoman.read.html import read_html

__version__ = "0.1.0"
__all__ = [
    "Coder",
    "Commitment",
    "Document",
    "DragomanError",
    "Event",
    "Failure",
    "Report",
    "find_actors",
    "find_places",
    "find_quantities",
    "find_times",
    "read_html",
]


# What needs numpy or the registers is imported when it is first asked for: `dragoman --help` takes 0.2 s, not 0.6.
_LATER = {"Coder": "dragoman.coder", "read_html": "dragoman.read.html"}


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module 'dragoman' has no attribute {name!r}")
    return getattr(import_module(_LATER[name]), name)


def find_actors(text: str, *, on: date | None = None) -> tuple[Actor, ...]:
    """Return every actor mention of the text, resolved as of a date; no model is needed."""
    from dragoman.resolve import actors

    return actors.find_actors(text, registry=actors.load_registry(), on=on)


def find_places(text: str) -> tuple[Location, ...]:
    """Return every place name of the text that can be told, with its GeoNames id and coordinates."""
    from dragoman.resolve import places

    return places.find_places(text, gazetteer=places.load_gazetteer())


def find_times(text: str, *, published: date | None = None) -> tuple[When, ...]:
    """Return every time expression of the text as an interval; its dates are None where it cannot be told."""
    from dragoman.resolve import times

    return times.find_times(text, published=published)


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Return every number that counts something, with its bounds and what it counts."""
    from dragoman.resolve import quantities

    return quantities.find_quantities(text)
