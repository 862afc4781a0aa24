"""The encoder as an ONNX graph, written node by node from trained weights: in 8 bits, or in fp32 for comparison.

Each token's activations are quantised with that token's own scale (`QuantizeLinear` along axis 0), so a window's output
does not depend on the windows beside it; the weights have one scale a column. One scale for the whole batch, which
`quantize_dynamic` uses, moves hidden values by up to 0.56 with the batch.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

Weights = Mapping[str, NDArray[np.float32]]
HEADS = 12
EPSILON = 1e-12


@dataclass
class _Graph:
    quantised: bool
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[onnx.TensorProto] = field(default_factory=list)
    names: int = 0

    def constant(self, name: str, value: NDArray) -> str:  # type: ignore[type-arg]
        if all(tensor.name != name for tensor in self.constants):
            self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, kind: str, *inputs: str, domain: str = "", **attributes: object) -> str:
        self.names += 1
        out = f"{kind.lower()}_{self.names}"
        self.nodes.append(helper.make_node(kind, list(inputs), [out], domain=domain, **attributes))
        return out

    def linear(self, x: str, weight: NDArray[np.float32], name: str) -> str:
        """`x` [tokens, inputs] times `weight` [inputs, outputs], without bias."""
        if not self.quantised:
            return self.node("MatMul", x, self.constant(name, weight))
        codes, scales = quantise_columns(weight)
        x_codes, x_scale = self.quantise_rows(x)
        product = self.node(
            "MatMulIntegerToFloat", x_codes, self.constant(name, codes), self.constant("one", np.float32(1)),
            self.constant(f"{name}.scale", scales), self.constant("zero", np.uint8(128)), domain="com.microsoft",
        )  # fmt: skip
        return self.node("Mul", product, self.node("Unsqueeze", x_scale, self.constant("axis1", np.array([1]))))

    def quantise_rows(self, x: str) -> tuple[str, str]:
        peak = self.node("ReduceMax", self.node("Abs", x), self.constant("axis1", np.array([1])), keepdims=0)
        scale = self.node("Mul", peak, self.constant("step", np.float32(1 / 127)))
        zeros = self.node("Expand", self.constant("zero", np.uint8(128)), self.node("Shape", scale))
        return self.node("QuantizeLinear", x, scale, zeros, axis=0), scale


def quantise_columns(weight: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return int8 codes and one scale a column; `codes * scales` is nearest to the weight."""
    scales = np.maximum(np.abs(weight).max(axis=0), 1e-12).astype(np.float32) / np.float32(127)
    return np.clip(np.rint(weight / scales), -127, 127).astype(np.int8), scales


def build(
    weights: Weights, *, tags: tuple[NDArray[np.float32], NDArray[np.float32]], quantised: bool
) -> onnx.ModelProto:
    """Return the encoder: `ids`, `mask` [windows, tokens] -> `hidden` [windows, tokens, 384], `tags` [… , labels].

    `weights` has the names of a BERT state dict; `tags` is the (weight, bias) of all token heads side by side.
    """
    graph = _Graph(quantised)
    x = _embed(graph, weights)
    layers = 1 + max(int(name.split(".")[2]) for name in weights if name.startswith("encoder.layer."))
    for layer in range(layers):
        x = _layer(graph, x, weights, f"encoder.layer.{layer}.")
    logits = graph.node(
        "Add", graph.node("MatMul", x, graph.constant("tags.weight", tags[0])), graph.constant("tags.bias", tags[1])
    )
    shape = graph.node("Shape", "ids")
    for name, value in (("hidden", x), ("tags", logits)):
        wide = graph.node("Concat", shape, graph.constant("rest", np.array([-1])), axis=0)
        graph.nodes.append(helper.make_node("Reshape", [value, wide], [name]))
    return _model(graph, tags[0].shape[1])


def _embed(graph: _Graph, weights: Weights) -> str:
    words = weights["embeddings.word_embeddings.weight"]
    flat = graph.node("Reshape", "ids", graph.constant("flat", np.array([-1])))
    if graph.quantised:
        codes, scales = quantise_columns(words.T)
        table = graph.node("Cast", graph.node("Gather", graph.constant("words", codes.T), flat), to=TensorProto.FLOAT)
        scale = graph.node("Gather", graph.constant("words.scale", scales[:, None]), flat)
        x = graph.node("Mul", table, scale)
    else:
        x = graph.node("Gather", graph.constant("words", words), flat)
    fixed = weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
    length = graph.node("Gather", graph.node("Shape", "ids"), graph.constant("axis1", np.array([1])))
    positions = graph.node(
        "Slice",
        graph.constant("positions", fixed),
        graph.constant("start", np.array([0])),
        length,
        graph.constant("axis0", np.array([0])),
    )
    square = graph.node("Concat", graph.node("Shape", "ids"), graph.constant("rest", np.array([-1])), axis=0)
    summed = graph.node("Add", graph.node("Reshape", x, square), positions)
    wide = graph.constant("by_token", np.array([-1, words.shape[1]]))
    return _norm(graph, graph.node("Reshape", summed, wide), weights, "embeddings.LayerNorm")


