"""The commands that read news: `code`, `schema` and the finders."""

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Protocol

import typer

from dragoman.cli.terminal import documents_bar, errors_told, look, opened, say, write
from dragoman.export import Format, export, format_for
from dragoman.records import Actor, Document, Failure, Location, Quantity, Report, When

if TYPE_CHECKING:
    from dragoman.coder import Favoured

app = typer.Typer(
    name="dragoman",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Codes(Protocol):
    """What `dragoman code` needs of a coder. `app(obj=…)` puts another in the place of the shipped one."""

    def code_many(self, documents: Iterable[Document]) -> Iterator[Report | Failure]:
        """Yield one result for each document, in order."""


Published = Annotated[
    datetime | None,
    typer.Option(
        "--published", metavar="DATE", formats=["%Y-%m-%d"],
        help="Day of publication, such as 2024-05-17, for documents that bring none: it dates 'on Tuesday'.",
    ),
]  # fmt: skip


RegistryFiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--registry",
        metavar="PATH",
        help="Actors of your own, on top of the shipped ones: see `dragoman registry`. May be given again.",
    ),
]
GazetteerFile = Annotated[
    Path | None,
    typer.Option(
        "--gazetteer", metavar="PATH", help="Another gazetteer than the shipped one: see `dragoman gazetteer`."
    ),
]


def _print_version(wanted: bool) -> None:
    if wanted:
        from dragoman import __version__

        typer.echo(f"dragoman {__version__}")
        raise typer.Exit


@app.callback()
def _dragoman(
    _version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version and exit.")
    ] = False,
) -> None:
    """Code political events in news: who did, said or promised what to whom, where, when and how many.

    \b
    dragoman code article.txt --published 2024-05-17
    dragoman code articles/ --output events.jsonl
    """


@app.command()
def code(
    context: typer.Context,
    inputs: Annotated[
        list[Path],
        typer.Argument(metavar="INPUT", help="Files (.txt .html .jsonl .jsonl.gz), folders of them, or - for stdin."),
    ],
    *,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="PATH",
            dir_okay=False,
            help="Write here, all or nothing. Its suffix (.jsonl .json .csv .txt) sets the format.",
        ),
    ] = None,
    format_: Annotated[
        Format | None, typer.Option("--format", help="Default: text on a terminal, else jsonl (one report a line).")
    ] = None,
    published: Published = None,
    precision: Annotated[bool, typer.Option("--precision", help="Leave doubtful events out.")] = False,
    recall: Annotated[bool, typer.Option("--recall", help="Keep more doubtful events; filter by confidence.")] = False,
    model: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Another model than the shipped one.")] = None,
    registry: RegistryFiles = None,
    gazetteer: GazetteerFile = None,
) -> None:
    """Code documents, in input order.

    \b
    dragoman code article.txt --published 2024-05-17
    dragoman code articles/ more.jsonl --output events.csv
    cat page.html | dragoman code - --format jsonl | jq .events
    dragoman code articles/ --registry mine.tsv --gazetteer full.bin --output events.csv
    """
    if precision and recall:
        raise typer.BadParameter("--precision and --recall exclude each other; give one")
    favour: Favoured | None = "precision" if precision else "recall" if recall else None
    with errors_told():
        terminal = output is None and sys.stdout.isatty()
        coder: Codes = context.obj or _coder(model, favour, registry=registry or (), gazetteer=gazetteer)
        with opened(output) as file, documents_bar(inputs, shown=not terminal) as advance:
            run = _Run(coder, advance)
            reports = run.reports(inputs, published=_day(published))
            write(export(reports, format_ or format_for(output, terminal=terminal), look(terminal)), file)
    if run.failed:
        raise typer.Exit(1)


@app.command()
def schema() -> None:
    """Print the JSON Schema of a report.

    \b
    dragoman schema > report.schema.json
    """
    import msgspec

    from dragoman.records import schema as report_schema

    with errors_told():
        write([msgspec.json.format(msgspec.json.encode(report_schema()), indent=2) + b"\n"], sys.stdout.buffer)


