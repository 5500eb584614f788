"""A case with two real documents on the desk, and ways to visit it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pymupdf
import pytest
from fastapi.testclient import TestClient

from redactor.domain.account import Account
from redactor.domain.document import Document
from redactor.domain.exemption import Exemption
from redactor.domain.finding import Category, Finding, Verdict
from redactor.domain.person import Person
from redactor.domain.reviewer import EVERY_DUTY
from redactor.store.store import Store, open_store
from redactor.web.app import create_app
from redactor.web.settings import WebSettings
from tests.store.making import REFERENCE, a_case, a_document, a_finding, a_source

ORIGIN = "http://127.0.0.1:8765"
ANA = Account(name="Ana", duties=EVERY_DUTY)
"""One person alone, with every duty."""
TOKEN = "one-time-token"
PAGES = (
    "Dear Ms Adeyemi\nThank you for meeting Leila and Tom Reid on Monday.\nTom said he had been hit by his brother.",
    "Contact for Tom Reid is 07700 900123\nHis class teacher is Mr Hall.",
)
EXEMPTIONS = {
    "TP-ID": Exemption(
        code="TP-ID",
        label="Third party",
        public_label="Withheld",
        citation="DPA 2018 Sch 2 Pt 3 para 16(1)",
        verified="V",
        family="rights_of_others",
        explanation="About another person.",
    ),
    "SH-ED": Exemption(
        code="SH-ED",
        label="Serious harm",
        public_label="Withheld",
        citation="DPA 2018 Sch 3 Pt 4 para 19",
        verified="V",
        family="serious_harm",
        explanation="Likely to cause serious harm.",
        evidence_required=("harm_rationale",),
    ),
    "STAFF-REL": Exemption(
        code="STAFF-REL",
        label="Released",
        public_label="Released",
        citation="DPA 2018 Sch 2 Pt 3 para 17",
        verified="V",
        family="release",
        explanation="Staff in their work.",
        releases=True,
    ),
}
TOM = Person(id="p-0000000001", name="Tom Reid", role="pupil", why_role="He stands on the class list.")


@dataclass(frozen=True)
class OnDesk:
    """The store, its first document, and that document's findings in reading order."""

    store: Store
    document: Document
    staff: Finding
    pupil: Finding
    passage: Finding
    phone: Finding


def a_facsimile(document: Document, rotation: int = 0) -> bytes:
    """A real PDF with the document's words printed in their boxes."""
    pdf = pymupdf.open()
    for page in document.pages:
        sheet = pdf.new_page(width=page.width, height=page.height)
        for word in page.words:
            sheet.insert_text((word.box.x0, word.box.y1 - 3), word.text, fontname="cour", fontsize=11.6)
        sheet.set_rotation(rotation)
    content: bytes = pdf.tobytes()
    pdf.close()
    return content


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[OnDesk]:
    """A case of two documents; the first has findings on both its pages, the second one."""
    document, other = a_document("0001", *PAGES), a_document("0002", "Minutes taken by Amy Lunt")
    staff = a_finding(document, "Ms Adeyemi").suggested(Verdict.RELEASE, "STAFF-REL", "Staff in role.")
    pupil = a_finding(document, "Tom Reid").suggested(Verdict.WITHHOLD, "TP-ID", "Another pupil.")
    passage = a_finding(document, "Tom said he had been hit by his brother.", category=Category.PASSAGE, kind="harm")
    phone = a_finding(document, "07700 900123", category=Category.CONTACT, kind="phone")
    found = (
        staff,
        _of(TOM, pupil),
        passage.suggested(Verdict.HOLD, "SH-ED", "Speaks of harm."),
        _of(TOM, phone.suggested(Verdict.WITHHOLD, "TP-ID", "Another pupil's phone.")),
        a_finding(other, "Amy Lunt").suggested(Verdict.WITHHOLD, "TP-ID", "Nobody knows her."),
    )
    with open_store(tmp_path / "home") as store:
        store.cases.create(a_case())
        for each in (document, other):
            store.cases.add_source(REFERENCE, a_source(each.id, each.text.encode()), each.text.encode())
            store.cases.record_reading(REFERENCE, each, a_facsimile(each))
        store.reviews.record_resolution(REFERENCE, (TOM,), found)
        yield OnDesk(store, document, staff, pupil, passage, phone)


def _of(person: Person, finding: Finding) -> Finding:
    return Finding(
        document_id=finding.document_id,
        category=finding.category,
        place=finding.place,
        evidence=finding.evidence,
        kind=finding.kind,
        person_id=person.id,
        suggestion=finding.suggestion,
    )


def a_client(store: Store, reviewer: str = "Ana", *, reference: str | None = REFERENCE) -> TestClient:
    """A browser that has not come in yet."""
    settings = WebSettings(
        alone=Account(name=reviewer, duties=EVERY_DUTY), exemptions=EXEMPTIONS, token=TOKEN, reference=reference
    )
    return TestClient(create_app(store, settings), base_url=ORIGIN, follow_redirects=False)


@pytest.fixture
def client(desk: OnDesk) -> TestClient:
    """A browser that came in and writes as our own page does."""
    visitor = a_client(desk.store)
    visitor.get(f"/enter?token={TOKEN}")
    visitor.headers.update({"x-redactor": "1", "sec-fetch-site": "same-origin"})
    return visitor
