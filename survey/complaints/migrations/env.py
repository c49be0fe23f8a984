"""Alembic's entry: runs the steps on the connection it is handed."""

from alembic import context

from survey.complaints.migrations import VERSION_TABLE
from survey.complaints.models import ComplaintsBase

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=ComplaintsBase.metadata,
    version_table=VERSION_TABLE,
    render_as_batch=True,
)
# The caller opened the transaction and commits it: a step that fails leaves the database as it was.
context.run_migrations()
