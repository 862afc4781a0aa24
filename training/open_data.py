"""The open corpora of the data folder as auxiliary tasks. Their labels teach the encoder and are not shipped.

Evaluation-only sets are refused here, by name.
"""

import gzip
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from dragoman.encode import Reader, Window
from dragoman.records import Span
from training.labels import IGNORE, Labelled

EVALUATION_ONLY = ("dev_plv", "dev_geo")
SRL_ROLES = ("ARG0", "ARG1", "ARG2", "ARGM-LOC", "ARGM-TMP", "ARGM-PRP", "ARGM-ADV", "ARGM-NEG", "ARGM-MOD", "C-V")


@dataclass(frozen=True, slots=True)
class Source:
    """One file of the data folder, and how its records become labelled windows."""

    folder: str
    heads: dict[str, tuple[str, ...]]
    label: Callable[[dict[str, Any], Reader, dict[str, tuple[str, ...]]], Iterator[Labelled]]


def read_records(data: Path, folder: str, part: str = "train") -> list[dict[str, Any]]:
    """Return the records of a layer; raise `ValueError` for a set that must not be trained on."""
    if folder in EVALUATION_ONLY or part != "train":
        raise ValueError(f"{folder}/{part} is for evaluation only and is never trained on")
    with gzip.open(data / folder / f"{part}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [msgspec.json.decode(line) for line in lines]


def digest(data: Path, folder: str) -> str:
    """The SHA-256 of a layer's training file."""
    return hashlib.sha256((data / folder / "train.jsonl.gz").read_bytes()).hexdigest()


def _blank(window: Window, heads: Sequence[str], fill: int) -> Labelled:
    return Labelled(window, {head: np.full(len(window.words), fill, np.int64) for head in heads})


def _covered(window: Window, span: dict[str, Any]) -> list[int]:
    return [i for i, word in enumerate(window.words) if word.start < span["end"] and span["start"] < word.end]


def _one_window(record: dict[str, Any], reader: Reader) -> Window | None:
    windows = reader.windows(record["text"], [Span(0, len(record["text"]))]) if record["text"].strip() else []
    return windows[0] if len(windows) == 1 else None


def _label_srl(record: dict[str, Any], reader: Reader, heads: dict[str, tuple[str, ...]]) -> Iterator[Labelled]:
    window = _one_window(record, reader)
    if window is None:
        return
    labelled = _blank(window, list(heads), 0)
    for predicate in record["predicates"]:
        at = _covered(window, predicate)
        if not at or predicate["upos"] == "AUX":
            continue
        labelled.tags["predicate"][at] = heads["predicate"].index("noun" if predicate["upos"] == "NOUN" else "verb")
        number = len(labelled.triggers)
        labelled.triggers.append(at[0])
        for argument in predicate["args"]:
            if argument["role"] in SRL_ROLES and (words := _covered(window, argument)):
                labelled.roles.append((number, SRL_ROLES.index(argument["role"]), words))
    yield labelled


def _label_entities(record: dict[str, Any], reader: Reader, heads: dict[str, tuple[str, ...]]) -> Iterator[Labelled]:
    window = _one_window(record, reader)
    if window is None:
        return
    labelled = _blank(window, list(heads), 0)
    (head,) = heads
    for entity in record["entities"]:
        if f"B-{entity['type']}" in heads[head] and (at := _covered(window, entity)):
            labelled.tags[head][at] = heads[head].index(f"I-{entity['type']}")
            labelled.tags[head][at[0]] = heads[head].index(f"B-{entity['type']}")
    for unsure in record.get("unsure", ()):
        labelled.tags[head][_covered(window, unsure)] = IGNORE
    yield labelled


def _label_factuality(record: dict[str, Any], reader: Reader, heads: dict[str, tuple[str, ...]]) -> Iterator[Labelled]:
    """Three classes from the annotators' mean; verbs under a negation are left out, 43 % of which are "happened"."""
    window = _one_window(record, reader)
    if window is None:
        return
    labelled = _blank(window, list(heads), IGNORE)
    for predicate in record["predicates"]:
        if predicate["negated"]:
            continue
        value = 0 if predicate["factuality"] < -1 else 2 if predicate["factuality"] > 1 else 1
        labelled.tags["factuality"][_covered(window, predicate)[:1]] = value
    yield labelled


def _label_nominals(record: dict[str, Any], reader: Reader, heads: dict[str, tuple[str, ...]]) -> Iterator[Labelled]:
    window = _one_window(record, reader)
    if window is None:
        return
    labelled = _blank(window, list(heads), IGNORE)
    for nominal in record["nominals"]:
        labelled.tags["eventive"][_covered(window, nominal)[:1]] = int(nominal["is_verbal"])
    yield labelled


def _label_geneva(record: dict[str, Any], reader: Reader, heads: dict[str, tuple[str, ...]]) -> Iterator[Labelled]:
    window = _one_window(record, reader)
    if window is None:
        return
    labelled = _blank(window, list(heads), 0)
    for event in record["events"]:
        labelled.tags["frame"][_covered(window, event["trigger"])] = heads["frame"].index(event["type"])
    yield labelled


def _label_ecb(record: dict[str, Any], reader: Reader, heads: dict[str, tuple[str, ...]]) -> Iterator[Labelled]:
    for sentence in record["sentences"]:
        if not sentence["selected"]:  # only these are annotated completely
            continue
        windows = reader.windows(record["text"], [Span(sentence["start"], sentence["end"])])
        if len(windows) != 1:
            continue
        labelled = _blank(windows[0], list(heads), 0)
        for event in record["events"]:
            labelled.tags["happening"][_covered(windows[0], event)] = 1
        yield labelled


def _label_gum(record: dict[str, Any], reader: Reader, heads: dict[str, tuple[str, ...]]) -> Iterator[Labelled]:
    """Coreference only: pronouns and later mentions of a chain, among the mentions of their window."""
    sentences = [Span(sentence["start"], sentence["end"]) for sentence in record["sentences"]]
    people = [
        entity for entity in record["entities"] if entity["type"] in ("person", "organization", "place", "animal")
    ]
    for window in reader.windows(record["text"], sentences):
        labelled = _blank(window, (), 0)
        inside = [(entity, at) for entity in people if (at := _covered(window, entity))]
        for number, (entity, at) in enumerate(inside):
            labelled.mentions.append(at)
            earlier = [i for i in range(number) if not set(inside[i][1]) & set(at)]
            labelled.links.append((number, [i for i in earlier if inside[i][0]["chain"] == entity["chain"]]))
            labelled.candidates.append(earlier)
        if labelled.links:
            yield labelled


def sources(data: Path) -> list[Source]:
    """The auxiliary tasks, with the labels of their own heads."""
    frames = sorted({event["type"] for record in read_records(data, "events_geneva") for event in record["events"]})
    bio = ("O", *(f"{edge}-{kind}" for kind in ("PER", "ORG", "LOC") for edge in "BI"))
    military = (
        "Organisation",
        "Person",
        "Location",
        "Quantity",
        "Temporal",
        "Weapon",
        "MilitaryPlatform",
        "Nationality",
    )
    re3d = ("O", *(f"{edge}-{kind}" for kind in military for edge in "BI"))
    return [
        Source("srl_ewt", {"predicate": ("O", "verb", "noun")}, _label_srl),
        Source("ner_uner_ewt", {"named": bio}, _label_entities),
        Source("military_re3d", {"military": re3d}, _label_entities),
        Source("factuality_uds", {"factuality": ("no", "unsure", "yes")}, _label_factuality),
        Source("nominals_qanom", {"eventive": ("no", "yes")}, _label_nominals),
        Source("events_geneva", {"frame": ("O", *frames)}, _label_geneva),
        Source("ecbplus", {"happening": ("O", "event")}, _label_ecb),
        Source("gum", {}, _label_gum),
    ]
