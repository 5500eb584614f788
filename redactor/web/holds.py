"""What a ruling still waits for, and the acts that put it on record: evidence, opinions, signatures, referrals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from redactor.domain import backing as said
from redactor.domain.decision import Ruling
from redactor.domain.exemption import RecordClass
from redactor.domain.finding import Verdict
from redactor.domain.plain import to_plain
from redactor.dossiers import dossier_of
from redactor.review.dossier import Dossier, plain_backing
from redactor.review.recording import require_may_withdraw, troubles_with
from redactor.review.waiting import what_waits
from redactor.store.store import Store
from redactor.web.desk import Desk, show_ruling
from redactor.web.entries import entry_forms
from redactor.web.painting import paint
from redactor.web.settings import WebSettings

Words = Annotated[str, StringConstraints(min_length=1, max_length=4000, strip_whitespace=True, pattern=r"^[^\x00]*$")]
MoreWords = Annotated[str, StringConstraints(max_length=4000, strip_whitespace=True, pattern=r"^[^\x00]*$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True, pattern=r"^[^\x00\r\n]*$")]
Target = Annotated[str, StringConstraints(max_length=100, pattern=r"^[0-9.]+(-[0-9a-f]+)?$")]
Targets = Annotated[tuple[Target, ...], Field(min_length=1, max_length=2000)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class StatementForm(_Form):
    """A statement under a key of the rules."""

    kind: Literal["statement"]
    key: Name
    text: Words


class OpinionForm(_Form):
    """A professional's opinion."""

    kind: Literal["opinion"]
    author: Name
    profession: Name
    given: date
    harm_likely: bool
    text: MoreWords = ""
    expires: date | None = None


class KnownForm(_Form):
    """How the subject knows it already."""

    kind: Literal["already_known"]
    how: Words


class TestForm(_Form):
    """The three steps of the third-party test."""

    kind: Literal["third_party_test"]
    without_naming: Words
    consent: said.Consent
    factors: Words
    reasonable: bool
    consent_note: MoreWords = ""


class ConsultedForm(_Form):
    """What the originator said."""

    kind: Literal["consulted"]
    originator: Name
    on: date
    view: Words


class SignatureForm(_Form):
    """A signature of a role that the ground names; the ground is the one that the signatory saw standing."""

    kind: Literal["signature"]
    role: Name
    name: Name
    on: date
    code: Name
    note: MoreWords = ""


class ReferralForm(_Form):
    """A question to a specialist."""

    kind: Literal["referral"]
    to: Name
    question: Words


class ClassedForm(_Form):
    """What class of record a document is."""

    kind: Literal["record_class"]
    record_class: RecordClass


class WithdrawalForm(_Form):
    """Something on record no longer counts."""

    kind: Literal["withdrawal"]
    number: Annotated[int, Field(ge=1)]
    why: Words


Said = Annotated[
    StatementForm
    | OpinionForm
    | KnownForm
    | TestForm
    | ConsultedForm
    | SignatureForm
    | ReferralForm
    | ClassedForm
    | WithdrawalForm,
    Field(discriminator="kind"),
]


class Entry(_Form):
    """Something to be put on record for findings and documents."""

    targets: Targets
    says: Said


_SUBSTANCES: Mapping[str, type] = {kind: made for made, kind in said.KIND_OF.items()}


class HoldActs:
    """What is waited for, and what is put on record."""

    def __init__(self, store: Store, settings: WebSettings, desk: Desk) -> None:
        self._store = store
        self._settings = settings
        self._desk = desk

    def router(self) -> APIRouter:
        """The routes; they come before those that take any path below a case."""
        routes = APIRouter()
        routes.get("/case/{reference:path}/holds")(self.holds)
        routes.get("/case/{reference:path}/waiting")(self.waiting)
        routes.get("/case/{reference:path}/evidence")(self.evidence)
        routes.post("/case/{reference:path}/evidence")(self.put_on_record)
        return routes

    def holds(self, reference: str) -> Response:
        """The page of what waits, with the forms by which it is put on record."""
        rulings, dossier = self._look(reference)
        waiting = what_waits(rulings, self._settings.exemptions, dossier)
        by_id = {ruling.finding.id: ruling for ruling in rulings}
        return paint(
            "holds.html",
            reference=reference,
            waiting=waiting,
            excerpts={each.finding: self._excerpt(reference, by_id[each.finding]) for each in waiting},
            grounds=self._settings.exemptions,
            forms=entry_forms(self._settings.exemptions),
            evidence=[plain_backing(each) for each in self._store.backings.of(reference)],
        )

    def waiting(self, reference: str) -> dict[str, Any]:
        """Every ruling that is held, or lacks evidence or a signature: what it is, and what the rule demands."""
        rulings, dossier = self._look(reference)
        return {"waiting": to_plain(what_waits(rulings, self._settings.exemptions, dossier))}

    def evidence(self, reference: str) -> dict[str, Any]:
        """Everything on record, withdrawn or not, oldest first."""
        return {"evidence": [plain_backing(each) for each in self._store.backings.of(reference)]}

    def put_on_record(self, reference: str, entry: Entry) -> Response:
        """Store it: 200 with its number, 403 where it is not the person's to enter, 422 with what is wrong with it."""
        rulings, dossier = self._look(reference)
        who, substance = self._settings.who, _substance(entry.says)
        troubles = troubles_with(
            substance,
            entry.targets,
            who,
            {ruling.finding.id: ruling for ruling in rulings},
            exemptions=self._settings.exemptions,
            dossier=dossier,
        )
        if isinstance(substance, said.Withdrawal):
            require_may_withdraw(who, substance.number, self._store.backings.of(reference))
        if troubles:
            return JSONResponse({"lacking": list(troubles)}, 422)
        stored = self._store.backings.add(reference, entry.targets, substance, by=who.name)
        return JSONResponse({"evidence": plain_backing(stored)})

    def _excerpt(self, reference: str, ruling: Ruling) -> dict[str, Any]:
        """The words of a finding with what stands round them, and the page they begin on."""
        opened = self._desk.open(reference, ruling.finding.document_id)
        boxes = opened.boxes.get(ruling.finding.id, ())
        index = min((box.page_index for box in boxes), default=0)
        shown = show_ruling(opened, ruling, index) if boxes else {"before": "", "text": "", "after": ""}
        return {"page": index + 1, **{name: shown[name] for name in ("before", "text", "after")}}

    def _look(self, reference: str) -> tuple[Sequence[Ruling], Dossier]:
        dossier = dossier_of(self._store.cases.find(reference), self._store)
        return self._store.reviews.rulings(reference), dossier


def _substance(form: Said) -> said.Substance:
    values = form.model_dump(exclude={"kind"})
    if isinstance(form, SignatureForm):
        values["verdict"] = Verdict.WITHHOLD
    made: said.Substance = _SUBSTANCES[form.kind](**values)
    return made
