"""Marked documents: the form in which the Dragoman corpus is written, read and reviewed.

A file has three parts, separated by lines of three dashes: metadata, the text with its spans marked in place,
and the events. `docs/annotation.md` describes the form with examples.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

KINDS = ("STATE", "PERSON", "ORG", "GROUP", "PLACE", "TIME", "NUM", "WEAPON", "PRON")
NOISE = ("promo", "subscribe", "cookie", "caption", "credit", "boilerplate")
ROLES = ("actor", "recipient", "place", "time", "speaker")
QUANTITIES = (
    "killed", "injured", "detained", "displaced", "kidnapped", "troops", "participants", "weapons", "money", "other",
)  # fmt: skip
STANCES = ("stated", "alleged", "denied")
COMMITMENTS = ("promise", "disavowal", "refusal", "threat", "ultimatum", "demand")
STATUSES = ("occurred", "future", "hypothetical", "negated", "historical")
REQUIRED = ("published", "genre", "region", "language", "contexts")


class MarkedError(ValueError):
    """A marked document that breaks the form; the message names the file and what to change."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A marked span: `kind` is a mention kind, a noise kind or "trigger"; `same_as` is the id it stands for."""

    id: str
    start: int
    end: int
    kind: str
    same_as: str | None = None


@dataclass(frozen=True, slots=True)
class MarkedEvent:
    """An event line. `roles` maps each role to mention ids; `quantities` pairs a mention id with its kind."""

    id: str
    type: str
    mode: str | None
    status: str
    roles: Mapping[str, tuple[str, ...]]
    quantities: tuple[tuple[str, str], ...] = ()
    cue: tuple[int, int] | None = None
    stance: str | None = None


@dataclass(frozen=True, slots=True)
class MarkedCommitment:
    """A commitment line; `content`, `condition` and `deadline` are (start, end) into the text."""

    kind: str
    event: str
    promisor: tuple[str, ...]
    promisee: tuple[str, ...]
    content: tuple[int, int]
    deadline: str | None = None
    condition: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class MarkedDocument:
    """A document of the corpus: its text without marks and everything annotated on it."""

    id: str
    meta: Mapping[str, str]
    text: str
    mentions: Mapping[str, Marked]
    triggers: Mapping[str, Marked]
    noise: tuple[Marked, ...]
    events: tuple[MarkedEvent, ...]
    commitments: tuple[MarkedCommitment, ...]

    @property
    def part(self) -> str:
        """`train`, `dev` or `test`: fixed by the id, 8 : 1 : 1, so that new documents do not move old ones."""
        at = int(hashlib.sha256(self.id.encode()).hexdigest(), 16) % 10
        return ("test", "dev")[at] if at < 2 else "train"

    @property
    def translated(self) -> bool:
        """Whether the text is written as machine-translated copy."""
        return self.meta["language"] != "en"

    def quote(self, marked: Marked) -> str:
        """The words of a marked span."""
        return self.text[marked.start : marked.end]


@dataclass
class _Spans:
    text: list[str] = field(default_factory=list)
    length: int = 0
    mentions: dict[str, Marked] = field(default_factory=dict)
    triggers: dict[str, Marked] = field(default_factory=dict)
    noise: list[Marked] = field(default_factory=list)

    def add_text(self, piece: str) -> None:
        self.text.append(piece)
        self.length += len(piece)


_TOKEN = re.compile(r"\\[\[\]|\\]|\[|\]|\||[^\[\]|\\]+|\\")
_LABEL = re.compile(
    r"(?P<trigger>e\d+)|noise (?P<noise>\w+)|(?P<id>[a-z]+\d+)(?: (?P<kind>[A-Z]+))(?: ?= ?(?P<same>[a-z]+\d+))?"
)


def read_marked(path: Path) -> MarkedDocument:
    """Return the document in a file; its id is the file's stem."""
    return parse_marked(path.read_text(encoding="utf-8"), name=path.stem)


def parse_marked(source: str, *, name: str) -> MarkedDocument:
    """Return the document that a marked text describes, or raise `MarkedError` naming the first fault."""
    parts = re.split(r"^---[ \t]*\n", source, flags=re.MULTILINE)
    if len(parts) != 3:
        raise MarkedError(
            f"{name}: needs metadata, text and events between two lines of '---', found {len(parts)} parts"
        )
    meta = _parse_meta(parts[0], name)
    spans = _parse_spans(parts[1].strip("\n"), name)
    text = "".join(spans.text)
    _check_antecedents(spans, text, name)
    events, commitments = _parse_lines(parts[2], spans, text, name)
    return MarkedDocument(
        name, meta, text, spans.mentions, spans.triggers, tuple(spans.noise), tuple(events), tuple(commitments)
    )


