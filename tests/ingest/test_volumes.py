"""A very long PDF comes in volumes: nothing of it is lost, and what is beside its pages is told once."""

from __future__ import annotations

import random
from pathlib import Path

import pymupdf
import pytest

from redactor.domain.case import SourceState
from redactor.ingest import volumes
from redactor.ingest.intake import receive
from redactor.ingest.pdf import open_pdf_members, read_pdf

PAGES = volumes.VOLUME_PAGES + 51


@pytest.fixture(scope="module")
def long_pdf() -> bytes:
    """A PDF of 301 pages, each with its number, too full to stay in one piece; one has a note, one lies on a layer."""
    chance = random.Random(5)
    with pymupdf.open() as paper:
        for number in range(1, PAGES + 1):
            page = paper.new_page()
            page.insert_text((72, 72), f"Sheet {number} of the record")
            page.insert_text((72, 90), chance.randbytes(2000).hex(), fontsize=1)
        paper[9].add_text_annot((200, 200), "Ask Wren about this")
        off = paper.add_ocg("drafts", on=False)
        paper[299].insert_text((72, 200), "Never shown to the family", oc=off)
        paper.set_metadata({"subject": "Kestrel file"})
        paper.set_toc([[1, "Part about Osprey", 40]])
        paper.embfile_add("note.txt", b"attached words")
        return bytes(paper.tobytes(deflate=True))


def test_every_page_is_in_just_one_volume_in_order(long_pdf: bytes) -> None:
    *parts, attached = open_pdf_members(long_pdf)
    read = [read_pdf(part.content) for part in parts]
    assert [part.name for part in parts] == ["pages 1 to 150.pdf", "pages 151 to 301.pdf"]
    numbers = [int(page.words[1].text) for facsimile in read for page in facsimile.pages]
    assert numbers == list(range(1, PAGES + 1))
    assert attached.content == b"attached words"


def test_what_is_beside_the_pages_is_told_with_the_contents_and_what_is_on_them_with_their_volume(
    long_pdf: bytes,
) -> None:
    contents = read_pdf(long_pdf)
    first, second, _ = (part.content for part in open_pdf_members(long_pdf))
    told = {place: " ".join(each.text for each in read_pdf(pdf).unseen) for place, pdf in ((1, first), (2, second))}
    beside = " ".join(each.text for each in contents.unseen)
    assert volumes.IN_VOLUMES in contents.marks
    assert "Kestrel file" in beside
    assert "Part about Osprey" in beside
    assert "note.txt" in beside
    assert "Wren" not in beside
    assert "Kestrel" not in told[1] + told[2]
    assert "Ask Wren about this" in told[1]
    assert "Never shown" in told[2]


def test_the_long_file_keeps_its_line_and_its_volumes_follow_it(long_pdf: bytes, tmp_path: Path) -> None:
    (tmp_path / "long.pdf").write_bytes(long_pdf)
    received = [each.source for each in receive(tmp_path)]
    assert [source.id for source in received] == ["0001", "0001.1", "0001.2", "0001.3"]
    assert received[1].path == "long.pdf!/pages 1 to 150.pdf"
    assert {source.state for source in received} == {SourceState.RECEIVED}


def test_a_long_file_with_little_on_each_page_stays_in_one_piece() -> None:
    with pymupdf.open() as paper:
        for number in range(PAGES):
            paper.new_page().insert_text((72, 72), f"Sheet {number + 1}")
        thin = bytes(paper.tobytes(deflate=True))
    assert open_pdf_members(thin) == ()
    assert len(read_pdf(thin).pages) == PAGES
