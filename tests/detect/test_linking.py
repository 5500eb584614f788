"""Who each mention is: mailboxes, middle initials, directories, lists; and the measure of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.linking import measure
from redactor.detect.mention import parse_mention
from redactor.detect.profile import fit, start_profile
from redactor.domain.case import Capacity
from tests.detect.casework import Worked, staff, the_case, the_rulebook


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("k..allen@example.com", "Allen, Phillip K."),
        ("kay.miller@example.com", "Miller, Mary Kay"),
        ("thollis@example.com", "Tyler Hollis"),
        ("tylerhollis@example.com", "Tyler Hollis"),
        ("hollist@example.com", "Tyler Hollis"),
        ("tylerh@example.com", "Tyler Hollis"),
        ("kmcdani@example.com", "McDaniel, Kirk"),
    ],
)
def test_an_address_spells_the_name_of_its_owner(address: str, name: str) -> None:
    assert fit(start_profile(name), parse_mention(address)) >= 55


@pytest.mark.parametrize("address", ["kallen@example.com", "kay.miller@example.com", "k.hollis@example.com"])
def test_an_address_is_not_that_of_somebody_else(address: str) -> None:
    assert fit(start_profile("Tyler Hollis"), parse_mention(address)) == 0


def test_a_fathers_address_is_not_that_of_the_child_who_bears_his_name_in_the_middle() -> None:
    worked = Worked(
        the_case(name="Jamie Robert Hollis", requester="Sarah Hollis"),
        "[robert.hollis@example.net] wrote that [Jamie Robert Hollis] was late.",
    )
    assert worked.name("robert.hollis@example.net") != "Jamie Robert Hollis"


def test_what_a_directory_puts_behind_a_name_is_no_part_of_it() -> None:
    assert parse_mention("Paul Barton@Head Office") == parse_mention("Paul Barton")


def test_an_address_beside_a_name_is_that_persons_everywhere() -> None:
    worked = Worked(
        the_case(),
        "From: [Abby Lopes] <chub77@example.net>\nTo: the office\n\n[Abby] is on [chub77@example.net] at home.",
    )
    assert worked.name("chub77@example.net") == "Abby Lopes"


def test_one_address_is_one_person_whatever_its_capitals() -> None:
    worked = Worked(the_case(), "[bcc3@example.net] and [BCC3@example.net] are the same.")
    first, second = [each for each in worked.findings if "@" in worked.text_of(each)][:2]
    assert first.person_id == second.person_id is not None


def test_a_list_of_turned_names_stays_a_list() -> None:
    """The trap: "Debra, Lokey" looks like a name as well, and would make two people one."""
    worked = Worked(
        the_case(name="Debra Thompson", requester="Debra Thompson", capacity=Capacity.SUBJECT, born=None),
        "To: [Thompson, Debra], [Lokey, Teb]\n\n[Teb] saw [Debra].",
    )
    assert worked.name("Lokey, Teb") == "Lokey, Teb"
    assert worked.name("Teb") == "Lokey, Teb"


def test_initials_written_as_a_first_name_are_that_persons_though_another_name_begins_so() -> None:
    worked = Worked(the_case(), "Present: [Lohman, TK] and [Kowalke, Terry]. [TK] took the notes.")
    assert worked.name("TK") == "Lohman, TK"


def test_a_third_person_called_by_the_name_itself_is_told_from_one_whose_short_form_it_is() -> None:
    worked = Worked(the_case(), "[Richard Hanley] and [Rick Dietz] fought.", "Later [Richard] cried.")
    assert worked.name("Richard") == "Richard Hanley"


def test_nearness_of_spelling_never_tells_a_pupil_from_staff() -> None:
    worked = Worked(the_case(staff("Rick Dietz")), "[Richard Hanley] and [Rick Dietz] spoke.", "Later [Richard] cried.")
    assert worked.found("Richard").person_id is None


def test_a_pet_form_is_the_same_name() -> None:
    worked = Worked(the_case(), "[Art Kretz] rang.", "[Artie] rang again.")
    assert worked.name("Artie") == "Art Kretz"


def test_the_name_of_an_offices_mailbox_is_nobody() -> None:
    worked = Worked(the_case(), "From: [Reception] <office@example.org>\n\n[Jamie] is late.")
    assert worked.found("Reception").person_id is None
    assert worked.verdict("Reception") == "release"


def test_the_measure_counts_a_wrong_link_and_an_open_one(tmp_path: Path) -> None:
    text = "Tyler Brand and Ella Brand came. Tyler hid. Brand cried."
    places = [("Tyler Brand", 0, "1"), ("Ella Brand", 16, "2"), ("Tyler", 33, "2"), ("Brand", 44, "1")]
    entities = [
        {"start": at, "end": at + len(words), "label": "PERSON", "person_id": person, "kind": "name"}
        for words, at, person in places
    ]
    path = tmp_path / "threads.jsonl"
    path.write_text(json.dumps({"id": "one", "text": text, "entities": entities}) + "\n", "utf-8")
    told = measure(path, the_rulebook())
    assert told.mentions == 4
    assert told.report["b3_precision"] == 0.75
    assert told.report["b3_recall"] == 0.5
    assert told.stolen == [("one", "Tyler", "Tyler Brand")]
