"""What Alembic runs: it is handed an open, writing connection and stays inside its transaction."""

from __future__ import annotations

from alembic import context

from redactor.store.schema import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
