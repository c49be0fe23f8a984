"""The Flask extensions and the database, made once and bound to an application by `create_app`."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g, request
from flask_limiter import Limiter
from flask_wtf import CSRFProtect
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from survey.turns import Turns

LOCK_PATIENCE_MS = 10_000


def make_engine(url: str, *, is_pooled: bool = True) -> Engine:
    """Return an engine for an SQLite or PostgreSQL URL; an SQLite file's folder is made if it is missing.

    What a statement carries stays out of logs and error messages: it may be somebody's answers. Unless `is_pooled`, a
    connection is closed as soon as it has served.
    """
    parsed = make_url(url)
    pool = None if is_pooled else NullPool
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True, hide_parameters=True, poolclass=pool)
    if parsed.database and parsed.database != ":memory:":
        file = Path(parsed.database)
        file.parent.mkdir(parents=True, exist_ok=True)
        # Whoever else uses the machine has no business in it; SQLite gives its other files the same mode.
        file.touch(mode=0o600)
    engine = create_engine(parsed, hide_parameters=True, poolclass=pool)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver's own transaction handling starts one too late for what is read before the first write.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {LOCK_PATIENCE_MS}",
        "journal_mode = WAL",
        # In WAL mode only FULL waits for the disk at every commit: a stored answer survives a power cut.
        "synchronous = FULL",
        "foreign_keys = ON",
        # Deleted codes are overwritten with zeros instead of lingering in free pages.
        "secure_delete = ON",
        "temp_store = MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that will write takes the write lock at once: SQLite cannot make it wait for it later.
    if connection.get_execution_options().get("writes", False):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        # Waits for nothing and cannot fail, so it goes the short way: SQLAlchemy's own costs a tenth of reading a page.
        connection.connection.cursor().execute("BEGIN")


class _Changes:
    """How many commits of this process have changed an object."""

    def __init__(self) -> None:
        self.count = 0

    def noted(self, session: Session, _flush: object) -> None:
        session.info["changed"] = True

    def committed(self, session: Session) -> None:
        self.count += bool(session.info.pop("changed", False))


class _CountedSession(Session):
    """A session whose commits are counted."""


_changes = _Changes()
event.listen(_CountedSession, "after_flush", _changes.noted)
event.listen(_CountedSession, "after_commit", _changes.committed)


def open_session(engine: Engine, *, writes: bool) -> Session:
    """Return a session; `writes` says whether its transactions may change anything."""
    return _CountedSession(engine.execution_options(writes=writes), expire_on_commit=False)


class Database:
    """The application's engine, one session for each request, and the queue in which responses are written."""

    def init_app(self, app: Flask, url: str) -> None:
        """Bind an application to the database at `url`."""
        engine = make_engine(url)
        app.extensions["engine"] = engine
        app.extensions["turns"] = Turns(engine)
        app.teardown_appcontext(self._close)

    @property
    def turns(self) -> Turns:
        """The queue in which the threads of this process write responses."""
        turns: Turns = current_app.extensions["turns"]
        return turns

    @property
    def changes(self) -> int:
        """A number that grows with every commit of this process that changed an object, so that copies can be kept till then.

        Responses and codes are written without objects and change nothing that is kept.
        """
        return _changes.count

    @property
    def engine(self) -> Engine:
        """The current application's engine."""
        engine: Engine = current_app.extensions["engine"]
        return engine

    @property
    def session(self) -> Session:
        """The session of this request (or command): reading for GET, HEAD and OPTIONS, writing otherwise."""
        if "session" not in g:
            reads = bool(request) and request.method in {"GET", "HEAD", "OPTIONS"}
            g.session = open_session(self.engine, writes=not reads)
        session: Session = g.session
        return session

    def _close(self, _error: BaseException | None) -> None:
        session = g.pop("session", None)
        if session is not None:
            session.close()


_PROCESS_KEY = secrets.token_bytes(32)


def caller() -> str:
    """Return who is calling, as a keyed hash of the address that nobody can undo once the process has ended."""
    return hmac.digest(_PROCESS_KEY, (request.remote_addr or "").encode(), hashlib.sha256).hex()


class _Limits(Limiter):
    """Limits where a view declares them; before every request, only those of all pages at once would be looked up."""

    def _check_request_limit(self, callable_name: str | None = None, in_middleware: bool = True) -> None:
        # There are none of those, and looking costs a tenth of a public page.
        if not in_middleware:
            super()._check_request_limit(callable_name, in_middleware)


db = Database()
csrf = CSRFProtect()
limiter = _Limits(caller, storage_uri="memory://", headers_enabled=False)
