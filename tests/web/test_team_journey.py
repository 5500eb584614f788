"""A team at work in a real browser: in by the wrong and the right password, side by side, timed out, and out."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from redactor.domain.account import Account
from redactor.domain.finding import Verdict
from redactor.domain.reviewer import Duty
from redactor.store.sessions import TimeOuts
from redactor.web.serving import Bound, serve_team
from redactor.web.settings import WebSettings
from redactor.web.team import Elsewhere, Team
from tests.store.making import REFERENCE, a_decision
from tests.web.conftest import EXEMPTIONS, OnDesk
from tests.web.team import HASH, PASSWORD

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
AXE_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
CURRENT = "#findings li[aria-selected=true]"
EXPECTED = ("401", "403", "404")
"""What a browser says on its console about answers that the journey means to get."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed: signing in was NOT tried in a browser")
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS) as launched,
    ):
        yield launched


@pytest.fixture
def address(desk: OnDesk) -> Iterator[str]:
    """A team's server with two reviewers, an approver and an auditor."""
    team = {"Ana Osei": Duty.REVIEWER, "Ben Hall": Duty.REVIEWER, "Cy Audit": Duty.AUDITOR, "Dee Vance": Duty.APPROVER}
    for name, duty in team.items():
        account = Account(name=name, case_duties={REFERENCE: frozenset({duty})})
        desk.store.accounts.add(account, password_hash=HASH)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    elsewhere = Elsewhere(issuer="http://127.0.0.1:9", client_id="x", client_secret="y", label="Example ID")
    team = Team(address=f"http://127.0.0.1:{port}", outs=TimeOuts(), elsewhere=elsewhere)
    with serve_team(desk.store, team, Bound(port=port), WebSettings(exemptions=EXEMPTIONS)) as served:
        yield served


def a_window(browser: Browser, troubles: list[str]) -> tuple[BrowserContext, Page]:
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    return context, page


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    """By keyboard alone."""
    page.get_by_label("Name").focus()
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    page.keyboard.press("Enter")


def no_violations(page: Page) -> bool:
    return bool(Axe().run(page, options=AXE_RULES).violations_count == 0)


def test_a_team_signs_in_works_side_by_side_is_timed_out_and_goes(
    browser: Browser, address: str, desk: OnDesk, tmp_path: Path
) -> None:
    troubles: list[str] = []
    ana_at, ana = a_window(browser, troubles)
    ben_at, ben = a_window(browser, troubles)

    ana.goto(f"{address}/case/{REFERENCE}")
    expect(ana.get_by_role("heading", name="Sign in")).to_be_visible()
    assert no_violations(ana)
    ana.screenshot(path=tmp_path / "sign-in.png")
    sign_in(ana, "Ana Osei", "the wrong password")
    expect(ana.get_by_role("alert")).to_have_text("The name or the password is wrong.")
    assert no_violations(ana)
    ana.screenshot(path=tmp_path / "wrong.png")
    sign_in(ana, "Ana Osei")
    expect(ana.get_by_role("heading", name=REFERENCE)).to_be_visible()
    assert ana.url == f"{address}/case/{REFERENCE}"
    assert no_violations(ana)
    ana.screenshot(path=tmp_path / "case.png")

    ben.goto(address)
    sign_in(ben, "Ben Hall")
    expect(ben.get_by_role("link", name="New request")).to_have_count(0)
    ben.get_by_role("link", name=REFERENCE).click()
    assert no_violations(ben)
    ben.screenshot(path=tmp_path / "request.png")
    ben.get_by_role("link", name="The review").click()
    for page, name in ((ana, "Ana Osei"), (ben, "Ben Hall")):
        expect(page.locator(".who")).to_contain_text(f"Deciding as {name}")
        page.get_by_role("link", name="Continue the review").click()
        expect(page.locator(CURRENT)).to_contain_text("Ms Adeyemi")
    ana.keyboard.press("a")
    expect(ana.locator("#saved")).to_have_text("Saved")
    expect(ana.locator(CURRENT)).to_contain_text("Tom Reid")
    ben.locator("#code").select_option("TP-ID")
    ben.locator("#withhold").click()
    expect(ben.locator("#conflict-said")).to_contain_text("Ana Osei has made it “released”")
    ben.get_by_role("button", name="Leave it so").click()
    ben.screenshot(path=tmp_path / "side-by-side.png")
    assert no_violations(ben)
    ruled = {each.finding.id: each for each in desk.store.reviews.rulings(REFERENCE)}[desk.staff.id]
    assert (ruled.verdict, ruled.decision and ruled.decision.by) == (Verdict.RELEASE, "Ana Osei")

    desk.store.sessions.end_all("Ana Osei", by="time")
    ana.keyboard.press("w")
    expect(ana.locator("#saved")).to_have_text("Not saved – trying again")
    expect(ana.locator("#message")).to_contain_text("You were signed out")
    ana.screenshot(path=tmp_path / "timed-out.png")
    again = ana_at.new_page()
    again.goto(address)
    sign_in(again, "Ana Osei")
    expect(again.get_by_role("heading", name="Requests")).to_be_visible()
    expect(ana.locator("#saved")).to_have_text("Saved")
    assert desk.store.reviews.standing(REFERENCE, (desk.pupil.id,))[desk.pupil.id].by == "Ana Osei"

    again.get_by_text("Sign out", exact=True).click()
    again.screenshot(path=tmp_path / "sign-out.png")
    assert no_violations(again)
    again.get_by_role("button", name="Sign out everywhere").click()
    expect(again.get_by_role("heading", name="Sign in")).to_be_visible()
    ana.reload()
    expect(ana.get_by_role("heading", name="Sign in")).to_be_visible()
    assert [each for each in troubles if not any(code in each for code in (*EXPECTED, "409", "422"))] == []
    assert desk.store.audit.verify_chain(REFERENCE)
    for context in (ana_at, ben_at):
        context.close()


