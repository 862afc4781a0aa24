"""`python -m training`: corpora in, the package's model folder out. An interrupted run goes on when started again."""

import argparse
from dataclasses import asdict
from pathlib import Path

import msgspec
import torch

from dragoman import Coder
from evals.__main__ import corpus_digest, measure
from training.calibrate import calibrate, write_manifest
from training.export import export
from training.open_data import digest, sources
from training.train import Config, backbone, train

PACKAGE = Path(__file__).parents[1] / "src/dragoman/data/model"


def main() -> None:
    """Train, export, calibrate on the dev part; everything that decides the run goes into the manifest."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of open corpora")
    parser.add_argument(
        "--run", type=Path, default=Path("training/runs/model"), help="checkpoints; delete it to start anew"
    )
    parser.add_argument("--output", type=Path, default=PACKAGE, help="the model folder to write")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.set_flush_denormal(True)
    config = Config()
    model = train(arguments.data, arguments.run, config).eval()
    record = {
        "config": asdict(config),
        "corpus": corpus_digest(),
        "data": {source.folder: digest(arguments.data, source.folder) for source in sources(arguments.data)},
    }
    export(model, arguments.output, tokenizer=backbone() / "tokenizer.json", training=record)
    calibrate(arguments.output)
    # Beside the checkpoints, for `benchmarks.throughput --fp32` and for what eight bits cost.
    fp32 = arguments.run / "fp32"
    export(model, fp32, tokenizer=backbone() / "tokenizer.json", training=record, quantised=False)
    _write_scores(arguments.output)


def _write_scores(folder: Path) -> None:
    coder = Coder(folder)
    manifest = coder.encoder.manifest
    scores = {
        part: {layer: round(figure, 3) for layer, figure in layers.items()} for part, layers in measure(coder).items()
    }
    manifest = msgspec.structs.replace(manifest, training={**manifest.training, "scores": scores})
    write_manifest(folder, manifest)


if __name__ == "__main__":
    main()
