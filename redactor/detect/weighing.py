"""Which ground a passage gets: what its families suggest, what this request leaves open, in the usual order."""

from __future__ import annotations

from redactor.domain.case import Capacity, Case, ControllerKind
from redactor.rulebook import Rulebook

NEUTRAL, BEST_INTERESTS, HEALTH_GATE = "NEUTRAL", "CA-BI", "HOLD-HEALTH"
_ORDER = (
    ("ADOPT", "PARENTAL-ORDER", "HFEA"), ("CT-",), ("LPP",), ("EW-", BEST_INTERESTS), (HEALTH_GATE, "SH-HEALTH"),
    ("SH-",), ("CRIME", "TAX", "RISK", "NATSEC"), ("TP-",), ("REF", "MGMT", "NEG"),
)  # fmt: skip
"""Bars and court rules, privilege, what depends on the requester, health, harm, crime, others' rights, employment."""
_SCHOOLS = frozenset(
    {ControllerKind.SCHOOL, ControllerKind.SCHOOL_TRUST, ControllerKind.COUNCIL, ControllerKind.UNIVERSITY}
)


def passage_code(family: str, case: Case, rulebook: Rulebook) -> str:
    """The first ground that the family suggests and that this requester, subject and controller leave open."""
    rule = rulebook.passages.get(family)
    open_codes = [code for code in rule.suggests if is_open(code, case)] if rule else []
    return open_codes[0] if open_codes else NEUTRAL


def rank_of(code: str) -> int:
    """The place of a ground in the order in which grounds are tried; the first that fits is the one that is given."""
    for place, starts in enumerate(_ORDER):
        if code.startswith(starts):
            return place
    return len(_ORDER)


def is_open(code: str, case: Case) -> bool:
    """Whether a ground can apply at all, before anybody weighs it."""
    capacity, kind = case.requester.capacity, case.controller.kind
    if code == "CA-BI":  # DPA 2018 Sch 3 para 21: parental responsibility and under 18, or court-appointed
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
