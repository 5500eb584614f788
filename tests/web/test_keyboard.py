"""The review page by keyboard alone, in a real browser: people, many at once, boxes, search, comments, keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from redactor.domain.finding import Category, Verdict
from redactor.domain.reviewer import Reviewer
from redactor.store.store import Store
from redactor.web.serving import serve_review
from tests.store.making import REFERENCE
from tests.web.conftest import EXEMPTIONS, OnDesk
from tests.web.test_journey import AXE_RULES, CURRENT, ROWS, browser, page, verdicts
from tests.web.test_people import person, theirs
from tests.web.test_people import store as people_store

__all__ = ["browser", "page", "people_store"]


def open_review(page: Page) -> None:
    """Into the first document, by keys."""
    page.get_by_role("link", name="Continue the review").focus()
    page.keyboard.press("Enter")
    expect(page.locator(CURRENT)).to_contain_text("Ms Adeyemi")


def require_accessible(page: Page) -> None:
    assert Axe().run(page, options=AXE_RULES).violations_count == 0


def test_one_ruling_for_a_person_takes_two_keys_and_one_undo(page: Page, desk: OnDesk) -> None:
    open_review(page)
    page.keyboard.press("j")
    page.keyboard.press("m")
    decide = page.locator("#many-decide")
    expect(decide).to_have_text("Decide 2")
    expect(decide).to_be_focused()
    require_accessible(page)
    page.keyboard.press("Enter")
    expect(page.locator("#message")).to_contain_text("2 findings decided at once")
    assert [verdicts(desk)[each.id] for each in (desk.pupil, desk.phone)] == [Verdict.WITHHOLD] * 2
    page.keyboard.press("u")
    expect(page.locator("#message")).to_contain_text("Taken back: 2 decisions")
    assert set(verdicts(desk).values()) == {Verdict.OPEN}
    page.keyboard.press("Shift+U")
    expect(page.locator("#message")).to_contain_text("Done again: 2 decisions")
    assert verdicts(desk)[desk.phone.id] is Verdict.WITHHOLD


def test_a_number_withholds_on_its_ground_and_the_box_shows_the_label(page: Page, desk: OnDesk) -> None:
    open_review(page)
    page.keyboard.press("1")
    expect(page.locator("#saved")).to_have_text("Saved")
    expect(page.locator("#boxes .label")).to_have_text("Third party")
    assert verdicts(desk)[desk.staff.id] is Verdict.WITHHOLD
    page.keyboard.press("h")
    expect(page.locator("#saved")).to_have_text("Saved")
    assert verdicts(desk)[desk.pupil.id] is Verdict.HOLD


def test_a_box_is_drawn_moved_resized_and_snapped_by_keys(page: Page, desk: OnDesk) -> None:
    open_review(page)
    for key in ("d", "Enter", *["ArrowRight"] * 5, *["ArrowDown"] * 2, "Enter"):
        page.keyboard.press(key)
    expect(page.locator(ROWS)).to_have_count(4)
    expect(page.locator(CURRENT)).to_contain_text("Marked by hand")
    for key in ("e", "ArrowRight", "Shift+ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("#message")).to_contain_text("The box is moved")
    standing = [each for each in desk.store.reviews.rulings(REFERENCE) if each.finding.category is Category.DRAWN]
    assert sorted(each.verdict.value for each in standing) == ["release", "withhold"]
    (moved,) = (each.finding.place for each in standing if each.verdict is Verdict.WITHHOLD)
    assert (moved.box.width, moved.box.height) == pytest.approx((52, 20))  # type: ignore[union-attr]
    page.keyboard.press("e")
    page.locator("#box-x").fill("72")
    page.locator("#box-y").fill("74")
    page.locator("#box-width").fill("40")
    page.locator("#box-height").fill("10")
    page.locator("#snap").press("Enter")
    expect(page.locator("#box-width")).to_have_value("28")
    page.locator("#keep-box").press("Enter")
    expect(page.locator(ROWS)).to_have_count(6)


def test_a_key_is_changed_and_kept_for_the_next_visit(page: Page, desk: OnDesk) -> None:
    open_review(page)
    page.keyboard.press("?")
    field = page.get_by_label("Key for: release", exact=True)
    field.fill("a")
    field.press("Tab")
    expect(page.locator("#keys-said")).to_contain_text("is taken")
    field.fill("x")
    field.press("Tab")
    expect(page.locator("#keys-said")).to_contain_text("“x” is now: release")
    require_accessible(page)
    page.keyboard.press("Escape")
    page.reload()
    expect(page.locator(CURRENT)).to_contain_text("Ms Adeyemi")
    page.keyboard.press("r")
    page.keyboard.press("x")
    expect(page.locator(CURRENT)).to_contain_text("Tom Reid")
    expect(page.locator("#saved")).to_have_text("Saved")
    assert verdicts(desk)[desk.staff.id] is Verdict.RELEASE


def test_search_pages_comments_and_the_last_place_by_keys(page: Page, desk: OnDesk) -> None:
    open_review(page)
    page.keyboard.press("c")
    page.keyboard.type("Is she the class teacher?")
    page.keyboard.press("Tab")
    page.keyboard.type("Ms Holt")
    page.keyboard.press("Enter")
    expect(page.locator("#comment-list")).to_contain_text("Asked: Ms Holt")
    page.keyboard.press("t")
    expect(page.locator("#thumb-list button")).to_have_count(2)
    expect(page.locator("#thumb-list")).to_contain_text("3 to decide")
    page.keyboard.press("g")
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    expect(page.locator("#page-number")).to_have_text("Page 2 of 2")
    expect(page.locator("#saved")).to_have_text("Saved")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("amy")
    page.keyboard.press("Enter")
    expect(page.get_by_role("table")).to_contain_text("Amy Lunt")
    require_accessible(page)
    page.goto(page.url.split("/search")[0])
    expect(page.locator("main")).to_contain_text("Ana asks Ms Holt")
    expect(page.locator("main")).to_contain_text("where you were: document 0001, page 2")
    require_accessible(page)


def test_the_page_works_at_four_hundred_per_cent(page: Page, desk: OnDesk) -> None:
    page.set_viewport_size({"width": 342, "height": 192})
    open_review(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 342
    page.keyboard.press("a")
    expect(page.locator(CURRENT)).to_contain_text("Tom Reid")
    require_accessible(page)


@pytest.fixture
def people_page(browser: Browser, people_store: Store) -> Iterator[Page]:
    """The people of a case that the detectors have resolved."""
    served = serve_review(people_store, "CASE-1", reviewer=Reviewer(name="Ana"), exemptions=EXEMPTIONS)
    with served as address, browser.new_context(viewport={"width": 1366, "height": 768}) as context:
        opened = context.new_page()
        opened.goto(address)
        opened.get_by_role("link", name="People", exact=True).press("Enter")
        opened.locator("#people[data-ready]").wait_for()
        yield opened


def test_somebody_is_given_a_role_by_keys_after_what_changes_was_shown(people_page: Page, people_store: Store) -> None:
    people_page.get_by_role("button", name="Change Tyler Brandreth").press("Enter")
    people_page.keyboard.press("Tab")
    people_page.keyboard.type("staff")
    require_accessible(people_page)
    people_page.get_by_role("button", name="Show what changes").press("Enter")
    expect(people_page.locator("#effects")).to_contain_text("1 from withhold to release")
    expect(people_page.locator("#say")).to_be_focused()
    people_page.keyboard.press("Enter")
    expect(people_page.locator("#said")).to_contain_text("Tyler Brandreth has the role staff")
    assert person(people_store, "Tyler Brandreth").role == "staff"
    require_accessible(people_page)
    people_page.get_by_role("button", name="Take back").press("Enter")
    people_page.locator("#people[data-ready]").wait_for()
    expect(people_page.locator("#said")).to_have_count(0)
    assert person(people_store, "Tyler Brandreth").role != "staff"


def test_one_mention_is_said_to_be_of_somebody_else(people_page: Page, people_store: Store) -> None:
    gemma = person(people_store, "Gemma Holt")
    people_page.goto(f"{people_page.url.rsplit('/', 1)[0]}/document/0001")
    current = people_page.locator(CURRENT)
    expect(current).to_contain_text("Tyler Brandreth")
    people_page.get_by_text("Say whose this is").press("Enter")
    people_page.get_by_label("Person", exact=True).select_option(gemma.id)
    people_page.locator("#who-say").press("Enter")
    expect(people_page.locator("#message")).to_contain_text("1 undecided finding is suggested otherwise now")
    expect(people_page.locator("#suggestion")).to_contain_text("Suggested: release")
    assert [each.document_id for each in theirs(people_store, gemma.id)] == ["0001"]
