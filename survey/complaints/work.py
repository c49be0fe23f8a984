"""Work that takes much memory is done by few at a time: deriving from a code by two, taking in large files by one.

Twenty megabytes of files take about 250 while they are read, sealed and stored (measured).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from survey.errors import Situation

AT_ONCE = 2
# More would keep the server's threads from everybody else.
WAITING = 2
PATIENCE = 20.0
LARGE = 2 * 1024 * 1024
LARGE_WAITING = 3
LARGE_PATIENCE = 90.0


class Busy(Situation):
    """Too many are at it."""

    status = 503
    title = "มีผู้ใช้งานพร้อมกันหลายราย"
    message = "ระบบจึงยังไม่ได้ทำรายการที่ส่งมา"
    what_next = "กรุณารอสักครู่ แล้วกดย้อนกลับเพื่อส่งอีกครั้ง ข้อความที่พิมพ์ไว้มักยังอยู่"


class _Door:
    """So many at once behind it, so many more before it; whoever comes then is asked to come back."""

    def __init__(self, at_once: int, waiting: int, patience: float) -> None:
        self._working = threading.BoundedSemaphore(at_once)
        self._let_in = threading.BoundedSemaphore(at_once + waiting)
        self._patience = patience

    @contextmanager
    def open(self) -> Iterator[None]:
        if not self._let_in.acquire(blocking=False):
            raise Busy
        try:
            if not self._working.acquire(timeout=self._patience):
                raise Busy
            try:
                yield
            finally:
                self._working.release()
        finally:
            self._let_in.release()


_codes = _Door(AT_ONCE, WAITING, PATIENCE)
_large = _Door(1, LARGE_WAITING, LARGE_PATIENCE)


def turn() -> AbstractContextManager[None]:
    """Wait for a turn to work on a code, and keep it as long as the block lasts; Busy where too many wait already."""
    return _codes.open()


def room_for(length: int | None) -> AbstractContextManager[None]:
    """Wait until there is room for a request of so many bytes, and keep it as long as the block lasts; Busy as for `turn`."""
    return _large.open() if (length or 0) > LARGE else nullcontext()
