"""One review from the first key to the last, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from redactor.domain.finding import Category, Verdict
from redactor.domain.reviewer import Reviewer
from redactor.web.serving import serve_review
from tests.store.making import REFERENCE, a_decision
from tests.web.conftest import EXEMPTIONS, OnDesk

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
ROWS = "#findings li"
CURRENT = f"{ROWS}[aria-selected=true]"
AXE_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed: the review page was NOT tried in a browser")
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS) as launched,
    ):
        yield launched


@pytest.fixture
def page(browser: Browser, desk: OnDesk) -> Iterator[Page]:
    with (
        serve_review(desk.store, REFERENCE, reviewer=Reviewer(name="Ana"), exemptions=EXEMPTIONS) as address,
        browser.new_context(viewport={"width": 1366, "height": 768}) as context,
    ):
        opened = context.new_page()
        opened.goto(address)
        yield opened


def verdicts(desk: OnDesk) -> dict[str, Verdict]:
    return {ruling.finding.id: ruling.verdict for ruling in desk.store.reviews.rulings(REFERENCE)}


def test_a_reviewer_with_a_keyboard_decides_a_document(page: Page, desk: OnDesk, tmp_path: Path) -> None:
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    assert Axe().run(page, options=AXE_RULES).violations_count == 0
    page.screenshot(path=tmp_path / "case.png")
    page.get_by_role("link", name="Continue the review").click()
    current = page.locator(CURRENT)
    saved = page.locator("#saved")

    expect(current).to_contain_text("Ms Adeyemi")
    page.keyboard.press("a")
    expect(current).to_contain_text("Tom Reid")
    page.keyboard.press("w")
    expect(current).to_contain_text("Tom said")
    expect(saved).to_have_text("Saved")
    assert verdicts(desk)[desk.staff.id] is Verdict.RELEASE
    assert verdicts(desk)[desk.pupil.id] is Verdict.WITHHOLD

    page.keyboard.press("a")
    expect(page.locator("#message")).to_contain_text("Only a person can judge")
    page.keyboard.press("r")
    expect(page.locator("#message")).to_contain_text("needs a reason")
    page.keyboard.type("The subject's own account")
    page.keyboard.press("Escape")
    page.screenshot(path=tmp_path / "review.png")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366
    assert page.evaluate("document.documentElement.scrollHeight") <= 768
    page.keyboard.press("r")
    expect(page.locator("#page-number")).to_have_text("Page 2 of 2")
    expect(current).to_contain_text("07700 900123")
    assert verdicts(desk)[desk.passage.id] is Verdict.RELEASE

    page.keyboard.press("u")
    expect(page.locator("#message")).to_contain_text("Taken back")
    expect(saved).to_have_text("Saved")
    assert verdicts(desk)[desk.passage.id] is Verdict.OPEN

    _draw_a_box(page)
    expect(page.locator(ROWS)).to_have_count(2)
    drawn = desk.store.reviews.rulings(REFERENCE, "0001")[-1]
    assert (drawn.finding.category, drawn.verdict) == (Category.DRAWN, Verdict.WITHHOLD)
    page.keyboard.press("u")
    expect(page.locator("#message")).to_contain_text("Taken back")
    assert desk.store.reviews.rulings(REFERENCE, "0001")[-1].verdict is Verdict.RELEASE

    assert Axe().run(page, options=AXE_RULES).violations_count == 0
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert Axe().run(page, options=AXE_RULES).violations_count == 0
    assert desk.store.audit.verify_chain(REFERENCE)
    assert [trouble for trouble in troubles if "422" not in trouble] == []


def _draw_a_box(page: Page) -> None:
    """Two clicks, no dragging."""
    page.keyboard.press("d")
    area = page.locator("#overlay").bounding_box()
    assert area is not None
    page.mouse.click(area["x"] + 100, area["y"] + 300)
    page.mouse.click(area["x"] + 220, area["y"] + 330)


def test_two_reviewers_who_disagree_both_see_what_the_other_chose(page: Page, desk: OnDesk) -> None:
    page.get_by_role("link", name="Continue the review").click()
    expect(page.locator(CURRENT)).to_contain_text("Ms Adeyemi")
    desk.store.reviews.decide(REFERENCE, (a_decision(desk.staff, by="Ben", code="TP-ID"),))
    page.keyboard.press("a")
    expect(page.locator("#conflict-said")).to_contain_text("Ben has made it “withheld” (TP-ID). You chose “released”")
    page.get_by_role("button", name="Decide as I did").click()
    expect(page.locator(CURRENT)).to_contain_text("Tom Reid")
    expect(page.locator("#saved")).to_have_text("Saved")
    assert verdicts(desk)[desk.staff.id] is Verdict.RELEASE


def test_a_box_can_be_drawn_by_keyboard_alone(page: Page, desk: OnDesk) -> None:
    page.get_by_role("link", name="Continue the review").click()
    expect(page.locator(ROWS)).to_have_count(3)
    for key in ("d", "Enter", *["ArrowRight"] * 5, *["ArrowDown"] * 2, "Enter"):
        page.keyboard.press(key)
    expect(page.locator(ROWS)).to_have_count(4)
    (drawn,) = (each for each in desk.store.reviews.findings(REFERENCE, "0001") if each.category is Category.DRAWN)
    assert (drawn.place.box.width, drawn.place.box.height) == pytest.approx((50, 20))  # type: ignore[union-attr]


def test_a_box_can_be_dragged(page: Page, desk: OnDesk) -> None:
    page.get_by_role("link", name="Continue the review").click()
    expect(page.locator(ROWS)).to_have_count(3)
    page.get_by_role("button", name="Draw a box").click()
    area = page.locator("#overlay").bounding_box()
    assert area is not None
    page.mouse.move(area["x"] + 100, area["y"] + 300)
    page.mouse.down()
    page.mouse.move(area["x"] + 150, area["y"] + 320)
    page.mouse.move(area["x"] + 200, area["y"] + 350)
    page.mouse.up()
    expect(page.locator(ROWS)).to_have_count(4)
    (drawn,) = (each for each in desk.store.reviews.findings(REFERENCE, "0001") if each.category is Category.DRAWN)
    scale = 595 / area["width"]
    assert drawn.place.box.x1 == pytest.approx(200 * scale, abs=1)  # type: ignore[union-attr]
    assert drawn.place.box.height == pytest.approx(50 * scale, abs=1)  # type: ignore[union-attr]


def test_a_decision_that_meets_a_broken_connection_is_sent_again_and_the_reviewer_is_told(
    page: Page, desk: OnDesk
) -> None:
    page.get_by_role("link", name="Continue the review").click()
    expect(page.locator(CURRENT)).to_contain_text("Ms Adeyemi")
    page.route("**/decide", lambda route: route.abort(), times=1)
    for key in ("a", "a"):
        page.keyboard.press(key)
    expect(page.locator("#saved")).to_have_text("Not saved – trying again")
    expect(page.locator("#saved")).to_have_text("Saved")
    assert [verdicts(desk)[each.id] for each in (desk.staff, desk.pupil)] == [Verdict.RELEASE, Verdict.WITHHOLD]


def test_single_keys_can_be_switched_off(page: Page, desk: OnDesk) -> None:
    page.get_by_role("link", name="Continue the review").click()
    expect(page.locator(CURRENT)).to_contain_text("Ms Adeyemi")
    page.keyboard.press("?")
    page.get_by_label("Single-key shortcuts are on").uncheck()
    page.get_by_role("button", name="Close").click()
    page.locator("#findings").focus()
    page.keyboard.press("w")
    page.keyboard.press("ArrowDown")
    expect(page.locator(CURRENT)).to_contain_text("Tom Reid")
    assert desk.store.reviews.decisions(REFERENCE) == ()
