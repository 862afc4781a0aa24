"""Annotation of open news that is not ours: offsets and a digest here, the text in the folder of open corpora.

`detach` turns a marked document into a stand-off one, `attach` puts it back onto its text. An annotator works on a
marked file outside the repository.
"""

import gzip
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from corpus.check import HERE, SHARED
from corpus.marked import Marked, MarkedCommitment, MarkedDocument, MarkedError, MarkedEvent

STANDOFF = HERE / "standoff"
DATA = SHARED / "data"


@dataclass(frozen=True, slots=True)
class Standoff:
    """A marked document without its text; `source` names file and record, such as "ecbplus/train" and "19_10ecb"."""

    id: str
    source: str
    record: str
    sha256: str
    meta: dict[str, str]
    mentions: tuple[Marked, ...]
    triggers: tuple[Marked, ...]
    noise: tuple[Marked, ...]
    events: tuple[MarkedEvent, ...]
    commitments: tuple[MarkedCommitment, ...]


def detach(document: MarkedDocument, *, source: str, record: str) -> Standoff:
    """Return the annotation without the text."""
    return Standoff(
        document.id,
        source,
        record,
        text_digest(document.text),
        dict(document.meta),
        tuple(document.mentions.values()),
        tuple(document.triggers.values()),
        document.noise,
        document.events,
        document.commitments,
    )


def attach(standoff: Standoff, text: str) -> MarkedDocument:
    """Return the document; raise `MarkedError` if the text is not the one that was annotated."""
    if text_digest(text) != standoff.sha256:
        raise MarkedError(f"{standoff.id}: {standoff.source} {standoff.record} is not the text that was annotated")
    return MarkedDocument(
        standoff.id,
        standoff.meta,
        text,
        {mention.id: mention for mention in standoff.mentions},
        {trigger.id: trigger for trigger in standoff.triggers},
        standoff.noise,
        standoff.events,
        standoff.commitments,
    )


def read_standoff(data: Path = DATA, folder: Path = STANDOFF) -> Iterator[MarkedDocument]:
    """Yield the stand-off documents on their texts, in the order of their names; `data` holds the open corpora."""
    for path in sorted(folder.glob("*.json")):
        standoff = msgspec.json.decode(path.read_bytes(), type=Standoff)
        yield attach(standoff, source_text(data, standoff.source, standoff.record))


def write_standoff(standoff: Standoff, folder: Path = STANDOFF) -> None:
    """Write one annotation as `<id>.json`."""
    (folder / f"{standoff.id}.json").write_bytes(msgspec.json.format(msgspec.json.encode(standoff), indent=0) + b"\n")


def source_text(data: Path, source: str, record: str) -> str:
    """The text of a record of the open corpora, without blank space at its ends, as the marked form has it."""
    texts = _texts(data / f"{source}.jsonl.gz")
    if record not in texts:
        raise MarkedError(f"{source} has no record {record}")
    return texts[record]


@cache
def _texts(path: Path) -> dict[str, str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        records = [msgspec.json.decode(line) for line in lines]
    return {record["id"]: record["text"].strip("\n") for record in records}


def text_digest(text: str) -> str:
    """The SHA-256 of a text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()
