"""Make the README's pictures anew from the pupil sample: python docs/pictures/make.py.

Needs the extra [dev] and Chromium; its place is given as the first argument where it is not /usr/bin/chromium.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import expect, sync_playwright

from redactor.config import Settings
from redactor.domain.reviewer import Reviewer
from redactor.store.store import open_store
from redactor.tools import tools_for
from redactor.web.serving import serve_review

HERE = Path(__file__).parent
SAMPLE = HERE.parents[1] / "samples" / "pupil"
CASE = "LCS-SAR-2026-021"
DOCUMENT = "0002"
"""The behaviour log: a table in which the subject stands beside other pupils."""
LARGEST_BYTES = 250_000
AWAITS_REVIEW = 6


def main() -> None:
    """Prepare the sample, take the picture of its review, approve it, and draw a page of the bundle."""
    chromium = sys.argv[1] if len(sys.argv) > 1 else "/usr/bin/chromium"
    with tempfile.TemporaryDirectory() as scratch:
        home, answer = Path(scratch) / "home", Path(scratch) / "answer"
        go(home, answer, exit_code=AWAITS_REVIEW)
        picture_review(home, chromium)
        go(home, answer, "--approve", "suggested", exit_code=0)
        picture_page(answer)
    for path in sorted(HERE.glob("*.png")):
        shrink(path)
        size = path.stat().st_size
        print(f"{path.name}: {size} bytes")
        if size > LARGEST_BYTES:
            sys.exit(f"{path.name} is larger than {LARGEST_BYTES} bytes")


def go(home: Path, answer: Path, *options: str, exit_code: int) -> None:
    """Run the command on the sample; leave where it ends otherwise than expected."""
    request = ["--request", str(SAMPLE / "request.toml"), "--out", str(answer)]
    command = [sys.executable, "-m", "redactor", "--home", str(home), "run", str(SAMPLE / "input"), *request, *options]
    ended = subprocess.run(command, check=False).returncode
    if ended != exit_code:
        sys.exit(f"exit code {ended} where {exit_code} was expected")


def picture_review(home: Path, chromium: str) -> None:
    """The review page as a reviewer sees it, with three findings decided."""
    exemptions = tools_for(Settings(home=home)).rulebook().exemptions
    with (
        open_store(home) as store,
        serve_review(store, CASE, reviewer=Reviewer(name="A. Reviewer"), exemptions=exemptions) as address,
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]) as browser,
    ):
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.goto(address)
        page.goto(f"{address.split('/enter')[0]}/case/{CASE}/document/{DOCUMENT}")
        page.wait_for_selector("#findings li[aria-selected=true]")
        for _ in range(3):
            decided = page.locator("#findings li[aria-selected=true]").inner_text()
            page.keyboard.press("a")
            expect(page.locator("#findings li[aria-selected=true]")).not_to_have_text(decided)
        expect(page.locator("#saved")).to_have_text("Saved")
        page.wait_for_load_state("networkidle")
        page.screenshot(path=HERE / "review.png")


def shrink(path: Path) -> None:
    """Fewer colours: a screenshot needs no more, and a clone is smaller."""
    with Image.open(path) as drawn:
        drawn.convert("RGB").quantize(64).save(path, optimize=True)


def picture_page(answer: Path) -> None:
    """The upper half of the behaviour log as it leaves."""
    manifest = json.loads((answer / "internal" / "manifest.json").read_text("utf-8"))
    number = next(row["first_page"] for row in manifest["documents"] if row["id"] == DOCUMENT)
    bundle = pypdfium2.PdfDocument(answer / "disclosure" / "bundle.pdf")
    drawn = bundle[number - 1].render(scale=1.7).to_pil()
    bundle.close()
    drawn.crop((0, 0, drawn.width, drawn.height * 2 // 5)).save(HERE / "page.png")


if __name__ == "__main__":
    main()
