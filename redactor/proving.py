"""The finished bundle checked by other hands than those that made it, against the rulings themselves."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial

from redactor.desk import Desk
from redactor.detect.remaining import find_remaining, find_withheld
from redactor.disclose.release import Release
from redactor.domain.bundle import Entry, Fate
from redactor.domain.case import Case, below
from redactor.domain.decision import Ruling
from redactor.domain.person import Standing
from redactor.domain.plain import from_plain, to_plain
from redactor.domain.redaction import CleanDocument, Exposure
from redactor.errors import ReviewUnfinished, TextLeft
from redactor.organisation import load_organisation
from redactor.redact.attack import expose
from redactor.redact.treating import role_word
from redactor.store.store import Store
from redactor.tools import withhold_source
from redactor.verify import gate
from redactor.verify.readers import by_pdfium
from redactor.verify.secrets import Claims, PageProof, Proof, expect_divider, expect_page, join_proof

DISTINCTIVE = 10
"""A file name of so many characters stands in no other record by chance."""


def prove(case: Case, desk: Desk, release: Release, cleans: Mapping[str, CleanDocument]) -> gate.Report:
    """Check the finished bundle by other hands than those that made it; raises LeakFound."""
    pages = _page_proofs(case, desk.store, release.manifest.documents, cleans)
    proof = join_proof(pages, front=release.front_words, footer=case.reference)
    found = _look_for_leaks(desk, release.bundle, proof, shown=_shown(case, desk))
    widths = gate.check_widths(_exposures(case, desk.store, release.manifest.documents, cleans))
    report = gate.Report(checks=(*found.checks, widths))
    gate.require_clean(report)
    return report


def _exposures(
    case: Case, store: Store, entries: Iterable[Entry], cleans: Mapping[str, CleanDocument]
) -> list[tuple[int, Exposure]]:
    """What each withheld name still tells, with its page of the bundle."""
    people = [person.name for person in store.reviews.people(case.reference)]
    exposures: list[tuple[int, Exposure]] = []
    for entry in entries:
        if entry.id in cleans and entry.first_page is not None and entry.outcome is not Fate.WITHHELD:
            clean = cleans[entry.id]
            places = {page.page_index: entry.first_page + at for at, page in enumerate(clean.pages)}
            measured = expose(store.cases.document(case.reference, entry.id), clean, people)
            exposures += [(places[each.page_index], each) for each in measured]
    return exposures


def verify_case(case: Case, desk: Desk, bundle: bytes) -> gate.Report:
    """Check a bundle that was made earlier against what this case withholds; raises ReviewUnfinished without one."""
    released = desk.store.releases.of(case.reference)
    if not released:
        raise ReviewUnfinished(f"case {case.reference} has no bundle yet")
    entries = from_plain(tuple[Entry, ...], json.loads(released[-1].manifest_json)["documents"])
    cleans = {entry.id: withhold_source(desk.tools, case.reference, entry.id) for entry in entries if entry.first_page}
    front = f"{case.subject.name} {case.requester.name} {case.controller.name} {case.reference} {case.scope}"
    pages = _page_proofs(case, desk.store, entries, cleans)
    proof = join_proof(pages, front=front, footer=case.reference)
    return _look_for_leaks(desk, bundle, proof, shown=_shown(case, desk))


def _shown(case: Case, desk: Desk) -> list[str]:
    """The role words and names of ours that may stand in boxes of a case."""
    roles = desk.tools.rulebook().roles
    words = [role_word(role, roles) for role in (*roles, "unknown")]
    return [*words, *desk.store.manners.of(case.reference).pseudonyms.values()]


def _look_for_leaks(desk: Desk, bundle: bytes, proof: Proof, *, shown: Sequence[str]) -> gate.Report:
    labels = [text for each in desk.tools.rulebook().exemptions.values() for text in (each.label, each.public_label)]
    return gate.verify(
        bundle,
        proof,
        ocr=desk.tools.words_seen,
        labels=[*labels, *shown, "Withheld"],
        progress=partial(desk.progress, "Verifying"),
    )


def _page_proofs(
    case: Case, store: Store, entries: Iterable[Entry], cleans: Mapping[str, CleanDocument]
) -> Iterator[PageProof]:
    """What must and must not stand on each bundle page, from the rulings themselves."""
    for entry in entries:
        if entry.id not in cleans or entry.first_page is None:
            continue
        document = store.cases.document(case.reference, entry.id)
        rulings = store.reviews.rulings(case.reference, entry.id)
        if entry.outcome is Fate.WITHHELD:
            yield expect_divider(document, page_number=entry.first_page)
            continue
        for at, page in enumerate(cleans[entry.id].pages):
            claims = Claims(covers=page.covers, moved=page.moved)
            yield expect_page(document, page.page_index, rulings, page_number=entry.first_page + at, claims=claims)


def still_named(case: Case, desk: Desk, bundle: bytes, rulings: Sequence[Ruling]) -> list[tuple[int, str]]:
    """Where the finished bundle, read by another program, names somebody who is withheld: page number, finding id."""
    exemptions = desk.tools.rulebook().exemptions.values()
    printed = " ".join(text for each in exemptions for text in (each.label, each.public_label))
    subject = case.subject
    known = [
        subject.name, *subject.aliases, *subject.identifiers, *subject.emails, *subject.phones, *subject.addresses,
        case.requester.name, *case.requester.emails, case.controller.name, case.scope, case.reference,
    ]  # fmt: skip
    withheld = find_withheld(desk.store.cases.documents(case.reference), rulings, known=known, printed=printed)
    return list(find_remaining(by_pdfium(bundle), withheld))


def require_nobody_left(left: Sequence[tuple[int, str]]) -> None:
    """Raise TextLeft where somebody who is withheld is named all the same; see `still_named`."""
    if left:
        page_number, finding_id = left[0]
        raise TextLeft(
            f"page {page_number} of the bundle still names what finding {finding_id} withholds ({len(left)} in all)",
            remedy="Look for the person on that page, withhold the mention in its record, and disclose again.",
        )


# ---------------------------------------------------------------- what is suppressed
def require_no_trace(case: Case, desk: Desk, release: Release, suppressed: Collection[str]) -> None:
    """Raise TextLeft where what leaves names a suppressed file, or somebody of whom only such a file speaks."""
    if not suppressed:
        return
    texts = [*by_pdfium(release.bundle), release.front_words, release.schedule.decode("utf-8-sig")]
    pages = [_folded(text) for text in texts]
    for source_id, told in _traces(case, desk, suppressed):
        at = next((number for number, text in enumerate(pages, 1) if told in text), None)
        if at is not None:
            where = f"page {at} of the bundle" if at <= len(pages) - 2 else "the letter or the schedule"
            raise TextLeft(
                f"{where} tells of the suppressed document {source_id}",
                remedy="Withhold what names it there (such as its line among an e-mail's attachments), "
                "and disclose again.",
            )


def _traces(case: Case, desk: Desk, suppressed: Collection[str]) -> Iterator[tuple[str, str]]:
    """What would tell of each suppressed document: its file name, and the people whom no other document names."""
    cases, reviews = desk.store.cases, desk.store.reviews
    hidden = [source for source in cases.sources(case.reference) if below(source.id, suppressed)]
    for source in hidden:
        name = source.path.replace("!/", "/").rsplit("/", 1)[-1]
        stem = name.rpartition(".")[0] or name
        yield source.id, _folded(name)
        if len(stem) >= DISTINCTIVE:
            yield source.id, _folded(stem)
    # Whom the request or the organisation names stands in letters for reasons of their own.
    ours = _folded(" ".join([*(each.name for each in case.people), str(to_plain(load_organisation(desk.tools.home)))]))
    seen: dict[str, set[str]] = {}
    for finding in reviews.findings(case.reference):
        if finding.person_id:
            seen.setdefault(finding.person_id, set()).add(finding.document_id)
    for person in reviews.people(case.reference):
        documents = seen.get(person.id, set())
        if person.standing is Standing.OTHER and documents and all(below(each, suppressed) for each in documents):
            names = (_folded(name) for name in (person.name, *person.aliases) if " " in name)
            yield from ((min(documents), name) for name in names if name not in ours)


def _folded(text: str) -> str:
    """Letters and digits in lower case, everything else as one blank, with blanks at both ends."""
    return " " + " ".join(re.findall(r"\w+", text.casefold().replace("_", " "))) + " "
