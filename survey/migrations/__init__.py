"""The database's history: numbered steps, run at start-up, tested up, down and against the models."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from survey.paths import PACKAGE

# Any number will do so long as every process takes the same: two servers starting together upgrade one after the other.
_UPGRADE_LOCK = 2565_85


def configuration(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration for the migrations in this package, bound to a connection."""
    config = Config()
    config.set_main_option("script_location", str(PACKAGE / "migrations"))
    config.attributes["connection"] = connection
    return config


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database to a revision; does nothing where it is there already."""
    with engine.execution_options(writes=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _UPGRADE_LOCK})
        command.upgrade(configuration(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database back to an earlier revision."""
    with engine.execution_options(writes=True).begin() as connection:
        command.downgrade(configuration(connection), revision)


def current(connection: Connection) -> str | None:
    """Return the revision the database is at; None where it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def is_of_the_models(name: str | None, kind: str, _parents: object = None) -> bool:
    """Whether a table or index of the database is described by the models; what only a search index is made of is not.

    Step 0007 makes that, and everything in it follows from the table `case_search`.
    """
    return kind not in {"table", "index"} or not (name or "").startswith("case_search_")


def newest() -> str | None:
    """Return the revision this version of the program needs."""
    return ScriptDirectory.from_config(configuration()).get_current_head()
