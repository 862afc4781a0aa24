"""Other people's lists of actors: rows in, who is found in a text out."""

import bz2
import gzip
import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from dragoman.cli import app
from dragoman.coder import Coder, Sources, resolve
from dragoman.errors import InputError
from dragoman.extract import Drafts, Mention
from dragoman.records import Document, Entity, Span
from dragoman.registries import BadRow, Listed, Period, read_petrarch, read_sheet, read_wikidata, to_tsv
from dragoman.registries.petrarch import read_code
from dragoman.resolve._actor_registry import _entries, _rows
from dragoman.resolve.actors import find_actors, load_registry
from tests.test_cli import on_a_terminal

Reader = Callable[[Path], Iterator[Listed | BadRow]]


def found(path: Path, reader: Reader) -> tuple[list[Listed], list[BadRow]]:
    rows = list(reader(path))
    return [row for row in rows if isinstance(row, Listed)], [row for row in rows if isinstance(row, BadRow)]


def loaded(path: Path, reader: Reader) -> Path:
    """The registry file that an import makes; once made, so that it is loaded once."""
    made = path.with_suffix(".tsv")
    if not made.exists():
        made.write_bytes(b"".join(to_tsv(found(path, reader)[0], source=path.name)))
    return made


def who(text: str, registry: Path, on: date | None = None) -> Entity | None:
    """The first actor of a text."""
    actors = find_actors(text, registry=load_registry(registry), on=on)
    return actors[0].entity if actors else None


def facts(entity: Entity | None) -> str:
    return "" if entity is None else f"{entity.country or '-'} {','.join(entity.sectors)}"


def dragoman(*arguments: object, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments], input=stdin)


# a table of one's own

TABLE = """\
country,name,role,from,to,aliases,sectors,notes
TCD,Mariam Okoye-Lund,governor,2019-03-01,2021-06-30,M. Okoye-Lund,GOV,met in 2020
TCD,Mariam Okoye-Lund,senator,2021-07-01,,,LEG,
,Lantern Bearers,,2011,,LB Brigade|=LBB,"IMG,REB",
Nigeria,Zuma Rock Farmers,,,,,AGR,
"""


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("table") / "mine.csv"
    path.write_text(TABLE)
    return path


@pytest.mark.parametrize(
    ("text", "on", "expected"),
    [
        ("Mariam Okoye-Lund resigned.", date(2020, 1, 1), "TCD GOV"),
        ("Mariam Okoye-Lund resigned.", date(2022, 1, 1), "TCD LEG"),
        ("The Lantern Bearers burned a village.", None, "- IMG,REB"),
        ("LBB burned a village.", None, "- IMG,REB"),
        ("Zuma Rock Farmers blocked the road.", None, "NGA AGR"),
    ],
)
def test_actors_of_a_table_are_found(table: Path, text: str, on: date | None, expected: str) -> None:
    assert facts(who(text, loaded(table, read_sheet), on)) == expected


@pytest.mark.parametrize("text", ["The lbb was lowered.", "A lantern hung from the zuma rock."])
def test_what_the_table_does_not_name_is_not_found(table: Path, text: str) -> None:
    assert who(text, loaded(table, read_sheet)) is None


def test_a_table_of_a_spreadsheet_in_another_country_is_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_bytes("Name;Sectors\r\nÁrvore Azul;NGO\r\n".encode("utf-16"))
    ((actor,), bad) = found(path, read_sheet)
    assert (actor.name, actor.kind, actor.periods, bad) == ("Árvore Azul", "org", (Period("", ("NGO",)),), [])


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("Ubu,ZZZ,,,,", "'ZZZ' is no country"),
        ("Ubu,Atlantis,,,,", "'Atlantis' is no country"),
        ("Ubu,POL,KING,,,", "KING is no PLOVER sector"),
        ("Ubu,POL,GOV,king,1888-02-30,", "'1888-02-30' is no date"),
        ("Ubu,POL,GOV,king,last year,", "'last year' is no date"),
        ("Ubu,POL,GOV,king,1890,1888", "begins on 1890, after its end on 1888"),
        ("Ubu,POL,GOV,king,1888,1890,of Poland", "put cells with commas in quotes"),
        (",POL,GOV,,,", "has no letter or digit"),
        ("!!,POL,GOV,,,", "has no letter or digit"),
    ],
)
def test_a_bad_row_is_named_by_its_line_and_the_others_stay(tmp_path: Path, row: str, reason: str) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(f'name,country,sectors,role,from,to\n"Pa\nUbu",POL,OPP,,,\n{row}\nMa Ubu,POL,ELI,,,\n')
    actors, bad = found(path, read_sheet)
    assert [actor.name for actor in actors] == ["Pa Ubu", "Ma Ubu"]
    assert [each.line for each in bad] == [4]
    assert reason in str(bad[0])
    assert str(bad[0]).startswith(f"{path}:4: ")


