"""The second pass, over the whole case: mentions become people, people are looked for everywhere, values get owners.

Documents are walked twice and never kept: once to see every mention where it stands, once more, when the people
are known, for the mentions that were passed over, for the owners of numbers and addresses, and for the rows of lists.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from redactor.detect.beside import find_births, find_kin_names
from redactor.detect.claims import find_writer
from redactor.detect.context import find_unnamed
from redactor.detect.entries import find_entries
from redactor.detect.index import Index, count_words, find_usual_words, make_index
from redactor.detect.joining import drop_second_readings
from redactor.detect.linking import link_full_names, link_weaker, relabel
from redactor.detect.lives import Cast, find_class_tags, find_descriptions, find_lives
from redactor.detect.owners import Circle, Claim, find_domains, is_protected, make_circle
from redactor.detect.profile import Profile, start_profile
from redactor.detect.records import is_clinical_letter, was_sent_to
from redactor.detect.roll import Link, Roll, start_roll
from redactor.detect.rows import RowOwners, find_kin_fields, find_row_cells, find_table_names
from redactor.detect.sift import doubted_ids, part_mentions, reads_like_body, words_of_places
from redactor.detect.sightings import Sighting, find_header_names, read_sightings, shapes_of, texts_of
from redactor.detect.signs import RoleCues, Sign, index_roles
from redactor.detect.spread import find_spread
from redactor.detect.tables import Shape
from redactor.detect.values import read_owned
from redactor.detect.whose import Holding, find_holdings, settle_owners
from redactor.domain.case import Case
from redactor.domain.document import Document
from redactor.domain.finding import Category, Finding
from redactor.domain.person import Person, Standing
from redactor.domain.rule import Vocabulary
from redactor.rulebook import Rulebook

STAFF = "staff"
PUPIL_WEIGHT = 64
"""From this weight on a sign that somebody is a pupil outweighs signs of a released role."""


@dataclass(frozen=True, kw_only=True)
class Resolution:
    """The people of a case and every finding, with person ids; suggestions are still to come.

    `candidates` names, for a mention that is not certain, whom it may be; `owners` says for each value what sort of
    owner it has and why; both are keyed by finding id. `protected` are the people whose address must not be shared.
    """

    people: tuple[Person, ...]
    findings: tuple[Finding, ...]
    candidates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    owners: Mapping[str, Claim] = field(default_factory=dict)
    protected: frozenset[str] = frozenset()
    doubted: Mapping[str, str] = field(default_factory=dict)
    """Mentions that seem to be no names: finding id -> why."""
    clinical: frozenset[str] = frozenset()
    """Documents in which a clinician writes of a patient, and neither the subject nor the requester got a copy."""


def resolve_people(
    documents: Iterable[Document], findings: Iterable[Finding], case: Case, rulebook: Rulebook
) -> Resolution:
    """Tell who is who over the whole case, and whose everything is.

    `documents` is walked twice; an iterator that can be walked only once is kept whole. Findings come back in
    document order, the given ones with new ones among them (detectors "spread", "header" and "table").
    """
    if iter(documents) is documents:
        documents = tuple(documents)
    cues = index_roles(rulebook.roles)
    given = _by_document(findings)
    seen = [_first_look(document, given.get(document.id, ()), cues) for document in documents]
    by_id = {look.document_id: look for look in seen}
    roll = start_roll(case, cues.released)
    sightings = [sighting for look in seen for sighting in look.sightings]
    usual = _usual_words(seen)
    _doubt(roll, sightings, usual, case, seen)
    link_full_names(sightings, roll)
    _give_roles(roll, case)
    link_weaker(sightings, roll)
    _give_roles(roll, case)
    index = _make_index(roll, seen, usual)
    circle = make_circle(case, roll.profiles, _people_of(roll), owned=read_owned(case), released=cues.released)
    kept: list[Finding] = []
    holdings: list[Holding] = []
    clinical: set[str] = set()
    asking = tuple(each for each in roll.profiles.values() if each.standing is not Standing.OTHER)
    for document in documents:
        if is_clinical_letter(document.text) and not was_sent_to(document.text, asking):
            clinical.add(document.id)
        found, held = _second_look(document, by_id[document.id], roll, (index, circle, cues, rulebook.vocabulary))
        kept.extend(found)
        holdings.extend(held)
    dated = [_versioned(each, rulebook.version) for each in kept]
    return replace(_put_together(dated, settle_owners(holdings, circle), roll), clinical=frozenset(clinical))


# ---------------------------------------------------------------- the two looks


@dataclass(frozen=True)
class _Look:
    """What is kept of a document between the looks."""

    document_id: str
    findings: tuple[Finding, ...]
    sightings: tuple[Sighting, ...]
    small: Mapping[str, int]
    tall: Mapping[str, int]
    addresses: tuple[str, ...]


def _first_look(document: Document, findings: Sequence[Finding], cues: RoleCues) -> _Look:
    shapes = shapes_of(document)
    found = list(findings)
    for reading, text in texts_of(document):
        found = part_mentions(found, text, shapes[reading], reading=reading)
    found.extend(find_header_names(document, found, shapes))
    for reading, shape in shapes.items():
        named = _named(found, reading)
        found.extend(find_table_names(document, named, shape, reading=reading))
        found.extend(find_kin_names(document, named, shape.text, reading=reading))
        found.extend(find_births(document, named, shape.text, reading=reading))
    found = list(drop_second_readings(document, found))
    sightings = read_sightings(document, found, cues, shapes=shapes)
    small, tall = count_words(text for _, text in texts_of(document))
    contacts = (each for each in found if each.category is Category.CONTACT and each.span and each.span.reading is None)
    addresses = tuple(
        document.text[each.span.start : each.span.end] for each in contacts if each.span and "address" in each.kind
    )
    return _Look(document.id, tuple(found), sightings, small, tall, addresses)


def _second_look(
    document: Document, look: _Look, roll: Roll, tools: tuple[Index, Circle, RoleCues, Vocabulary]
) -> tuple[list[Finding], list[Holding]]:
    """The document's findings with those that the known people add, and the claims on its values."""
    index, circle, cues, vocabulary = tools
    shapes = shapes_of(document)
    spread = find_spread(document, look.findings, index, shapes=shapes)
    found = list(drop_second_readings(document, [*look.findings, *spread]))
    sightings = read_sightings(document, found, cues, shapes=shapes, skip=roll.links)
    link_full_names(sightings, roll)
    link_weaker(sightings, roll)
    people = _link_inner([each for each in found if each.id not in roll.doubted], roll)
    circle.people.update(people)
    third = frozenset(person for person in roll.profiles if not roll.is_released(person))
    holdings: list[Holding] = []
    for reading, text in texts_of(document):
        shape, named = shapes[reading], [each for each in _named(found, reading) if each.id not in roll.doubted]
        people_here = {each.id: circle.people.get(each.id) for each in named}
        owners = RowOwners(people=people_here, third=third, subject=circle.subject)
        found.extend(find_row_cells(document, named, shape, reading=reading, owners=owners))
        found.extend(find_kin_fields(document, shape, reading=reading))
        found.extend(_find_context(document, text, (reading, shape, named), (circle, third, vocabulary)))
        sure = [each for each in found if each.id not in roll.doubted]
        holdings.extend(find_holdings(sure, text, shape, reading=reading, circle=circle))
    return _in_order(drop_second_readings(document, found)), holdings


