"""A gazetteer with villages: lines of GeoNames' dump in, places of a text out."""

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from dragoman.cli import app
from dragoman.coder import Coder
from dragoman.errors import InputError, ModelMismatch
from dragoman.gazetteer import Built, build_gazetteer
from dragoman.records import Place
from dragoman.resolve._place_gazetteer import ALTERNATE, DEMONYM, PLACE_COLUMNS, SHORT_FORM, Gazetteer, Kind
from dragoman.resolve._place_packing import NameTable, is_usable, pack
from dragoman.resolve.places import find_places, load_gazetteer

SHIPPED = load_gazetteer()
MOPTI = next(hit.row for hit in SHIPPED.find("mopti") if SHIPPED.kinds[hit.row] == Kind.CITY)
MOPTI_ID = int(SHIPPED.columns["geonames"][MOPTI])


def line(id_: int, name: str, *, others: str = "", at: tuple[float, float] = (14.5, -4.2), class_: str = "P",
         code: str = "PPL", country: str = "ML", unit: str = "04", people: int = 0) -> str:  # fmt: skip
    cells = [id_, name, name, others, *at, class_, code, country, "", unit, "", "", "", people, "", 270,
             "Africa/Bamako", "2024-01-01"]  # fmt: skip
    return "\t".join(map(str, cells))


LINES = [
    line(MOPTI_ID, "Mopti", people=114296),
    line(90000001, "Koubéléma", others="Koubelema Kanda,Кубелема,KBL"),
    line(90000002, "Sarrakoto", unit="77", at=(15.0, -2.0)),
    line(90000003, "Zaranbougou Nord", class_="A", code="ADM1", unit="77"),
    line(90000004, "Cercle de Dindoma", class_="A", code="ADM2"),
    line(90000005, "Oldtowndougou", code="PPLH"),
    line(90000006, "Hilldougou", class_="T", code="HLL"),
    line(90000007, "Nowheredougou", country="ZZ"),
    line(90000008, "Thirdougou", class_="A", code="ADM3"),
    line(90000009, "Region of Mopti", class_="A", code="ADM1"),
]
NAMES = [
    "1\t90000001\ten\tKubelem Town\t1\t\t\t\t\t",
    "2\t90000001\tfr\tVille-Koubel\t\t\t\t\t\t",
    "3\t90000001\ten\tFort Koubel\t\t\t\t1\t\t",
    "4\t90000001\tlink\tHttps-Koubel\t\t\t\t\t\t",
    f"5\t{MOPTI_ID}\ten\tVenice of Malidougou\t\t\t\t\t\t",
    "6\t99999999\ten\tUnknowndougou\t\t\t\t\t\t",
]


def archive(path: Path, lines: list[str], *, member: str = "allCountries.txt") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(member, "\n".join(lines) + "\n")
        made.writestr("readme.txt", "short")
    return path


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    """Mali, its region Mopti and the town of that name, as the shipped places have them: it builds at once."""
    rows = [SHIPPED.find("mali")[0].row, next(h.row for h in SHIPPED.find("mopti") if SHIPPED.kinds[h.row] == 1), MOPTI]
    columns = {name: SHIPPED.columns[name][rows] for name in PLACE_COLUMNS}
    columns["seat"] = columns["seat"] * 0
    table = NameTable()
    for key, link in (("mali", 0), ("malian", DEMONYM), ("mopti", 1), ("mopti", 2)):
        table.add(key, link)
    labels = (SHIPPED.countries, SHIPPED.units)
    body = pack(columns, table=table, names=b"Mali\nMopti\nMopti\n", labels=labels, words=(["village"], ["ana"]))
    path = tmp_path_factory.mktemp("base") / "base.bin"
    path.write_bytes(body)
    return load_gazetteer(path)


@pytest.fixture(scope="module")
def built(base: Gazetteer, tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("geonames")
    names = archive(folder / "alternateNamesV2.zip", NAMES, member="alternateNamesV2.txt")
    return build_gazetteer(archive(folder / "allCountries.zip", LINES), names=names, base=base)


@pytest.fixture(scope="module")
def path(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("built") / "full.bin"
    path.write_bytes(built.body)
    return path


@pytest.fixture(scope="module")
def full(path: Path) -> Gazetteer:
    return load_gazetteer(path)


def short(place: Place | None) -> str:
    return "" if place is None else f"{place.name}, {place.admin1 or '-'}, {place.country or '-'}, {place.precision}"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("koubelema", "Koubéléma, Mopti, MLI, city"),
        ("koubelema kanda", "Koubéléma, Mopti, MLI, city"),
        ("sarrakoto", "Sarrakoto, Zaranbougou Nord, MLI, city"),
        ("zaranbougou nord", "Zaranbougou Nord, Zaranbougou Nord, MLI, admin1"),
        ("cercle de dindoma", "Cercle de Dindoma, Mopti, MLI, admin2"),
        ("kubelem town", "Koubéléma, Mopti, MLI, city"),
        ("ville koubel", "Koubéléma, Mopti, MLI, city"),
    ],
)
def test_villages_and_units_are_there(full: Gazetteer, name: str, expected: str) -> None:
    (hit,) = full.find(name)
    assert short(full.place(hit.row)) == expected


