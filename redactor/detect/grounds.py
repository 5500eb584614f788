"""What the rules would do with each finding: release, withhold or hold, on which ground, and why.

The order is that of a practised reviewer: is it the subject's own; is the person released by statute (DPA 2018 Sch 2
para 17: staff, health record, social work) or by consent; else the rights of others (para 16) withhold it. What only a
person can judge is a hold. Ambiguity never releases and never silently withholds: it is a hold that says why.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from redactor.detect.facts import STATUS
from redactor.detect.folding import fold
from redactor.detect.owners import LIKELY, SURE, Claim, Owner
from redactor.detect.people import Resolution
from redactor.detect.precedence import (
    BEST_INTERESTS,
    HEALTH_GATE,
    NEUTRAL,
    explain_passage,
    is_child,
    is_open,
    passage_code,
    rank_of,
)
from redactor.detect.profile import fold_value, person_id
from redactor.detect.signs import IN_ROLE, OWN_KIN
from redactor.domain.case import Capacity, Case, ControllerKind
from redactor.domain.finding import Category, Finding, Span, Suggestion, Verdict
from redactor.domain.person import Person, Standing
from redactor.rulebook import Rulebook

_OWN, _THIRD, _CONTEXT, _PRIVATE, _BODY = "OWN-REL", "TP-ID", "TP-CTX", "STAFF-PRIV", "NOTPD-REL"
_CLINICAL = "health.clinical"
"""The family of passages that the health gate stands before (DPA 2018 Sch 3 para 6)."""
_FAMILY = frozenset({"family", "sibling", "carer"})
_PROFESSIONAL = frozenset({"staff", "health_professional", "social_worker", "official"})
_OUTSIDE = frozenset({"health_professional", "police", "solicitor"})


@dataclass(frozen=True)
class _View:
    """What every suggestion looks at."""

    case: Case
    rulebook: Rulebook
    people: Mapping[str, Person]
    family: frozenset[str]
    """People whom the request names as the subject's family."""
    health_documents: frozenset[str]
    passages: Mapping[str, frozenset[str]]
    """The kinds of passages that each document holds."""
    resolution: Resolution
    is_employment: bool
    about_subject: frozenset[str]
    """Passages that name the subject."""


def suggest(resolution: Resolution, case: Case, rulebook: Rulebook) -> tuple[Finding, ...]:
    """Every finding, in the order given, with a suggestion; places that a reviewer drew are left as they are."""
    view = _View(
        case=case,
        rulebook=rulebook,
        people={person.id: person for person in resolution.people},
        family=frozenset(person_id(known.name) for known in case.people if known.role in _FAMILY),
        health_documents=_health_documents(resolution, rulebook),
        passages=_passages(resolution),
        resolution=resolution,
        is_employment=is_employment(case),
        about_subject=_about_subject(resolution),
    )
    return tuple(_suggested(finding, view) for finding in resolution.findings)


def is_employment(case: Case) -> bool:
    """Whether the subject works for the controller: other defaults then hold for colleagues."""
    if case.controller.kind is ControllerKind.EMPLOYER:
        return True
    if any(known.role == "staff" and fold(known.name) == fold(case.subject.name) for known in case.people):
        return True
    if (
        case.requester.capacity is Capacity.PARENT
        or is_child(case)
        or case.controller.kind is ControllerKind.UNIVERSITY
    ):
        return False  # an address of the school is a pupil's or student's too
    name = fold_value(case.controller.name)
    labels = {fold_value(mail.split("@")[-1].split(".")[0]) for mail in case.subject.emails}
    return any(len(label) >= 5 and label in name for label in labels)


def _suggested(finding: Finding, view: _View) -> Finding:
    if finding.category is Category.DRAWN:
        return finding
    suggestion = _suggestion(finding, view)
    code = suggestion.code if suggestion.code in view.rulebook.exemptions else ""
    return finding.suggested(suggestion.verdict, code, suggestion.why)


