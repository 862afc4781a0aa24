"""Reading: files, directories and standard input in; documents and failures out, in order."""

import contextlib
import gzip
import io
import json
import re
import time
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.errors import InputError, TooLarge
from dragoman.read import Failure, read, read_html
from dragoman.read.html import MAX_PAGE
from dragoman.read.jsonl import read_line
from dragoman.read.text import MAX_TEXT, decode
from dragoman.records import Document

STORY = [
    "The foreign minister arrived in the capital on Tuesday for two days of talks on the border crossing.",
    "Officials on both sides said that an agreement on customs was close, although no date was named yet.",
    "Opposition deputies walked out of the chamber in protest and called for the draft treaty.",
]


def page(*paragraphs: str, head: str = "", lang: str = "en") -> str:
    body = "".join(f"<p>{each}</p>" for each in paragraphs)
    start = f'<html lang="{lang}"><head><title>Talks near their end</title>{head}</head><body><article>'
    return start + body + "</article></body></html>"


PUBLISHED = (
    '<meta property="article:published_time" content="2020-06-12T09:30:00+00:00">'
    '<meta property="og:site_name" content="The Daily Gate">'
)


def texts(found: Iterable[Document | Failure]) -> list[str]:
    return [each.text if isinstance(each, Document) else f"! {each}" for each in found]


# --- pages


def test_a_page_gives_main_text_title_publisher_and_date() -> None:
    document = read_html(page(*STORY, head=PUBLISHED))
    assert document.text.split("\n") == STORY
    assert (document.title, document.publisher) == ("Talks near their end", "The Daily Gate")
    assert (document.published, document.published_from) == (date(2020, 6, 12), "page")
    assert document.language == "en"


@pytest.mark.parametrize(
    ("head", "url", "published", "source"),
    [
        (PUBLISHED, None, date(2020, 6, 12), "page"),
        (PUBLISHED, "https://gate.example/2020/06/12/talks", date(2020, 6, 12), "page"),
        (PUBLISHED, "https://gate.example/2020/06/11/talks", date(2020, 6, 11), "url"),
        ("", "https://gate.example/news/2019-03-04-talks", date(2019, 3, 4), "url"),
        ("", "https://gate.example/2019/02/31/talks", None, None),
        ("", "https://gate.example/talks-20190", None, None),
        ("", None, None, None),
    ],
)
def test_the_date_says_where_it_came_from(
    head: str, url: str | None, published: date | None, source: str | None
) -> None:
    document = read_html(page(*STORY, head=head), url=url)
    assert (document.published, document.published_from) == (published, source)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "iso-8859-2"])
def test_bytes_of_a_page_are_decoded(encoding: str) -> None:
    words = "Premiér řekl" if encoding == "iso-8859-2" else "Le général Solé"
    head = "" if encoding != "iso-8859-2" else '<meta charset="iso-8859-2">'
    assert words in read_html(page(f"{words}: {STORY[0]}", *STORY[1:], head=head).encode(encoding)).text


@pytest.mark.parametrize("empty", ["", "   ", "<html></html>", "<", "<a " * 9000, "<!-- only a comment -->", "\x00"])
def test_a_page_without_text_says_what_to_do(empty: str) -> None:
    with pytest.raises(InputError, match="pass"):
        read_html(empty)


@pytest.mark.parametrize("tag", ["div", "b", "blockquote", "ul><li", "table><tr><td", "span"])
@pytest.mark.parametrize("closed", [True, False])
def test_fifty_thousand_nested_tags_lose_no_text(tag: str, closed: bool) -> None:
    start = time.process_time()
    outer = page(*STORY).replace("<article>", "<article>" + f"<{tag}>" * 50_000 if tag != "b" else "<article>")
    deep = outer.replace("</article>", (f"</{tag}>" * 50_000 if closed and ">" not in tag else "") + "</article>")
    if tag in {"div", "span"}:
        assert "\n".join(STORY) in read_html(deep).text
    else:
        with contextlib.suppress(InputError):
            read_html(deep)
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("html", "limit"),
    [
        ("x" * (MAX_PAGE + 1), "10 MB"),
        (page("word " * 600_000), "2 MB"),
        (page(*STORY, *["<i>x</i>"] * 30_000), "40,000 tags"),
    ],
)
def test_a_page_over_a_limit_names_it(html: str, limit: str) -> None:
    with pytest.raises(TooLarge, match=limit):
        read_html(html)


def test_scripts_do_not_count_towards_the_size() -> None:
    heavy = page(*STORY, head=f"<script>{'if (a < b) c = 1;' * 300_000}</script>" + PUBLISHED)
    assert read_html(heavy).published == date(2020, 6, 12)


@settings(max_examples=40, deadline=None)
@given(st.text() | st.text(alphabet="<>/ad\"'= &;#x0\x00\ud800é"))
def test_no_page_raises_anything_else(html: str) -> None:
    with contextlib.suppress(InputError):
        assert read_html(html).text.strip()


# --- text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"plain\r\n two  blanks \n", "plain\r\n two  blanks \n"),
        ("Türkiye".encode(), "Türkiye"),
        ("Türkiye".encode("utf-8-sig"), "Türkiye"),
        ("Türkiye".encode("utf-16"), "Türkiye"),
        ("Türkiye".encode("utf-32"), "Türkiye"),
        ("coup d’état".encode("cp1252"), "coup d’état"),
        (b"\x81\xff", "\ufffdÿ"),
        (b"\xff\xfea", "\ufffd"),
        (b"", ""),
    ],
)
def test_text_is_decoded_and_else_untouched(data: bytes, text: str) -> None:
    assert decode(data) == text


