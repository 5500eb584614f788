"""`evidence`, `case sample`, `case people` and `decide`: the same rules as on the page, for whoever works there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from redactor.cli.main import cli
from redactor.domain.finding import Category, Finding, Verdict
from redactor.domain.person import Person
from redactor.errors import EvidenceRefused, ImportRefused, NotAllowed, SettingsError
from redactor.store.store import open_store
from tests.store.making import REFERENCE, a_case, a_decision, a_document, a_finding, a_source

TEXT = "Dear Ms Adeyemi\nTom Reid said his brother hit him"
DOCUMENT = a_document("0001", TEXT, "Nothing here")
PUPIL = a_finding(DOCUMENT, "Tom Reid").suggested(Verdict.WITHHOLD, "TP-ID", "Another pupil.")
STAFF = a_finding(DOCUMENT, "Ms Adeyemi").suggested(Verdict.RELEASE, "STAFF-REL", "Staff in role.")
HARM = a_finding(DOCUMENT, "his brother hit him", category=Category.PASSAGE, kind="harm.physical").suggested(
    Verdict.HOLD, "SH-ED", "Speaks of harm."
)
TOM = Person(id="p-0000000001", name="Tom Reid", role="pupil", why_role="On the class list.")
TOLD = "harm_rationale: threats; who_is_harmed: the brother; likelihood: high"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home folder with one case that has three findings."""
    with open_store(tmp_path / "home") as store:
        store.cases.create(a_case())
        store.cases.add_source(REFERENCE, a_source("0001", b"one"), b"one")
        store.cases.record_reading(REFERENCE, DOCUMENT, b"%PDF-1")
        store.reviews.record_resolution(REFERENCE, (TOM,), (PUPIL, STAFF, HARM))
    return tmp_path / "home"


def call(home: Path, *arguments: str, duties: str = "") -> Result:
    """Run one command as a script would."""
    return CliRunner().invoke(
        cli,
        ["--home", str(home), "--json", *arguments],
        standalone_mode=False,
        env={"REDACTOR_DUTIES": duties, "REDACTOR_WORKERS": "1"},
    )


def told(home: Path, *arguments: str, duties: str = "") -> dict[str, object]:
    answered = call(home, *arguments, duties=duties)
    assert answered.exception is None, answered.exception
    plain: dict[str, object] = json.loads(answered.stdout)
    return plain


def decided(home: Path, finding: Finding, code: str, by: str, evidence: str = "") -> None:
    with open_store(home) as store:
        decision = a_decision(finding, by=by, code=code)
        kept = type(decision)(**{**{n: getattr(decision, n) for n in decision.__slots__}, "evidence": evidence})
        store.reviews.decide(REFERENCE, (kept,))


def exported(home: Path, name: str, **verdicts: str) -> Path:
    file = home.parent / name
    told(home, "decide", REFERENCE, "--export", str(file))
    plain = json.loads(file.read_text("utf-8"))
    for row in plain["rulings"]:
        row["verdict"] = verdicts.get(row["kind"] or row["suggested"], "")
    file.write_text(json.dumps(plain))
    return file


def test_what_waits_is_told_with_what_its_ground_demands_and_without_words_of_the_document(home: Path) -> None:
    answered = call(home, "evidence", "waiting", REFERENCE)
    (waits,) = json.loads(answered.stdout)["waiting"]
    assert (waits["finding"], waits["code"], waits["sign_off"]) == (HARM.id, "SH-ED", ["head_or_dsl", "dpo"])
    assert "harm_rationale" in waits["demands"][0]
    assert "brother" not in answered.stdout


def test_evidence_is_entered_listed_and_withdrawn(home: Path) -> None:
    given = ("--author", "Dr Shah", "--profession", "GP", "--given", "2026-09-01", "--no-harm")
    told(home, "evidence", "opinion", REFERENCE, "0001", *given, "--as", "Ana")
    told(home, "evidence", "known", REFERENCE, HARM.id, "--how", "They wrote it", "--as", "Ana")
    told(home, "evidence", "state", REFERENCE, HARM.id, "--key", "harm_rationale", "--text", "Threats", "--as", "Ana")
    test = ("--without-naming", "No", "--consent", "not_asked", "--factors", "Unsafe to ask", "--not-reasonable")
    told(home, "evidence", "test", REFERENCE, PUPIL.id, *test, "--as", "Ana")
    told(home, "evidence", "consulted", REFERENCE, HARM.id, "--who", "Police", "--on", "2026-09-02", "--view", "Live")
    told(home, "evidence", "class", REFERENCE, "0001", "--is", "health")
    told(home, "evidence", "refer", REFERENCE, HARM.id, "--to", "Dr Shah", "--question", "Harm?")
    told(home, "evidence", "withdraw", REFERENCE, "2", "--why", "In error", "--as", "Ana")
    kept = told(home, "evidence", "list", REFERENCE)["evidence"]
    assert isinstance(kept, list)
    assert [each["kind"] for each in kept] == [
        "opinion", "already_known", "statement", "third_party_test", "consulted", "record_class", "referral",
        "withdrawal",
    ]  # fmt: skip
    assert [each["number"] for each in kept if not each["in_force"]] == [2, 8]
    log = CliRunner().invoke(cli, ["--home", str(home), "case", "log", REFERENCE]).stdout
    assert "Threats" not in log
    assert log.count('"on record"') == 8


