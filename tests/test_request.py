"""request.toml to a Case."""

from __future__ import annotations

import contextlib
import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redactor.domain.case import Capacity, ControllerKind, KnownPerson, Regime
from redactor.errors import RequestError, RosterError
from redactor.request import build_case, load_request, made_reference

TODAY = date(2026, 10, 1)
FULL = """\
[request]
reference = "SAR-2026-014"
received = 2026-09-03
channel = "verbal"
taken_by = "Front desk"
scope = "Everything held since Year 7"
regime = "part3"
[controller]
name = "Ashgrove Primary School"
kind = "school"
[subject]
name = "  Marcus Pemberton "
aliases = ["MP"]
date_of_birth = 2014-03-02
emails = ["m@example.org"]
[requester]
name = "Ruth Pemberton"
capacity = "parent"
authority = "Birth certificate seen"
[[people]]
name = "Helen Barraclough"
role = "staff"
note = "SENCO"
consent = true
[clock]
id_requested = 2026-09-04
"""


def case_of(text: str) -> object:
    return build_case(tomllib.loads(text), today=TODAY)


def test_every_key_finds_its_place() -> None:
    case = build_case(tomllib.loads(FULL), today=TODAY)
    assert (case.reference, case.received, case.channel) == ("SAR-2026-014", date(2026, 9, 3), "verbal")
    assert case.regime is Regime.PART3
    assert case.controller.kind is ControllerKind.SCHOOL
    assert case.subject.name == "Marcus Pemberton"
    assert case.subject.date_of_birth == date(2014, 3, 2)
    assert case.requester.capacity is Capacity.PARENT
    assert case.people == (KnownPerson(name="Helen Barraclough", role="staff", note="SENCO", consent=True),)
    assert case.clock.id_requested == date(2026, 9, 4)


def test_the_smallest_file_is_a_name_and_the_subject_asks_for_themselves_today() -> None:
    case = build_case({"subject": {"name": "Zoë O'Neill-Ádám", "emails": ["z@example.org"]}}, today=TODAY)
    assert case.reference == "SAR-2026-10-01-ZONA"
    assert case.received == TODAY
    assert (case.requester.name, case.requester.capacity) == ("Zoë O'Neill-Ádám", Capacity.SUBJECT)
    assert case.requester.emails == ("z@example.org",)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[request]\nreceived = 2026-09-03\n", "subject.name is missing"),
        ("[subject]\nname = ''\n", "subject.name is missing"),
        ("[subject]\nname = '  '\n", "subject.name"),
        ("[subject]\nname = 3\n", "subject.name needs a str"),
        ("[subject]\nname = 'M'\nnickname = 'x'\n", "'nickname'"),
        ("[subjekt]\nname = 'M'\n", "'subjekt'"),
        ("[request]\nrefrence = 'x'\n[subject]\nname = 'M'\n", "'refrence'"),
        ("[request]\nreceived = '2026-09-03'\n[subject]\nname = 'M'\n", "request.received is a date"),
        ("[request]\nreceived = 2026-09-03T10:00:00\n[subject]\nname = 'M'\n", "request.received is a date"),
        ("[request]\nreference = '../../x'\n[subject]\nname = 'M'\n", "request.reference"),
        ("[request]\nreference = 7\n[subject]\nname = 'M'\n", "request.reference"),
        ("[request]\nregime = 'gdpr'\n[subject]\nname = 'M'\n", "request.regime is one of: uk-gdpr"),
        ("[subject]\nname = 'M'\naliases = 'x'\n", "subject.aliases is a list"),
        ("[subject]\nname = 'M'\naliases = [3]\n", "subject.aliases"),
        ("subject = 'M'\n", "subject"),
        ("people = 3\n[subject]\nname = 'M'\n", "people"),
        ("[subject]\nname = 'M'\n[[people]]\nname = 'x'\n", "people.role is missing"),
        ("[subject]\nname = 'M'\n[[people]]\nname = 'x'\nrole = 'staff'\nconsent = 'no'\n", "people.consent"),
    ],
)
def test_what_does_not_fit_is_named_by_its_key(text: str, named: str) -> None:
    with pytest.raises(RequestError, match=named.replace("[", r"\[").replace(".", r"\.")):
        case_of(text)


def test_a_text_without_end_is_refused() -> None:
    with pytest.raises(RequestError, match="at most 4000"):
        build_case({"subject": {"name": "x" * 5000}}, today=TODAY)


def test_one_person_with_two_roles_contradicts() -> None:
    people = [{"name": "Ann Lee", "role": "staff"}, {"name": "ann lee", "role": "parent"}]
    with pytest.raises(RosterError, match="people entry 2"):
        build_case({"subject": {"name": "M"}, "people": people}, today=TODAY)


def test_a_file_that_is_missing_or_no_toml_is_named(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"request\.toml"):
        load_request(tmp_path / "request.toml", today=TODAY)
    (tmp_path / "request.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(RequestError, match="not TOML"):
        load_request(tmp_path / "request.toml", today=TODAY)


@given(st.text(min_size=1, max_size=60).filter(str.strip))
def test_any_name_gets_a_reference_that_is_allowed(name: str) -> None:
    case = build_case({"subject": {"name": name}}, today=TODAY)
    assert build_case({"subject": {"name": name}, "request": {"reference": case.reference}}, today=TODAY) == case


def test_a_reference_that_is_made_has_the_date_and_initials() -> None:
    assert made_reference("Marcus James Pemberton", date(2026, 9, 3)) == "SAR-2026-09-03-MJP"


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates() | st.datetimes(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
TABLES = ("request", "controller", "subject", "requester", "people", "clock")
KEYS = st.sampled_from(
    ["name", "role", "reference", "received", "aliases", "date_of_birth", "kind", "regime", "reason"]
)


@given(
    st.dictionaries(
        st.sampled_from(TABLES), PLAIN | st.dictionaries(KEYS, PLAIN) | st.lists(st.dictionaries(KEYS, PLAIN))
    )
)
def test_anything_at_all_is_a_case_or_a_named_mistake(untrusted: dict[str, object]) -> None:
    with contextlib.suppress(RequestError, RosterError):
        assert build_case(untrusted, today=TODAY).subject.name
