"""How fast the names model reads: words per second of processor time, on one thread, as JSON.

    python bench/names.py [--names models/names] [--seconds 5] [TEXT ...]

Without texts it reads invented records of 40 to 4,000 words.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from redactor.detect.names import NameFinder, load_names

RECORD = (
    "12/03/2026 10:50\tN Quayle\tConcern\tRowan ASHDOWN told Mrs Adeyemi-Clarke that Tomasz W had taken his coat.\n"
    "Spoke to both boys and rang Ms Ashdown, who will come in on Thursday with her sister, Bethan Pryce. "
    "No further action before the review at Harrow Lane Primary School in May.\n"
)


def measure(finder: NameFinder, text: str, seconds: float) -> float:
    """Words that the finder reads in a second of processor time."""
    finder.find(text)
    words, began = 0, time.process_time()
    while (spent := time.process_time() - began) < seconds:
        finder.find(text)
        words += len(text.split())
    return words / spent


def main() -> None:
    """Measure and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--names", type=Path, default=Path("models/names"))
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("texts", nargs="*", type=Path)
    asked = parser.parse_args()
    began = time.process_time()
    finder = load_names(asked.names)
    loading = time.process_time() - began
    texts = [path.read_text(encoding="utf-8") for path in asked.texts] or [RECORD, RECORD * 10, RECORD * 100]
    rows = [
        {"words": len(text.split()), "words_per_cpu_second": round(measure(finder, text, asked.seconds))}
        for text in texts
    ]
    folder_bytes = sum(path.stat().st_size for path in asked.names.iterdir())
    report = {
        "version": finder.version,
        "load_cpu_s": round(loading, 2),
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "folder_bytes": folder_bytes,
        "texts": rows,
    }
    sys.stdout.write(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    main()
