"""Check the corpus: the form of every document, its labels, doubles, and words shared with other texts."""

import gzip
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from corpus.marked import MarkedDocument, MarkedError, read_marked
from dragoman.ontology import Ontology, plover

HERE = Path(__file__).parent
DOCUMENTS = HERE / "documents"
SHARED = HERE.parents[1] / "shared"  # the open corpora lie beside a checkout, or are not there
SHINGLE = 13
GENRES = (
    "flash", "report", "analysis", "communique", "crime-desk", "live-blog", "headlines", "interview", "editorial",
    "briefs", "decoy",
)  # fmt: skip
REGIONS = (
    "africa", "north-africa", "middle-east", "central-asia", "south-asia", "east-asia", "southeast-asia", "oceania",
    "europe", "eastern-europe", "north-america", "latin-america", "world",
)  # fmt: skip


def read_corpus(folder: Path = DOCUMENTS) -> Iterator[MarkedDocument]:
    """Yield the documents of a folder in the order of their names; a malformed one raises `MarkedError`."""
    for path in sorted(folder.glob("*.txt")):
        yield read_marked(path)


def faults(document: MarkedDocument, ontology: Ontology) -> Iterator[str]:
    """Yield what is wrong with a well-formed document: labels, dates, roles that do not fit their mentions."""
    meta = document.meta
    if not re.fullmatch(r"(19[89]\d|20[0-3]\d)-\d\d-\d\d", meta["published"]):
        yield f"{document.id}: published {meta['published']!r} is no date such as 2014-03-05"
    if meta["genre"] not in GENRES:
        yield f"{document.id}: genre {meta['genre']!r} is none of {', '.join(GENRES)}"
    if meta["region"] not in REGIONS:
        yield f"{document.id}: region {meta['region']!r} is none of {', '.join(REGIONS)}"
    if not re.fullmatch(r"[a-z]{2}", meta["language"]):
        yield f"{document.id}: language {meta['language']!r} is no two-letter code of the source language"
    for context in meta["contexts"].split():
        if context not in ontology.contexts and context != "none":
            yield f"{document.id}: context {context!r} is not in the ontology"
    for event in document.events:
        yield from _event_faults(document, event.id, ontology)


def _event_faults(document: MarkedDocument, event_id: str, ontology: Ontology) -> Iterator[str]:
    event = next(event for event in document.events if event.id == event_id)
    where = f"{document.id} {event.id} ({document.quote(document.triggers[event.id])})"
    if event.type not in ontology.types:
        yield f"{where}: type {event.type!r} is not in the ontology"
    elif event.mode and event.mode not in ontology.types[event.type].modes:
        modes = ", ".join(ontology.types[event.type].modes)
        yield f"{where}: {event.type} has no mode {event.mode!r}, only {modes or 'none'}"
    if event.stance and "speaker" not in event.roles:
        yield f"{where}: a stance needs a speaker"
    for role, legal in (("time", {"TIME"}), ("place", {"PLACE", "STATE", "PRON", "ORG"})):
        for id_ in event.roles.get(role, ()):
            if document.mentions[id_].kind not in legal:
                yield f"{where}: {role} {document.quote(document.mentions[id_])!r} is {document.mentions[id_].kind}"
    for id_, _ in event.quantities:
        if document.mentions[id_].kind != "NUM":
            yield f"{where}: quantity {document.quote(document.mentions[id_])!r} is not a NUM"
    trigger = document.triggers[event.id]
    for noise in document.noise:
        if noise.start <= trigger.start < noise.end:
            yield f"{where}: the trigger stands in a noise span"


def shingles(text: str) -> set[tuple[str, ...]]:
    """The runs of 13 lower-cased words of a text."""
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)}


def doubles(documents: Iterable[MarkedDocument]) -> Iterator[str]:
    """Yield each pair of documents that share a run of 13 words."""
    seen: dict[tuple[str, ...], str] = {}
    for document in documents:
        other = next((seen[run] for run in shingles(document.text) if run in seen), None)
        if other:
            yield f"{document.id}: shares {SHINGLE} words in a row with {other}"
        for run in shingles(document.text):
            seen.setdefault(run, document.id)


def copies(documents: Sequence[MarkedDocument], texts: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield each document that shares a run of 13 words with one of the (name, text) pairs of other people."""
    ours: dict[tuple[str, ...], str] = {}
    for document in documents:
        ours |= dict.fromkeys(shingles(document.text), document.id)
    told = set()
    for name, text in texts:
        for run in shingles(text):
            if run in ours and (ours[run], name) not in told:
                told.add((ours[run], name))
                yield f"{ours[run]}: shares {SHINGLE} words in a row with {name}: {' '.join(run)!r}"


def other_texts(shared: Path) -> Iterator[tuple[str, str]]:
    """Yield (name, text) of everything in the folder of open corpora and first reports."""
    for path in sorted(shared.glob("data/*/*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for record in map(msgspec.json.decode, lines):
                words = (record.get(key) for key in ("text", "mt", "post_edit", "input"))
                yield f"{path.parent.name} {record['id']}", " ".join(filter(None, words))
    for path in sorted(shared.glob("seeds/*.txt")):
        yield path.name, path.read_text(encoding="utf-8")


def check(paths: Iterable[Path]) -> list[str]:
    """Return every fault of the files, in order; an empty list means that they are fit to train on."""
    ontology = plover()
    found: list[str] = []
    documents = []
    for path in paths:
        try:
            document = read_marked(path)
        except MarkedError as error:
            found.append(str(error))
            continue
        documents.append(document)
        found.extend(faults(document, ontology))
    found += doubles(documents)
    return found + list(copies(documents, other_texts(SHARED)))
