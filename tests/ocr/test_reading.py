from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from redactor.domain.box import Box
from redactor.domain.document import LoosePage, LooseWord, WordOrigin, bind_pages
from redactor.ocr.engine import Readers
from redactor.ocr.reading import needs_reading, read_page
from tests.ocr.paper import (
    DPI,
    Paper,
    ink_box,
    picture_of,
    pixels_of,
    print_page,
    print_table,
    repaint,
    shade,
    skew,
    sprinkle,
    turn,
)


def read(paper: Paper, readers: Readers, page: LoosePage | None = None) -> LoosePage:
    return read_page(page or paper.blank_page(), paper.picture, readers)


def text_of(page: LoosePage) -> str:
    return bind_pages([page], id="0001").text


def word_in(page: LoosePage, text: str) -> LooseWord:
    return next(word for word in page.words if word.text == text)


def test_a_clean_page_is_read_whole_and_without_doubt(alone: Readers) -> None:
    page = read(print_page(), alone)
    assert "We agreed that Marcus Pemberton will sit at another table from now on,\nand that" in text_of(page)
    assert "01632 960123" in text_of(page)
    assert page.origin is WordOrigin.OCR
    assert page.doubt == ()


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
@pytest.mark.parametrize("crooked", [0.0, 2.3])
def test_words_land_on_the_page_as_it_was_received(alone: Readers, degrees: int, crooked: float) -> None:
    paper = turn(skew(print_page(), crooked) if crooked else print_page(), degrees)
    page = read(paper, alone)
    assert (page.width, page.height) == (paper.width, paper.height)
    for name in ("Marcus", "Pemberton", "Whitfield", "Barraclough"):
        ink = ink_box(paper, paper.box_of(name))
        box = word_in(page, name).box.grown(1.0)
        assert box.joined(ink) == box
        assert word_in(page, name).box.area < 1.6 * paper.box_of(name).area


def test_a_skew_the_other_way_is_straightened_too(alone: Readers) -> None:
    paper = skew(print_page(), -4.4)
    page = read(paper, alone)
    assert "Marcus Pemberton will sit at another table" in text_of(page)
    assert word_in(page, "Pemberton").box.overlap(paper.box_of("Pemberton")) > 0.5 * paper.box_of("Pemberton").area


def test_a_page_under_a_shadow_is_read(alone: Readers) -> None:
    assert "Please telephone the office on 01632 960123 with any questions." in text_of(
        read(shade(print_page()), alone)
    )


def test_a_specked_page_is_read(alone: Readers) -> None:
    assert "Marcus Pemberton will sit at another table" in text_of(read(sprinkle(print_page(), 0.01), alone))


def test_a_blank_page_has_no_words_and_raises_no_doubt(alone: Readers) -> None:
    paper = repaint(print_page(), 245 + np.random.default_rng(3).normal(0, 3, (1167, 1653)))
    page = read(paper, alone)
    assert page.words == ()
    assert page.doubt == ()
    assert page.origin is WordOrigin.OCR


def smudged() -> Paper:
    """A page of which nobody can read much."""
    paper = print_page()
    grey = pixels_of(paper.picture).astype(np.int16).copy()
    for shift in range(0, 1200, 9):
        grey[:, shift : shift + 4] = 255
    grey = np.where(np.random.default_rng(5).random(grey.shape) < 0.5, 255, grey)
    return repaint(paper, grey)


def test_a_page_of_smudged_writing_is_unreadable(alone: Readers) -> None:
    assert read(smudged(), alone).doubt == ("unreadable",)


def test_writing_that_no_word_covers_raises_doubt(alone: Readers) -> None:
    paper = print_page()
    grey = pixels_of(paper.picture).copy()
    across = np.arange(150, 1500)
    for base in (700, 780, 860, 940, 1020):
        down = (base + 22 * np.sin(across / 9.0) + 11 * np.sin(across / 3.1)).astype(int)
        for thick in range(5):
            grey[down + thick, across] = 20
    assert read(repaint(paper, grey), alone).doubt in [("low_confidence",), ("unreadable",)]


def test_a_row_of_a_table_is_one_line_even_where_a_cell_has_two(alone: Readers) -> None:
    paper = print_table(
        [
            ["Date", "What happened", "Reported by"],
            ["12/03/2024", "Marcus was sent out by Mrs\nPemberton for shouting", "Helen\nBarraclough"],
            ["19/03/2024", "No further trouble", "Mr Whitfield"],
        ],
        [110, 230, 150],
    )
    lines = text_of(read(paper, alone)).split("\n")
    assert lines[0] == "Date\tWhat happened\tReported by"
    assert lines[1] == "12/03/2024\tMarcus was sent out by Mrs Pemberton for shouting\tHelen Barraclough"
    assert lines[2] == "19/03/2024\tNo further trouble\tMr Whitfield"


