"""What follows a disclosure: the record of it, a new version, delivery, closing, and in the end the purge.

Above the store and `disclose`, below the flow: `pipeline.disclose` hands its release over to `keep_release`.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from redactor.disclose.changes import Change, changed_files, changed_rulings, changes_csv
from redactor.disclose.chapters import Told, write_record
from redactor.disclose.delivery import Package, Wrapping, pack
from redactor.disclose.record import draw_record
from redactor.disclose.release import Release
from redactor.domain.bundle import Approval, Entry
from redactor.domain.case import Case
from redactor.domain.event import Afterlife, Event, EventKind, afterlife_of
from redactor.domain.plain import from_plain, to_plain
from redactor.domain.retention import keep_until
from redactor.errors import Locked, Purged, ReviewUnfinished, StoreError
from redactor.store.purging import Cause, Purge, purge, reach_copies
from redactor.store.releases import Release as Kept
from redactor.store.store import Store

HOME_COUNTRY = "GB"
DISCLOSURE = "disclosure/"


def afterlife(store: Store, reference: str) -> Afterlife:
    """How a case stands after what happened to it; raises NoSuchCase."""
    store.cases.find(reference)
    return afterlife_of(store.events.of(reference))


# ---------------------------------------------------------------- a release is kept
def answer_date(store: Store, reference: str) -> date:
    """The day that a letter carries: that of the same version where it was made before, else today."""
    made = _last_release(store, reference, version=afterlife(store, reference).version)
    return made.at.date() if made and _approval(made) is Approval.REVIEWED else date.today()


def keep_release(store: Store, case: Case, release: Release, out: Path) -> None:
    """Write down that a bundle leaves, once, even where an interrupted run made the same one before.

    A reviewed one locks the case.
    """
    manifest, released = release.manifest_json().decode(), store.releases.of(case.reference)
    version = afterlife(store, case.reference).version
    known = bool(released) and released[-1].version == version and released[-1].manifest_json == manifest
    if not known:
        store.releases.record(
            case.reference,
            manifest,
            files=release.disclosed(),
            version=version,
            locks=release.manifest.approval is Approval.REVIEWED,
        )
    store.events.add(case.reference, EventKind.COPIED, by="", particulars={"folder": str(out.absolute())})


def internal_files(store: Store, case: Case, release: Release, verification: bytes) -> dict[str, bytes]:
    """What stays in the organisation: the manifest with the log's signed head, the log, the record, what changed."""
    reference = case.reference
    standing, changes = afterlife(store, reference), what_changed(store, reference)
    head = asdict(store.audit.signed_head(reference))
    manifest = {**json.loads(release.manifest_json()), "version": standing.version, "log": head}
    told = Told(
        case=case,
        version=standing.version,
        manifest=release.manifest,
        rulings=store.reviews.rulings(reference),
        events=store.events.of(reference),
        changes=tuple(changes),
        checks=tuple(json.loads(verification)["checks"]),
        head=head,
    )
    record = write_record(told)
    files = {
        "internal/manifest.json": json.dumps(manifest, ensure_ascii=False, indent=1).encode(),
        "internal/redaction-log.csv": release.log,
        "internal/verification.json": verification,
        "internal/audit.jsonl": store.audit.export_jsonl(reference),
        "internal/record.pdf": draw_record(record),
        "internal/record.json": json.dumps(to_plain(record), ensure_ascii=False, indent=1).encode(),
    }
    if standing.version > 1:
        files["internal/changes.csv"] = changes_csv(changes)
    return files


def what_changed(store: Store, reference: str) -> list[Change]:
    """What differs between the last version that left before the latest reopening and how the case stands now."""
    version = afterlife(store, reference).version
    released = store.releases.of(reference)
    earlier = [each for each in released if each.version < version]
    if not earlier:
        return []
    documents = {finding.id: finding.document_id for finding in store.reviews.findings(reference)}
    decisions = store.reviews.decisions(reference)
    changes = changed_rulings(decisions, since=earlier[-1].sequence, documents=documents)
    if released[-1].version == version:
        changes = changed_files(_entries(earlier[-1]), _entries(released[-1])) + changes
    return changes


def _entries(kept: Kept) -> Sequence[Entry]:
    return from_plain(tuple[Entry, ...], json.loads(kept.manifest_json)["documents"])


def _approval(kept: Kept) -> Approval:
    return Approval(json.loads(kept.manifest_json)["approval"])


def _last_release(store: Store, reference: str, *, version: int | None = None) -> Kept | None:
    released = [each for each in store.releases.of(reference) if version in (None, each.version)]
    return released[-1] if released else None


def _require_answered(store: Store, reference: str) -> Kept:
    """The last reviewed bundle; raises ReviewUnfinished where none left."""
    kept = _last_release(store, reference)
    if kept is None or _approval(kept) is not Approval.REVIEWED:
        raise ReviewUnfinished(
            f"case {reference} has no reviewed bundle yet", remedy="Make it: redactor disclose CASE --out FOLDER."
        )
    return kept


