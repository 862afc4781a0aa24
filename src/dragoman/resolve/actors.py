"""Who a mention stands for: names from the registry, agent nouns composed with countries, unknown names kept apart.

Facts live in `data/registry/*.tsv`; this module holds only the grammar that ties words together. Read `resolve_actors`
first.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from rapidfuzz.distance import JaroWinkler

from dragoman.errors import InputError
from dragoman.records import Actor, Entity, Span, content_id

LAND = frozenset({"state", "demonym", "seat", "place"})
BODY = frozenset({"org", "armed", "people"})
AGENT = frozenset({"agent", "weak"})
_COUNTED = LAND | {"person"}
KINDS = LAND | BODY | AGENT | {"person"}


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_WORDS = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’ʼ`][^\W_]+)*")
_LONGEST_WORD = 40
_LONGEST_SPAN = 40
_LATIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "æ": "ae", "œ": "oe", "ə": "a"})


class Token(NamedTuple):
    """A word of the text; `key` is its folded form without a possessive s, `owns` says that it had one."""

    start: int
    end: int
    key: str
    owns: bool


@lru_cache(maxsize=65536)
def _fold(word: str) -> str:
    """Lower-case ASCII-like form: no accents, no apostrophes; "" for what is too long to be a word."""
    if len(word) > _LONGEST_WORD:
        return ""
    folded = word.casefold()
    if not folded.isascii():
        parts = unicodedata.normalize("NFKD", folded.translate(_LATIN))
        folded = "".join(char for char in parts if not unicodedata.combining(char) and char not in "’ʼ")
    return folded.replace("'", "").replace("`", "")


def _tokens(text: str) -> list[Token]:
    found = []
    for match in _WORDS.finditer(text):
        word, (start, end) = match[0], match.span()
        owns = len(word) > 2 and word[-2] in "'’ʼ`" and word[-1] in "sS"
        owns_bare = text[end : end + 1] in ("'", "’") and word[-1] in "sS"
        found.append(Token(start, end, _fold(word[:-2] if owns else word), owns or owns_bare))
    return found


def _key(name: str) -> str:
    plain = name.replace("-", " ")
    if plain.isascii() and plain.replace(" ", "").isalnum():  # nine names in ten: a third of the time to load
        return " ".join(plain.lower().split())
    return " ".join(token.key for token in _tokens(name))


class Term(NamedTuple):
    """An office and its first and last day. A year alone in the data leaves the days `open` to doubt."""

    role: str | None
    country: str | None
    sectors: tuple[str, ...]
    first: date
    last: date
    open: bool

    def holds(self, on: date | None) -> bool:
        """Whether the office was held on the day; always true without one."""
        return on is None or self.first <= on <= self.last


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that the registry knows; `terms` are in the order of the file."""

    kind: str
    id: str
    name: str
    country: str | None
    sectors: tuple[str, ...]
    terms: tuple[Term, ...] = ()

    def active(self, on: date | None) -> bool:
        """Whether anything is dated to the day, or nothing is dated at all."""
        return not self.terms or any(term.holds(on) for term in self.terms)


class Name(NamedTuple):
    """A way to write an entry. `exact` demands that case; a `short` name needs a reason to be believed."""

    entry: Entry
    exact: str | None = None
    short: bool = False
    plural: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Registry:
    """All that is known of actors, keyed for a walk over folded words."""

    names: Mapping[str, Sequence[Name]]
    reach: Mapping[str, int]
    offices: Mapping[tuple[str, str], Sequence[tuple[Term, Entry]]]
    states: Mapping[str, Entry]
    demonyms: Mapping[str, str]


@cache
def load_registry(*extra: Path) -> Registry:
    """Return the shipped registry with `extra` files of the same form on top: their entries win over equal names.

    Raises `InputError` naming file and line for a row that does not fit `data/registry/`'s form.
    """
    shipped = sorted(
        (path for path in (files("dragoman") / "data/registry").iterdir() if path.name.endswith(".tsv")),
        key=lambda path: path.name,
    )
    rows: list[tuple[str, list[str]]] = []
    for path in (*extra, *shipped):
        rows += _rows(path.read_text(encoding="utf-8"), path.name)
    return _index(rows)


def _rows(tsv: str, file: str) -> Iterator[tuple[str, list[str]]]:
    kind = ""
    for number, line in enumerate(tsv.splitlines(), 1):
        if line.startswith("#kind "):
            kind = line[6:].strip()
        elif line and not line.startswith(("#", "id\t")):
            cells = line.split("\t")
            cells += [""] * (8 - len(cells))
            if kind not in KINDS or len(cells) != 8 or not cells[1]:
                raise InputError(
                    f"{file}, line {number}: no registry row; it needs '#kind {'|'.join(sorted(KINDS))}' above it "
                    "and eight tab-separated cells: id, name, aliases, country, sectors, role, from, to"
                )
            yield kind, cells


def _day(cell: str, *, last: bool) -> date:
    if len(cell) == 10:
        return date.fromisoformat(cell)
    if not cell:
        return date.max if last else date.min
    year, month, day = (*map(int, cell.split("-")), 0, 0)[:3]
    if last and not day:
        return date(year, month, 28) if month else date(year, 12, 31)
    return date(year, month or 1, day or 1)


