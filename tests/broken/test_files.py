"""Broken and hostile files through the front door: each ends as a SourceError or as pages, never otherwise."""

from __future__ import annotations

import random
import struct
import zlib

import pymupdf
import pytest

from redactor.domain.document import bind_pages
from redactor.errors import Damaged, SourceError, TooLarge
from redactor.ingest.pdf import read_pdf
from redactor.ingest.reading import read_confined
from redactor.ingest.sandbox import Limits


def long_pdf() -> bytes:
    with pymupdf.open() as document:
        for number in range(1, 7):
            document.new_page().insert_text((72, 72), f"Sheet {number} about Amina Okafor")
        return bytes(document.tobytes())


def test_a_file_without_bytes_is_damaged() -> None:
    with pytest.raises(Damaged):
        read_pdf(b"")


def test_random_bytes_named_pdf_are_damaged() -> None:
    with pytest.raises(Damaged):
        read_pdf(random.Random(7).randbytes(5000))


def test_a_pdf_cut_short_is_read_as_far_as_it_goes_and_marked() -> None:
    whole = long_pdf()
    try:
        read = read_pdf(whole[: len(whole) * 7 // 10])
    except Damaged:
        return
    assert "repaired" in read.marks
    text = bind_pages(read.pages, id="0001").text.split("\f")
    blank = [page for page, words in zip(read.pages, text, strict=True) if not words]
    assert all("blank_after_repair" in page.doubt for page in blank)


@pytest.mark.parametrize("seed", range(25))
def test_a_pdf_with_flipped_bytes_is_read_or_refused(seed: int) -> None:
    noise = random.Random(seed)
    broken = bytearray(long_pdf())
    for _ in range(30):
        broken[noise.randrange(len(broken))] = noise.randrange(256)
    try:
        read = read_pdf(bytes(broken))
    except SourceError:
        return
    assert read.pages
    bind_pages(read.pages, id="0001")


def test_a_pdf_whose_stream_unpacks_to_very_much_is_stopped() -> None:
    stream = zlib.compress(b"0 0 m 9 9 l S\n" * 8_000_000, 9)
    body = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    body += b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R>>endobj\n"
    body += b"4 0 obj<</Length %d/Filter/FlateDecode>>stream\n" % len(stream) + stream + b"\nendstream endobj\n"
    with pytest.raises(SourceError):
        read_confined(body + b"trailer<</Root 1 0 R>>\n%%EOF", "pdf", limits=Limits(seconds=2, memory_mb=600))


def test_a_png_of_three_gigapixels_is_refused() -> None:
    chunk = b"IHDR" + struct.pack(">IIBBBBB", 60_000, 60_000, 1, 0, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    with pytest.raises(TooLarge):
        read_confined(png + b"\0\0\0\0IDAT\x35\xaf\x06\x1e\0\0\0\0IEND\xaeB`\x82", "png")
