"""The commands that make data of the user's own: `registry import` and `gazetteer build`."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.cli.terminal import errors_told, opened, say, share_bar

if TYPE_CHECKING:
    from dragoman.registries import BadRow, Listed

registry = typer.Typer(
    name="registry",
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Make a registry of actors from other lists.",
)
imports = typer.Typer(
    name="import",
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Turn a list of actors into a registry file, for `dragoman code --registry`. "
    "Rows that cannot be read are named with their line, and the others are written.",
)
registry.add_typer(imports)
gazetteer = typer.Typer(
    name="gazetteer", no_args_is_help=True, rich_markup_mode=None, help="Make a gazetteer with more places."
)

Output = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar="PATH", dir_okay=False, help="Write here, all or nothing. Default: standard output."
    ),
]


@imports.command("csv")
def import_csv(
    table: Annotated[Path, typer.Argument(metavar="INPUT", help="A table, its columns named in its first line.")],
    *,
    output: Output = None,
) -> None:
    """Your own table: name, aliases, country, sectors, role, from, to, id, kind.

    Only "name" must be there. Aliases are parted by "|", sectors are PLOVER's, dates are 2017-01-20, 2017-01 or 2017.
    Rows of one name are one person with several offices.

    \b
    dragoman registry import csv mine.csv --output mine.tsv
    """
    from dragoman.registries import read_sheet

    with errors_told():
        _write(read_sheet(table), source=table, output=output)


@imports.command("petrarch")
def import_petrarch(
    dictionary: Annotated[Path, typer.Argument(metavar="INPUT", help="An .actors or .agents file.")],
    *,
    output: Output = None,
) -> None:
    """A dictionary of PETRARCH, Phoenix or TABARI. CAMEO's codes become PLOVER's sectors.

    \b
    dragoman registry import petrarch my.actors.txt --output mine.tsv
    """
    from dragoman.registries import read_petrarch

    with errors_told():
        _write(read_petrarch(dictionary), source=dictionary, output=output)


@imports.command("wikidata")
def import_wikidata(
    dump: Annotated[
        Path, typer.Argument(metavar="INPUT", help="latest-all.json, as it is or .gz or .bz2, or - for standard input.")
    ],
    *,
    output: Output = None,
    since: Annotated[int, typer.Option(metavar="YEAR", help="Leave out what ended before that year.")] = 1990,
    known: Annotated[
        int, typer.Option(metavar="N", min=0, help="Leave out who has fewer pages in Wikipedia and its sisters.")
    ] = 5,
) -> None:
    """States, office holders, parties, armed groups and other bodies of a Wikidata dump.

    The whole dump takes hours, most of them to unpack it; a .gz is unpacked faster than a .bz2.

    \b
    dragoman registry import wikidata latest-all.json.gz --output wikidata.tsv
    lbzcat latest-all.json.bz2 | dragoman registry import wikidata - --known 20 --output wikidata.tsv
    """
    from dragoman.registries import read_wikidata

    with errors_told(), share_bar(shown=output is not None) as move:
        size = dump.stat().st_size if dump.is_file() else 0

        def advance(read: int) -> None:
            move(dump.name, read / size if size else 0.0)

        _write(read_wikidata(dump, since=since, known=known, advance=advance), source=dump, output=output)


def _write(found: "Iterable[Listed | BadRow]", *, source: Path, output: Path | None) -> None:
    """Write the actors and tell the bad rows; with a bad row the command ends in 1."""
    from dragoman.registries import BadRow, to_tsv

    bad = 0

    def good() -> "Iterator[Listed]":
        nonlocal bad
        for each in found:
            if isinstance(each, BadRow):
                bad += 1
                say(str(each))
            else:
                yield each

    with opened(output) as file:
        file.writelines(to_tsv(good(), source=source.name))
    if bad:
        raise typer.Exit(1)


@gazetteer.command("build")
def build(
    *,
    geonames: Annotated[
        Path, typer.Option(metavar="PATH", help="allCountries.zip of GeoNames, or one country's, such as ML.zip.")
    ],
    names: Annotated[
        Path | None, typer.Option(metavar="PATH", help="alternateNamesV2.zip, which knows the English names.")
    ] = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="PATH", dir_okay=False, help="Write here, all or nothing.")
    ],
) -> None:
    """Add the villages of GeoNames to the shipped places, for `dragoman code --gazetteer`.

    The files are at https://download.geonames.org/export/dump/ (CC BY 4.0: pass the attribution on with the result).
    Hills, streams and third-order units are left out.

    \b
    dragoman gazetteer build --geonames allCountries.zip --names alternateNamesV2.zip --output full.bin
    dragoman gazetteer build --geonames ML.zip --output mali.bin
    """
    from dragoman.gazetteer import build_gazetteer

    with errors_told():
        with opened(output) as file, share_bar() as move:
            built = build_gazetteer(geonames, names=names, advance=lambda path, share: move(path.name, share))
            file.write(built.body)
        say(f"{built.places:,} places, {built.added:,} of them new, {len(built.body) / 1e6:.1f} MB")
        if built.bad:
            say(f"{built.bad:,} lines could not be read, the first of them {built.first_bad}")
            raise typer.Exit(1)


@gazetteer.callback()
def _gazetteer() -> None:
    """Keep `build` a command of its own, though it is the only one."""
