"""How often something was done lately, counted in the memory of this process, for the limits that views declare.

The library's own counts in memory start a thread for nearly every request that is counted, only to look for counts that have
run out: a fifth of what it takes to store an answer (measured). Here whoever comes first after ten seconds looks for them.
"""

from __future__ import annotations

import threading
import time

from limits.storage import Storage

_TIDY_EVERY = 10.0


class InMemory(Storage):
    """Counts that run out after a while, by key; gone with the process."""

    STORAGE_SCHEME = ["floods"]  # noqa: RUF012 (the library's own protocol)

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **options: float | str | bool) -> None:
        super().__init__(uri, wrap_exceptions, **options)
        self._lock = threading.Lock()
        # How many, and when they run out in seconds since 1970.
        self._counts: dict[str, tuple[int, float]] = {}
        self._tidied = 0.0

    @property
    def base_exceptions(self) -> tuple[type[Exception], ...]:
        """What may go wrong with memory: nothing."""
        return ()

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count some more and return how many there are by now; the first of them begins a time of `expiry` seconds."""
        now = time.time()
        with self._lock:
            if now - self._tidied >= _TIDY_EVERY:
                self._tidied = now
                self._counts = {each: counted for each, counted in self._counts.items() if counted[1] > now}
            number, until = self._counts.get(key, (0, 0.0))
            if until <= now:
                number, until = 0, now + expiry
            self._counts[key] = (number + amount, until)
        return number + amount

    def get(self, key: str) -> int:
        """Return how many there are."""
        number, until = self._counts.get(key, (0, 0.0))
        return number if until > time.time() else 0

    def get_expiry(self, key: str) -> float:
        """Return when they run out, in seconds since 1970; that is now where there are none."""
        return max(self._counts.get(key, (0, 0.0))[1], time.time())

    def check(self) -> bool:
        """Return that memory is there."""
        return True

    def reset(self) -> int:
        """Forget all, and return how many keys that were."""
        with self._lock:
            forgotten = len(self._counts)
            self._counts = {}
        return forgotten

    def clear(self, key: str) -> None:
        """Forget those of a key."""
        with self._lock:
            self._counts.pop(key, None)
