"""Run the migrations on the connection `storage.migrate` hands over, inside its transaction."""

from alembic import context

import storage.desk_tables
import storage.outbox_tables
import storage.performance_tables  # noqa: F401 - its tables belong to the metadata
from storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite changes schemas in transactions too; Alembic does not expect it to.
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
