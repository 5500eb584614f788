"""How the review page feels and holds: `python bench/review.py PART … [--home DIR]`; JSON to stdout.

PART is `keys` (a real Chromium: first page usable, key to paint, key to stored), `clients` (20 at once), `kill`
(signal 9 while three clients decide) or `acts` (how many human acts finish the review of a case that is prepared in
--home, and how many findings a ruling for a person settles). The first three make a case of 1,000 pages themselves.
The database is SQLite with FULL sync, as shipped; the load of the machine is told beside each figure.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pymupdf

CHECKOUT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(CHECKOUT))

from redactor.config import shipped_folder  # noqa: E402
from redactor.domain.document import Document  # noqa: E402
from redactor.domain.finding import Category, Finding, Verdict  # noqa: E402
from redactor.domain.person import Person  # noqa: E402
from redactor.domain.reviewer import Reviewer  # noqa: E402
from redactor.review.bulk import Filter, Mark, Order, preview_order, sieve  # noqa: E402
from redactor.rulebook import load_rulebook  # noqa: E402
from redactor.store.store import Store, open_store  # noqa: E402
from redactor.web.serving import serve_review  # noqa: E402
from redactor.web.shelf import Shelf  # noqa: E402
from tests.store.making import REFERENCE, a_case, a_document, a_finding, a_source  # noqa: E402

DOCUMENTS, PAGES, A_PAGE = 20, 50, 20
CHROMIUM = Path("/usr/bin/chromium")
OURS = {"x-redactor": "1", "sec-fetch-site": "same-origin"}


# ---------------------------------------------------------------- the case
def make_case(home: Path) -> None:
    """1,000 pages in 20 documents, 20 findings a page, of 200 people."""
    people = [Person(id=f"p-{number:010x}", name=f"Person Number{number}", role="pupil") for number in range(200)]
    findings: list[Finding] = []
    with open_store(home) as store:
        store.cases.create(a_case())
        for number in range(1, DOCUMENTS + 1):
            document, found = _document(f"{number:04d}", people)
            content = document.id.encode()
            store.cases.add_source(REFERENCE, a_source(document.id, content), content)
            store.cases.record_reading(REFERENCE, document, _facsimile(document))
            findings += found
        store.reviews.record_resolution(REFERENCE, people, findings)


def _document(source_id: str, people: Sequence[Person]) -> tuple[Document, list[Finding]]:
    chance = random.Random(source_id)
    sheets = []
    for page in range(PAGES):
        lines = [
            f"On day{page}x{line} of term {chance.choice(people).name} was seen with a friend by the gate"
            for line in range(A_PAGE)
        ]
        sheets.append("\n".join(lines))
    document = a_document(source_id, *sheets)
    found, at = [], 0
    by_name = {person.name: person for person in people}
    while (start := document.text.find("Person Number", at)) >= 0:
        at = document.text.index(" was", start)
        name = document.text[start:at]
        one = a_finding(document, name)
        place = replace(one.place, start=start, end=at)  # type: ignore[type-var]
        found.append(
            replace(one, place=place, person_id=by_name[name].id).suggested(Verdict.WITHHOLD, "TP-ID", "Another pupil.")
        )
    return document, found


def _facsimile(document: Document) -> bytes:
    """The document's lines in print, where its words are."""
    with pymupdf.open() as pdf:
        for page in document.pages:
            sheet = pdf.new_page(width=page.width, height=page.height)
            for number, line in enumerate(document.text[page.start : page.end].split("\n")):
                sheet.insert_text((72, 83 + 20 * number), line, fontname="cour", fontsize=11.6)
        content: bytes = pdf.tobytes()
    return content


# ---------------------------------------------------------------- a server of its own
def serve(home: Path) -> None:
    """Serve the case until killed; the address goes to stdout."""
    exemptions = load_rulebook(shipped_folder("rules")).exemptions
    with (
        open_store(home) as store,
        serve_review(store, REFERENCE, reviewer=Reviewer(name="Ana"), exemptions=exemptions) as address,
    ):
        print(address, flush=True)
        threading.Event().wait()


