"""The whole of detection over one small document."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from redactor.detect.detector import detect
from redactor.detect.names import NameSpan
from redactor.domain.box import Box, PageBox
from redactor.domain.case import Case, KnownPerson, Requester, Subject
from redactor.domain.document import Document, LoosePage, LooseWord, Reading, Sheet, Word, bind_pages
from redactor.domain.finding import Category, Finding, WholePage
from redactor.rulebook import load_rulebook

RULES = load_rulebook(Path(__file__).parents[2] / "rules")
CASE = Case(
    reference="S-1",
    received=date(2026, 11, 2),
    subject=Subject(name="Jamie Hollis", aliases=("Jamie",), identifiers=("B823432126001",)),
    requester=Requester(name="Carla Hollis"),
    people=(KnownPerson(name="Ada Okafor", role="staff"),),
)


class ListedNames:
    """A names finder that knows the names it was given."""

    version = "listed-1"

    def __init__(self, *names: str) -> None:
        self._names = names

    def find(self, text: str) -> tuple[NameSpan, ...]:
        """Every listed name, by place."""
        found = [NameSpan(hit.start(), hit.end(), "PERSON", 0.9) for name in self._names
                 for hit in re.finditer(rf"\b{re.escape(name)}\b", text)]  # fmt: skip
        return tuple(sorted(found, key=lambda span: span.start))


def sheet(text: str, **more: object) -> LoosePage:
    """A page on which each word of the text has a box and each line its place."""
    words, line, x = [], 0, 50.0
    for found in re.finditer(r"(\S+)(\s*)", text):
        words.append(
            LooseWord(found[1], Box(x, 50 + 14 * line, x + 6 * len(found[1]), 61 + 14 * line), 1.0, line, found[2])
        )
        x += 6 * (len(found[1]) + 1)
        if "\n" in found[2]:
            line, x = line + found[2].count("\n"), 50.0
    return LoosePage(595, 842, tuple(words), **more)  # type: ignore[arg-type]


def document(*pages: LoosePage) -> Document:
    return bind_pages(pages, id="0001")


def claims(made: Document, *names: str, category: Category | None = None) -> list[tuple[str, Finding]]:
    findings = detect(made, CASE, RULES, ListedNames(*names))
    return [(made.text[f.span.start : f.span.end], f) for f in findings if f.span and category in (None, f.category)]


def test_names_numbers_and_facts_are_found_with_their_detector() -> None:
    made = document(sheet("Jamie pushed Aaron Blake on Monday.\nUPN B823432126001\nCall kim.b@example.net\n"))
    found = {text: finding.evidence.detector for text, finding in claims(made, "Aaron Blake", "Jamie")}
    assert found == {
        "Jamie": "roster", "Aaron Blake": "names", "B823432126001": "roster", "kim.b@example.net": "pattern"
    }  # fmt: skip


def test_a_finding_explains_itself_and_quotes_nothing() -> None:
    made = document(sheet("UPN B823432126002 is Ben's"))
    (finding,) = [finding for _, finding in claims(made)]
    assert finding.kind == "upn"
    assert finding.evidence.version == RULES.version
    assert finding.evidence.checksum == "fail"
    assert "check digit fails" in finding.evidence.why
    assert "B823" not in finding.evidence.why
    assert finding.person_id is None
    assert finding.suggestion is None


def test_the_roster_tells_who_is_meant() -> None:
    made = document(sheet("HOLLIS, Jamie with Ada Okafor and Carla Hollis"))
    assert [(text, finding.evidence.rule) for text, finding in claims(made)] == [
        ("HOLLIS, Jamie", "subject"), ("Ada Okafor", "people[0]"), ("Carla Hollis", "requester"),
    ]  # fmt: skip


def test_a_class_list_is_found_by_its_headings_where_no_name_is_known() -> None:
    made = document(sheet("No\tName\tDOB\n1\tASANTE, Kofi\t08/09/2015\n2\tBELL, Ann\t14/12/2015\n"))
    found = [(text, finding.category) for text, finding in claims(made)]
    assert ("08/09/2015", Category.DATE_OF_BIRTH) in found
    assert ("BELL, Ann", Category.PERSON) in found


def test_a_person_named_in_a_passage_counts_for_it() -> None:
    text = "No bruising was seen on Ellie Marsh this morning."
    assert [each for each, _ in claims(document(sheet(text)), "Ellie Marsh", category=Category.PASSAGE)] == [text]
    assert claims(document(sheet(text)), category=Category.PASSAGE) == []


def test_what_has_no_words_is_claimed_as_area_or_page() -> None:
    box = Box(10, 10, 90, 90)
    made = document(
        sheet("A page", pictures=(box,)),
        sheet("Fa nt", doubt=("low_confidence",)),
        sheet("Author: X", sheet=Sheet.UNSEEN),
    )
    found = [(f.category, f.place) for f in detect(made, CASE, RULES, ListedNames()) if f.span is None]
    assert found == [
        (Category.PICTURE, PageBox(0, box)), (Category.UNREAD, WholePage(1)), (Category.UNSEEN, WholePage(2)),
    ]  # fmt: skip


def test_sheets_of_unseen_content_are_searched_as_well() -> None:
    made = document(sheet("Dear all"), sheet("Comment by Kim Shaw: ring 07700 900 123", sheet=Sheet.UNSEEN))
    assert {text for text, _ in claims(made, "Kim Shaw")} >= {"Kim Shaw", "07700 900 123"}


def test_an_identifier_over_two_printed_lines_gets_a_box_on_each() -> None:
    made = document(sheet("Please ring 07700\n900 123 after six\n"))
    ((text, finding),) = claims(made)
    assert text == "07700\n900 123"
    assert finding.span is not None
    assert len(made.boxes_for(finding.span.start, finding.span.end)) == 2


def test_a_second_reading_adds_what_the_first_missed_and_repeats_nothing() -> None:
    first = document(sheet("Seen by Aaron B1ake\nring 07700 900 123\n"))
    words = tuple(
        Word(word.text.replace("B1ake", "Blake"), word.start, word.end, word.box, 1.0, word.line)
        for word in first.pages[0].words
    )
    second = Reading(0, "other", first.text.replace("B1ake", "Blake"), words)
    made = Document("0001", first.text, first.pages, readings=(second,))
    findings = detect(made, CASE, RULES, ListedNames("Aaron Blake"))
    assert [(f.category, f.span.reading) for f in findings if f.span] == [
        (Category.CONTACT, None),
        (Category.PERSON, 0),
    ]


def test_the_same_document_gives_the_same_findings() -> None:
    made = document(sheet("Jamie told me his dad hit him with a belt.\nUPN B823432126001\n"))
    assert detect(made, CASE, RULES, ListedNames("Jamie")) == detect(made, CASE, RULES, ListedNames("Jamie"))


def test_an_empty_document_has_no_findings() -> None:
    assert detect(document(LoosePage(595, 842)), CASE, RULES, ListedNames()) == ()


def test_the_number_of_the_school_is_not_raised() -> None:
    assert claims(document(sheet("Brook School URN 987654"))) == []
