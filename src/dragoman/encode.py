"""Sentences into windows, windows through the model: the only module that imports tokenizers and onnxruntime.

A window is a run of whole sentences of one document, up to 192 wordpieces, read once. The model's output for a window
depends on that window alone: windows of one padded length share a batch, and each token has its own quantisation scale.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from dragoman.errors import ModelMismatch
from dragoman.records import Span

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

Floats = NDArray[np.float32]
MAX_PIECES = 192
STEP = 32  # windows are padded to a multiple of this, so that a window's shape does not depend on its batch mates
BATCH = 8  # 8 x 192 tokens keep a layer's activations in cache: 16 were 5 % faster, 4 were 20 % slower
GROUP = 96  # windows whose outputs are held at a time: enough to fill batches of every length
CLS, SEP, PAD = 101, 102, 0
# Wordpieces that no text contains mark the two spans that `classify` is asked about.
MARKS = {"actor": (1, 2), "recipient": (3, 4)}


class Manifest(Struct, frozen=True):
    """What a model folder holds, and which labels its outputs stand for, in order."""

    version: str
    ontology: str
    digests: dict[str, str]
    tags: dict[str, tuple[str, ...]]
    roles: tuple[str, ...]
    contexts: tuple[str, ...]
    pair_types: tuple[str, ...]
    role_width: int
    link_width: int
    thresholds: dict[str, float]
    calibration: dict[str, tuple[float, ...]]
    training: dict[str, object]
    presets: dict[str, dict[str, float]] = {}  # thresholds that stand in for the usual ones


@dataclass(frozen=True, slots=True)
class Window:
    """Wordpiece ids of a run of sentences; `words` are their character spans, `first` each word's first piece."""

    ids: tuple[int, ...]
    words: tuple[Span, ...]
    first: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Encoded:
    """One window read: `hidden` [words, 384], `tags` [words, labels] and `opening` [384], the window's first token."""

    words: tuple[Span, ...]
    hidden: Floats
    tags: Floats
    opening: Floats


class Reader:
    """Turns sentences into windows of wordpieces."""

    def __init__(self, tokenizer: "Tokenizer") -> None:
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self._tokenizer = tokenizer

    def windows(self, text: str, sentences: Sequence[Span]) -> list[Window]:
        """Return the windows of a document, in order. A sentence over the limit is cut between words."""
        pieces = self._tokenizer.encode_batch([span.of(text) for span in sentences], add_special_tokens=False)
        window = _Filling()
        done: list[Window] = []
        for sentence, encoding in zip(sentences, pieces, strict=True):
            words = list(_words(encoding.ids, encoding.word_ids, encoding.offsets, sentence.start))
            if window.length + len(encoding.ids) > MAX_PIECES - 2 and window.words:
                done.append(window.close())
                window = _Filling()
            for span, ids in words:
                if window.length + len(ids) > MAX_PIECES - 2:
                    done.append(window.close())
                    window = _Filling()
                window.add(span, ids)
        return [*done, window.close()] if window.words else done

    def marked(self, text: str, marks: Sequence[tuple[str, Span]]) -> tuple[list[int], dict[str, int]]:
        """Return the ids of a text with marks, and where each opens; a long text is cut to a window round them."""
        edges = sorted(
            [(span.start, 1, name, 0) for name, span in marks] + [(span.end, 0, name, 1) for name, span in marks]
        )
        ids: list[int] = []
        opened: dict[str, int] = {}
        at = 0
        for place, _, name, closing in [*edges, (len(text), 2, "", 0)]:
            ids += self._tokenizer.encode(text[at:place], add_special_tokens=False).ids
            if name:
                ids.append(MARKS[name][closing])
                if not closing:
                    opened[name] = len(ids) - 1
            at = place
        start = max(0, min(min(opened.values(), default=0) - 8, len(ids) - (MAX_PIECES - 2)))
        if len(ids) <= MAX_PIECES - 2:
            start = 0
        kept = ids[start : start + MAX_PIECES - 2]
        return [CLS, *kept, SEP], {
            name: place - start + 1 for name, place in opened.items() if place - start < len(kept)
        }


class _Filling:
    def __init__(self) -> None:
        self.ids: list[int] = [CLS]
        self.words: list[Span] = []
        self.first: list[int] = []

    @property
    def length(self) -> int:
        return len(self.ids) - 1

    def add(self, span: Span, ids: Sequence[int]) -> None:
        self.first.append(len(self.ids))
        self.words.append(span)
        self.ids += ids

    def close(self) -> Window:
        return Window((*self.ids, SEP), tuple(self.words), tuple(self.first))


