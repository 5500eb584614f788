from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from redactor.ocr.engine import ENGINES, OcrEngine
from redactor.ocr.snap import snap_words
from tests.ocr.conftest import TESSDATA
from tests.ocr.paper import DPI, pixels_of, print_page

ROOT = Path(__file__).parents[2]

WATCHED = """
import sys, threading

def watch(event, told):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "subprocess.Popen", "os.mkdir", "os.rename"):
        raise SystemExit("reached outside: " + event)
    if event == "open" and isinstance(told[1], str) and set(told[1]) & set("wax+") and "null" not in str(told[0]):
        raise SystemExit("wrote a file")

from pathlib import Path
from redactor.ocr.engine import ENGINES
from tests.ocr.paper import print_page
picture = print_page("Marcus Pemberton was here").picture
sys.dont_write_bytecode = True
sys.addaudithook(watch)
read = ENGINES["rapid"](Path(sys.argv[1])).read(picture)
assert [word.text for word in read] == ["Marcus", "Pemberton", "was", "here"]
assert threading.active_count() == 1
"""


@pytest.fixture(scope="module")
def rapid() -> OcrEngine:
    return ENGINES["rapid"](TESSDATA)


def test_words_come_with_the_boxes_of_their_ink(rapid: OcrEngine) -> None:
    paper = print_page()
    read = rapid.read(paper.picture)
    for name in ("Whitfield", "Marcus", "Pemberton", "Barraclough"):
        (word,) = [each for each in read if each.text == name]
        box, scale = paper.box_of(name), DPI / 72
        assert abs(word.left_px - box.x0 * scale) < 5
        assert abs(word.right_px - box.x1 * scale) < 5
        assert word.bottom_px - word.top_px < 1.2 * box.height * scale
        assert snap_words([word], pixels_of(paper.picture))[0] == word


def test_every_letter_of_a_line_is_in_one_word_of_it(rapid: OcrEngine) -> None:
    text = "I told him that I will tell all of it, still a little at a time.\nAtt 97.1 % of 1,250 (Year 8) l i j t f"
    read = rapid.read(print_page(text).picture)
    together = "".join(word.text for word in read)
    assert together.startswith("ItoldhimthatIwilltellallofit,stillalittleatatime.Att97.1%of1,250(Year8)")
    assert [word.text for word in read][:5] == ["I", "told", "him", "that", "I"]


def test_words_that_were_run_together_are_parted_where_the_paper_shows_a_gap(rapid: OcrEngine) -> None:
    read = rapid.read(print_page("Reported by Whitfield/Barraclough (Year 5), Noor Hussain (NH),Yusuf Demir").picture)
    assert [word.text for word in read] == (
        "Reported by Whitfield / Barraclough ( Year 5 ) , Noor Hussain ( NH ) , Yusuf Demir".split()
    )
    assert [word.text for word in read if word.glued] == ["/", "Barraclough", "Year", ")", ",", "NH", ")", ",", "Yusuf"]


def test_words_side_by_side_stand_on_one_line_from_the_left(rapid: OcrEngine) -> None:
    read = rapid.read(print_page("Date of birth                    Home telephone\nMarcus Pemberton").picture)
    assert [word.text for word in read] == ["Date", "of", "birth", "Home", "telephone", "Marcus", "Pemberton"]
    assert len({word.line for word in read[:5]}) == 1
    assert read[5].line > read[4].line


def test_it_fetches_nothing_writes_nothing_and_keeps_silent(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-B", "-c", WATCHED, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert (told.returncode, told.stdout, told.stderr) == (0, "", "")
