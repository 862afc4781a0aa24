"""`python -m evals.slices`: where the coder is good and where it is not, as the Markdown tables of the model card.

The slices are of the test part: by type, status, genre, clean or translated copy, verbs or nouns as triggers; then how
often events of a given confidence are right, and what rough copy of the dev part costs.
"""

import gzip
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.check import read_corpus
from corpus.marked import MarkedDocument, MarkedEvent
from corpus.roughen import learn_slips, roughen
from dragoman import Coder, Failure, Report
from dragoman.records import Event
from evals.score import Tally, as_document, matches, score

DATA = Path(__file__).parents[2] / "shared/data"
NOUN_BEFORE = frozenset({
    "a", "an", "the", "of", "his", "her", "its", "their", "this", "that", "no", "any", "some", "another", "new",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Match:
    """An annotated and a coded event that share a trigger, or either alone."""

    document: MarkedDocument
    wanted: MarkedEvent | None
    found: Event | None

    @property
    def trigger(self) -> tuple[int, int]:
        """Where the trigger stands; the annotated one if there is one."""
        if self.wanted:
            marked = self.document.triggers[self.wanted.id]
            return marked.start, marked.end
        assert self.found
        return self.found.trigger.start, self.found.trigger.end


def matched(documents: Sequence[MarkedDocument], reports: Iterable[Report]) -> list[Match]:
    """All matches of the documents with their reports, in the same order."""
    return [
        Match(document, wanted, found)
        for document, report in zip(documents, reports, strict=True)
        for wanted, found in matches(document, report)
    ]


def by(rows: Sequence[Match], key: Callable[[Match], str]) -> Mapping[str, Tally]:
    """Trigger-and-type tallies of each slice, by a key of the match."""
    tallies: defaultdict[str, Tally] = defaultdict(Tally)
    for row in rows:
        tally = tallies[key(row)]
        tally.wanted += row.wanted is not None
        tally.found += row.found is not None
        tally.right += bool(row.wanted and row.found and row.wanted.type == row.found.type)
    return dict(sorted(tallies.items()))


def by_type(rows: Sequence[Match]) -> Mapping[str, Tally]:
    """As `by`, where a wrong type counts against both types."""
    tallies: defaultdict[str, Tally] = defaultdict(Tally)
    for row in rows:
        if row.wanted:
            tallies[row.wanted.type].wanted += 1
        if row.found:
            tallies[row.found.type].found += 1
        if row.wanted and row.found and row.wanted.type == row.found.type:
            tallies[row.wanted.type].right += 1
    return dict(sorted(tallies.items()))


def by_status(rows: Sequence[Match]) -> Mapping[str, Tally]:
    """Status of the events found with the right type."""
    tallies: defaultdict[str, Tally] = defaultdict(Tally)
    for row in rows:
        if row.wanted and row.found and row.wanted.type == row.found.type:
            tallies[row.wanted.status].wanted += 1
            tallies[row.found.status].found += 1
            tallies[row.wanted.status].right += row.wanted.status == row.found.status
    return dict(sorted(tallies.items()))


def nominal(row: Match) -> str:
    """Whether the trigger is a noun, by its ending, the word before it, or what it mostly is in UD English EWT."""
    start, end = row.trigger
    words = row.document.text[start:end].lower().split()
    before = row.document.text[max(0, start - 20) : start].lower().split()
    if words[0].endswith(("tion", "sion", "ment", "ence", "ance")) or (before and before[-1] in NOUN_BEFORE):
        return "noun"
    return "noun" if words[0] in _nouns() else "verb"


@cache
def _nouns() -> frozenset[str]:
    seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
    with gzip.open(DATA / "syntax_ewt/train.conllu.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            cells = line.split("\t")
            if len(cells) == 10:
                seen[cells[1].lower()][cells[3]] += 1
    return frozenset(word for word, tags in seen.items() if tags["NOUN"] > tags["VERB"])


def table(name: str, tallies: Mapping[str, Tally]) -> Iterator[str]:
    """A Markdown table: precision, recall and F1 of each slice."""
    yield f"| {name} | annotated | found | precision | recall | F1 |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for label, tally in tallies.items():
        yield (
            f"| {label} | {tally.wanted} | {tally.found} | {tally.precision:.2f} | {tally.recall:.2f} "
            f"| {tally.f1:.2f} |"
        )
    yield ""


def reliability(rows: Sequence[Match]) -> Iterator[str]:
    """A Markdown table: how many events of each tenth of confidence have the right trigger and type."""
    yield "| confidence | events | mean confidence | right |"
    yield "| --- | --- | --- | --- |"
    for tenth in range(10):
        inside = [row for row in rows if row.found and tenth <= row.found.confidence * 10 < tenth + 1]
        if inside:
            mean = sum(row.found.confidence for row in inside if row.found) / len(inside)
            right = sum(bool(row.wanted and row.found and row.wanted.type == row.found.type) for row in inside)
            edges = f"{tenth / 10:.1f} to {tenth / 10 + 0.1:.1f}"
            yield f"| {edges} | {len(inside)} | {mean:.2f} | {right / len(inside):.2f} |"
    yield ""


def roughness(coder: Coder, documents: Sequence[MarkedDocument]) -> Mapping[str, Tally]:
    """Trigger and type on the same documents as they are, as rough copy and as the worst that arrives."""
    slips = learn_slips(DATA)
    rough, worst = (
        [roughen(document, slips, seed=1, badly=badly) for document in documents] for badly in (False, True)
    )
    return {
        name: score(copies, _reports(coder, copies)).layer("trigger and type F1")
        for name, copies in (("as written", documents), ("rough", rough), ("very rough", worst))
    }


def _reports(coder: Coder, documents: Sequence[MarkedDocument]) -> list[Report]:
    return [report for report in coder.code_many(map(as_document, documents)) if not isinstance(report, Failure)]


def main() -> None:
    """Print all tables."""
    coder = Coder()
    documents = list(read_corpus())
    test = [document for document in documents if document.part == "test"]
    rows = matched(test, _reports(coder, test))
    lines = [
        *table("type", by_type(rows)),
        *table("status", by_status(rows)),
        *table("copy", by(rows, lambda row: "translated" if row.document.translated else "English")),
        *table("genre", by(rows, lambda row: row.document.meta["genre"])),
        *table("trigger", by(rows, nominal)),
        *reliability(rows),
        *table("dev part", roughness(coder, [document for document in documents if document.part == "dev"])),
    ]
    print("\n".join(lines))


if __name__ == "__main__":
    main()
