"""Make the sample cases anew: samples/pupil and samples/staff, each with request.toml, input/ and truth.json.

    python samples/make.py [FOLDER]

The same bytes come out each time as far as the libraries allow: seeds and dates are fixed. Needs PyMuPDF,
python-docx, openpyxl, Pillow and numpy.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import asked
import pupil_file
import staff_file
from markup import Truth


def write_case(folder: Path, request: str, files: dict[str, bytes], truths: dict[str, Truth]) -> None:
    """Write one case; what lay in its input folder goes first."""
    shutil.rmtree(folder / "input", ignore_errors=True)
    (folder / "input").mkdir(parents=True)
    (folder / "request.toml").write_text(request, "utf-8")
    for name, content in files.items():
        (folder / "input" / name).write_bytes(content)
    sources = [{"source": source, **truth.plain()} for source, truth in truths.items()]
    written = json.dumps({"schema": 1, "sources": sources}, indent=1, ensure_ascii=False)
    (folder / "truth.json").write_text(written + "\n", "utf-8")


def main(folder: Path) -> None:
    for case, request, made in (
        ("pupil", asked.PUPIL, pupil_file.make()),
        ("staff", asked.STAFF, staff_file.make()),
    ):
        write_case(folder / case, request, *made)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
