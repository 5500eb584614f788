"""How well mentions are put together into people: `python bench/linking.py THREADS.jsonl [MORE ...]`, JSON to stdout.

Each line of a file is one text, {"id", "text", "entities": [{"start", "end", "label", "person_id", "kind"}]}. Every
given mention of a person (names and mail addresses; pronouns and descriptions are left out) is handed to the linking of
the program as if a detector had found it, with nothing known beforehand, each text as a case by itself. Then:

- `b3_precision`, `b3_recall`, `b3_f1`: for each mention the share of its cluster that is the same person, and the
  share of the person's mentions that its cluster has, averaged over all mentions of the file. A mention that is left
  ambiguous stands alone, which costs recall and never precision.
- `taken_for_subject`: each person with a full name is made the data subject in turn, everybody else is a stranger, and
  a mention of a stranger that is linked to the subject counts; the share of all strangers' mentions so tried.
- `ambiguous`: the share of mentions that are left for a person to tell apart.

A file that is not there is named on stderr and skipped; the exit code is 1 where none was there or `--floor` is missed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from redactor.config import shipped_folder
from redactor.detect.mention import parse_mention
from redactor.detect.people import Resolution, resolve_people
from redactor.domain.box import Box
from redactor.domain.case import Capacity, Case, Requester, Subject
from redactor.domain.document import Document, LoosePage, LooseWord, bind_pages
from redactor.domain.finding import Category, Evidence, Finding, Span
from redactor.domain.person import Standing
from redactor.rulebook import Rulebook, load_rulebook

NOBODY = "Zebulon Quixby-Nethersole"
"""The data subject of a case about none of the people in the text."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A given mention: a half-open span of the text and whom it names."""

    start: int
    end: int
    person: str


@dataclass(slots=True)
class Linking:
    """Sums over the texts measured; `mixed` and `stolen` list what came out wrong, as (text id, words)."""

    mentions: int = 0
    precision: float = 0.0
    recall: float = 0.0
    ambiguous: int = 0
    strangers: int = 0
    stolen: list[tuple[str, str, str]] = field(default_factory=list)
    mixed: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def report(self) -> dict[str, float | int]:
        """The measures, shares 0-1."""
        precision, recall = self.precision / max(1, self.mentions), self.recall / max(1, self.mentions)
        return {
            "mentions": self.mentions,
            "b3_precision": round(precision, 4),
            "b3_recall": round(recall, 4),
            "b3_f1": round(2 * precision * recall / max(1e-9, precision + recall), 4),
            "ambiguous": round(self.ambiguous / max(1, self.mentions), 4),
            "strangers_tried": self.strangers,
            "taken_for_subject": round(len(self.stolen) / max(1, self.strangers), 5),
        }


def measure(path: Path, rulebook: Rulebook) -> Linking:
    """Link the mentions of every text in the file, as nobody's case and as the case of each who is fully named."""
    told = Linking()
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        mentions = list(_mentions_of(row["entities"]))
        _count_clusters(row["id"], row["text"], mentions, rulebook, told)
        for person, name in _full_names(row["text"], mentions).items():
            _count_stolen((row["id"], person, name), row["text"], mentions, rulebook, told)
    return told


def _mentions_of(entities: Sequence[Mapping[str, object]]) -> Iterator[Mention]:
    for each in entities:
        if each["label"] == "PERSON" and each.get("kind", "name") in ("name", "email"):
            yield Mention(int(str(each["start"])), int(str(each["end"])), str(each["person_id"]))


def _full_names(text: str, mentions: Sequence[Mention]) -> dict[str, str]:
    """For each person that a mention names in full, the longest such name."""
    names: dict[str, str] = {}
    for each in mentions:
        words = " ".join(text[each.start : each.end].split())
        if "@" not in words and parse_mention(words).is_full and len(words) > len(names.get(each.person, "")):
            names[each.person] = words
    return names