@pytest.mark.parametrize(
    "name",
    ["oldtowndougou", "hilldougou", "nowheredougou", "thirdougou", "unknowndougou", "https koubel", "kbl", "кубелема"],
)
def test_hills_ruins_and_links_are_not(full: Gazetteer, name: str) -> None:
    assert not full.has(name)


def test_english_names_are_as_good_as_the_own_and_others_are_not(full: Gazetteer) -> None:
    flags = {name: full.find(name)[0].flags for name in ("koubelema", "kubelem town", "ville koubel", "fort koubel")}
    assert flags == {"koubelema": 0, "kubelem town": 0, "ville koubel": ALTERNATE, "fort koubel": ALTERNATE}


def test_the_places_of_before_stay_as_they_are(full: Gazetteer, base: Gazetteer, built: Built) -> None:
    assert (built.places, built.added, built.bad) == (7, 4, 0)
    assert [full.find(name) for name in ("mali", "malian", "mopti")] == [
        base.find(name) for name in ("mali", "malian", "mopti")
    ]
    for column in PLACE_COLUMNS:
        assert np.array_equal(full.columns[column][:3], base.columns[column])
    assert full.find("venice of malidougou")[0].row == 2


def test_a_unit_that_is_there_does_not_come_again(full: Gazetteer) -> None:
    assert not full.has("region of mopti")


def test_a_village_is_found_in_a_text(full: Gazetteer) -> None:
    text = "Gunmen raided Koubéléma, a village near Mopti in Mali, and Sarrakoto."
    places = {each.text: each.place for each in find_places(text, gazetteer=full)}
    assert short(places["Koubéléma"]) == "Koubéléma, Mopti, MLI, city"
    assert "Koubéléma" not in {each.text for each in find_places(text, gazetteer=SHIPPED)}


def test_a_plain_text_file_is_read_too(tmp_path: Path, base: Gazetteer) -> None:
    (tmp_path / "ML.txt").write_text("\n".join(LINES))
    assert build_gazetteer(tmp_path / "ML.txt", base=base).added == 4


def test_bad_lines_are_counted_and_the_others_stay(tmp_path: Path, base: Gazetteer) -> None:
    bad = [
        "",
        "90000010\tonly\tthree",
        line(90000011, "Poledougou", at=(95, 0)),
        line(-1, "Minusdougou"),
        line(2**33, "X"),
    ]
    built = build_gazetteer(archive(tmp_path / "ML.zip", [*LINES[:2], *bad, LINES[2]]), base=base)
    assert (built.added, built.bad) == (2, 5)
    assert built.first_bad == f"{tmp_path / 'ML.zip'}, line 3"