def _find_context(
    document: Document,
    text: str,
    place: tuple[int | None, Shape, Sequence[Finding]],
    tools: tuple[Circle, frozenset[str], Vocabulary],
) -> Iterator[Finding]:
    """What tells of withheld people without naming them."""
    (reading, shape, named), (circle, third, vocabulary) = place, tools
    writers = [each.name_start for each in shape.correspondents if each.label in ("from", "sender")]
    cast = Cast(
        named=sorted(named, key=lambda each: each.span.start if each.span else 0),
        people={each.id: circle.people.get(each.id) for each in named},
        third=third,
        circle=circle,
        writers=[(at, find_writer(at + 1, shape, named, circle)) for at in writers],
    )
    yield from find_class_tags(document, text, cast, reading=reading)
    yield from find_descriptions(document, text, cast, reading=reading)
    yield from find_lives(document, text, cast, vocabulary, reading=reading)
    yield from find_entries(document, text, cast, reading=reading)
    yield from find_unnamed(document, text, cast, reading=reading)


def _link_inner(found: Sequence[Finding], roll: Roll) -> dict[str, str | None]:
    """The person of each mention; one that lies within a larger mention is the larger one's person."""
    named = [each for each in found if each.category is Category.PERSON and each.span]
    named.sort(key=lambda each: (each.span.start, -each.span.end) if each.span else (0, 0))
    people: dict[str, str | None] = {}
    outer: Finding | None = None
    for finding in named:
        if outer and outer.span and finding.span and outer.span.holds(finding.span) and finding.id != outer.id:
            roll.links[finding.id] = roll.links[outer.id]
        else:
            outer = finding
        people[finding.id] = roll.links[finding.id].person
    return people


def _usual_words(seen: Sequence[_Look]) -> frozenset[str]:
    small: Counter[str] = Counter()
    tall: Counter[str] = Counter()
    for look in seen:
        small.update(look.small)
        tall.update(look.tall)
    return find_usual_words(small, tall)


