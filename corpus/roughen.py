"""Translation noise: a corpus document as an engine would have mangled it, with all spans carried along.

How often small words slip is counted from machine output and its correction (`data/mt_noise`); the larger breaks (word
order in a mention, separators, quotation marks) are those that the corpus documents of translated copy show.
"""

import gzip
import random
import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path

import msgspec

from corpus.marked import Marked, MarkedCommitment, MarkedDocument, MarkedEvent

# Words whose slips leave the event as it is. "not" and "will" are absent on purpose.
SMALL = frozenset({
    "the", "a", "an", "of", "in", "on", "at", "to", "for", "from", "by", "with", "into", "over", "under", "about",
    "after", "between", "among", "against", "towards", "as", "than", "he", "she", "it", "they", "his", "her", "its",
    "their", "him", "them", "who", "which", "that", "this", "these", "those", "has", "have", "had", "was", "were",
    "is", "are", "been", "be", "and",
})  # fmt: skip
NEVER_LOST = frozenset({
    "by", "against", "from", "between", "who", "which", "is", "are", "was", "were", "be", "been",
})  # fmt: skip
SWAPPED = 0.35  # of two-word mentions, adjective behind the noun; the rest is read off with the rates below
RAISED = 3.0  # the corrected output is of 2020's good engines; news that arrives is rougher

Slips = Mapping[str, Sequence[tuple[str, float]]]
Edit = tuple[int, int, str]

_WORD = re.compile(r"[A-Za-z]+|[^\sA-Za-z]")
_QUALIFIED = re.compile(r"\b(?:a|the)\s(\w+(?:al|ic|ous|ive|ary|ed|an|new|old|big))\s([a-z]{4,})(?=[\s,.])")


