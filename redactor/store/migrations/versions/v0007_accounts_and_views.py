"""Accounts, their duties and sessions, the log of who came in, and the log of who saw which page."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from redactor.store.database import forbid_changes

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def _table(name: str, *parts: sa.Column[str] | sa.Column[int] | sa.Column[bool], key: tuple[str, ...]) -> None:
    op.create_table(name, *parts, sa.PrimaryKeyConstraint(*key, name=f"pk_{name}"))


def _account_table(name: str, *parts: sa.Column[str], key: tuple[str, ...]) -> None:
    """A table of which every row belongs to one account."""
    op.create_table(
        name,
        *parts,
        sa.PrimaryKeyConstraint(*key, name=f"pk_{name}"),
        sa.ForeignKeyConstraint(["account"], ["accounts.key"], name=f"fk_{name}_account"),
    )


def upgrade() -> None:
    """Make the tables; what the log of accesses says is never changed."""
    removed = sa.Column("removed", sa.Boolean, nullable=False)
    _table("accounts", *map(_text, ("key", "name", "password", "identity")), removed, key=("key",))
    op.create_index("ix_accounts_identity", "accounts", ["identity"])
    duties = ("account", "case_reference", "duty")
    _account_table("account_duties", *map(_text, duties), key=duties)
    _account_table("sessions", *map(_text, ("hash", "account", "began_at", "seen_at")), key=("hash",))
    op.create_index("ix_sessions_account", "sessions", ["account"])
    _table("sign_ins", *map(_text, ("hash", "began_at", "noun")), key=("hash",))
    _table("attempts", _number("number"), *map(_text, ("key", "at")), key=("number",))
    op.create_index("ix_attempts_key", "attempts", ["key", "at"])
    _table("access_log", _number("number"), *map(_text, ("at", "kind", "account", "by", "details")), key=("number",))
    forbid_changes(op.get_bind(), "access_log", deletes=True)
    op.create_table(
        "views",
        *map(_text, ("case_reference", "by", "document_id")),
        _number("page_number"),
        *map(_text, ("shown", "day", "first_at", "last_at")),
        _number("times"),
        sa.PrimaryKeyConstraint("case_reference", "by", "document_id", "page_number", "shown", "day", name="pk_views"),
        sa.ForeignKeyConstraint(["case_reference"], ["cases.reference"], name="fk_views_case_reference"),
    )
