"""Whose an identifier, a contact, a date of birth or a private fact is.

In this order: the request's own values (folded), the organisation's (its mail domain, letterhead, office lines), the
form field, the table row, the mail header, the same value owned elsewhere in the case, the nearest mention. Somebody
whose address the file says must not be shared owns every value that is once seen to be theirs, also in the subject's
own form. Where nothing tells, the owner is unknown, and that is a hold.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from redactor.detect.claims import read_claims, start_of
from redactor.detect.folding import fold
from redactor.detect.owners import LIKELY, SURE, Circle, Claim, Owner, is_protected
from redactor.detect.tables import Shape
from redactor.detect.values import fold_phone, keys_of
from redactor.domain.finding import Category, Finding

OWNABLE = frozenset({Category.IDENTIFIER, Category.CONTACT, Category.DATE_OF_BIRTH, Category.SPECIAL, Category.ROW})


@dataclass(frozen=True, slots=True)
class Holding:
    """A finding that somebody owns, the keys of its value and the claim that its own place makes."""

    finding: Finding
    keys: frozenset[str]
    claim: Claim


def find_holdings(
    findings: Sequence[Finding], text: str, shape: Shape, *, reading: int | None, circle: Circle
) -> Iterator[Holding]:
    """The claim that its own place makes on each ownable finding of one text."""
    here = [each for each in findings if each.span and each.span.reading == reading]
    named = sorted((each for each in here if each.category is Category.PERSON), key=start_of)
    for finding in here:
        span = finding.span
        if finding.category not in OWNABLE or span is None:
            continue
        value = text[span.start : span.end]
        keys = keys_of(finding, value)
        if finding.category is Category.ROW and finding.kind not in ("field",):
            continue
        claims = read_claims(finding, keys, shape=shape, named=named, circle=circle)
        claim = max(
            claims, key=lambda each: each.weight, default=Claim(owner=Owner.UNKNOWN, why="Nothing says whose it is.")
        )
        is_work = _is_work(value, circle)
        is_signed = is_work and _is_alone(text, span.start, span.end)
        yield Holding(finding, keys, replace(claim, is_work=is_work, is_signed=is_signed))


def settle_owners(holdings: Sequence[Holding], circle: Circle) -> dict[str, Claim]:
    """The owner of each holding, now that the whole case is known: finding id -> claim."""
    strong: dict[str, list[Claim]] = defaultdict(list)
    likely: dict[str, list[Claim]] = defaultdict(list)
    for holding in holdings:
        if holding.claim.weight >= SURE and holding.claim.owner is not Owner.UNKNOWN:
            for key in holding.keys:
                strong[key].append(holding.claim)
        elif holding.claim.weight >= LIKELY and holding.claim.owner is Owner.PERSON:
            for key in holding.keys:
                likely[key].append(holding.claim)
    settled: dict[str, Claim] = {}
    for holding in holdings:
        elsewhere = [claim for key in sorted(holding.keys) for claim in strong[key] or likely[key]]
        settled[holding.finding.id] = _settle(holding.claim, elsewhere, circle)
    return settled


def _settle(claim: Claim, elsewhere: Sequence[Claim], circle: Circle) -> Claim:
    if claim.weight >= 95:
        return claim
    for other in elsewhere:
        profile = circle.profiles.get(other.person or "")
        if profile and is_protected(profile):
            why = "The file says that this person's address and contacts must not be shared."
            return replace(other, is_protected=True, why=why)
    if claim.weight >= SURE and claim.owner is not Owner.SUBJECT:
        return claim
    others = {(other.owner, other.person) for other in elsewhere if other.owner is not Owner.SUBJECT}
    if len(others) == 1 and (claim.weight < SURE or not circle.asks_for_self):
        best = next(other for other in elsewhere if other.owner is not Owner.SUBJECT)
        return replace(best, why="The same value belongs to this owner elsewhere in the case.")
    if len(others) > 1 and claim.weight < SURE:
        return Claim(owner=Owner.UNKNOWN, why="The same value belongs to several people.")
    mine = [other for other in elsewhere if other.owner is Owner.SUBJECT]
    if mine and claim.weight < SURE:
        return replace(mine[0], weight=59, why="The same value stands in the subject's own form.")
    return claim


def _is_alone(text: str, start: int, end: int) -> bool:
    """Whether a value is all that its line holds but for a word such as "Tel"."""
    before = text[max(text.rfind("\n", 0, start), text.rfind("\f", 0, start)) + 1 : start].strip(" >")
    after = re.split(r"[\n\f]", text[end : end + 60], maxsplit=1)[0].strip(" .")
    return not after and re.fullmatch(r"(?:tel|telephone|phone|direct|office|t)?[.: ]*", before, re.I) is not None


def _is_work(value: str, circle: Circle) -> bool:
    """The organisation's own mail domain, or a number that is no mobile."""
    if "@" in value:
        return fold(value).strip("<>., ").split("@")[-1] in circle.domains
    digits = fold_phone(value)
    return bool(digits) and not digits.startswith("7")


# ---------------------------------------------------------------- what one place says