def test_lines_of_one_cell_keep_boxes_of_their_own(alone: Readers) -> None:
    paper = print_table([["Name", "Seen by"], ["Marcus\nPemberton", "the nurse"]], [150, 200])
    document = bind_pages([read(paper, alone)], id="0001")
    start = document.text.index("Marcus Pemberton")
    assert len(document.boxes_for(start, start + len("Marcus Pemberton"))) == 2


def test_a_wide_gap_parts_columns(alone: Readers) -> None:
    text = text_of(
        read(print_page("Date of birth                    Home telephone\nMarcus Pemberton was here"), alone)
    )
    assert "Date of birth\tHome telephone\nMarcus Pemberton was here" in text


def test_names_on_either_side_of_a_stroke_are_words_of_their_own(alone: Readers) -> None:
    paper = print_page("Reported by Whitfield/Barraclough (Year 5) on 12/03/2024.\nMarcus was not in the room then.")
    page = read(paper, alone)
    assert "by Whitfield/Barraclough (Year 5) on 12/03/2024." in text_of(page)
    first, second = word_in(page, "Whitfield").box, word_in(page, "Barraclough").box
    assert first.overlap(second) == 0
    whole = ink_box(paper, paper.box_of("Whitfield/Barraclough"))
    assert abs(first.x0 - whole.x0) < 1
    assert abs(second.x1 - whole.x1) < 1
    assert 0.4 < first.width / whole.width < 0.5


def test_words_of_the_text_layer_stay_and_the_rest_is_read(alone: Readers) -> None:
    paper = print_page()
    known = tuple(
        LooseWord(text, box, line=0, gap=" ") for text, box in paper.words if text in ("Ashgrove", "Primary", "School")
    )
    page = LoosePage(paper.width, paper.height, known, pictures=(Box(40, 70, 560, 400),))
    done = read(paper, alone, page)
    assert text_of(done).startswith("Ashgrove Primary School\nDear Mrs Whitfield")
    assert [word.text for word in done.words].count("Ashgrove") == 1
    assert done.origin is WordOrigin.OCR
    assert done.doubt == ()
    assert len({word.line for word in done.words if word.text in ("School", "Dear")}) == 2


def test_a_logo_without_words_leaves_a_page_of_text_as_it_was(alone: Readers) -> None:
    grey = np.full((1167, 1653), 255, np.uint8)
    grey[100:400, 1200:1500] = 90
    known = (LooseWord("Dear", Box(50, 50, 75, 62)),)
    page = LoosePage(595, 420, known, pictures=(Box(430, 35, 542, 145),))
    done = read_page(page, picture_of(grey), alone)
    assert [word.text for word in done.words] == ["Dear"]
    assert done.origin is WordOrigin.TEXT_LAYER
    assert done.doubt == ()


def test_which_pages_need_reading() -> None:
    words = (LooseWord("Dear", Box(50, 50, 75, 62)),)
    text = LoosePage(595, 842, words)
    assert not needs_reading(text)
    assert needs_reading(LoosePage(595, 842))
    assert needs_reading(replace(text, origin=WordOrigin.UNREAD))
    assert needs_reading(replace(text, pictures=(Box(0, 0, 300, 300),)))
    assert not needs_reading(replace(text, pictures=(Box(0, 0, 40, 40),)))
    assert not needs_reading(replace(text, origin=WordOrigin.OCR, pictures=(Box(0, 0, 300, 300),)))


def test_the_dpi_of_the_picture_does_not_move_the_words(alone: Readers) -> None:
    paper = print_page()
    coarse = pixels_of(paper.picture)[::1, ::1]
    finer = np.repeat(np.repeat(coarse, 2, axis=0), 2, axis=1)
    picture = replace(picture_of(finer), dpi=DPI * 2)
    ours, truth = word_in(read_page(paper.blank_page(), picture, alone), "Pemberton").box, paper.box_of("Pemberton")
    assert ours.overlap(truth) > 0.5 * truth.area


def test_both_engines_read_a_page_and_what_either_read_has_a_box(thorough: Readers) -> None:
    paper = print_page()
    page = read(paper, thorough)
    assert [each.engine for each in page.readings] == ["rapid"]
    document = bind_pages([page], id="0001")
    (second,) = document.readings
    start = second.text.index("Marcus Pemberton")
    (placed,) = document.boxes_for(start, start + len("Marcus Pemberton"), reading=0)
    assert placed.page_index == 0
    ink = ink_box(paper, paper.box_of("Marcus").joined(paper.box_of("Pemberton")))
    assert placed.box.grown(1.0).joined(ink) == placed.box.grown(1.0)


