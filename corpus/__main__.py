"""`python -m corpus`: check, count, compare annotators, read a document in colour, detach open news from its text."""

import argparse
import sys
from collections import Counter
from pathlib import Path

from corpus.agreement import agreement, pairs
from corpus.check import DOCUMENTS, check, faults, read_corpus
from corpus.marked import MarkedDocument, read_marked
from corpus.standoff import DATA, STANDOFF, attach, detach, read_standoff, source_text, write_standoff
from dragoman.ontology import plover
from dragoman.segment import segment


def main() -> int:
    """Run one command; return 1 where the corpus has a fault."""
    parser = argparse.ArgumentParser(prog="python -m corpus", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    checker = commands.add_parser(
        "check", help="list every fault, e.g. python -m corpus check corpus/documents/a-*.txt"
    )
    checker.add_argument("paths", nargs="*", type=Path)
    commands.add_parser("stats", help="count documents, sentences, types, modes, statuses, languages")
    commands.add_parser("agreement", help="compare the second annotations with the first")
    commands.add_parser("show", help="print one document with its marks").add_argument("path", type=Path)
    detacher = commands.add_parser("detach", help="store the marks of open news without its text")
    detacher.add_argument("path", type=Path, help="the marked file, outside the repository")
    detacher.add_argument("source", help="the open corpus and its part, such as ecbplus/train")
    detacher.add_argument("record", help="the record's id in it")
    arguments = parser.parse_args()
    if arguments.command == "check":
        return _check(arguments.paths)
    if arguments.command == "stats":
        _stats(list(read_corpus()))
    elif arguments.command == "agreement":
        for name, figure in agreement(pairs()).items():
            print(f"{name:24s} {figure:.3f}")
    elif arguments.command == "detach":
        _detach(read_marked(arguments.path), arguments.source, arguments.record)
    else:
        _show(read_marked(arguments.path))
    return 0


def _detach(document: MarkedDocument, source: str, record: str) -> None:
    standoff = detach(document, source=source, record=record)
    attach(standoff, source_text(DATA, source, record))  # marks that fit another text are refused here
    write_standoff(standoff)
    print(f"wrote {STANDOFF / document.id}.json")


def _check(paths: list[Path]) -> int:
    """Check these files; with none given, the whole corpus and, where their texts are at hand, the stand-off ones."""
    chosen = paths or sorted(DOCUMENTS.glob("*.txt"))
    found, number = check(chosen), len(chosen)
    if not paths and DATA.exists():
        open_news = list(read_standoff())
        number += len(open_news)
        found += [fault for document in open_news for fault in faults(document, plover())]
    print("\n".join([*found, f"{number} documents, {len(found)} faults"]))
    return 1 if found else 0


def _stats(documents: list[MarkedDocument]) -> None:
    events = [event for document in documents for event in document.events]
    tables = {
        "type": Counter(event.type for event in events),
        "mode": Counter(f"{event.type}/{event.mode}" for event in events if event.mode),
        "status": Counter(event.status for event in events),
        "commitment": Counter(item.kind for document in documents for item in document.commitments),
        "mention kind": Counter(mention.kind for document in documents for mention in document.mentions.values()),
        "context": Counter(context for document in documents for context in document.meta["contexts"].split()),
        "language": Counter(document.meta["language"] for document in documents),
        "region": Counter(document.meta["region"] for document in documents),
        "genre": Counter(document.meta["genre"] for document in documents),
        "decade": Counter(document.meta["published"][:3] + "0" for document in documents),
    }
    sentences = sum(len(segment(document.text).sentences) for document in documents)
    print(f"{len(documents)} documents, {sentences} sentences, {len(events)} events")
    for name, counts in tables.items():
        print(f"\n{name}: " + ", ".join(f"{label} {count}" for label, count in counts.most_common()))


COLOURS = {"trigger": "1;31", "STATE": "34", "PERSON": "34", "ORG": "34", "GROUP": "34", "PRON": "36", "PLACE": "32"}


def _show(document: MarkedDocument) -> None:
    spans = sorted([*document.mentions.values(), *document.triggers.values()], key=lambda span: span.start)
    at = 0
    for span in spans:
        marked = f"\033[{COLOURS.get(span.kind, '35')}m{document.quote(span)}\033[0m"
        label = span.id + (f"={span.same_as}" if span.same_as else "")
        sys.stdout.write(f"{document.text[at : span.start]}{marked}\033[2m·{label}\033[0m")
        at = max(at, span.end)
    print(document.text[at:], "\n")
    words = {id_: document.quote(mention) for id_, mention in document.mentions.items()}
    for event in document.events:
        roles = ", ".join(f"{role} {' + '.join(words[id_] for id_ in ids)}" for role, ids in event.roles.items())
        print(f"{event.id} {event.type}{'/' + event.mode if event.mode else ''} {event.status}: {roles}")
    for item in document.commitments:
        condition = f", if {document.text[slice(*item.condition)]!r}" if item.condition else ""
        print(f"{item.kind} ({item.event}): {document.text[slice(*item.content)]!r}{condition}")


if __name__ == "__main__":
    sys.exit(main())
