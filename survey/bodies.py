"""Bodies of requests that must not touch the disk: kept in memory, within a bound for all of them together.

The server puts a body of more than half a megabyte into an unnamed temporary file. That is right for a photo, and wrong for
what is sealed before it is stored. Keeping every body in memory would let a hundred slow senders take three gigabytes, so only
those under `PATHS` are, and only as much as `MOST_TOGETHER` of what has really arrived.
"""

from __future__ import annotations

import sys
import time
import weakref
from typing import Any

from waitress.buffers import OverflowableBuffer
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.utilities import Error

PATHS = ("complaints/",)
MIB = 1024 * 1024
MOST_TOGETHER = 192 * MIB
# 20 MB over a line of a fifth of a megabit.
LONGEST_SECONDS = 15 * 60


class NoRoom(Error):
    """Too much is arriving at once."""

    code = 503
    reason = "Service Unavailable"


class TooSlow(Error):
    """A body took longer than any honest sender needs."""

    code = 408
    reason = "Request Timeout"


_in_memory: weakref.WeakSet[OverflowableBuffer] = weakref.WeakSet()


class Parser(HTTPRequestParser):
    """The server's parser, but for where the bodies of some paths go."""

    path: str
    _until: float | None = None

    def parse_header(self, header_plus: bytes) -> None:
        """Read the head; then it is known whether the body is one of those."""
        super().parse_header(header_plus)
        receiver: Any = self.body_rcv
        if receiver is not None and self.path.lstrip("/").startswith(PATHS):
            receiver.buf = OverflowableBuffer(sys.maxsize)
            _in_memory.add(receiver.buf)
            self._until = time.monotonic() + LONGEST_SECONDS

    def received(self, data: bytes) -> int:
        """Take the next bytes; refuse the request where they are more than there is room for, or come too slowly."""
        taken: int = super().received(data)
        if self._until is not None and not self.completed:
            if sum(map(len, _in_memory)) > MOST_TOGETHER:
                self._refuse(NoRoom("Please try again in a few minutes."))
            elif time.monotonic() > self._until:
                self._refuse(TooSlow("Please try again."))
        return taken

    def _refuse(self, error: Error) -> None:
        self.error = error
        self.completed = True
        self.close()


class Channel(HTTPChannel):
    """A connection with that parser."""

    parser_class = Parser
