from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redactor.domain.box import Box
from redactor.domain.case import SourceState, source_order
from redactor.domain.redaction import CleanDocument, CleanPage, Redaction
from redactor.errors import CaseExists, NoSuchCase, StoreError
from redactor.store.cases import _position
from redactor.store.store import Store, open_store
from tests.store.making import REFERENCE, a_case, a_document, a_finding, a_source

KILLED_WRITER = """
import sys
from pathlib import Path
from redactor.store.store import open_store
from tests.store.making import REFERENCE, a_case, a_document, a_source

with open_store(Path(sys.argv[1])) as store:
    store.cases.create(a_case())
    for number in range(1, 1000):
        content = f"source {number}".encode()
        store.cases.add_source(REFERENCE, a_source(f"{number:04d}", content), content)
        store.cases.record_reading(REFERENCE, a_document(f"{number:04d}", f"Page {number}"), content)
        print(f"{number:04d}", flush=True)
"""


def test_the_same_case_may_be_opened_twice_and_another_one_under_its_name_may_not(store: Store) -> None:
    store.cases.create(a_case())
    store.cases.create(a_case())
    with pytest.raises(CaseExists, match=REFERENCE):
        store.cases.create(a_case(scope="Everything since Year 7"))
    assert store.cases.list_cases() == (a_case(),)
    assert len(store.audit.entries(REFERENCE)) == 1


def test_cases_opened_at_once_do_not_lock_one_another_out(store: Store) -> None:
    references = [f"SAR-{number}" for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda reference: store.cases.create(a_case(reference)), references))
    assert sorted(case.reference for case in store.cases.list_cases()) == sorted(references)


def test_a_case_that_was_never_opened_is_not_found(store: Store) -> None:
    for ask in (store.cases.find, store.cases.sources, store.cases.tally, store.reviews.edition):
        with pytest.raises(NoSuchCase):
            ask("SAR-0")


def test_sources_come_back_in_source_order_with_their_bytes(store: Store) -> None:
    store.cases.create(a_case())
    ids = ["0012", "0002", "0012.10", "0012.2", "0012.1", "0012.1.1"]
    for source_id in ids:
        store.cases.add_source(REFERENCE, a_source(source_id, source_id.encode()), source_id.encode())
    found = [source.id for source in store.cases.sources(REFERENCE)]
    assert found == ["0002", "0012", "0012.1", "0012.1.1", "0012.2", "0012.10"]
    assert store.cases.content(REFERENCE, "0012.10") == b"0012.10"


@given(st.lists(st.lists(st.integers(0, 99_999_999), min_size=1, max_size=4), min_size=2, max_size=6))
def test_positions_sort_as_source_order_does(numbers: list[list[int]]) -> None:
    ids = [".".join(map(str, parts)) for parts in numbers]
    assert sorted(ids, key=_position) == sorted(ids, key=source_order)


def test_adding_a_source_again_adds_nothing_and_another_file_under_its_id_is_refused(case_store: Store) -> None:
    before = case_store.audit.entries(REFERENCE)
    case_store.cases.add_source(REFERENCE, a_source("0001", b"one"), b"one")
    with pytest.raises(StoreError, match="0001"):
        case_store.cases.add_source(REFERENCE, a_source("0001", b"other"), b"other")
    with pytest.raises(StoreError, match="hash"):
        case_store.cases.add_source(REFERENCE, a_source("0002", b"two"), b"not two")
    assert case_store.audit.entries(REFERENCE) == before


def test_a_source_in_quarantine_is_taken_anew_when_it_can_be_opened(case_store: Store) -> None:
    cases = case_store.cases
    cases.record_quarantine(REFERENCE, "0001", error_class_name="Encrypted", reason="encrypted", remedy="r")
    opened = a_source("0001", b"one", state=SourceState.CONTAINER)
    cases.add_source(REFERENCE, opened, b"one")
    assert cases.source(REFERENCE, "0001") == opened
    assert cases.remedies(REFERENCE) == {}
    cases.add_source(REFERENCE, a_source("0001", b"one"), b"one")
    assert cases.source(REFERENCE, "0001") == opened
    assert case_store.audit.entries(REFERENCE)[-1].kind == "source opened after all"


def test_a_source_waits_until_it_is_read_or_put_aside(store: Store) -> None:
    store.cases.create(a_case())
    for source_id in ("0001", "0002", "0003"):
        store.cases.add_source(REFERENCE, a_source(source_id, source_id.encode()), source_id.encode())
    skipped = a_source("0004", b"", state=SourceState.SKIPPED)
    store.cases.add_source(REFERENCE, skipped, b"")
    store.cases.record_reading(REFERENCE, a_document("0001", "Dear Ms Adeyemi"), b"%PDF")
    store.cases.record_quarantine(
        REFERENCE, "0002", error_class_name="Encrypted", reason="encrypted", remedy="Ask for the password."
    )
    assert [source.id for source in store.cases.unread(REFERENCE)] == ["0003"]
    aside = store.cases.sources(REFERENCE)[1]
    assert (aside.state, aside.reason) == (SourceState.QUARANTINED, "encrypted")
    assert store.cases.remedies(REFERENCE) == {"0002": ("Encrypted", "Ask for the password.")}
    tally = store.cases.tally(REFERENCE)
    assert (tally.received, tally.pages, tally.states[SourceState.READ]) == (4, 1, 1)
    assert tally.states[SourceState.SKIPPED] == tally.states[SourceState.QUARANTINED] == 1
    assert store.cases.page_counts(REFERENCE) == {"0001": 1}


