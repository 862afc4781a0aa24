"""`python -m evals`: every layer on the corpus's dev and test parts, against the floors; exit code 1 below one.

python -m evals                 # print and compare
python -m evals --write-floors  # accept today's figures, a little lower; needs a line in CHANGELOG.md
"""

import argparse
import hashlib
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

from corpus.check import DOCUMENTS, read_corpus
from dragoman import Coder, Failure
from evals import classify
from evals.score import as_document, score

FLOORS = Path(__file__).parent / "floors.toml"
SLACK = 0.02  # the figures are exact on one machine; another processor rounds otherwise
LOWER_IS_BETTER = ("false events per 100 decoy sentences", "calibration error")


def corpus_digest() -> str:
    """The SHA-256 over the names and bytes of all corpus documents."""
    digest = hashlib.sha256()
    for path in sorted(DOCUMENTS.glob("*.txt")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def measure(coder: Coder) -> dict[str, dict[str, float]]:
    """Return each part's figures."""
    documents = list(read_corpus())
    figures = {}
    for part in ("dev", "test"):
        chosen = [document for document in documents if document.part == part]
        reports = [report for report in coder.code_many(map(as_document, chosen)) if not isinstance(report, Failure)]
        figures[part] = score(chosen, reports).summary()
    if classify.DATA.exists():
        figures["dev_plv"] = classify.evaluate(coder)[0]
    return figures


def below(figures: Mapping[str, Mapping[str, float]], floors: Mapping[str, Mapping[str, float]]) -> list[str]:
    """Return a line for each figure that is worse than its floor."""
    lines = []
    for part, layers in floors.items():
        for layer, floor in layers.items():
            figure = figures.get(part, {}).get(layer)
            if figure is not None and (figure > floor if layer in LOWER_IS_BETTER else figure < floor):
                lines.append(f"{part} {layer}: {figure:.3f}, floor {floor:.3f}")
    return lines


def main() -> int:
    """Print all figures; return 1 where one is below its floor or the floors are of another corpus."""
    parser = argparse.ArgumentParser(prog="python -m evals", description=__doc__)
    parser.add_argument("--write-floors", action="store_true", help="pin today's figures less a little slack")
    arguments = parser.parse_args()
    figures = measure(Coder())
    for part, layers in figures.items():
        print(f"\n{part}")
        for layer, figure in layers.items():
            print(f"  {layer:40s} {figure:.3f}")
    if arguments.write_floors:
        _write(figures)
        return 0
    pinned = tomllib.loads(FLOORS.read_text(encoding="utf-8"))
    if pinned.pop("corpus") != corpus_digest():
        print("\nthe floors are of another corpus; measure again with `python -m evals --write-floors`")
        return 1
    lines = below(figures, pinned)
    print("\n" + "\n".join(lines or ["all figures at or above their floors"]))
    return 1 if lines else 0


def _write(figures: Mapping[str, Mapping[str, float]]) -> None:
    lines = ["# Floors of `python -m evals`, pinned with the digest of the corpus they were measured on.", ""]
    lines.append(f'corpus = "{corpus_digest()}"')
    for part, layers in figures.items():
        lines += ["", f"[{part}]"]
        for layer, figure in layers.items():
            worse = figure * 1.2 + 0.02 if layer in LOWER_IS_BETTER else figure - SLACK
            lines.append(f'"{layer}" = {worse:.3f}')
    FLOORS.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
