"""Who a mention stands for: names from the registry, agent nouns composed with countries, unknown names kept apart.

`_actor_registry` holds what is known, `_actor_reading` reads it off a text (words: `_actor_words`, other spellings:
`_actor_spelling`), `_actor_context` looks around a mention and `_actor_composing` puts entities together. Facts live in
`data/registry/*.tsv`; these modules hold only the grammar that ties words together. Read `resolve_actors` first.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from dragoman.records import Actor, Entity, Span, content_id
from dragoman.resolve._actor_composing import Draft, as_person, bare, composed, entity_of
from dragoman.resolve._actor_context import surroundings
from dragoman.resolve._actor_reading import Page, Phrase, Piece, leaning, opens_sentence, parse, read_page, scan
from dragoman.resolve._actor_registry import AGENT, Registry, load_registry
from dragoman.resolve._actor_spelling import alike
from dragoman.resolve._actor_words import ARTICLES, LOCATIVE, PREPOSITIONS, PRONOUNS, TYING

__all__ = ["Registry", "find_actors", "load_registry", "resolve_actors"]

_LONGEST_SPAN = 40


def resolve_actors(
    text: str, spans: Sequence[Span], *, registry: Registry, on: date | None
) -> tuple[Entity | None, ...]:
    """Return who each span of one document stands for as of `on`, None where nothing is known of them.

    The words around a span count where grammar ties them to it ("of Iraq", "Turkish" before it, an apposition).
    Give all spans of a document at once: a surname stands for the full name given elsewhere, and an unknown name
    keeps one id. A former official is `ELI`. Without a date nobody is out of office.
    """
    page = read_page(text, registry=registry, on=on)
    return _settle([_resolve(page, span) for span in spans])


def find_actors(text: str, *, registry: Registry, on: date | None) -> tuple[Actor, ...]:
    """Return every known name and agent phrase of the text, longest match, in order and without overlaps.

    States and capitals after a locative preposition ("in Iraq") are places, and are left out. No model is needed.
    """
    page = read_page(text, registry=registry, on=on)
    spans = tuple(_runs(page))
    found = _settle([_resolve(page, span) for span in spans])
    return tuple(
        Actor(span.of(text), span.start, span.end, entity) for span, entity in zip(spans, found, strict=True) if entity
    )


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
    while first < last and page.word(first) in ARTICLES | PRONOUNS and not page.acronym(first):
        first += 1
    if first >= last:
        return None
    last = min(last, first + _LONGEST_SPAN)
    cut = _cut(page, first=first, last=last)
    phrase = _with_name_after(page, parse(page, first=first, last=cut), cut=cut, last=last)
    if phrase.person and not _owned(page, phrase):
        return Draft(as_person(page, phrase.person.entry, phrase=phrase))
    if phrase.rest and (named := _named(page, phrase, first=first, cut=cut, last=last)):
        return named
    if not phrase.agents:
        return bare(page, phrase, first=first, cut=cut)
    if _proper(page, phrase, first=first, cut=cut) and (named := _named(page, phrase, first=first, cut=cut, last=last)):
        return named
    return composed(page, phrase, around=surroundings(page, phrase, first=first, cut=cut))


def _with_name_after(page: Page, phrase: Phrase, *, cut: int, last: int) -> Phrase:
    """The phrase with the name that ends its span after a comma: "leader of the front, Ana Ruiz"."""
    commas = [index for index in range(cut + 1, last) if "," in page.between(index)]
    if not commas or phrase.person or phrase.rest:
        return phrase
    named = parse(page, first=commas[-1], last=last)
    return replace(phrase, person=named.person, rest=named.rest) if not named.agents else phrase


def _cut(page: Page, *, first: int, last: int) -> int:
    """Where the base phrase ends: at its first preposition that is no part of a known name."""
    known = {
        index for piece in scan(page, first=first, last=last, trust=True) for index in range(piece.first, piece.last)
    }
    for index in range(first + 1, last):
        if page.word(index) in PREPOSITIONS and index not in known:
            return index
    return last


def _owned(page: Page, phrase: Phrase) -> bool:
    """Whether the person only tells whose somebody is: "Assad's forces", "the Obama administration"."""
    assert phrase.person
    after = [piece for piece in (*phrase.agents, *phrase.bodies) if piece.first >= phrase.person.last]
    return bool(after)


def _named(page: Page, phrase: Phrase, *, first: int, cut: int, last: int) -> Draft | None:
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
    if whole and cut < last and page.capital(last - 1) and page.word(cut) in TYING:
        high = last
    words = tuple(token.key for token in tokens[low:high])
    key = " ".join(words)
    if not whole and (close := alike(page, key)):
        return Draft(as_person(page, close, phrase=phrase) if close.kind == "person" else entity_of(close))
    context = surroundings(page, phrase, first=first, cut=cut, naming=True)
    told = composed(page, _told(phrase, context), around=context, inherit=bool(phrase.role))
    facts = told.entity if told else None
    doubtful = len(words) == 1 and not facts and (not page.cased or opens_sentence(page, first))
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


def _proper(page: Page, phrase: Phrase, *, first: int, cut: int) -> bool:
    """Whether known words make up the name of an unknown body: "Lagos Traders Union", but not "Iraqi Army"."""
    agent = phrase.agents[-1]
    if not page.cased or phrase.bodies or phrase.person or agent.entry.terms or phrase.agents[0].first == first:
        return False
    private = set(agent.entry.sectors[:1]) & {"SOC", "LAB", "NGO", "EDU", "BUS", "PTY", "AGR", "MED"}
    return bool(private) and all(page.capital(index) for index in range(first, cut)) and cut - first > 1


def _told(phrase: Phrase, context: Phrase) -> Phrase:
    """The phrase with the agent nouns of its surroundings where it has none of its own."""
    return phrase if phrase.agents else replace(phrase, agents=context.agents, former=phrase.former or context.former)


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
        if any(_acts(page, piece, first=run[0]) for piece in run) and not leaning(page, run[0]):
            end_at = page.tokens[stop - 1].end - (2 if page.tokens[stop - 1].owns and _apostrophe_s(page, stop) else 0)
            yield Span(page.tokens[run[0].first].start, end_at)
        at = end


def _apostrophe_s(page: Page, stop: int) -> bool:
    token = page.tokens[stop - 1]
    return token.end - token.start > 2 and page.text[token.end - 2] in "'’ʼ`"


def _acts(page: Page, piece: Piece, *, first: Piece) -> bool:
    kind = piece.entry.kind
    if kind in ("state", "seat"):
        article = page.word(first.first - 1) == "the"
        return page.word(first.first - 1 - article) not in LOCATIVE and not (article and kind == "seat")
    if kind == "demonym":
        return piece.plural
    return kind in ("agent", "org", "armed", "person", "people")
