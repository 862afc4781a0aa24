"""Who a mention stands for: phrases with their context in, country, sectors and entity out."""

import re
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.errors import InputError
from dragoman.records import Entity, Span
from dragoman.resolve.actors import Registry, find_actors, load_registry, resolve_actors
from evals.actors import unmark

ROOT = Path(__file__).parents[1]
JUNE_2020 = date(2020, 6, 12)


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry()


def who(marked: str, registry: Registry, on: date | None = JUNE_2020) -> Entity | None:
    text, spans = unmark(marked)
    return resolve_actors(text, spans, registry=registry, on=on)[-1]


def facts(entity: Entity | None) -> tuple[str | None, str | None]:
    assert entity is not None
    return entity.country, entity.sectors[0] if entity.sectors else None


@pytest.mark.parametrize(
    ("marked", "country", "sector"),
    [
        ("[iraqi government] met", "IRQ", "GOV"),
        ("[government iraqi] met", "IRQ", "GOV"),
        ("the [U.S.] agreed", "USA", "GOV"),
        ("[US] agreed", "USA", "GOV"),
        ("[Allemagne] agreed", "DEU", "GOV"),
        ("[Washington] agreed", "USA", "GOV"),
        ("the [Duma] voted", "RUS", "LEG"),
        ("[Abkhazia] agreed", "GEO", "PRE"),
        ("[Kosovo] agreed", "XKX", "GOV"),
        ("Turkish [police] fired gas", "TUR", "COP"),
        ("[soldiers] from Chad fired", "TCD", "MIL"),
        ("[Iraq]'s [parliament] voted", "IRQ", "LEG"),
        ("[Ministry of Defence of Chad] said", "TCD", "GOV"),
        ("[Lagos police] held him", "NGA", "COP"),
        ("[Kurdish rebels] attacked in Turkey", "TUR", "REB"),
        ("[Hamas police] broke it up", "PSE", "COP"),
        ("[UN peacekeepers] left", None, "IGO"),
        ("[Americans] remain", "USA", "CVL"),
        ("a [Somali] was held", "SOM", "CVL"),
        ("Mozambique owes; [Mozambican] debt grew", "MOZ", "GOV"),
        ("[pro-Iranian militia] struck", None, "UAF"),
    ],
)
def test_country_and_sector_come_from_the_words(marked, country, sector, registry):
    assert facts(who(marked, registry)) == (country, sector)


def test_nested_phrase_gives_country_sector_and_role(registry):
    entity = who("a [spokesman] for the Shiite bloc in the Iraqi parliament", registry)
    assert (entity.country, entity.sectors, entity.role) == ("IRQ", ("LEG",), "spokesman")


def test_noun_left_out_is_taken_from_its_pair(registry):
    assert facts(who("american authorities and the [iraqi] declared", registry)) == ("IRQ", "GOV")


def test_name_after_a_comma_has_the_body_before_it(registry):
    entity = who("the [leader of the Polisario Front, Hamdi Brahim Ould] spoke", registry)
    assert (entity.name, entity.sectors[0], entity.role) == ("Hamdi Brahim Ould", "REB", "leader")


def test_title_chooses_between_namesakes(registry):
    assert who("[President Marcos] spoke in the Philippines", registry, date(2024, 1, 8)).country == "PHL"


@pytest.mark.parametrize("marked", ["[they] left", "[committee] met", "the [group] left", "[both sides] left"])
def test_nothing_known_is_none(marked, registry):
    assert who(marked, registry) is None


@pytest.mark.parametrize(
    ("marked", "on", "sector"),
    [
        ("[Barack Obama] spoke", date(2006, 3, 1), "LEG"),
        ("[Barack Obama] spoke", date(2012, 3, 1), "GOV"),
        ("[Barack Obama] spoke", date(2019, 3, 1), "ELI"),
        ("[Barack Obama] spoke", None, "GOV"),
        ("[general iranian Qassem Soleimani] was killed", date(2020, 6, 12), "MIL"),
    ],
)
def test_office_is_that_of_the_day(marked, on, sector, registry):
    assert facts(who(marked, registry, on)) in (("USA", sector), ("IRN", sector))


@pytest.mark.parametrize(
    ("marked", "on", "id_"),
    [
        ("the [French president] spoke", date(2010, 3, 1), "Q329"),
        ("the [French president] spoke", date(2019, 3, 1), "Q3052772"),
        ("the [former French president] spoke", date(2019, 3, 1), "FRA:ELI:former-president"),
        ("the [next French president] spoke", date(2019, 3, 1), "FRA:GOV:president"),
        ("[President Bush] vowed to defend the United States", date(1990, 8, 1), "Q23505"),
        ("[President Bush] vowed to defend the United States", date(2004, 8, 1), "Q207"),
    ],
)
def test_title_finds_its_holder_on_the_day(marked, on, id_, registry):
    assert who(marked, registry, on).id == id_


@pytest.mark.parametrize("name", ["al-Kadhimi", "al-Kazimi", "Mustapha Kadhemi", "mustafa al-kadhimi"])
def test_transliterations_are_one_person(name, registry):
    assert who(f"[{name}] met Iraqi tribes", registry).id == "reg:mustafa-al-kadhimi"


@pytest.mark.parametrize("name", ["Ali Hassan", "Lyudmila Putina", "Ahmed Obama", "Emma Thatcher"])
def test_namesakes_are_not_the_famous_one(name, registry):
    entity = who(f"[{name}] met Iraqi tribes", registry)
    assert re.fullmatch("[0-9a-f]{16}", entity.id)
    assert entity.name == name


