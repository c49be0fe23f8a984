"""The Flask extensions and the database, made once and bound to an application by `create_app`."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import select
import sys
import time
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g, request
from flask_limiter import Limiter
from flask_wtf import CSRFProtect
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from survey.floods import InMemory
from survey.turns import Turns

LOCK_PATIENCE_MS = 10_000
# What has lain idle for longer may have been cut off on the way without a word.
TRUSTED_SECONDS = 30


def make_engine(url: str, *, is_pooled: bool = True) -> Engine:
    """Return an engine for an SQLite or PostgreSQL URL; an SQLite file's folder is made if it is missing.

    What a statement carries stays out of logs and error messages: it may be somebody's answers. Unless `is_pooled`, a
    connection is closed as soon as it has served.
    """
    parsed = make_url(url)
    pool = None if is_pooled else NullPool
    if parsed.get_backend_name() != "sqlite":
        engine = create_engine(parsed, hide_parameters=True, poolclass=pool)
        event.listen(engine, "connect", _prepare_postgresql)
        event.listen(engine, "begin", _begin_postgresql)
        event.listen(engine, "checkin", _note_when)
        event.listen(engine, "checkout", _check_postgresql)
        return engine
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
    options = connection.get_execution_options()
    if options.get("writes", False):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    elif not options.get(_LOOKS, False):
        # Waits for nothing and cannot fail, so it goes the short way: SQLAlchemy's own costs a tenth of reading a page.
        connection.connection.cursor().execute("BEGIN")


_LOOKS = "looks"


def _prepare_postgresql(connection: Any, _record: object) -> None:
    # As with SQLite, transactions begin where `_begin_postgresql` says so: the driver would begin one for every question.
    connection.autocommit = True


def _begin_postgresql(connection: Connection) -> None:
    options = connection.get_execution_options()
    # Where something else was asked of a connection's transactions, the driver sees to it.
    is_ours = getattr(connection.connection.dbapi_connection, "autocommit", False)
    if is_ours and not options.get(_LOOKS, False) and options.get("isolation_level") != "AUTOCOMMIT":
        cursor: Any = connection.connection.cursor()
        cursor.execute("BEGIN", prepare=False)


def _note_when(_connection: Any, entry: ConnectionPoolEntry) -> None:
    entry.info["idle since"] = time.monotonic()


def _check_postgresql(connection: Any, entry: ConnectionPoolEntry, _lent: object) -> None:
    """See to it that a connection is still one: asking the server every time costs as much as what is asked of it.

    Where the server has hung up, there is its farewell to be read, or the end.
    """
    idle_since = entry.info.pop("idle since", None)
    if idle_since is None:
        return
    if (time.monotonic() - idle_since > TRUSTED_SECONDS or _is_heard(connection)) and not _answers(connection):
        raise InvalidatePoolError


def _is_heard(connection: Any) -> bool:
    if sys.platform == "win32":
        return bool(select.select([connection], [], [], 0)[0])
    # Unlike `select`, this takes a process's thousandth file too.
    listening = select.poll()
    listening.register(connection, select.POLLIN)
    return bool(listening.poll(0))


def _answers(connection: Any) -> bool:
    try:
        connection.execute("SELECT 1")
    except connection.Error:
        return False
    return True


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

    def looking(self) -> Connection:
        """Return a connection without a transaction, for a page that one question answers and that changes nothing.

        A second question may see what was committed after the first.
        """
        return self.engine.connect().execution_options(**{_LOOKS: True})

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
limiter = _Limits(caller, storage_uri=f"{InMemory.STORAGE_SCHEME[0]}://", headers_enabled=False)
