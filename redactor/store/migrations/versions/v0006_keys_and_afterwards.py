"""Keys of cases and of the installation, what happens after a disclosure, and proofs of purges."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _case_table(name: str, *parts: sa.Column[str] | sa.Column[int], key: tuple[str, ...] = ()) -> None:
    op.create_table(
        name,
        _text("case_reference"),
        *parts,
        sa.PrimaryKeyConstraint("case_reference", *key, name=f"pk_{name}"),
        sa.ForeignKeyConstraint(["case_reference"], ["cases.reference"], name=f"fk_{name}_case_reference"),
    )


def upgrade() -> None:
    """Add the tables and columns; what stands in the others is sealed when the store is opened with its key."""
    _case_table("case_keys", _text("key_id"), _text("wrapped"))
    op.create_index("uq_case_keys_key_id", "case_keys", ["key_id"], unique=True)
    number = sa.Column("number", sa.Integer, nullable=False)
    _case_table("events", number, *map(_text, ("kind", "at", "by", "noun")), key=("number",))
    _case_table("purges", _text("proof"))
    op.create_table("key_copies", _text("place"), sa.PrimaryKeyConstraint("place", name="pk_key_copies"))
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer, nullable=False),
        _text("recipient"),
        _text("verifying"),
        sa.PrimaryKeyConstraint("id", name="pk_installation"),
    )
    op.add_column("releases", sa.Column("files", sa.Text, nullable=False, server_default=""))
    op.add_column("audit", sa.Column("commitment", sa.Text, nullable=False, server_default=""))
    op.add_column("chain_heads", sa.Column("locked", sa.Boolean, nullable=False, server_default=sa.false()))