Text = Annotated[str, typer.Argument(metavar="TEXT", help="The text, in quotes, or - for standard input.")]
FindFormat = Annotated[
    Literal["text", "jsonl"] | None,
    typer.Option("--format", help="Default: text on a terminal, else jsonl (one find a line)."),
]
Found = Sequence[Actor | Location | Quantity | When]


@app.command()
def actors(
    text: Text, *, published: Published = None, registry: RegistryFiles = None, format_: FindFormat = None
) -> None:
    """Find actors, with country and sectors. Offices are those of the day of publication.

    \b
    dragoman actors "Sudanese troops fired on protesters" --published 2024-05-17
    """
    from dragoman.resolve.actors import find_actors, load_registry

    _find(text, lambda text: find_actors(text, registry=load_registry(*registry or ()), on=_day(published)), format_)


@app.command()
def places(text: Text, *, gazetteer: GazetteerFile = None, format_: FindFormat = None) -> None:
    """Find places, with coordinates.

    \b
    dragoman places "Shelling was heard in Port Sudan and Kassala"
    """
    from dragoman.resolve.places import find_places, load_gazetteer

    _find(text, lambda text: find_places(text, gazetteer=load_gazetteer(gazetteer)), format_)


@app.command()
def times(text: Text, *, published: Published = None, format_: FindFormat = None) -> None:
    """Find times, as days. Without --published "on Tuesday" stays unknown.

    \b
    dragoman times "Talks resume early next month" --published 2024-05-17
    """
    from dragoman.resolve.times import find_times

    _find(text, lambda text: find_times(text, published=_day(published)), format_)


@app.command()
def quantities(text: Text, *, format_: FindFormat = None) -> None:
    """Find numbers, with what they count.

    \b
    dragoman quantities "at least 30 people were killed and some 5.200 fled"
    """
    from dragoman.resolve.quantities import find_quantities

    _find(text, find_quantities, format_)


def _find(text: str, finder: Callable[[str], Found], format_: Literal["text", "jsonl"] | None) -> None:
    with errors_told():
        # A document refuses what cannot be written again, such as bytes of the command line that are no UTF-8.
        found = finder(Document(_standard_input() if text == "-" else text).text)
        if (format_ or format_for(None, terminal=sys.stdout.isatty())) == "text":
            from dragoman.export.text import findings

            write([findings(found).encode()], sys.stdout.buffer)
        else:
            import msgspec

            write((msgspec.json.encode(each) + b"\n" for each in found), sys.stdout.buffer)


def _standard_input() -> str:
    from dragoman.read.text import decode

    return decode(sys.stdin.buffer.read())


def _coder(model: Path | None, favour: "Favoured | None", *, registry: Sequence[Path], gazetteer: Path | None) -> Codes:
    from dragoman.coder import Coder

    return Coder(model, favour=favour, registry=registry, gazetteer=gazetteer)


def _day(given: datetime | None) -> date | None:
    return given.date() if given else None


class _Run:
    """Documents in, reports out: each failure is told on standard error as it comes, and counted."""

    def __init__(self, coder: Codes, advance: Callable[[], None]) -> None:
        self.failed = 0
        self._coder = coder
        self._advance = advance
        self._sources: deque[Path] = deque()

    def reports(self, inputs: Iterable[Path], *, published: date | None) -> Iterator[Report]:
        """Yield the report of each document that could be coded, in input order."""
        for result in self._coder.code_many(self._documents(inputs, published)):
            source = self._sources.popleft()
            self._advance()
            if isinstance(result, Failure):
                self._tell(f"{source}: document {result.source}: {result.reason}")
            else:
                yield result

    def _documents(self, inputs: Iterable[Path], published: date | None) -> Iterator[Document]:
        """The documents that could be read. A coder reads ahead, so their sources wait in line for its results."""
        from dragoman.read import read

        for path in inputs:
            for found in read(path, published=published):
                if isinstance(found, Document):
                    self._sources.append(path)
                    yield found
                else:
                    self._advance()
                    self._tell(str(found))

    def _tell(self, words: str) -> None:
        self.failed += 1
        say(words)
