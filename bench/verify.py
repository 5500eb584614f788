"""How often the verifier cries wolf, and what it costs: `python bench/verify.py FOLDER … [--most N] [--ocr]`, JSON.

Every file below the folders that can be read becomes a PDF as the program makes it; PDFs are taken as they are. The
first pages of files of many pages are taken once more as files of their own, which makes more files of every kind.
Each is searched for classic bad redaction and for names that do not stand in it. The last line sums up: how many files
were flagged, and the seconds a page of each check. Without folders it says so and ends with exit code 2.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pikepdf

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from redactor.domain.picture import Picture
from redactor.errors import RedactorError
from redactor.ingest.kinds import READERS
from redactor.ingest.reading import read_facsimile
from redactor.ingest.recognition import recognise
from redactor.ocr.engine import ENGINES
from redactor.verify.gate import Report, verify
from redactor.verify.readers import UNREADABLE, by_pdfium, count_pages
from redactor.verify.secrets import prove_terms, tokens_of

FIRST = "Oliver Priya Hannah Tobias Amina Gareth Leila Connor Ines Dougal Sadia Maeve Rufus Bethan Kwame Elif".split()
LAST = "Fenwick Raghunathan Barraclough Okafor Lindqvist Mahmood Tregenza Abernathy Castellano Wharton Iyer".split()
SINGLE_PAGES = 5
MODELS = Path(__file__).resolve().parent.parent / "models"


def find_files(folders: list[Path]) -> Iterator[tuple[str, bytes]]:
    """Each PDF as it is, and what the program makes of every other file that it can read."""
    for path in sorted(path for folder in folders for path in folder.rglob("*") if path.is_file()):
        untrusted = path.read_bytes()
        kind = recognise(untrusted, path.name)
        if kind == "pdf":
            yield from with_single_pages(path.name, untrusted)
        elif kind in READERS:
            try:
                yield from with_single_pages(path.name, read_facsimile(untrusted, kind).pdf)
            except RedactorError as error:
                print(json.dumps({"file": path.name, "error": type(error).__name__}), flush=True)


def with_single_pages(name: str, pdf: bytes) -> Iterator[tuple[str, bytes]]:
    """A file, and its first pages each as a file of its own."""
    yield name, pdf
    try:
        with pikepdf.open(io.BytesIO(pdf)) as paper:
            for index in range(min(len(paper.pages), SINGLE_PAGES) if len(paper.pages) > 1 else 0):
                with pikepdf.new() as single:
                    single.pages.append(paper.pages[index])
                    out = io.BytesIO()
                    single.save(out)
                    yield f"{name} page {index + 1}", out.getvalue()
    except (pikepdf.PdfError, pikepdf.PasswordError, RuntimeError):
        return


def absent_names(pdf: bytes) -> list[str]:
    """Names of which no part stands in the file."""
    said = "".join(token for text in by_pdfium(pdf) for token in tokens_of(text))
    chance = random.Random(1)
    names = [f"{chance.choice(FIRST)} {chance.choice(LAST)}" for _ in range(40)]
    return [name for name in names if not any(part.casefold() in said for part in name.split())]


def words_seen(picture: Picture) -> list[str]:
    """What Tesseract reads."""
    engine = ENGINES["tesseract"](MODELS / "tessdata")
    return [word.text for word in engine.read(picture)]


def measure(name: str, pdf: bytes, *, ocr: bool, costs: Counter[str]) -> Report | None:
    """Verify one file and add up what each check took."""
    started = [time.perf_counter()]
    try:
        wanted = prove_terms(absent_names(pdf))
        report = verify(
            pdf, wanted, ocr=words_seen if ocr else None, structure=False,
            progress=lambda done, total: started.append(time.perf_counter()),
        )  # fmt: skip
    except UNREADABLE as error:
        print(json.dumps({"file": name, "broken": repr(error)}), flush=True)
        return None
    for check, before, after in zip(report.checks, started, started[1:], strict=False):
        costs[f"{check.name} {check.library}".split()[0 if check.name != "text" else 1]] += int(1e6 * (after - before))
    return report


def main() -> None:
    """Measure the files of the named folders."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--most", type=int, default=300)
    parser.add_argument("--ocr", action="store_true", help="read pictures, too")
    parser.add_argument("--largest", type=int, default=100, help="leave out files of more pages")
    chosen = parser.parse_args()
    if not any(folder.is_dir() for folder in chosen.folders):
        print("no folder with files was named: nothing was measured", file=sys.stderr)
        raise SystemExit(2)
    costs: Counter[str] = Counter()
    files = flagged = pages = 0
    for name, pdf in find_files(chosen.folders):
        if files >= chosen.most:
            break
        try:
            if count_pages(pdf) > chosen.largest:
                continue
        except UNREADABLE:
            pass  # for the verifier to say
        report = measure(name, pdf, ocr=chosen.ocr, costs=costs)
        if report is None:
            continue
        files, pages, flagged = files + 1, pages + count_pages(pdf), flagged + bool(report.problems)
        for problem in report.problems:
            print(json.dumps({"file": name, "page": problem.page_number, "what": problem.what}), flush=True)
    a_page = {check: round(taken / 1e6 / max(pages, 1), 4) for check, taken in costs.items()}
    print(json.dumps({"files": files, "pages": pages, "flagged": flagged, "seconds_a_page": a_page}))


if __name__ == "__main__":
    main()
