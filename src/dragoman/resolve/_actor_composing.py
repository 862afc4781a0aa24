"""Entities put together: people in their office, agents with their country and body, lands and peoples."""

from dataclasses import replace
from typing import NamedTuple

from dragoman.records import Entity
from dragoman.resolve._actor_context import home
from dragoman.resolve._actor_reading import Page, Phrase, Piece
from dragoman.resolve._actor_registry import Entry
from dragoman.resolve._actor_words import FOREIGN, OFFICE, UNIQUE, key_of


class Draft(NamedTuple):
    """An entity before the document's mentions are compared; `name` holds an unknown name's folded words.

    A `doubtful` one may be no name at all, unless a full name elsewhere ends in it: a lone word that opens a sentence.
    """

    entity: Entity
    name: tuple[str, ...] = ()
    doubtful: bool = False


def entity_of(entry: Entry, role: str | None = None) -> Entity:
    """A known thing as it stands in the registry."""
    return Entity(entry.id, entry.name, entry.country, entry.sectors, role)


def as_person(page: Page, entry: Entry, *, phrase: Phrase) -> Entity:
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


def bare(page: Page, phrase: Phrase, *, first: int, cut: int) -> Draft | None:
    """A phrase without an agent noun: a body, a state or its seat, a people, a place, or nothing known."""
    if phrase.bodies:
        entry = phrase.bodies[-1].entry
        if entry.kind == "people" and phrase.lands:
            return Draft(_made(page, phrase.lands[0].entry, sectors=entry.sectors, lemma=entry.name.lower()))
        return Draft(entity_of(entry))
    if not phrase.lands:
        return None
    piece = phrase.lands[0]
    land = piece.entry
    if land.kind == "demonym":
        return Draft(_of_demonym(page, piece, first=first, cut=cut))
    if land.kind == "place":
        name = _written_as(page, piece)
        return Draft(Entity("reg:" + key_of(name).replace(" ", "-"), name, land.country, ("GOV",)))
    state = page.registry.states.get(land.country or "", land)
    return Draft(entity_of(state if land.kind == "seat" else land))


def _of_demonym(page: Page, piece: Piece, *, first: int, cut: int) -> Entity:
    """A people, one of them ("a Somali"), the state of a lone adjective ("Mozambican debt"), or an unknown noun."""
    land = piece.entry
    if not piece.plural and (linked := _linked(page, first)):
        return _made(page, land, sectors=linked.sectors, lemma=linked.name)
    others = [index for index in range(first, cut) if not piece.first <= index < piece.last and page.word(index)]
    if others and not piece.plural and not land.terms:
        return _made(page, land, sectors=(), lemma=page.word(others[-1]))
    alone = page.word(first - 1) not in ("a", "an", "another", "one", "young", "old")
    if alone and not piece.plural and not land.terms and (state := page.registry.states.get(land.country or "")):
        return entity_of(state if "PRE" not in land.sectors else land)
    return _made(page, land, sectors=land.sectors, lemma="people")


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


# sectors whose people are not members of the body that they are named with: "Hamas police"
_OWN_PEOPLE = frozenset(["LEG", "COP", "JUD", "MED", "CVL", "JRN", "EDU", "LAB", "REF", "BUS", "REL"])


def composed(page: Page, phrase: Phrase, *, around: Phrase, inherit: bool = True) -> Draft | None:
    """An agent noun with the country and body that it is tied to, or None where it says nothing of its own."""
    head = phrase.head
    land = _first_land(phrase, around)
    person = phrase.person or around.person
    nearby = [piece for piece in around.bodies if piece.entry.kind != "people" or not around.agents]
    body = next((piece.entry for piece in (*reversed(phrase.bodies), *nearby)), None)
    if head is None:
        return _tied(land, body)
    weak = head.kind == "weak"
    if weak and (other := around.head) and other.kind == "agent":
        head = replace(head, sectors=other.sectors)
        weak = False
    country = land.country if land else body.country if body else None
    if not country and inherit and phrase.agents and head.sectors and (not body or body.kind == "people"):
        country = home(page, phrase.agents[-1].first) if not person and _national(head) else None
    if body:
        return Draft(_of_body(page, body, head=head, weak=weak, role=phrase.role, country=country))
    sectors = head.sectors
    if person and not country:
        term = as_person(page, person.entry, phrase=Phrase())
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
    if holder := _holder(page, phrase, country=country, former=former):
        return Draft(holder)
    return Draft(_grouped(page, phrase, country=country, sectors=sectors, former=former))