def _suggestion(finding: Finding, view: _View) -> Suggestion:
    match finding.category:
        case Category.PERSON:
            return _for_mention(finding, view)
        case Category.IDENTIFIER | Category.CONTACT | Category.DATE_OF_BIRTH:
            return _for_value(finding, view)
        case Category.SPECIAL:
            return _for_special(finding, view)
        case Category.ROW:
            return _for_row(finding, view)
        case Category.PASSAGE:
            return _for_passage(finding, view)
        case Category.PICTURE:
            return _hold(_CONTEXT, "A picture that a person has to look at.")
        case Category.UNREAD:
            return _hold(NEUTRAL, "The page could not be read well enough.")
        case Category.UNSEEN:
            return _hold(NEUTRAL, "What the pages do not show is released only by a person.")
    return _hold(NEUTRAL, "A person has to look at it.")


# ---------------------------------------------------------------- people


def _for_mention(finding: Finding, view: _View) -> Suggestion:
    if finding.person_id is not None:
        return _for_person(view.people[finding.person_id], finding.document_id, view)
    if finding.id in view.resolution.doubted:
        return _release(_BODY, view.resolution.doubted[finding.id])
    candidates = view.resolution.candidates.get(finding.id, ())
    each = [_for_person(view.people[person], finding.document_id, view) for person in candidates]
    if each and all(one.verdict is Verdict.WITHHOLD for one in each):
        return _withhold(each[0].code, "It may be one of several people, and each of them is withheld.")
    return _hold(_THIRD, "It is not certain who is meant.")


def _for_person(person: Person, document_id: str, view: _View) -> Suggestion:
    if person.standing is Standing.SUBJECT:
        return _release(_OWN, "The data subject.")
    if person.standing is Standing.REQUESTER:
        return _release(_OWN, "The requester's own name.")
    if person.consent:
        return _release("CONSENT-REL", "Has consented to being named.")
    if person.why_role.startswith(OWN_KIN):
        return _hold(_THIRD, f"{person.why_role} The requester may well know the name: the content decides.")
    if person.role in _FAMILY and person.id not in view.family:
        return _withhold(_THIRD, "A relative whom the request does not name; a third person.")
    acts_in_role = person.why_role.startswith(IN_ROLE)
    if person.role == "staff" and view.is_employment and not acts_in_role and not _is_on_roster(person, view):
        return _hold(_THIRD, "A colleague: in an employment file, what is said of them is weighed.")
    if person.role in _OUTSIDE:
        return _for_outside_professional(person, document_id, view)
    role = view.rulebook.roles.get(person.role) or view.rulebook.roles.get("unknown")
    if role is None:
        return _withhold(_THIRD, "Nobody could tell who this is: a third person until a reviewer says otherwise.")
    why = f"{role.label}: {person.why_role or role.why}"
    return Suggestion(verdict=role.verdict, code=role.exemption or _THIRD, why=why)


def _for_outside_professional(person: Person, document_id: str, view: _View) -> Suggestion:
    """Health professionals, police and lawyers: weighed (Sch 2 para 16(3)) by what the document is.

    Sch 2 para 17(2) releases a health professional in a health record. Elsewhere the ordinary test holds; a name and
    a profession say nothing private, but where somebody's address is kept from the requester the name of a doctor can
    tell where they now live: a person decides.
    """
    kinds = view.passages.get(document_id, frozenset())
    if person.role == "health_professional":
        if _is_health_record(document_id, view):
            return _release("HEALTH-REL", "A health professional in a health record.")
        if not view.resolution.protected:
            return _release("ROLE-REL", "Named in their profession; the ordinary test speaks for the name.")
    if (
        person.role == "police"
        and person.name.startswith(("PC ", "PCSO "))
        and not any(kind.startswith("crime") for kind in kinds)
    ):
        return _release("ROLE-REL", "A uniformed officer at work, in a document without a police enquiry.")
    if person.role == "solicitor" and any(kind.startswith("legal") for kind in kinds):
        return _release("ROLE-REL", "Advises the organisation; the advice is held by itself.")
    role = view.rulebook.roles[person.role]
    return _hold(_THIRD, f"{role.label}: {role.why}")