def test_an_approver_seconds_what_somebody_else_decided_and_decides_nothing_alone(
    browser: Browser, address: str, desk: OnDesk, tmp_path: Path
) -> None:
    desk.store.reviews.decide(
        REFERENCE, (a_decision(desk.pupil, verdict=Verdict.WITHHOLD, code="TP-ID", by="Ana Osei"),)
    )
    context, page = a_window(browser, [])
    page.goto(f"{address}/case/{REFERENCE}/document/0001")
    sign_in(page, "Dee Vance")
    page.locator("#findings").get_by_text("Tom Reid", exact=True).click()
    expect(page.locator("#by")).to_have_text("by Ana Osei, TP-ID")
    page.locator("#code").select_option("TP-ID")
    page.locator("#withhold").click()
    expect(page.locator("#saved")).to_have_text("Saved")
    page.reload()
    page.locator("#findings").get_by_text("Tom Reid", exact=True).click()
    expect(page.locator("#by")).to_contain_text("by Dee Vance, TP-ID, seconded by Ana Osei")
    page.locator("#findings").get_by_text("Ms Adeyemi", exact=True).click()
    page.locator("#release").click()
    expect(page.locator("#message")).to_contain_text("an approver seconds what somebody else decided")
    page.get_by_text("Sign out", exact=True).click()
    expect(page.get_by_role("button", name="Sign out here")).to_be_visible()
    page.screenshot(path=tmp_path / "approver.png")
    assert no_violations(page)
    assert desk.staff.id not in desk.store.reviews.standing(REFERENCE, (desk.staff.id,))
    page.goto(f"{address}/case/{REFERENCE}/people")
    expect(page.get_by_role("button", name="Change Tom Reid")).to_have_count(0)
    context.close()


def test_an_auditor_sees_how_far_the_case_is_and_no_page_of_it(browser: Browser, address: str, desk: OnDesk) -> None:
    troubles: list[str] = []
    context, page = a_window(browser, troubles)
    page.goto(f"{address}/case/{REFERENCE}")
    sign_in(page, "Cy Audit")
    expect(page.locator(".who")).to_contain_text("Signed in as Cy Audit")
    expect(page.get_by_text("0 of 5 decided")).to_be_visible()
    expect(page.get_by_role("link", name="0001")).to_have_count(0)
    assert no_violations(page)
    assert context.request.get(f"{address}/case/{REFERENCE}/document/0001/image/1").status == 403
    assert desk.store.views.of(REFERENCE) == ()
    context.close()


def test_a_link_in_a_message_leads_to_the_case_of_whoever_is_signed_in(
    browser: Browser, address: str, desk: OnDesk, tmp_path: Path
) -> None:
    troubles: list[str] = []
    context, page = a_window(browser, troubles)
    page.goto(address)
    sign_in(page, "Ana Osei")
    expect(page.get_by_role("heading", name="Requests")).to_be_visible()
    message = tmp_path / "message.html"
    message.write_text(f'<a href="{address}/case/{REFERENCE}">The case</a>')
    page.goto(message.as_uri())
    page.get_by_role("link", name="The case").click()
    expect(page.get_by_role("heading", name=REFERENCE)).to_be_visible()
    context.close()


def test_an_idle_browser_is_asked_to_sign_in_again(browser: Browser, address: str, desk: OnDesk) -> None:
    context, page = a_window(browser, [])
    page.goto(address)
    sign_in(page, "Ana Osei")
    expect(page.get_by_role("heading", name="Requests")).to_be_visible()
    token = next(each["value"] for each in context.cookies() if each["name"] == "redactor")
    assert desk.store.sessions.whose(token, at=datetime.now(UTC) + timedelta(minutes=31)) is None
    assert desk.store.sessions.whose(token, at=datetime.now(UTC)) == "Ana Osei"
    context.close()
