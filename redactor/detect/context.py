"""Words that tell who is meant without a name: the only girl in a year, the boy who sits there, "party A", a witness.

DPA 2018 Sch 2 para 16(4) counts what the requester knows or can find out, and a classmate or a neighbour knows a great
deal. What is found here is a finding of its own beside the names, and a person judges it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from redactor.detect.lives import Cast
from redactor.detect.owners import KIN, is_protected, may_be_asker
from redactor.detect.paragraphs import sentences_of
from redactor.domain.document import Document
from redactor.domain.finding import Category, Evidence, Finding, Span

_YOUNG = r"(?:boy|girl|lad|lass|kid|twin|teenager|toddler|youngster|youth)s?"
_ANYBODY = (
    r"(?:child|children|pupil|student|woman|man|men|lady|gentleman|couple|family|families|tenant|resident|neighbour|"
    r"colleague|patient|parent|mum|mother|dad|father|nan|gran|grandad|uncle|aunt|person|driver|household)"
)
_REST = r"[^.;:!?,\n\f\t]{0,70}"
_POINTERS = (
    re.compile(
        rf"\b(?i:the|our|their) (?:only|one|newest|new|youngest|oldest|eldest|tallest|smallest) (?:other )?"
        rf"(?:[A-Za-z-]{{2,12}} ){{0,2}}(?:{_YOUNG}|{_ANYBODY}) (?:in|at|from|on|with|who|of|to)\b{_REST}"
    ),
    re.compile(
        r"\b(?i:(?:he|she) (?:is|was) |as )?the only (?:other )?(?!(?:thing|one|time|way|option|reason|place|problem|"
        r"difference|person|day|issue|exception|concern|change|question|part|other)\b)"
        rf"[a-z-]{{3,16}} (?:in|on|at) (?:the|our|their|his|her|year|class|Year|Y)\b{_REST}"
    ),
    re.compile(
        r"\b(?:(?:IC ?\d |[Ww]hite |[Bb]lack |[Aa]sian )?(?:[Mm]ale|[Ff]emale|[Mm]an|[Ww]oman|[Yy]outh)|MALE|FEMALE), "
        r"(?:aged )?(?:(?:about|approx\w*\.?|circa|around|approximately|mid|early|late|in (?:his|her))[ -]|c\.? ?)"
        r"[^.;\n\f\t]{4,120}"
    ),
    re.compile(
        rf"\b(?i:the|that|this|another|one) (?:[a-z-]{{2,12}} ){{0,2}}{_YOUNG} "
        rf"(?:who|whose|that|with|wearing|sitting|next to|opposite|behind|in front of|beside|from)\b{_REST}"
    ),
    re.compile(
        rf"\b(?i:the|that) (?:[a-z-]{{2,12}} ){{0,2}}{_ANYBODY} "
        rf"(?:who (?:lives?|works?|runs?|drives?|has just|sits?|moved|came|owns?)|whose|next door|upstairs|downstairs|"
        rf"opposite|across the road|with the)\b{_REST}"
    ),
    re.compile(
        r"\b(?:(?i:his|her|their)|[A-Z][a-z]+['’]s) "
        r"(?:(?:older|younger|elder|big|little|baby|twin|half|step)[ -]?){1,2}"
        rf"(?:brother|sister|sibling|cousin)s?(?: (?:in|at|who|from|is|was)\b{_REST})?"
    ),
    re.compile(
        r"\b(?:first|second|third|fourth|fifth|sixth|last|\d(?:st|nd|rd|th)) (?:from|on|in from) (?:the )?(?:far )?"
        r"(?:left|right|back|front|end)\b"
    ),
)
_REPORTS = re.compile(
    r"\s(?:also |has |had |then |later )*(?:said|says|told|tells|reported|reports|claimed|claims|mentioned|disclosed|"
    r"thinks?|thought|heard|saw|overheard)\b"
)
_POSSESSED = re.compile(r"(?:\b(?:his|her|my|our|a|the|your|[A-Z]\w+['’]s)|['’]s) (?:own |step-?)?$", re.I)
_LABEL = (
    r"(?:party|complainant|witness|tenant|resident|pupil|child|neighbour|respondent|claimant|informant|parent|person|"
    r"patient|caller|student|household|victim) (?:[A-HXYZ]|\d{1,2})"
)
_LABEL_BEFORE = re.compile(rf"\b(?P<label>{_LABEL})\s?(?:[/(:=,–-]|\n|is\b|was\b)\s?\(?$", re.I)
_LABEL_BEHIND = re.compile(rf"^\s?(?:[/(:=,–-]|is\b|was\b)\s?\(?(?P<label>{_LABEL})\b", re.I)
_BELONGS = re.compile(r"\b(?:belong(?:s|ed|ing) to|owned by|property of) $", re.I)
_DESCRIBES = re.compile(r"^\.?(?:, | - | – | \()(?P<tail>[^.\n\f\t()]{3,80})")
_AT_HOME = re.compile(r"\b(?:at|from|round|outside|in|into) $")
_NO_NOUN = re.compile(
    r"^(?:['’]s)?(?=\s(?:so|and|but|which|too|as well|because|when|on|last|this|also)\b|[.,;:!?]|\s?\n|$)"
)
_STATEMENT = re.compile(r"\b(?:witness statement|statement (?:of|from|by)|account (?:of|from|by)|my statement)\b", re.I)
_OWN_ACCOUNT = re.compile(r"(?<!\w)(?:I|I['’](?:m|d|ve|ll)|me|my|mine|we|us|our)\b")
_GOES_ON = re.compile(r"(?:and|then|but) (?!I\b|we\b|my\b)[a-z]+")
_CLAUSE = re.compile(r"\n|,?\s(?=(?:when|while|and|but|because|so|then|where)\b)|[,;]\s")
_PLACE = re.compile(
    r"\b(?:(?:[A-Z][\w'’-]+ ){1,3}(?:Surgery|Medical (?:Centre|Practice)|Health Centre|Practice|Clinic|"
    r"Hospital|Nursery|(?:Primary |Infant |Junior |High |Secondary |Community )?School|Academy|College|Refuge|"
    r"Children['’]s Centre))\b"
)
_SECRET = re.compile(
    r"\b(?:not (?:to )?be (?:shared|given|told)|do(?:es)? not (?:tell|share|give)|refuge|moved|new address)\b"
)


def find_unnamed(document: Document, text: str, cast: Cast, *, reading: int | None) -> Iterator[Finding]:
    """Everything in one text that points at somebody withheld by other words than a name."""
    for find in (find_pointers, find_reports, find_labels, find_belongings, find_accounts, find_whereabouts):
        yield from find(document, text, cast, reading=reading)


def find_pointers(document: Document, text: str, cast: Cast, *, reading: int | None) -> Iterator[Finding]:
    """Descriptions that fit one person alone: a person decides whether the requester would know who it is.

    They end before the subject's name, which is the subject's.
    """
    last = 0
    found = sorted((match for pattern in _POINTERS for match in pattern.finditer(text)), key=lambda each: each.start())
    for match in found:
        if match.start() < last:
            continue
        last = match.end()
        own = (each for each in cast.within(match.start(), last) if cast.people.get(each.id) == cast.circle.subject)
        stop = next((each.span.start for each in own if each.span), last)
        end = match.start() + len(text[match.start() : stop].rstrip())
        if end - match.start() < 8:
            continue
        yield _finding(document, (match.start(), end, reading), "pointer", None, "Describes somebody who is not named.")


def find_reports(document: Document, text: str, cast: Cast, *, reading: int | None) -> Iterator[Finding]:
    """Sentences in which somebody withheld tells of the requester ("Freya said mum had been crying")."""
    for mention in cast.named:
        person, span = cast.people.get(mention.id), mention.span
        if span is None or person not in cast.third:
            continue
        said = _REPORTS.match(text, span.end)
        if not said:
            continue
        stop = re.compile(r"[.;!?](?:\s|$)|[\n\f\t]{1,2}").search(text, said.end())
        end = stop.start() if stop else len(text)
        kin = KIN.search(text, said.end(), end)
        if kin and may_be_asker(kin[1], cast.circle) and not _POSSESSED.search(text[: kin.start()][-20:]):
            why = "Somebody tells of the requester here: it would show who said it."
            finding = _finding(document, (span.start, end, reading), "report", person, why)
            yield replace(finding, evidence=replace(finding.evidence, context=(said[0].strip(), kin[0])))


def find_labels(document: Document, text: str, cast: Cast, *, reading: int | None) -> Iterator[Finding]:
    """Labels such as "party A" that a record sets beside the name of somebody withheld."""
    for mention in cast.named:
        person, span = cast.people.get(mention.id), mention.span
        if span is None or person not in cast.third:
            continue
        before = _LABEL_BEFORE.search(text[max(0, span.start - 30) : span.start])
        if before:
            start = max(0, span.start - 30) + before.start("label")
            place = (start, start + len(before["label"]), reading)
            yield _finding(document, place, "tag", person, "A label that the record gives this person.")
        behind = _LABEL_BEHIND.match(text[span.end : span.end + 30])
        if behind:
            place = (span.end + behind.start("label"), span.end + behind.end("label"), reading)
            yield _finding(document, place, "tag", person, "A label that the record gives this person.")


def find_belongings(document: Document, text: str, cast: Cast, *, reading: int | None) -> Iterator[Finding]:
    """What a thing of somebody withheld looks like, and what is said to have happened at their home."""
    for mention in cast.named:
        person, span = cast.people.get(mention.id), mention.span
        if span is None or person not in cast.third:
            continue
        before = text[max(0, span.start - 20) : span.start]
        look = _DESCRIBES.match(text[span.end : span.end + 90])
        if look and _BELONGS.search(before):
            place = (span.end + look.start("tail"), span.end + look.end("tail"), reading)
            yield _finding(document, place, "life", person, "Describes what belongs to somebody who is withheld.")
        is_home = text[span.end - 2 : span.end] in ("'s", "’s") or text[span.end : span.end + 2] in ("'s", "’s")
        if is_home and _AT_HOME.search(before) and _NO_NOUN.match(text[span.end :][:20]):
            start = max(text.rfind(mark, 0, span.start) for mark in (". ", "\n", "\t", "\f", "? ", "! ")) + 1
            start += len(text[start : span.start]) - len(text[start : span.start].lstrip())
            if not any(cast.people.get(each.id) == cast.circle.subject for each in cast.within(start, span.start)):
                why = "Tells what is at the home of somebody who is withheld."
                yield _finding(document, (start, span.end, reading), "life", person, why)


def find_accounts(document: Document, text: str, cast: Cast, *, reading: int | None) -> Iterator[Finding]:
    """What only the writer of a witness statement could say: their own part, without what it says of the subject."""
    head = _STATEMENT.search(text[:600])
    if not head:
        return
    named = [each for each in cast.named if each.span and each.span.start < head.end() + 300]
    writers = [person for each in named if (person := cast.people.get(each.id)) != cast.circle.subject]
    if not writers or writers[0] not in cast.third:
        return
    for start, end in sentences_of(text, head.end(), len(text)):
        of_subject = False
        for left, right in _clauses(text, start, end):
            goes_on = of_subject and _GOES_ON.match(text, left, right) is not None
            of_subject = goes_on or any(
                cast.people.get(each.id) == cast.circle.subject for each in cast.within(left, right)
            )
            if _OWN_ACCOUNT.search(text, left, right) and not of_subject:
                why = "The witness's own part, which shows who they are."
                yield _finding(document, (left, right, reading), "account", writers[0], why)


def find_whereabouts(document: Document, text: str, cast: Cast, *, reading: int | None) -> Iterator[Finding]:
    """The surgery, school or refuge in a sentence about somebody whose address is kept from the requester."""
    hidden = {person for person, profile in cast.circle.profiles.items() if is_protected(profile)}
    if not hidden:
        return
    for match in _PLACE.finditer(text):
        start = max(text.rfind("\n", 0, match.start()), text.rfind("\f", 0, match.start()), match.start() - 400, 0)
        end = min(at if (at := text.find("\n", match.end())) >= 0 else len(text), match.end() + 200)
        line = text[start:end]
        near = {cast.people.get(each.id) for each in cast.within(start, end)}
        if (near & hidden or _SECRET.search(line)) and cast.circle.controller not in _letters(match[0]):
            why = "It may tell where somebody lives whose address must not be shared."
            yield _finding(document, (match.start(), match.end(), reading), "whereabouts", None, why)


def _clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for cut in _CLAUSE.finditer(text, start, end):
        if cut.start() > at:
            yield at, cut.start()
        at = cut.end()
    stop = at + len(text[at:end].rstrip(' .\n"”'))
    if stop > at:
        yield at, stop


def _letters(words: str) -> str:
    return "".join(mark for mark in words.casefold() if mark.isalnum())


def _finding(
    document: Document, place: tuple[int, int, int | None], kind: str, person: str | None, why: str
) -> Finding:
    start, end, reading = place
    return Finding(
        document_id=document.id,
        category=Category.ROW,
        kind=kind,
        place=Span(start, end, reading),
        evidence=Evidence(detector="context", rule=kind, score=0.6, why=why),
        person_id=person,
    )
