import pytest
from hypothesis import given
from hypothesis import strategies as st

from redactor.domain.box import Box, PageBox
from redactor.domain.decision import SUGGESTED_BY
from redactor.domain.document import (
    Document,
    LoosePage,
    LooseWord,
    Reading,
    Sheet,
    Word,
    WordOrigin,
    bind_pages,
)
from redactor.domain.finding import Category, Span, Suggestion, Verdict, WholeDocument, WholePage
from redactor.domain.redaction import Treatment
from redactor.errors import LeakFound, NoDecision, OnHold
from redactor.redact.plan import plan_redactions, rank_of
from tests.redact.papers import EXEMPTIONS, a_hold, a_pdf, a_ruling, plan_for, read_document, span_of

LETTER = read_document(
    a_pdf("Dear Mr Hale, on Monday Wilma Smith and", "Sanjay Patel were seen by the gate", "at noon.")
)


def a_page(*rows: str, sheet: Sheet = Sheet.FACE, origin: WordOrigin = WordOrigin.TEXT_LAYER) -> LoosePage:
    """Words of 6 pt a letter on lines 20 pt apart, 10 pt high."""
    words = []
    for line, row in enumerate(rows):
        x = 50.0
        for text in row.split():
            y = 100.0 + 20 * line
            words.append(LooseWord(text, Box(x, y, x + 6 * len(text), y + 10), line=line))
            x += 6 * len(text) + 3
    return LoosePage(595, 842, tuple(words), sheet=sheet, origin=origin)


def test_a_name_on_one_line_gets_one_box_a_point_wider_than_its_words() -> None:
    document = bind_pages([a_page("Dear Wilma Smith hello")], id="0001")
    (redaction,) = plan_for(document, a_ruling(span_of(document, "Wilma Smith"))).redactions
    assert redaction.box == Box(76, 99, 141, 111)
    assert (redaction.label, redaction.code) == ("Third party", "TP-ID")


def test_a_box_on_a_scan_has_a_wider_margin_but_stops_at_kept_words() -> None:
    document = bind_pages([a_page("Dear Wilma", origin=WordOrigin.OCR)], id="0001")
    (redaction,) = plan_for(document, a_ruling(span_of(document, "Wilma"))).redactions
    assert redaction.box == Box(75, 98, 109, 112)


def test_a_passage_over_two_lines_gets_two_boxes_and_one_label() -> None:
    plan = plan_for(LETTER, a_ruling(span_of(LETTER, "Wilma Smith and Sanjay Patel")))
    assert [each.label for each in plan.redactions] == ["Third party", ""]
    assert [each.treatment for each in plan.redactions] == [Treatment.LABEL, Treatment.BLOCK]


def test_names_side_by_side_become_one_box() -> None:
    first, second = a_ruling(span_of(LETTER, "Wilma")), a_ruling(span_of(LETTER, "Smith"))
    (redaction,) = plan_for(LETTER, first, second).redactions
    assert set(redaction.finding_ids) == {first.finding.id, second.finding.id}


def test_names_with_a_kept_word_between_them_stay_two_boxes() -> None:
    assert len(plan_for(LETTER, a_ruling(span_of(LETTER, "Dear")), a_ruling(span_of(LETTER, "Hale,"))).redactions) == 2


def test_overlapping_grounds_leave_the_one_that_is_weighed_first() -> None:
    whole = a_ruling(span_of(LETTER, "on Monday Wilma Smith"), code="LPP")
    (redaction,) = plan_for(LETTER, a_ruling(span_of(LETTER, "Wilma Smith")), whole).redactions
    assert (redaction.code, redaction.label) == ("LPP", "Legal advice")


def test_grounds_are_weighed_in_the_order_of_the_rules() -> None:
    codes = ["OOS-DUP", "CT-ED", "LPP", "EW-SW", "SH-HEALTH", "SH-ED", "CRIME", "TP-ID", "REF"]
    assert [rank_of(code) for code in codes] == list(range(len(codes)))


def test_a_release_inside_a_withheld_passage_leaves_no_hole() -> None:
    passage = a_ruling(span_of(LETTER, "on Monday Wilma Smith and"))
    alone = plan_for(LETTER, passage).redactions
    assert plan_for(LETTER, passage, a_ruling(span_of(LETTER, "Monday"), Verdict.RELEASE)).redactions == alone


def test_a_word_that_a_withheld_span_only_touches_is_withheld_whole() -> None:
    span = span_of(LETTER, "Wilma")
    part = plan_for(LETTER, a_ruling(Span(span.start, span.start + 2)))
    assert part.redactions[0].box == plan_for(LETTER, a_ruling(span)).redactions[0].box


def test_what_is_undecided_or_held_stops_the_plan() -> None:
    span = span_of(LETTER, "Wilma")
    with pytest.raises(NoDecision, match="0001"):
        plan_for(LETTER, a_ruling(span, None))
    with pytest.raises(NoDecision):
        plan_for(LETTER, a_ruling(span, Verdict.OPEN))
    with pytest.raises(OnHold):
        plan_for(LETTER, a_ruling(span, Verdict.HOLD))


def test_a_ruling_of_another_document_is_refused() -> None:
    with pytest.raises(ValueError, match="another document"):
        plan_for(LETTER, a_ruling(span_of(LETTER, "Wilma"), document_id="0002"))


def test_a_withheld_span_without_a_word_is_refused_and_not_forgotten() -> None:
    gap = span_of(LETTER, "Dear").end
    with pytest.raises(LeakFound, match="covers nothing"):
        plan_for(LETTER, a_ruling(Span(gap, gap + 1)))


