"""What stands behind the decisions of a stored case: opened for those who ask, and written out for our own record."""

from __future__ import annotations

import json
from datetime import date

from redactor.domain.case import Case
from redactor.review.dossier import Dossier, open_dossier, plain_backing
from redactor.sampling import sampling_record
from redactor.store.store import Store

SCHEMA = 1


def dossier_of(case: Case, store: Store) -> Dossier:
    """What stands behind the decisions of a case, as of today."""
    return open_dossier(case, store.backings.of(case.reference), today=date.today())


def own_record(case: Case, store: Store) -> dict[str, bytes]:
    """The files that keep evidence and samples in the internal folder, by their path in the output."""
    evidence = [plain_backing(each) for each in store.backings.of(case.reference)]
    plain = {"schema": SCHEMA, "case": case.reference, "evidence": evidence}
    return {
        "internal/evidence.json": json.dumps(plain, ensure_ascii=False, indent=1).encode(),
        "internal/sampling.json": sampling_record(store, case.reference),
    }
