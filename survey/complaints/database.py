"""The complaints' own database: its address, its engine and its sessions. Nothing here touches the main one.

Beside an SQLite database it is a file of its own; on PostgreSQL a schema of its own, which the connection looks into alone.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask, current_app
from sqlalchemy import Engine, inspect, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from survey.complaints import migrations
from survey.complaints.models import Installation, KeySet
from survey.config import Settings
from survey.extensions import db, make_engine, open_session

FILE = "complaints.db"
EXAMPLE_FILE = "example-complaints.db"
GOOD_FOR = 5.0
_EXTENSION = "complaints"


def url_of(settings: Settings) -> str:
    """Return the URL of the complaints' database: the one that was set, or one that follows from the main database's.

    Beside a file it is a file in the same folder; on PostgreSQL the same database with a schema of its own; beside a database
    in memory, one in memory.
    """
    url = make_url(settings.complaints or settings.database)
    if url.get_backend_name() == "postgresql":
        # Only this schema: a statement that forgot where it belongs finds nothing rather than something of the main database.
        path = f"-csearch_path={migrations.SCHEMA}"
        options = url.query.get("options", "")
        said = path if not options else f"{options if isinstance(options, str) else ' '.join(options)} {path}"
        url = url.update_query_dict({"options": said})
    elif not settings.complaints and url.database and url.database != ":memory:":
        main = Path(url.database)
        url = url.set(database=str(main.with_name(EXAMPLE_FILE if main.name == "example.db" else FILE)))
    return url.render_as_string(hide_password=False)


class ComplaintsDatabase:
    """An application's way to the complaints' database; the engine is made when it is first asked for.

    `salt` is that of the codes, read once.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._engine: Engine | None = None
        self._salt: bytes | None = None
        self._taking: tuple[int, float, frozenset[str]] | None = None

    @property
    def engine(self) -> Engine:
        """The engine."""
        if self._engine is None:
            # Rarely used: a connection, and the log of an SQLite file, last no longer than what they are for.
            self._engine = make_engine(self.url, is_pooled=False)
        return self._engine

    @property
    def exists(self) -> bool:
        """Whether there can be anything in it: a file that is not there is not made just to look into it."""
        file = make_url(self.url).database
        return not self.url.startswith("sqlite") or (bool(file) and Path(str(file)).exists())

    @property
    def is_made(self) -> bool:
        """Whether it holds the tables, which the first start of a server makes."""
        return self.exists and inspect(self.engine).has_table(KeySet.__tablename__)

    @property
    def salt(self) -> bytes:
        """The salt of the codes."""
        if self._salt is None:
            with self.session(writes=False) as session:
                self._salt = session.scalars(select(Installation.salt)).one()
        return self._salt

    @property
    def one_moment(self) -> dict[str, str]:
        """The options of a connection whose whole transaction sees the database as it was at one moment."""
        # SQLite's transactions do anyway.
        return {} if self.url.startswith("sqlite") else {"isolation_level": "REPEATABLE READ"}

    @contextmanager
    def session(self, *, writes: bool) -> Iterator[Session]:
        """Open a session of its own for as long as the block lasts; whoever writes commits."""
        with open_session(self.engine, writes=writes) as session:
            yield session

    def upgrade(self) -> None:
        """Bring the database to what this version needs."""
        migrations.upgrade(self.engine)

    def takes_complaints(self, office_id: str) -> bool:
        """Return whether an office has a key set in use; False too where there is no such database, or it is away.

        Asked by pages that everybody opens: what was found is good until this process changes anything, and for a moment.
        """
        changes, now = db.changes, time.monotonic()
        if self._taking is None or self._taking[0] != changes or now - self._taking[1] > GOOD_FOR:
            self._taking = changes, now, self._offices()
        return office_id in self._taking[2]

    def _offices(self) -> frozenset[str]:
        if not self.exists:
            return frozenset()
        try:
            with self.session(writes=False) as session:
                return frozenset(session.scalars(select(KeySet.office_id).where(KeySet.retired.is_(False))))
        except (OperationalError, ProgrammingError):
            return frozenset()

    def dispose(self) -> None:
        """Close every connection."""
        if self._engine is not None:
            self._engine.dispose()


def init_app(app: Flask, settings: Settings) -> None:
    """Give an application its complaints' database."""
    app.extensions[_EXTENSION] = ComplaintsDatabase(url_of(settings))


def database(app: Flask | None = None) -> ComplaintsDatabase:
    """Return the complaints' database of an application, or of the current one."""
    found: ComplaintsDatabase = (app or current_app).extensions[_EXTENSION]
    return found
