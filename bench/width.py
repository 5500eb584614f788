"""What packed lines still tell of a name: `python bench/width.py [--every N]`, JSON to stdout.

Two thousand names are set, one after the other, in the same paragraph (450 pt wide, 11 pt, ragged and justified) in
three fonts; each time the name is withheld and the page is laid anew. What an outsider can measure is where every
word and label then stands. Names that give the same page cannot be told apart: `bits` is what the page tells on
average, `unique` the share of names that it gives away. `staff` asks the same of lists of fifty. `in_place` is the same
for a box as wide as the name, `scan` for pages that were read by OCR.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from math import log2
from pathlib import Path
from statistics import mean

import pymupdf

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from redactor.domain.box import Box
from redactor.domain.document import Document, LoosePage, LooseWord, WordOrigin, bind_pages
from redactor.domain.redaction import Redaction
from redactor.redact.attack import NAMES
from redactor.redact.relay import lay_out

FONTS = ("helv", "tiro", "figo")
SIZE, LEADING, LEFT, WIDTH = 11.0, 14.0, 72.0, 450.0
BEFORE = (
    "On the morning of the third of March the class went out to the field after the bell had rung, and the lunchtime "
    "staff counted them in. I had spoken to"
)
AFTER = (
    "about the coat and was told that nobody had seen it since Monday. The form tutor was asked to look into it and to "
    "write down what was said, and both families were rung the same day before school ended."
)


def set_paragraph(
    name: str, wide: Callable[[str], float], *, shift: int, justified: bool, origin: WordOrigin
) -> Document:
    """The paragraph with a name in it, broken into lines; `shift` drops words at its start, so that breaks differ."""
    texts = [*BEFORE.split()[shift:], *name.split(), *AFTER.split()]
    blank = wide(" ")
    lines: list[list[str]] = [[]]
    for text in texts:
        width = sum(wide(each) + blank for each in lines[-1]) + wide(text)
        if width > WIDTH and lines[-1]:
            lines.append([])
        lines[-1].append(text)
    words: list[LooseWord] = []
    for number, line in enumerate(lines):
        widths = [wide(text) for text in line]
        gap = blank
        if justified and number + 1 < len(lines) and len(line) > 1:
            gap = (WIDTH - sum(widths)) / (len(line) - 1)
        x, top = LEFT, 100 + LEADING * number
        for place, (text, width) in enumerate(zip(line, widths, strict=True), 1):
            end = "\n" if place == len(line) else " "
            words.append(LooseWord(text, Box(x, top, x + width, top + 1.25 * SIZE), line=number, gap=end))
            x += width + gap
    words.append(
        LooseWord("Next.", Box(LEFT, 130 + LEADING * len(lines), LEFT + 30, 144 + LEADING * len(lines)), line=99)
    )
    words[-2] = replace(words[-2], gap="\n")
    return bind_pages([LoosePage(595.0, 842.0, tuple(words), origin=origin)], id="0001")


def sight(document: Document, name: str, *, paragraphs: bool) -> tuple[object, ...]:
    """Everything that can be measured on the page once the name is withheld, to a fiftieth of a point."""
    page = document.pages[0]
    at = document.text.replace("\n", " ").index(f"to {name} about") + 3
    taken = document.words_in(at, at + len(name))
    rows: dict[int, Box] = {}
    for word in taken:
        rows[word.line] = rows[word.line].joined(word.box) if word.line in rows else word.box
    redactions = [
        Redaction(page_index=0, box=box.grown(1), label="Third party", code="TP-ID", finding_ids=("f",))
        for box in rows.values()
    ]
    relay = lay_out(document, page, redactions, paragraphs=paragraphs)
    moved = {shift.word.start: shift.place for shift in relay.shifts}
    gone = {word.start for word in taken}
    kept = [(word.text, moved.get(word.start, word.box)) for word in page.words if word.start not in gone]
    boxes = [box for _, box in kept] + [box for box, _ in relay.covers]
    return tuple((round(box.x0 * 50), round(box.y0 * 50), round(box.x1 * 50)) for box in boxes)


def told(sights: Sequence[tuple[object, ...]]) -> tuple[float, float]:
    """Bits told on average, and the share of names that are told outright."""
    alike = Counter(sights)
    bits = mean(log2(len(sights) / alike[each]) for each in sights)
    return bits, mean(alike[each] == 1 for each in sights)


def measure(
    names: Sequence[str], font_name: str, *, justified: bool, origin: WordOrigin, paragraphs: bool
) -> dict[str, object]:
    """One font and one way of setting, over five paragraphs that break differently."""
    font = pymupdf.Font(font_name)
    wide = cache(lambda text: float(font.text_length(text, SIZE)))
    bits, unique, staff = [], [], []
    for shift in (0, 3, 5, 8, 11):
        documents = [set_paragraph(each, wide, shift=shift, justified=justified, origin=origin) for each in names]
        sights = [sight(document, name, paragraphs=paragraphs) for document, name in zip(documents, names, strict=True)]
        own_bits, own_unique = told(sights)
        bits.append(own_bits)
        unique.append(own_unique)
        dice = random.Random(shift)
        staff += [
            told([sights[at] for at in dice.sample(range(len(names)), min(50, len(names)))])[1] for _ in range(40)
        ]
    return {
        "font": font_name, "justified": justified, "origin": origin.value, "paragraphs": paragraphs,
        "names": len(names), "bits": round(mean(bits), 3), "worst_bits": round(max(bits), 3),
        "unique": round(mean(unique), 4), "staff_lists_with_a_unique_name": round(mean(each > 0 for each in staff), 3),
    }  # fmt: skip


def main() -> None:
    """Measure every font, ragged and justified, as text and as a scan."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="take each so-manieth name only")
    names = NAMES[:: parser.parse_args().every]
    for font in FONTS:
        for paragraphs in (False, True):
            for justified in (False, True):
                way = {"justified": justified, "origin": WordOrigin.TEXT_LAYER, "paragraphs": paragraphs}
                print(json.dumps(measure(names, font, **way)), flush=True)  # type: ignore[arg-type]
        print(json.dumps(measure(names, font, justified=False, origin=WordOrigin.OCR, paragraphs=False)), flush=True)


if __name__ == "__main__":
    main()
