"""What reviewers say about people; redo and keys of acts; comments, claims and preferences of the review page."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from redactor.store.database import forbid_changes

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _case_table(
    name: str, *parts: sa.Column[str] | sa.Column[int], key: tuple[str, ...], of_source: bool = False
) -> None:
    """A table of which every row belongs to one case, or to one document of it."""
    sources = sa.ForeignKeyConstraint(
        ["case_reference", "document_id"],
        ["sources.case_reference", "sources.id"],
        name=f"fk_{name}_case_reference_document_id",
    )
    op.create_table(
        name,
        _text("case_reference"),
        *parts,
        sa.PrimaryKeyConstraint("case_reference", *key, name=f"pk_{name}"),
        sa.ForeignKeyConstraint(["case_reference"], ["cases.reference"], name=f"fk_{name}_case_reference"),
        *((sources,) if of_source else ()),
    )


def _once(table: str) -> None:
    """A key names one row of a case; rows without one do not meet."""
    op.create_index(f"ix_{table}_key", table, ["case_reference", "key"], unique=True)


def upgrade() -> None:
    """Make the tables, and let what people said stand as it was said."""
    op.add_column("acts", sa.Column("redoes", sa.Integer, nullable=True))
    op.add_column("acts", sa.Column("key", sa.Text, nullable=True))
    _once("acts")
    _case_table("resolutions", _text("noun"), key=())
    sequence = sa.Column("sequence", sa.Integer, nullable=False)
    _case_table("corrections", sequence, _text("noun"), sa.Column("key", sa.Text, nullable=True), key=("sequence",))
    _once("corrections")
    _case_table(
        "comments",
        sa.Column("id", sa.Integer, nullable=False),
        _text("document_id"),
        sa.Column("page_number", sa.Integer, nullable=False),
        _text("finding_id"),
        _text("referred_to"),
        sa.Column("settles", sa.Integer, nullable=True),
        *map(_text, ("by", "at", "text")),
        sa.Column("key", sa.Text, nullable=True),
        key=("id",),
        of_source=True,
    )
    op.create_index("ix_comments_document", "comments", ["case_reference", "document_id", "id"])
    _once("comments")
    _case_table("claims", *map(_text, ("document_id", "by", "since", "seen")), key=("document_id",), of_source=True)
    op.create_table(
        "preferences",
        *map(_text, ("by", "name", "value")),
        sa.PrimaryKeyConstraint("by", "name", name="pk_preferences"),
    )
    forbid_changes(op.get_bind(), "corrections", deletes=False)
    forbid_changes(op.get_bind(), "comments", deletes=False)