def _parse_meta(source: str, name: str) -> dict[str, str]:
    meta = {}
    for line in source.strip().splitlines():
        key, colon, value = line.partition(":")
        if not colon:
            raise MarkedError(f"{name}: metadata line {line!r} needs 'key: value'")
        meta[key.strip()] = value.strip()
    missing = [key for key in REQUIRED if key not in meta]
    if missing:
        raise MarkedError(f"{name}: metadata lacks {', '.join(missing)}")
    return meta


def _parse_spans(source: str, name: str) -> _Spans:
    spans = _Spans()
    open_at: list[int] = []
    tokens = iter(_TOKEN.findall(source))
    for token in tokens:
        if token == "[":
            open_at.append(spans.length)
        elif token == "|":
            if not open_at:
                spans.add_text("|")
                continue
            label = _label_after_bar(tokens, "".join(spans.text)[-60:], name)
            _add_span(spans, open_at.pop(), label, name)
        elif token == "]":
            raise MarkedError(f"{name}: ']' without a label near {''.join(spans.text)[-40:]!r}; write [words|label]")
        else:
            spans.add_text(token[1:] if len(token) == 2 and token[0] == "\\" else token)
    if open_at:
        raise MarkedError(f"{name}: '[' never closed near {''.join(spans.text)[open_at[-1] :][:40]!r}")
    return spans


def _label_after_bar(tokens: Iterator[str], near: str, name: str) -> str:
    label = next(tokens, "")
    if next(tokens, "") != "]":
        raise MarkedError(f"{name}: the label {label[:40]!r} after {near!r} is not closed by ']'")
    return label


def _add_span(spans: _Spans, start: int, label: str, name: str) -> None:
    words = "".join(spans.text)[start:]
    match = _LABEL.fullmatch(label.strip())
    if not match:
        raise MarkedError(
            f"{name}: [{words}|{label}] has a label that is none of 'e1', 'a1 KIND', 'a2 KIND =a1', 'noise kind'"
        )
    if not words or words != words.strip():
        raise MarkedError(f"{name}: [{words}|{label}] starts or ends with a blank, or is empty")
    if match["noise"]:
        if match["noise"] not in NOISE:
            raise MarkedError(f"{name}: noise kind {match['noise']!r} is none of {', '.join(NOISE)}")
        spans.noise.append(Marked(f"noise{len(spans.noise)}", start, spans.length, match["noise"]))
        return
    id_ = match["trigger"] or match["id"]
    if id_ in spans.mentions or id_ in spans.triggers:
        raise MarkedError(f"{name}: the id {id_} is used twice (second time on {words!r})")
    if match["trigger"]:
        spans.triggers[id_] = Marked(id_, start, spans.length, "trigger")
        return
    if match["kind"] not in KINDS:
        raise MarkedError(f"{name}: mention kind {match['kind']!r} of {words!r} is none of {', '.join(KINDS)}")
    spans.mentions[id_] = Marked(id_, start, spans.length, match["kind"], match["same"])


def _check_antecedents(spans: _Spans, text: str, name: str) -> None:
    for mention in spans.mentions.values():
        if mention.same_as and (mention.same_as not in spans.mentions or mention.same_as == mention.id):
            raise MarkedError(f"{name}: {mention.id} stands for {mention.same_as}, which is no other mention")
    inside = sorted([*spans.mentions.values(), *spans.triggers.values()], key=lambda span: (span.start, -span.end))
    for left, right in pairwise(inside):
        if right.start < left.end and not {left.kind, right.kind} >= {"trigger"}:
            raise MarkedError(
                f"{name}: mentions {text[left.start : left.end]!r} and {text[right.start : right.end]!r} overlap"
            )


def _parse_lines(source: str, spans: _Spans, text: str, name: str) -> tuple[list[MarkedEvent], list[MarkedCommitment]]:
    events: list[MarkedEvent] = []
    commitments: list[MarkedCommitment] = []
    for line in source.strip().splitlines():
        words = _words(line)
        if not words or words[0].startswith("#"):
            continue
        if words[0] in COMMITMENTS:
            commitments.append(_commitment(words, spans, text, f"{name}: {line!r}"))
        else:
            events.append(_event(words, spans, text, f"{name}: {line!r}"))
    _check_events(events, commitments, spans, name)
    return events, commitments


