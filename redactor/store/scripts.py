"""The texts of a case's documents, read without their words' places: for search, quotes and page numbers."""

from __future__ import annotations

import json
import zlib

from sqlalchemy import select

from redactor.domain.case import source_order
from redactor.domain.script import Script, SecondScript
from redactor.store.database import Database
from redactor.store.schema import DOCUMENTS
from redactor.store.vault import Vault


class Scripts:
    """The texts of one store."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    def keys(self, reference: str) -> dict[str, str]:
        """The hash of the reading of every document of the case that was read, by id in source order."""
        asked = select(DOCUMENTS.c.source_id, DOCUMENTS.c.text_file).where(DOCUMENTS.c.case_reference == reference)
        with self._database.reading() as connection:
            keys = {row.source_id: row.text_file for row in connection.execute(asked)}
        return {source_id: keys[source_id] for source_id in sorted(keys, key=source_order)}

    def read(self, reference: str, source_id: str, key: str) -> Script:
        """The text of a document whose reading has this hash."""
        plain = json.loads(zlib.decompress(self._vault.files(reference).read(key)))
        return Script(
            document_id=source_id,
            text=plain["text"],
            page_starts=tuple(page["start"] for page in plain["pages"]),
            readings=tuple(
                SecondScript(each["page_index"], each["engine"], each["text"]) for each in plain["readings"]
            ),
        )
