"""`python -m benchmarks.throughput`: sentences a second end to end, beside the bare encoder pass in the same process,
peak memory, and the time from a cold start to the first report.

The documents are the corpus's, repeated with a number so that no two are alike. Rounds alternate, and the best of each
counts: these machines are noisy, so read the ratio before the seconds.
"""

import argparse
import resource
import subprocess
import sys
import time
from itertools import cycle, islice
from pathlib import Path

from corpus.check import read_corpus
from dragoman import Coder, Document, Failure
from dragoman.encode import GROUP, Encoder
from dragoman.segment import segment
from evals.score import as_document

COLD = """
import time; began = time.perf_counter()
import dragoman
report = dragoman.Coder().code(dragoman.Document("Turkey and Iraq signed a water accord in Ankara on Tuesday."))
print(time.perf_counter() - began, len(report.events))
"""


def documents(count: int) -> list[Document]:
    """Return `count` different documents made from the corpus."""
    sources = [as_document(document) for document in read_corpus()]
    return [
        Document(f"{document.text}\n\nReport number {number}.", published=document.published)
        for number, document in enumerate(islice(cycle(sources), count))
    ]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.throughput", description=__doc__)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--fp32", type=Path, help="the folder of the same model in fp32, to compare with")
    arguments = parser.parse_args()
    batch = documents(arguments.documents)
    coder = Coder(threads=2)
    encoders = {"bare encoder pass": coder.encoder}
    if arguments.fp32:
        encoders["bare pass in fp32"] = Encoder(arguments.fp32, threads=2)
    sentences = sum(len(segment(document.text).sentences) for document in batch)
    windows = [
        window
        for document in batch
        for window in coder.encoder.reader.windows(document.text, segment(document.text).sentences)
    ]
    whole: list[float] = []
    bare: dict[str, list[float]] = {name: [] for name in encoders}
    for _ in range(arguments.rounds):
        began = time.perf_counter()
        coded = [report for report in coder.code_many(batch) if not isinstance(report, Failure)]
        whole.append(time.perf_counter() - began)
        for name, encoder in encoders.items():
            began = time.perf_counter()
            for at in range(0, len(windows), GROUP):
                encoder.read(windows[at : at + GROUP])
            bare[name].append(time.perf_counter() - began)
    events = sum(len(report.events) for report in coded)
    print(f"{len(coded)} documents, {sentences} sentences, {len(windows)} windows, {events} events")
    print(f"end to end          {sentences / min(whole):8.0f} sentences/s")
    for name, seconds in bare.items():
        print(f"{name:19s} {sentences / min(seconds):8.0f} sentences/s, ratio {min(seconds) / min(whole):.2f}")
    print(f"peak memory         {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.0f} MB")
    starts = [
        float(
            subprocess.run([sys.executable, "-c", COLD], capture_output=True, text=True, check=True).stdout.split()[0]
        )
        for _ in range(5)
    ]
    print(f"cold start          {min(starts):8.2f} s (import to first report, best of 5)")


if __name__ == "__main__":
    main()
