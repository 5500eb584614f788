"""The tables, as SQLAlchemy sees them; `migrations/` makes them and a test holds the two together.

Nouns stand as JSON (column `noun`) beside the few columns that questions are asked of. Text and times are
text in every database, so that SQLite and PostgreSQL hold the same values. Whatever could name or describe somebody
is `Sealed`; what is open are ids, hashes that cannot be guessed, codes, counts, times and the accounts of reviewers.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from redactor.store.sealed import Sealed

NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}
METADATA = MetaData(naming_convention=NAMES)


def _case_key() -> Column[str]:
    return Column("case_reference", Text, ForeignKey("cases.reference"), primary_key=True)


def _of_source(column: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["case_reference", column], ["sources.case_reference", "sources.id"])


CASES = Table(
    "cases",
    METADATA,
    Column("reference", Text, primary_key=True),
    Column("noun", Sealed, nullable=False),
    Column("opened_at", Text, nullable=False),
    Column("edition", Integer, nullable=False),  # counts the changes to the case's set of findings
)

SOURCES = Table(
    "sources",
    METADATA,
    _case_key(),
    Column("id", Text, primary_key=True),
    Column("position", Text, nullable=False),  # sorts as source_order does
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("error", Text, nullable=False),  # class name of the SourceError
    Column("remedy", Text, nullable=False),
    Column("noun", Sealed, nullable=False),  # as received; state and reason above are the present ones
    Index("ix_sources_state", "case_reference", "state", "position"),
)

DOCUMENTS = Table(
    "documents",
    METADATA,
    _case_key(),
    Column("source_id", Text, primary_key=True),
    Column("text_file", Sealed, nullable=False),  # SHA-256 of the stored reading
    Column("facsimile_file", Sealed, nullable=False),
    Column("pages", Integer, nullable=False),
    _of_source("source_id"),
)

CLEAN_DOCUMENTS = Table(
    "clean_documents",
    METADATA,
    _case_key(),
    Column("source_id", Text, primary_key=True),
    Column("key", Text, nullable=False),
    Column("pdf_file", Sealed, nullable=False),
    Column("noun", Sealed, nullable=False),
    _of_source("source_id"),
)

INTAKES = Table(
    "intakes",
    METADATA,
    _case_key(),
    Column("folder", Text, primary_key=True),  # blinded with the case's key
    Column("first_number", Integer, nullable=False),  # the number of the first source that came from there
)

RELEASES = Table(
    "releases",
    METADATA,
    _case_key(),
    Column("number", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("manifest", Sealed, nullable=False),
    Column("files", Sealed, nullable=False, server_default=""),  # JSON: name -> SHA-256 of what left
)

ASSIGNMENTS = Table(
    "assignments",
    METADATA,
    _case_key(),
    Column("to", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
)

DETECTIONS = Table(
    "detections",
    METADATA,
    _case_key(),
    Column("document_id", Text, primary_key=True),
    Column("version", Text, nullable=False),
    Column("findings", Sealed, nullable=False),
    _of_source("document_id"),
)

PEOPLE = Table(
    "people",
    METADATA,
    _case_key(),
    Column("id", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("noun", Sealed, nullable=False),
)

FINDINGS = Table(
    "findings",
    METADATA,
    _case_key(),
    Column("id", Text, primary_key=True),
    Column("document_id", Text, nullable=False),
    Column("position", Integer, nullable=False),  # its order within the document
    Column("drawn", Boolean, nullable=False),
    Column("noun", Sealed, nullable=False),
    _of_source("document_id"),
    Index("ix_findings_document", "case_reference", "document_id", "position"),
)

ACTS = Table(
    "acts",
    METADATA,
    _case_key(),
    Column("id", Integer, primary_key=True),  # sequence of the act's first decision
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("undoes", Integer),  # id of the act that this one takes back
    Column("redoes", Integer),  # id of the taking back that this one takes back
    Column("key", Text),  # the sender's own name for the act, so that it is done once however often it is sent
    Index("ix_acts_by", "case_reference", "by", "id"),
    Index("ix_acts_key", "case_reference", "key", unique=True),
)

DECISIONS = Table(
    "decisions",
    METADATA,
    _case_key(),
    Column("sequence", Integer, primary_key=True),
    Column("act", Integer, nullable=False),
    Column("finding_id", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("reason", Sealed, nullable=False),
    Column("evidence", Sealed, nullable=False),
    ForeignKeyConstraint(["case_reference", "act"], ["acts.case_reference", "acts.id"]),
    Index("ix_decisions_finding", "case_reference", "finding_id", "sequence"),
    Index("ix_decisions_act", "case_reference", "act"),
)

MANNERS = Table(
    "manners",
    METADATA,
    _case_key(),
    Column("sequence", Integer, primary_key=True),
    Column("reach", Text, nullable=False),  # case, document, finding or person
    Column("target", Text, nullable=False),
    Column("noun", Sealed, nullable=False),
)

PSEUDONYMS = Table(
    "pseudonyms",
    METADATA,
    _case_key(),
    Column("person_id", Text, primary_key=True),
    Column("words", Text, nullable=False),
    UniqueConstraint("case_reference", "words"),
)


def _numbered(name: str) -> Table:
    """A table of nouns that are numbered within their case, from 1."""
    return Table(
        name,
        METADATA,
        _case_key(),
        Column("number", Integer, primary_key=True),
        Column("noun", Sealed, nullable=False),
    )


BACKINGS = _numbered("backings")
SAMPLES = _numbered("samples")
GRADES = _numbered("grades")

RESOLUTIONS = Table(
    "resolutions",
    METADATA,
    _case_key(),
    Column("noun", Sealed, nullable=False),  # the people as detectors resolved them, before anybody corrected it
)

CORRECTIONS = Table(
    "corrections",
    METADATA,
    _case_key(),
    Column("sequence", Integer, primary_key=True),
    Column("noun", Sealed, nullable=False),
    Column("key", Text),
    Index("ix_corrections_key", "case_reference", "key", unique=True),
)

COMMENTS = Table(
    "comments",
    METADATA,
    _case_key(),
    Column("id", Integer, primary_key=True),
    Column("document_id", Text, nullable=False),
    Column("page_number", Integer, nullable=False),
    Column("finding_id", Text, nullable=False),  # "" where the page is spoken of
    Column("referred_to", Text, nullable=False),  # who is asked; "" for a plain comment
    Column("settles", Integer),  # id of the comment that this one answers for good
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("text", Sealed, nullable=False),
    Column("key", Text),
    _of_source("document_id"),
    Index("ix_comments_document", "case_reference", "document_id", "id"),
    Index("ix_comments_key", "case_reference", "key", unique=True),
)

CLAIMS = Table(
    "claims",
    METADATA,
    _case_key(),
    Column("document_id", Text, primary_key=True),
    Column("by", Text, nullable=False),
    Column("since", Text, nullable=False),
    Column("seen", Text, nullable=False),
    _of_source("document_id"),
)

PREFERENCES = Table(
    "preferences",
    METADATA,
    Column("by", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

CHAIN_HEADS = Table(
    "chain_heads",
    METADATA,
    _case_key(),
    Column("seq", Integer, nullable=False),
    Column("hash", Text, nullable=False),
    Column("locked", Boolean, nullable=False, server_default=false()),  # nothing but what follows a disclosure
)

AUDIT = Table(
    "audit",
    METADATA,
    _case_key(),
    Column("seq", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("details", Sealed, nullable=False),
    Column("previous_hash", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("commitment", Text, nullable=False, server_default=""),  # salted hash of the details; "" in older entries
    UniqueConstraint("case_reference", "previous_hash"),
)

EVENTS = Table(
    "events",
    METADATA,
    _case_key(),
    Column("number", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("noun", Sealed, nullable=False),
)

CASE_KEYS = Table(
    "case_keys",
    METADATA,
    _case_key(),
    Column("key_id", Text, nullable=False),  # also the name of the case's folder of files
    Column("wrapped", Text, nullable=False),  # the case's identity, for the installation's key alone
    Index("uq_case_keys_key_id", "key_id", unique=True),
)

INSTALLATION = Table(
    "installation",
    METADATA,
    Column("id", Integer, primary_key=True),  # 1: there is one row
    Column("recipient", Text, nullable=False),
    Column("verifying", Text, nullable=False),
)

KEY_COPIES = Table(
    "key_copies",
    METADATA,
    Column("place", Text, primary_key=True),  # where a backup left the wrapped keys, to be written anew on a purge
)

PURGES = Table(
    "purges",
    METADATA,
    _case_key(),
    Column("proof", Text, nullable=False),  # signed JSON of ids, counts and hashes
)
