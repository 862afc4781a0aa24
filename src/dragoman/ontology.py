"""What can be coded: event types, their modes, contexts, statuses, scores and CAMEO codes."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Mode:
    """A way in which a type happens, with its conflict-cooperation score and nearest CAMEO code."""

    score: float
    cameo: str | None


@dataclass(frozen=True, slots=True)
class EventType:
    """One event type. `reciprocal` types have only actors where the report names no clear host or giver."""

    quad: str
    score: float
    cameo: str | None
    definition: str
    reciprocal: bool
    modes: Mapping[str, Mode]


@dataclass(frozen=True, slots=True)
class Ontology:
    """Types by name in a fixed order, and the labels that any type may carry."""

    name: str
    version: str
    types: Mapping[str, EventType]
    statuses: tuple[str, ...]
    contexts: tuple[str, ...]

    def score(self, type_: str, mode: str | None) -> float:
        """The conflict-cooperation score, -10 to +10, of a type and, where given, its mode."""
        event_type = self.types[type_]
        return event_type.modes[mode].score if mode else event_type.score

    def cameo(self, type_: str, mode: str | None) -> str | None:
        """The nearest CAMEO code, or None where nothing in CAMEO is near."""
        event_type = self.types[type_]
        return event_type.modes[mode].cameo if mode else event_type.cameo


def parse_ontology(toml: str) -> Ontology:
    """Return the ontology that a TOML text in the form of `data/ontology/plover.toml` describes."""
    raw = tomllib.loads(toml)
    return Ontology(
        name=raw["name"],
        version=raw["version"],
        types={name: _event_type(body) for name, body in raw["types"].items()},
        statuses=tuple(raw["statuses"]),
        contexts=tuple(raw["contexts"]),
    )


def _event_type(body: dict) -> EventType:  # type: ignore[type-arg]
    modes = {name: Mode(float(mode["score"]), mode.get("cameo")) for name, mode in body.get("modes", {}).items()}
    return EventType(
        quad=body["quad"],
        score=float(body["score"]),
        cameo=body.get("cameo"),
        definition=body["definition"],
        reciprocal=body.get("reciprocal", False),
        modes=modes,
    )


def plover() -> Ontology:
    """The ontology that the shipped model codes."""
    return parse_ontology((files("dragoman") / "data/ontology/plover.toml").read_text(encoding="utf-8"))
