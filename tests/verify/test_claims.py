"""What the redactor claims about moved words and painted boxes has to be proved."""

from dataclasses import replace

from redactor.domain.box import Box
from redactor.domain.redaction import CleanPage, Moved
from redactor.verify.gate import Report, verify
from tests.redact.papers import read_document
from tests.verify.bundles import LABELS, LINES, WITHHELD, Made, a_bundle, a_pdf, proof_of, rulings_on

PDF = a_pdf(*LINES)


def checked(made: Made, page: CleanPage) -> Report:
    document = read_document(PDF)
    proof = proof_of(document, rulings_on(document, *WITHHELD), [page])
    return verify(made.pdf, proof, ocr=None, labels=LABELS)


def test_true_claims_pass_and_none_at_all_do_not() -> None:
    made = a_bundle(PDF, *WITHHELD)
    (page,) = made.clean.pages
    assert page.moved
    assert checked(made, page).problems == ()
    assert checked(made, replace(page, moved=())).problems


def test_a_kept_word_that_is_not_where_it_is_said_to_stand_is_caught() -> None:
    made = a_bundle(PDF, *WITHHELD)
    (page,) = made.clean.pages
    first, *others = page.moved
    elsewhere = Moved(start=first.start, box=Box(400, 400, 440, 412))
    report = checked(made, replace(page, moved=(elsewhere, *others)))
    assert any("not where they should be" in problem.what for problem in report.problems)


def test_a_box_that_was_not_painted_is_caught() -> None:
    made = a_bundle(PDF, *WITHHELD)
    (page,) = made.clean.pages
    report = checked(made, replace(page, covers=(*page.covers, Box(72, 88, 300, 150))))
    assert any(problem.kind == "pixels" for problem in report.problems)


def test_a_claim_about_a_withheld_word_is_not_heard() -> None:
    document = read_document(PDF)
    withheld = next(word for word in document.pages[0].words if word.text == "Wilma")
    claim = CleanPage(page_index=0, route="vector", moved=(Moved(start=withheld.start, box=withheld.box),))
    proof = proof_of(document, rulings_on(document, *WITHHELD), [claim])
    assert proof.pages[0].placed == ()
