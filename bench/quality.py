"""How well the suggestions fit a sample case: `python bench/quality.py samples/pupil [--home HOME]`, JSON to stdout.

Reads the case's files, finds, links and suggests in this process, and compares what the suggestions would leave
standing with the case's `truth.json` (see samples/README.md). `withheld` is the share of strings that must not be
readable and are not; `kept` the share of strings that must stay and do; `passages` the share of passages that would be
taken out whole. With --home the reading is kept there and used again.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from redactor.config import load_settings
from redactor.desk import Desk
from redactor.domain.case import SourceState
from redactor.domain.document import Document, Sheet
from redactor.domain.finding import Finding, Verdict, WholePage, pages_of
from redactor.pipeline import prepare, receive_folder
from redactor.request import load_request
from redactor.run.runner import Serial
from redactor.tools import tools_for

GONE = "\x00"
"""Stands for every withheld character."""
WHOLE = 0.9
"""The share of a passage's letters that must be gone for it to count as withheld."""


@dataclass(slots=True)
class Quality:
    """What was compared, and every string that came out wrong, each with its source."""

    totals: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("withhold", "keep", "passages"), 0))
    leaked: list[tuple[str, str]] = field(default_factory=list)
    lost: list[tuple[str, str]] = field(default_factory=list)
    uncovered: list[tuple[str, str]] = field(default_factory=list)

    @property
    def shares(self) -> dict[str, float]:
        """The three shares, 0-1."""
        wrong = {"withhold": self.leaked, "keep": self.lost, "passages": self.uncovered}
        named = {"withhold": "withheld", "keep": "kept", "passages": "passages"}
        return {named[key]: round(1 - len(wrong[key]) / max(1, total), 4) for key, total in self.totals.items()}


def measure(folder: Path, home: Path) -> Quality:
    """Prepare the case of a sample folder in this process and compare its suggestions with its truth."""
    tools = tools_for(load_settings(home, environment={}))
    case = load_request(folder / "request.toml", today=date.today())
    store = tools.store()
    store.cases.create(case)
    desk = Desk(store=store, runner=Serial(), tools=tools)
    receive_folder(case, folder / "input", desk)
    prepare(case, desk)
    sources = {each.id: each for each in store.cases.sources(case.reference)}
    findings = [ruling.finding for ruling in store.reviews.rulings(case.reference)]
    left: dict[str, tuple[str, str]] = {}
    for document in store.cases.documents(case.reference):
        mine = [each for each in findings if each.document_id == document.id]
        left[sources[document.id].path] = (document.text, _left(document, mine))
    twice = {each.path for each in sources.values() if each.state is SourceState.DUPLICATE}
    quality = Quality()
    for row in json.loads((folder / "truth.json").read_text("utf-8"))["sources"]:
        if row["source"] in left:
            _compare(row, *left[row["source"]], quality)
        elif row["source"] not in twice:
            quality.lost.append((row["source"], "(not read)"))
    return quality


def _left(document: Document, findings: Sequence[Finding]) -> str:
    """The text with everything suggested to be withheld or held marked as gone."""
    text = list(document.text)
    for start, end in _gone(document, findings):
        text[start:end] = [mark if mark.isspace() else GONE for mark in text[start:end]]
    return "".join(text)


def _gone(document: Document, findings: Sequence[Finding]) -> Iterator[tuple[int, int]]:
    for page in document.pages:
        if page.sheet is Sheet.UNSEEN:
            yield page.start, page.end
    for finding in findings:
        if finding.suggestion is None or finding.suggestion.verdict is Verdict.RELEASE:
            continue
        span = finding.span
        if span is None:
            touched = pages_of(document, finding.place) if isinstance(finding.place, WholePage) else ()
            yield from ((document.pages[index].start, document.pages[index].end) for index in touched)
        elif span.reading is None:
            words = document.words_in(span.start, span.end)
            yield min(span.start, words[0].start), max(span.end, words[-1].end)


def _compare(row: dict[str, list], text: str, left: str, quality: Quality) -> None:
    """Count the strings of one source; a string that reading lost from the text is left out."""
    source = row["source"]
    for string in row["withhold"]:
        if places := list(_places(string, text)):
            quality.totals["withhold"] += 1
            if any(GONE not in left[a:b] for a, b in places) and string not in row["keep"]:
                quality.leaked.append((source, string))
    for string in row["keep"]:
        if places := list(_places(string, text)):
            quality.totals["keep"] += 1
            if not any(GONE not in left[a:b] for a, b in places):
                quality.lost.append((source, string))
    for passage in row["passages"]:
        if places := list(_places(passage["text"], text)):
            quality.totals["passages"] += 1
            a, b = places[0]
            letters = [mark for mark in left[a:b] if not mark.isspace()]
            if letters.count(GONE) < WHOLE * len(letters):
                quality.uncovered.append((source, passage["text"]))


def _places(string: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a string stands as words of its own, whatever white space and quote marks lie between its words."""
    words = (re.escape(word) for word in unicodedata.normalize("NFC", string).split())
    pattern = r"(?<!\w)" + r"[\s>]+".join(words) + r"(?!\w)"
    yield from ((found.start(), found.end()) for found in re.finditer(pattern, text))


def main() -> int:
    """Measure the folders named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--home", type=Path, help="keep what was read there")
    parser.add_argument("--list", action="store_true", help="print the strings that came out wrong as well")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        for folder in asked.folders:
            home = (asked.home or Path(scratch)) / folder.name
            home.mkdir(parents=True, exist_ok=True)
            quality = measure(folder, home)
            told: dict[str, object] = {"case": folder.name, **quality.shares, "compared": quality.totals}
            if asked.list:
                told |= {"leaked": quality.leaked, "lost": quality.lost, "uncovered": quality.uncovered}
            print(json.dumps(told, ensure_ascii=False, indent=1 if asked.list else None))
    return 0


if __name__ == "__main__":
    sys.exit(main())
