"""The command line as its users meet it: in a runner, in a pipe and on a terminal."""

import csv
import json
import os
import pty
import re
import select
import stat
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from dragoman.cli import app
from dragoman.errors import ModelMismatch
from dragoman.records import Document, Event, Failure, Quote, Report, Span, from_json

# A program with a coder of its own in the place of the shipped model, for what needs a process.
PROGRAM = "from tests.test_cli import WordCoder; from dragoman.cli import app; app(obj=WordCoder())"
ROOT = Path(__file__).parent.parent


class WordCoder:
    """Finds an ASSAULT in every "attacked"; "unreadable" cannot be coded. Reads ahead, as the real one does."""

    def code_many(self, documents: Iterable[Document]) -> Iterator[Report | Failure]:
        ahead: list[Document] = []
        for document in documents:
            ahead.append(document)
            if len(ahead) == 3:
                yield from map(self._code, ahead)
                ahead = []
        yield from map(self._code, ahead)

    def _code(self, document: Document) -> Report | Failure:
        if "unreadable" in document.text:
            return Failure(document.id, "it holds the word unreadable; take it out")
        starts = [match.start() for match in re.finditer("attacked", document.text)]
        return Report(document, tuple(self._event(document, start) for start in starts))

    def _event(self, document: Document, start: int) -> Event:
        return Event(
            id=f"{document.id}-{start}", type="ASSAULT", mode=None, contexts=(), cameo=None, quad="material conflict",
            score=-9.0, status="occurred", trigger=Quote("attacked", start, start + 8),
            sentence=Span(0, len(document.text)), actors=(), recipients=(), locations=(),
            date=None, quantities=(), attribution=None, confidence=0.9,
        )  # fmt: skip


class NoModel:
    def code_many(self, documents: Iterable[Document]) -> Iterator[Report | Failure]:
        raise ModelMismatch("encoder.onnx is of another release; run `pip install --upgrade dragoman`")


def dragoman(*arguments: object, stdin: str | bytes = "", coder: object = None) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments], input=stdin, obj=coder or WordCoder())


def process(*arguments: object, **options: object) -> "subprocess.Popen[bytes]":
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
    command = [sys.executable, "-c", PROGRAM, *map(str, arguments)]
    return subprocess.Popen(command, env={**environment, **options.pop("env", {})}, **options)  # type: ignore[call-overload, dict-item, no-any-return]


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text("Rebels attacked Bongor on Tuesday.")
    return path


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(10):
        (folder / f"{number}.txt").write_text(f"Rebels attacked village {number}.")
    (folder / "4.txt").write_text("This one is unreadable.")
    return folder


def texts(output: str) -> list[str]:
    return [from_json(line).document.text for line in output.splitlines()]


def test_a_program_gets_a_report_a_line(article: Path) -> None:
    result = dragoman("code", article, "--published", "2024-05-17")
    assert result.exit_code == 0
    report = from_json(result.stdout)
    assert [event.type for event in report.events] == ["ASSAULT"]
    assert report.document.published == date(2024, 5, 17)


def test_reports_come_in_the_order_of_the_inputs(articles: Path, article: Path) -> None:
    (articles / "4.txt").unlink()
    result = dragoman("code", articles / "9.txt", articles, article)
    numbers = [9, 0, 1, 2, 3, 5, 6, 7, 8, 9]
    assert texts(result.stdout) == [*(f"Rebels attacked village {n}." for n in numbers), article.read_text()]


def test_standard_input_is_a_dash(article: Path) -> None:
    assert texts(dragoman("code", "-", stdin="They attacked.").stdout) == ["They attacked."]
    lines = '{"text": "One attacked."}\n{"text": "Two."}\n'
    assert texts(dragoman("code", "-", article, stdin=lines).stdout) == ["One attacked.", "Two.", article.read_text()]


def test_a_document_that_fails_is_named_and_the_others_are_written(articles: Path) -> None:
    result = dragoman("code", articles, "missing.txt", articles / "0.txt")
    assert result.exit_code == 1
    assert len(texts(result.stdout)) == 10
    assert sorted(re.findall(r"unreadable; take it out|missing\.txt", result.stderr)) == [
        "missing.txt",
        "unreadable; take it out",
    ]
    assert str(articles) in result.stderr
    assert len(result.stderr.splitlines()) == 2