def _check_events(events: list[MarkedEvent], commitments: list[MarkedCommitment], spans: _Spans, name: str) -> None:
    ids = [event.id for event in events]
    if len(set(ids)) != len(ids):
        raise MarkedError(f"{name}: an event has two lines")
    if unused := sorted(set(spans.triggers) - set(ids)):
        raise MarkedError(f"{name}: triggers {', '.join(unused)} have no event line")
    for commitment in commitments:
        if commitment.event not in ids:
            raise MarkedError(f"{name}: a commitment names {commitment.event}, which is no event")


def _words(line: str) -> list[str]:
    return [word.strip() for word in re.findall(r'(?:[^\s"]|"[^"]*")+', line)]


def _fields(words: list[str], where: str) -> dict[str, str]:
    fields = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals or not value:
            raise MarkedError(f"{where}: {word!r} needs 'key=value'")
        if key in fields:
            raise MarkedError(f"{where}: {key} is given twice; join ids with commas")
        fields[key] = value
    return fields


def _ids(value: str, spans: _Spans, where: str) -> tuple[str, ...]:
    ids = tuple(part.strip() for part in value.split(","))
    for id_ in ids:
        if id_ not in spans.mentions:
            raise MarkedError(f"{where}: {id_!r} is no mention in the text")
    return ids


def _quoted(value: str, near: Marked, text: str, where: str) -> tuple[int, int]:
    words = value.strip('"')
    starts = [match.start() for match in re.finditer(re.escape(words), text)]
    if not starts:
        raise MarkedError(f"{where}: the words {words!r} are not in the text")
    start = min(starts, key=lambda at: abs(at - near.start))
    return start, start + len(words)


def _event(words: list[str], spans: _Spans, text: str, where: str) -> MarkedEvent:
    if len(words) < 3 or words[0] not in spans.triggers:
        raise MarkedError(f"{where}: an event line is 'e1 TYPE[/mode] status role=ids …' and e1 is marked in the text")
    type_, _, mode = words[1].partition("/")
    if words[2] not in STATUSES:
        raise MarkedError(f"{where}: status {words[2]!r} is none of {', '.join(STATUSES)}")
    fields = _fields(words[3:], where)
    trigger = spans.triggers[words[0]]
    quantities = []
    for part in filter(None, fields.pop("quantity", "").split(",")):
        id_, _, kind = part.partition(":")
        if kind not in QUANTITIES:
            raise MarkedError(f"{where}: quantity {part!r} needs 'id:kind' with a kind of {', '.join(QUANTITIES)}")
        quantities.append((_ids(id_, spans, where)[0], kind))
    cue = _quoted(fields.pop("cue"), trigger, text, where) if "cue" in fields else None
    stance = fields.pop("stance", None)
    if stance and stance not in STANCES:
        raise MarkedError(f"{where}: stance {stance!r} is none of {', '.join(STANCES)}")
    if unknown := sorted(set(fields) - set(ROLES)):
        raise MarkedError(
            f"{where}: {', '.join(unknown)} is no role; roles are {', '.join(ROLES)}, quantity, cue, stance"
        )
    roles = {role: _ids(value, spans, where) for role, value in fields.items()}
    return MarkedEvent(words[0], type_, mode or None, words[2], roles, tuple(quantities), cue, stance)


def _commitment(words: list[str], spans: _Spans, text: str, where: str) -> MarkedCommitment:
    fields = _fields(words[2:], where)
    if len(words) < 2 or words[1] not in spans.triggers or "content" not in fields:
        raise MarkedError(f"{where}: a commitment line is 'promise e1 promisor=… promisee=… content=\"…\" …'")
    near = spans.triggers[words[1]]
    deadline = _ids(fields["deadline"], spans, where)[0] if "deadline" in fields else None
    condition = _quoted(fields["condition"], near, text, where) if "condition" in fields else None
    if unknown := sorted(set(fields) - {"promisor", "promisee", "content", "deadline", "condition"}):
        raise MarkedError(f"{where}: {', '.join(unknown)} is no part of a commitment")
    return MarkedCommitment(
        kind=words[0],
        event=words[1],
        promisor=_ids(fields["promisor"], spans, where) if "promisor" in fields else (),
        promisee=_ids(fields["promisee"], spans, where) if "promisee" in fields else (),
        content=_quoted(fields["content"], near, text, where),
        deadline=deadline,
        condition=condition,
    )
