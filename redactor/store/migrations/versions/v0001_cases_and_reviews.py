"""Cases, their sources and documents, reviews, and the audit log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from redactor.store.database import forbid_changes

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def _case_table(name: str, *parts: sa.Column[str] | sa.Column[int] | sa.Column[bool], key: tuple[str, ...]) -> None:
    """A table of which every row belongs to one case."""
    op.create_table(
        name,
        _text("case_reference"),
        *parts,
        sa.PrimaryKeyConstraint("case_reference", *key, name=f"pk_{name}"),
        sa.ForeignKeyConstraint(["case_reference"], ["cases.reference"], name=f"fk_{name}_case_reference"),
    )


def _source_table(
    name: str, source: str, *parts: sa.Column[str] | sa.Column[int] | sa.Column[bool], key: tuple[str, ...]
) -> None:
    """A table of which every row belongs to one source, named in the column `source`."""
    op.create_table(
        name,
        _text("case_reference"),
        _text(source),
        *parts,
        sa.PrimaryKeyConstraint("case_reference", *key, name=f"pk_{name}"),
        sa.ForeignKeyConstraint(["case_reference"], ["cases.reference"], name=f"fk_{name}_case_reference"),
        sa.ForeignKeyConstraint(
            ["case_reference", source],
            ["sources.case_reference", "sources.id"],
            name=f"fk_{name}_case_reference_{source}",
        ),
    )


def _make_cases() -> None:
    op.create_table(
        "cases",
        _text("reference"),
        _text("noun"),
        _text("opened_at"),
        _number("edition"),
        sa.PrimaryKeyConstraint("reference", name="pk_cases"),
    )
    columns = ("id", "position", "state", "reason", "error", "remedy", "noun")
    _case_table("sources", *map(_text, columns), key=("id",))
    op.create_index("ix_sources_state", "sources", ["case_reference", "state", "position"])
    _source_table(
        "documents", "source_id", _text("text_file"), _text("facsimile_file"), _number("pages"), key=("source_id",)
    )
    _source_table("clean_documents", "source_id", *map(_text, ("key", "pdf_file", "noun")), key=("source_id",))
    _case_table("intakes", _text("folder"), _number("first_number"), key=("folder",))
    _case_table("releases", _number("number"), _text("at"), _text("manifest"), key=("number",))


def _make_reviews() -> None:
    _source_table("detections", "document_id", _text("version"), _text("findings"), key=("document_id",))
    _case_table("people", _text("id"), _number("position"), _text("noun"), key=("id",))
    _source_table(
        "findings",
        "document_id",
        _text("id"),
        _number("position"),
        sa.Column("drawn", sa.Boolean, nullable=False),
        _text("noun"),
        key=("id",),
    )
    op.create_index("ix_findings_document", "findings", ["case_reference", "document_id", "position"])
    _case_table(
        "acts", _number("id"), _text("by"), _text("at"), sa.Column("undoes", sa.Integer, nullable=True), key=("id",)
    )
    op.create_index("ix_acts_by", "acts", ["case_reference", "by", "id"])
    op.create_table(
        "decisions",
        _text("case_reference"),
        _number("sequence"),
        _number("act"),
        *map(_text, ("finding_id", "verdict", "by", "at", "code", "reason", "evidence")),
        sa.PrimaryKeyConstraint("case_reference", "sequence", name="pk_decisions"),
        sa.ForeignKeyConstraint(["case_reference"], ["cases.reference"], name="fk_decisions_case_reference"),
        sa.ForeignKeyConstraint(
            ["case_reference", "act"], ["acts.case_reference", "acts.id"], name="fk_decisions_case_reference_act"
        ),
    )
    op.create_index("ix_decisions_finding", "decisions", ["case_reference", "finding_id", "sequence"])
    op.create_index("ix_decisions_act", "decisions", ["case_reference", "act"])


def _make_audit() -> None:
    _case_table("chain_heads", _number("seq"), _text("hash"), key=())
    op.create_table(
        "audit",
        _text("case_reference"),
        _number("seq"),
        *map(_text, ("at", "kind", "by", "details", "previous_hash", "hash")),
        sa.PrimaryKeyConstraint("case_reference", "seq", name="pk_audit"),
        sa.ForeignKeyConstraint(["case_reference"], ["cases.reference"], name="fk_audit_case_reference"),
        sa.UniqueConstraint("case_reference", "previous_hash", name="uq_audit_case_reference_previous_hash"),
    )


def upgrade() -> None:
    """Make every table, and the triggers that keep the log and the decisions as they were written."""
    _make_cases()
    _make_reviews()
    _make_audit()
    forbid_changes(op.get_bind(), "audit", deletes=True)
    forbid_changes(op.get_bind(), "decisions", deletes=False)