def test_a_bad_line_is_named_by_its_number() -> None:
    result = dragoman("code", "-", stdin='{"text": "One."}\n{"txt": 1}\n{"text": "Three."}\n')
    assert result.exit_code == 1
    assert texts(result.stdout) == ["One.", "Three."]
    assert result.stderr.startswith("dragoman: -:2: ")


def test_an_error_is_one_line(article: Path) -> None:
    result = dragoman("code", article, coder=NoModel())
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "dragoman: encoder.onnx is of another release; run `pip install --upgrade dragoman`\n"


@pytest.mark.parametrize(
    "arguments",
    [
        [], ["code"], ["cod", "x.txt"], ["code", "x.txt", "--format", "xml"],
        ["code", "x.txt", "--published", "yesterday"], ["code", "x.txt", "--published", "2024-02-30"],
        ["code", "x.txt", "--output", "/"], ["code", "x.txt", "--precision", "--recall"], ["times"],
        ["places", "Chad", "--published", "2024-05-17"], ["actors", "--format", "csv", "Chad"],
    ],
)  # fmt: skip
def test_wrong_usage_is_exit_code_2(arguments: list[str]) -> None:
    result = dragoman(*arguments)
    assert result.exit_code == 2
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("name", "begins"), [("a.jsonl", '{"document"'), ("a.json", "[\n{"), ("a.csv", "document_id,"), ("a.txt", "")]
)
def test_output_takes_its_format_from_the_suffix(article: Path, tmp_path: Path, name: str, begins: str) -> None:
    output = tmp_path / name
    result = dragoman("code", article, "--output", output)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    written = output.read_text()
    assert written.startswith(begins)
    assert "attacked" in written
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted({name, article.name})