def _entries(rows: Iterable[tuple[str, list[str]]]) -> Iterator[tuple[Entry, str]]:
    """Each entry with its aliases; following rows of the same name and kind add terms to it."""
    for (kind, name), group in groupby(rows, key=lambda row: (row[0], row[1][1])):
        cells = [row[1] for row in group]
        id_, _, _, country, sectors = cells[0][:5]
        terms = tuple(
            Term(
                role=cell[5] or None,
                country=cell[3] or None,
                sectors=tuple(filter(None, cell[4].split(","))),
                first=_day(cell[6], last=False),
                last=_day(cell[7], last=True),
                open=len(cell[6]) < 10 or 0 < len(cell[7]) < 10,
            )
            for cell in cells
            if cell[5] or cell[6] or cell[7]
        )
        slug = id_ or "reg:" + _key(name).replace(" ", "-")
        entry = Entry(kind, slug, name, country or None, tuple(filter(None, sectors.split(","))), terms)
        yield entry, "|".join(cell[2] for cell in cells if cell[2])


def _index(rows: Iterable[tuple[str, list[str]]]) -> Registry:
    names: dict[str, list[Name]] = {}
    offices: dict[tuple[str, str], list[tuple[Term, Entry]]] = {}
    states: dict[str, Entry] = {}
    demonyms: dict[str, str] = {}
    for entry, aliases in _entries(rows):
        for key, name in _written(entry, aliases):
            names.setdefault(key, []).append(name)
        if entry.kind == "state" and entry.country:
            states.setdefault(entry.country, entry)
        if entry.kind == "demonym" and entry.country:
            demonyms.setdefault(entry.country, entry.name)
        if entry.kind == "person":
            for term in entry.terms:
                offices.setdefault((term.country or "", term.role or ""), []).append((term, entry))
    reach: dict[str, int] = {}
    for key in names:
        first, size = key.partition(" ")[0], key.count(" ") + 1
        if size > reach.get(first, 0):
            reach[first] = size
    return Registry(names, reach, offices, states, demonyms)


@cache
def _blocks(registry: Registry) -> Mapping[str, Sequence[tuple[str, Entry]]]:
    """People and armed groups by the consonants of their last word; built when the first name is not found."""
    blocks: dict[str, list[tuple[str, Entry]]] = {}
    for key, names in registry.names.items():
        for name in names:
            if name.entry.kind in ("person", "armed") and not name.exact and len(key) > 4:
                blocks.setdefault(_skeleton(key), []).append((key, name.entry))
    return blocks


def _written(entry: Entry, aliases: str) -> Iterator[tuple[str, Name]]:
    """Every key under which an entry is found, with plurals for nouns and surnames for people."""
    usual = Name(entry)
    for each in (entry.name, *filter(None, aliases.split("|"))):
        bare = each.lstrip("=~")
        key = _key(bare)
        if not key:
            continue
        name = usual if bare is each else Name(entry, exact=bare if each[0] == "=" else None, short=each[0] == "~")
        yield key, name
        if name.exact is None and (entry.kind in AGENT or entry.kind in ("demonym", "people")):
            yield from ((plural, name._replace(plural=True)) for plural in _plurals(key))
        elif bare.isupper() and bare.isalpha() and len(bare) < 6:
            yield ".".join(bare.lower()) + ".", name._replace(exact=None)
    if entry.kind == "person" and "~" not in aliases:
        yield _key(entry.name).rsplit(" ", 1)[-1], Name(entry, short=True)


def _plurals(key: str) -> tuple[str, ...]:
    if key.endswith(("man", "woman")) and not key.endswith(("german", "ottoman")):
        return (key[:-2] + "en",)
    if key.endswith("child"):
        return (key + "ren",)
    if key.endswith("y") and key[-2:-1] not in "aeiou":
        return (key[:-1] + "ies",)
    if key.endswith(("s", "x", "z", "ch", "sh")):
        return () if key.endswith(("ese", "ish", "s")) and not key.endswith("ss") else (key + "es",)
    if key.endswith("ese"):
        return ()
    if key.endswith(("thief", "chief of staff", "attorney general")):
        return {"f": (key[:-1] + "ves",), "l": ("attorneys general",)}.get(key[-1], ())
    return (key + "s",)


_SOUNDS = (("dh", "d"), ("th", "t"), ("kh", "k"), ("gh", "k"), ("ph", "f"), ("sch", "s"), ("sh", "s"), ("ch", "k"))
_LETTERS = str.maketrans("zqgcwv", "dkkkbb", "aeiouyhj")
_VOICED = str.maketrans("zqgcwvyj", "dkkkbbii")


@lru_cache(maxsize=4096)
def _skeleton(key: str) -> str:
    """The consonants of a name's last word, so that transliterations of one surname fall together."""
    last = key.rsplit(" ", 1)[-1]
    for written, heard in _SOUNDS:
        last = last.replace(written, heard)
    return re.sub(r"(.)\1+", r"\1", last.translate(_LETTERS))


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
        return token.end - token.start > 1 and self.text[token.start : token.end].isupper() and token.key in _ACRONYMS

    def word(self, index: int) -> str:
        """The key of a token, or "" outside the text."""
        return self.tokens[index].key if 0 <= index < len(self.tokens) else ""


def _read(text: str, registry: Registry, on: date | None) -> Page:
    tokens = _tokens(text)
    cased = any(text[token.start].isupper() for token in tokens)
    blank = Page(text, registry, on, tokens, [token.key for token in tokens], (), {}, frozenset(), cased)
    sure = tuple(piece for piece in _scan(blank, 0, len(tokens), trust=False) if not _leaning(blank, piece))
    countries = Counter(piece.entry.country for piece in sure if piece.entry.country and piece.entry.kind in _COUNTED)
    people = frozenset(piece.entry.id for piece in sure if piece.entry.kind == "person")
    page = replace(blank, countries=countries, people=people)
    return replace(page, pieces=tuple(_scan(page, 0, len(tokens), trust=False)))


