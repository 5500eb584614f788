"""Evidence and a quality sample in a real browser, by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from redactor.domain.reviewer import Reviewer
from redactor.web.serving import serve_review
from tests.store.making import REFERENCE
from tests.web.conftest import OnDesk
from tests.web.test_journey import AXE_RULES, browser
from tests.web.test_policy import RULES

__all__ = ["browser"]


@pytest.fixture
def page(browser: Browser, desk: OnDesk) -> Iterator[Page]:
    with (
        serve_review(desk.store, REFERENCE, reviewer=Reviewer(name="Ana"), exemptions=RULES) as address,
        browser.new_context(viewport={"width": 1366, "height": 768}) as context,
    ):
        opened = context.new_page()
        opened.goto(address)
        yield opened


def fits(page: Page, picture: Path) -> bool:
    """Whether axe finds nothing and nothing hangs over the side; the picture is for people."""
    page.screenshot(path=picture, full_page=True)
    overhang = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return Axe().run(page, options=AXE_RULES).violations_count == 0 and overhang <= 0


def test_evidence_is_put_on_record_from_the_page_of_what_waits(page: Page, desk: OnDesk, tmp_path: Path) -> None:
    troubles: list[str] = []
    page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    page.get_by_role("link", name="What waits").press("Enter")
    assert fits(page, tmp_path / "holds.png")
    page.locator("summary", has_text="knows it already").press("Enter")
    page.get_by_label("How you know").fill("They wrote the letter themselves")
    page.get_by_label("How you know").press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#message")).to_contain_text("Choose above")
    page.locator("input[name=target]").press(" ")
    page.get_by_role("button", name="Put on record").locator("visible=true").press("Enter")
    expect(page.get_by_role("heading", name="On record", exact=True)).to_be_visible()
    assert fits(page, tmp_path / "recorded.png")
    (kept,) = desk.store.backings.of(REFERENCE)
    assert (kept.kind, kept.targets, kept.by) == ("already_known", (desk.passage.id,), "Ana")
    page.set_viewport_size({"width": 340, "height": 600})  # as 1366 pixels at 400 %
    assert fits(page, tmp_path / "narrow.png")
    assert troubles == []


def test_a_sample_is_drawn_and_answered_place_by_place(page: Page, desk: OnDesk, tmp_path: Path) -> None:
    page.get_by_role("link", name="Quality sample").press("Enter")
    page.get_by_role("button", name="Draw a new sample").press("Enter")
    expect(page.get_by_role("heading", level=2)).to_contain_text("Place 1 of")
    assert fits(page, tmp_path / "place.png")
    (sample,) = desk.store.samples.of(REFERENCE)
    for number in range(1, len(sample.questions) + 1):
        expect(page.get_by_role("heading", level=2)).to_contain_text(f"Place {number} of")
        page.get_by_role("button", name="Right").press("Enter")
    expect(page.get_by_role("table")).to_contain_text("passed")
    assert fits(page, tmp_path / "figures.png")
    page.get_by_role("button", name="Accept the next suggestions").press("Enter")
    expect(page.locator("#message")).to_contain_text("accepted in your name")
    assert {each.decision.by for each in desk.store.reviews.rulings(REFERENCE) if each.decision} == {"Ana"}