def start_server(home: Path) -> tuple[subprocess.Popen[str], str]:
    """A server process and its address."""
    command = [sys.executable, __file__, "serve", "--home", str(home)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


def a_visitor(address: str) -> httpx.Client:
    """A client that came in; its cookie lets others in beside it."""
    visitor = httpx.Client(base_url=address.split("/enter")[0], headers=OURS, timeout=60)
    visitor.get(address)
    return visitor


# ---------------------------------------------------------------- keys
def measure_keys(home: Path) -> dict[str, Any]:
    """First page usable, key to paint and key to stored, in Chromium."""
    from playwright.sync_api import sync_playwright

    process, address = start_server(home)
    try:
        with (
            sync_playwright() as playwright,
            playwright.chromium.launch(
                executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
            ) as browser,
        ):
            page = browser.new_page(viewport={"width": 1366, "height": 768})
            page.goto(address)
            opened = []
            for number in (1, 2, 3):
                begun = time.perf_counter()
                page.goto(f"{page.url.split('/document')[0]}/document/{number:04d}", wait_until="commit")
                page.locator("#findings li").first.wait_for()
                opened.append(round(1000 * (time.perf_counter() - begun)))
            timed = page.evaluate(_PRESS, 120)
    finally:
        process.kill()
    return {"first_page_ms": opened, "paint_ms": spread(timed["paint"]), "stored_ms": spread(timed["stored"])}


_PRESS = """async (times) => {
  const list = document.getElementById("findings"), saved = document.getElementById("saved");
  const paint = [], stored = [];
  for (let turn = 0; turn < times; turn++) {
    const begun = performance.now();
    list.dispatchEvent(new KeyboardEvent("keydown", {key: turn % 2 ? "a" : "r", bubbles: true}));
    const kept = new Promise((done) => {
      const look = () => saved.dataset.state === "saved" && done(performance.now() - begun);
      const watch = new MutationObserver(look);
      watch.observe(saved, {attributes: true});
    });
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
    paint.push(performance.now() - begun);
    stored.push(await kept);
    await new Promise((done) => setTimeout(done, 60));
  }
  return {paint, stored};
}"""


# ---------------------------------------------------------------- clients
def measure_clients(home: Path, *, clients: int = 20, decisions: int = 30) -> dict[str, Any]:
    """Decisions and pages of 20 clients at once, each pausing half a second on average."""
    process, address = start_server(home)
    times: dict[str, list[float]] = {"decision": [], "page": []}
    codes: Counter[int] = Counter()
    try:
        cookies = a_visitor(address).cookies
        address = address.split("/enter")[0]
        with open_store(home) as store:
            findings = [each.id for each in store.reviews.findings(REFERENCE)]
        work = [findings[client::clients][:decisions] for client in range(clients)]
        threads = [threading.Thread(target=_decide_some, args=(address, cookies, each, times, codes)) for each in work]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        process.kill()
        process.wait()
    with open_store(home) as store:
        chain = store.audit.verify_chain(REFERENCE)
        kept = {each.finding_id for each in store.reviews.decisions(REFERENCE)}
    lost = len({finding for each in work for finding in each} - kept)
    return {
        **{f"{name}_ms": spread(each) for name, each in times.items()},
        "answers": dict(codes),
        "lost": lost,
        "chain": chain,
    }


def _decide_some(
    address: str, cookies: httpx.Cookies, findings: Sequence[str], times: dict[str, list[float]], codes: Counter[int]
) -> None:
    chance = random.Random(findings[0])
    with httpx.Client(base_url=address, headers=OURS, cookies=cookies, timeout=60) as client:
        for finding in findings:
            time.sleep(chance.expovariate(2.0))
            begun = time.perf_counter()
            document = finding.partition("-")[0]
            answer = client.get(f"/case/{REFERENCE}/document/{document}/sheet?page=1")
            times["page"].append(1000 * (time.perf_counter() - begun))
            begun = time.perf_counter()
            answer = client.post(f"/case/{REFERENCE}/decide", json=_choice(finding))
            times["decision"].append(1000 * (time.perf_counter() - begun))
            codes[answer.status_code] += 1


def _choice(finding: str) -> dict[str, Any]:
    return {"finding_id": finding, "verdict": "withhold", "code": "TP-ID", "expected": 0}


# ---------------------------------------------------------------- kill
def measure_kill(home: Path, *, kills: int = 5) -> dict[str, Any]:
    """Three clients decide without a pause; the server dies by signal 9; what was acknowledged must be there."""
    with open_store(home) as store:
        open_ids = [each.finding.id for each in store.reviews.rulings(REFERENCE) if each.decision is None]
    acknowledged: list[str] = []
    chance = random.Random(1)
    for _ in range(kills):
        process, address = start_server(home)
        cookies = a_visitor(address).cookies
        site = address.split("/enter")[0]
        parts = [open_ids[client:3000:3] for client in range(3)]
        open_ids = open_ids[3000:]
        threads = [
            threading.Thread(target=_decide_till_the_end, args=(site, cookies, each, acknowledged)) for each in parts
        ]
        for thread in threads:
            thread.start()
        time.sleep(1 + 2 * chance.random())
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        for thread in threads:
            thread.join()
    with open_store(home) as store:
        kept = {each.finding_id for each in store.reviews.decisions(REFERENCE)}
        chain = store.audit.verify_chain(REFERENCE)
    lost = [each for each in acknowledged if each not in kept]
    return {"kills": kills, "acknowledged": len(acknowledged), "lost": len(lost), "chain": chain}


def _decide_till_the_end(address: str, cookies: httpx.Cookies, ids: Sequence[str], acknowledged: list[str]) -> None:
    with httpx.Client(base_url=address, headers=OURS, cookies=cookies, timeout=60) as client:
        for finding in ids:
            try:
                answer = client.post(f"/case/{REFERENCE}/decide", json=_choice(finding))
            except httpx.HTTPError:
                return
            if answer.status_code == 200:
                acknowledged.append(finding)


# ---------------------------------------------------------------- acts
def count_acts(home: Path) -> dict[str, Any]:
    """Finish the review of every case in a copy of its people: first a ruling a person, then exact words, then each.

    An act is one stored ruling of a person, over however many findings; looking is no act. `by_person`: each person
    with anything to accept is one act, and one more where theirs is to be judged by hand; the same words in several
    places are one act; what is left is one act each. `by_role`: the same, but suggestions are accepted for everybody
    of a role at once, and for words that seem to be no names, each as an act over its frozen list. Nothing is stored.
    """
    exemptions = load_rulebook(shipped_folder("rules")).exemptions
    told = {}
    with open_store(home) as store:
        for case in store.cases.list_cases():
            pages = sum(store.cases.page_counts(case.reference).values())
            told[case.reference] = {
                "by_person": _acts_of(store, case.reference, pages, exemptions, by_role=False),
                "by_role": _acts_of(store, case.reference, pages, exemptions, by_role=True),
            }
    return told


def _acts_of(store: Store, reference: str, pages: int, exemptions: Any, *, by_role: bool) -> dict[str, Any]:
    left = {mark.ruling.finding.id: _undecided(mark) for mark in Shelf(store).marks(reference)}
    total, acts, settled = len(left), Counter[str](), Counter[str]()

    def rule(kind: str, wanted: Filter, order: Order) -> None:
        chosen = sieve(left.values(), wanted)
        frozen = preview_order(chosen, order, exemptions, by="Ana", at=datetime.now(UTC))
        if frozen.decisions:
            acts[kind] += 1
            settled[kind] += len(frozen.decisions)
            for each in frozen.decisions:
                del left[each.finding_id]

    if by_role:
        for role in sorted({mark.role for mark in left.values() if mark.role}):
            rule("role", Filter(role=role), Order(verdict=None))
        rule("list", Filter(category="person", suggested="release"), Order(verdict=None))
    for person in store.reviews.people(reference):
        rule("person", Filter(person=person.id), Order(verdict=None))
        rule("person", Filter(person=person.id), Order(verdict=Verdict.WITHHOLD, code="TP-ID"))
    for order in (Order(verdict=None), Order(verdict=Verdict.WITHHOLD, code="TP-ID")):
        counts = Counter(mark.text.casefold() for mark in left.values() if _is_plain(mark))
        for text, count in counts.items():
            if count > 1:
                rule("words", Filter(text=text), order)
    acts["single"], settled["single"] = len(left), len(left)
    return {
        "pages": pages,
        "findings": total,
        "acts": dict(acts),
        "settled": dict(settled),
        "acts_per_100_pages": round(100 * sum(acts.values()) / max(pages, 1), 1),
        "share_by_person": round((settled["person"] + settled["role"]) / max(total, 1), 3),
    }


def _undecided(mark: Mark) -> Mark:
    return replace(mark, ruling=replace(mark.ruling, decision=None))


def _is_plain(mark: Mark) -> bool:
    return bool(mark.text) and mark.ruling.finding.category is not Category.PASSAGE


# ---------------------------------------------------------------- telling
def spread(times: Sequence[float]) -> dict[str, float]:
    """Median, 95th percentile and most."""
    ordered = sorted(times)
    return {
        "p50": round(statistics.median(ordered), 1),
        "p95": round(ordered[int(0.95 * (len(ordered) - 1))], 1),
        "max": round(ordered[-1], 1),
        "times": len(ordered),
    }


def main() -> None:
    """Run the parts that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="+", choices=["keys", "clients", "kill", "acts", "serve"])
    parser.add_argument("--home", type=Path)
    asked = parser.parse_args()
    if asked.parts == ["serve"]:
        serve(asked.home)
        return
    told: dict[str, Any] = {"load": os.getloadavg()[0]}
    with tempfile.TemporaryDirectory() as folder:
        home = asked.home or Path(folder) / "home"
        if not (asked.home or asked.parts == ["acts"]):
            make_case(home)
        measures = {"keys": measure_keys, "clients": measure_clients, "kill": measure_kill, "acts": count_acts}
        for part in asked.parts:
            told[part] = {**measures[part](home), "load": round(os.getloadavg()[0], 1)}
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
