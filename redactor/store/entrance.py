"""The tables of who may come in, who came in, and who was shown what; the tables of cases stand in `schema.py`.

They hold names of those who work here, ids and times, and nothing of the records: so nothing here is sealed.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text

from redactor.store.schema import METADATA

ACCOUNTS = Table(
    "accounts",
    METADATA,
    Column("key", Text, primary_key=True),  # the name, whatever its case
    Column("name", Text, nullable=False),
    Column("password", Text, nullable=False),  # its argon2 hash; "" where there is none
    Column("identity", Text, nullable=False),  # as another service vouches for it; "" where there is none
    Column("removed", Boolean, nullable=False),  # the name stays taken: it stands under decisions
    Index("ix_accounts_identity", "identity"),
)

ACCOUNT_DUTIES = Table(
    "account_duties",
    METADATA,
    Column("account", Text, ForeignKey("accounts.key"), primary_key=True),
    Column("case_reference", Text, primary_key=True),  # "" for every case
    Column("duty", Text, primary_key=True),
)

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("hash", Text, primary_key=True),  # SHA-256 of what the browser holds
    Column("account", Text, ForeignKey("accounts.key"), nullable=False),
    Column("began_at", Text, nullable=False),
    Column("seen_at", Text, nullable=False),
    Index("ix_sessions_account", "account"),
)

SIGN_INS = Table(
    "sign_ins",
    METADATA,
    Column("hash", Text, primary_key=True),  # SHA-256 of what the browser holds
    Column("began_at", Text, nullable=False),
    Column("noun", Text, nullable=False),  # what has to match when the other service sends the browser back
)

ATTEMPTS = Table(
    "attempts",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("key", Text, nullable=False),  # whose attempts are counted: a name, an address, both
    Column("at", Text, nullable=False),
    Index("ix_attempts_key", "key", "at"),
)

ACCESS_LOG = Table(
    "access_log",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("details", Text, nullable=False),
)

VIEWS = Table(
    "views",
    METADATA,
    Column("case_reference", Text, ForeignKey("cases.reference"), primary_key=True),
    Column("by", Text, primary_key=True),
    Column("document_id", Text, primary_key=True),  # "" where words of many documents were shown
    Column("page_number", Integer, primary_key=True),  # 0 for a document or a case as a whole
    Column("shown", Text, primary_key=True),
    Column("day", Text, primary_key=True),
    Column("first_at", Text, nullable=False),
    Column("last_at", Text, nullable=False),
    Column("times", Integer, nullable=False),
)
