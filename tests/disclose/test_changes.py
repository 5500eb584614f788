from __future__ import annotations

from datetime import UTC, datetime

from redactor.disclose.changes import changed_files, changed_rulings, changes_csv
from redactor.domain.bundle import Entry, Fate
from redactor.domain.decision import Decision
from redactor.domain.finding import Verdict


def a_decision(sequence: int, finding_id: str, verdict: Verdict, code: str = "") -> Decision:
    at = datetime(2026, 11, 24, tzinfo=UTC)
    return Decision(
        finding_id=finding_id, verdict=verdict, by="Ana", at=at, code=code, reason="=why", sequence=sequence
    )


def test_what_stands_otherwise_is_listed_and_what_was_only_said_again_is_not() -> None:
    decisions = [
        a_decision(1, "a", Verdict.WITHHOLD, "TP-ID"),
        a_decision(2, "b", Verdict.RELEASE),
        a_decision(3, "c", Verdict.WITHHOLD, "TP-ID"),
        a_decision(4, "a", Verdict.WITHHOLD, "TP-ID"),
        a_decision(5, "b", Verdict.WITHHOLD, "TP-ID"),
        a_decision(6, "c", Verdict.OPEN),
        a_decision(7, "d", Verdict.RELEASE),
    ]
    changes = changed_rulings(decisions, since=3, documents={"b": "0002", "c": "0001", "d": "0001"})
    assert [(each.finding, each.before, each.after) for each in changes] == [
        ("c", "withhold TP-ID", "open"),
        ("d", "open", "release"),
        ("b", "release", "withhold TP-ID"),
    ]


def test_files_that_came_or_fared_otherwise_are_listed() -> None:
    def entry(number: int, fate: Fate) -> Entry:
        return Entry(id=f"000{number}", source="x", sha256="", outcome=fate)

    before = [entry(1, Fate.DISCLOSED), entry(2, Fate.WITHHELD)]
    after = [entry(1, Fate.DISCLOSED), entry(2, Fate.DISCLOSED), entry(3, Fate.DISCLOSED)]
    assert [(each.document, each.before, each.after) for each in changed_files(before, after)] == [
        ("0002", "withheld", "disclosed"),
        ("0003", "not there", "disclosed"),
    ]


def test_a_reason_is_no_formula_in_a_spreadsheet() -> None:
    changes = changed_rulings([a_decision(1, "a", Verdict.RELEASE)], since=0, documents={})
    assert b"'=why" in changes_csv(changes)