@given(st.binary())
def test_any_bytes_decode(data: bytes) -> None:
    decode(data).encode()


# --- JSON Lines


def line(**keys: object) -> str:
    return json.dumps(keys)


def test_a_line_keeps_its_keys(tmp_path: Path) -> None:
    known = {"id": "a1", "url": "https://x.example/1", "title": "T", "publisher": "P", "language": "fr"}
    path = tmp_path / "in.jsonl"
    path.write_text(line(text=" exactly\tthis ", published="2020-06-12", extra=[1], **known) + "\n")
    (document,) = read(path)
    assert isinstance(document, Document)
    assert document.text == " exactly\tthis "
    assert {key: getattr(document, key) for key in known} == known
    assert (document.published, document.published_from) == (date(2020, 6, 12), "given")


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("{", "not a JSON object"),
        ("[1]", "not a JSON object"),
        ('"text"', "not a JSON object"),
        ("{}", "`text` or `html`"),
        (line(title="only"), "`text` or `html`"),
        (line(text=3), r"\$.text"),
        (line(text="a", published="2020-02-31"), "2020-02-31"),
        (line(text="a", published="yesterday"), "ISO 8601"),
        (line(text="a", published="2020-13-01T00:00:00Z"), "2020-13-01"),
        ('{"text": "\\ud800"}', "not a JSON object"),
        (line(html="<p></p>"), "no main text"),
        ("\udcff", "not a JSON object"),
    ],
)
def test_a_bad_line_is_a_failure_and_the_others_go_on(tmp_path: Path, bad: str, why: str) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes("\n".join([line(text="one"), "", bad, line(text="four")]).encode("utf-8", "surrogateescape"))
    first, failure, last = read(path)
    assert texts([first, last]) == ["one", "four"]
    assert isinstance(failure, Failure)
    assert failure.source == f"{path}:3"
    assert re.search(why, failure.reason)
    assert str(failure).startswith(f"{path}:3: ")


def test_given_keys_win_over_those_of_the_page() -> None:
    document = read_line(
        line(html=page(*STORY, head=PUBLISHED), title="Mine", published="2020-06-01T23:00:00Z").encode()
    )
    assert (document.title, document.publisher) == ("Mine", "The Daily Gate")
    assert (document.published, document.published_from) == (date(2020, 6, 1), "given")


def test_numbers_are_ids_too() -> None:
    assert read_line(line(text="a", id=7).encode()).id == "7"


def test_a_broken_archive_keeps_what_came_before(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl.gz"
    packed = gzip.compress("\n".join(line(text=f"{n} " * 500) for n in range(200)).encode(), compresslevel=0)
    path.write_bytes(packed[: len(packed) // 2])
    *documents, failure = read(path)
    assert documents
    assert all(isinstance(each, Document) for each in documents)
    assert isinstance(failure, Failure)
    assert "gzip" in failure.reason


# --- files, directories, standard input


def test_a_directory_is_read_in_sorted_order(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "c.TXT").write_text("third")
    (tmp_path / "a.txt").write_text("first")
    (tmp_path / "b" / "x.jsonl").write_text(line(text="second") + "\n")
    (tmp_path / "d.jsonl.gz").write_bytes(gzip.compress(line(text="fourth").encode()))
    (tmp_path / "e.htm").write_text(page(*STORY))
    (tmp_path / "notes.md").write_text("no input")
    assert texts(read(tmp_path)) == ["first", "second", "third", "fourth", "\n".join(STORY)]


def test_files_are_read_lazily(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(line(text="one") + "\n{\n")
    found = read(path)
    assert isinstance(next(found), Document)


@pytest.mark.parametrize("name", ["missing.txt", "notes.md", "empty.html"])
def test_a_file_that_gives_nothing_is_a_failure(tmp_path: Path, name: str) -> None:
    (tmp_path / "notes.md").write_text("x")
    (tmp_path / "empty.html").write_text("<html></html>")
    (failure,) = read(tmp_path / name)
    assert isinstance(failure, Failure)
    assert failure.source.endswith(name)


def test_a_text_over_the_limit_is_a_failure(tmp_path: Path) -> None:
    path = tmp_path / "in.txt"
    with path.open("wb") as file:
        file.truncate(MAX_TEXT + 1)
    (failure,) = read(path)
    assert isinstance(failure, Failure)
    assert "20 MB" in str(failure)


def test_the_callers_date_fills_only_gaps(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(line(text="a") + "\n" + line(text="b", published="2019-01-02"))
    first, second = read(path, published=date(2020, 6, 12))
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert (first.published, first.published_from) == (date(2020, 6, 12), "given")
    assert second.published == date(2019, 1, 2)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (line(text="one") + "\n" + line(text="two"), ["one", "two"]),
        ("\n\n" + line(text="one"), ["one"]),
        (page(*STORY), ["\n".join(STORY)]),
        ("\ufeff" + page(*STORY), ["\n".join(STORY)]),
        ("Rebels took the town.\nIt fell.", ["Rebels took the town.\nIt fell."]),
        ("{curly} is how the story begins.", ["{curly} is how the story begins."]),
        ("", [""]),
    ],
)
def test_standard_input_is_sniffed(data: str, expected: list[str]) -> None:
    assert texts(read("-", stdin=io.BytesIO(data.encode()))) == expected


def test_a_bad_first_record_on_standard_input_is_a_failure() -> None:
    bad, good = read("-", stdin=io.BytesIO((line(title="no text") + "\n" + line(text="two")).encode()))
    assert isinstance(bad, Failure)
    assert bad.source == "-:1"
    assert texts([good]) == ["two"]