def test_the_second_engine_is_spared_on_a_clean_page_where_reading_is_quick(thorough: Readers) -> None:
    quick = replace(thorough, second_on_doubt=True)
    assert read(print_page(), quick).readings == ()
    (second,) = read(smudged(), quick).readings
    assert second.words


def known_words(paper: Paper, change: dict[str, str] | None = None) -> tuple[LooseWord, ...]:
    return tuple(LooseWord((change or {}).get(text, text), box) for text, box in paper.words)


def mapped_wrong(text: str) -> str:
    return "".join(chr(ord(mark) + 1) if mark.isalpha() else mark for mark in text)


def test_a_text_layer_of_wrong_letters_is_replaced_by_what_the_page_shows(alone: Readers) -> None:
    paper = print_page()
    page = LoosePage(
        paper.width, paper.height, known_words(paper, {text: mapped_wrong(text) for text, _ in paper.words})
    )
    assert needs_reading(page)
    done = read(paper, alone, page)
    assert "Marcus Pemberton will sit" in text_of(done)
    assert mapped_wrong("Marcus") not in text_of(done)
    assert done.origin is WordOrigin.OCR


def test_a_text_layer_that_only_looks_strange_stays_and_its_page_is_no_scan(alone: Readers) -> None:
    paper = print_page("Grzgrz Brvnk Mstslv Pemberton\nMarcus was late again on Tuesday and so was Helen")
    page = LoosePage(paper.width, paper.height, known_words(paper))
    assert needs_reading(page)
    done = read(paper, alone, page)
    assert done.words == page.words
    assert done.origin is WordOrigin.TEXT_LAYER
    assert done.doubt == ()


def test_text_under_a_picture_that_tells_other_words_is_replaced(alone: Readers) -> None:
    paper = print_page()
    lies = {"Marcus": "Oliver", "Pemberton": "Hartley"}
    under = known_words(paper, {text: lies.get(text, "zzz" + text) for text, _ in paper.words})
    page = LoosePage(paper.width, paper.height, under, pictures=(Box(0, 0, paper.width, paper.height),))
    done = read(paper, alone, page)
    assert "Marcus Pemberton" in text_of(done)
    assert "Oliver" not in text_of(done)


def test_what_the_picture_tells_otherwise_in_a_good_text_layer_is_a_second_reading(alone: Readers) -> None:
    paper = print_page()
    layer = known_words(paper, {"Marcus": "Oliver"})
    page = LoosePage(paper.width, paper.height, layer, pictures=(Box(0, 0, paper.width, paper.height),))
    document = bind_pages([read(paper, alone, page)], id="0001")
    assert "Oliver Pemberton" in document.text
    assert "Marcus Pemberton" in document.readings[0].text


def test_only_the_pictures_of_a_page_of_text_are_read(alone: Readers) -> None:
    paper = print_page()
    name = paper.box_of("Pemberton")
    heading = Box(45, 40, 300, 56)
    known = tuple(word for word in known_words(paper) if not heading.overlap(word.box) and word.text != "Pemberton")
    done = read(paper, alone, LoosePage(paper.width, paper.height, known, pictures=(heading,)))
    texts = [word.text for word in done.words]
    assert texts[-3:] == ["Ashgrove", "Primary", "School"]
    assert not any(word.box.overlap(name) for word in done.words)


def test_a_picture_that_is_all_words_needs_no_look_and_one_with_a_signature_does(alone: Readers) -> None:
    paper = print_page()
    heading = Box(45, 40, 300, 56)
    known = tuple(word for word in known_words(paper) if not heading.overlap(word.box))
    page = LoosePage(paper.width, paper.height, known, pictures=(heading,))
    assert read(paper, alone, page).pictures == ()
    signed = repaint(paper, with_pen(pixels_of(paper.picture), left=500, right=780, base=132))
    assert read(signed, alone, page).pictures == (heading,)


def with_pen(grey: np.ndarray, *, left: int, right: int, base: int) -> np.ndarray:
    """The pixels with a signature across them."""
    drawn = grey.copy()
    across = np.arange(left, right)
    down = (base + 26 * np.sin(across / 19.0) * np.cos(across / 61.0) + 20 * np.sin(across / 7.0)).astype(int)
    for thick in range(5):
        drawn[down + thick, across] = 30
    return drawn


def test_a_signature_on_a_scan_is_an_area_to_look_at_and_print_is_none(thorough: Readers) -> None:
    paper = print_page()
    assert read(paper, thorough).pictures == ()
    signed = repaint(paper, with_pen(pixels_of(paper.picture), left=900, right=1300, base=900))
    (area,) = read(signed, thorough).pictures
    scale = 72 / DPI
    assert area.overlap(Box(900 * scale, 870 * scale, 1300 * scale, 930 * scale)) > 0.7 * 400 * 60 * scale**2
    assert not any(area.overlap(box) for _, box in paper.words)
