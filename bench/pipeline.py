"""Pages a second and peak memory of the whole `run`: `python bench/pipeline.py [--pages N] [--scanned N]`.

The input is made here: a born-digital PDF full of invented names, and the same pages as noisy pictures. Each figure
stands beside its floor, measured in the same process on the same pages: bare PyMuPDF text extraction for the born
digital file, bare Tesseract reading for the scanned one. `ratio` is the time of `run` in multiples of that floor, and
`ratio_a_page` the same without what a run of one page takes: what one page more costs. JSON to stdout.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pymupdf

CHECKOUT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(CHECKOUT))

from redactor.domain.picture import Picture  # noqa: E402
from redactor.ocr.engine import ENGINES  # noqa: E402

SCAN_DPI = 200
REQUEST = '[request]\nreference = "BENCH-1"\nreceived = 2026-09-03\n[subject]\nname = "Marcus Pemberton"\n'
FIRST = "Oliver Priya Hannah Tobias Amina Gareth Leila Connor Ines Dougal Sadia Maeve Rufus Bethan Kwame Elif".split()
LAST = "Fenwick Raghunathan Barraclough Okafor Lindqvist Mahmood Tregenza Abernathy Castellano Wharton Iyer".split()
LINES = (
    "{a} told {b} that the meeting about Marcus Pemberton would be on Tuesday in the library.",
    "Marcus worked well in mathematics this week and finished every task that he was given.",
    "{a} can be reached on 07700 900{n:03} or by e-mail at {u}@example.com during the day.",
    "The class visited the museum, and everybody was asked to write about what they had seen.",
    "{b} was absent on Thursday, so the group was led by {a} instead.",
    "Attendance this term stands at 94 per cent, which is above the average for the year group.",
)


@dataclass(frozen=True)
class Cost:
    """What a command took: wall-clock seconds, and megabytes of it and all its children together at their peak."""

    seconds: float
    peak_mb: float


def write_pages(count: int) -> bytes:
    """A PDF of so many A4 pages of prose, 36 lines each, six names or so to the dozen lines."""
    chance = random.Random(count)
    with pymupdf.open() as paper:
        for number in range(count):
            page = paper.new_page(width=595, height=842)
            page.insert_text((60, 60), f"Record sheet {number + 1}", fontsize=14)
            for line in range(36):
                a, b = (f"{chance.choice(FIRST)} {chance.choice(LAST)}" for _ in range(2))
                text = LINES[line % len(LINES)].format(
                    a=a, b=b, n=chance.randrange(1000), u=a.lower().replace(" ", ".")
                )
                page.insert_text((60, 90 + 20 * line), text, fontsize=9)
        return bytes(paper.tobytes(deflate=True, no_new_id=True))


def photograph(pdf: bytes) -> bytes:
    """The same pages as grey pictures with noise: a scan."""
    noise = np.random.default_rng(1)
    with pymupdf.open(stream=pdf, filetype="pdf") as paper, pymupdf.open() as scanned:
        for page in paper:
            drawn = page.get_pixmap(dpi=SCAN_DPI, colorspace=pymupdf.csGRAY)
            ink = np.frombuffer(drawn.samples, np.uint8).reshape(drawn.height, drawn.stride)[:, : drawn.width]
            grey = np.clip(ink + noise.normal(-8, 10, ink.shape), 0, 255).astype(np.uint8)
            picture = pymupdf.Pixmap(pymupdf.csGRAY, drawn.width, drawn.height, grey.tobytes(), False)
            sheet = scanned.new_page(width=page.rect.width, height=page.rect.height)
            sheet.insert_image(sheet.rect, stream=picture.tobytes("jpeg", jpg_quality=80))
        return bytes(scanned.tobytes())


def extract_bare(pdf: bytes) -> float:
    """Seconds that PyMuPDF takes for the text of every page."""
    started = time.perf_counter()
    with pymupdf.open(stream=pdf, filetype="pdf") as paper:
        for page in paper:
            page.get_text()
    return time.perf_counter() - started


def read_bare(pdf: bytes) -> float:
    """Seconds that Tesseract takes for every page, at the resolution of the scan and without any preparation."""
    engine = ENGINES["tesseract"](CHECKOUT / "models" / "tessdata")
    with pymupdf.open(stream=pdf, filetype="pdf") as paper:
        drawn = [page.get_pixmap(dpi=SCAN_DPI, colorspace=pymupdf.csGRAY) for page in paper]
    started = time.perf_counter()
    for each in drawn:
        engine.read(Picture(width_px=each.width, height_px=each.height, dpi=SCAN_DPI, grey=bytes(each.samples)))
    return time.perf_counter() - started


def run_whole(pdf: bytes, *, workers: int) -> Cost:
    """`redactor run … --approve suggested` on a folder with this one file, in a fresh home."""
    with tempfile.TemporaryDirectory(prefix="bench") as made:
        folder = Path(made)
        (folder / "inbox").mkdir()
        (folder / "inbox" / "record.pdf").write_bytes(pdf)
        (folder / "request.toml").write_text(REQUEST, "utf-8")
        command = [
            sys.executable, "-m", "redactor", "--home", "home", "run", "inbox", "--request", "request.toml",
            "--out", "out", "--approve", "suggested",
        ]  # fmt: skip
        environment = {**os.environ, "PYTHONPATH": str(CHECKOUT), "REDACTOR_WORKERS": str(workers)}
        started = time.perf_counter()
        with subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL) as process:
            watch = Watch(process.pid)
            watch.start()
            code = process.wait()
            seconds = time.perf_counter() - started
            watch.ended.set()
            watch.join()
        if code != 0 or not (folder / "out" / "disclosure" / "bundle.pdf").exists():
            raise SystemExit(f"the run ended with exit code {code}")
        return Cost(seconds, watch.peak_mb)


class Watch(threading.Thread):
    """Sums the memory of a process and all below it, ten times a second; shared pages are counted once, by PSS."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.peak_mb, self.ended = pid, 0.0, threading.Event()

    def run(self) -> None:
        """Look until told to end."""
        while not self.ended.wait(0.1):
            self.peak_mb = max(self.peak_mb, sum(map(held_mb, tree_below(self.pid))))