@pytest.mark.parametrize(
    ("arguments", "refused"),
    [
        (("state", REFERENCE, HARM.id, "--key", "shoe_size", "--text", "9"), EvidenceRefused),
        (("state", REFERENCE, HARM.id, "--key", "harm_rationale", "--text", " "), EvidenceRefused),
        (("known", REFERENCE, "0001-ffffffffffff", "--how", "x"), EvidenceRefused),
        (("class", REFERENCE, HARM.id, "--is", "health"), EvidenceRefused),
        (("sign", REFERENCE, HARM.id, "--role", "dpo"), EvidenceRefused),
        (("withdraw", REFERENCE, "9", "--why", "x"), NotAllowed),
    ],
)
def test_what_does_not_fit_is_not_put_on_record(
    home: Path, arguments: tuple[str, ...], refused: type[Exception]
) -> None:
    assert isinstance(call(home, "evidence", *arguments).exception, refused)
    assert told(home, "evidence", "list", REFERENCE)["evidence"] == []


def test_rulings_are_signed_by_role_and_not_by_their_author(home: Path) -> None:
    decided(home, HARM, "SH-ED", "Ana", TOLD)
    own = call(home, "evidence", "sign", REFERENCE, "--role", "dpo", "--as", "Ana")
    assert isinstance(own.exception, EvidenceRefused)
    assert "your own ruling" in str(own.exception)
    reviewer = call(home, "evidence", "sign", REFERENCE, "--role", "dpo", "--as", "Ben", duties="reviewer")
    assert isinstance(reviewer.exception, NotAllowed)
    assert told(home, "evidence", "sign", REFERENCE, "--role", "dpo", "--as", "Ben")["signed"] == 1
    paper = ("--name", "Ms Hall", "--note", "Minute of 3 May")
    assert told(home, "evidence", "sign", REFERENCE, "--role", "head_or_dsl", *paper, "--as", "Ben")["signed"] == 1
    assert told(home, "evidence", "waiting", REFERENCE)["waiting"] == []
    assert told(home, "evidence", "sign", REFERENCE, "--role", "dpo", "--as", "Cem")["signed"] == 0


@pytest.mark.parametrize(
    ("duties", "arguments"),
    [
        ("auditor", ("decide", REFERENCE, "--approve", "suggested")),
        ("specialist", ("decide", REFERENCE, "--approve", "sampled")),
        ("approver", ("decide", REFERENCE, "--approve", "sampled")),
        ("auditor", ("decide", REFERENCE, "--export", "x.csv")),
        ("reviewer", ("disclose", REFERENCE, "--out", "never")),
        ("approver", ("case", "withhold", REFERENCE, "0001", "--ground", "TP-ID", "--reason", "r")),
        ("reviewer", ("case", "log", REFERENCE)),
        ("auditor", ("case", "sample", REFERENCE, "--draw")),
        ("specialist", ("case", "sample", REFERENCE)),
        ("specialist", ("evidence", "list", REFERENCE)),
        ("specialist", ("evidence", "known", REFERENCE, HARM.id, "--how", "x")),
        ("auditor", ("evidence", "refer", REFERENCE, HARM.id, "--to", "x", "--question", "x")),
        ("reviewer", ("evidence", "class", REFERENCE, "0001", "--is", "education")),
        ("auditor", ("case", "people", REFERENCE, "--export", "x.csv")),
    ],
)
def test_what_is_not_somebodys_duty_is_refused(home: Path, duties: str, arguments: tuple[str, ...]) -> None:
    assert isinstance(call(home, *arguments, duties=duties).exception, NotAllowed)
    with open_store(home) as store:
        assert store.reviews.decisions(REFERENCE) == ()
        assert store.backings.of(REFERENCE) == ()
        assert store.samples.of(REFERENCE) == ()


