"""Alembic's entry: runs the steps on the connection it is handed."""

from alembic import context

from survey import migrations
from survey.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    include_name=migrations.is_of_the_models,
)
# The caller opened the transaction and commits it: a step that fails leaves the database as it was.
context.run_migrations()
