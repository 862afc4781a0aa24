"""The command line: arguments in, one call, errors out.

Results go to standard output or `--output`, all else to standard error. Exit codes: 0 fine (also where the reader of a
pipe leaves early), 1 some documents or rows failed (each named with its reason, the others written) or a
`DragomanError` in one line, 2 wrong usage.
"""

from dragoman.cli.data import gazetteer, registry
from dragoman.cli.reading import app

__all__ = ["app", "main"]

app.add_typer(registry)
app.add_typer(gazetteer)


def main() -> None:
    """Run the command line; this is the `dragoman` script."""
    app()