def _scan(page: Page, first: int, last: int, *, trust: bool) -> Iterator[Piece]:
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
            chosen = _choose(page, found, at, at + size, trust=trust) if found else None
            if chosen:
                yield Piece(at, at + size, chosen.entry, chosen.plural)
                break
            size -= 1
        at += size or 1


def _choose(page: Page, names: Sequence[Name], first: int, last: int, *, trust: bool) -> Name | None:
    """The name that fits best: right case, then a country that the document speaks of, then in office on its date."""
    written = page.text[page.tokens[first].start : page.tokens[last - 1].end]
    fit = [
        name
        for name in names
        if (name.exact is None or written.startswith(name.exact))
        and (not name.short or _believable(page, name.entry, first, trust=trust))
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


def _believable(page: Page, entry: Entry, first: int, *, trust: bool) -> bool:
    """Whether a surname may stand alone: its owner named in full elsewhere, titled, or in office in a fitting story."""
    if entry.id in page.people:
        return True
    if not entry.active(page.on):
        return False
    before = page.registry.names.get(page.word(first - 1), ())
    titled = page.near(first) and any(name.entry.terms and name.entry.kind in AGENT for name in before)
    known = page.countries.get(entry.country or "", 0) > 0
    return (titled and (known or trust or len(page.countries) == 0)) or (trust and known)


_PRONOUNS = _set(
    "he she it they we i you him her them us me his their its who whom which that this these those one some many all "
    "both each others other another someone nobody none himself herself itself themselves everyone anybody such "
    "most several few latter former same s t"
)
_SMALL = _set("and or as but nor mr mrs ms dr sir lady madame mme not was were is are")
_ACRONYMS = frozenset(("us", "who"))
_PREPOSITIONS = _set("of for in from at to against with by on near under behind among inside within de du da")
_TYING = _set("of for from de du da within among")
_FORMER = _set("former ex ousted deposed toppled retired onetime overthrown")
_STANCE = _set("pro anti")
_LEANING = _set(
    "backed led allied aligned held controlled supported trained funded armed sponsored occupied born linked "
    "affiliated brokered mediated administered based friendly leaning bound made speaking style"
)
_ARTICLES = _set("the a an its their his her this that these those some two three four five six several many")
_PARTICLES = _set("al el bin ben ibn abu abd von van der de la le da di dos bint ould")
_FOREIGN = _set("diplomat ambassador envoy tourist mission contingent delegation consulate embassy hostage")
_OFFICE = {
    "premier": "prime minister",
    "pm": "prime minister",
    "head of government": "prime minister",
    "head of state": "president",
    "foreign secretary": "foreign minister",
    "foreign affairs minister": "foreign minister",
    "minister of foreign affairs": "foreign minister",
    "defense minister": "defence minister",
    "minister of defence": "defence minister",
    "minister of defense": "defence minister",
    "defense secretary": "defence minister",
    "defence secretary": "defence minister",
    "secretary of defense": "defence minister",
    "secretary of state": "foreign minister",
}


_UNIQUE = frozenset(
    {"president", "prime minister", "chancellor", "foreign minister", "defence minister", "king", "queen", "emir"}
) | {"sultan", "emperor", "supreme leader", "pope"}


_NO_NAMES = _ARTICLES | _PRONOUNS | _FORMER | _STANCE | _SMALL | {""}


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


def _parse(page: Page, first: int, last: int) -> Phrase:
    known = list(_scan(page, first, last, trust=True))
    inside = {index for piece in known for index in range(piece.first, piece.last)}
    pieces = [piece for piece in known if not _leaning(page, piece)]
    rest = _rest(page, first, last, inside)
    pieces, rest = _absorb(page, pieces, rest, first)
    people = [piece for piece in pieces if piece.entry.kind == "person"]
    agents = [piece for piece in pieces if piece.entry.kind in AGENT]
    joint = next((index for index in range(first, last) if page.word(index) in ("and", "or")), last)
    return Phrase(
        agents=tuple(piece for piece in agents if piece.first < joint) or tuple(agents),
        bodies=tuple(piece for piece in pieces if piece.entry.kind in BODY),
        lands=tuple(piece for piece in pieces if piece.entry.kind in LAND),
        person=people[0] if people else None,
        rest=rest,
        former=any(page.word(index) in _FORMER for index in range(max(0, first - 1), last)),
    )


def _leaning(page: Page, piece: Piece) -> bool:
    """Whether a name only says whom somebody is for, against or backed by ("pro-Iran", "Saudi-led")."""
    if page.near(piece.first) and page.word(piece.first - 1) in _STANCE:
        return True
    if piece.entry.kind == "agent" and piece.entry.sectors != ("GOV",):
        return False
    end = page.tokens[piece.last - 1].end
    hyphen = page.text[end : end + 1] == "-"
    return hyphen and page.near(piece.last) and page.word(piece.last) in _LEANING


def _rest(page: Page, first: int, last: int, inside: set[int]) -> tuple[int, ...]:
    """The words of an unknown name: capitalised, with particles between them; any content words in caseless copy."""
    taken = []
    for index in range(first, last):
        word = page.word(index)
        particle = word in _PARTICLES and index + 1 < last and page.capital(index + 1)
        small = page.cased and not page.capital(index) and not particle
        if index in inside or small or word in _NO_NAMES or (word in _PREPOSITIONS and not particle):
            continue
        taken.append(index)
    opens = len(taken) == 1 and bool(inside) and taken[0] == first and _opens(page, first)
    return () if opens and not (first + 1 < last and page.near(first + 1) and page.capital(first + 1)) else tuple(taken)


def _opens(page: Page, index: int) -> bool:
    """Whether a token begins a sentence, where a capital says nothing."""
    before = page.text[max(0, page.tokens[index].start - 4) : page.tokens[index].start].rstrip(" \"'“”‘’«")
    return index == 0 or not before or before[-1] in ".!?:;\n—–-"


def _absorb(page: Page, pieces: list[Piece], rest: tuple[int, ...], first: int) -> tuple[list[Piece], tuple[int, ...]]:
    """Give a known word back to the unknown name that it is part of: "Michael Jordan", "Ana Putin", "Peter King"."""
    kept, names = [], set(rest)
    for piece in pieces:
        single = piece.last - piece.first == 1 and page.cased and page.capital(piece.first)
        joined = (piece.first - 1 in names and page.near(piece.first)) or (
            piece.last in names and page.near(piece.last) and piece.entry.kind == "person"
        )
        adjective = piece.first - 1 == first and piece.entry.kind in ("state", "seat", "place") and _opens(page, first)
        titled = (piece.entry.kind in ("person", "state", "seat", "place") and not adjective) or bool(
            piece.entry.kind in AGENT and piece.entry.terms
        )
        owner = page.tokens[piece.last - 1].owns
        if single and joined and titled and not owner and page.word(piece.first - 1) not in _PREPOSITIONS:
            names.add(piece.first)
        else:
            names -= {first} if adjective else set()
            kept.append(piece)
    return kept, tuple(sorted(names))


class Draft(NamedTuple):
    """An entity before the document's mentions are compared; `name` holds an unknown name's folded words.

    A `doubtful` one may be no name at all, unless a full name elsewhere ends in it: a lone word that opens a sentence.
    """

    entity: Entity
    name: tuple[str, ...] = ()
    doubtful: bool = False


def resolve_actors(
    text: str, spans: Sequence[Span], *, registry: Registry, on: date | None
) -> tuple[Entity | None, ...]:
    """Return who each span of one document stands for as of `on`, None where nothing is known of them.

    The words around a span count where grammar ties them to it ("of Iraq", "Turkish" before it, an apposition).
    Give all spans of a document at once: a surname stands for the full name given elsewhere, and an unknown name
    keeps one id. A former official is `ELI`. Without a date nobody is out of office.
    """
    page = _read(text, registry, on)
    return _settle([_resolve(page, span) for span in spans])


def _settle(drafts: Sequence[Draft | None]) -> tuple[Entity | None, ...]:
    """Let a surname stand for the one full name that ends in it, and share what each mention tells of an unknown."""
    full: dict[str, set[tuple[str, ...]]] = {}
    for draft in drafts:
        if draft and len(draft.name) > 1:
            for word in {draft.name[0], draft.name[-1]}:
                full.setdefault(word, set()).add(draft.name)
    names: list[tuple[str, ...]] = []
    told: dict[tuple[str, ...], Entity] = {}
    kept: list[Draft | None] = []
    for draft in drafts:
        name = draft.name if draft else ()
        matches = full.get(name[0], set()) if len(name) == 1 else set()
        if len(matches) == 1:
            name = next(iter(matches))
        elif draft and draft.doubtful:
            draft, name = None, ()
        names.append(name)
        kept.append(draft)
        if draft and name:
            told[name] = _joined(told.get(name), draft)
    return tuple(
        told[name] if name else (draft.entity if draft else None) for name, draft in zip(names, kept, strict=True)
    )


def _joined(known: Entity | None, draft: Draft) -> Entity:
    new = draft.entity
    if known is None:
        return new
    longer = known if known.name.count(" ") >= new.name.count(" ") else new
    return Entity(
        longer.id, longer.name, known.country or new.country, known.sectors or new.sectors, known.role or new.role
    )


def _resolve(page: Page, span: Span) -> Draft | None:
    first = bisect_left(page.tokens, span.start + 1, key=lambda token: token.end)
    last = bisect_left(page.tokens, span.end, key=lambda token: token.start)
    while first < last and page.word(first) in _ARTICLES | _PRONOUNS and not page.acronym(first):
        first += 1
    if first >= last:
        return None
    last = min(last, first + _LONGEST_SPAN)
    cut = _cut(page, first, last)
    phrase = _with_name_after(page, _parse(page, first, cut), cut, last)
    if phrase.person and not _owned(page, phrase):
        return Draft(_as_person(page, phrase.person.entry, phrase))
    if phrase.rest and (named := _named(page, phrase, first, cut, last)):
        return named
    if not phrase.agents:
        return _bare(page, phrase, first, cut)
    if _proper(page, phrase, first, cut) and (named := _named(page, phrase, first, cut, last)):
        return named
    return _composed(page, phrase, _around(page, phrase, first, cut))


def _with_name_after(page: Page, phrase: Phrase, cut: int, last: int) -> Phrase:
    """The phrase with the name that ends its span after a comma: "leader of the front, Ana Ruiz"."""
    commas = [index for index in range(cut + 1, last) if "," in page.between(index)]
    if not commas or phrase.person or phrase.rest:
        return phrase
    named = _parse(page, commas[-1], last)
    return replace(phrase, person=named.person, rest=named.rest) if not named.agents else phrase


def _cut(page: Page, first: int, last: int) -> int:
    """Where the base phrase ends: at its first preposition that is no part of a known name."""
    known = {index for piece in _scan(page, first, last, trust=True) for index in range(piece.first, piece.last)}
    for index in range(first + 1, last):
        if page.word(index) in _PREPOSITIONS and index not in known:
            return index
    return last


def _owned(page: Page, phrase: Phrase) -> bool:
    """Whether the person only tells whose somebody is: "Assad's forces", "the Obama administration"."""
    assert phrase.person
    after = [piece for piece in (*phrase.agents, *phrase.bodies) if piece.first >= phrase.person.last]
    return bool(after)


def _as_person(page: Page, entry: Entry, phrase: Phrase) -> Entity:
    """A known person as of the date: their office then, or `ELI` once they have left it (a general stays MIL)."""
    role = phrase.role
    in_office = [term for term in entry.terms if term.holds(page.on)]
    past = [term for term in entry.terms if page.on and term.last < page.on]
    if in_office and not phrase.former:
        term = next((each for each in in_office if each.role == role), in_office[0])
        return Entity(entry.id, entry.name, term.country, term.sectors, role or term.role)
    latest = max(past or entry.terms, key=lambda term: term.last, default=None)
    if latest is None:
        head = phrase.head
        return Entity(entry.id, entry.name, entry.country, entry.sectors or (head.sectors if head else ()), role)
    sectors = latest.sectors
    if any(_left_office(term.sectors) == ("ELI",) for term in past):
        sectors = ("ELI",)
    elif past or phrase.former:
        sectors = _left_office(sectors)
    else:
        sectors = phrase.head.sectors if phrase.head else ()
    return Entity(entry.id, entry.name, latest.country, sectors, role or (latest.role if past else None))


def _left_office(sectors: tuple[str, ...]) -> tuple[str, ...]:
    return ("ELI",) if sectors and sectors[0] in ("GOV", "LEG", "JUD", "SPY", "COP", "IGO", "EUR") else sectors


def _named(page: Page, phrase: Phrase, first: int, cut: int, last: int) -> Draft | None:
    """A name that the registry does not have: spelt otherwise there, or a person or body known by its phrase alone."""
    tokens, rest = page.tokens, phrase.rest or tuple(range(first, cut))
    before = [piece for piece in phrase.agents if piece.last <= rest[0]]
    after = [piece for piece in phrase.agents if piece.first > rest[-1]]
    body = page.cased and any(page.capital(piece.first) and not piece.entry.terms for piece in phrase.agents)
    if after and not before and not (body and page.capital(after[-1].first)):
        return None
    body = body or not phrase.rest
    whole = body or (not phrase.agents and bool(phrase.lands or phrase.bodies))
    low, high = (first, cut) if whole else (rest[0], rest[-1] + 1)
    if whole and cut < last and page.capital(last - 1) and page.word(cut) in _TYING:
        high = last
    words = tuple(token.key for token in tokens[low:high])
    key = " ".join(words)
    if not whole and (close := _alike(page, key)):
        return Draft(_as_person(page, close, phrase) if close.kind == "person" else _entity(close))
    context = _around(page, phrase, first, cut, naming=True)
    told = _composed(page, _told(phrase, context), context, inherit=bool(phrase.role))
    facts = told.entity if told else None
    doubtful = len(words) == 1 and not facts and (not page.cased or _opens(page, first))
    name = page.text[tokens[low].start : tokens[high - 1].end]
    name = name[:-2] if tokens[high - 1].owns and name[-2:-1] in ("'", "’") else name
    entity = Entity(
        content_id("unknown", key),
        " ".join(name.split()),
        facts.country if facts else None,
        facts.sectors if facts else (),
        facts.role if facts else None,
    )
    return Draft(entity, words, doubtful)


def _proper(page: Page, phrase: Phrase, first: int, cut: int) -> bool:
    """Whether known words make up the name of an unknown body: "Lagos Traders Union", but not "Iraqi Army"."""
    agent = phrase.agents[-1]
    if not page.cased or phrase.bodies or phrase.person or agent.entry.terms or phrase.agents[0].first == first:
        return False
    private = set(agent.entry.sectors[:1]) & {"SOC", "LAB", "NGO", "EDU", "BUS", "PTY", "AGR", "MED"}
    return bool(private) and all(page.capital(index) for index in range(first, cut)) and cut - first > 1


def _told(phrase: Phrase, context: Phrase) -> Phrase:
    """The phrase with the agent nouns of its surroundings where it has none of its own."""
    return phrase if phrase.agents else replace(phrase, agents=context.agents, former=phrase.former or context.former)


def _alike(page: Page, key: str) -> Entry | None:
    """The one known name that this may be another spelling of, with the document's countries as a second witness."""
    words = _heard(key)
    best, top = None, 0.0
    for other, entry in _blocks(page.registry).get(_skeleton(key), ()) if words and len(key) > 4 else ():
        theirs = _heard(other)
        if (len(words) == 1) != (len(theirs) == 1):
            continue
        witness = page.countries.get(entry.country or "", 0) > 0 and entry.active(page.on)
        score = JaroWinkler.similarity("".join(words), "".join(theirs))
        enough = 0.86 if witness else 0.95 if len(words) > 1 else 1.1
        ends = (JaroWinkler.similarity(words[0], theirs[0]), JaroWinkler.similarity(words[-1], theirs[-1]))
        # "Ali Hassan" is not "Ali Hussein": each end of the name must agree, not the whole alone
        if score > top and score >= enough and min(ends) >= 0.82:
            best, top = entry, score
    return best


@lru_cache(maxsize=4096)
def _heard(key: str) -> tuple[str, ...]:
    """The words of a name with one letter for each sound, without the articles that come and go."""
    for written, heard in _SOUNDS:
        key = key.replace(written, heard)
    key = key.translate(_VOICED)
    return tuple(re.sub(r"(.)\1+", r"\1", word) for word in key.split() if word not in ("al", "el", "bin", "ben"))


def _around(page: Page, phrase: Phrase, first: int, cut: int, *, naming: bool = False) -> Phrase:
    """What stands before and after a base phrase and belongs to it."""
    before, former = _before(page, first)
    after = list(_after(page, phrase, cut))
    if naming:
        after += _apposition(page, cut)
    pieces = [*before, *after]
    return Phrase(
        agents=tuple(piece for piece in pieces if piece.entry.kind in AGENT),
        bodies=tuple(piece for piece in pieces if piece.entry.kind in BODY),
        lands=tuple(piece for piece in pieces if piece.entry.kind in LAND),
        person=next((piece for piece in pieces if piece.entry.kind == "person"), None),
        former=former,
    )


def _before(page: Page, first: int) -> tuple[list[Piece], bool]:
    """Known words that lead up to a phrase: "Turkish [police]", "Iraq's [army]", "UN [officials]"."""
    found: list[Piece] = []
    at, former = first, False
    while page.near(at) and len(found) < 4:
        index = bisect_left(page.pieces, at, key=lambda piece: piece.last)
        piece = page.pieces[index] if index < len(page.pieces) and page.pieces[index].last == at else None
        if piece is None:
            if page.word(at - 1) not in _FORMER:
                break
            former, at = True, at - 1
            continue
        owner = page.tokens[piece.last - 1].owns
        loose = piece.plural or (piece.entry.kind in ("state", "seat", "place", "person") and not owner)
        if loose or _leaning(page, piece):
            break
        found.append(piece)
        at = piece.first
    return found, former


def _after(page: Page, phrase: Phrase, at: int) -> Iterator[Piece]:
    """Known words of the prepositional phrases that follow: "of Iraq", "for the bloc in the Iraqi parliament"."""
    end = at + 1
    while end < at + 14 and page.near(end):
        end += 1
    starts = {piece.first: piece for piece in _scan(page, at + 1, end, trust=True)} if page.near(at) else {}
    preposition, skipped = page.word(at), 0
    if preposition not in _TYING | {"in", "at"} or not starts:
        return
    at += 1
    while at < end and skipped < 3:
        piece = starts.get(at)
        if piece is None:
            word = page.word(at)
            if word in _PREPOSITIONS and word not in _TYING | {"in", "at"}:
                return
            preposition, skipped = (word, 0) if word in _PREPOSITIONS else (preposition, skipped + 1)
            at += 1
            continue
        if not _leaning(page, piece) and (preposition not in ("in", "at") or _placed(phrase, piece)):
            yield piece
        at, skipped = piece.last, 1


def _placed(phrase: Phrase, piece: Piece) -> bool:
    """Whether a place tells whose somebody is: police in Lagos are Nigerian, soldiers in Iraq need not be Iraqi."""
    if piece.entry.kind not in ("state", "seat", "place"):
        return True
    head = phrase.head
    abroad = (("MIL",), ("REF",), ("IGO",), ("NGO",), ("JRN",))
    return head is not None and head.sectors[:1] not in abroad and head.name not in _FOREIGN


def _apposition(page: Page, at: int) -> list[Piece]:
    """Known words of "…, a Sudanese militia leader," after a name."""
    if not 0 < at < len(page.tokens):
        return []
    if not page.text[page.tokens[at - 1].end : page.tokens[at].start].startswith(","):
        return []
    end = at + 1
    while end < at + 12 and page.near(end):
        end += 1
    pieces = list(_scan(page, at, end, trust=True))
    titled = bool(pieces) and pieces[0].first == at and bool(pieces[0].entry.terms) and not pieces[0].plural
    opened = page.word(at) in ("a", "an", "the", "its", "former", "ex") or titled
    return [piece for piece in pieces if not _leaning(page, piece)] if opened else []


def _bare(page: Page, phrase: Phrase, first: int, cut: int) -> Draft | None:
    """A phrase without an agent noun: a body, a state or its seat, a people, a place, or nothing known."""
    if phrase.bodies:
        entry = phrase.bodies[-1].entry
        if entry.kind == "people" and phrase.lands:
            return Draft(_made(page, phrase.lands[0].entry, entry.sectors, entry.name.lower()))
        return Draft(_entity(entry))
    if not phrase.lands:
        return None
    piece = phrase.lands[0]
    land = piece.entry
    if land.kind == "demonym":
        return Draft(_of_demonym(page, piece, first, cut))
    if land.kind == "place":
        name = _written_as(page, piece)
        return Draft(Entity("reg:" + _key(name).replace(" ", "-"), name, land.country, ("GOV",)))
    state = page.registry.states.get(land.country or "", land)
    return Draft(_entity(state if land.kind == "seat" else land))


def _of_demonym(page: Page, piece: Piece, first: int, cut: int) -> Entity:
    """A people, one of them ("a Somali"), the state of a lone adjective ("Mozambican debt"), or an unknown noun."""
    land = piece.entry
    if not piece.plural and (linked := _linked(page, first)):
        return _made(page, land, linked.sectors, linked.name)
    others = [index for index in range(first, cut) if not piece.first <= index < piece.last and page.word(index)]
    if others and not piece.plural and not land.terms:
        return _made(page, land, (), page.word(others[-1]))
    alone = page.word(first - 1) not in ("a", "an", "another", "one", "young", "old")
    if alone and not piece.plural and not land.terms and (state := page.registry.states.get(land.country or "")):
        return _entity(state if "PRE" not in land.sectors else land)
    return _made(page, land, land.sectors, "people")


def _written_as(page: Page, piece: Piece) -> str:
    return page.text[page.tokens[piece.first].start : page.tokens[piece.last - 1].end].removesuffix("'s")


def _linked(page: Page, first: int) -> Entry | None:
    """The noun left out in "the american authorities and the iraqi"."""
    at = first - 1
    while at > 0 and page.word(at) in ("and", "the", "or") and page.near(at):
        at -= 1
    if at == first - 1 or page.word(first - 1) not in ("the", "and"):
        return None
    return next((p.entry for p in page.pieces if p.last == at + 1 and p.entry.kind == "agent"), None)


def _entity(entry: Entry, role: str | None = None) -> Entity:
    return Entity(entry.id, entry.name, entry.country, entry.sectors, role)


_OWN_PEOPLE = _set("LEG COP JUD MED CVL JRN EDU LAB REF BUS REL")


def _composed(page: Page, phrase: Phrase, around: Phrase, *, inherit: bool = True) -> Draft | None:
    """An agent noun with the country and body that it is tied to, or None where it says nothing of its own."""
    head = phrase.head
    land = _first_land(phrase, around)
    person = phrase.person or around.person
    nearby = [piece for piece in around.bodies if piece.entry.kind != "people" or not around.agents]
    body = next((piece.entry for piece in (*reversed(phrase.bodies), *nearby)), None)
    if head is None:
        return _tied(page, land, body)
    weak = head.kind == "weak"
    if weak and (other := around.head) and other.kind == "agent":
        head = replace(head, sectors=other.sectors)
        weak = False
    country = land.country if land else body.country if body else None
    if not country and inherit and phrase.agents and head.sectors and (not body or body.kind == "people"):
        country = _home(page, phrase.agents[-1].first) if not person and _national(head) else None
    if body:
        return Draft(_of_body(page, body, head, phrase, country, weak=weak))
    sectors = head.sectors
    if person and not country:
        term = _as_person(page, person.entry, Phrase())
        country = term.country
        if weak and (not sectors or term.sectors[:1] == ("REB",)):
            sectors = term.sectors
    if weak and not sectors:
        sectors = ("GOV",) if land and phrase.role else ()
    if not country and not sectors:
        return None
    if land and "PRE" in land.sectors:
        sectors = (*sectors, "PRE")
    former = phrase.former or around.former
    if holder := _holder(page, phrase, country, former=former):
        return Draft(holder)
    return Draft(_grouped(page, phrase, country, sectors, former=former))


def _first_land(phrase: Phrase, around: Phrase) -> Entry | None:
    lands = (*phrase.lands, *around.lands)
    return lands[0].entry if lands else None


def _tied(page: Page, land: Entry | None, body: Entry | None) -> Draft | None:
    """What a name without any noun has: the country, and the sectors of a body, that it is tied to."""
    if body is None and land is None:
        return None
    country = body.country if body else land.country if land else None
    return Draft(Entity("", "", country, body.sectors if body else ()))


def _of_body(page: Page, body: Entry, head: Entry, phrase: Phrase, country: str | None, *, weak: bool) -> Entity:
    """The body itself for its members; another group for those who only belong to its country ("Hamas police")."""
    if body.kind == "people":
        made = _made_for(page, country, head.sectors or body.sectors, f"{body.name} {head.name}")
        return _with_role(made, phrase.role)
    if weak or body.country is None or head.sectors[:1] == () or head.sectors[0] not in _OWN_PEOPLE:
        return _entity(body, phrase.role)
    if head.sectors[0] in body.sectors:
        return _entity(body, phrase.role)
    made = _made_for(page, body.country, head.sectors, f"{body.name} {head.name}")
    return _with_role(made, phrase.role)


def _with_role(entity: Entity, role: str | None) -> Entity:
    """The same entity in a role."""
    return Entity(entity.id, entity.name, entity.country, entity.sectors, role)


def _grouped(page: Page, phrase: Phrase, country: str | None, sectors: tuple[str, ...], *, former: bool) -> Entity:
    strong = [piece.entry for piece in phrase.agents if piece.entry.kind == "agent"]
    lemma = (strong or [piece.entry for piece in phrase.agents])[-1].name
    if any(piece.entry.sectors == ("PTY", "OPP") for piece in phrase.agents) and "OPP" not in sectors:
        sectors = (*sectors, "OPP")
    if former and _left_office(sectors) == ("ELI",) and phrase.role:
        sectors, lemma = ("ELI",), f"former {lemma}"
    return _with_role(_made_for(page, country, sectors, lemma), phrase.role)


def _made(page: Page, land: Entry, sectors: tuple[str, ...], lemma: str) -> Entity:
    if "PRE" in land.sectors and "PRE" not in sectors:
        sectors = (*sectors, "PRE")
    return _made_for(page, land.country, sectors, lemma)


def _made_for(page: Page, country: str | None, sectors: tuple[str, ...], lemma: str) -> Entity:
    """An entity put together from a country and a noun; its id says how."""
    slug = _key(lemma).replace(" ", "-")
    name = f"{page.registry.demonyms.get(country or '', country or '')} {lemma}".strip()
    return Entity(f"{country or '-'}:{sectors[0] if sectors else 'UNK'}:{slug}", name, country, sectors)


def _holder(page: Page, phrase: Phrase, country: str | None, *, former: bool) -> Entity | None:
    """Who held the named office of the country on the day, where the registry has exactly one person who did."""
    role = phrase.role
    office = _OFFICE.get(role or "", role)
    if not (office in _UNIQUE and country and page.on) or former or len(phrase.agents) > 1:
        return None
    at = phrase.agents[0].first
    if any(page.word(index) in ("next", "future", "incoming", "any", "every") for index in range(at - 2, at)):
        return None
    day = page.on
    held = [
        (term, entry)
        for term, entry in page.registry.offices.get((country, office or ""), ())
        if term.holds(day) and not (term.open and day.year in (term.first.year, term.last.year))
    ]
    if len(held) != 1:
        return None
    term, entry = held[0]
    return Entity(entry.id, entry.name, term.country, term.sectors, role)


def _national(head: Entry) -> bool:
    """Whether such people are normally of the country that the story is set in."""
    return head.name not in _FOREIGN and not set(head.sectors[:1]) & {"IGO", "NGO", "REF", "JRN", "UAF", "IMG"}


def _home(page: Page, index: int) -> str | None:
    """The country that the paragraph is set in: its dateline's, its only one, or the one that rules the document."""
    start = page.tokens[index].start
    # a paragraph is cut at 1,500 characters on each side, or a megabyte without a line break would cost hours
    low = max(page.text.rfind("\n", 0, start) + 1, start - 1500)
    high = page.text.find("\n", start, start + 1500)
    high = start + 1500 if high < 0 else high
    first = bisect_left(page.pieces, low, key=lambda piece: page.tokens[piece.first].start)
    last = bisect_left(page.pieces, high, key=lambda piece: page.tokens[piece.first].start)
    lands = [piece for piece in page.pieces[first:last] if piece.entry.kind in LAND]
    if lands and page.tokens[lands[0].first].start <= low + 2:
        end = page.tokens[lands[0].last - 1].end
        after = page.text[end : end + 4]
        if after.lstrip()[:1] in tuple("-–—(:,.)"):
            return lands[0].entry.country
    near = [piece.entry for piece in page.pieces[first:last] if not _leaning(page, piece)]
    here = Counter(entry.country for entry in near if entry.country and entry.kind in _COUNTED)
    whole = _ruling(page.countries, 0.6, 3)
    if len(here) == 1 and not (whole and here.total() == 1):
        return next(iter(here))
    local = _ruling(here, 0.6, 2)
    if whole and (not local or whole in here or not here):
        return whole
    return local


def _ruling(countries: Mapping[str, int], share: float, least: int) -> str | None:
    """The country that has at least this share of all mentions, and this many."""
    top = max(sorted(countries), key=lambda country: countries[country], default=None)
    enough = top is not None and countries[top] >= max(least, share * sum(countries.values()))
    return top if enough else None


def find_actors(text: str, *, registry: Registry, on: date | None) -> tuple[Actor, ...]:
    """Return every known name and agent phrase of the text, longest match, in order and without overlaps.

    States and capitals after a locative preposition ("in Iraq") are places, and are left out. No model is needed.
    """
    page = _read(text, registry, on)
    spans = tuple(_runs(page))
    found = _settle([_resolve(page, span) for span in spans])
    return tuple(
        Actor(span.of(text), span.start, span.end, entity) for span, entity in zip(spans, found, strict=True) if entity
    )


_LOCATIVE = _set("in to from near across into over at of through towards toward outside around")


def _runs(page: Page) -> Iterator[Span]:
    """Stretches of known words that touch each other and name an actor."""
    at, pieces = 0, page.pieces
    while at < len(pieces):
        end, stop = at + 1, pieces[at].last
        while end < len(pieces) and pieces[end].first == stop and page.near(stop) and not page.tokens[stop - 1].owns:
            stop, end = pieces[end].last, end + 1
        run = pieces[at:end]
        if run[-1].entry.terms and run[-1].entry.kind in AGENT and page.cased:
            while page.near(stop) and stop - run[-1].last < 5 and page.capital(stop):
                stop += 1
        if any(_acts(page, piece, run[0]) for piece in run) and not _leaning(page, run[0]):
            end_at = page.tokens[stop - 1].end - (2 if page.tokens[stop - 1].owns and _apostrophe_s(page, stop) else 0)
            yield Span(page.tokens[run[0].first].start, end_at)
        at = end


def _apostrophe_s(page: Page, stop: int) -> bool:
    token = page.tokens[stop - 1]
    return token.end - token.start > 2 and page.text[token.end - 2] in "'’ʼ`"


def _acts(page: Page, piece: Piece, first: Piece) -> bool:
    kind = piece.entry.kind
    if kind in ("state", "seat"):
        article = page.word(first.first - 1) == "the"
        return page.word(first.first - 1 - article) not in _LOCATIVE and not (article and kind == "seat")
    if kind == "demonym":
        return piece.plural
    return kind in ("agent", "org", "armed", "person", "people")
