"""A page in units of its own becomes the same page in points, for every reader."""

from __future__ import annotations

import pymupdf
import pypdfium2
import pytest

from redactor.ingest.pdf import read_pdf
from tests.leaks.hidden import VECTORS


@pytest.mark.parametrize(("how", "size"), [("user_unit", (1190, 1684)), ("user_unit_turned", (1263, 892.5))])
def test_a_page_in_units_of_its_own_is_as_large_for_every_reader(how: str, size: tuple[float, float]) -> None:
    facsimile = read_pdf(VECTORS[how]())
    source = pypdfium2.PdfDocument(facsimile.pdf)
    assert source[0].get_size() == pytest.approx(size, abs=0.5)
    source.close()
    with pymupdf.open(stream=facsimile.pdf, filetype="pdf") as paper:
        assert (paper[0].rect.width, paper[0].rect.height) == pytest.approx(size, abs=0.5)
    assert facsimile.pages[0].words[0].text == "Dear"
