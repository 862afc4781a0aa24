"""What is read off a text: the names that the registry knows in it, and what the words of one mention say."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from dragoman.resolve._actor_registry import AGENT, BODY, COUNTED, LAND, Entry, Name, Registry
from dragoman.resolve._actor_words import (
    ACRONYMS,
    FORMER,
    LEANING,
    NO_NAMES,
    PARTICLES,
    PREPOSITIONS,
    STANCE,
    Token,
    tokens_of,
)


class Piece(NamedTuple):
    """Tokens [first, last) that the registry knows, and the entry that they are taken for."""

    first: int
    last: int
    entry: Entry
    plural: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One document as the resolver sees it: read once, then only looked at."""

    text: str
    registry: Registry
    on: date | None
    tokens: Sequence[Token]
    keys: Sequence[str]
    pieces: Sequence[Piece]
    countries: Mapping[str, int]
    people: frozenset[str]
    cased: bool

    def near(self, index: int) -> bool:
        """Whether nothing but a space or hyphen stands between this token and the one before it."""
        if not 0 < index < len(self.tokens):
            return False
        gap = self.text[self.tokens[index - 1].end : self.tokens[index].start]
        return len(gap) < 4 and gap.strip(" \u00a0-'’`") == ""

    def between(self, index: int) -> str:
        """What stands between a token and the one before it."""
        return self.text[self.tokens[index - 1].end : self.tokens[index].start]

    def capital(self, index: int) -> bool:
        """Whether a token begins with a capital."""
        return self.text[self.tokens[index].start].isupper()

    def acronym(self, index: int) -> bool:
        """Whether a word is written in capitals as no pronoun is: "US", "WHO"."""
        token = self.tokens[index]
        return token.end - token.start > 1 and self.text[token.start : token.end].isupper() and token.key in ACRONYMS

    def word(self, index: int) -> str:
        """The key of a token, or "" outside the text."""
        return self.tokens[index].key if 0 <= index < len(self.tokens) else ""


def read_page(text: str, *, registry: Registry, on: date | None) -> Page:
    """Read a document: its words, the names known in it, and the countries and people that it speaks of."""
    tokens = tokens_of(text)
    cased = any(text[token.start].isupper() for token in tokens)
    blank = Page(text, registry, on, tokens, [token.key for token in tokens], (), {}, frozenset(), cased)
    sure = tuple(piece for piece in scan(blank, first=0, last=len(tokens), trust=False) if not leaning(blank, piece))
    countries = Counter(piece.entry.country for piece in sure if piece.entry.country and piece.entry.kind in COUNTED)
    people = frozenset(piece.entry.id for piece in sure if piece.entry.kind == "person")
    page = replace(blank, countries=countries, people=people)
    return replace(page, pieces=tuple(scan(page, first=0, last=len(tokens), trust=False)))


def scan(page: Page, *, first: int, last: int, trust: bool) -> Iterator[Piece]:
    """The longest known names in a run of tokens. Short names count where they are believable, or `trust` is given."""
    names, reach, keys = page.registry.names, page.registry.reach, page.keys
    at = first
    while at < last:
        size = reach.get(keys[at], 0)
        if not size:
            at += 1
            continue
        size = min(size, last - at)
        while size:
            found = names.get(" ".join(keys[at : at + size]))
            chosen = _choose(page, found, first=at, last=at + size, trust=trust) if found else None
            if chosen:
                yield Piece(at, at + size, chosen.entry, chosen.plural)
                break
            size -= 1
        at += size or 1


def _choose(page: Page, names: Sequence[Name], *, first: int, last: int, trust: bool) -> Name | None:
    """The name that fits best: right case, then a country that the document speaks of, then in office on its date."""
    written = page.text[page.tokens[first].start : page.tokens[last - 1].end]
    fit = [
        name
        for name in names
        if (name.exact is None or written.startswith(name.exact))
        and (not name.short or _believable(page, name.entry, first=first, trust=trust))
        and (trust or name.entry.kind != "person" or not page.cased or written[0].isupper() or "-" in written)
    ]
    if len(fit) < 2:
        return fit[0] if fit else None

    title = page.word(first - 1)

    def rank(name: Name) -> tuple[bool, bool, bool, bool]:
        entry = name.entry
        titled = any(term.role == title and term.holds(page.on) for term in entry.terms)
        known = page.countries.get(entry.country or "", 0) > 0
        return (titled, entry.id in page.people, entry.active(page.on), known)

    return max(fit, key=rank)


def _believable(page: Page, entry: Entry, *, first: int, trust: bool) -> bool:
    """Whether a surname may stand alone: its owner named in full elsewhere, titled, or in office in a fitting story."""
    if entry.id in page.people:
        return True
    if not entry.active(page.on):
        return False
    before = page.registry.names.get(page.word(first - 1), ())
    titled = page.near(first) and any(name.entry.terms and name.entry.kind in AGENT for name in before)
    known = page.countries.get(entry.country or "", 0) > 0
    return (titled and (known or trust or len(page.countries) == 0)) or (trust and known)


