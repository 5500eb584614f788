"""Measure reading against its floor: bare Tesseract on the same pictures in the same run.

    python bench/ocr.py [--pages 6] [--way thorough] [--out FILE.json]

Draws scanned-looking pages (straight, crooked, turned, shaded, specked), then times `read_page` and a bare
tesserocr call on each, in turn and in one process, and measures the peak memory of each in a fresh process of
its own. `--way` is the setting `ocr`. Writes one JSON object: pages a second, peak memory, both as ratios to the floor,
and the share of the printed words that came back, from either reading (the floor reads pages as they lie).
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("OMP_THREAD_LIMIT", "1")
ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402
import pymupdf  # noqa: E402
import tesserocr  # noqa: E402
from PIL import Image, ImageFilter  # noqa: E402

from redactor.domain.document import LoosePage, WordOrigin  # noqa: E402
from redactor.domain.picture import Picture  # noqa: E402
from redactor.ocr.engine import WAYS, Readers, make_readers  # noqa: E402
from redactor.ocr.reading import OCR_DPI, read_page  # noqa: E402

TESSDATA = ROOT / "models" / "tessdata"
NAMES = ["Marcus Pemberton", "Helen Barraclough", "Yasmin Farouk", "Tomasz Lewicki", "Grace Adebayo", "Owen Prosser"]
SENTENCES = (
    "{0} was late to registration and said that the bus had broken down.",
    "The office telephoned {0} on 01632 960145 and left a message.",
    "{0} and {1} were spoken to separately and gave the same account.",
    "A letter went home with {0} and a copy was placed on the file.",
)
CONDITIONS = ("straight", "crooked", "turned", "shaded", "specked", "upside down")


def draw(number: int) -> tuple[Picture, list[str], str]:
    """One page of print under one condition, its words and the condition's name."""
    dice = np.random.default_rng(number)
    lines = ["Record of contact and behaviour", ""]
    for _ in range(26):
        pair = [NAMES[place] for place in dice.permutation(len(NAMES))[:2]]
        lines.append(SENTENCES[dice.integers(len(SENTENCES))].format(*pair))
    document = pymupdf.open()
    page = document.new_page(width=595, height=842)
    page.insert_textbox(pymupdf.Rect(50, 60, 560, 820), "\n".join(lines), fontsize=11, lineheight=1.6)
    pixmap = page.get_pixmap(dpi=int(OCR_DPI), colorspace=pymupdf.csGRAY, alpha=False)
    image = Image.frombytes("L", (pixmap.width, pixmap.height), pixmap.samples).filter(ImageFilter.GaussianBlur(1))
    condition = CONDITIONS[number % len(CONDITIONS)]
    grey = np.asarray(_worn(image, condition, dice)).astype(np.float32)
    grey = np.clip(grey + dice.normal(0, 4, grey.shape), 0, 255).astype(np.uint8)
    height, width = grey.shape
    picture = Picture(width_px=width, height_px=height, dpi=OCR_DPI, grey=grey.tobytes())
    return picture, "\n".join(lines).split(), condition


def _worn(image: Image.Image, condition: str, dice: np.random.Generator) -> Image.Image:
    if condition == "crooked":
        return image.rotate(float(dice.uniform(-3, 3)), Image.Resampling.BICUBIC, fillcolor=255)
    if condition == "turned":
        return image.transpose(Image.Transpose.ROTATE_90)
    if condition == "upside down":
        return image.transpose(Image.Transpose.ROTATE_180)
    grey = np.asarray(image).copy()
    if condition == "shaded":
        return Image.fromarray((grey * np.linspace(1, 0.4, grey.shape[1])).astype(np.uint8))
    if condition == "specked":
        chance = dice.random(grey.shape)
        grey[chance < 0.008], grey[chance > 0.992] = 0, 255
    return Image.fromarray(grey)


def read_bare(api: tesserocr.PyTessBaseAPI, picture: Picture) -> list[str]:
    """The floor: the picture as it lies, straight through Tesseract."""
    api.SetImageBytes(picture.grey, picture.width_px, picture.height_px, 1, picture.width_px)
    api.SetSourceResolution(round(picture.dpi))
    return str(api.GetUTF8Text()).split()


