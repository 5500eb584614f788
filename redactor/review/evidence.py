"""What evidence a ground asks for, in what form, and whether it is there and in date.

A key of `evidence_required` is answered by what was put on record (see domain/backing.py), or in the decision's own
evidence text: by lines "key: words", or by the whole text where the ground asks for one statement only. What the
law wants from somebody else (an opinion, the originator's view) is never answered by the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from redactor.domain.backing import AlreadyKnown, Backing, Consent, Consulted, Opinion, Statement, ThirdPartyTest
from redactor.domain.decision import Decision
from redactor.domain.exemption import Exemption
from redactor.domain.finding import Verdict


class Form(StrEnum):
    """In what form a piece of evidence has to come."""

    STATEMENT = "statement"
    DAY = "day"
    """An ISO date."""
    DAY_TO_COME = "day_to_come"
    """An ISO date on which the ground is looked at again; once it is past, the evidence is out of date."""
    OPINION = "opinion"
    OPINION_OR_KNOWN = "opinion_or_known"
    CONSULTED = "consulted"
    CONSENT = "consent"
    """A reference to the written consent, or a third-party test that says it was obtained."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """One piece of evidence: its key in the rules, in words for a person, and its form."""

    key: str
    words: str
    form: Form = Form.STATEMENT


_KNOWN = {
    "harm_rationale": Demand(key="harm_rationale", words="Why serious harm is likely"),
    "who_is_harmed": Demand(key="who_is_harmed", words="Who would be harmed"),
    "likelihood": Demand(key="likelihood", words="How likely that is, and why"),
    "best_interests_rationale": Demand(
        key="best_interests_rationale", words="Why disclosure is not in the child's best interests"
    ),
    "duty_of_confidence": Demand(key="duty_of_confidence", words="What duty of confidence is owed, and to whom"),
    "expectation": Demand(key="expectation", words="What the subject expected or said, and when"),
    "court_rule": Demand(key="court_rule", words="The court, the report and the rules it was made under"),
    "privilege_basis": Demand(key="privilege_basis", words="Whose advice, for whom, for what purpose"),
    "prejudice_rationale": Demand(key="prejudice_rationale", words="What this disclosure would prejudice now"),
    "restriction_reasons": Demand(key="restriction_reasons", words="Why the restriction is necessary"),
    "confidence_in_fact": Demand(key="confidence_in_fact", words="How the reference was given in confidence"),
    "cost_estimate": Demand(key="cost_estimate", words="The estimate of the effort"),
    "unfounded_or_excessive_rationale": Demand(
        key="unfounded_or_excessive_rationale", words="Why the request is unfounded or excessive"
    ),
    "review_date": Demand(key="review_date", words="When this is looked at again", form=Form.DAY_TO_COME),
    "results_date": Demand(key="results_date", words="When the results come out", form=Form.DAY_TO_COME),
    "consent_reference": Demand(key="consent_reference", words="Where the consent is kept", form=Form.CONSENT),
    "police_view_dated": Demand(
        key="police_view_dated", words="What the originator says, and when", form=Form.CONSULTED
    ),
    "health_opinion": Demand(
        key="health_opinion", words="The appropriate health professional's opinion", form=Form.OPINION
    ),
    "reporter_opinion": Demand(key="reporter_opinion", words="The Principal Reporter's opinion", form=Form.OPINION),
    "health_opinion_or_already_known": Demand(
        key="health_opinion_or_already_known",
        words="The appropriate health professional's opinion, or how the subject knows it already",
        form=Form.OPINION_OR_KNOWN,
    ),
}


def demands_of(exemption: Exemption) -> tuple[Demand, ...]:
    """What a ground asks for, in the order of the rules; a key of somebody's own rules is a statement."""
    return tuple(_KNOWN.get(key) or Demand(key=key, words=key.replace("_", " ")) for key in exemption.evidence_required)