def test_rows_of_one_name_and_two_ids_are_two_actors(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("name,id,country,role\nAna Ruiz,Q1,ESP,mayor\nAna Ruiz,Q2,PER,judge\nAna Ruiz,,PER,senator\n")
    one, two = found(path, read_sheet)[0]
    assert (one.id, len(one.periods)) == ("Q1", 1)
    assert (two.id, len(two.periods)) == ("Q2", 2)
    entries = {name.entry.id: name.entry for name in load_registry(loaded(path, read_sheet)).names["ana ruiz"]}
    assert {id_: len(entry.terms) for id_, entry in entries.items()} == {"Q1": 1, "Q2": 2}


def test_a_table_without_names_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("actor,country\nUbu,POL\n")
    with pytest.raises(InputError, match=r"mine\.csv has no column 'name'"):
        list(read_sheet(path))


# PETRARCH's dictionaries

DICTIONARY = """\
<!-- actors of a test
 not an actor [USA] -->
# a comment
COPPER_RIVER_FRONT_ [IMGMOSXYZ] ; tony
+CRF_
+COPPER-RIVER_FIGHTERS

TALAL_ABDEL_SAMAWI_  # by hand
+SAMAWI_
+PRESIDENT_SAMAWI_
\t[IRQREB <20030409]
\t[IRQGOV >20030409]
\t[IRQELI]
YUSUF_HALABI_
\t[SYRGOV 991231-041231]
IRAK_ [IRQ]
+IRAQ_
+BAGHDHAD_
GREEN_LEAF_TRUST_ [NGOUSAENV]
NOBODY_ [---]
"""


@pytest.fixture(scope="module")
def dictionary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("dictionary") / "my.actors.txt"
    path.write_text(DICTIONARY)
    return path


@pytest.mark.parametrize(
    ("text", "on", "expected"),
    [
        ("The Copper River Front took a bridge.", None, "- IMG,REB"),
        ("CRF took a bridge.", None, "- IMG,REB"),
        ("Talal Abdel Samawi spoke.", date(2001, 1, 1), "IRQ REB"),
        ("Talal Abdel Samawi spoke.", date(2004, 1, 1), "IRQ GOV"),
        ("Yusuf Halabi spoke.", date(2000, 6, 1), "SYR GOV"),
        ("Green Leaf Trust spoke.", None, "USA NGO,SOC"),
        ("Baghdhad police fired.", None, "IRQ COP"),
    ],
)
def test_actors_of_a_dictionary_are_found(dictionary: Path, text: str, on: date | None, expected: str) -> None:
    assert facts(who(text, loaded(dictionary, read_petrarch), on)) == expected


@pytest.mark.parametrize("text", ["The crf was low.", "Nobody spoke.", "Tony spoke by hand."])
def test_comments_and_null_codes_name_nobody(dictionary: Path, text: str) -> None:
    assert who(text, loaded(dictionary, read_petrarch)) is None


def test_what_the_shipped_registry_knows_stays_itself(tmp_path: Path) -> None:
    path = tmp_path / "known.txt"
    path.write_text("IRAQ_ [IRQ]\nHAMAS_ [PSEREB]\n+HAMASS_\nSOLDIER [~CRM]\n")
    made = loaded(path, read_petrarch)
    assert who("Iraq protested.", made) == find_actors("Iraq protested.", registry=load_registry(), on=None)[0].entity
    for text in ("Hamas protested.", "Hamass protested."):
        assert who(text, made) == Entity("Q38799", "Hamas", "PSE", ("REB",))
    assert facts(who("Iraqi soldiers fired.", made)) == "IRQ MIL"


def test_agents_have_their_sets_and_plurals(tmp_path: Path) -> None:
    path = tmp_path / "my.agents.txt"
    path.write_text("!PERSON! = MAN, WOMAN\nWELL_DIGGER [~AGR]\nKELP!PERSON! [~AGR}\nOXHERD {OXHERDEN} [~AGR]\n")
    made = loaded(path, read_petrarch)
    for text in ("Chadian well diggers met.", "Chadian kelpwoman met.", "Chadian oxherden met."):
        assert facts(who(text, made)) == "TCD AGR"
    assert facts(who("Chadian kelp met.", made)) != "TCD AGR"


@pytest.mark.parametrize(
    ("code", "country", "sectors"),
    [
        ("AFGGOVMED", "AFG", "GOV,JRN"), ("IRQINS", "IRQ", "REB"), ("GBRHLH", "GBR", "MED"), ("IGOUNO", "", "IGO,UNO"),
        ("MNCUSAMED", "USA", "BUS,MNC,JRN"), ("ROMGOV", "ROU", "GOV"), ("ITACHRCTH", "ITA", "REL"), ("CAF", "CAF", ""),
        ("IMGMOSALQ", "", "IMG,REB"), ("REB", "", "REB"),
    ],
)  # fmt: skip
def test_cameo_codes_become_plover_sectors(code: str, country: str, sectors: str) -> None:
    assert read_code(code) == (country, tuple(filter(None, sectors.split(","))))


@pytest.mark.parametrize("code", ["", "IR", "IRQG", "KUR", "IR-", "[]", "MEA"])
def test_a_code_that_tells_nothing_is_refused(code: str) -> None:
    with pytest.raises(InputError):
        read_code(code)


def test_a_bad_line_of_a_dictionary_is_named_and_the_others_stay(tmp_path: Path) -> None:
    path = tmp_path / "bad.txt"
    path.write_text(
        "+STRAY_\nBAD_NEWS_ [KUR]\nHALF_GOOD_ [TCDMIL]\n\t[TCDREB >2003]\n\t[TCDCRM 20051399-20060101]\nNO_CODE_\n"
        "TWO_SIDES_ [USAGOV/ISRGOV]\nBOTH [TCDELI]\n"
    )
    actors, bad = found(path, read_petrarch)
    assert [(actor.name, len(actor.periods)) for actor in actors] == [("Half Good", 1), ("Both", 1)]
    assert [each.line for each in bad] == [1, 2, 4, 5, 6, 7]


# Wikidata's dump


def item(id_: str, label: str, *, aliases: tuple[str, ...] = (), pages: int = 9, **claims: list[Any]) -> dict[str, Any]:
    """An entity as Wikidata writes it, with what the importer does not read beside what it does."""
    return {
        "type": "item", "id": id_, "lastrevid": 7,
        "labels": {"en": {"language": "en", "value": label}, "fr": {"language": "fr", "value": "x"}},
        "aliases": {"en": [{"language": "en", "value": alias} for alias in aliases]} if aliases else [],
        "claims": claims or [],
        "sitelinks": {f"w{number}": {"site": f"w{number}", "title": label} for number in range(pages)},
    }  # fmt: skip


def snak(value: Any) -> dict[str, Any]:
    return {"snaktype": "value", "datavalue": {"value": value}} if value else {"snaktype": "novalue"}


def to(id_: str, rank: str = "normal", **qualifiers: Any) -> dict[str, Any]:
    kept = {name: [snak(value)] for name, value in qualifiers.items()}
    return {"mainsnak": snak({"entity-type": "item", "id": id_}), "rank": rank, "qualifiers": kept or []}


def day(written: str) -> dict[str, Any]:
    """A time: 2017-01-20 to the day, 2017 to the year."""
    precision = {4: 9, 7: 10, 10: 11}[len(written)]
    return {"time": f"+{(written + '-00-00')[:10]}T00:00:00Z", "precision": precision}


OBRANIA = item("Q900001", "Obrania", P31=[to("Q6256")], P298=[{"mainsnak": snak("UGA"), "rank": "normal"}])
PRESIDENT = item("Q900002", "President of Uganda", P31=[to("Q4164871")], P1001=[to("Q1036")])
SENATE = item("Q900003", "President of the Senate of Uganda", P31=[to("Q294414")], P1001=[to("Q1036")])
TENOR = item("Q900004", "principal tenor", P31=[to("Q4164871")])
PERSON = item(
    "Q900010", "Ada Lindqvist Obi", aliases=("Ada Obi", "Obi", "ALO", "obi"),
    P31=[to("Q5")], P27=[to("Q1036")],
    P39=[
        to("Q900003", P580=day("1995"), P582=day("1999-05")),
        to("Q900002", P580=day("2001-02-03"), P582=day("2006-02-03")),
        to("Q900002", rank="deprecated", P580=day("2010")),
        to("Q900004", P580=day("1992")),
    ],
)  # fmt: skip
PARTY = item("Q900011", "Lantern Union", aliases=("LU", "Lantern"), P31=[to("Q7278")], P17=[to("Q1036")],
             P571=[{"mainsnak": snak(day("1994-03-01")), "rank": "normal"}])  # fmt: skip
GROUP = item("Q900012", "Marsh Wind Column", P31=[to("Q17127659")], P17=[to("Q1036"), to("Q114")])
UNKNOWN = item("Q900013", "Little Known Party", pages=1, P31=[to("Q7278")], P17=[to("Q1036")])
OLD = item("Q900014", "Old Guard Minister", P31=[to("Q5")], P39=[to("Q900002", P580=day("1971"), P582=day("1979"))])
SINGER = item("Q900015", "Sonora Pratt", P31=[to("Q5")], P39=[to("Q900004")], P106=[to("Q177220")])
DIPLOMAT = item("Q900016", "Per Envoy Strand", P31=[to("Q5")], P27=[to("Q900001")], P106=[to("Q193391")])
TOWN = item("Q900017", "Sometown", P31=[to("Q515")], P17=[to("Q1036")])
DUMP = [PERSON, OBRANIA, PRESIDENT, SENATE, TENOR, PARTY, GROUP, UNKNOWN, OLD, SINGER, DIPLOMAT, TOWN]


def dump_of(*items: dict[str, Any] | str) -> bytes:
    lines = [each if isinstance(each, str) else json.dumps(each, separators=(",", ":")) for each in items]
    return ("[\n" + ",\n".join(lines) + "\n]\n").encode()


@pytest.fixture(scope="module")
def dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("dump") / "dump.json.gz"
    path.write_bytes(gzip.compress(dump_of(*DUMP)))
    return path


def test_political_actors_of_a_dump_are_read(dump: Path) -> None:
    actors, bad = found(dump, read_wikidata)
    assert bad == []
    assert {actor.id: (actor.kind, actor.periods[0].country, actor.periods[0].sectors) for actor in actors} == {
        "Q900010": ("person", "UGA", ("GOV",)),
        "Q900001": ("state", "UGA", ("GOV",)),
        "Q900011": ("org", "UGA", ("PTY",)),
        "Q900012": ("armed", "", ("IMG", "REB")),
        "Q900016": ("person", "UGA", ("GOV",)),
    }


def test_a_state_keeps_the_name_that_it_has_here(tmp_path: Path) -> None:
    path = tmp_path / "dump.json"
    path.write_bytes(dump_of(item("Q148", "People's Republic of China", aliases=("PRC", "cn"), P31=[to("Q6256")],
                                  P298=[{"mainsnak": snak("CHN"), "rank": "normal"}])))  # fmt: skip
    ((state,), _) = found(path, read_wikidata)
    assert (state.name, state.aliases, state.id) == ("China", ("People's Republic of China", "=PRC"), "Q148")


def test_offices_have_their_terms_though_they_stand_after_the_person(dump: Path) -> None:
    person = found(dump, read_wikidata)[0][0]
    assert person.periods == (
        Period("UGA", ("GOV",), "president", "2001-02-03", "2006-02-03"),
        Period("UGA", ("LEG",), "president of the senate", "1995", "1999-05"),
    )
    assert person.aliases == ("Ada Obi", "~Obi", "~Obi")


@pytest.mark.parametrize(
    ("text", "on", "expected"),
    [
        ("Ada Lindqvist Obi left.", date(2003, 1, 1), "UGA GOV"),
        ("Ada Obi left.", date(1997, 1, 1), "UGA LEG"),
        ("The Lantern Union left.", None, "UGA PTY"),
        ("LU left.", None, "UGA PTY"),
    ],
)
def test_actors_of_a_dump_are_found(dump: Path, text: str, on: date | None, expected: str) -> None:
    assert facts(who(text, loaded(dump, read_wikidata), on)) == expected


@pytest.mark.parametrize("text", ["Sonora Pratt left.", "Little Known Party left.", "The lu left."])
def test_singers_and_the_unknown_are_not(dump: Path, text: str) -> None:
    assert facts(who(text, loaded(dump, read_wikidata))) in ("", "- PTY")


def test_how_known_and_how_late_is_for_the_user_to_say(dump: Path) -> None:
    ids = {row.id for row in read_wikidata(dump, since=1970, known=0) if isinstance(row, Listed)}
    assert {"Q900013", "Q900014"} <= ids
    assert not {row.id for row in read_wikidata(dump, known=10) if isinstance(row, Listed)}


@pytest.mark.parametrize("suffix", [".json", ".json.bz2", ".json.gz"])
def test_a_dump_is_read_as_it_is_packed(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"dump{suffix}"
    pack = {".json": bytes, ".json.bz2": bz2.compress, ".json.gz": gzip.compress}[suffix]
    path.write_bytes(pack(dump_of(PARTY)))
    assert [actor.name for actor in found(path, read_wikidata)[0]] == ["Lantern Union"]


def test_a_bad_line_of_a_dump_is_named_and_the_others_stay(tmp_path: Path) -> None:
    path = tmp_path / "dump.json"
    path.write_bytes(dump_of(PARTY, '{"id":"Q7278" broken', '{"id":"Q7278","claims":{"P31":7}}', GROUP))
    actors, bad = found(path, read_wikidata)
    assert [actor.id for actor in actors] == ["Q900011", "Q900012"]
    assert [each.line for each in bad] == [3, 4]


def test_a_dump_that_breaks_off_keeps_what_was_read(tmp_path: Path) -> None:
    path = tmp_path / "dump.json.gz"
    whole = gzip.compress(dump_of(*DUMP * 50), compresslevel=0)
    path.write_bytes(whole[: len(whole) // 2])
    actors, bad = found(path, read_wikidata)
    assert actors
    assert "breaks off here" in bad[-1].reason


@pytest.mark.parametrize("content", [b"", b"[]", b"name,country\nUbu,POL\n"])
def test_what_is_no_dump_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "dump.json"
    path.write_bytes(content)
    with pytest.raises(InputError, match="holds no entity"):
        list(read_wikidata(path))


# the command, and the coder


def test_the_command_writes_the_good_and_names_the_bad(tmp_path: Path) -> None:
    table = tmp_path / "mine.csv"
    table.write_text(TABLE + "MOON,Selene,,,,,GOV,\n")
    output = tmp_path / "mine.tsv"
    result = dragoman("registry", "import", "csv", table, "--output", output)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"dragoman: {table}:6: 'MOON' is no country; write its ISO 3166-1 alpha-3 code, such as IRQ, or its English name\n"  # fmt: skip  # noqa: E501
    assert output.read_text().count("Zuma Rock Farmers") == 1
    assert "Selene" not in output.read_text()


def test_each_format_has_its_command(dictionary: Path, dump: Path) -> None:
    for command, path in (("petrarch", dictionary), ("wikidata", dump)):
        result = dragoman("registry", "import", command, path)
        assert (result.exit_code, result.stderr) == (0, "")
        assert (
            result.stdout.encode() == loaded(path, read_petrarch if path is dictionary else read_wikidata).read_bytes()
        )
    piped = dragoman("registry", "import", "wikidata", "-", stdin=gzip.decompress(dump.read_bytes()))
    assert "Lantern Union" in piped.stdout


def test_a_dump_has_a_bar_on_the_terminal(dump: Path, tmp_path: Path) -> None:
    arguments = ("registry", "import", "wikidata", dump, "--output", tmp_path / "out.tsv")
    assert "dump.json.gz" in on_a_terminal(*arguments, err=True)
    assert (tmp_path / "out.tsv").exists()


def test_a_missing_list_is_one_line_and_leaves_no_output(tmp_path: Path) -> None:
    for command in ("csv", "petrarch", "wikidata"):
        result = dragoman("registry", "import", command, tmp_path / "no.csv", "--output", tmp_path / "out.tsv")
        assert result.exit_code == 1
        assert len(result.stderr.splitlines()) == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("command", [["registry"], ["registry", "import"], ["gazetteer"]])
def test_groups_explain_themselves(command: list[str]) -> None:
    assert dragoman(*command, "--help").exit_code == 0


@pytest.mark.parametrize("kind", ["csv", "petrarch", "wikidata"])
def test_imports_explain_themselves_with_an_example(kind: str) -> None:
    assert f"dragoman registry import {kind} " in dragoman("registry", "import", kind, "--help").stdout


def test_actors_are_found_with_several_registries(tmp_path: Path, table: Path, dictionary: Path) -> None:
    one, two = loaded(table, read_sheet), loaded(dictionary, read_petrarch)
    text = "The Lantern Bearers met the Copper River Front."
    lines = dragoman("actors", text, "--registry", one, "--registry", two).stdout.splitlines()
    assert [json.loads(line)["text"] for line in lines] == ["Lantern Bearers", "Copper River Front"]
    assert dragoman("actors", text).stdout == ""


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"#kind person\nQ1\tUbu\t\tPOL\tGOV\tking\tsoon\n", "line 2: no date"),
        (b"#kind person\nQ1\tUbu\t\tPOL\tGOV\tking\t1888-13\n", "line 2: no date"),
        (b"#kind emperor\nQ1\tUbu\n", "line 2: no registry row"),
    ],
)
def test_a_coder_refuses_a_bad_registry_at_once(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "bad.tsv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=reason) as told:
        Coder(registry=(path,))
    assert str(path) in str(told.value)


def test_a_coder_resolves_with_the_registry_that_it_was_given(table: Path) -> None:
    document, drafts = Document("Lantern Bearers struck."), Drafts((Mention(Span(0, 15), "ORG"),), ())
    (entity,) = resolve(document, drafts, Sources((loaded(table, read_sheet),))).entities
    assert facts(entity) == "- IMG,REB"
    assert facts(resolve(document, drafts).entities[0]) != "- IMG,REB"


def test_an_office_holder_of_both_registries_is_still_one(tmp_path: Path) -> None:
    path = tmp_path / "mine.tsv"
    path.write_text("#kind person\nQ76\tBarack Obama\t\tUSA\tGOV\tpresident\t2009-01-20\t2017-01-20\n")
    entity = who("The US president spoke.", path, date(2012, 5, 5))
    assert entity is not None
    assert entity.id == "Q76"


STRANGE = st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
WORDS = ["name,country\n", "A_B_", "[IRQGOV", "]", "\t[", ">2003", "0409]", "+", "!X! = ", "{", "}", "~", '"', "\0",
         "\n", "<!--", "-->", "|", "=", '{"id":"Q7278"', "🙂", "عبد", ",", ";"]  # fmt: skip


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(STRANGE, st.lists(st.sampled_from(WORDS), max_size=30).map(lambda words: "".join(words).encode())))
def test_strange_input_is_refused_or_read_and_never_breaks(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "strange"
    for reader in (read_sheet, read_petrarch, read_wikidata):
        path.write_bytes((b"name,role,from\n" if reader is read_sheet else b"") + content)
        try:
            actors, _ = found(path, reader)
        except InputError:
            continue
        entries = list(_entries(_rows(b"".join(to_tsv(actors)).decode(), "strange.tsv")))
        assert [entry.name for entry, _ in entries] or not actors


def test_a_megabyte_of_comments_costs_no_more_than_it_is_long(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    for unit in ("<!--", "A", "[", "+A_\n", "!A! = B\n"):
        path.write_text(unit * (300_000 // len(unit)))
        list(read_petrarch(path))
