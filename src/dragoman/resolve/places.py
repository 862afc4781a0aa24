"""Names of places, resolved to the embedded gazetteer.

`_place_gazetteer` holds the places, `_place_names` reads names and the words beside them (listed in `_place_words`),
`_place_weigh` chooses between places that share a name. Facts: GeoNames (CC BY 4.0), CLDR, and tables compiled by hand;
see `data/gazetteer/README.md`.
"""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from dragoman.records import Location, Place, Span, quote
from dragoman.resolve._place_gazetteer import Gazetteer, load_gazetteer
from dragoman.resolve._place_names import Reader
from dragoman.resolve._place_weigh import choose

__all__ = ["Gazetteer", "find_places", "load_gazetteer", "resolve_places"]

# Below a half a name is likelier another place, or none, than this one. Lower finds more and is wrong more often:
# `python evals/places.py` before touching it.
MIN_PROBABILITY = 0.5


def find_places(text: str, *, gazetteer: Gazetteer) -> tuple[Location, ...]:
    """Every place name that can be told without a model, resolved, in the order of the text.

    Names of peoples and their adjectives ("Iraqi") count as their land; a name that cannot be told is left out.
    """
    mentions = Reader(text, gazetteer).mentions()
    out = []
    for mention, choice in zip(mentions, choose(mentions, gazetteer=gazetteer), strict=True):
        if choice and choice.probability >= MIN_PROBABILITY:
            words = quote(text, Span(mention.start, mention.end))
            out.append(Location(words.text, words.start, words.end, gazetteer.place(choice.row)))
    return tuple(out)


def resolve_places(text: str, spans: Sequence[Span], *, gazetteer: Gazetteer) -> tuple[Place | None, ...]:
    """The place of each span, or None where it cannot be told; all names of the text are weighed together."""
    reader = Reader(text, gazetteer)
    read = [reader.read(span) for span in spans]
    starts = sorted(span.start for span in spans)
    reach = list(accumulate((span.end for span in sorted(spans)), max))
    context = [m for m in reader.mentions() if not _reached(m.start, starts=starts, reach=reach)]
    given = [mention for mention in read if mention]
    choices = iter(choose([*given, *context], gazetteer=gazetteer))
    out: list[Place | None] = []
    for mention in read:
        choice = next(choices) if mention else None
        sure = choice is not None and choice.probability >= MIN_PROBABILITY
        out.append(gazetteer.place(choice.row) if choice and sure else None)
    return tuple(out)


def _reached(at: int, *, starts: Sequence[int], reach: Sequence[int]) -> bool:
    """Whether a span that starts at or before an offset ends behind it; `reach` is the farthest end so far."""
    before = bisect_right(starts, at)
    return before > 0 and reach[before - 1] > at
