"""The complaints' own history of their own database: numbered steps, run at start-up like those of the main one."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from survey.paths import PACKAGE

# Where another database holds both, the two histories must not take each other's place.
VERSION_TABLE = "complaints_version"
SCHEMA = "complaints"
_UPGRADE_LOCK = 2565_86


def configuration(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration for these steps, bound to a connection."""
    config = Config()
    config.set_main_option("script_location", str(PACKAGE / "complaints" / "migrations"))
    config.attributes["connection"] = connection
    return config


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database to a revision; does nothing where it is there already."""
    with engine.execution_options(writes=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _UPGRADE_LOCK})
            # The connection looks into this schema only; the first time it is not there yet.
            if not connection.scalar(text("SELECT 1 FROM pg_namespace WHERE nspname = :name"), {"name": SCHEMA}):
                connection.execute(text(f"CREATE SCHEMA {SCHEMA}"))
        command.upgrade(configuration(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database back to an earlier revision."""
    with engine.execution_options(writes=True).begin() as connection:
        command.downgrade(configuration(connection), revision)


def current(connection: Connection) -> str | None:
    """Return the revision the database is at; None where it is empty."""
    return MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_revision()


def newest() -> str | None:
    """Return the revision this version of the program needs."""
    return ScriptDirectory.from_config(configuration()).get_current_head()
