"""Scenarios about names and identity, S01 to S14 of the acceptance scenarios, through every detector.

Standing case: English maintained junior school, subject Jamie Hollis (Year 5), the mother asks, with responsibility.
S09 and S10 (hidden layers, tabs) and S44 run whole files and stand in test_files.py. Not shown here:
S02's and S34's pseudonym in place of a box is a treatment of the paper, not of detection. S14's wish that pupils whom
the requester named in her own letters stay is not followed: they are withheld there as everywhere.
"""

from __future__ import annotations

from redactor.detect.detector import detect
from redactor.domain.box import Box
from redactor.domain.case import KnownPerson
from redactor.domain.document import LoosePage, bind_pages
from redactor.domain.finding import Category, Verdict
from tests.detect.casework import staff, the_case, the_rulebook
from tests.detect.test_detector import sheet
from tests.scenarios.playing import Played, the_names

OKAFOR = staff("Ngozi Okafor", "Class teacher")
ROLL = "Class 5B roll\nName\tUPN\n{}\tB823432126002\nHollis, Jamie\tB823432126001\nPrice, Mia\tB823432126003\n"


def test_s01_a_teacher_in_role_is_released() -> None:
    """Fail: name boxed as a person."""
    text = "Mrs Okafor moved Jamie to the blue table at 10:15."
    played = Played(text, case=the_case(OKAFOR, aliases=("Jamie",)))
    assert played.left() == text
    assert "STAFF-REL" in played.codes("Okafor")


def test_s02_another_pupil_is_boxed_and_the_sentence_stays() -> None:
    """Fail: whole sentence blocked, or "Blake" left behind."""
    played = Played("Jamie pushed Aaron Blake and said he hated him.")
    assert played.left() == "Jamie pushed █████ █████ and said he hated him."
    assert played.codes("Aaron Blake") == {"TP-ID"}


def test_s03_an_unrelated_pupil_of_the_same_surname_is_boxed_with_her_class() -> None:
    """Fail: surname match keeps Ella because "Hollis" is the subject's name."""
    played = Played("Ella Hollis (6W) and Jamie were in the library.")
    assert played.left() == "████ ██████ (██) and Jamie were in the library."


def test_s05_what_the_sister_said_of_the_requester_is_for_a_person() -> None:
    """Fail: replaces Freya with "F" and calls it done."""
    played = Played("Jamie and his sister Freya arrived late; Freya said mum had been crying.")
    assert played.left().startswith("Jamie and his sister █████ arrived late;")
    assert played.verdicts("Freya") == {Verdict.HOLD}
    assert played.verdicts("mum had been crying") == {Verdict.HOLD}
    assert "TP-SRC" in played.codes("mum had been crying")


def test_s06_a_nickname_is_found_though_the_roll_has_the_full_name_alone() -> None:
    """Fail: left visible because it is not on the roll verbatim."""
    played = Played("Sasha hid under the coat pegs with Jamie.", ROLL.format("Petrov, Alexander"))
    assert played.left() == "█████ hid under the coat pegs with Jamie."
    assert played.person("Sasha") == "Petrov, Alexander"


def test_s07_the_subjects_initials_stay_and_the_others_go() -> None:
    """Fail: boxes JH, or leaves AB."""
    played = Played("JH and AB fell out again; AB's mum rang.", "Class 5B: Jamie Hollis, Aaron Blake, Mia Price.")
    assert played.left().startswith("JH and ██ fell out again; ██'s mum rang")


def test_s07_initials_that_two_pupils_share_are_held_though_the_request_lists_them() -> None:
    played = Played("JH and AB fell out again.", "Class 5B: Jamie Hollis, Aaron Blake, Jack Harding.")
    assert played.verdicts("JH") == {Verdict.HOLD}


def test_s11_of_a_table_of_marks_the_heading_and_the_subjects_row_stay() -> None:
    """Fail: boxes names, leaves scores in roll order."""
    played = Played(
        "Name\tScore\tRank\nBlake, Aaron\t41\t3\nHollis, Jamie\t38\t4\nPrice, Mia\t52\t1\n"
        "Nowak, Tomasz\t44\t2\nShah, Zainab\t30\t5\n"
    )
    rows = played.left().split("\n")
    assert rows[0] == "Name\tScore\tRank"
    assert rows[2].startswith("Hollis, Jamie\t38\t")
    assert not any(mark.isalnum() for row in (*rows[1:2], *rows[3:]) for mark in row)
    assert played.verdicts("4\nPrice") == {Verdict.HOLD, Verdict.WITHHOLD}


def test_s12_faces_go_to_a_person_and_other_captions_are_boxed() -> None:
    """Fail: page skipped because it holds little text."""
    page = sheet("Sports day: Jamie Hollis and Aaron Blake", pictures=(Box(60, 100, 500, 400),))
    document = bind_pages([page], id="0001")
    found = detect(document, the_case(), the_rulebook(), the_names())
    assert any(each.category is Category.PICTURE for each in found)
    assert Played("Sports day: Jamie Hollis and Aaron Blake").left() == "Sports day: Jamie Hollis and █████ █████"


def test_s13_a_page_that_was_not_well_read_is_claimed_whole() -> None:
    """Fail: treats no OCR text as nothing to redact."""
    for page in (sheet("J. told me his dad", doubt=("low_confidence",)), LoosePage(595, 842, (), doubt=("no_text",))):
        found = detect(bind_pages([page], id="0001"), the_case(), the_rulebook(), the_names())
        assert any(each.category is Category.UNREAD for each in found)


THREAD = """\
From: Claire Blake <claire.blake@example.net>
To: Will Tranter <head@thornfield.example>
Cc: Dawn Price <dawn.price@example.net>; Omar Shah <omar.shah@example.net>
Date: 3 March 2026
Subject: Re: playground

Aaron came home in tears again.

On 2 March 2026, Sarah Hollis <sarah.hollis@example.com> wrote:
> Jamie says it was only a game.
> On 2 March 2026, Claire Blake wrote:
> > Aaron came home in tears again.
> > On 1 March 2026, Will Tranter wrote:
> > > I will speak to both boys.
> > > > Aaron came home in tears again.
"""


def test_s14_a_thread_keeps_the_requesters_lines_and_treats_a_quoted_sentence_the_same_each_time() -> None:
    """Fail: decides per occurrence."""
    head = KnownPerson(name="Will Tranter", role="staff", note="Headteacher")
    left = Played(THREAD, case=the_case(head, aliases=("Jamie",))).left()
    assert left.count("█████ came home in tears again.") == 3
    for kept in ("Sarah Hollis", "Jamie says it was only a game.", "Will Tranter", "I will speak to both boys."):
        assert kept in left
    for gone in ("Claire", "Blake", "Dawn", "Price", "Omar", "Shah", "example.net"):
        assert gone not in left


def test_a_nickname_in_quotes_belongs_to_the_name_round_it() -> None:
    played = Played('Alexander "Bear" Petrov hid. Later Bear came out with Jamie.')
    assert played.left() == "█████████ ██████ ██████ hid. Later ████ came out with Jamie."
    assert played.person("Bear came") == played.person("Alexander") is not None


def test_somebody_who_is_pointed_out_without_a_name_is_held() -> None:
    played = Played("Jamie was hurt by the only other girl in Y6. The boy who sits next to Jamie saw it.")
    assert played.verdicts("the only other girl in Y6") == {Verdict.HOLD}
    assert played.codes("The boy who sits next to") == {"TP-CTX"}
    assert played.left().count("Jamie") == 2
