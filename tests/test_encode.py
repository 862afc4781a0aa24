"""Windows: whole sentences, no word lost, none beyond the limit; a model folder whose files do not fit is refused."""

import shutil
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman import Coder
from dragoman.encode import MAX_PIECES, Encoder
from dragoman.errors import ModelMismatch
from dragoman.records import Span
from dragoman.segment import segment

TEXT = "Rebels shelled the port of Kisala. Nobody was hurt. " * 30


def test_windows_hold_whole_sentences_in_order(coder: Coder) -> None:
    sentences = segment(TEXT).sentences
    windows = coder.encoder.reader.windows(TEXT, sentences)
    assert len(windows) > 1
    ends = {sentence.end for sentence in sentences}
    assert all(window.words[-1].end in ends for window in windows)


@given(st.text(max_size=300))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_words_are_in_order_and_windows_within_the_limit(coder: Coder, text: str) -> None:
    windows = coder.encoder.reader.windows(text, segment(text).sentences)
    words = [word for window in windows for word in window.words]
    assert all(left.end <= right.start for left, right in pairwise(words))
    assert all(len(window.ids) <= MAX_PIECES for window in windows)
    assert all(len(window.first) == len(window.words) for window in windows)


def test_an_endless_sentence_is_cut_between_words(coder: Coder) -> None:
    text = "troops " * 500
    windows = coder.encoder.reader.windows(text, [Span(0, len(text))])
    assert sum(len(window.words) for window in windows) == 500


def test_a_window_reads_the_same_alone_and_in_company(coder: Coder) -> None:
    windows = coder.encoder.reader.windows(TEXT, segment(TEXT).sentences)
    short = coder.encoder.reader.windows("Troops left.", [Span(0, 12)])
    together = coder.encoder.read([*windows, *short])
    for window, encoded in zip([*windows, *short], together, strict=True):
        alone = coder.encoder.read([window])[0]
        assert np.array_equal(alone.hidden, encoded.hidden)
        assert np.array_equal(alone.tags, encoded.tags)


def copy_of_model(tmp_path: Path, coder: Coder) -> Path:
    return Path(shutil.copytree(coder.encoder.folder, tmp_path / "model"))


def test_a_changed_file_is_refused_by_name(tmp_path: Path, coder: Coder) -> None:
    folder = copy_of_model(tmp_path, coder)
    (folder / "tokenizer.json").write_text("{}")
    with pytest.raises(ModelMismatch, match=r"tokenizer\.json is not the file"):
        Encoder(folder)


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelMismatch, match=r"no manifest\.json"):
        Encoder(tmp_path)


def test_a_manifest_of_another_form_is_refused(tmp_path: Path, coder: Coder) -> None:
    folder = copy_of_model(tmp_path, coder)
    (folder / "manifest.json").write_text('{"version": 1}')
    with pytest.raises(ModelMismatch, match="train again"):
        Encoder(folder)


def test_an_untouched_copy_is_taken(tmp_path: Path, coder: Coder) -> None:
    assert Encoder(copy_of_model(tmp_path, coder)).manifest == coder.encoder.manifest
