from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import HTTPException
from PIL import Image

from redactor.config import Settings
from redactor.domain.decision import Decision
from redactor.domain.finding import Finding, Verdict
from redactor.run.runner import Serial
from redactor.tools import tools_for
from redactor.web.finished import Finished
from redactor.web.settings import WebSettings
from tests.store.making import AT, REFERENCE
from tests.web.conftest import ANA, TOKEN, OnDesk

DPI = 110
COVERED, PRINTED = 0.3, 0.2
"""A box is darker than this even with its label in white and moved with its line; words in clear are lighter."""


@pytest.fixture
def finished(desk: OnDesk, tmp_path: Path) -> Iterator[Finished]:
    tools = tools_for(Settings(home=tmp_path / "home"))
    exemptions = tools.rulebook().exemptions
    settings = WebSettings(alone=ANA, exemptions=exemptions, token=TOKEN, tools=tools, reference=REFERENCE)
    yield Finished(desk.store, settings, tools, Serial())
    tools.store().close()


def darkness(finished: Finished, desk: OnDesk, finding: Finding, page_number: int) -> float:
    """How dark the result is where the finding stands, 0-1."""
    answer = finished.page(REFERENCE, "0001", page_number)
    drawn = Image.open(io.BytesIO(bytes(answer.body))).convert("L")
    span = finding.span
    assert span is not None
    (place,) = desk.document.boxes_for(span.start, span.end)
    box = place.box
    seen = drawn.crop(tuple(round(each * DPI / 72) for each in (box.x0, box.y0, box.x1, box.y1)))  # type: ignore[arg-type]
    pixels = list(seen.getdata())
    return 1 - sum(pixels) / len(pixels) / 255


def decide(desk: OnDesk, finding: Finding, verdict: Verdict, code: str) -> None:
    decision = Decision(finding_id=finding.id, verdict=verdict, by="Ana", at=AT, code=code, reason="Why.")
    desk.store.reviews.decide(REFERENCE, (decision,))


def test_the_result_is_made_by_the_real_redaction_and_covers_what_nobody_has_decided(
    desk: OnDesk, finished: Finished
) -> None:
    assert darkness(finished, desk, desk.pupil, 1) > COVERED
    assert darkness(finished, desk, desk.staff, 1) > COVERED
    decide(desk, desk.staff, Verdict.RELEASE, "STAFF-REL")
    decide(desk, desk.pupil, Verdict.WITHHOLD, "TP-ID")
    assert darkness(finished, desk, desk.staff, 1) < PRINTED
    assert darkness(finished, desk, desk.pupil, 1) > COVERED


def test_a_page_of_another_document_or_case_has_no_result(desk: OnDesk, finished: Finished) -> None:
    for document, page_number in (("0001", 3), ("0001", 0), ("0099", 1)):
        with pytest.raises(HTTPException):
            finished.page(REFERENCE, document, page_number)


def test_nothing_of_a_result_is_kept_in_the_store_while_something_is_undecided(
    desk: OnDesk, finished: Finished
) -> None:
    before = desk.store.audit.entries(REFERENCE)
    finished.page(REFERENCE, "0001", 1)
    assert desk.store.audit.entries(REFERENCE) == before