def _is_on_roster(person: Person, view: _View) -> bool:
    return any(person_id(known.name) == person.id for known in view.case.people)


def _is_health_record(document_id: str, view: _View) -> bool:
    return view.case.controller.kind is ControllerKind.NHS or document_id in view.health_documents


def _passages(resolution: Resolution) -> Mapping[str, frozenset[str]]:
    kinds: dict[str, set[str]] = defaultdict(set)
    for finding in resolution.findings:
        if finding.category is Category.PASSAGE:
            kinds[finding.document_id].add(finding.kind)
    return {document: frozenset(each) for document, each in kinds.items()}


def _about_subject(resolution: Resolution) -> frozenset[str]:
    """The ids of passages in which a mention of the subject lies."""
    subject = next((each.id for each in resolution.people if each.standing is Standing.SUBJECT), None)
    spans: dict[str, list[Span]] = defaultdict(list)
    for each in resolution.findings:
        if each.category is Category.PERSON and each.person_id == subject and each.span:
            spans[each.document_id].append(each.span)
    passages = (each for each in resolution.findings if each.category is Category.PASSAGE)
    return frozenset(
        each.id for each in passages if each.span and any(each.span.holds(one) for one in spans[each.document_id])
    )


def _health_documents(resolution: Resolution, rulebook: Rulebook) -> frozenset[str]:
    """Documents with a passage of the health record class (DPA 2018 Sch 3 para 17(1): not education data)."""
    health = {code for code, family in rulebook.passages.items() if family.record_class == "health"}
    passages = (each for each in resolution.findings if each.category is Category.PASSAGE)
    return frozenset(each.document_id for each in passages if each.kind in health)


# ---------------------------------------------------------------- values and facts


def _claim(finding: Finding, view: _View) -> Claim:
    return view.resolution.owners.get(finding.id) or Claim(owner=Owner.UNKNOWN, why="Nothing says whose it is.")


def _for_value(finding: Finding, view: _View) -> Suggestion:
    claim = _claim(finding, view)
    if claim.is_protected:
        return _withhold(_THIRD, claim.why)
    match claim.owner:
        case Owner.SUBJECT:
            return _for_own_value(finding, claim, view)
        case Owner.REQUESTER:
            return _release(_OWN, claim.why)
        case Owner.ORGANISATION:
            return _release(_BODY, claim.why)
        case Owner.RELATIVE:
            return _withhold(_THIRD, claim.why)
        case Owner.PERSON if claim.person:
            return _for_other_value(finding, claim, view.people[claim.person], view)
    return _hold(_THIRD, claim.why or "Nothing says whose it is.")


def _for_own_value(finding: Finding, claim: Claim, view: _View) -> Suggestion:
    if claim.weight < SURE:
        return _hold(_THIRD, claim.why)
    asks_for_self = view.case.requester.capacity is Capacity.SUBJECT
    if finding.category is Category.CONTACT and claim.weight < 95 and not asks_for_self:
        why = "It may tell where the subject lives now, and the request does not give it."
        return _hold(_THIRD, why)
    return _release(_OWN, claim.why)


def _for_other_value(finding: Finding, claim: Claim, person: Person, view: _View) -> Suggestion:
    if claim.weight < LIKELY and not (claim.is_signed and person.role in _PROFESSIONAL):
        return _hold(_THIRD, claim.why)
    if person.role not in _PROFESSIONAL:
        return _withhold(_THIRD, claim.why)
    if finding.category is Category.CONTACT and claim.is_work:
        return _release("STAFF-REL" if person.role == "staff" else _BODY, "A work contact: " + claim.why)
    if claim.weight < SURE or finding.category is Category.IDENTIFIER:
        return _hold(_PRIVATE, "It stands beside somebody in their work and may be private, or somebody else's.")
    return _withhold(_PRIVATE, "Private to somebody who is named in their work.")


