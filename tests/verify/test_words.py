from __future__ import annotations

import pytest

from redactor.verify.secrets import PageProof
from redactor.verify.words import secrets_in, words_seen_too_often, words_too_many


@pytest.mark.parametrize(
    "text",
    [
        "Dear Quillfeather!",
        "QUILL-\nFEATHER",
        "Q u i l l f e a t h e r",
        "Quill feather",
        "xQuillfeatherx",
        "Quíllfeather",
    ],
)
def test_a_secret_is_read_in_every_spelling(text: str) -> None:
    assert secrets_in(text, ["quillfeather"]) == 1


@pytest.mark.parametrize("text", ["aquill featherb", "and reading", "quil feather", ""])
def test_letters_across_words_that_do_not_end_with_it_are_no_sight(text: str) -> None:
    assert secrets_in(text, ["quillfeather", "andrea"]) == 0


def test_released_words_that_squash_to_a_secret_are_no_sight() -> None:
    released = ("go", "west", "on", "monday")
    assert secrets_in("go west on monday", ["weston"]) == 1
    assert secrets_in("go west on monday", ["weston"], released=released) == 0
    assert secrets_in("gowestonmonday", ["weston"], released=released) == 0
    assert secrets_in("go west on monday, W e s t o n", ["weston"], released=released) == 1


def test_short_secrets_are_found_as_whole_words_alone() -> None:
    assert secrets_in("the rose", ["rose"]) == 1
    assert secrets_in("the roses are prose, r o s e", ["rose"]) == 0


PAGE = PageProof(
    page_number=2,
    withheld=("martin", "page", "rose", "2019", "07700900123", "third"),
    names=("martin", "page"),
    released=("martin", "martinez", "sun", "shine"),
)


def too_many(text: str) -> int:
    return words_too_many(text, PAGE, labels={"third"}, footer=["page", "of"])


def test_words_that_stay_and_words_of_the_footer_are_allowed_once() -> None:
    assert too_many("Martin Martinez sun shine Page 1 of 2") == 0
    assert too_many("Martin Martin Martinez") == 1
    assert too_many("Page Page") == 1
    assert too_many("Rose") == 1


def test_labels_and_years_are_not_counted_but_long_numbers_are() -> None:
    assert too_many("third third 2019") == 0
    assert too_many("07700900123") == 1


def test_a_released_word_that_ocr_may_have_misread_is_no_sight() -> None:
    assert words_seen_too_often(["Martin", "Martin"], PAGE, labels=(), footer=()) == 1
    near = PageProof(page_number=1, names=("clark",), withheld=("clark",), released=("clarke",))
    assert words_seen_too_often(["Clark"], near, labels=(), footer=()) == 0
    assert words_seen_too_often(["Clark", "Clark"], near, labels=(), footer=()) == 1