def _norm(graph: _Graph, x: str, weights: Weights, name: str) -> str:
    scale, bias = (graph.constant(f"{name}.{part}", weights[f"{name}.{part}"]) for part in ("weight", "bias"))
    return graph.node("LayerNormalization", x, scale, bias, axis=-1, epsilon=EPSILON)


def _layer(graph: _Graph, x: str, weights: Weights, at: str) -> str:
    parts = [f"{at}attention.self.{part}" for part in ("query", "key", "value")]
    joined = np.concatenate([weights[f"{part}.weight"].T for part in parts], axis=1)
    bias = np.concatenate([weights[f"{part}.bias"] for part in parts])
    qkv = graph.node("Add", graph.linear(x, joined, f"{at}qkv"), graph.constant(f"{at}qkv.bias", bias))
    square = graph.node("Concat", graph.node("Shape", "ids"), graph.constant("rest", np.array([-1])), axis=0)
    split = graph.node("Reshape", qkv, square)
    query, key, value = (
        graph.node(
            "Slice", split, graph.constant(f"from{i}", np.array([i * joined.shape[0]])),
            graph.constant(f"to{i}", np.array([(i + 1) * joined.shape[0]])), graph.constant("axis2", np.array([2])),
        )
        for i in range(3)
    )  # fmt: skip
    attended = graph.node(
        "MultiHeadAttention", query, key, value, "", "", "bias", domain="com.microsoft", num_heads=HEADS
    )
    wide = graph.constant("by_token", np.array([-1, joined.shape[0]]))
    mixed = graph.linear(
        graph.node("Reshape", attended, wide), weights[f"{at}attention.output.dense.weight"].T, f"{at}mix"
    )
    x = _skip_norm(graph, mixed, x, weights, f"{at}attention.output")
    inner = graph.linear(x, weights[f"{at}intermediate.dense.weight"].T, f"{at}up")
    inner = graph.node(
        "BiasGelu",
        inner,
        graph.constant(f"{at}up.bias", weights[f"{at}intermediate.dense.bias"]),
        domain="com.microsoft",
    )
    outer = graph.linear(inner, weights[f"{at}output.dense.weight"].T, f"{at}down")
    return _skip_norm(graph, outer, x, weights, f"{at}output")


def _skip_norm(graph: _Graph, x: str, skip: str, weights: Weights, at: str) -> str:
    # Three plain nodes: a fused SkipLayerNormalization took as long as six of LayerNormalization (onnxruntime 1.32).
    bias = graph.constant(f"{at}.dense.bias", weights[f"{at}.dense.bias"])
    return _norm(graph, graph.node("Add", graph.node("Add", x, bias), skip), weights, f"{at}.LayerNorm")


def _model(graph: _Graph, labels: int) -> onnx.ModelProto:
    # MultiHeadAttention takes an additive bias [windows, 1, tokens, tokens]: 0 for a token, -10000 for padding.
    mask = graph.node(
        "Mul", graph.node("Sub", "mask", graph.constant("unit", np.float32(1))), graph.constant("far", np.float32(1e4))
    )
    four = graph.node("Unsqueeze", mask, graph.constant("axes12", np.array([1, 2])))
    length = graph.node("Gather", graph.node("Shape", "ids"), graph.constant("axis1", np.array([1])))
    shape = graph.node(
        "Concat", graph.constant("ones2", np.array([1, 1])), length, graph.constant("ones1", np.array([1])), axis=0
    )
    graph.nodes.append(helper.make_node("Expand", [four, shape], ["bias"]))
    made = graph.nodes[-8:]
    body = helper.make_graph(
        made + graph.nodes[:-8],
        "dragoman",
        [
            helper.make_tensor_value_info("ids", TensorProto.INT64, ["windows", "tokens"]),
            helper.make_tensor_value_info("mask", TensorProto.FLOAT, ["windows", "tokens"]),
        ],
        [
            helper.make_tensor_value_info("hidden", TensorProto.FLOAT, ["windows", "tokens", 384]),
            helper.make_tensor_value_info("tags", TensorProto.FLOAT, ["windows", "tokens", labels]),
        ],
        graph.constants,
    )
    model = helper.make_model(
        body, opset_imports=[helper.make_opsetid("", 18), helper.make_opsetid("com.microsoft", 1)], ir_version=9
    )
    return model