# ---------------------------------------------------------------- what happens then
def reopen(store: Store, reference: str, *, reason: str, by: str) -> int:
    """Open a disclosed case again for its next version, and return that; version 1 stays as it left."""
    _require_answered(store, reference)
    store.events.add(reference, EventKind.REOPENED, by=by, text=reason)
    return afterlife(store, reference).version


def close(store: Store, case: Case, *, by: str, schedule: str, until: date | None = None) -> date:
    """Close a case and return the day from which it may be purged: `until`, else the one the schedule gives.

    Raises SettingsError where the schedule gives none.
    """
    store.cases.find(case.reference)
    day = until or keep_until(schedule, closed=date.today(), born=case.subject.date_of_birth)
    told = {"keep_until": day.isoformat(), "schedule": "" if until else schedule}
    store.events.add(case.reference, EventKind.CLOSED, by=by, particulars=told)
    return day


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """To whom a package goes, and how: `key_by` is the other way by which the passphrase goes."""

    to: str
    wrapping: Wrapping
    key_by: str
    country: str = HOME_COUNTRY
    basis: str = ""
    """Why the records may go to a country abroad (UK GDPR Chapter V): a decision, clauses, a derogation."""


def deliver(store: Store, reference: str, posting: Posting, *, by: str) -> tuple[Package, Event]:
    """Make the package of the last reviewed bundle and write down where it goes; the passphrase is kept nowhere.

    Raises ReviewUnfinished without such a bundle, Locked where the case is restricted, StoreError where the country
    is abroad and no basis is given.
    """
    kept = _require_answered(store, reference)
    if afterlife(store, reference).is_restricted:
        raise Locked(f"case {reference} is restricted", remedy="Lift it first: redactor case restrict CASE --lift.")
    if posting.country.upper() != HOME_COUNTRY and not posting.basis:
        raise StoreError(
            f"a transfer to {posting.country.upper()} needs its basis",
            remedy='Give it with --basis, such as "adequacy regulations" (UK GDPR Art 45) or "own request".',
        )
    names = [name for name in kept.files if name.startswith(DISCLOSURE)]
    files = {name.removeprefix(DISCLOSURE): store.releases.file(reference, kept, name) for name in names}
    package = pack(files, posting.wrapping)
    told = {"to": posting.to, "wrapping": posting.wrapping.value, "key_by": posting.key_by}
    told |= {"country": posting.country.upper(), "basis": posting.basis, "sha256": package.sha256}
    told |= {"release": str(kept.number), "version": str(kept.version)}
    return package, store.events.add(reference, EventKind.DELIVERED, by=by, particulars=told)


def receipt(store: Store, reference: str, delivery: int, *, by: str, on: date) -> Event:
    """Write down that the package of a delivery (its event's number) arrived; raises StoreError for another number."""
    if not any(each.number == delivery and each.kind is EventKind.DELIVERED for each in store.events.of(reference)):
        raise StoreError(f"case {reference} has no delivery {delivery}", remedy="See redactor case events CASE.")
    told = {"delivery": str(delivery), "received": on.isoformat()}
    return store.events.add(reference, EventKind.RECEIPT, by=by, particulars=told)


# ---------------------------------------------------------------- the end
def purge_case(store: Store, reference: str, *, by: str, cause: Cause) -> Purge:
    """Destroy a case, its key, and the output folders that were made from it.

    Raises Locked where it is restricted, or not closed, or (for retention) has to be kept longer. A purge that was
    interrupted is brought to its end.
    """
    try:
        standing = afterlife(store, reference)
    except Purged:
        store.vault.sweep()
        reach_copies(store)
        raise
    if standing.is_restricted:
        raise Locked(f"case {reference} is restricted", remedy="Lift it first: redactor case restrict CASE --lift.")
    if cause is Cause.RETENTION and (standing.keep_until is None or date.today() < standing.keep_until):
        due = f"to be kept until {standing.keep_until}" if standing.keep_until else "not closed"
        raise Locked(
            f"case {reference} is {due}",
            remedy="Close it first: redactor case close CASE. For an erasure or a mistake give --cause.",
        )
    removed, missing = _remove_folders(store, reference)
    return purge(store, reference, by=by, cause=cause, told={"folders": removed, "folders_missing": missing})


def _remove_folders(store: Store, reference: str) -> tuple[int, int]:
    """Remove the output folders that are still where they were made; returns how many were, and how many were not."""
    copied = [each for each in store.events.of(reference) if each.kind is EventKind.COPIED]
    folders = {Path(each.particulars["folder"]) for each in copied}
    ours = [folder for folder in folders if _is_output_of(folder, reference)]
    for folder in ours:
        shutil.rmtree(folder)
    return len(ours), len(folders) - len(ours)


def _is_output_of(folder: Path, reference: str) -> bool:
    try:
        untrusted: Mapping[str, object] = json.loads((folder / "internal" / "manifest.json").read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(untrusted, dict) and untrusted.get("case") == reference
