"""How well detection reads records that no generator wrote: `python -m bench.ukdev [--held] [--json FILE] [--list]`.

Each text of samples/ukdev (of samples/held, with --held) is a request of its own. It goes through all of detection
(names, rules, passages, linking, spreading, owners, suggestions), and what the suggestions would leave standing is
compared with the marks. A hold counts as withheld, as it is in a draft.

    recall        of the places about third people, those of which nothing telling is left: every letter of a name or
                  value (titles aside); of a description or fact, more than half of its words
    passages      of the passages to hold, those of which at least 90 % of the words would be gone
    precision     of the words that would be masked, those that had to be
    clean         of the documents with something to withhold, those that leak nothing
    kept_…        of the places of the subject, of staff, and of harmless words, those that stay readable
    b3            B-cubed F1 of mentions linked to people, an unfound mention being a person of its own
    merged        of the mentions of other people, those linked to the subject

Intervals are bootstrapped over documents.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from redactor.config import shipped_folder
from redactor.detect.classifier import SentenceReader, load_reader
from redactor.detect.detector import detect
from redactor.detect.grounds import suggest
from redactor.detect.names import NameFinder, load_names
from redactor.detect.people import Resolution, resolve_people
from redactor.domain.box import Box
from redactor.domain.document import Document, LoosePage, LooseWord, WordOrigin, bind_pages
from redactor.domain.finding import Category, Finding, Verdict
from redactor.domain.person import Standing
from redactor.rulebook import Rulebook, load_rulebook
from samples.marked import HARMLESS, NAME, PASSAGE, Fate, Mark, MarkedText, read_folder

FOLDER = Path(__file__).resolve().parent.parent / "samples" / "ukdev"
HELD = FOLDER.with_name("held")
WHOLE = 0.9
"""The share of a passage's words that must be gone for it to count as withheld."""
MOSTLY = 0.5
"""The share of a description's words that must be gone for nothing telling to be left."""
LOOSE = ("fact", "desc", "row", "age")
"""Kinds that are told in ordinary words: what is left of them tells by its words, not by its letters."""
TITLES = frozenset("mr mrs ms miss mx master dr doctor prof sir lady rev fr sr cllr pc dc ds sgt pcso nurse sister sn "
                   "capt staff the hon missus mister".split())  # fmt: skip
_WORD = re.compile(r"\w+")
ROUNDS = 1000