def learn_slips(data: Path) -> Slips:
    """Return for each small word what engines made of it, with chances; "" is a word left out.

    Counted where correction and output differ inside a run of words of equal length, or by a lost small word.
    """
    made: defaultdict[str, Counter[str]] = defaultdict(Counter)
    seen: Counter[str] = Counter()
    for path in sorted((data / "mt_noise").glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for record in map(msgspec.json.decode, lines):
                output, corrected = (_WORD.findall(record[key].lower()) for key in ("mt", "post_edit"))
                _count_slips(output, corrected, made, seen)
    return {
        word: [(other, n / seen[word]) for other, n in sorted(others.items()) if n >= 3]
        for word, others in sorted(made.items())
    }


def _count_slips(output: list[str], corrected: list[str], made: Mapping[str, Counter[str]], seen: Counter[str]) -> None:
    seen.update(word for word in corrected if word in SMALL)
    for tag, a, b, c, d in SequenceMatcher(None, corrected, output, autojunk=False).get_opcodes():
        if tag == "replace" and b - a == d - c:
            for right, wrong in zip(corrected[a:b], output[c:d], strict=True):
                if right in SMALL and wrong in SMALL and right != wrong:
                    made[right][wrong] += 1
        elif tag == "delete" and b - a == 1 and corrected[a] in SMALL - NEVER_LOST:
            made[corrected[a]][""] += 1


def roughen(document: MarkedDocument, slips: Slips, *, seed: int, badly: bool = False) -> MarkedDocument:
    """Return the document as rough copy under the same id: words slipped, turned and misspelt, spans moved along.

    `badly` makes it as rough as the worst that arrives: twice the slips, relative pronouns lost, adjectives behind
    nouns outside mentions too, articles before names.
    """
    rng = random.Random(f"{seed} {document.id}")
    edits = [*_turned(document, rng), *_punctuation(document.text, rng)]
    edits += _slipped(document, slips, rng, raised=RAISED * (1 + badly))
    if badly:
        edits += _telescoped(document, rng)
    edits.sort()
    kept: list[Edit] = []
    for edit in edits:
        if not kept or edit[0] >= kept[-1][1]:
            kept.append(edit)
    return _apply(document, kept)


def _turned(document: MarkedDocument, rng: random.Random) -> list[Edit]:
    """Two-word bodies and groups with the adjective behind, in lower case: "iraqi government", "government iraqi"."""
    edits = []
    for mention in document.mentions.values():
        words = document.quote(mention).split(" ")
        if mention.kind in ("ORG", "GROUP") and len(words) == 2 and words[1].islower() and rng.random() < SWAPPED:
            edits.append((mention.start, mention.end, f"{words[1]} {words[0].lower()}"))
    return edits


def _punctuation(text: str, rng: random.Random) -> list[Edit]:
    edits = [(m.start(), m.end(), ".") for m in re.finditer(r"(?<=\d),(?=\d{3}\b)", text) if rng.random() < 0.5]
    edits += [(m.start(), m.end(), rng.choice("“”\"'") + " ") for m in re.finditer(r"(?<=\s)[“\"](?=\w)", text)]
    edits += [(m.start(), m.end(), " " + rng.choice('“”"')) for m in re.finditer(r"(?<=\w)[”\"](?=\s)", text)]
    return [edit for edit in edits if rng.random() < 0.6]


def _telescoped(document: MarkedDocument, rng: random.Random) -> list[Edit]:
    """Relative pronouns lost, "a new revolt" as "a revolt new", "the" before names."""
    free = _outside(document)
    edits = [
        (m.start(), m.end(), "")
        for m in re.finditer(r"\b(?:who|which|that)\s", document.text)
        if free(m.start(), m.end()) and rng.random() < 0.4
    ]
    edits += [
        (m.start(1), m.end(2), f"{m[2]} {m[1].lower()}")
        for m in _QUALIFIED.finditer(document.text)
        if free(m.start(1), m.end(2)) and rng.random() < 0.4
    ]
    for mention in document.mentions.values():
        words = document.quote(mention).split(" ")
        if mention.kind == "PERSON" and len(words) > 2 and rng.random() < 0.2:
            at = mention.start + len(words[0])
            edits.append((at, at + 1, ", the "))
        elif mention.kind in ("STATE", "PERSON") and words[0][0].isupper() and rng.random() < 0.15:
            edits.append((mention.start, mention.start, "the "))
    return edits


def _outside(document: MarkedDocument) -> Callable[[int, int], bool]:
    """Whether a stretch touches no mention and no trigger."""
    held = sorted((span.start, span.end) for span in (*document.mentions.values(), *document.triggers.values()))
    ends, starts = [end for _, end in held], [start for start, _ in held]
    return lambda start, end: bisect_right(ends, start) == bisect_left(starts, end)


def _slipped(document: MarkedDocument, slips: Slips, rng: random.Random, *, raised: float) -> list[Edit]:
    """Small words outside mentions and triggers replaced or left out; a mention that is a small word stays itself."""
    held = sorted((span.start, span.end) for span in (*document.mentions.values(), *document.triggers.values()))
    starts = [start for start, _ in held]
    edits = []
    for match in re.finditer(r"[A-Za-z]+(?=\s)", document.text):
        others = slips.get(match[0].lower())
        at = bisect_right(starts, match.start()) - 1
        if not others or (at >= 0 and match.start() < held[at][1]):
            continue
        draw = rng.random() / raised
        for other, chance in others:
            draw -= chance
            if draw < 0:
                # What is left out takes the blank behind it along.
                other = other.capitalize() if match[0][0].isupper() else other
                edits.append((match.start(), match.end() + (not other), other))
                break
    return edits


def _apply(document: MarkedDocument, edits: Sequence[Edit]) -> MarkedDocument:
    pieces, at = [], 0
    ends, shifts, shift = [0], [0], 0
    for start, end, words in edits:
        pieces += [document.text[at:start], words]
        shift += len(words) - (end - start)
        at = end
        ends.append(end)
        shifts.append(shift)
    text = "".join([*pieces, document.text[at:]])

    def place(old: int) -> int:
        """Where an old offset is now; one inside an edit moves to the edit's start or end, whichever is nearer."""
        number = bisect_right(ends, old) - 1
        if number < len(edits) and edits[number][0] < old:
            start, end, words = edits[number]
            if old - start < end - old:
                return start + shifts[number] + min(old - start, len(words))
            return end + shifts[number + 1]
        return old + shifts[number]

    def moved(marked: Marked) -> Marked:
        return replace(marked, start=place(marked.start), end=place(marked.end))

    def pair(span: tuple[int, int] | None) -> tuple[int, int] | None:
        return None if span is None else (place(span[0]), place(span[1]))

    def event(old: MarkedEvent) -> MarkedEvent:
        return replace(old, cue=pair(old.cue))

    def commitment(old: MarkedCommitment) -> MarkedCommitment:
        return replace(old, content=pair(old.content) or old.content, condition=pair(old.condition))

    return replace(
        document,
        text=text,
        mentions={id_: moved(mention) for id_, mention in document.mentions.items()},
        triggers={id_: moved(trigger) for id_, trigger in document.triggers.items()},
        noise=tuple(map(moved, document.noise)),
        events=tuple(map(event, document.events)),
        commitments=tuple(map(commitment, document.commitments)),
    )
