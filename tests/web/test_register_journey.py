"""A request from the empty register to the review, by keyboard alone, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from redactor.config import load_settings
from redactor.domain.reviewer import Reviewer
from redactor.store.store import Store, open_store
from redactor.tools import tools_for
from redactor.web.serving import serve_review
from tests.web.test_journey import AXE_RULES, browser

__all__ = ["browser"]
NOTE = "Ada Quill asked for her file.\nOliver Fenwick can be reached on 07700 900123.\n"
MOST_TABS = 60


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Store, str]]:
    """An empty store, and the address of its page."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "settings.toml").write_text("workers = 1\n", "utf-8")
    tools = tools_for(load_settings(home, environment={}))
    exemptions = tools.rulebook().exemptions
    with (
        open_store(home) as store,
        serve_review(store, None, reviewer=Reviewer(name="Ana"), exemptions=exemptions, tools=tools) as address,
    ):
        yield store, address


@pytest.fixture
def page(browser: Browser, served: tuple[Store, str]) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 1366, "height": 768}, locale="en-GB") as context:
        opened = context.new_page()
        opened.goto(served[1])
        yield opened


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has the focus is called so."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        called = page.evaluate(
            "() => { const e = document.activeElement;"
            " return (e.labels?.[0]?.textContent || e.getAttribute('aria-label') || e.textContent || '').trim(); }"
        )
        if called.startswith(name):
            return
    raise AssertionError(f"no Tab leads to {name!r}")


def type_into(page: Page, name: str, text: str) -> None:
    tab_to(page, name)
    page.keyboard.type(text)


def test_a_verbal_request_goes_from_the_form_to_the_review_without_a_mouse(
    page: Page, served: tuple[Store, str], tmp_path: Path
) -> None:
    store, _ = served
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    expect(page.get_by_text("There is no request yet.")).to_be_visible()
    tab_to(page, "New request")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="New request")).to_be_visible()

    type_into(page, "How it came", "verbal")
    tab_to(page, "Reference")
    page.keyboard.type("SAR-7")
    type_into(page, "Name (required)", "Ada Quill")
    tab_to(page, "Add a person")
    page.keyboard.press("Enter")
    page.keyboard.type("Helen Barraclough")
    assert Axe().run(page, options=AXE_RULES).violations_count == 0
    page.keyboard.press("Enter")
    expect(page.locator("#message")).to_contain_text("“Taken by” is missing")
    expect(page.get_by_label("Taken by")).to_be_focused()
    page.screenshot(path=tmp_path / "new.png", full_page=True)
    page.keyboard.type("Front desk")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="SAR-7")).to_be_visible()
    assert store.cases.find("SAR-7").people[0].name == "Helen Barraclough"

    type_into(page, "Give to", "Ben")
    page.keyboard.press("Enter")
    expect(page.locator("#assign-message")).to_have_text("Ben has it now.")
    page.keyboard.press("Shift+Tab")  # back to where the page began, from a message that took the focus
    _write_an_event_down(page)
    _send_records_in(page, tmp_path)
    page.screenshot(path=tmp_path / "request.png", full_page=True)
    assert Axe().run(page, options=AXE_RULES).violations_count == 0

    page.goto(page.url.split("/case")[0])
    expect(page.get_by_role("row", name="SAR-7")).to_contain_text("in review")
    type_into(page, "Reference or name", "quill")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?*q=quill*")
    expect(page.get_by_role("row", name="SAR-7")).to_contain_text("Ben")
    tab_to(page, "Due")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?*order=desc*")
    assert "q=quill" in page.url, "sorting keeps the filter"
    expect(page.get_by_role("columnheader", name="Due")).to_have_attribute("aria-sort", "descending")
    page.screenshot(path=tmp_path / "register.png", full_page=True)
    assert Axe().run(page, options=AXE_RULES).violations_count == 0
    page.set_viewport_size({"width": 341, "height": 192})  # 1366 × 768 at 400 %
    assert page.evaluate("document.documentElement.scrollWidth") <= 341
    page.set_viewport_size({"width": 1366, "height": 768})
    tab_to(page, "SAR-7")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Who has it")).to_be_visible()
    tab_to(page, "The review")
    page.keyboard.press("Enter")
    page.wait_for_url("**/case/SAR-7")
    tab_to(page, "Continue the review")
    page.keyboard.press("Enter")
    expect(page.locator("#findings li").first).to_be_visible()
    assert [trouble for trouble in troubles if "422" not in trouble] == []


def _write_an_event_down(page: Page) -> None:
    """Clarification asked for today: first without an order that can be, then with."""
    today = date.today().isoformat()  # filled in, since the order in which a day is typed is the browser's
    page.get_by_label("Clarification given").fill(today)
    page.keyboard.press("Enter")
    expect(page.locator("#clock-message")).to_contain_text("the answer needs a question")
    page.get_by_label("Clarification asked for").fill(today)
    page.keyboard.press("Enter")
    expect(page.locator("#clock-message")).to_contain_text("Written down. Due")
    expect(page.get_by_text("1 day not counted")).to_be_visible()


def _send_records_in(page: Page, tmp_path: Path) -> None:
    """Choose a file, send it, and wait until it is read."""
    (tmp_path / "note.txt").write_text(NOTE, "utf-8")
    tab_to(page, "Files or zip archives")
    with page.expect_file_chooser() as choosing:
        page.keyboard.press("Enter")
    choosing.value.set_files(tmp_path / "note.txt")
    tab_to(page, "Send in")
    page.keyboard.press("Enter")
    expect(page.locator("#standing")).not_to_be_empty()
    expect(page.locator("#upload-message")).to_have_text("Done: 1 file read.", timeout=90_000)
    expect(page.get_by_role("link", name="The review")).to_be_visible()
