"""The schedule, the key to the labels, and the log of every box."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

from redactor.disclose.assemble import Part
from redactor.disclose.schedule import (
    Line,
    key_to_labels,
    labels_used,
    schedule_csv,
    schedule_lines,
    withheld_words,
)
from redactor.domain.bundle import Entry, Fate
from redactor.domain.redaction import CleanDocument, Redaction, Treatment
from tests.disclose.making import BOX, EXEMPTIONS, a_clean


def a_box(label: str, treatment: Treatment = Treatment.LABEL) -> CleanDocument:
    redaction = Redaction(page_index=0, box=BOX, label=label, code="", treatment=treatment)
    return replace(a_clean("0001", 1), redactions=(redaction,))


def test_a_label_of_one_ground_is_explained_by_it() -> None:
    assert key_to_labels([a_box("Third party")], EXEMPTIONS) == [("Third party", "It is about somebody else.")]


def test_a_label_of_several_grounds_is_explained_by_the_first_and_a_label_of_none_neutrally() -> None:
    (_, legal), (_, withheld) = key_to_labels([a_box("Legal advice"), a_box("Withheld")], EXEMPTIONS)
    assert legal == "It is advice from a lawyer."
    assert withheld == "This information has been withheld because the law allows or requires us to."


def test_names_of_ours_role_words_and_plain_boxes_are_explained_and_suppressed_places_are_not_told() -> None:
    boxes = [
        a_box("Pupil Q", Treatment.PSEUDONYM), a_box("another pupil", Treatment.ROLE), a_box("", Treatment.BLOCK),
        a_box("", Treatment.SUPPRESSED),
    ]  # fmt: skip
    told = dict(key_to_labels(boxes, EXEMPTIONS))
    assert "The same letter stands for the same person" in told["Pupil Q"]
    assert "what they are in the story" in told["another pupil"]
    assert set(told) == {"Pupil Q", "another pupil", "A box without a label"}
    assert key_to_labels(boxes[3:], EXEMPTIONS) == []


def test_the_schedule_does_not_tell_of_suppressed_places() -> None:
    entry = Entry(id="0001", source="", sha256="", outcome=Fate.DISCLOSED, first_page=5, last_page=5)
    part = Part(document_id="0001", pdf=b"", page_count=1, number="1", kind="E-mail")
    (line,) = schedule_lines([entry], {"0001": a_box("", Treatment.SUPPRESSED)}, [part])
    assert withheld_words(line) == "nothing"


def test_labels_are_told_once_and_in_order() -> None:
    cleans = [a_clean("0001", 1, boxed=True), a_clean("0002", 2, whole=True), a_clean("0003", 1, boxed=True)]
    assert labels_used(cleans) == ("Third party", "Withheld")


def test_the_schedule_opens_in_a_spreadsheet() -> None:
    line = Line(number="12.1", kind="E-mail", first_page=3, last_page=4, withheld="part", labels=("A", "B"))
    written = schedule_csv([line])
    assert written.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(io.StringIO(written.decode("utf-8-sig")))
    assert row == {
        "document": "12.1", "kind": "E-mail", "first page": "3", "last page": "4", "withheld": "part", "labels": "A; B"
    }  # fmt: skip