def _words(
    ids: Sequence[int], word_ids: Sequence[int | None], offsets: Sequence[tuple[int, int]], shift: int
) -> Iterator[tuple[Span, list[int]]]:
    """Group the pieces of a sentence by word, with the words' spans in the document."""
    at = 0
    while at < len(ids):
        end = at + 1
        while end < len(ids) and word_ids[end] == word_ids[at]:
            end += 1
        start, stop = offsets[at][0], offsets[end - 1][1]
        if stop > start:
            # A word of hundreds of pieces (a megabyte without a blank) still has to fit a window.
            yield Span(shift + start, shift + stop), list(ids[at : min(end, at + 40)])
        at = end


class Encoder:
    """The model: windows in, tags and hidden values out. Sessions are opened on first use."""

    def __init__(self, folder: Path | None = None, *, threads: int | None = None) -> None:
        self.folder = folder or Path(str(files("dragoman") / "data/model"))
        self.manifest = _read_manifest(self.folder)
        self._threads = threads
        self._session: InferenceSession | None = None
        self._reader: Reader | None = None
        self.heads = {name: value.astype(np.float32) for name, value in np.load(self.folder / "heads.npz").items()}

    @property
    def reader(self) -> Reader:
        """The tokenizer side, opened once."""
        if self._reader is None:
            from tokenizers import Tokenizer

            self._reader = Reader(Tokenizer.from_file(str(self.folder / "tokenizer.json")))
        return self._reader

    def read(self, windows: Sequence[Window]) -> list[Encoded]:
        """Return what the model sees in each window, in their order."""
        return [each for at in range(0, len(windows), GROUP) for each in self._read_group(windows[at : at + GROUP])]

    def _read_group(self, windows: Sequence[Window]) -> list[Encoded]:
        outputs = self._run([window.ids for window in windows])
        return [  # copies, so that the padded batches can go: a megabyte of text took 1.1 GB with views of them
            Encoded(window.words, hidden[list(window.first)], tags[list(window.first)], hidden[0].copy())
            for window, (hidden, tags) in zip(windows, outputs, strict=True)
        ]

    def read_marked(self, ids: Sequence[int]) -> Floats:
        """Return the hidden values [pieces, 384] of one marked sequence."""
        return self._run([ids])[0][0]

    def _run(self, sequences: Sequence[Sequence[int]]) -> list[tuple[Floats, Floats]]:
        outputs: list[tuple[Floats, Floats] | None] = [None] * len(sequences)
        for padded, members in _batches(sequences):
            ids = np.zeros((len(members), padded), np.int64)
            mask = np.zeros((len(members), padded), np.float32)
            for row, member in enumerate(members):
                ids[row, : len(sequences[member])] = sequences[member]
                mask[row, : len(sequences[member])] = 1
            hidden, tags = self.session.run(["hidden", "tags"], {"ids": ids, "mask": mask})
            for row, member in enumerate(members):
                outputs[member] = (hidden[row], tags[row])
        return [output for output in outputs if output is not None]

    @property
    def session(self) -> "InferenceSession":
        """The ONNX session, opened once."""
        if self._session is None:
            import onnxruntime

            options = onnxruntime.SessionOptions()
            if self._threads:
                options.intra_op_num_threads = self._threads
            options.log_severity_level = 3
            # Idle threads that spin would take the cores from the making of reports, which goes on meanwhile.
            options.add_session_config_entry("session.intra_op.allow_spinning", "0")
            self._session = onnxruntime.InferenceSession(
                str(self.folder / "encoder.onnx"), options, providers=["CPUExecutionProvider"]
            )
        return self._session


def _batches(sequences: Sequence[Sequence[int]]) -> Iterator[tuple[int, list[int]]]:
    by_length: dict[int, list[int]] = {}
    for index, ids in enumerate(sequences):
        by_length.setdefault(-(-len(ids) // STEP) * STEP, []).append(index)
    for padded, members in sorted(by_length.items()):
        for at in range(0, len(members), BATCH):
            yield padded, members[at : at + BATCH]


def _read_manifest(folder: Path) -> Manifest:
    try:
        manifest = msgspec.json.decode((folder / "manifest.json").read_bytes(), type=Manifest)
    except FileNotFoundError as error:
        raise ModelMismatch(
            f"{folder} holds no manifest.json; give a folder written by `python -m training`"
        ) from error
    except msgspec.MsgspecError as error:
        raise ModelMismatch(f"{folder / 'manifest.json'}: {error}; train again with this release") from error
    for name, digest in manifest.digests.items():
        if not (folder / name).exists() or file_digest(folder / name) != digest:
            raise ModelMismatch(
                f"{folder / name} is not the file that the manifest names; install the model folder again"
            )
    return manifest


def file_digest(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