def leaning(page: Page, piece: Piece) -> bool:
    """Whether a name only says whom somebody is for, against or backed by ("pro-Iran", "Saudi-led")."""
    if page.near(piece.first) and page.word(piece.first - 1) in STANCE:
        return True
    if piece.entry.kind == "agent" and piece.entry.sectors != ("GOV",):
        return False
    end = page.tokens[piece.last - 1].end
    hyphen = page.text[end : end + 1] == "-"
    return hyphen and page.near(piece.last) and page.word(piece.last) in LEANING


def opens_sentence(page: Page, index: int) -> bool:
    """Whether a token begins a sentence, where a capital says nothing."""
    before = page.text[max(0, page.tokens[index].start - 4) : page.tokens[index].start].rstrip(" \"'“”‘’«")
    return index == 0 or not before or before[-1] in ".!?:;\n—–-"


@dataclass(frozen=True, slots=True)
class Phrase:
    """What the words of a mention say, before they are put together."""

    agents: tuple[Piece, ...] = ()
    bodies: tuple[Piece, ...] = ()
    lands: tuple[Piece, ...] = ()
    person: Piece | None = None
    rest: tuple[int, ...] = ()
    former: bool = False

    @property
    def head(self) -> Entry | None:
        """The agent noun that says what they are: the last one of weight, but "rebel soldiers" are rebels."""
        strong = [piece.entry for piece in self.agents if piece.entry.kind == "agent"]
        if not strong:
            return self.agents[-1].entry if self.agents else None
        last = strong[-1]
        if last.sectors[:1] in (("MIL",), ("UAF",), ("PTY",)):
            return next((each for each in strong if each.sectors[:1] in (("REB",), ("PRM",), ("COP",))), last)
        return last

    @property
    def role(self) -> str | None:
        """The word for the office, if the last agent noun is one for a single person."""
        named = [piece for piece in self.agents if not piece.plural and piece.entry.terms]
        return named[-1].entry.terms[0].role if named else None


def parse(page: Page, *, first: int, last: int) -> Phrase:
    """What the tokens [first, last) say; of "police and protesters" the agents before the "and" count."""
    known = list(scan(page, first=first, last=last, trust=True))
    inside = {index for piece in known for index in range(piece.first, piece.last)}
    pieces = [piece for piece in known if not leaning(page, piece)]
    rest = _rest(page, inside, first=first, last=last)
    pieces, rest = _absorb(page, pieces, rest=rest, first=first)
    people = [piece for piece in pieces if piece.entry.kind == "person"]
    agents = [piece for piece in pieces if piece.entry.kind in AGENT]
    joint = next((index for index in range(first, last) if page.word(index) in ("and", "or")), last)
    return Phrase(
        agents=tuple(piece for piece in agents if piece.first < joint) or tuple(agents),
        bodies=tuple(piece for piece in pieces if piece.entry.kind in BODY),
        lands=tuple(piece for piece in pieces if piece.entry.kind in LAND),
        person=people[0] if people else None,
        rest=rest,
        former=any(page.word(index) in FORMER for index in range(max(0, first - 1), last)),
    )


def _rest(page: Page, inside: set[int], *, first: int, last: int) -> tuple[int, ...]:
    """The words of an unknown name: capitalised, with particles between them; any content words in caseless copy."""
    taken = []
    for index in range(first, last):
        word = page.word(index)
        particle = word in PARTICLES and index + 1 < last and page.capital(index + 1)
        small = page.cased and not page.capital(index) and not particle
        if index in inside or small or word in NO_NAMES or (word in PREPOSITIONS and not particle):
            continue
        taken.append(index)
    opens = len(taken) == 1 and bool(inside) and taken[0] == first and opens_sentence(page, first)
    return () if opens and not (first + 1 < last and page.near(first + 1) and page.capital(first + 1)) else tuple(taken)


def _absorb(
    page: Page, pieces: list[Piece], *, rest: tuple[int, ...], first: int
) -> tuple[list[Piece], tuple[int, ...]]:
    """Give a known word back to the unknown name that it is part of: "Michael Jordan", "Ana Putin", "Peter King"."""
    kept, names = [], set(rest)
    for piece in pieces:
        single = piece.last - piece.first == 1 and page.cased and page.capital(piece.first)
        joined = (piece.first - 1 in names and page.near(piece.first)) or (
            piece.last in names and page.near(piece.last) and piece.entry.kind == "person"
        )
        adjective = (
            piece.first - 1 == first and piece.entry.kind in ("state", "seat", "place") and opens_sentence(page, first)
        )
        titled = (piece.entry.kind in ("person", "state", "seat", "place") and not adjective) or bool(
            piece.entry.kind in AGENT and piece.entry.terms
        )
        owner = page.tokens[piece.last - 1].owns
        if single and joined and titled and not owner and page.word(piece.first - 1) not in PREPOSITIONS:
            names.add(piece.first)
        else:
            names -= {first} if adjective else set()
            kept.append(piece)
    return kept, tuple(sorted(names))