@pytest.mark.parametrize("name", ["Daech", "Daesh", "EI", "ISIL", "islamic State", "group jihadist islamic State"])
def test_islamic_state_has_many_names_and_no_country(name, registry):
    entity = who(f"[{name}] claimed it", registry)
    assert (entity.id, entity.country, entity.sectors) == ("Q2429253", None, ("IMG", "REB"))


def test_unknown_name_stays_the_same_unknown(registry):
    text, spans = unmark("[Honduran lawmaker Ana Ruiz] spoke. Later [Ruiz] left, and [Ana Ruiz] returned.")
    full, surname, again = resolve_actors(text, spans, registry=registry, on=JUNE_2020)
    assert full == surname == again
    assert (full.name, full.country, full.sectors) == ("Ana Ruiz", "HND", ("LEG",))


def test_surname_of_two_people_is_neither(registry):
    text, spans = unmark("[Ana Ruiz] and [Luis Ruiz] met. [Ruiz] left.")
    ana, luis, surname = resolve_actors(text, spans, registry=registry, on=JUNE_2020)
    assert ana.id != luis.id
    assert surname is None


def test_lower_cased_copy_reads_the_same(registry):
    marked = "[president ana ruiz] said that [turkish police] and the [u.n.] waited in honduras"
    text, spans = unmark(marked)
    ruiz, police, nations = resolve_actors(text, spans, registry=registry, on=JUNE_2020)
    assert (ruiz.name, ruiz.role) == ("ana ruiz", "president")
    assert facts(police) == ("TUR", "COP")
    assert nations.id == "Q1065"


def test_dateline_lends_its_country_and_a_mixed_paragraph_does_not(registry):
    assert facts(who("LAGOS - [Police] held forty youths.", registry)) == ("NGA", "COP")
    assert facts(who("After Chad and Niger met, [police] held forty youths.", registry)) == (None, "COP")


def test_find_actors_takes_the_longest_and_skips_places(registry):
    text = "Turkish police fired on protesters in Ankara. President Ana Ruiz met Boko Haram insurgents in Nigeria."
    found = [actor.text for actor in find_actors(text, registry=registry, on=JUNE_2020)]
    assert found == ["Turkish police", "protesters", "President Ana Ruiz", "Boko Haram insurgents"]


def test_find_actors_finds_none_in_a_recipe(registry):
    assert find_actors("Stir the rice slowly and add salt.", registry=registry, on=None) == ()


def test_own_registry_wins_over_the_shipped_one(tmp_path, registry):
    own = tmp_path / "own.tsv"
    own.write_text("#kind org\nown:un\tUnited Nations\tUN\tCHE\tNGO\n", encoding="utf-8")
    assert who("[UN] left", load_registry(own)).id in ("own:un", "Q1065")
    assert who("[United Nations] left", load_registry(own)).id == "own:un"


def test_bad_registry_row_names_file_and_line(tmp_path):
    bad = tmp_path / "bad.tsv"
    bad.write_text("#kind emperor\nx\tUbu\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"bad\.tsv, line 2"):
        load_registry(bad)


def test_registry_rows_are_whole(registry):
    entries = {name.entry for names in registry.names.values() for name in names}
    sectors = {sector for entry in entries for sector in entry.sectors}
    assert sectors <= set(
        re.findall(
            r"\w+",
            "COP GOV JUD LEG MIL PRM PTY REB SPY UAF UNK AGR BUS CRM CVL EDU ELI JRN LAB MED REF OPP PRE REL SOC "
            "UNO EUR IGO NGO ISM IMG MNC",
        )
    )
    assert all(entry.country is None or re.fullmatch("[A-Z]{3}", entry.country) for entry in entries)
    wikidata = [entry for entry in entries if re.fullmatch(r"Q\d+", entry.id)]
    assert len({entry.id for entry in wikidata}) == len({entry.name for entry in wikidata})
    assert all(term.first <= term.last for entry in entries for term in entry.terms)


def test_bars_of_the_evaluation_hold():
    sys.path.insert(0, str(ROOT))
    actors = pytest.importorskip("evals.actors")
    registry = load_registry()
    scores = [
        actors.judge(case, resolve_actors(case.text, case.spans, registry=registry, on=case.on)[-1])
        for case in actors.read_cases()
    ]
    asked = [score.entity for score in scores if score.entity is not None]
    assert sum(score.country for score in scores) >= 0.93 * len(scores)
    assert sum(score.sector for score in scores) >= 0.85 * len(scores)
    assert sum(asked) >= 0.85 * len(asked)
    assert sum(score.wrong_id for score in scores) < 0.02 * len(scores)


WORDS = ["Iraq's", "police", "of", "President", "Bush", "the", ",", "Ana", "al-", "U.S.", "ex-", "\0", "🙂", "عبد"]


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(), st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join)), st.data())
def test_strange_text_never_raises(text, data):
    registry = load_registry()
    on = data.draw(st.none() | st.dates())
    ends = st.integers(0, max(0, len(text) - 1))
    drawn = data.draw(st.lists(st.tuples(ends, ends), max_size=4)) if text else []
    spans = [Span(min(pair), max(pair) + 1) for pair in drawn]
    assert len(resolve_actors(text, spans, registry=registry, on=on)) == len(spans)
    for actor in find_actors(text, registry=registry, on=on):
        assert text[actor.start : actor.end] == actor.text


@pytest.mark.parametrize("unit", ["a", "police ", "Ana Ruiz ", "a.", "iraqi-", "police of "])
def test_long_monotony_is_linear(unit, registry):
    text = unit * (15_000 // len(unit))
    assert len(resolve_actors(text, [Span(0, len(text))], registry=registry, on=JUNE_2020)) == 1
