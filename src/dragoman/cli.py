"""The command line: arguments in, one call, errors out.

Results go to standard output or `--output`, all else to standard error. Exit codes: 0 fine (also where the reader of a
pipe leaves early), 1 some documents failed (each named with its reason, the others written) or a `DragomanError` in one
line, 2 wrong usage.
"""

import os
import shutil
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, Literal, Protocol

import typer

from dragoman.errors import DragomanError, InputError
from dragoman.export import PLAIN, Format, Look, export, format_for
from dragoman.records import Actor, Document, Failure, Location, Quantity, Report, When

if TYPE_CHECKING:
    from dragoman.coder import Favoured

# A bar that comes and goes within a second is noise.
LONG = 20

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


def main() -> None:
    """Run the command line; this is the `dragoman` script."""
    app()


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
) -> None:
    """Code documents, in input order.

    \b
    dragoman code article.txt --published 2024-05-17
    dragoman code articles/ more.jsonl --output events.csv
    cat page.html | dragoman code - --format jsonl | jq .events
    """
    if precision and recall:
        raise typer.BadParameter("--precision and --recall exclude each other; give one")
    favour: "Favoured | None" = "precision" if precision else "recall" if recall else None
    with _errors_told():
        terminal = output is None and sys.stdout.isatty()
        coder: Codes = context.obj or _shipped(model, favour=favour)
        with _opened(output) as file, _progress(inputs, shown=not terminal) as advance:
            run = _Run(coder, advance)
            reports = run.reports(inputs, published=_day(published))
            _write(export(reports, format_ or format_for(output, terminal=terminal), _look(terminal)), file)
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

    with _errors_told():
        _write([msgspec.json.format(msgspec.json.encode(report_schema()), indent=2) + b"\n"], sys.stdout.buffer)


Text = Annotated[str, typer.Argument(metavar="TEXT", help="The text, in quotes, or - for standard input.")]
FindFormat = Annotated[
    Literal["text", "jsonl"] | None,
    typer.Option("--format", help="Default: text on a terminal, else jsonl (one find a line)."),
]
Found = Sequence[Actor | Location | Quantity | When]


@app.command()
def actors(text: Text, *, published: Published = None, format_: FindFormat = None) -> None:
    """Find actors, with country and sectors. Offices are those of the day of publication.

    \b
    dragoman actors "Sudanese troops fired on protesters" --published 2024-05-17
    """
    from dragoman.resolve.actors import find_actors, load_registry

    _find(text, lambda text: find_actors(text, registry=load_registry(), on=_day(published)), format_)


@app.command()
def places(text: Text, *, format_: FindFormat = None) -> None:
    """Find places, with coordinates.

    \b
    dragoman places "Shelling was heard in Port Sudan and Kassala"
    """
    from dragoman.resolve.places import find_places, load_gazetteer

    _find(text, lambda text: find_places(text, gazetteer=load_gazetteer()), format_)


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
    with _errors_told():
        # A document refuses what cannot be written again, such as bytes of the command line that are no UTF-8.
        found = finder(Document(_standard_input() if text == "-" else text).text)
        if (format_ or format_for(None, terminal=sys.stdout.isatty())) == "text":
            from dragoman.export.text import findings

            _write([findings(found).encode()], sys.stdout.buffer)
        else:
            import msgspec

            _write((msgspec.json.encode(each) + b"\n" for each in found), sys.stdout.buffer)


def _standard_input() -> str:
    from dragoman.read.text import decode

    return decode(sys.stdin.buffer.read())


def _shipped(model: Path | None, *, favour: "Favoured | None") -> Codes:
    from dragoman.coder import Coder

    return Coder(model, favour=favour)


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
        _say(words)


def _say(words: str) -> None:
    """One line on standard error. File names and reasons quote what others wrote, so no control characters pass."""
    from dragoman.export.text import harmless

    print(f"dragoman: {harmless(words)}", file=sys.stderr, flush=True)


@contextmanager
def _errors_told() -> Iterator[None]:
    """End the command with one line where it fails, and with none where the reader of a pipe has left."""
    try:
        yield
    except BrokenPipeError as error:
        # Python flushes standard output once more at its end, which must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from error
    except DragomanError as error:
        _say(str(error))
        raise typer.Exit(1) from error
    except OSError as error:
        _say(f"{error.filename or 'the output'}: {error.strerror or error}")
        raise typer.Exit(1) from error


@contextmanager
def _opened(output: Path | None) -> Iterator[BinaryIO]:
    """Standard output, or a new file that takes the place of `output` once it is complete."""
    if output is None or str(output) == "-":
        yield sys.stdout.buffer
        return
    target = output.resolve()
    if not target.parent.is_dir():
        raise InputError(f"{output} cannot be written: there is no folder {target.parent}; make it first")
    if target.exists() and not target.is_file():  # a device or named pipe would be replaced by a file
        with target.open("wb") as file:
            yield file
        return
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        with unfinished.open("wb") as file:
            yield file
        if target.exists():
            shutil.copymode(target, unfinished)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def _write(pieces: Iterable[bytes], file: BinaryIO) -> None:
    """Write each piece at once: whoever reads the pipe need not wait for the rest."""
    for piece in pieces:
        file.write(piece)
        file.flush()


def _look(terminal: bool) -> Look:
    """Return the look for a terminal, else the plain one: a file is the same wherever it was made."""
    if not terminal:
        return PLAIN
    colour = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Look(shutil.get_terminal_size().columns, colour)


@contextmanager
def _progress(inputs: Sequence[Path], *, shown: bool) -> Iterator[Callable[[], None]]:
    """A bar on standard error where that is a terminal and the input long; yields what moves it by one document."""
    total = _expected(inputs) if shown and sys.stderr.isatty() else 0
    if total is not None and total < LONG:
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("coding"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    # Standard output is not the terminal here: rich may catch what goes to standard error, and nothing else.
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as progress:
        task = progress.add_task("coding", total=total)
        yield lambda: progress.advance(task)


def _expected(inputs: Sequence[Path]) -> int | None:
    """How many documents there will be: files, and lines of JSON Lines; None where that cannot be told beforehand."""
    counts = [_count(path) for path in inputs]
    return None if None in counts else sum(filter(None, counts))


_SUFFIXES = frozenset({".txt", ".html", ".htm", ".jsonl", ".gz"})


def _count(path: Path) -> int | None:
    if path.is_dir():
        return _expected([each for each in path.rglob("*") if each.suffix.lower() in _SUFFIXES])
    if path.suffix == ".gz" or str(path) == "-":
        return None
    if path.suffix == ".jsonl" and path.is_file():
        with path.open("rb") as file:
            return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(2**20), b"")) or 1
    return 1