def tree_below(pid: int) -> list[int]:
    """A process and everything that it started, by /proc; the process alone where there is no /proc."""
    try:
        children = [
            int(child)
            for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text("ascii").split()
        ]
    except OSError:
        return [pid]
    return [pid, *(each for child in children for each in tree_below(child))]


def held_mb(pid: int) -> float:
    """The proportional set size of a process in MB; 0 where it has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1000


def compare(pdf: bytes, floor_s: float, empty_s: float, *, pages: int, workers: int) -> dict[str, object]:
    """The figures of one file."""
    cost = run_whole(pdf, workers=workers)
    return {
        "pages": pages,
        "seconds": round(cost.seconds, 2),
        "pages_a_second": round(pages / cost.seconds, 2),
        "floor_seconds": round(floor_s, 3),
        "ratio": round(cost.seconds / floor_s, 2),
        "ratio_a_page": round(max(cost.seconds - empty_s, 0) / floor_s, 2),
        "peak_mb": round(cost.peak_mb),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=200, help="pages of the born-digital file")
    parser.add_argument("--scanned", type=int, default=12, help="pages of the scanned file")
    parser.add_argument("--workers", type=int, default=0, help="as the setting: 0 is one a core")
    chosen = parser.parse_args()
    empty_s = run_whole(write_pages(1), workers=chosen.workers).seconds
    told: dict[str, object] = {
        "one_page_seconds": round(empty_s, 2),
        "workers": chosen.workers,
        "cores": os.cpu_count(),
    }
    if chosen.pages:
        pdf = write_pages(chosen.pages)
        told["born_digital"] = compare(pdf, extract_bare(pdf), empty_s, pages=chosen.pages, workers=chosen.workers)
    if chosen.scanned:
        pdf = photograph(write_pages(chosen.scanned))
        told["scanned"] = compare(pdf, read_bare(pdf), empty_s, pages=chosen.scanned, workers=chosen.workers)
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
