"""What the words around a phrase say of it: whose it is, and the country that its paragraph is set in."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping

from dragoman.resolve._actor_reading import Page, Phrase, Piece, leaning, scan
from dragoman.resolve._actor_registry import AGENT, BODY, COUNTED, LAND
from dragoman.resolve._actor_words import FOREIGN, FORMER, PREPOSITIONS, TYING


def surroundings(page: Page, phrase: Phrase, *, first: int, cut: int, naming: bool = False) -> Phrase:
    """What stands before `first` and from `cut` on and belongs to the phrase; a name (`naming`) has appositions too."""
    before, former = _before(page, first)
    after = list(_after(page, phrase, at=cut))
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
            if page.word(at - 1) not in FORMER:
                break
            former, at = True, at - 1
            continue
        owner = page.tokens[piece.last - 1].owns
        loose = piece.plural or (piece.entry.kind in ("state", "seat", "place", "person") and not owner)
        if loose or leaning(page, piece):
            break
        found.append(piece)
        at = piece.first
    return found, former


def _after(page: Page, phrase: Phrase, *, at: int) -> Iterator[Piece]:
    """Known words of the prepositional phrases that follow: "of Iraq", "for the bloc in the Iraqi parliament"."""
    end = at + 1
    while end < at + 14 and page.near(end):
        end += 1
    starts = {piece.first: piece for piece in scan(page, first=at + 1, last=end, trust=True)} if page.near(at) else {}
    preposition, skipped = page.word(at), 0
    if preposition not in TYING | {"in", "at"} or not starts:
        return
    at += 1
    while at < end and skipped < 3:
        piece = starts.get(at)
        if piece is None:
            word = page.word(at)
            if word in PREPOSITIONS and word not in TYING | {"in", "at"}:
                return
            preposition, skipped = (word, 0) if word in PREPOSITIONS else (preposition, skipped + 1)
            at += 1
            continue
        if not leaning(page, piece) and (preposition not in ("in", "at") or _placed(phrase, piece)):
            yield piece
        at, skipped = piece.last, 1


def _placed(phrase: Phrase, piece: Piece) -> bool:
    """Whether a place tells whose somebody is: police in Lagos are Nigerian, soldiers in Iraq need not be Iraqi."""
    if piece.entry.kind not in ("state", "seat", "place"):
        return True
    head = phrase.head
    abroad = (("MIL",), ("REF",), ("IGO",), ("NGO",), ("JRN",))
    return head is not None and head.sectors[:1] not in abroad and head.name not in FOREIGN


def _apposition(page: Page, at: int) -> list[Piece]:
    """Known words of "…, a Sudanese militia leader," after a name."""
    if not 0 < at < len(page.tokens):
        return []
    if not page.text[page.tokens[at - 1].end : page.tokens[at].start].startswith(","):
        return []
    end = at + 1
    while end < at + 12 and page.near(end):
        end += 1
    pieces = list(scan(page, first=at, last=end, trust=True))
    titled = bool(pieces) and pieces[0].first == at and bool(pieces[0].entry.terms) and not pieces[0].plural
    opened = page.word(at) in ("a", "an", "the", "its", "former", "ex") or titled
    return [piece for piece in pieces if not leaning(page, piece)] if opened else []


def home(page: Page, index: int) -> str | None:
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
    near = [piece.entry for piece in page.pieces[first:last] if not leaning(page, piece)]
    here = Counter(entry.country for entry in near if entry.country and entry.kind in COUNTED)
    whole = _ruling(page.countries, share=0.6, least=3)
    if len(here) == 1 and not (whole and here.total() == 1):
        return next(iter(here))
    local = _ruling(here, share=0.6, least=2)
    if whole and (not local or whole in here or not here):
        return whole
    return local


def _ruling(countries: Mapping[str, int], *, share: float, least: int) -> str | None:
    """The country that has at least this share of all mentions, and this many."""
    top = max(sorted(countries), key=lambda country: countries[country], default=None)
    enough = top is not None and countries[top] >= max(least, share * sum(countries.values()))
    return top if enough else None
