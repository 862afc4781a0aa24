"""Thresholds and calibration of a model folder, from the corpus's dev part, written into its manifest.

Each threshold is the least with the best F1 of its layer in a sweep; the confidence is a logistic function of the
model's own (Platt, 1999), fitted to whether trigger and type are right.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np

from corpus.check import read_corpus
from corpus.marked import MarkedDocument
from dragoman.assemble import Resolved, assemble
from dragoman.encode import Encoded, Encoder, Manifest
from dragoman.extract import Drafts, Heads, extract
from dragoman.ontology import plover
from dragoman.records import Document, Quantity, Report, Span, When
from dragoman.segment import segment
from evals.score import Scores, as_document, score

TRIGGER_SWEEP = (0.1, 0.125, 0.15, 0.175, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6)
RELEVANT_SWEEP = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
ROLE_SWEEP = (0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7)
PRESET_SWEEP = tuple(step / 40 for step in range(1, 38))
# How much recall weighs against precision (van Rijsbergen's beta) in the presets.
PRESETS = {"precision": 0.5, "recall": 2.0}
CONTEXT_SWEEP = (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55)
ROLES = ("actor", "recipient", "place", "time", "quantity", "speaker")


@dataclass(frozen=True, slots=True)
class Read:
    """A dev document, read once by the encoder."""

    gold: MarkedDocument
    document: Document
    sentences: tuple[Span, ...]
    windows: Sequence[Encoded]


def calibrate(folder: Path) -> dict[str, float]:
    """Write the best thresholds and the calibration into the folder's manifest; return the thresholds."""
    encoder = Encoder(folder, threads=2)
    heads = Heads(encoder.manifest, encoder.heads)
    read = [_read(document, encoder) for document in read_corpus() if document.part == "dev"]
    # Nearly flat from 0.1 to 0.45. An analyst can filter what is doubtful by its confidence, not what was left out.
    heads = _sweep(heads, read, ("trigger",), TRIGGER_SWEEP, "trigger and type F1", slack=0.01)
    heads = _sweep(heads, read, ("relevant",), RELEVANT_SWEEP, "trigger and type F1")
    for role in ROLES:
        heads = _sweep(heads, read, (role,), ROLE_SWEEP, f"{role} F1")
    heads = _sweep(heads, read, ("context",), CONTEXT_SWEEP, "context micro-F1")
    manifest = heads.manifest
    manifest = msgspec.structs.replace(
        manifest, calibration={"event": _platt(_scores(heads, read).confidence)}, presets=_presets(heads, read)
    )
    write_manifest(folder, manifest)
    return manifest.thresholds


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest as `Encoder` reads it."""
    (folder / "manifest.json").write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=1))


def _read(gold: MarkedDocument, encoder: Encoder) -> Read:
    segments = segment(gold.text)
    windows = encoder.reader.windows(gold.text, segments.sentences)
    return Read(gold, as_document(gold), segments.sentences, encoder.read(windows))


def _scores(heads: Heads, read: Sequence[Read]) -> Scores:
    reports = [_bare_report(each, extract(each.windows, heads=heads, ontology=plover())) for each in read]
    return score([each.gold for each in read], reports)


def _sweep(
    heads: Heads, read: Sequence[Read], names: Sequence[str], values: Sequence[float], layer: str, slack: float = 0.0
) -> Heads:
    """Return the heads with the least threshold whose figure is within `slack` of the best."""
    options = [_with(heads, dict.fromkeys(names, value)) for value in values]
    figures = [_scores(option, read).summary().get(layer, 0.0) for option in options]
    print(
        f"{layer}: " + ", ".join(f"{value} {figure:.3f}" for value, figure in zip(values, figures, strict=True)),
        flush=True,
    )
    return options[next(i for i, figure in enumerate(figures) if figure >= max(figures) - slack)]


def _presets(heads: Heads, read: Sequence[Read]) -> dict[str, dict[str, float]]:
    """The trigger thresholds with the best F-beta of trigger and type."""
    tallies = [_scores(_with(heads, {"trigger": value}), read).layer("trigger and type F1") for value in PRESET_SWEEP]
    found = {}
    for name, beta in PRESETS.items():
        best = max(range(len(tallies)), key=lambda i: tallies[i].f(beta))
        print(f"--{name}: trigger {PRESET_SWEEP[best]}, precision {tallies[best].precision:.3f}, ", end="")
        print(f"recall {tallies[best].recall:.3f}", flush=True)
        found[name] = {"trigger": PRESET_SWEEP[best]}
    return found


def _with(heads: Heads, thresholds: dict[str, float]) -> Heads:
    manifest = msgspec.structs.replace(heads.manifest, thresholds={**heads.manifest.thresholds, **thresholds})
    return Heads(manifest, heads.weights)


def _bare_report(each: Read, drafts: Drafts) -> Report:
    """The drafts as a report with nothing resolved: spans and labels are all that is scored here."""
    text = each.document.text

    def words(number: int) -> tuple[str, int, int]:
        span = drafts.mentions[number].span
        return span.of(text), span.start, span.end

    nothing = (None,) * len(drafts.mentions)
    times = tuple(
        None if draft.time is None else When(*words(draft.time), None, None, None, "expression")
        for draft in drafts.events
    )
    quantities = tuple(
        tuple(Quantity(*words(number), kind=kind) for number, kind in draft.quantities) for draft in drafts.events
    )
    resolved = Resolved(nothing, nothing, times, (None,) * len(drafts.events), quantities)
    return Report(
        each.document, assemble(each.document, drafts, resolved=resolved, sentences=each.sentences, ontology=plover())
    )


def _platt(confidence: Sequence[tuple[float, bool]], rounds: int = 50) -> tuple[float, ...]:
    """Return slope and intercept on the logit of the confidence: damped Newton steps, with a slight prior."""
    chance = np.clip([each for each, _ in confidence], 1e-4, 1 - 1e-4)
    x = np.stack([np.log(chance / (1 - chance)), np.ones(len(chance))], axis=1)
    y = np.array([right for _, right in confidence], float)
    weights = np.array([1.0, 0.0])
    for _ in range(rounds):
        fitted = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (fitted - y) + 0.1 * (weights - [1.0, 0.0])
        step = np.linalg.solve(x.T @ (x * (fitted * (1 - fitted))[:, None]) + 0.1 * np.eye(2), gradient)
        weights -= step / max(1.0, float(np.abs(step).max()) / 0.5)
    return tuple(float(weight) for weight in weights)
