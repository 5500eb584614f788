from redactor.domain.document import WordOrigin
from redactor.redact.attack import NAMES, bits_told, expose
from tests.redact.papers import a_pdf, clean, read_document

LONG = "The class went out to the field after the bell had rung and the staff counted them in by the gate."


def test_there_are_two_thousand_different_names() -> None:
    assert len(NAMES) == len(set(NAMES)) == 2000


def test_one_name_of_two_thousand_is_eleven_bits() -> None:
    assert round(bits_told(1, 2000), 2) == 10.97
    assert bits_told(2000, 2000) == 0


def test_a_line_laid_anew_tells_little_and_a_box_that_had_to_stay_tells_much() -> None:
    pdf = a_pdf("Dear Margaret Fitzgerald, hello again.", LONG)
    document = read_document(pdf)
    made = clean(pdf, "Margaret Fitzgerald,", document=document)
    (laid,) = expose(document, made, ["Margaret Fitzgerald", "Jo Ng"])
    assert not laid.in_place
    assert laid.bits < 0.1
    assert laid.people_left == 2


def test_a_page_of_a_scan_is_told_apart() -> None:
    pdf = a_pdf("Dear Margaret Fitzgerald, hello again.", LONG)
    document = read_document(pdf, origin=WordOrigin.OCR)
    (laid,) = expose(document, clean(pdf, "Margaret Fitzgerald,", document=document))
    assert laid.drawn