def missing_evidence(
    exemption: Exemption, decision: Decision, behind: Iterable[Backing], today: date | None
) -> tuple[str, ...]:
    """The keys that nothing in date answers, in the order of the rules."""
    kept = tuple(behind)
    stated = _stated(exemption, decision, kept)
    return tuple(
        demand.key
        for demand in demands_of(exemption)
        if not any(_still_holds(until, today) for until in _answers(demand, exemption, decision, stated, kept))
    )


def expired_evidence(
    exemption: Exemption, decision: Decision, behind: Iterable[Backing], today: date
) -> tuple[str, ...]:
    """The keys that were answered once and by nothing that may still be relied on today."""
    missing_at_all = missing_evidence(exemption, decision, behind, None)
    return tuple(key for key in missing_evidence(exemption, decision, behind, today) if key not in missing_at_all)


def may_be_relied_on(exemption: Exemption | None, given: date, own_limit: date | None = None) -> date:
    """The last day on which evidence of a day counts for the ground: the rule's limit or its author's own."""
    days = exemption.evidence_expires_days if exemption else None
    limits = [given + timedelta(days=days)] if days else []
    limits += [own_limit] if own_limit else []
    return min(limits, default=date.max)


def last_opinion(behind: Iterable[Backing], finding_id: str) -> Opinion | None:
    """The opinion that counts: one on the finding itself before one on its document, then the one given last."""
    found = [
        (finding_id in each.targets, each.substance.given, each.number, each.substance)
        for each in behind
        if isinstance(each.substance, Opinion)
    ]
    return max(found, key=lambda each: each[:3])[3] if found else None


def _answers(
    demand: Demand, exemption: Exemption, decision: Decision, stated: Mapping[str, str], behind: tuple[Backing, ...]
) -> Iterable[date]:
    """Until when each answer to a demand may be relied on; date.max where it does not age."""
    last = last_opinion(behind, decision.finding_id)
    agrees = last is not None and last.harm_likely is (decision.verdict is Verdict.WITHHOLD)
    opinions = [may_be_relied_on(exemption, last.given, last.expires)] if last and agrees else []
    text = stated.get(demand.key, "")
    match demand.form:
        case Form.OPINION:
            return opinions
        case Form.OPINION_OR_KNOWN:
            return opinions + [date.max for each in behind if isinstance(each.substance, AlreadyKnown)]
        case Form.CONSULTED:
            return [
                may_be_relied_on(exemption, each.substance.on)
                for each in behind
                if isinstance(each.substance, Consulted)
            ]
        case Form.CONSENT:
            tests = [each.substance for each in behind if isinstance(each.substance, ThirdPartyTest)]
            return [date.max] * bool(text or any(each.consent is Consent.OBTAINED for each in tests))
        case Form.DAY | Form.DAY_TO_COME:
            day = _day(text)
            return [day if demand.form is Form.DAY_TO_COME else date.max] if day else []
    return [may_be_relied_on(exemption, decision.at.date())] if text else []


def _still_holds(until: date, today: date | None) -> bool:
    return today is None or today <= until


def _stated(exemption: Exemption, decision: Decision, behind: tuple[Backing, ...]) -> dict[str, str]:
    """Key -> what was stated under it, the latest last."""
    told = labelled(decision.evidence, exemption.evidence_required)
    own_words = [each for each in demands_of(exemption) if each.form in (Form.STATEMENT, Form.CONSENT, Form.DAY)]
    if not told and len(own_words) == 1 and decision.evidence.strip():
        told = {own_words[0].key: decision.evidence.strip()}
    put = {each.substance.key: each.substance.text for each in behind if isinstance(each.substance, Statement)}
    return {**put, **told}


def labelled(text: str, keys: Iterable[str]) -> dict[str, str]:
    """The parts of an evidence text that begin with a key and a colon, on lines or between semicolons."""
    names = "|".join(sorted(map(re.escape, keys), key=len, reverse=True))
    if not names:
        return {}
    _, *parts = re.split(rf"(?:^|[;\n])\s*({names})\s*:", text)
    return {key: words.strip(" ;\n") for key, words in zip(parts[::2], parts[1::2], strict=True) if words.strip(" ;\n")}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
