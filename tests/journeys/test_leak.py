"""A redaction that left something behind: the gate refuses, whoever made the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pymupdf
import pytest

from redactor.config import load_settings
from redactor.desk import Desk
from redactor.domain.decision import Decision
from redactor.domain.finding import Verdict
from redactor.errors import Conflict
from redactor.pipeline import disclose
from redactor.run.runner import Answer, Outcome, Serial, Task
from redactor.store.store import Store
from redactor.tools import clean_key, tools_for, withhold_source
from tests.journeys.command import Place
from tests.journeys.inbox import REFERENCE


def leave_the_page_as_it_was(facsimile: bytes, clean: bytes) -> bytes:
    return facsimile


def paint_over_the_words(facsimile: bytes, clean: bytes) -> bytes:
    """Black boxes on top, and the words still below."""
    with pymupdf.open(stream=facsimile, filetype="pdf") as paper:
        for page in paper:
            for word in page.get_text("words"):
                if "Fenwick" in word[4] or "Oliver" in word[4]:
                    page.draw_rect(pymupdf.Rect(word[:4]), fill=(0, 0, 0))
        return bytes(paper.tobytes())


def take_a_picture_of_it(facsimile: bytes, clean: bytes) -> bytes:
    """No text at all, but everything to be seen."""
    with pymupdf.open(stream=facsimile, filetype="pdf") as paper, pymupdf.open() as made:
        for page in paper:
            sheet = made.new_page(width=page.rect.width, height=page.rect.height)
            sheet.insert_image(sheet.rect, pixmap=page.get_pixmap(dpi=150))
        return bytes(made.tobytes())


def print_one_name_elsewhere(facsimile: bytes, clean: bytes) -> bytes:
    """What the engine made, and in white at the foot of the page a name that it withheld."""
    with pymupdf.open(stream=clean, filetype="pdf") as paper:
        paper[0].insert_text((60, 700), "Fenwick", fontsize=4, color=(1, 1, 1))
        return bytes(paper.tobytes())


@pytest.mark.parametrize(
    "spoil", [leave_the_page_as_it_was, paint_over_the_words, take_a_picture_of_it, print_one_name_elsewhere]
)
def test_what_was_not_taken_out_is_found_and_there_is_no_folder(
    tiny: Place, spoil: Callable[[bytes, bytes], bytes]
) -> None:
    assert tiny.run().code == 6
    assert tiny.redactor("decide", REFERENCE, "--approve", "suggested").code == 0
    tools = tools_for(load_settings(tiny.home, environment={}))
    cases = tools.store().cases
    clean = withhold_source(tools, REFERENCE, "0001")
    spoiled = replace(clean, pdf=spoil(cases.facsimile(REFERENCE, "0001"), clean.pdf))
    cases.record_clean(REFERENCE, spoiled, clean_key(tools, REFERENCE, "0001"))

    told = tiny.redactor("disclose", REFERENCE, "--out", tiny.out)
    assert told.code == 7
    assert "Fenwick" not in told.err
    assert "Do not send anything" in told.err
    assert [path.name for path in tiny.folder.iterdir() if "answer" in path.name] == []
    assert tools.store().releases.of(REFERENCE) == ()


def test_the_same_case_passes_where_nothing_was_spoiled(tiny: Place) -> None:
    """So that the refusals above are due to what was spoiled."""
    tiny.run()
    tiny.redactor("decide", REFERENCE, "--approve", "suggested")
    assert tiny.redactor("disclose", REFERENCE, "--out", tiny.out).code == 0


class MindsChange(Serial):
    """A runner under which a reviewer takes a decision back in the middle of the work: released, and nobody checked."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def map(self, call: Callable[[Task], Answer], tasks: Iterable[Task]) -> Iterator[Outcome[Task, Answer]]:
        withheld = [each for each in self.store.reviews.rulings(REFERENCE) if each.verdict is Verdict.WITHHOLD]
        late = Decision(finding_id=withheld[0].finding.id, verdict=Verdict.RELEASE, by="Bo", at=datetime.now(UTC))
        self.store.reviews.decide(REFERENCE, [late])
        return super().map(call, tasks)


def test_a_decision_made_while_the_bundle_is_made_leaves_no_folder(tiny: Place) -> None:
    tiny.run()
    tiny.redactor("decide", REFERENCE, "--approve", "suggested")
    tools = tools_for(load_settings(tiny.home, environment={}))
    store = tools.store()
    desk = Desk(store=store, runner=MindsChange(store), tools=tools)
    with pytest.raises(Conflict):
        disclose(store.cases.find(REFERENCE), desk, tiny.out)
    assert not tiny.out.exists()
    assert store.releases.of(REFERENCE) == ()


def test_a_store_that_was_tampered_with_gives_no_bundle(tiny: Place) -> None:
    tiny.run()
    tiny.redactor("decide", REFERENCE, "--approve", "suggested")
    kept = [path for path in (tiny.home / "files").rglob("*") if path.is_file()]
    assert kept
    for path in kept:
        change_one_byte(path)
    assert tiny.redactor("disclose", REFERENCE, "--out", tiny.out).code == 8
    assert not tiny.out.exists()


def change_one_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.chmod(0o600)
    path.write_bytes(content)


def test_somebody_who_is_withheld_and_named_on_another_page_stops_the_release(tiny: Place) -> None:
    """The gate knows no secret here: both words of the name stand inside words that are released."""
    (tiny.folder / "inbox" / "road.txt").write_text(
        "Marcus Pemberton wrote this.\nOliverian tales of fenwickshire were read.\n"
    )
    tiny.run()
    tiny.redactor("decide", REFERENCE, "--approve", "suggested")
    tools = tools_for(load_settings(tiny.home, environment={}))
    cases = tools.store().cases
    (road,) = (each.id for each in cases.sources(REFERENCE) if each.path.endswith("road.txt"))
    clean = withhold_source(tools, REFERENCE, road)
    with pymupdf.open(stream=clean.pdf, filetype="pdf") as paper:
        paper[0].insert_text((60, 700), "Seen by Oliver Fenwick.")
        spoiled = replace(clean, pdf=bytes(paper.tobytes()))
    cases.record_clean(REFERENCE, spoiled, clean_key(tools, REFERENCE, road))

    told = tiny.redactor("disclose", REFERENCE, "--out", tiny.out)
    assert told.code == 7
    assert "still names what finding 0" in told.err
    assert "Fenwick" not in told.err
    assert not tiny.out.exists()
