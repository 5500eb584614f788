"""Case and organisation to what a letter may say: every field that a template can name, empty where it is not known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from redactor.disclose.letter import long_date
from redactor.domain.bundle import Fate
from redactor.domain.case import Case
from redactor.domain.organisation import Organisation

_FATE_WORDS = {
    Fate.DISCLOSED: "disclosed",
    Fate.WITHHELD: "withheld",
    Fate.DUPLICATE: "a second copy of another",
    Fate.OUT_OF_SCOPE: "not about this request",
    Fate.QUARANTINED: "not readable",
    Fate.SKIPPED: "without content of their own",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What the bundle holds, as far as the requester may know: nothing of a suppressed document is in it."""

    counts: Mapping[str, int]
    pages: int
    first_page: int
    documents: int
    labels: tuple[str, ...] = ()
    withheld: bool = False
    """Whether anything is withheld that may be known of."""


def letter_fields(
    case: Case, organisation: Organisation, *, written: date, due: date | None = None, reason: str = ""
) -> dict[str, str]:
    """What any letter about a case may say."""
    language, texts = organisation.language, organisation.texts
    contact = ", ".join(way for way in (organisation.email, organisation.phone, organisation.address) if way)
    return {
        "organisation": organisation.name or case.controller.name,
        "organisation_address": organisation.address,
        "organisation_contact": ", ".join(way for way in (organisation.email, organisation.phone) if way),
        "contact": contact,
        "complaints": organisation.complaints or contact,
        "dpo": ", ".join(each for each in (organisation.dpo.name, organisation.dpo.ways()) if each),
        "signatory": organisation.signatory.name,
        "signatory_role": organisation.signatory.role,
        "regulator": organisation.regulator.name,
        "regulator_contact": organisation.regulator.ways(),
        "support": organisation.support,
        "privacy_notice": organisation.privacy_notice,
        "purposes": texts.purposes,
        "categories": texts.categories,
        "recipients": texts.recipients,
        "sources": texts.sources,
        "automated": texts.automated,
        "transfers": texts.transfers,
        "systems": texts.systems,
        "retention": "; ".join(f"{row.record}: {row.keep}" for row in organisation.retention),
        "requester": case.requester.name,
        "subject": case.subject.name,
        "reference": case.reference,
        "received": long_date(case.received, language),
        "scope": case.scope,
        "today": long_date(written, language),
        "due": long_date(due, language) if due else "",
        "not_due": "" if due else "yes",
        "reason": reason,
    }


def bundle_fields(account: Account) -> dict[str, str]:
    """What the letter of a bundle may say beside that."""
    told = [f"{account.counts[fate.value]} {words}" for fate, words in _FATE_WORDS.items() if account.counts[fate]]
    return {
        "files": str(account.counts["received"]),
        "accounting": ", ".join(told) or "nothing was found",
        "pages": str(account.pages),
        "documents": f"{account.documents} documents" if account.documents != 1 else "1 document",
        "page_range": f"{account.first_page}–{account.pages}",
        "withheld": _listed(account.labels) if account.withheld else "",
        "nothing_withheld": "" if account.withheld else "yes",
    }


def _listed(labels: Sequence[str]) -> str:
    return ", ".join(f"“{label}”" for label in labels) or "a plain box"
