"""Small cases for the tests of the second pass: marked-up text becomes Documents and first-pass Findings.

In the text of a document `[Tyler Brandreth]` is a mention that the detectors found, `{phone:07700 900123}` an
identifier, contact, date of birth or private fact, by its kind; the marks themselves do not stand in the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from redactor.detect.grounds import suggest
from redactor.detect.people import Resolution, resolve_people
from redactor.domain.box import Box
from redactor.domain.case import (
    Capacity,
    Case,
    Controller,
    ControllerKind,
    KnownPerson,
    Requester,
    Subject,
)
from redactor.domain.document import Document, LoosePage, LooseWord, WordOrigin, bind_pages
from redactor.domain.finding import Category, Evidence, Finding, Span, Suggestion, Verdict
from redactor.rulebook import Rulebook, load_rulebook

_MARK = re.compile(r"\[(?P<name>[^\]]+)\]|\{(?P<kind>[a-z_.]+):(?P<value>[^}]+)\}")
_CATEGORIES = {
    "email": Category.CONTACT,
    "phone": Category.CONTACT,
    "postcode": Category.CONTACT,
    "address": Category.CONTACT,
    "vrm": Category.CONTACT,
    "dob": Category.DATE_OF_BIRTH,
    "special": Category.SPECIAL,
    "passage": Category.PASSAGE,
}


@cache
def the_rulebook() -> Rulebook:
    """The rules that ship."""
    return load_rulebook(Path(__file__).parents[2] / "rules")


def the_case(
    *people: KnownPerson,
    name: str = "Jamie Hollis",
    aliases: tuple[str, ...] = (),
    requester: str = "Sarah Hollis",
    capacity: Capacity = Capacity.PARENT,
    kind: ControllerKind = ControllerKind.SCHOOL,
    born: date | None = date(2016, 4, 2),
    **values: tuple[str, ...],
) -> Case:
    """The standing case of the scenarios: a Year 5 pupil's file, asked for by a parent."""
    return Case(
        reference="CASE-1",
        received=date(2026, 9, 3),
        subject=Subject(name=name, aliases=aliases, date_of_birth=born, **values),
        requester=Requester(name=requester, capacity=capacity),
        controller=Controller(name="Thornfield Junior School", kind=kind),
        people=people,
    )


def staff(name: str, note: str = "") -> KnownPerson:
    """A member of staff on the roster."""
    return KnownPerson(name=name, role="staff", note=note)


def a_document(
    marked: str, *, id: str = "0001", origin: WordOrigin = WordOrigin.TEXT_LAYER
) -> tuple[Document, list[Finding]]:
    """A one-page Document and the findings that the marks in its text stand for."""
    plain, places, last = "", [], 0
    for mark in _MARK.finditer(marked):
        plain += marked[last : mark.start()]
        words = mark["name"] or mark["value"]
        places.append((len(plain), len(plain) + len(words), mark["kind"] or ""))
        plain += words
        last = mark.end()
    plain = (plain + marked[last:]).rstrip()
    findings = [_finding(id, start, end, kind) for start, end, kind in places]
    tokens = list(re.finditer(r"\S+", plain))
    words = tuple(
        LooseWord(token[0], Box(72, 72 + 12 * at, 90, 82 + 12 * at), gap=plain[token.end() : following])
        for at, (token, following) in enumerate(
            zip(tokens, [*(each.start() for each in tokens[1:]), len(plain)], strict=True)
        )
    )
    document = bind_pages([LoosePage(595, 842, words, origin=origin)], id=id)
    assert document.text == plain
    return document, findings


def _finding(id: str, start: int, end: int, kind: str) -> Finding:
    category = _CATEGORIES.get(kind.split(".")[0], Category.IDENTIFIER) if kind else Category.PERSON
    kind = kind.removeprefix("passage.")
    return Finding(
        document_id=id,
        category=category,
        kind=kind,
        place=Span(start, end),
        evidence=Evidence(detector="names" if not kind else "pattern"),
    )


class Worked:
    """A case worked through: what was found where, and what is suggested for it."""

    def __init__(self, case: Case, *marked: str, origin: WordOrigin = WordOrigin.TEXT_LAYER) -> None:
        made = [a_document(text, id=f"{number:04}", origin=origin) for number, text in enumerate(marked, 1)]
        self.documents = {document.id: document for document, _ in made}
        findings = [finding for _, each in made for finding in each]
        self.resolution: Resolution = resolve_people([document for document, _ in made], findings, case, the_rulebook())
        self.findings = suggest(self.resolution, case, the_rulebook())

    def text_of(self, finding: Finding) -> str:
        """The words a finding stands on."""
        assert finding.span
        return self.documents[finding.document_id].text[finding.span.start : finding.span.end]

    def found(self, words: str, *, document: str | None = None) -> Finding:
        """The one finding on exactly these words (the first in the case); AssertionError where there is none."""
        for finding in self.findings:
            if self.text_of(finding) == words and document in (None, finding.document_id):
                return finding
        raise AssertionError(f"nothing was found on {words!r}; found {[self.text_of(each) for each in self.findings]}")

    def suggestion(self, words: str, *, document: str | None = None) -> Suggestion:
        """What is suggested for these words."""
        suggestion = self.found(words, document=document).suggestion
        assert suggestion
        return suggestion

    def verdict(self, words: str, *, document: str | None = None) -> Verdict:
        """The suggested verdict for these words."""
        return self.suggestion(words, document=document).verdict

    def left(self, document: str = "0001") -> str:
        """The document's text with everything suggested for withholding or hold blacked out."""
        text = list(self.documents[document].text)
        for finding in self.findings:
            suggestion = finding.suggestion
            if (
                finding.document_id == document
                and finding.span
                and suggestion
                and suggestion.verdict is not Verdict.RELEASE
            ):
                for at in range(finding.span.start, finding.span.end):
                    text[at] = "█" if not text[at].isspace() else text[at]
        return "".join(text)

    def name(self, words: str, *, document: str | None = None) -> str | None:
        """The name of the person these words were linked to."""
        person = self.found(words, document=document).person_id
        return self.names().get(person or "")

    def names(self) -> Mapping[str, str]:
        """Person id -> name."""
        return {person.id: person.name for person in self.resolution.people}