def _make_index(roll: Roll, seen: Sequence[_Look], usual: frozenset[str]) -> Index:
    used = {sighting.mention.initials for look in seen for sighting in look.sightings}
    used |= {form for profile in roll.profiles.values() for form in profile.initials}
    return make_index(roll.profiles.values(), usual, frozenset(used - {""}))


def _doubt(roll: Roll, sightings: Sequence[Sighting], usual: frozenset[str], case: Case, seen: Sequence[_Look]) -> None:
    """Write down which mentions seem to be no names: they fit nobody known or fully named and read like words."""
    places = words_of_places(
        [case.controller.name, *case.subject.addresses, *(text for look in seen for text in look.addresses)], sightings
    )
    named: dict[tuple[tuple[str, ...], str], Profile] = {}
    for sighting in sightings:
        mention = sighting.mention
        words = (*mention.given, *mention.family.split())
        is_wordy = all(word in usual for word in words) or any(word in places for word in words)
        if mention.is_full and not is_wordy and not reads_like_body(sighting.text):
            named.setdefault((mention.given, mention.family), start_profile(sighting.text, label=sighting.label))
    strong = [*roll.profiles.values(), *named.values()]
    roll.doubted.update(doubted_ids(sightings, strong, usual, places))


# ---------------------------------------------------------------- roles


def _give_roles(roll: Roll, case: Case) -> None:
    """Suggest a role for everybody whom the request does not name, with the reason."""
    domains = find_domains(roll.profiles.values(), case.controller.name)
    roles: dict[str, tuple[str, str]] = {}
    for person, profile in roll.profiles.items():
        if profile.is_known:
            continue
        signs = list(roll.signs[person])
        if any(mail.split("@")[-1] in domains for mail in profile.mails):
            signs.append(Sign(role=STAFF, weight=90, why="Writes from an address of the organisation."))
        if signs:
            best = _best_sign(signs, roll)
            roles[person] = (best.role, best.why)
    relabel(roll, roles)


def _best_sign(signs: Sequence[Sign], roll: Roll) -> Sign:
    best = max(signs, key=lambda sign: sign.weight)
    pupil = [sign for sign in signs if sign.role == "pupil" and sign.weight >= PUPIL_WEIGHT]
    released = [sign for sign in signs if sign.role in roll.released_roles]
    return pupil[0] if best.role in roll.released_roles and pupil and 2 * len(pupil) >= len(released) else best


# ---------------------------------------------------------------- putting together


def _put_together(findings: Sequence[Finding], owners: Mapping[str, Claim], roll: Roll) -> Resolution:
    settled: list[Finding] = []
    candidates: dict[str, tuple[str, ...]] = {}
    used: set[str] = set()
    for finding in findings:
        link = roll.links.get(finding.id) if finding.category is Category.PERSON else None
        claim = owners.get(finding.id)
        if finding.id in roll.doubted:
            finding = replace(finding, evidence=replace(finding.evidence, why=roll.doubted[finding.id]))
        elif link:
            used |= set(link.people)
            finding = _explain(finding, link)
            if link.person is None:
                candidates[finding.id] = link.people
        elif claim and claim.person:
            used.add(claim.person)
            finding = replace(finding, person_id=claim.person)
        settled.append(finding)
    people = [profile for profile in roll.profiles.values() if profile.is_known or profile.id in used]
    return Resolution(
        people=tuple(profile.person() for profile in people),
        findings=tuple(settled),
        candidates=candidates,
        owners=owners,
        doubted=roll.doubted,
        protected=frozenset(profile.id for profile in people if is_protected(profile)),
    )


def _explain(finding: Finding, link: Link) -> Finding:
    """The mention with its person, or with the ids of those whom it may be, and why."""
    why = link.why if link.person else f"{link.why} It may be {' or '.join(link.people)}."
    joined = " ".join(part for part in (finding.evidence.why, why) if part)
    return replace(finding, person_id=link.person, evidence=replace(finding.evidence, why=joined))


def _versioned(finding: Finding, version: str) -> Finding:
    """The finding with the version of the rules, where its detector has none of its own."""
    if finding.evidence.version:
        return finding
    return replace(finding, evidence=replace(finding.evidence, version=version))


def _people_of(roll: Roll) -> dict[str, str | None]:
    return {finding: link.person for finding, link in roll.links.items()}


def _by_document(findings: Iterable[Finding]) -> Mapping[str, list[Finding]]:
    grouped: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        grouped[finding.document_id].append(finding)
    return grouped


def _named(findings: Iterable[Finding], reading: int | None) -> list[Finding]:
    return [
        each for each in findings if each.category is Category.PERSON and each.span and each.span.reading == reading
    ]


def _in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Text order; areas and whole pages last, as they came; the same place named twice by one id once."""
    once = {each.id: each for each in reversed(list(findings))}
    return sorted(once.values(), key=lambda each: (each.span is None, each.span.start if each.span else 0))
