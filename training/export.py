"""Write a trained model as the folder that the package ships: encoder, heads, tokenizer, manifest."""

import shutil
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from dragoman.encode import Manifest, file_digest
from dragoman.ontology import plover
from training.graph import build
from training.labels import ROLES, tag_labels
from training.model import LINK_WIDTH, ROLE_WIDTH, Model

THRESHOLDS = {
    "trigger": 0.5, "actor": 0.5, "recipient": 0.5, "place": 0.5, "time": 0.5, "quantity": 0.5, "speaker": 0.5,
    "cue": 0.5, "content": 0.5, "condition": 0.5, "deadline": 0.5, "context": 0.4, "relevant": 0.2,
}  # fmt: skip


def export(
    model: Model, folder: Path, *, tokenizer: Path, training: dict[str, Any], quantised: bool = True
) -> Manifest:
    """Write the model folder and return its manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    ontology = plover()
    labels = tag_labels(ontology)
    state = {name: value.float().numpy() for name, value in model.state_dict().items()}
    encoder = {name.removeprefix("encoder."): value for name, value in state.items() if name.startswith("encoder.")}
    weight = np.concatenate([state[f"tags.{head}.weight"].T for head in labels], axis=1)
    bias = np.concatenate([state[f"tags.{head}.bias"] for head in labels])
    graph = build(encoder, tags=(weight, bias), quantised=quantised)
    (folder / "encoder.onnx").write_bytes(graph.SerializeToString())
    np.savez_compressed(folder / "heads.npz", **_heads(state))
    shutil.copyfile(tokenizer, folder / "tokenizer.json")
    manifest = Manifest(
        version="1",
        ontology=f"{ontology.name} {ontology.version}",
        digests={name: file_digest(folder / name) for name in ("encoder.onnx", "heads.npz", "tokenizer.json")},
        tags=labels,
        roles=ROLES,
        contexts=(*ontology.contexts, "relevant"),
        pair_types=tuple(ontology.types),
        role_width=ROLE_WIDTH,
        link_width=LINK_WIDTH,
        thresholds=THRESHOLDS,
        calibration={},
        training=training,
    )
    (folder / "manifest.json").write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=1))
    return manifest


def _heads(state: dict[str, Any]) -> dict[str, Any]:
    names = {
        "role_query": "roles.dragoman.query", "role_key": "roles.dragoman.key", "link_query": "link_query",
        "link_key": "link_key", "link_none": "link_none", "contexts": "contexts",
        "pair_in": "pair.0", "pair_out": "pair.3",
    }  # fmt: skip
    heads = {}
    for name, source in names.items():
        heads[f"{name}.weight"] = np.ascontiguousarray(state[f"{source}.weight"].T)
        heads[f"{name}.bias"] = state[f"{source}.bias"]
    heads["role_distance"] = state["roles.dragoman.distance"]
    heads["role_bias"] = state["roles.dragoman.bias"]
    return {name: value.astype(np.float16) for name, value in heads.items()}
