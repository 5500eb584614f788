"""What stands behind decisions, and quality samples with their answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from redactor.store.database import forbid_changes

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, of which rows are only ever added."""
    for name in ("backings", "samples", "grades"):
        op.create_table(
            name,
            sa.Column("case_reference", sa.Text, nullable=False),
            sa.Column("number", sa.Integer, nullable=False),
            sa.Column("noun", sa.Text, nullable=False),
            sa.PrimaryKeyConstraint("case_reference", "number", name=f"pk_{name}"),
            sa.ForeignKeyConstraint(["case_reference"], ["cases.reference"], name=f"fk_{name}_case_reference"),
        )
        forbid_changes(op.get_bind(), name, deletes=False)