def _link(text: str, mentions: Sequence[Mention], subject: str, rulebook: Rulebook) -> tuple[Document, Resolution]:
    case = Case(
        reference="BENCH",
        received=date(2026, 9, 3),
        subject=Subject(name=subject),
        requester=Requester(name=subject, capacity=Capacity.SUBJECT),
    )
    document = _document(text)
    evidence = Evidence(detector="names")
    findings = [
        Finding(document_id="0001", category=Category.PERSON, place=Span(each.start, each.end), evidence=evidence)
        for each in mentions
    ]
    return document, resolve_people([document], findings, case, rulebook)


def _document(text: str) -> Document:
    """One page that reads as the text; where its words stand on paper does not matter here."""
    words: list[LooseWord] = []
    starts = [
        index for index, mark in enumerate(text) if not mark.isspace() and (not index or text[index - 1].isspace())
    ]
    for at, (start, following) in enumerate(zip(starts, [*starts[1:], len(text)], strict=True)):
        word = text[start:following].rstrip()
        gap = text[start + len(word) : following]
        words.append(LooseWord(word, Box(72, 72 + 12 * at, 90, 82 + 12 * at), gap=gap))
    document = bind_pages([LoosePage(595, 842, tuple(words))], id="0001")
    if document.text.rstrip() != text.rstrip():
        raise ValueError("a text begins with white space or holds a page break")
    return document


def _people(mentions: Sequence[Mention], resolution: Resolution) -> list[str | None]:
    """Whom each mention was linked to; one that the program joined with another by the joint finding."""
    spans = [(each.span, each) for each in resolution.findings if each.category is Category.PERSON and each.span]
    linked: list[str | None] = []
    for each in mentions:
        over = [finding for span, finding in spans if span.start < each.end and each.start < span.end]
        exact = [one for one in over if one.span and (one.span.start, one.span.end) == (each.start, each.end)]
        linked.append((exact or over)[0].person_id if over else None)
    return linked


def _count_clusters(id: str, text: str, mentions: Sequence[Mention], rulebook: Rulebook, told: Linking) -> None:
    _, resolution = _link(text, mentions, NOBODY, rulebook)
    linked = _people(mentions, resolution)
    clusters = [person or f"alone {index}" for index, person in enumerate(linked)]
    by_cluster, by_person = Counter(clusters), Counter(each.person for each in mentions)
    both = Counter(zip(clusters, (each.person for each in mentions), strict=True))
    names = {person.id: person.name for person in resolution.people}
    for cluster, each, person in zip(clusters, mentions, linked, strict=True):
        same = both[cluster, each.person]
        told.mentions += 1
        told.ambiguous += person is None
        told.precision += same / by_cluster[cluster]
        told.recall += same / by_person[each.person]
        if same < by_cluster[cluster] or same < by_person[each.person]:
            told.mixed.append((id, f"{text[each.start : each.end]} = {each.person}", names.get(person or "", "?")))


def _count_stolen(
    who: tuple[str, str, str], text: str, mentions: Sequence[Mention], rulebook: Rulebook, told: Linking
) -> None:
    id, own, name = who
    _, resolution = _link(text, mentions, name, rulebook)
    subject = next(person.id for person in resolution.people if person.standing is Standing.SUBJECT)
    for person, each in zip(_people(mentions, resolution), mentions, strict=True):
        if each.person != own:
            told.strangers += 1
            if person == subject:
                told.stolen.append((id, text[each.start : each.end], name))


def main() -> int:
    """Measure the files named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--floor", type=float, default=0.0, help="the least B3 F1 that is good enough")
    parser.add_argument("--list", action="store_true", help="print the mentions that came out wrong as well")
    asked = parser.parse_args()
    rulebook = load_rulebook(shipped_folder("rules"))
    scores: list[float] = []
    for path in asked.files:
        if not path.is_file():
            sys.stderr.write(f"SKIPPED, not there: {path}\n")
            continue
        told = measure(path, rulebook)
        report: dict[str, object] = {"file": path.name, **told.report}
        scores.append(told.report["b3_f1"])
        if asked.list:
            report |= {"mixed": told.mixed, "stolen": told.stolen}
        sys.stdout.write(json.dumps(report, ensure_ascii=False, indent=1 if asked.list else None) + "\n")
    return 0 if scores and min(scores) >= asked.floor else 1


if __name__ == "__main__":
    sys.exit(main())
