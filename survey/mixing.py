"""The order of arrival, taken out of what is stored.

Rows sort by random keys, but a database keeps more than rows. SQLite appends to its write-ahead log and fills its pages as they
come; PostgreSQL marks every row with the number of the transaction that wrote it, and keeps what was erased until it is
cleaned. Mixing writes everything anew in the order of the keys: afterwards no byte of the database's own files tells which
row came first, which code went with which answer, or which answer to a profile question came with which row.

What stays out of reach is named in docs/threat-model.md: snapshots of the disk, PostgreSQL's write-ahead log and its replicas.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import DBAPIError

from survey.models.base import Base
from survey.models.response import Code, EitResponse, IitResponse, ProfileTally, SealedResponse, SignalTally, ThankedKey
from survey.models.suggestion import Suggestion
from survey.turns import Turns

_log = logging.getLogger(__name__)

# In the order in which a response locks them, so that mixing and a response never wait for each other crosswise.
MIXED: tuple[type[Base], ...] = (
    *(Code, IitResponse, EitResponse, SealedResponse),
    *(ProfileTally, Suggestion, SignalTally, ThankedKey),
)

# With a round or what it collects goes all that belongs to it.
_WATCHED = frozenset({*(str(table.__tablename__) for table in MIXED), "round", "collection"})
_WRITES_TO_WATCHED = re.compile(rf"\s*(INSERT INTO|UPDATE|DELETE FROM)\s+\"?({'|'.join(sorted(_WATCHED))})\b", re.IGNORECASE)
_IS_TOUCHED = "respondents' tables are changed"

# Seconds.
QUIET = 2.0
LONGEST = 120.0
PATIENCE = 0.5
LONGEST_PAUSE = 60.0
# However large the database, mixing takes up no more than one part in this many of the time.
SHARE = 20

# Any number will do so long as every process takes the same: one mixes at a time.
_MIXING_LOCK = 2565_86
_SOMEBODY_IS_IN_THE_WAY = {"55P03", "40P01"}

# Whether every place in a table's pages holds a row. In a table that was just compacted the others hold old versions, which
# PostgreSQL has kept for a transaction that is older than mixing and may still read them.
_IS_WITHOUT_GAPS = """
    SELECT coalesce(sum(rows) = sum(places) AND count(rows) * current_setting('block_size')::int = size, size = 0)
    FROM (SELECT pg_relation_size('{table}') AS size) AS whole
    LEFT JOIN (
        SELECT count(*) AS rows, max((ctid::text::point)[1]) AS places FROM {table} GROUP BY (ctid::text::point)[0]
    ) AS page ON true
    GROUP BY size
"""


def mix(engine: Engine, *, patience: float = PATIENCE) -> bool:
    """Write all that respondents left anew, in the order of the keys, and empty what still holds the old order.

    Returns False where somebody kept it from finishing, having waited no longer than `patience` seconds for each lock: mix
    again later. No row is ever lost: whenever it is interrupted, the database holds the old copy or the new one. Raises
    DBAPIError, or on SQLite the driver's own error, where the database fails in another way, such as for want of space.
    """
    if engine.dialect.name == "sqlite":
        return _mix_sqlite(engine, patience)
    return _mix_postgresql(engine, patience)


class Mixer:
    """Mixes the database of an application again and again: in the background, a moment after something was written.

    That is once respondents have left nothing for `quiet` seconds, or `longest` after what was left first and is not mixed yet.
    What others write waits for that too, but does not bring it about: mixing takes its time with the whole of an SQLite file.
    """

    def __init__(self, engine: Engine, turns: Turns, *, quiet: float = QUIET, longest: float = LONGEST) -> None:
        self._engine = engine
        self._turns = turns
        self._quiet = quiet
        self._longest = longest
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._is_stopped = False
        self._oldest: float | None = None
        self._newest = 0.0
        event.listen(engine, "begin", _forget)
        event.listen(engine, "before_cursor_execute", _see)
        event.listen(engine, "commit", self._note)

    def start(self) -> None:
        """Mix from now on, beginning with whatever an earlier process left unmixed."""
        self._mark()
        self._thread = threading.Thread(target=self._mix_on_and_on, name="mixing", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Mix no more; if it is mixing, let it come to the end."""
        with self._changed:
            self._is_stopped = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()

    def mix(self, *, within: float = 10.0) -> bool:
        """Mix now; return False where that could not be done `within` so many seconds, or failed.

        It is tried again in the background where that has been started.
        """
        until = time.monotonic() + within
        while not self._mix_once():
            if time.monotonic() >= until:
                return False
            time.sleep(0.05)
        return True

    def _note(self, connection: Connection) -> None:
        if connection.info.get(_IS_TOUCHED):
            self._mark()

    def _mark(self) -> None:
        with self._changed:
            self._newest = time.monotonic()
            if self._oldest is None:
                self._oldest = self._newest
                self._changed.notify()

    def _mix_on_and_on(self) -> None:
        pause = 1.0
        not_before = 0.0
        while (oldest := self._wait_until_due(not_before)) is not None:
            started = time.monotonic()
            if self._mix_once():
                pause, not_before = 1.0, time.monotonic() + SHARE * (time.monotonic() - started)
                continue
            with self._changed:
                self._oldest = oldest
            pause, not_before = min(2 * pause, LONGEST_PAUSE), time.monotonic() + pause

    def _wait_until_due(self, not_before: float) -> float | None:
        """Wait, and return since when something is not mixed; None once there is to be no more mixing."""
        with self._changed:
            while not self._is_stopped:
                now = time.monotonic()
                if self._oldest is None:
                    self._changed.wait()
                    continue
                due = max(not_before, min(self._newest + self._quiet, self._oldest + self._longest))
                if now >= due:
                    # Forgotten before mixing: what is written meanwhile is mixed the next time.
                    oldest, self._oldest = self._oldest, None
                    return oldest
                self._changed.wait(due - now)
        return None

    def _mix_once(self) -> bool:
        try:
            with self._turns.alone():
                return mix(self._engine)
        except Exception as error:
            # The kind alone: a database's message may hold what somebody answered.
            _log.warning("mixing put off: %s", type(error).__name__)
            return False