def test_a_suggested_hold_and_a_ground_that_may_not_be_told_get_neutral_words() -> None:
    span = span_of(LETTER, "Wilma")
    assert plan_for(LETTER, a_hold(span)).redactions[0].label == "Withheld"
    assert plan_for(LETTER, a_ruling(span, code="CRIME")).redactions[0].label == "Information withheld"
    assert plan_for(LETTER, a_ruling(span, code="unknown")).redactions[0].label == "Withheld"
    assert plan_for(LETTER, a_ruling(span, code="STAFF-REL")).redactions[0].label == "Withheld"


def test_a_suggestion_to_withhold_keeps_its_label() -> None:
    taken = a_ruling(span_of(LETTER, "Wilma"), by=SUGGESTED_BY, suggestion=Suggestion(verdict=Verdict.WITHHOLD))
    assert plan_for(LETTER, taken).redactions[0].label == "Third party"


def test_a_withheld_document_leaves_no_page() -> None:
    plan = plan_for(LETTER, a_ruling(WholeDocument()), a_ruling(span_of(LETTER, "Wilma")))
    assert (plan.pages, plan.redactions, plan.withheld) == ((), (), True)


def test_a_withheld_page_stays_as_one_box() -> None:
    page = a_ruling(WholePage(0), category=Category.UNREAD)
    plan = plan_for(LETTER, page, a_ruling(span_of(LETTER, "Wilma")))
    (redaction,) = plan.redactions
    assert plan.pages == (0,)
    assert redaction.treatment is Treatment.WHOLE_PAGE
    assert redaction.box == Box(0, 0, LETTER.pages[0].width, LETTER.pages[0].height)
    assert len(redaction.finding_ids) == 2


def with_unseen_sheet() -> Document:
    return bind_pages([a_page("Dear Wilma"), a_page("comment by Sanjay", sheet=Sheet.UNSEEN)], id="0001")


def test_an_unseen_sheet_stays_out_and_needs_no_boxes() -> None:
    document = with_unseen_sheet()
    name = a_ruling(span_of(document, "Sanjay"))
    for sheet in ((), (a_ruling(WholePage(1), category=Category.UNSEEN),)):
        plan = plan_for(document, name, *sheet)
        assert (plan.pages, plan.redactions) == ((0,), ())


def test_a_released_unseen_sheet_leaves_with_its_names_withheld() -> None:
    document = with_unseen_sheet()
    sheet = a_ruling(WholePage(1), Verdict.RELEASE, category=Category.UNSEEN)
    plan = plan_for(document, sheet, a_ruling(span_of(document, "Sanjay")))
    assert plan.pages == (0, 1)
    assert [each.page_index for each in plan.redactions] == [1]


def test_an_area_is_withheld_as_it_was_drawn_and_cut_to_the_page() -> None:
    area = PageBox(0, Box(-5, 700, 100, 900))
    (redaction,) = plan_for(LETTER, a_ruling(area, category=Category.DRAWN)).redactions
    assert redaction.box == Box(0, 699, 101, 842)


def test_a_cell_that_wraps_gets_a_box_a_line_of_paper() -> None:
    words = (
        LooseWord("Ref", Box(50, 100, 80, 110), line=0, gap="\t"),
        LooseWord("Wilma", Box(150, 100, 180, 110), line=0),
        LooseWord("kept", Box(185, 100, 210, 110), line=0),
        LooseWord("and", Box(150, 112, 175, 122), line=0),
        LooseWord("Smith", Box(180, 112, 210, 122), line=0),
    )
    document = bind_pages([LoosePage(595, 842, words)], id="0001")
    kept = document.pages[0].words[2].box
    boxes = [each.box for each in plan_for(
        document, a_ruling(span_of(document, "Wilma")), a_ruling(span_of(document, "and Smith"))
    ).redactions]  # fmt: skip
    assert all(box.overlap(kept) == 0 for box in boxes)
    span = a_ruling(Span(span_of(document, "Ref").start, span_of(document, "Wilma").end))
    assert len(plan_for(document, span).redactions) == 1


def test_a_finding_in_a_second_reading_is_withheld_where_that_reading_saw_it() -> None:
    seen = Box(300, 300, 340, 312)
    reading = Reading(0, "other", "Wilma", (Word("Wilma", 0, 5, seen),))
    first = bind_pages([a_page("Dear Vilna")], id="0001")
    document = Document(first.id, first.text, first.pages, readings=(reading,))
    (redaction,) = plan_for(document, a_ruling(Span(0, 5, reading=0))).redactions
    assert redaction.box == seen.grown(1)


@given(st.lists(st.tuples(st.integers(0, 14), st.integers(1, 4)), min_size=1, max_size=6))
def test_the_plan_covers_every_withheld_word_and_no_kept_one(picks: list[tuple[int, int]]) -> None:
    document = bind_pages([a_page("one two three four five", "six seven eight nine ten", "a b c d e")], id="0001")
    words = document.pages[0].words
    chosen = [words[first : first + count] for first, count in picks]
    rulings = {span: a_ruling(span) for span in (Span(own[0].start, own[-1].end) for own in chosen)}
    plan = plan_redactions(document, list(rulings.values()), EXEMPTIONS)
    withheld = {word for own in chosen for word in own}
    for word in words:
        middle = ((word.box.x0 + word.box.x1) / 2, (word.box.y0 + word.box.y1) / 2)
        assert any(each.box.contains_point(*middle) for each in plan.redactions) == (word in withheld)