def test_a_format_that_is_asked_for_wins(article: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.txt"
    dragoman("code", article, "--output", output, "--format", "csv")
    (row,) = csv.DictReader(output.read_text().splitlines())
    assert row["type"] == "ASSAULT"
    assert "ASSAULT" in dragoman("code", article, "--format", "text").stdout
    assert len(json.loads(dragoman("code", article, "--format", "json").stdout)) == 1


def test_an_old_output_stays_when_the_run_breaks(article: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    output.write_text("yesterday's")
    assert dragoman("code", article, "--output", output, coder=NoModel()).exit_code == 1
    assert output.read_text() == "yesterday's"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["article.txt", "out.jsonl"]


def test_an_output_keeps_its_mode_and_its_link(article: Path, tmp_path: Path) -> None:
    real, link = tmp_path / "real.jsonl", tmp_path / "link.jsonl"
    real.write_text("")
    real.chmod(0o640)
    link.symlink_to(real)
    dragoman("code", article, "--output", link)
    assert link.is_symlink()
    assert texts(real.read_text()) == [article.read_text()]
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_a_device_is_written_to_and_not_replaced(article: Path) -> None:
    assert dragoman("code", article, "--output", os.devnull).exit_code == 0
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)


def test_an_output_without_a_folder_is_told_and_not_made(article: Path, tmp_path: Path) -> None:
    result = dragoman("code", article, "--output", tmp_path / "no" / "out.jsonl")
    assert result.exit_code == 1
    assert "there is no folder" in result.stderr
    assert not (tmp_path / "no").exists()


def test_failures_show_no_control_characters(tmp_path: Path) -> None:
    result = dragoman("code", tmp_path / "\x1b[31m.txt")
    assert result.exit_code == 1
    assert "\x1b" not in result.stderr


@pytest.mark.parametrize("command", ["code", "schema", "actors", "places", "times", "quantities"])
def test_every_command_explains_itself_with_an_example(command: str) -> None:
    result = dragoman(command, "--help")
    assert result.exit_code == 0
    assert f"dragoman {command} " in result.stdout.replace("| ", "").split("Usage:", 1)[1].split("\n", 1)[1]
    assert command in dragoman("--help").stdout


def test_version_and_schema() -> None:
    assert re.fullmatch(r"dragoman \d+\.\d+\.\d+\S*\n", dragoman("--version").stdout)
    assert "Report" in json.loads(dragoman("schema").stdout)["$defs"]


FINDS = [
    (["actors", "Chad accused the Nigerian army"], "NGA"),
    (["places", "Shelling was heard in Port Sudan"], "SDN"),
    (["times", "The raid was on Tuesday", "--published", "2024-05-17"], "2024-05-14"),
    (["quantities", "At least 30 people were killed"], "30"),
]


@pytest.mark.parametrize(("arguments", "expected"), FINDS)
def test_finders_work_alone(arguments: list[str], expected: str) -> None:
    lines = dragoman(*arguments).stdout.splitlines()
    text = arguments[1]
    assert all(text[found["start"] : found["end"]] == found["text"] for found in map(json.loads, lines))
    assert expected in lines[-1]
    shown = dragoman(*arguments, "--format", "text").stdout
    assert expected in shown
    assert "{" not in shown
    command, text, *rest = arguments
    assert dragoman(command, "-", *rest, stdin=text).stdout.splitlines() == lines


@pytest.mark.parametrize("command", ["actors", "places", "times", "quantities"])
def test_finders_find_nothing_in_nothing(command: str) -> None:
    result = dragoman(command, "")
    assert (result.exit_code, result.stdout) == (0, "")


def test_a_text_that_is_no_unicode_is_told() -> None:
    result = dragoman("times", "on Tuesday \udcff")
    assert result.exit_code == 1
    assert "lone surrogate" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_closed_pipe_ends_quietly(tmp_path: Path) -> None:
    lines = tmp_path / "many.jsonl"
    lines.write_text('{"text": "%s attacked."}\n' % ("Rebels " * 300) * 300)
    running = process("code", lines, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert running.stdout is not None
    assert running.stderr is not None
    assert running.stdout.readline().startswith(b'{"document"')
    running.stdout.close()
    assert running.stderr.read() == b""
    assert running.wait(120) == 0


def on_a_terminal(*arguments: object, out: bool = True, err: bool = False, env: dict[str, str] | None = None) -> str:
    """What a command shows on a terminal of 80 columns; streams that are not on it are dropped."""
    ours, theirs = pty.openpty()
    options = {
        "env": {"TERM": "xterm-256color", "COLUMNS": "80", "NO_COLOR": "", **(env or {})},
        "stdin": subprocess.DEVNULL,
    }
    streams = {"stdout": theirs if out else subprocess.DEVNULL, "stderr": theirs if err else subprocess.DEVNULL}
    with process(*arguments, **options, **streams) as running:
        os.close(theirs)
        shown, until = b"", time.monotonic() + 120
        while time.monotonic() < until and select.select([ours], [], [], 120)[0]:
            try:
                shown += os.read(ours, 65536)
            except OSError:  # Linux says that the other side is closed with an error
                break
        running.wait(120)
    os.close(ours)
    return shown.decode()


def test_a_terminal_gets_the_view_in_colour(article: Path) -> None:
    shown = on_a_terminal("code", article)
    assert "\x1b[1;31mattacked\x1b[0m" in shown
    assert "trigger" in shown.splitlines()[0]


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_without_colour_gets_marks(article: Path, env: dict[str, str]) -> None:
    shown = on_a_terminal("code", article, env=env)
    assert "Rebels [attacked|trigger] Bongor" in shown
    assert "\x1b" not in shown


def test_long_input_has_a_bar_on_the_terminal_and_short_input_none(tmp_path: Path, article: Path) -> None:
    lines = tmp_path / "many.jsonl"
    lines.write_text('{"text": "Rebels attacked."}\n' * 40)
    output = tmp_path / "out.jsonl"
    assert "40/40" in on_a_terminal("code", lines, "--output", output, err=True)
    assert len(texts(output.read_text())) == 40
    assert on_a_terminal("code", article, "--output", output, err=True) == ""
    assert "coding" not in on_a_terminal("code", lines, err=True)


def test_python_m_dragoman_is_the_command() -> None:
    command = [sys.executable, "-m", "dragoman", "--version"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    assert subprocess.run(command, env=environment, capture_output=True, check=True).stdout.startswith(b"dragoman ")


@pytest.mark.skipif(not (ROOT / "src/dragoman/data/model/manifest.json").exists(), reason="no model is there")
def test_the_example_is_coded_by_the_shipped_model() -> None:
    example = ROOT / "examples" / "river-accord.txt"
    result = CliRunner().invoke(app, ["code", str(example), "--published", "2024-05-17"])
    assert (result.exit_code, result.stderr) == (0, "")
    report = from_json(result.stdout)
    advert = report.document.text.index("Read also")
    assert {"ASSAULT", "ACCUSE", "PROTEST"} <= {event.type for event in report.events}
    assert not any(advert <= event.trigger.start < advert + 47 for event in report.events)
    assert report.commitments
