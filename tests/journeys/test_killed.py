"""A run that is killed at any moment and begun again ends as one that nobody disturbed."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from redactor.store.store import Store, open_store
from tests.journeys.apart import kill_group, start
from tests.journeys.command import Place, Told
from tests.journeys.inbox import REFERENCE, make_inbox, write_request
from tests.journeys.looking import page_texts

pytestmark = pytest.mark.skipif(os.name == "nt", reason="process groups are killed by POSIX signals")

KILLS, SEED = 4, 20260903


def fates_of(place: Place) -> list[tuple[str, str, str]]:
    return [(row["id"], row["source"], row["outcome"]) for row in place.manifest()["documents"]]


def findings_of(store: Store) -> list[str]:
    return sorted(finding.id for finding in store.reviews.findings(REFERENCE))


def test_kill_minus_nine_at_random_moments_changes_nothing_in_the_end(
    drafted: tuple[Place, Told], tmp_path: Path
) -> None:
    undisturbed, _ = drafted
    make_inbox(tmp_path / "inbox")
    write_request(tmp_path / "request.toml")
    place = Place(tmp_path)
    place.home.mkdir()
    shutil.copy(undisturbed.home / "organisation.toml", place.home)
    moments, killed = random.Random(SEED), 0
    for number in range(KILLS):
        process = start(place)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=moments.uniform(0.8, 2.5) + 0.6 * number)
        killed += kill_group(process)
        assert place.out.exists() == (process.returncode == 5), "the folder is whole, or it is not there"
        if place.out.exists():
            break
    assert killed >= 2
    if not place.out.exists():
        process = start(place)
        err = process.communicate(timeout=120)[1]
        assert (process.returncode, err) == (5, b"")

    assert fates_of(place) == fates_of(undisturbed)
    assert page_texts(place.bundle()) == page_texts(undisturbed.bundle())
    with open_store(place.home) as store, open_store(undisturbed.home) as other:
        ids = Counter(source.id for source in store.cases.sources(REFERENCE))
        assert set(ids.values()) == {1}
        assert findings_of(store) == findings_of(other)
        assert len(store.reviews.decisions(REFERENCE)) == len(other.reviews.decisions(REFERENCE))
        assert store.audit.verify_chain(REFERENCE) > 0
        assert len(store.releases.of(REFERENCE)) == 1


def test_a_folder_half_written_by_a_killed_run_is_cleared_away(tiny: Place) -> None:
    left = tiny.folder / ".answer.unfinished"
    (left / "disclosure").mkdir(parents=True)
    (left / "disclosure" / "old.pdf").write_bytes(b"old")
    assert tiny.run("--approve", "suggested").code == 0
    assert not left.exists()
    assert not (tiny.out / "disclosure" / "old.pdf").exists()
