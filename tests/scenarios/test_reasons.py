"""Every finding says why: what raised it, in which version, how sure, and whose it is."""

from __future__ import annotations

from redactor.domain.finding import Category
from tests.scenarios.playing import Played

TEXT = """\
From: Claire Blake <claire.blake@example.net>
Subject: lunch

Aaron Blake (5B, born 09/09/2015) said mum hits Jamie. Aaron has asthma. JH and AB saw the only other girl in Y6.
UPN B823432126002, tel 07700 900456. The police are making enquiries into the theft of his bike.
"""


def test_every_finding_explains_itself() -> None:
    played = Played(
        TEXT, "Class 5B\nName\tScore\nBlake, Aaron\t41\nHollis, Jamie\t38\nPrice, Mia\t52\nShah, Omar\t30\n"
    )
    assert {each.category for each in played.findings} >= {Category.PERSON, Category.CONTACT, Category.IDENTIFIER,
                                                           Category.ROW, Category.PASSAGE}  # fmt: skip
    people = {person.id: person for person in played.resolution.people}
    for each in played.findings:
        assert each.evidence.detector, each
        assert each.evidence.version, each
        assert each.evidence.why.endswith("."), each
        assert each.evidence.score > 0, each
        assert each.suggestion, each
        assert each.suggestion.why, each
        if each.person_id:
            assert people[each.person_id].role
    assert all(each.evidence.context for each in played.passages())


def test_a_mention_says_how_it_was_linked() -> None:
    played = Played("Jamie pushed Aaron Blake. Aaron cried.")
    (mention,) = played.on("Aaron cried")
    assert mention.evidence.why == "Reads like a person's name. The only person whom it fits."
