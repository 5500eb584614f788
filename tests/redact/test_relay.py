import io

import pikepdf
import pymupdf
import pytest

from redactor.domain.box import Box, PageBox
from redactor.domain.redaction import CleanDocument, Treating, Treatment
from redactor.redact.plan import plan_redactions
from redactor.redact.route import withhold
from tests.redact.papers import EXEMPTIONS, a_pdf, a_ruling, clean, read_document, spans_of, text_of

NAMES = ("Ng", "Jo Li", "Wilhelmina Featherstonehaugh")
LONG = "The class went out to the field after the bell had rung and the staff counted them in by the gate."


def words_of(made: CleanDocument) -> list[tuple[str, float, float]]:
    with pymupdf.open(stream=made.pdf, filetype="pdf") as pdf:
        return sorted((w[4], round(w[0], 1), round(w[1], 1)) for w in pdf[0].get_text("words"))


def drawn(made: CleanDocument) -> bytes:
    with pymupdf.open(stream=made.pdf, filetype="pdf") as pdf:
        return bytes(pdf[0].get_pixmap(dpi=100).samples)


@pytest.mark.parametrize("line", ["Dear {}, hello again.", "{} came in late", "She rang {}"])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_page_looks_the_same_whoever_was_named_on_it(line: str, rotation: int) -> None:
    made = [clean(a_pdf(line.format(name), LONG, rotation=rotation), name) for name in NAMES]
    assert {page.route for each in made for page in each.pages} == {"vector"}
    assert len({drawn(each) for each in made}) == 1


def test_no_offset_or_space_of_the_old_line_is_left_in_the_content() -> None:
    streams = []
    for name in NAMES:
        with pikepdf.open(io.BytesIO(clean(a_pdf(f"Dear {name}, hello again.", LONG), name).pdf)) as pdf:
            streams.append(pdf.pages[0].Contents.read_bytes())
    assert streams[0] == streams[1] == streams[2]


def test_every_label_of_a_line_height_is_equally_wide() -> None:
    made = clean(a_pdf("Ng and Featherstonehaugh met", "Wilma", LONG), "Ng", "Featherstonehaugh", "Wilma")
    assert len({round(cover.width, 3) for cover in made.pages[0].covers}) == 1


def test_a_centred_line_is_centred_anew_and_a_right_aligned_one_keeps_its_right_edge() -> None:
    def page(name: str) -> bytes:
        with pymupdf.open() as made:
            sheet = made.new_page()
            for row, (text, align) in enumerate(((f"Meeting with {name}", 1), (f"Signed {name}", 2), ("Ref 1234", 2))):
                sheet.insert_textbox((72, 100 + 40 * row, 523, 130 + 40 * row), text, align=align)
            sheet.insert_text((72, 300), LONG)
            return bytes(made.tobytes())

    made = [words_of(clean(page(name), name)) for name in NAMES]
    assert made[0] == made[1] == made[2]


def test_a_cell_is_packed_within_its_rulings() -> None:
    with pymupdf.open() as made:
        sheet = made.new_page()
        for x in (70, 110, 200):
            sheet.draw_line((x, 80), (x, 110))
        sheet.insert_text((74, 100), "Ng")
        sheet.insert_text((114, 100), "Behaviour")
        pdf = bytes(made.tobytes())
    done = clean(pdf, "Ng")
    (cover,) = done.pages[0].covers
    assert cover.x1 < 110
    assert "Behaviour" in text_of(done.pdf)


def test_a_line_that_has_no_room_is_condensed_and_stays_on_the_page() -> None:
    line = "Ng Ng and " * 6 + "the end of a line that goes on and on"
    made = clean(a_pdf(line), "Ng")
    with pymupdf.open(stream=made.pdf, filetype="pdf") as pdf:
        assert all(word[2] < 595 for word in pdf[0].get_text("words"))
    assert "goes on and on" in " ".join(text_of(made.pdf).split())


def test_a_paragraph_is_broken_into_lines_anew() -> None:
    def page(name: str) -> bytes:
        with pymupdf.open() as made:
            sheet = made.new_page()
            sheet.insert_textbox((72, 100, 523, 300), f"I spoke to {name} about it. {LONG} {LONG}", align=0)
            sheet.insert_text((72, 400), "x" * 80)
            return bytes(made.tobytes())

    made = [clean(page(name), name) for name in ("Ali Khan", "Margaret Featherstone")]
    assert words_of(made[0]) == words_of(made[1])
    assert {each.pages[0].route for each in made} == {"vector"}


def test_an_underline_of_a_line_that_is_packed_goes_since_it_would_tell_the_old_width() -> None:
    with pymupdf.open() as made:
        sheet = made.new_page()
        sheet.insert_text((72, 100), "Dear Wilma Smith")
        sheet.draw_line((72, 102), (158, 102))
        pdf = bytes(made.tobytes())
    done = clean(pdf, "Wilma")
    with pymupdf.open(stream=done.pdf, filetype="pdf") as out:
        assert len(out[0].get_drawings()) == 1  # the label


def treated(pdf: bytes, text: str, treating: Treating, person: str | None = None) -> CleanDocument:
    document = read_document(pdf)
    rulings = [a_ruling(span, person_id=person) for span in spans_of(document, text)]
    return withhold(document, pdf, plan_redactions(document, rulings, EXEMPTIONS, treating))


def test_one_person_has_one_pseudonym_everywhere() -> None:
    treating = Treating(people={"p-1": (Treatment.PSEUDONYM, "Pupil A")})
    made = treated(a_pdf("Ng came.", "Then Ng left.", LONG), "Ng", treating, "p-1")
    assert text_of(made.pdf).count("Pupil A") == 2
    assert {each.treatment for each in made.redactions} == {Treatment.PSEUDONYM}


def test_a_suppressed_word_closes_up_without_a_trace() -> None:
    pdf = a_pdf("Dear Wilma Smith, hello.", LONG)
    document = read_document(pdf)
    (ruling,) = (a_ruling(span) for span in spans_of(document, "Wilma"))
    treating = Treating(findings={ruling.finding.id: Treatment.SUPPRESSED})
    made = withhold(document, pdf, plan_redactions(document, [ruling], EXEMPTIONS, treating))
    assert made.pages[0].covers == ()
    assert "Dear Smith, hello." in " ".join(text_of(made.pdf).split())


def test_a_box_drawn_over_no_word_stays_where_it_was() -> None:
    made = clean(a_pdf("Dear Wilma"), areas=[PageBox(0, Box(300, 300, 400, 400))])
    (cover,) = made.pages[0].covers
    assert cover.x0 < 300 < 400 < cover.x1
