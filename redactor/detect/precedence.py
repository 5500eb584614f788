"""Which grounds a family of passages leaves open for one case, and in which order they are tried.

Several grounds of Schedule 3 hang on who asks, on the age of the subject and on what holds the record; those that
cannot apply are never suggested.
"""

from __future__ import annotations

from collections.abc import Sequence

from redactor.domain.case import Capacity, Case, ControllerKind
from redactor.rulebook import Rulebook

NEUTRAL, BEST_INTERESTS, HEALTH_GATE = "NEUTRAL", "CA-BI", "HOLD-HEALTH"
"""The ground that says nothing, for where no other is open; a child's best interests; the wait for an opinion."""
_ORDER = (
    ("ADOPT", "PARENTAL-ORDER", "HFEA", "SEN-PLAN", "REPORTER"), ("CT-",), ("LPP",), ("EW-", BEST_INTERESTS),
    (HEALTH_GATE, "SH-HEALTH"), ("SH-",), ("CRIME", "TAX", "RISK", "NATSEC"), ("TP-",), ("REF", "MGMT", "NEG"),
)  # fmt: skip
"""Bars and court rules, privilege, what depends on the requester, health, harm, crime, others' rights, employment."""
_BARS, _BY_REQUESTER = (*_ORDER[0], *_ORDER[1]), _ORDER[3]
_SCHOOLS = frozenset(
    {ControllerKind.SCHOOL, ControllerKind.SCHOOL_TRUST, ControllerKind.COUNCIL, ControllerKind.UNIVERSITY}
)


def passage_code(family: str, case: Case, rulebook: Rulebook) -> str:
    """The first ground that the family suggests and that this requester, subject and controller leave open.

    A bar by statute or court rule comes first, then what hangs on who asks, then the family's own order.
    """
    return (*open_codes(family, case, rulebook), NEUTRAL)[0]


def open_codes(family: str, case: Case, rulebook: Rulebook) -> tuple[str, ...]:
    """Every ground that the family suggests and the case leaves open, in the order in which they are tried."""
    rule = rulebook.passages.get(family)
    codes = [code for code in rule.suggests if is_open(code, case)] if rule else []
    return tuple(sorted(codes, key=_rank))


def explain_passage(families: Sequence[str], code: str, case: Case, rulebook: Rulebook) -> str:
    """Why a passage is held: what its families are called, and which other grounds than `code` they leave open."""
    told = ", ".join(dict.fromkeys(rulebook.passages[family].label.lower() for family in families))
    others = [each for family in families for each in open_codes(family, case, rulebook) if each != code]
    why = f"A passage that only a person can judge: {told}." if told else "Only a person can judge it."
    return why + (f" Also to be considered: {', '.join(dict.fromkeys(others))}." if others else "")


def rank_of(code: str) -> int:
    """The place of a ground in the order in which the grounds of several families are tried; the first one is given."""
    for place, starts in enumerate(_ORDER):
        if code.startswith(starts):
            return place
    return len(_ORDER)


def _rank(code: str) -> int:
    if code.startswith(_BARS):
        return 0
    return 1 if code.startswith(_BY_REQUESTER) else 2


def is_open(code: str, case: Case) -> bool:
    """Whether a ground can apply at all, before anybody weighs it."""
    capacity, kind = case.requester.capacity, case.controller.kind
    if code == BEST_INTERESTS:  # DPA 2018 Sch 3 para 21: parental responsibility and under 18, or court-appointed
        return capacity is Capacity.COURT_APPOINTED or (capacity is Capacity.PARENT and is_child(case))
    if code.startswith("EW-"):  # Sch 3 paras 4 and 10: the same two requesters
        return capacity is Capacity.COURT_APPOINTED or (capacity is Capacity.PARENT and is_child(case))
    if code == HEALTH_GATE:  # Sch 3 para 6: a controller that is not a health professional
        return kind is not ControllerKind.NHS
    if code in ("SH-ED", "CT-ED"):  # Sch 3 paras 14, 17: an educational record
        return kind in _SCHOOLS
    if code in ("SH-SW", "CT-SW"):  # Sch 3 para 8: social work
        return kind in (ControllerKind.COUNCIL, ControllerKind.SCHOOL, ControllerKind.SCHOOL_TRUST)
    return True


def is_child(case: Case) -> bool:
    """Whether the subject is under 18 on the day of the request; a parent's request without a birth date counts so."""
    born = case.subject.date_of_birth
    if born is None:
        return case.requester.capacity is Capacity.PARENT
    received = case.received
    years = received.year - born.year - ((received.month, received.day) < (born.month, born.day))
    return years < 18
