"""How what is withheld is shown, and the names of ours for people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _case_table(
        "manners",
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("reach", sa.Text, nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("noun", sa.Text, nullable=False),
        key="sequence",
    )
    _case_table(
        "pseudonyms",
        sa.Column("person_id", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.UniqueConstraint("case_reference", "words", name="uq_pseudonyms_case_reference_words"),
        key="person_id",
    )


def _case_table(name: str, *parts: sa.Column[str] | sa.Column[int] | sa.UniqueConstraint, key: str) -> None:
    """A table of which every row belongs to one case."""
    op.create_table(
        name,
        sa.Column("case_reference", sa.Text, nullable=False),
        *parts,
        sa.PrimaryKeyConstraint("case_reference", key, name=f"pk_{name}"),
        sa.ForeignKeyConstraint(["case_reference"], ["cases.reference"], name=f"fk_{name}_case_reference"),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("pseudonyms")
    op.drop_table("manners")
