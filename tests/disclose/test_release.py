"""Everything that leaves, made in memory."""

from __future__ import annotations

import csv
import hashlib
import io
import json

import pymupdf
import pytest

from redactor.disclose.release import build_release, is_withheld
from redactor.domain.bundle import Approval, Fate
from tests.disclose.making import a_clean, a_work


def texts_of(pdf: bytes) -> list[str]:
    with pymupdf.open(stream=pdf, filetype="pdf") as paper:
        return [page.get_text() for page in paper]


def test_every_source_has_one_row_in_order_and_the_counts_add_up() -> None:
    manifest = build_release(a_work()).manifest
    assert [(entry.id, entry.outcome) for entry in manifest.documents] == [
        ("0001", Fate.DISCLOSED), ("0001.1", Fate.DISCLOSED), ("0002", Fate.WITHHELD), ("0003", Fate.DUPLICATE),
        ("0004", Fate.SKIPPED), ("0005", Fate.QUARANTINED), ("0006", Fate.SKIPPED),
    ]  # fmt: skip
    counts = manifest.counts()
    assert counts.pop("received") == sum(counts.values()) == 7


def test_the_pages_of_the_manifest_are_the_pages_of_the_bundle() -> None:
    release = build_release(a_work())
    texts = texts_of(release.bundle)
    assert release.manifest.pages == len(texts)
    assert release.manifest.sha256 == hashlib.sha256(release.bundle).hexdigest()
    by_id = {entry.id: entry for entry in release.manifest.documents}
    first = by_id["0001"].first_page
    assert first is not None
    assert ["Sheet 1 of" in texts[first - 1], "Sheet 2 of" in texts[first]] == [True, True]
    assert (by_id["0001.1"].first_page, by_id["0002"].first_page) == (first + 2, first + 3)
    assert by_id["0002"].last_page == first + 3
    assert by_id["0003"].first_page is None


@pytest.mark.parametrize("copies", [1, 40, 120])
def test_page_numbers_hold_however_long_the_schedule_grows(copies: int) -> None:
    release = build_release(a_work(copies=copies))
    texts = texts_of(release.bundle)
    for entry in release.manifest.documents:
        if entry.first_page:
            assert f"Document {entry.number}\n" in texts[entry.first_page - 1]
    assert all(f"Page {number} of {len(texts)}" in text for number, text in enumerate(texts, 1))


def test_a_document_that_is_withheld_whole_is_a_divider_without_its_pages() -> None:
    release = build_release(a_work())
    (entry,) = [each for each in release.manifest.documents if each.outcome is Fate.WITHHELD]
    assert entry.first_page is not None
    divider = texts_of(release.bundle)[entry.first_page - 1]
    assert "Document 2" in divider
    assert "withheld" in divider
    assert "Sheet" not in divider


def test_a_document_without_pages_is_withheld_and_one_box_is_not_all_of_it() -> None:
    assert is_withheld(a_clean("0001", 0))
    assert is_withheld(a_clean("0001", 2, whole=True))
    assert not is_withheld(a_clean("0001", 2, boxed=True))


def test_a_draft_says_so_on_every_page_and_a_reviewed_bundle_nowhere() -> None:
    draft, reviewed = (build_release(a_work(approval)) for approval in (Approval.SUGGESTED, Approval.REVIEWED))
    assert all("not reviewed by a person" in text for text in texts_of(draft.bundle))
    assert not [text for text in texts_of(reviewed.bundle) if "not reviewed" in text]
    assert json.loads(draft.manifest_json())["approval"] == "suggested"


def test_the_same_work_gives_the_same_bytes() -> None:
    assert build_release(a_work()).bundle == build_release(a_work()).bundle


def test_no_name_of_a_file_stands_in_what_leaves() -> None:
    release = build_release(a_work())
    told = " ".join(texts_of(release.bundle)) + release.schedule.decode("utf-8-sig")
    assert "Fenwick" not in told
    assert "secret" not in told


def test_the_log_has_a_line_for_each_box_and_no_cell_is_a_formula() -> None:
    release = build_release(a_work(reason='=HYPERLINK("http://example.com")'))
    (row,) = csv.DictReader(io.StringIO(release.log.decode("utf-8-sig")))
    assert (row["document"], row["code"], row["reviewer"], row["score"]) == ("0001", "TP-ID", "Ana Reyes", "0.88")
    assert row["reason"].startswith("'=")
    assert int(row["page"]) == release.manifest.documents[0].first_page