def _see(connection: Connection, _cursor: object, statement: str, _values: object, context: Any, _many: bool) -> None:
    """Remember that this transaction changes what respondents left."""
    written = getattr(getattr(context.compiled, "statement", None), "table", None) if context and context.compiled else None
    if written.name in _WATCHED if written is not None else _WRITES_TO_WATCHED.match(statement):
        connection.info[_IS_TOUCHED] = True


def _forget(connection: Connection) -> None:
    connection.info.pop(_IS_TOUCHED, None)


def _mix_sqlite(engine: Engine, patience: float) -> bool:
    pooled = engine.raw_connection()
    connection: Any = pooled.driver_connection
    (usual,) = connection.execute("PRAGMA busy_timeout").fetchone()
    try:
        connection.execute(f"PRAGMA busy_timeout = {int(1000 * patience)}")
        # Builds every table anew in the order of its key; the copy is made in memory (temp_store), not in a temporary file.
        connection.execute("VACUUM")
        # Moves the new pages over the old ones, then cuts the log to nothing: it held each page as it was after each response.
        busy, _frames, _moved = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except engine.dialect.loaded_dbapi.OperationalError as error:
        if not error.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise
        return False
    finally:
        connection.execute(f"PRAGMA busy_timeout = {usual}")
        pooled.close()
    return not busy


def _mix_postgresql(engine: Engine, patience: float) -> bool:
    with engine.connect() as connection, _mixing_alone(connection) as is_alone:
        if not is_alone or not _in_transaction(connection, _write_anew, patience=patience):
            return False
        compacted = [_in_transaction(connection, _compacting(table), patience=patience) for table in MIXED]
    return all(compacted)


@contextmanager
def _mixing_alone(connection: Connection) -> Iterator[bool]:
    is_alone = bool(connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": _MIXING_LOCK}))
    connection.commit()
    try:
        yield is_alone
    finally:
        if is_alone:
            connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _MIXING_LOCK})
            connection.commit()


def _in_transaction(connection: Connection, work: Callable[[Connection], bool], *, patience: float) -> bool:
    """Do `work` and return what it returns; False, having changed nothing, where a lock cannot be had in time."""
    try:
        with connection.begin():
            connection.execute(text(f"SET LOCAL lock_timeout = {int(1000 * patience)}"))
            return work(connection)
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) not in _SOMEBODY_IS_IN_THE_WAY:
            raise
        return False


def _write_anew(connection: Connection) -> bool:
    """Write every row anew in one transaction, so that all bear the same number."""
    connection.execute(text(f"LOCK TABLE {', '.join(map(_name, MIXED))} IN SHARE ROW EXCLUSIVE MODE"))
    for table in MIXED:
        column = list(table.__table__.primary_key)[-1].name
        connection.execute(text(f"UPDATE {_name(table)} SET {column} = {column}"))  # noqa: S608 (our own names)
    return True


def _compacting(table: type[Base]) -> Callable[[Connection], bool]:
    """Return what writes a table into a new file, in the order of its key, and says whether old versions are really gone."""
    name = _name(table)

    def compact(connection: Connection) -> bool:
        connection.execute(text(f"CLUSTER {name} USING pk_{name}"))
        return bool(connection.scalar(text(_IS_WITHOUT_GAPS.format(table=name))))

    return compact


def _name(table: type[Base]) -> str:
    return str(table.__tablename__)
