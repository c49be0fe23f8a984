"""Writing in turns: whoever comes while somebody writes waits, and is written together with all who wait.

Each commit waits for the disk. With one commit for each response a busy minute is spent queueing for the disk, and SQLite makes
those who queue poll for its lock. Here the first to come writes for everybody who has come by then, in one transaction, and
nobody is thanked before that transaction is on the disk.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

Outcome = TypeVar("Outcome")
MOST_TOGETHER = 64


class _Ticket(Generic[Outcome]):
    """One who waits: what is to be written, and what came of it."""

    __slots__ = ("failure", "is_done", "outcome", "work")

    def __init__(self, work: Callable[[Connection], Outcome]) -> None:
        self.work = work
        self.is_done = False
        self.outcome: Outcome | None = None
        self.failure: Exception | None = None


class Turns:
    """The queue in front of one database, for all threads of a process."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(writes=True)
        self._turn = threading.Lock()
        self._waiting: list[_Ticket[Any]] = []
        self._list = threading.Lock()

    def write(self, work: Callable[[Connection], Outcome]) -> Outcome:
        """Run `work` on a connection, commit, and return what it returned; what it raises is undone and raised here.

        `work` shares its transaction with that of others. It may run again where that transaction failed, so it must change
        nothing the second time if the first has reached the disk after all.
        """
        ticket = _Ticket(work)
        with self._list:
            self._waiting.append(ticket)
        with self._turn:
            if not ticket.is_done:
                self._write_those_who_wait()
        if ticket.failure is not None:
            raise ticket.failure
        return ticket.outcome  # type: ignore[return-value]  # it has not failed, so this is what `work` returned

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let nobody of this process write a response meanwhile; those who come wait, as they do for one another."""
        with self._turn:
            yield

    def _write_those_who_wait(self) -> None:
        while True:
            with self._list:
                together, self._waiting = self._waiting[:MOST_TOGETHER], self._waiting[MOST_TOGETHER:]
            if not together:
                return
            try:
                self._commit(together)
            except Exception as error:
                self._one_by_one(together, error)
            for ticket in together:
                ticket.is_done = True

    def _one_by_one(self, together: list[_Ticket[Any]], error: Exception) -> None:
        """Repeat each on its own, so that only the one at fault fails; also after the database has been restarted."""
        is_away = isinstance(error, OperationalError) and not _may_pass(error)
        for ticket in together:
            if is_away or (len(together) == 1 and not isinstance(error, OperationalError)):
                ticket.failure = error
                continue
            try:
                self._commit([ticket])
            except Exception as own:
                ticket.failure = own

    def _commit(self, together: list[_Ticket[Any]]) -> None:
        with self._engine.begin() as connection:
            for ticket in together:
                ticket.outcome = ticket.work(connection)


def _may_pass(error: OperationalError) -> bool:
    """Whether the same may well succeed at once: the connection was lost, or two transactions waited for each other."""
    return error.connection_invalidated or getattr(error.orig, "sqlstate", None) in {"40P01", "40001"}
