"""Slide files without LibreOffice: what their slides say, and every place that they hide text in."""

from __future__ import annotations

import io
import zipfile

import pytest
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from redactor.errors import Damaged
from redactor.ingest.facsimile import Facsimile
from redactor.ingest.package import open_package
from redactor.ingest.slides import inspect_slides, read_slides

P = "http://schemas.openxmlformats.org/presentationml/2006/main"
THREADED = "http://schemas.microsoft.com/office/powerpoint/2018/8/main"


def saved(show: object, **parts: str) -> bytes:
    """The show's bytes with parts added; "__" in a name stands for a slash."""
    out = io.BytesIO()
    show.save(out)  # type: ignore[attr-defined]
    with zipfile.ZipFile(out, "a") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return out.getvalue()


def make_show(*texts: str) -> tuple[object, list[object]]:
    show = Presentation()
    slides = []
    for text in texts:
        slide = show.slides.add_slide(show.slide_layouts[6])
        slide.shapes.add_textbox(Inches(1), Inches(1), Inches(4), Inches(1)).text_frame.text = text
        slides.append(slide)
    return show, slides


def told(read: Facsimile) -> dict[str, str]:
    return {each.place: each.text for each in read.unseen}


def test_each_slide_is_a_page_of_its_own_and_says_that_its_layout_is_not_kept() -> None:
    read = read_slides(saved(make_show("Plan for Ms Okafor", "Second page")[0]))
    assert " ".join(word.text for word in read.pages[0].words).split()[2:6] == "Plan for Ms Okafor".split()
    assert len(read.pages) == 2
    assert read.marks == ("layout_not_kept",)


def test_tables_charts_and_groups_are_read() -> None:
    show, (slide,) = make_show("Seen")
    table = slide.shapes.add_table(1, 2, 0, 0, Inches(4), Inches(1)).table  # type: ignore[attr-defined]
    table.cell(0, 0).text, table.cell(0, 1).text = "Left", "Right"
    numbers = CategoryChartData()
    numbers.categories = ["Autumn"]
    numbers.add_series("Okafor", (3,))
    slide.shapes.add_chart(XL_CHART_TYPE.PIE, 0, 0, Inches(3), Inches(3), numbers)  # type: ignore[attr-defined]
    group = slide.shapes.add_group_shape()  # type: ignore[attr-defined]
    group.shapes.add_textbox(0, 0, Inches(1), Inches(1)).text_frame.text = "Grouped"
    text = "".join(w.text + w.gap for page in read_slides(saved(show)).pages for w in page.words)
    assert "Left\tRight" in text
    assert "Grouped" in text
    assert "Okafor ; Autumn" in text or "Okafor; Autumn" in text


def test_what_slides_hide_is_told_with_its_place() -> None:
    show, (first, second) = make_show("Seen", "Of a hidden slide")
    second._element.set("show", "0")  # type: ignore[attr-defined]
    box = first.shapes.add_textbox(0, Inches(-9), Inches(1), Inches(1))  # type: ignore[attr-defined]
    box.text_frame.text = "Above the slide"
    ghost = first.shapes.add_textbox(0, 0, Inches(1), Inches(1))  # type: ignore[attr-defined]
    ghost.text_frame.text = "Switched off"
    ghost._element.nvSpPr.cNvPr.set("hidden", "1")
    ghost._element.nvSpPr.cNvPr.set("descr", "Picture of Ms Vance")
    first.notes_slide.notes_text_frame.text = "Ask Mr Cole"  # type: ignore[attr-defined]
    show.core_properties.author = "Author Alpha"  # type: ignore[attr-defined]
    read = read_slides(saved(show))
    assert len(read.pages) == 1
    assert told(read) | {
        "hidden slide 2": "Of a hidden slide",
        "shape beside the slide on slide 1": "Above the slide",
        "hidden shape on slide 1": "Switched off",
        "alternative text on slide 1": "Picture of Ms Vance",
        "speaker notes of slide 1": "Ask Mr Cole",
        "property creator": "Author Alpha",
    } == told(read)


def test_comments_of_both_kinds_are_told_with_their_authors() -> None:
    old = f'<p:cmLst xmlns:p="{P}"><p:cm authorId="0"><p:text>Old remark</p:text></p:cm></p:cmLst>'
    authors = f'<p:cmAuthorLst xmlns:p="{P}"><p:cmAuthor id="0" name="Kate Lund"/></p:cmAuthorLst>'
    new = (
        f'<p188:cmLst xmlns:p188="{THREADED}" xmlns:a="urn:a"><p188:cm authorId="{{1}}"><p188:replyLst>'
        '<p188:reply authorId="{2}"><p188:txBody><a:t>An answer</a:t></p188:txBody></p188:reply></p188:replyLst>'
        "<p188:txBody><a:t>New remark</a:t></p188:txBody></p188:cm></p188:cmLst>"
    )
    people = (
        f'<p188:authorLst xmlns:p188="{THREADED}"><p188:author id="{{1}}" name="Ann Pugh" userId="None"/>'
        '<p188:author id="{2}" name="Bo Hale" userId="bo@example.org"/></p188:authorLst>'
    )
    content = saved(
        make_show("Seen")[0],
        ppt__comments__comment1=old,
        ppt__commentAuthors=authors,
        ppt__comments__modernComment_1=new,
        ppt__authors=people,
    )
    said = {(each.text, each.author) for each in read_slides(content).unseen if "comment" in each.place}
    assert said == {("Old remark", "Kate Lund"), ("New remark", "Ann Pugh"), ("An answer", "Bo Hale bo@example.org")}


def test_a_slide_that_is_in_no_show_is_told() -> None:
    show, _ = make_show("Seen", "Taken out by Mr Cole")
    listed = show.slides._sldIdLst  # type: ignore[attr-defined]
    listed.remove(listed[1])
    shown = inspect_slides(open_package(saved(show)))
    assert len(shown.slides) == 1
    assert ("slide that is not in the show", "Taken out by Mr Cole") in {
        (each.place, each.text) for each in shown.unseen
    }


def test_another_package_is_no_slide_file() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "_rels/.rels", "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'/>"
        )
    with pytest.raises(Damaged):
        read_slides(out.getvalue())
