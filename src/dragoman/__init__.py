"""Dragoman codes news: who did, said or promised what to whom, where, when and how many, with the words for each.

coder = dragoman.Coder()
report = coder.code(dragoman.Document("Turkey and Iraq signed …", published=date(2020, 6, 12)))
for event in report.events:
    print(event.type, event.status, event.trigger.text)
"""

from datetime import date

from dragoman.coder import Coder
from dragoman.errors import DragomanError
from dragoman.read.html import read_html
from dragoman.records import Actor, Commitment, Document, Event, Failure, Location, Quantity, Report, When
from dragoman.resolve import actors, places, quantities, times

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


def find_actors(text: str, *, on: date | None = None) -> tuple[Actor, ...]:
    """Return every actor mention of the text, resolved as of a date; no model is needed."""
    return actors.find_actors(text, registry=actors.load_registry(), on=on)


def find_places(text: str) -> tuple[Location, ...]:
    """Return every place name of the text that can be told, with its GeoNames id and coordinates."""
    return places.find_places(text, gazetteer=places.load_gazetteer())


def find_times(text: str, *, published: date | None = None) -> tuple[When, ...]:
    """Return every time expression of the text as an interval; its dates are None where it cannot be told."""
    return times.find_times(text, published=published)


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Return every number that counts something, with its bounds and what it counts."""
    return quantities.find_quantities(text)