def test_an_import_by_an_approver_seconds_and_decides_nothing_itself(home: Path) -> None:
    first = exported(home, "first.json", withhold="withhold")
    approver = call(home, "decide", REFERENCE, "--import", str(first), "--as", "Ben", duties="approver")
    assert isinstance(approver.exception, NotAllowed)
    assert told(home, "decide", REFERENCE, "--import", str(first), "--as", "Ana")["decided"] == 1
    second = home.parent / "second.xlsx"
    told(home, "decide", REFERENCE, "--export", str(second))
    again = ("decide", REFERENCE, "--import", str(second), "--as", "Ben")
    assert told(home, *again, duties="approver")["decided"] == 1
    assert told(home, *again, duties="approver")["decided"] == 0
    with open_store(home) as store:
        (ruling,) = (each for each in store.reviews.rulings(REFERENCE) if each.decision)
    assert ruling.seconded_by == ("Ana",)


def test_an_import_lacking_evidence_is_refused_whole(home: Path) -> None:
    file = exported(home, "all.json", **{"withhold": "withhold", "release": "release", "harm.physical": "withhold"})
    refused = call(home, "decide", REFERENCE, "--import", str(file))
    assert isinstance(refused.exception, ImportRefused)
    assert "needs evidence" in str(refused.exception)
    with open_store(home) as store:
        assert store.reviews.decisions(REFERENCE) == ()


def test_a_place_comes_in_by_spreadsheet(home: Path) -> None:
    file = home.parent / "places.csv"
    file.write_text(
        "finding,verdict,code,reason,evidence,sequence,document,place\n,withhold,TP-ID,,,,0001,page 2: 72 72 140 86\n"
    )
    assert told(home, "decide", REFERENCE, "--import", str(file), "--as", "Ana")["decided"] == 1
    assert told(home, "decide", REFERENCE, "--import", str(file), "--as", "Ana")["decided"] == 0
    with open_store(home) as store:
        drawn = [each for each in store.reviews.findings(REFERENCE) if each.category is Category.DRAWN]
    assert len(drawn) == 1


def test_a_sample_is_drawn_once_answered_and_then_speaks_for_bulk_acceptance(home: Path) -> None:
    accept = ("decide", REFERENCE, "--approve", "sampled", "--as", "Ana")
    assert isinstance(call(home, *accept).exception, NotAllowed)
    drawn = told(home, "case", "sample", REFERENCE, "--draw", "--as", "Ana")["sample"]
    assert isinstance(drawn, dict)
    assert {each["id"] for each in drawn["questions"]} == {PUPIL.id, STAFF.id, "0001/2"}
    assert isinstance(call(home, "case", "sample", REFERENCE, "--draw").exception, NotAllowed)
    assert isinstance(call(home, *accept).exception, NotAllowed)
    needless = call(home, "case", "sample", REFERENCE, "--answer", "0001/2=needless")
    assert isinstance(needless.exception, EvidenceRefused)
    answers = [f"--answer={each}=right" for each in (PUPIL.id, STAFF.id, "0001/2")]
    passed = told(home, "case", "sample", REFERENCE, *answers, "--as", "Ana")["sample"]
    assert isinstance(passed, dict)
    assert passed["passed"]
    assert passed["estimates"][0]["misses"] == {"rate": 0.0, "low": 0.0, "high": 0.0}
    assert told(home, *accept) == {"schema": 1, "decided": 2, "left": 0}
    with open_store(home) as store:
        ruled = {each.finding.id: each for each in store.reviews.rulings(REFERENCE)}
    assert ruled[HARM.id].decision is None
    assert ruled[PUPIL.id].decision is not None
    assert ruled[PUPIL.id].decision.by == "Ana"


def test_people_go_out_to_a_workbook_and_a_bad_row_changes_nobody(home: Path) -> None:
    file = home.parent / "people.csv"
    told(home, "case", "people", REFERENCE, "--export", str(file))
    changed = file.read_text("utf-8-sig").replace(",pupil,", ",wizard,")
    file.write_text(changed, "utf-8")
    assert isinstance(call(home, "case", "people", REFERENCE, "--import", str(file)).exception, ImportRefused)
    assert told(home, "case", "people", REFERENCE, "--export", str(home.parent / "people.xlsx"))["exported"] == 1


def test_a_duty_that_there_is_not_is_refused(home: Path) -> None:
    assert isinstance(call(home, "case", "list", duties="boss").exception, SettingsError)
