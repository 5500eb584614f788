"""The bundles that left: each is written down once, with its manifest and its files, and none is ever changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select

from redactor.errors import StoreError
from redactor.store.audit import Audit, canonical, now, set_locked
from redactor.store.database import Database
from redactor.store.schema import DECISIONS, RELEASES
from redactor.store.vault import Vault

_BEFORE_FILES_WERE_KEPT: Mapping[str, Any] = {"files": {}, "sequence": 0, "version": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One bundle that left: its number within the case from 1, when, and its manifest as JSON."""

    number: int
    at: datetime
    manifest_json: str
    files: Mapping[str, str]
    """Path below the output folder -> SHA-256 of what was sent; {} for bundles that left before they were kept."""
    sequence: int
    """The last decision that had been made."""
    version: int
    """Of the answer: bundles made between two reopenings have the same."""


class Releases:
    """The releases of one store."""

    def __init__(self, database: Database, vault: Vault, audit: Audit) -> None:
        self._database = database
        self._vault = vault
        self._audit = audit

    def record(
        self,
        reference: str,
        manifest_json: str,
        *,
        files: Mapping[str, bytes] | None = None,
        version: int = 1,
        locks: bool = False,
    ) -> int:
        """Write down that a bundle left, keep its files, and return its number within the case, from 1.

        With `locks` the case is locked: nothing is decided, received or read any more until it is reopened.
        """
        bundle = json.loads(manifest_json).get("bundle", {})
        stored = self._vault.files(reference)
        kept = {name: stored.write(content) for name, content in (files or {}).items()}
        here, decided = RELEASES.c.case_reference == reference, DECISIONS.c.case_reference == reference
        with self._audit.writing(reference, though_locked=True) as writing:
            number = (writing.connection.scalar(select(func.max(RELEASES.c.number)).where(here)) or 0) + 1
            sequence = writing.connection.scalar(select(func.max(DECISIONS.c.sequence)).where(decided)) or 0
            row = {"case_reference": reference, "number": number, "at": now(), "manifest": manifest_json}
            row["files"] = canonical({"files": kept, "sequence": sequence, "version": version})
            writing.connection.execute(insert(RELEASES), row)
            told = {"number": number, "version": version, "sha256": bundle.get("sha256", "")}
            writing.note("bundle released", **told)
            if locks:
                set_locked(writing, locked=True)
        return number

    def of(self, reference: str) -> tuple[Release, ...]:
        """Every bundle that left, first one first."""
        here = RELEASES.c.case_reference == reference
        with self._database.reading() as connection:
            rows = connection.execute(select(RELEASES).where(here).order_by(RELEASES.c.number)).all()
        return tuple(
            Release(
                number=row.number,
                at=datetime.fromisoformat(row.at),
                manifest_json=row.manifest,
                **(json.loads(row.files) if row.files else _BEFORE_FILES_WERE_KEPT),
            )
            for row in rows
        )

    def file(self, reference: str, release: Release, name: str) -> bytes:
        """One file of a bundle exactly as it left; raises StoreError where it was not kept."""
        if name not in release.files:
            raise StoreError(f"release {release.number} of case {reference} has no {name}")
        return self._vault.files(reference).read(release.files[name])