def test_a_document_comes_back_as_it_was_read(case_store: Store) -> None:
    document = a_document("0001", "Dear Ms Adeyemi", "Tom Reid was there")
    assert case_store.cases.document(REFERENCE, "0001") == document
    assert list(case_store.cases.documents(REFERENCE)) == [document]
    assert case_store.cases.facsimile(REFERENCE, "0001") == b"%PDF-1"
    with pytest.raises(StoreError, match="0002"):
        case_store.cases.document(REFERENCE, "0002")


def test_the_text_of_a_document_does_not_stand_in_the_database_or_the_log(home: Path) -> None:
    with open_store(home) as store:
        store.cases.create(a_case())
        store.cases.add_source(REFERENCE, a_source("0001", b"one"), b"one")
        store.cases.record_reading(REFERENCE, a_document("0001", "Canary Quill"), b"%PDF")
    assert not any(b"Canary" in place.read_bytes() for place in home.rglob("*") if place.is_file())


def test_telling_the_same_reading_again_changes_nothing(case_store: Store) -> None:
    before = case_store.audit.entries(REFERENCE)
    case_store.cases.record_reading(REFERENCE, a_document("0001", "Dear Ms Adeyemi", "Tom Reid was there"), b"%PDF-1")
    assert case_store.audit.entries(REFERENCE) == before


def test_another_reading_of_a_source_is_searched_anew(case_store: Store) -> None:
    document = case_store.cases.document(REFERENCE, "0001")
    finding = a_finding(document, "Tom Reid")
    case_store.reviews.record_findings(REFERENCE, "0001", (finding,), "v1")
    case_store.reviews.record_resolution(REFERENCE, (), (finding,))
    case_store.cases.record_reading(REFERENCE, a_document("0001", "Dear Ms Adeyemi", "Tom Reid left"), b"%PDF-2")
    assert case_store.reviews.undetected(REFERENCE, "v1") == ("0001",)
    assert case_store.reviews.findings(REFERENCE) == ()


def test_a_clean_document_comes_back_only_under_the_key_it_was_made_for(case_store: Store) -> None:
    redaction = Redaction(page_index=0, box=Box(1, 2, 3, 4), label="Third party", code="TP", finding_ids=("f",))
    clean = CleanDocument(
        document_id="0001", pdf=b"%PDF-clean", pages=(CleanPage(page_index=0, route="vector"),), redactions=(redaction,)
    )
    case_store.cases.record_clean(REFERENCE, clean, "plan-1")
    case_store.cases.record_clean(REFERENCE, clean, "plan-1")
    assert case_store.cases.clean(REFERENCE, "0001", "plan-1") == clean
    assert case_store.cases.clean(REFERENCE, "0001", "plan-2") is None
    assert [entry.kind for entry in case_store.audit.entries(REFERENCE)].count("document made clean") == 1


def test_releases_are_numbered_and_logged_with_their_hash(case_store: Store) -> None:
    manifest = json.dumps({"bundle": {"sha256": "ab" * 32}})
    assert case_store.releases.record(REFERENCE, manifest) == 1
    assert case_store.releases.record(REFERENCE, manifest) == 2
    assert [release.manifest_json for release in case_store.releases.of(REFERENCE)] == [manifest, manifest]
    last = case_store.audit.entries(REFERENCE)[-1]
    assert json.loads(last.details) == {"number": 2, "sha256": "ab" * 32, "version": 1}


@pytest.mark.parametrize("after", [1, 3, 8, 15])
@pytest.mark.skipif(os.name == "nt", reason="Windows has no signal 9")
def test_a_writer_killed_at_any_moment_loses_nothing_it_acknowledged_and_doubles_nothing(
    home: Path, after: int
) -> None:
    acknowledged: list[str] = []
    for _ in range(2):
        command = [sys.executable, "-c", KILLED_WRITER, str(home)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            while len(acknowledged) < after:
                acknowledged.append(writer.stdout.readline().strip())
            time.sleep(0.0007 * after)
            writer.send_signal(signal.SIGKILL)
            acknowledged.extend(line.strip() for line in writer.stdout)
        after += len(acknowledged)
    with open_store(home) as store:
        sources = [source.id for source in store.cases.sources(REFERENCE)]
        read = [document.id for document in store.cases.documents(REFERENCE)]
        logged = [entry.kind for entry in store.audit.entries(REFERENCE)]
        assert store.audit.verify_chain(REFERENCE) == len(logged)
    assert set(acknowledged) <= set(read) <= set(sources)
    assert len(sources) - len(read) <= 1
    assert (logged.count("source received"), logged.count("source read")) == (len(sources), len(read))