def foreign(folder: Path) -> list[tuple[Path, str]]:
    (folder / "text.txt").write_text("just some words\n" * 200)
    (folder / "empty.txt").write_text("")
    (folder / "words.zip").write_text("no archive")
    whole = archive(folder / "whole.zip", LINES * 500).read_bytes()
    (folder / "half.zip").write_bytes(whole[: len(whole) // 2])
    damaged = bytearray(whole)
    damaged[len(whole) // 3 : len(whole) // 3 + 200] = b"\0" * 200
    (folder / "damaged.zip").write_bytes(damaged)
    with zipfile.ZipFile(folder / "other.zip", "w") as made:
        made.writestr("picture.png", "x")
    return [
        (folder / "text.txt", "no dump of GeoNames"), (folder / "empty.txt", "has no place"),
        (folder / "words.zip", "no zip archive"), (folder / "half.zip", "no zip archive, or half of one"),
        (folder / "damaged.zip", "is damaged"), (folder / "other.zip", "no text file in it"),
    ]  # fmt: skip


def test_what_is_no_dump_is_refused_with_what_where_and_what_next(tmp_path: Path, base: Gazetteer) -> None:
    for path, reason in foreign(tmp_path):
        with pytest.raises(InputError, match=reason) as told:
            build_gazetteer(path, base=base)
        assert str(path) in str(told.value)
        assert "download.geonames.org" in str(told.value)


def test_a_list_of_names_that_is_none_is_refused(tmp_path: Path, base: Gazetteer) -> None:
    (tmp_path / "names.txt").write_text("just some words\n" * 200)
    with pytest.raises(InputError, match="no list of names"):
        build_gazetteer(archive(tmp_path / "ML.zip", LINES), names=tmp_path / "names.txt", base=base)


@pytest.mark.parametrize("keep", [9, 20, 200, 0.5, 0.99])
def test_half_a_gazetteer_is_refused(built: Built, tmp_path: Path, keep: float) -> None:
    half = tmp_path / "half.bin"
    half.write_bytes(built.body[: int(keep if keep > 1 else keep * len(built.body))])
    with pytest.raises(ModelMismatch, match="damaged gazetteer") as told:
        load_gazetteer(half)
    assert str(half) in str(told.value)
    assert "dragoman gazetteer build" in str(told.value)


@pytest.mark.parametrize("at", [12, 100, 0.3, 0.7, 0.95])
def test_a_changed_gazetteer_is_refused(built: Built, tmp_path: Path, at: float) -> None:
    changed = bytearray(built.body)
    where = int(at if at > 1 else at * len(changed))
    changed[where : where + 8] = b"\xff\x00\xff\x00\xff\x00\xff\x00"
    (tmp_path / "changed.bin").write_bytes(changed)
    with pytest.raises(ModelMismatch):
        load_gazetteer(tmp_path / "changed.bin")


def test_a_coder_refuses_a_foreign_gazetteer_at_once(tmp_path: Path) -> None:
    (tmp_path / "other.bin").write_bytes(b"GIF89a")
    with pytest.raises(ModelMismatch, match=r"other\.bin is no gazetteer of this release"):
        Coder(gazetteer=tmp_path / "other.bin")


# the names of a table


def test_names_are_sorted_and_their_places_in_order() -> None:
    table = NameTable()
    for key, link in (
        ("zab", 3),
        ("ab", 7),
        ("ab", 2 | DEMONYM),
        ("ab", 7 | ALTERNATE),
        ("ab c", 1),
        ("=Ab.", SHORT_FORM),
    ):
        table.add(key, link)
    keys, counts, links = table.pack()
    assert keys == b"=Ab.\nab\nab c\nzab\n"
    assert counts.tolist() == [1, 2, 1, 1]
    assert links.tolist() == [SHORT_FORM, 2 | DEMONYM, 7, 1, 3]


@pytest.mark.parametrize(
    ("name", "usable"), [("Paris", True), ("PAR", False), ("paris", False), ("", False), ("Ur", False)]
)
def test_names_that_people_write(name: str, usable: bool) -> None:
    assert is_usable(name) is usable


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.text("abz é", min_size=1, max_size=4), st.integers(0, 20), st.sampled_from([0, ALTERNATE])))
)
def test_a_table_holds_what_was_added(links: list[tuple[str, int, int]]) -> None:
    table, expected = NameTable(), {}
    for key, row, flag in links:
        table.add(key, row | flag)
        expected[key, row] = min(flag, expected.get((key, row), flag))
    keys, counts, rows = table.pack()
    spelled = keys.decode().split("\n")[:-1]
    assert spelled == sorted(set(spelled), key=str.encode)
    owner = [key for key, count in zip(spelled, counts.tolist(), strict=True) for _ in range(count)]
    assert (
        dict(zip(zip(owner, (rows & (ALTERNATE - 1)).tolist(), strict=True), (rows & ALTERNATE).tolist(), strict=True))
        == expected
    )


# the command


def dragoman(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments])


def test_the_command_adds_to_the_shipped_places(tmp_path: Path) -> None:
    output = tmp_path / "mali.bin"
    result = dragoman("gazetteer", "build", "--geonames", archive(tmp_path / "ML.zip", LINES), "--output", output)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "4 of them new" in result.stderr
    text = "Gunmen raided Koubéléma, a village near Mopti in Mali."
    lines = dragoman("places", text, "--gazetteer", output).stdout.splitlines()
    assert "Koubéléma" in [json.loads(each)["text"] for each in lines]
    assert "Koubéléma" not in dragoman("places", text).stdout
    full, count = load_gazetteer(output), len(SHIPPED.kinds)
    for name in ("mopti", "iraqi", "=Ill.", "paris", "geneva", "gulf of aden"):
        assert full.find(name) == SHIPPED.find(name)
    for column in PLACE_COLUMNS:
        assert np.array_equal(full.columns[column][:count], SHIPPED.columns[column])


def test_the_command_leaves_nothing_where_it_fails(tmp_path: Path) -> None:
    result = dragoman("gazetteer", "build", "--geonames", tmp_path / "no.zip", "--output", tmp_path / "full.bin")
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_the_command_explains_itself_with_an_example() -> None:
    assert "dragoman gazetteer build --geonames allCountries.zip" in dragoman("gazetteer", "build", "--help").stdout


def test_a_damaged_gazetteer_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "other.bin").write_bytes(b"GIF89a")
    result = dragoman("places", "Paris", "--gazetteer", tmp_path / "other.bin")
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
    assert "other.bin" in result.stderr
