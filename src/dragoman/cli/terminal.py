"""What all commands share: errors in one line, outputs that are whole or not there, bars on a terminal."""

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import typer

from dragoman.errors import DragomanError, InputError
from dragoman.export import PLAIN, Look

if TYPE_CHECKING:
    from rich.progress import TaskID

# A bar that comes and goes within a second is noise.
LONG = 20


def say(words: str) -> None:
    """Write a line on standard error. File names and reasons quote what others wrote: no control characters pass."""
    from dragoman.export.text import harmless

    print(f"dragoman: {harmless(words)}", file=sys.stderr, flush=True)


@contextmanager
def errors_told() -> Iterator[None]:
    """End the command with one line where it fails, and with none where the reader of a pipe has left."""
    try:
        yield
    except BrokenPipeError as error:
        # Python flushes standard output once more at its end, which must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from error
    except DragomanError as error:
        say(str(error))
        raise typer.Exit(1) from error
    except OSError as error:
        say(f"{error.filename or 'the output'}: {error.strerror or error}")
        raise typer.Exit(1) from error


@contextmanager
def opened(output: Path | None) -> Iterator[BinaryIO]:
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


def write(pieces: Iterable[bytes], file: BinaryIO) -> None:
    """Write each piece at once: whoever reads the pipe need not wait for the rest."""
    for piece in pieces:
        file.write(piece)
        file.flush()


def look(terminal: bool) -> Look:
    """Return the look for a terminal, else the plain one: a file is the same wherever it was made."""
    if not terminal:
        return PLAIN
    colour = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Look(shutil.get_terminal_size().columns, colour)


@contextmanager
def documents_bar(inputs: Sequence[Path], *, shown: bool) -> Iterator[Callable[[], None]]:
    """A bar on standard error where that is a terminal and the input long; yields what moves it by one document."""
    total = _expected(inputs) if shown and sys.stderr.isatty() else 0
    if total is not None and total < LONG:
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("coding"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    # Standard output is not the terminal here: rich may catch what goes to standard error, and nothing else.
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as bar:
        task = bar.add_task("coding", total=total)
        yield lambda: bar.advance(task)


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


@contextmanager
def share_bar(*, shown: bool = True) -> Iterator[Callable[[str, float], None]]:
    """Yield what moves a bar to a share (0 to 1) of the work that it names; no bar where there is no terminal."""
    if not (shown and sys.stderr.isatty()):
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as bar:
        tasks: dict[str, TaskID] = {}

        def move(what: str, share: float) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=1.0)
            bar.update(tasks[what], completed=share)

        yield move