def _first_land(phrase: Phrase, around: Phrase) -> Entry | None:
    lands = (*phrase.lands, *around.lands)
    return lands[0].entry if lands else None


def _tied(land: Entry | None, body: Entry | None) -> Draft | None:
    """What a name without any noun has: the country, and the sectors of a body, that it is tied to."""
    if body is None and land is None:
        return None
    country = body.country if body else land.country if land else None
    return Draft(Entity("", "", country, body.sectors if body else ()))


def _of_body(page: Page, body: Entry, *, head: Entry, weak: bool, role: str | None, country: str | None) -> Entity:
    """The body itself for its members; another group for those who only belong to its country ("Hamas police")."""
    if body.kind == "people":
        made = _made_for(page, country, sectors=head.sectors or body.sectors, lemma=f"{body.name} {head.name}")
        return _with_role(made, role)
    if weak or body.country is None or head.sectors[:1] == () or head.sectors[0] not in _OWN_PEOPLE:
        return entity_of(body, role)
    if head.sectors[0] in body.sectors:
        return entity_of(body, role)
    made = _made_for(page, body.country, sectors=head.sectors, lemma=f"{body.name} {head.name}")
    return _with_role(made, role)


def _with_role(entity: Entity, role: str | None) -> Entity:
    """The same entity in a role."""
    return Entity(entity.id, entity.name, entity.country, entity.sectors, role)


def _grouped(page: Page, phrase: Phrase, *, country: str | None, sectors: tuple[str, ...], former: bool) -> Entity:
    strong = [piece.entry for piece in phrase.agents if piece.entry.kind == "agent"]
    lemma = (strong or [piece.entry for piece in phrase.agents])[-1].name
    if any(piece.entry.sectors == ("PTY", "OPP") for piece in phrase.agents) and "OPP" not in sectors:
        sectors = (*sectors, "OPP")
    if former and _left_office(sectors) == ("ELI",) and phrase.role:
        sectors, lemma = ("ELI",), f"former {lemma}"
    return _with_role(_made_for(page, country, sectors=sectors, lemma=lemma), phrase.role)


def _made(page: Page, land: Entry, *, sectors: tuple[str, ...], lemma: str) -> Entity:
    if "PRE" in land.sectors and "PRE" not in sectors:
        sectors = (*sectors, "PRE")
    return _made_for(page, land.country, sectors=sectors, lemma=lemma)


def _made_for(page: Page, country: str | None, *, sectors: tuple[str, ...], lemma: str) -> Entity:
    """An entity put together from a country and a noun; its id says how."""
    slug = key_of(lemma).replace(" ", "-")
    name = f"{page.registry.demonyms.get(country or '', country or '')} {lemma}".strip()
    return Entity(f"{country or '-'}:{sectors[0] if sectors else 'UNK'}:{slug}", name, country, sectors)


def _holder(page: Page, phrase: Phrase, *, country: str | None, former: bool) -> Entity | None:
    """Who held the named office of the country on the day, where the registry has exactly one person who did."""
    role = phrase.role
    office = OFFICE.get(role or "", role)
    if not (office in UNIQUE and country and page.on) or former or len(phrase.agents) > 1:
        return None
    at = phrase.agents[0].first
    if any(page.word(index) in ("next", "future", "incoming", "any", "every") for index in range(at - 2, at)):
        return None
    day = page.on
    # by id: the user's registry may list whom the shipped one has too
    held = {
        entry.id: (term, entry)
        for term, entry in page.registry.offices.get((country, office or ""), ())
        if term.holds(day) and not (term.open and day.year in (term.first.year, term.last.year))
    }
    if len(held) != 1:
        return None
    ((term, entry),) = held.values()
    return Entity(entry.id, entry.name, term.country, term.sectors, role)


def _national(head: Entry) -> bool:
    """Whether such people are normally of the country that the story is set in."""
    return head.name not in FOREIGN and not set(head.sectors[:1]) & {"IGO", "NGO", "REF", "JRN", "UAF", "IMG"}
