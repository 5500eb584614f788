"""Who has which case."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "assignments",
        *(sa.Column(name, sa.Text, nullable=False) for name in ("case_reference", "to", "by", "at")),
        sa.PrimaryKeyConstraint("case_reference", name="pk_assignments"),
        sa.ForeignKeyConstraint(["case_reference"], ["cases.reference"], name="fk_assignments_case_reference"),
    )