@dataclass(slots=True)
class Tally:
    """What was counted on one text: name -> (right, all), and what went wrong, in words."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def add(self, name: str, *, right: bool, told: str = "") -> None:
        """Count one place; `told` is what to print where it is wrong."""
        self.counts[name] += 1
        self.counts[name + "+"] += right
        if not right and told:
            self.wrong.append(f"{name}: {told}")


SHARES = (
    "recall", "recall_names", "recall_values", "recall_facts", "rows", "passages", "precision", "clean", "kept_subject",
    "kept_staff", "kept_harmless", "kept_words", "b3_precision", "b3_recall", "merged",
)  # fmt: skip


def a_document(text: str, *, origin: WordOrigin = WordOrigin.TEXT_LAYER) -> Document:
    """The text as a Document of one upright page a form feed, a line of print a line of text."""
    pages = []
    for page in text.split("\f"):
        tokens = list(re.finditer(r"\S+", page))
        ends = [*(token.start() for token in tokens[1:]), len(page)]
        words = []
        for token, end in zip(tokens, ends, strict=True):
            line = page.count("\n", 0, token.start())
            left = 40.0 + 4 * (token.start() - page.rfind("\n", 0, token.start()))
            box = Box(left, 40.0 + 12 * line, left + 4 * len(token[0]), 50.0 + 12 * line)
            words.append(LooseWord(token[0], box, line=line, gap=page[token.end() : end]))
        pages.append(LoosePage(4000.0, 12000.0, tuple(words), origin=origin))
    return bind_pages(pages, id="0001")


def tally_text(marked: MarkedText, rulebook: Rulebook, names: NameFinder, reader: SentenceReader) -> Tally:
    """Send one text through detection and compare."""
    document = a_document(marked.text, origin=WordOrigin.OCR if marked.is_read else WordOrigin.TEXT_LAYER)
    if document.text != marked.text:
        raise ValueError(f"{marked.id}: the page does not carry the text as it was written")
    raw = detect(document, marked.case, rulebook, names, reader=reader)
    resolution = resolve_people([document], raw, marked.case, rulebook)
    findings = suggest(resolution, marked.case, rulebook)
    gone = _gone(document, findings)
    tally = Tally()
    _count_places(marked, gone, tally)
    _count_words(marked, gone, tally)
    _count_links(marked, resolution, findings, tally)
    return tally


def _gone(document: Document, findings: Iterable[Finding]) -> bytearray:
    """A byte a character: 1 where the suggestions take it out, 2 where they do with a whole passage."""
    gone = bytearray(len(document.text))
    for finding in findings:
        if finding.span and finding.suggestion and finding.suggestion.verdict is not Verdict.RELEASE:
            words = document.words_in(finding.span.start, finding.span.end)
            mark = 2 if finding.category is Category.PASSAGE else 1
            for start, end in [(finding.span.start, finding.span.end), *((word.start, word.end) for word in words)]:
                for at in range(start, end):
                    gone[at] = max(gone[at], mark)
    return gone


def _words(text: str, mark: Mark) -> list[tuple[int, int]]:
    """The words of a place that tell something: titles are left out where more follows."""
    words = [(word.start(), word.end()) for word in _WORD.finditer(text, mark.start, mark.end)]
    telling = [(start, end) for start, end in words if text[start:end].lower() not in TITLES]
    return telling or words


def _is_gone(text: str, gone: bytearray, mark: Mark) -> bool:
    words = _words(text, mark)
    left = [word for word in words if not all(gone[word[0] : word[1]])]
    if mark.kind == PASSAGE:
        return len(left) <= (1 - WHOLE) * len(words)
    if mark.kind in LOOSE:
        return len(left) < MOSTLY * len(words)
    if len(left) == 1 and text[slice(*left[0])].lower() == "s":  # the end of a possessive
        return True
    return not left


def _told(marked: MarkedText, mark: Mark) -> str:
    who = mark.family or f"{mark.who}/{mark.kind}"
    return f"{marked.id} {who}: {' '.join(marked.text[mark.start : mark.end].split())[:90]!r}"


def _count_places(marked: MarkedText, gone: bytearray, tally: Tally) -> None:
    """Recall of third people and passages, and what is kept of everybody else outside passages."""
    held = [(mark.start, mark.end) for mark in marked.marks if mark.kind == PASSAGE]
    leaks = False
    for mark in marked.marks:
        told, taken = _told(marked, mark), _is_gone(marked.text, gone, mark)
        inside = mark.kind != PASSAGE and any(start <= mark.start and mark.end <= end for start, end in held)
        if mark.fate is Fate.WITHHOLD:
            leaks |= not taken and mark.kind != "row"
            if mark.kind == "row":
                tally.add("rows", right=taken, told=told)
            elif mark.kind == PASSAGE:
                tally.add("passages", right=taken, told=told)
            else:
                tally.add("recall", right=taken, told=told)
                sort = "names" if mark.kind == NAME else "facts" if mark.kind in LOOSE else "values"
                tally.add(f"recall_{sort}", right=taken)
        elif mark.fate is Fate.KEEP and not inside:
            kept = not any(gone[start] for start, _ in _words(marked.text, mark))
            role = "harmless" if mark.kind == HARMLESS else "staff" if marked.roles[mark.who] == "staff" else "subject"
            tally.add(f"kept_{role}", right=kept, told=told)
    if any(mark.fate is Fate.WITHHOLD for mark in marked.marks):
        tally.add("clean", right=not leaks)


def _count_words(marked: MarkedText, gone: bytearray, tally: Tally) -> None:
    """Of the words masked, those that had to be; of those that nothing asks to mask, those that stay."""
    fates = [Fate.KEEP] * len(marked.text)
    for mark in marked.marks:  # outer marks first, and what must go goes with what is in it
        for at in range(mark.start, mark.end):
            if fates[at] is not Fate.WITHHOLD:
                fates[at] = mark.fate
    for word in _WORD.finditer(marked.text):
        fate = fates[word.start()]
        if word[0].lower() in TITLES or fate is Fate.EITHER:
            continue
        if any(gone[word.start() : word.end()]):
            tally.add("precision", right=fate is Fate.WITHHOLD)
        if fate is Fate.KEEP:
            tally.add("kept_words", right=not any(gone[word.start() : word.end()]))


def _count_links(marked: MarkedText, resolution: Resolution, findings: Sequence[Finding], tally: Tally) -> None:
    """B-cubed of the mentions by name, and mentions of others that were taken for the subject."""
    subjects = {person.id for person in resolution.people if person.standing is Standing.SUBJECT}
    mentions = [mark for mark in marked.marks if mark.kind == NAME]
    found = [_linked(marked.text, mark, findings) or f"unfound {at}" for at, mark in enumerate(mentions)]
    for mark, cluster in zip(mentions, found, strict=True):
        same = {at for at, other in enumerate(mentions) if other.who == mark.who}
        together = {at for at, other in enumerate(found) if other == cluster}
        tally.counts["b3_precision"] += 1
        tally.counts["b3_recall"] += 1
        tally.counts["b3_precision+"] += len(same & together) / len(together)  # type: ignore[assignment]
        tally.counts["b3_recall+"] += len(same & together) / len(same)  # type: ignore[assignment]
        if marked.roles[mark.who] != "subject":
            tally.add("merged", right=cluster in subjects)
            if cluster in subjects:
                tally.wrong.append(f"merged: {_told(marked, mark)}")


def _linked(text: str, mark: Mark, findings: Sequence[Finding]) -> str | None:
    """The person whose mention covers most of the place."""
    words = _words(text, mark)
    best, most = None, 0
    for finding in findings:
        if finding.category is Category.PERSON and finding.span and finding.person_id:
            shared = sum(max(0, min(end, finding.span.end) - max(start, finding.span.start)) for start, end in words)
            if shared > most:
                best, most = finding.person_id, shared
    return best


# ---------------------------------------------------------------- figures


def shares_of(tallies: Iterable[Tally]) -> dict[str, float]:
    """Every share over these texts together, 0-1; a share of nothing is left out."""
    total: Counter[str] = Counter()
    for tally in tallies:
        total.update(tally.counts)
    shares = {name: total[name + "+"] / total[name] for name in SHARES if total[name]}
    precision, recall = shares.get("b3_precision", 0.0), shares.get("b3_recall", 0.0)
    if precision + recall:
        shares["b3"] = 2 * precision * recall / (precision + recall)
    return shares


def intervals(tallies: Sequence[Tally], *, rounds: int = ROUNDS, seed: int = 13) -> dict[str, tuple[float, float]]:
    """The 95 % interval of every share, by drawing documents with replacement."""
    chance = random.Random(seed)
    drawn: dict[str, list[float]] = defaultdict(list)
    for _ in range(rounds):
        for name, share in shares_of(chance.choices(tallies, k=len(tallies))).items():
            drawn[name].append(share)
    return {
        name: (sorted(each)[int(0.025 * len(each))], sorted(each)[int(0.975 * len(each))])
        for name, each in drawn.items()
    }


def measure(folder: Path = FOLDER, *, only: str = "", told: Callable[[str], None] = lambda line: None) -> list[Tally]:
    """Tally every text of the folder whose name holds `only`; what went wrong is told line by line."""
    rulebook, models = load_rulebook(shipped_folder("rules")), shipped_folder("models")
    names, reader = load_names(models / "names"), load_reader(models / "passages")
    tallies = []
    for marked in read_folder(folder):
        if only in marked.id:
            tallies.append(tally_text(marked, rulebook, names, reader))
            for line in tallies[-1].wrong:
                told(line)
    return tallies


def report(tallies: Sequence[Tally], *, rounds: int) -> dict[str, object]:
    """The shares with their intervals and counts, as JSON can hold them."""
    ranges = intervals(tallies, rounds=rounds) if rounds else {}
    total: Counter[str] = Counter()
    for tally in tallies:
        total.update(tally.counts)
    figures: Mapping[str, object] = {
        name: {"share": round(share, 4), "of": total[name] or total["b3_recall"]}
        | ({"interval": [round(each, 4) for each in ranges[name]]} if name in ranges else {})
        for name, share in shares_of(tallies).items()
    }
    return {"documents": len(tallies), "figures": figures}


def main() -> None:
    """Measure, print a table, and write JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--held", action="store_const", dest="folder", const=HELD, help="read the held set instead")
    parser.add_argument("--only", default="", help="read only texts whose name holds this")
    parser.add_argument("--list", action="store_true", help="print every place that came out wrong")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="draws for the intervals; 0 leaves them out")
    parser.add_argument("--json", type=Path, help="write the figures there as well")
    asked = parser.parse_args()
    tallies = measure(asked.folder, only=asked.only, told=print if asked.list else lambda line: None)
    figures = report(tallies, rounds=asked.rounds)
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
    ranges = intervals(tallies, rounds=asked.rounds) if asked.rounds else {}
    for name, share in shares_of(tallies).items():
        between = f"   {ranges[name][0]:.3f} to {ranges[name][1]:.3f}" if name in ranges else ""
        print(f"{name:14} {share:.4f}{between}")


if __name__ == "__main__":
    main()
