"""The schedule, the key to the labels, and the log of every box."""

from __future__ import annotations

import csv
import io

from redactor.disclose.schedule import Line, key_to_labels, labels_used, plain_number, schedule_csv
from tests.disclose.making import EXEMPTIONS, a_clean


def test_a_number_is_said_without_its_noughts() -> None:
    assert plain_number("0012.1.10") == "12.1.10"


def test_a_label_of_one_ground_is_explained_by_it() -> None:
    assert key_to_labels(["Third party"], EXEMPTIONS) == [("Third party", "It is about somebody else.")]


def test_a_label_of_several_grounds_is_explained_by_the_first_and_a_label_of_none_neutrally() -> None:
    (_, legal), (_, withheld) = key_to_labels(["Legal advice", "Withheld"], EXEMPTIONS)
    assert legal == "It is advice from a lawyer."
    assert withheld == "This information has been withheld because the law allows or requires us to."


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