def read_ours(readers: Readers, picture: Picture) -> list[list[str]]:
    """read_page: the words of each reading, the parts of a token joined again so that words compare."""
    scale = 72 / picture.dpi
    page = LoosePage(picture.width_px * scale, picture.height_px * scale, origin=WordOrigin.UNREAD)
    done = read_page(page, picture, readers)
    accounts = [done.words, *(reading.words for reading in done.readings)]
    return ["".join(word.text + word.gap for word in words).split() for words in accounts]


def share_read(printed: list[str], readings: list[list[str]]) -> float:
    """The share of the printed words that stand among those of a reading."""
    read: Counter[str] = Counter()
    for words in readings:
        read |= Counter(words)
    return sum((Counter(printed) & read).values()) / len(printed)


def peak_of(which: str) -> float:
    """Peak memory in MB of a fresh process that reads two pages in that way; they are drawn here, not there."""
    with tempfile.TemporaryDirectory() as folder:
        for number in (0, 1):
            picture, _, _ = draw(number)
            name = f"{number}-{picture.width_px}-{picture.height_px}.grey"
            (Path(folder) / name).write_bytes(picture.grey)
        command = [sys.executable, __file__, "--peak-of", which, "--drawn", folder]
        return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def drawn_in(folder: Path) -> Iterator[Picture]:
    """The pictures that `peak_of` drew, one at a time."""
    for path in sorted(folder.glob("*.grey")):
        _, width, height = path.stem.split("-")
        yield Picture(width_px=int(width), height_px=int(height), dpi=OCR_DPI, grey=path.read_bytes())


def read_for_peak(which: str, folder: Path) -> None:
    pictures = drawn_in(folder)
    if which == "floor":
        with tesserocr.PyTessBaseAPI(path=str(TESSDATA), lang="eng", oem=tesserocr.OEM.LSTM_ONLY) as api:
            for picture in pictures:
                read_bare(api, picture)
    else:
        readers = make_readers(WAYS[which], TESSDATA)
        for picture in pictures:
            read_ours(readers, picture)
    print(own_peak_mb())


def own_peak_mb() -> float:
    """This process's peak memory; getrusage would count what the parent held when it started us."""
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(pages: int, way: str) -> dict[str, object]:
    """Time both on the same pages, one after the other."""
    readers = make_readers(WAYS[way], TESSDATA)
    floor_seconds = our_seconds = 0.0
    floor_shares, our_shares = [], []
    with tesserocr.PyTessBaseAPI(path=str(TESSDATA), lang="eng", oem=tesserocr.OEM.LSTM_ONLY) as api:
        warm, _, _ = draw(0)
        read_bare(api, warm), read_ours(readers, warm)
        for number in range(pages):
            picture, printed, _ = draw(number)
            began = time.process_time()
            bare = read_bare(api, picture)
            between = time.process_time()
            ours = read_ours(readers, picture)
            floor_seconds += between - began
            our_seconds += time.process_time() - between
            floor_shares.append(share_read(printed, [bare]))
            our_shares.append(share_read(printed, ours))
    floor_mb, our_mb = peak_of("floor"), peak_of(way)
    return {
        "schema": 1,
        "bench": "ocr",
        "way": way,
        "pages": pages,
        "pages_per_cpu_second": round(pages / our_seconds, 3),
        "floor_pages_per_cpu_second": round(pages / floor_seconds, 3),
        "time_ratio": round(our_seconds / floor_seconds, 3),
        "peak_mb": round(our_mb, 1),
        "floor_peak_mb": round(floor_mb, 1),
        "memory_ratio": round(our_mb / floor_mb, 3),
        "words_read": round(float(np.mean(our_shares)), 4),
        "floor_words_read": round(float(np.mean(floor_shares)), 4),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--pages", type=int, default=6)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--way", choices=tuple(WAYS), default="thorough")
    parser.add_argument("--peak-of", choices=("floor", *WAYS), help=argparse.SUPPRESS)
    parser.add_argument("--drawn", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.peak_of:
        read_for_peak(asked.peak_of, asked.drawn)
        return
    written = json.dumps(measure(asked.pages, asked.way), indent=1)
    if asked.out:
        asked.out.write_text(written + "\n", "utf-8")
    print(written)


if __name__ == "__main__":
    main()
