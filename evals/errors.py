"""`python -m evals.errors`: misses, false alarms and wrong labels of the dev part, each with its sentence."""

import argparse
from collections.abc import Iterator

from corpus.check import read_corpus
from corpus.marked import MarkedDocument
from dragoman import Coder, Failure, Report
from evals.score import as_document, matches


def errors(gold: MarkedDocument, report: Report) -> Iterator[str]:
    """Yield a line for each event that is missed, wrongly found, or of another type or status."""
    for wanted, found in matches(gold, report):
        if wanted and found and (wanted.type, wanted.status) == (found.type, found.status):
            continue
        start = found.trigger.start if found else gold.triggers[wanted.id].start if wanted else 0
        end = found.trigger.end if found else gold.triggers[wanted.id].end if wanted else 0
        line = gold.text.rfind("\n", 0, start) + 1
        around = (
            gold.text[max(line, start - 110) : start]
            + f"<{gold.text[start:end]}>"
            + gold.text[end : end + 90].split("\n")[0]
        )
        left = f"{wanted.type} {wanted.status}" if wanted else "nothing"
        right = f"{found.type} {found.status} {found.confidence:.2f}" if found else "nothing"
        yield f"{gold.id:32.32s} wanted {left:22s} found {right:26s} {around}"


def main() -> None:
    """Print the errors of the dev part; the test part is not for reading."""
    parser = argparse.ArgumentParser(prog="python -m evals.errors", description=__doc__)
    parser.add_argument("--most", type=int, default=100)
    arguments = parser.parse_args()
    documents = [document for document in read_corpus() if document.part == "dev"]
    reports = [report for report in Coder().code_many(map(as_document, documents)) if not isinstance(report, Failure)]
    lines = [line for gold, report in zip(documents, reports, strict=True) for line in errors(gold, report)]
    print("\n".join(lines[: arguments.most]))


if __name__ == "__main__":
    main()