def _for_special(finding: Finding, view: _View) -> Suggestion:
    claim = _claim(finding, view)
    match claim.owner:
        case Owner.SUBJECT if finding.kind == "special.health" and finding.document_id in view.resolution.clinical:
            if is_open("HOLD-HEALTH", view.case):
                return _hold(
                    "HOLD-HEALTH", "A clinician's letter: an opinion, or proof that the subject knows it, comes first."
                )
            return _release(_OWN, "The subject's own. " + claim.why)
        case Owner.SUBJECT if claim.weight >= SURE:
            return _release(_OWN, "The subject's own. " + claim.why)
        case Owner.RELATIVE:
            return _withhold(_THIRD, claim.why)
        case Owner.PERSON if claim.person:
            if view.people[claim.person].role in _PROFESSIONAL:
                if finding.kind == STATUS:
                    return _release("STAFF-REL", "Names a worker's place in the record, not their private life.")
                return _hold(_PRIVATE, "It may be the private life of somebody named in their work.")
            return _withhold(_THIRD, claim.why)
        case Owner.REQUESTER:
            return _hold(_THIRD, "The requester's own, which is a request of its own.")
    return _hold(_THIRD, claim.why or "Nothing says whose it is.")


def _is_gated(finding: Finding, view: _View) -> bool:
    """Whether health data stands in a clinician's letter that a controller outside health holds (Sch 3 para 6)."""
    return finding.document_id in view.resolution.clinical and is_open(HEALTH_GATE, view.case)


def _for_row(finding: Finding, view: _View) -> Suggestion:
    if finding.kind == "rank":
        return _hold(_CONTEXT, finding.evidence.why)
    if finding.kind in ("pointer", "account", "whereabouts", "report"):
        return _hold("TP-SRC" if finding.kind == "report" else _CONTEXT, finding.evidence.why)
    if finding.kind in ("tag", "described", "life"):
        return _withhold(_CONTEXT, finding.evidence.why)
    if finding.kind == "field":
        claim = _claim(finding, view)
        if claim.owner in (Owner.SUBJECT, Owner.REQUESTER):
            return _release(_OWN, claim.why)
        if claim.owner is Owner.UNKNOWN:
            return _hold(_THIRD, claim.why)
        return _withhold(_THIRD, claim.why)
    if finding.person_id is None:
        return _hold(_CONTEXT, "Stands in a row of somebody who is not certain, or speaks of the subject too.")
    if view.people[finding.person_id].standing is Standing.SUBJECT:
        return _release(_OWN, "Stands in the subject's own row.")
    return _withhold(_THIRD, finding.evidence.why)


# ---------------------------------------------------------------- passages


def _for_passage(finding: Finding, view: _View) -> Suggestion:
    """A hold on the first ground of the usual order that one of the passage's families leaves open."""
    rules = view.rulebook.passages
    families = [each for each in dict.fromkeys((finding.kind, *finding.evidence.rule.split(","))) if each in rules]
    if view.case.controller.kind is ControllerKind.NHS and _CLINICAL in families:
        # Sch 3 para 6 binds a controller that is no health professional; its own clinical record is no passage to hold
        families.remove(_CLINICAL)
        if not families:
            return _release(_OWN, "What a health professional found, in the record of a health body.")
    codes = [passage_code(family, view.case, view.rulebook) for family in families]
    is_about_child = finding.id in view.about_subject and is_open(BEST_INTERESTS, view.case)
    if is_about_child and any(BEST_INTERESTS in rules[family].suggests for family in families):
        codes.append(BEST_INTERESTS)
    code = min(codes, key=rank_of, default=NEUTRAL)
    why = explain_passage(families, code, view.case, view.rulebook)
    return _hold(code, why)


def _release(code: str, why: str) -> Suggestion:
    return Suggestion(verdict=Verdict.RELEASE, code=code, why=why)


def _withhold(code: str, why: str) -> Suggestion:
    return Suggestion(verdict=Verdict.WITHHOLD, code=code, why=why)


def _hold(code: str, why: str) -> Suggestion:
    return Suggestion(verdict=Verdict.HOLD, code=code, why=why)
