"""What sealing costs: `python bench/vault.py [--megabytes N] [--rows N]`, JSON.

CPU seconds and MB/s for files, microseconds a row for texts of the length of a finding, the time to open a home, and
how large the sealed row is beside the clear one.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from redactor.store.keys import new_case_key
from redactor.store.store import open_store

FINDING = json.dumps(
    {
        "category": "person", "document_id": "0012.1", "id": "0012.1-ab8981b3937c", "kind": "", "person_id": "p17",
        "evidence": {"detector": "names", "rule": "name", "score": 0.93, "version": "1", "why": "Looks like a name."},
        "place": {"end": 1034, "is": "span", "start": 1019}, "suggestion": {"code": "TP-ID", "verdict": "withhold"},
    }
)  # fmt: skip


def seconds(call: Callable[[], object]) -> float:
    """CPU seconds of one call."""
    begun = time.process_time()
    call()
    return time.process_time() - begun


def measure(megabytes: int, rows: int) -> dict[str, float]:
    """All figures, rounded."""
    key, content = new_case_key(), os.urandom(1_000_000)
    key.open(key.seal(b"warm"))
    sealed = key.seal(content)
    sealing = seconds(lambda: [key.seal(content) for _ in range(megabytes)])
    opening = seconds(lambda: [key.open(sealed) for _ in range(megabytes)])
    row = key.seal_text(FINDING)
    row_sealing = seconds(lambda: [key.seal_text(FINDING) for _ in range(rows)])
    row_opening = seconds(lambda: [key.open_text(row) for _ in range(rows)])
    with tempfile.TemporaryDirectory() as folder:
        making = seconds(lambda: open_store(Path(folder)).close())
        again = seconds(lambda: open_store(Path(folder)).close())
    figures = {
        "file_seal_mb_a_cpu_s": megabytes / sealing,
        "file_open_mb_a_cpu_s": megabytes / opening,
        "row_seal_us": row_sealing / rows * 1e6,
        "row_open_us": row_opening / rows * 1e6,
        "row_sealed_to_clear": len(row) / len(FINDING),
        "home_made_s": making,
        "home_opened_s": again,
    }
    return {name: round(figure, 3) for name, figure in figures.items()}


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--rows", type=int, default=20_000)
    given = parser.parse_args()
    print(json.dumps(measure(given.megabytes, given.rows)))


if __name__ == "__main__":
    main()
