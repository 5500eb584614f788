"""The rule files load, and every mistake in them names file and line."""

from __future__ import annotations

import pickle
import shutil
from pathlib import Path

import pytest

from redactor.domain.finding import Category, Verdict
from redactor.domain.rule import compile_cue
from redactor.errors import ExitCode, RuleError
from redactor.rulebook import FILES, LABEL_LIMIT, load_rulebook

RULES_FOLDER = Path(__file__).parents[1] / "rules"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the rules that a test may spoil."""
    copy = tmp_path / "rules"
    shutil.copytree(RULES_FOLDER, copy)
    return copy


def spoil(folder: Path, name: str, old: str, new: str) -> int:
    """Replace a text once; the line on which it stands."""
    path = folder / f"{name}.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_the_shipped_rules_load() -> None:
    rules = load_rulebook(RULES_FOLDER)
    assert rules.identifiers["upn"].category is Category.IDENTIFIER
    assert rules.passages["legal.advice"].suggests == ("LPP",)
    assert rules.exemptions["LPP"].sign_off == ("legal",)
    assert rules.roles["staff"].verdict is Verdict.RELEASE


def test_every_rule_has_examples_of_both_kinds() -> None:
    rules = load_rulebook(RULES_FOLDER)
    for rule in (*rules.identifiers.values(), *rules.passages.values()):
        assert rule.match, rule.code
        assert rule.not_match, rule.code


def test_every_code_of_the_taxonomy_is_there() -> None:
    codes = (
        "TP-ID TP-SRC TP-CONF TP-CTX STAFF-REL HEALTH-REL SW-REL STAFF-PRIV SH-HEALTH HOLD-HEALTH EW-HEALTH CT-HEALTH "
        "SH-SW EW-SW CT-SW SH-ED CT-ED CA-BI PR-SW PR-ED CRIME CRIME-2 TAX RISK IMM PUB-FN REG-10 REG-11 JUD NATSEC "
        "LE-45 LE-LPP LPP SELF-INC CORP MGMT NEG REF EXAM-SCRIPT EXAM-MARK HFEA ADOPT SEN-PLAN PARENTAL-ORDER REPORTER "
        "OOS-NOTPD OOS-DUP OOS-DECEASED OOS-UNSTRUCT OOS-OWNUSE ME"
    )
    assert set(codes.split()) <= set(load_rulebook(RULES_FOLDER).exemptions)


def test_labels_fit_their_box_and_no_explanation_is_empty() -> None:
    for exemption in load_rulebook(RULES_FOLDER).exemptions.values():
        assert len(exemption.label) <= LABEL_LIMIT
        assert len(exemption.public_label) <= LABEL_LIMIT
        assert exemption.explanation.endswith(".")


def test_a_health_opinion_expires_after_half_a_year() -> None:
    """DPA 2018 Sch 3 paras 5(3) and 6(3): six months, of which the shortest has 181 days."""
    rules = load_rulebook(RULES_FOLDER)
    assert rules.exemptions["SH-HEALTH"].evidence_expires_days == 181
    assert rules.exemptions["HOLD-HEALTH"].evidence_expires_days == 181
    assert rules.exemptions["SH-ED"].evidence_expires_days is None


def test_roles_without_a_ground_of_their_own_are_held() -> None:
    for role in load_rulebook(RULES_FOLDER).roles.values():
        assert role.exemption or role.verdict is Verdict.HOLD, role.code


def test_a_rulebook_travels_to_a_worker() -> None:
    rules = load_rulebook(RULES_FOLDER)
    copy = pickle.loads(pickle.dumps(rules))
    assert copy.version == rules.version
    assert copy.identifiers["nhs"].pattern.pattern == rules.identifiers["nhs"].pattern.pattern


def test_the_version_changes_with_any_file(folder: Path) -> None:
    before = load_rulebook(folder).version
    assert before == load_rulebook(RULES_FOLDER).version
    for name in FILES:
        path = folder / f"{name}.yaml"
        path.write_text(path.read_text("utf-8") + "# changed\n", "utf-8")
        after = load_rulebook(folder).version
        assert after != before
        before = after


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        ("identifiers", "score: 0.8", "score: 8", "from 0 to 1"),
        ("identifiers", "score: 0.8", "score: true", "wrong kind"),
        ("identifiers", "category: identifier", "category: number", "one of"),
        ("identifiers", "check: upn", "chek: upn", "unknown key"),
        ("identifiers", '"{start}[A-HJ-NPQRT-Z8]', '"{start}([A-HJ-NPQRT-Z8]', "regular expression"),
        ("identifiers", "{g}){11}{d}{end}", "{g})*{d}{end}", "without bound"),
        ("passages", "suggests: [SH-ED, CA-BI, SH-SW]", "suggests: [NONE-SUCH]", "NONE-SUCH"),
        ("passages", "scope: clause", "scope: chapter", "one of"),
        ("exemptions", "label: Third party", "label: A label that is far too long", "22 characters"),
        ("exemptions", "verified: V", "verified: X", "V G S U C"),
        ("exemptions", "code: TP-SRC", "code: TP-ID", "twice"),
        ("roles", "exemption: OWN-REL", "exemption: TP-ID", "ground"),
        ("roles", "verdict: release", "verdict: perhaps", "one of"),
        ("vocabulary", "  negation:", "  negations:", "missing lists: negation"),
        ("vocabulary", "- without", "- ... without", "begins and ends"),
    ],
)
def test_a_mistake_names_file_and_line(folder: Path, name: str, old: str, new: str, problem: str) -> None:
    line = spoil(folder, name, old, new)
    with pytest.raises(RuleError) as caught:
        load_rulebook(folder)
    message = str(caught.value)
    assert message.startswith(f"{name}.yaml, line ")
    assert problem in message
    named = int(message.split("line ")[1].split(":")[0])
    assert abs(named - line) <= 12 or "missing lists" in message, message
    assert caught.value.exit_code is ExitCode.SETTINGS


def test_broken_yaml_names_file_and_line(folder: Path) -> None:
    line = spoil(folder, "roles", "  - code: subject\n", "  - code: [subject\n")
    with pytest.raises(RuleError, match=r"roles\.yaml, line \d+") as caught:
        load_rulebook(folder)
    assert int(str(caught.value).split("line ")[1].split(":")[0]) >= line


def test_a_repeated_key_is_a_mistake(folder: Path) -> None:
    spoil(folder, "roles", "    label: You\n", "    label: You\n    label: Me\n")
    with pytest.raises(RuleError, match="twice"):
        load_rulebook(folder)


def test_a_missing_file_is_a_mistake(folder: Path) -> None:
    (folder / "passages.yaml").unlink()
    with pytest.raises(RuleError, match=r"passages\.yaml"):
        load_rulebook(folder)


def test_no_rule_file_can_build_anything_but_plain_values(folder: Path) -> None:
    path = folder / "roles.yaml"
    path.write_text("roles: !!python/object/apply:os.getcwd []\n", "utf-8")
    with pytest.raises(RuleError, match=r"roles\.yaml"):
        load_rulebook(folder)


@pytest.mark.parametrize(
    ("phrase", "found", "not_found"),
    [
        ("bruis*", "two bruises seen", "cruise"),
        ("hit (him|her)", "he hit  her", "hit the target"),
        ("told of? it", "told it", "told of us"),
        ("not ... be told", "must not before Friday be told", "not. He will be told"),
        ("section %", "Section 47", "section three"),
        ("Prevent", "a Prevent referral", "prevent it"),
        ("Op ^", "Op Falcon", "Op falcon"),
        ("max £", "max £12k", "max 12"),
        ("don't tell", "dont tell", "do tell"),
    ],
)
def test_a_phrase_finds_what_it_says(phrase: str, found: str, not_found: str) -> None:
    cue = compile_cue(phrase)
    assert cue.pattern.search(found)
    assert not cue.pattern.search(not_found)


@pytest.mark.parametrize("phrase", ["", "...", "... told", "% pages", "told ...", "ab*", "maybe? so"])
def test_a_phrase_that_could_begin_anywhere_is_refused(phrase: str) -> None:
    with pytest.raises(ValueError, match=r"begin|star"):
        compile_cue(phrase)
