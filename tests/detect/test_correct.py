from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from redactor.detect.correct import correct, read_resolution, write_resolution
from redactor.detect.grounds import suggest
from redactor.detect.people import Resolution, resolve_people
from redactor.domain.case import Case
from redactor.domain.correction import Change, Correction, standing_corrections
from redactor.domain.finding import Suggestion, Verdict
from redactor.domain.person import Person
from tests.detect.casework import a_document, staff, the_case, the_rulebook

AT = datetime(2026, 9, 8, 9, 0, tzinfo=UTC)
TEXT = (
    "Minutes of 3 March\n[Mrs Pamela Orchard] took the notes.\n[Tyler Brandreth] pushed another child.\n"
    "His number is {phone:07700 900123}.\n[Kane Aldous] was sent home. [Jamie Hollis] was upset."
)


def said(change: Change, person: str, value: str = "", **more: Any) -> Correction:
    return Correction(change=change, person_id=person, value=value, by="Ana", at=AT, **more)


@pytest.fixture
def case() -> Case:
    return the_case(staff("Gemma Holt"))


@pytest.fixture
def resolution(case: Case) -> Resolution:
    document, findings = a_document(TEXT)
    return resolve_people([document], findings, case, the_rulebook())


def named(resolution: Resolution, name: str) -> Person:
    (found,) = (person for person in resolution.people if person.name == name)
    return found


def suggestions(resolution: Resolution, case: Case, person: str) -> list[Suggestion]:
    found = suggest(resolution, case, the_rulebook())
    return [each.suggestion for each in found if each.person_id == person and each.suggestion]


def test_nothing_said_changes_nothing(resolution: Resolution) -> None:
    assert correct(resolution, ()) == resolution


def test_a_resolution_is_the_same_after_it_was_written_down(resolution: Resolution, case: Case) -> None:
    again = read_resolution(write_resolution(resolution))
    assert suggest(again, case, the_rulebook()) == suggest(resolution, case, the_rulebook())


def test_a_role_that_is_released_releases_every_mention(resolution: Resolution, case: Case) -> None:
    tyler = named(resolution, "Tyler Brandreth")
    assert {each.verdict for each in suggestions(resolution, case, tyler.id)} <= {Verdict.WITHHOLD, Verdict.HOLD}
    corrected = correct(resolution, (said(Change.ROLE, tyler.id, "staff"),))
    names = [
        each.suggestion
        for each in suggest(corrected, case, the_rulebook())
        if each.person_id == tyler.id and each.category == "person"
    ]
    assert {each.verdict for each in names if each} == {Verdict.RELEASE}


def test_two_that_are_one_are_one_and_keep_what_is_stricter(resolution: Resolution) -> None:
    tyler, kane = named(resolution, "Tyler Brandreth"), named(resolution, "Kane Aldous")
    agreed = said(Change.CONSENT, tyler.id, "yes")
    corrected = correct(resolution, (agreed, said(Change.MERGE, tyler.id, others=(kane.id,))))
    merged = named(corrected, "Tyler Brandreth")
    assert kane.id not in {person.id for person in corrected.people}
    assert "Kane Aldous" in merged.aliases
    assert not merged.consent
    assert kane.id not in {finding.person_id for finding in corrected.findings}
    before = [each for each in resolution.findings if each.person_id in (tyler.id, kane.id)]
    assert [each.id for each in corrected.findings if each.person_id == tyler.id] == [each.id for each in before]


def test_somebody_who_is_the_subject_after_all_is_released_with_what_is_theirs(
    resolution: Resolution, case: Case
) -> None:
    tyler, subject = named(resolution, "Tyler Brandreth"), named(resolution, "Jamie Hollis")
    corrected = correct(resolution, (said(Change.MERGE, tyler.id, others=(subject.id,)),))
    assert named(corrected, "Jamie Hollis").id == subject.id
    names = [each for each in corrected.findings if each.person_id == subject.id and each.category == "person"]
    assert len(names) >= 2
    found = {each.id: each.suggestion for each in suggest(corrected, case, the_rulebook())}
    assert {found[each.id].verdict for each in names if found[each.id]} == {Verdict.RELEASE}  # type: ignore[union-attr]


def test_mentions_that_are_split_off_are_another_person(resolution: Resolution) -> None:
    tyler = named(resolution, "Tyler Brandreth")
    one = next(each for each in resolution.findings if each.person_id == tyler.id and each.category == "person")
    new = "p-00000000ff"
    split = said(Change.SPLIT, tyler.id, "Tyler Senior", others=(new,), finding_ids=(one.id,))
    corrected = correct(resolution, (split,))
    assert named(corrected, "Tyler Senior").id == new
    assert [each.id for each in corrected.findings if each.person_id == new] == [one.id]
    back = correct(resolution, (split, said(Change.ASSIGN, tyler.id, finding_ids=(one.id,))))
    assert [each.person_id for each in back.findings] == [each.person_id for each in resolution.findings]


@pytest.mark.parametrize(
    ("change", "value", "field", "expected"),
    [
        (Change.RENAME, "Tyler B. Brandreth", "name", "Tyler B. Brandreth"),
        (Change.PSEUDONYM, "Pupil A", "pseudonym", "Pupil A"),
        (Change.CONSENT, "yes", "consent", True),
        (Change.STANDING, "requester", "standing", "requester"),
    ],
)
def test_what_is_said_of_a_person_is_so(
    resolution: Resolution, change: Change, value: str, field: str, expected: object
) -> None:
    tyler = named(resolution, "Tyler Brandreth")
    corrected = correct(resolution, (said(change, tyler.id, value),))
    assert getattr({person.id: person for person in corrected.people}[tyler.id], field) == expected


def test_what_is_said_of_somebody_who_is_not_found_any_more_changes_nothing(resolution: Resolution) -> None:
    gone = "p-0123456789"
    tyler = named(resolution, "Tyler Brandreth").id
    lost: Sequence[Correction] = (
        said(Change.ROLE, gone, "staff"),
        said(Change.MERGE, tyler, others=(gone,)),
        said(Change.ASSIGN, tyler, finding_ids=("0001-000000000000",)),
    )
    assert correct(resolution, lost) == resolution


def test_what_was_taken_back_does_not_count() -> None:
    first = said(Change.ROLE, "p-1", "staff", sequence=1)
    second = said(Change.RENAME, "p-1", "Another", sequence=2)
    back = said(Change.ROLE, "p-1", sequence=3, undoes=1)
    assert standing_corrections((back, second, first)) == (second,)
