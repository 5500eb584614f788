"""A small case whose documents are clean: what a release is made from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

import pymupdf

from redactor.disclose.release import Work
from redactor.domain.box import Box
from redactor.domain.bundle import Approval
from redactor.domain.case import Case, Controller, ControllerKind, Requester, Source, SourceState, Subject
from redactor.domain.decision import Decision, Ruling
from redactor.domain.exemption import Exemption
from redactor.domain.finding import Category, Evidence, Finding, PageBox, Verdict
from redactor.domain.organisation import Contact, Keeping, Organisation, Signatory, Texts
from redactor.domain.redaction import CleanDocument, CleanPage, Redaction, Treatment

WRITTEN = date(2026, 10, 1)
CASE = Case(
    reference="SAR-2026-014",
    received=date(2026, 9, 3),
    subject=Subject(name="Marcus Pemberton"),
    requester=Requester(name="Ruth Pemberton"),
    controller=Controller(name="Ashgrove <Primary> School", kind=ControllerKind.SCHOOL),
    scope="Everything since Year 7",
)
BOX = Box(50, 50, 120, 62)


def an_exemption(code: str, label: str, explanation: str) -> Exemption:
    return Exemption(
        code=code, label=label, public_label="Withheld", citation="", verified="", family="", explanation=explanation
    )  # fmt: skip


EXEMPTIONS: Mapping[str, Exemption] = {
    each.code: each
    for each in (
        an_exemption("TP-ID", "Third party", "It is about somebody else."),
        an_exemption("LPP", "Legal advice", "It is advice from a lawyer."),
        an_exemption("LPP-LIT", "Legal advice", "It was made for a court case."),
    )
}


ORGANISATION = Organisation(
    name="Ashgrove <Primary> School",
    address="Ashgrove Lane",
    email="office@ashgrove.example.org",
    complaints="write to the head",
    support="Mrs Lunn can help.",
    dpo=Contact(name="Nia Dole", email="dpo@ashgrove.example.org"),
    signatory=Signatory(name="Ana Reyes", role="Headteacher"),
    texts=Texts(
        purposes="To teach.", categories="Marks.", recipients="The council.", sources="You.", systems="the file"
    ),
    retention=(Keeping(record="pupil file", keep="until 25"),),
)


def a_pdf(pages: int, *, rotation: int = 0) -> bytes:
    """Landscape pages that say which they are."""
    with pymupdf.open() as paper:
        for number in range(pages):
            page = paper.new_page(width=420, height=298)
            page.insert_text((40, 60), f"Sheet {number + 1} of the record", fontsize=12)
            page.set_rotation(rotation)
        return bytes(paper.tobytes(no_new_id=True))


def a_source(source_id: str, state: SourceState = SourceState.READ, *, kind: str = "pdf", reason: str = "") -> Source:
    path = f"Fenwick/secret {source_id}.{kind}"
    return Source(id=source_id, path=path, sha256="0" * 64, size=3, kind=kind, state=state, reason=reason)


def a_finding(source_id: str) -> Finding:
    evidence = Evidence(detector="names", rule="name", score=0.876)
    return Finding(document_id=source_id, category=Category.PERSON, place=PageBox(0, BOX), evidence=evidence)


def a_ruling(source_id: str, *, reason: str = "") -> Ruling:
    finding, at = a_finding(source_id), datetime(2026, 9, 7, tzinfo=UTC)
    decision = Decision(
        finding_id=finding.id, verdict=Verdict.WITHHOLD, by="Ana Reyes", at=at, code="TP-ID", reason=reason
    )  # fmt: skip
    return Ruling(finding=finding, decision=decision)


def a_clean(
    source_id: str, pages: int, *, boxed: bool = False, whole: bool = False, rotation: int = 0
) -> CleanDocument:
    redactions = []
    if boxed:
        ids = (a_finding(source_id).id,)
        redactions.append(Redaction(page_index=0, box=BOX, label="Third party", code="TP-ID", finding_ids=ids))
    if whole:
        redactions += [
            Redaction(
                page_index=at, box=Box(0, 0, 420, 298), label="Withheld", code="TP-ID", treatment=Treatment.WHOLE_PAGE
            )
            for at in range(pages)
        ]
    return CleanDocument(
        document_id=source_id,
        pdf=a_pdf(pages, rotation=rotation) if pages else b"",
        pages=tuple(CleanPage(page_index=at, route="vector") for at in range(pages)),
        redactions=tuple(redactions),
    )


def a_work(approval: Approval = Approval.REVIEWED, *, copies: int = 1, reason: str = "") -> Work:
    """One message with an attachment, one file withheld whole, one duplicate, one clutter, one quarantined."""
    sources = [
        a_source("0001", kind="eml"), a_source("0001.1"), a_source("0002"), a_source("0003", SourceState.DUPLICATE),
        a_source("0004", SourceState.SKIPPED, kind="clutter", reason="clutter"),
        a_source("0005", SourceState.QUARANTINED, reason="damaged"),
        a_source("0006", SourceState.CONTAINER, kind="zip"),
    ]  # fmt: skip
    more = [a_source(f"{number:04}") for number in range(7, 6 + copies)]
    cleans = [a_clean("0001", 2, boxed=True), a_clean("0001.1", 1), a_clean("0002", 3, whole=True)]
    cleans += [a_clean(source.id, 1) for source in more]
    return Work(
        case=CASE,
        sources=(*sources, *more),
        cleans={clean.document_id: clean for clean in cleans},
        rulings=(a_ruling("0001", reason=reason),),
        exemptions=EXEMPTIONS,
        approval=approval,
        written=WRITTEN,
        organisation=ORGANISATION,
    )
