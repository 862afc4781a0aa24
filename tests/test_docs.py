"""Documentation cannot drift: examples run, the printed error tree is the real one, every command and field is told."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dragoman import errors
from dragoman.cli import app
from dragoman.records import Event
from dragoman.resolve import actors  # noqa: F401  (every public error is imported by now)

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = ("code", "schema", "actors", "places", "times", "quantities", "registry", "gazetteer")


@pytest.mark.parametrize("example", re.findall(r"```python\n(.*?)```", README, re.DOTALL))
def test_the_readme_runs(example: str, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(example, "README.md", "exec"), {})
    assert "COERCE" in capsys.readouterr().out


def test_the_readme_names_only_commands_that_exist() -> None:
    for command in re.findall(r"dragoman (\w+) ", "\n".join(re.findall(r"```\n(.*?)```", README, re.DOTALL))):
        assert command in COMMANDS


def test_the_readme_gives_only_options_that_exist() -> None:
    shell = "\n".join(re.findall(r"```\n(.*?)```", README, re.DOTALL))
    used = re.findall(r"dragoman (\w+(?: import \w+| build)?) ([^|#\n]*)", shell)
    assert any("-o" in arguments.split() for _, arguments in used)
    for command, arguments in used:
        told = CliRunner().invoke(app, [*command.split(), "--help"]).output
        for option in re.findall(r"(?<=\s)--?[a-z-]+", arguments):
            assert re.search(rf"(?<![\w-]){option}\b", told), f"dragoman {command} {option}"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_with_an_example(command: str) -> None:
    result = CliRunner().invoke(app, [command, "--help"])
    assert result.exit_code == 0
    assert f"dragoman {command}" in result.output


def tree(error: type[Exception], depth: int = 0) -> list[tuple[int, str]]:
    below = [line for child in error.__subclasses__() for line in tree(child, depth + 1)]
    return [(depth, error.__name__), *below]


def test_the_printed_error_tree_is_the_real_one() -> None:
    printed = re.findall(r"^([│ ├└─]*)([A-Z]\w+)", errors.__doc__ or "", re.MULTILINE)
    shown = {(len(indent) // 4, name) for indent, name in printed if name.endswith(("Error", "Large", "Mismatch"))}
    assert shown == {each for each in tree(errors.DragomanError) if not each[1].startswith("Marked")}


def test_the_architecture_page_names_every_module() -> None:
    page = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    for module in (ROOT / "src/dragoman").glob("[a-z]*.py"):
        assert f"`{module.name}`" in page


def test_no_field_of_an_event_goes_unseen_in_csv() -> None:
    from dragoman.export.csv import COLUMNS

    for field in Event.__struct_fields__:
        stem = {"actors": "actor", "recipients": "recipient", "locations": "location"}.get(field, field)
        assert any(column.startswith((stem, field)) for column in COLUMNS), field
