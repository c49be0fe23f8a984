"""What is counted for limits: exactly, for a while, and by nobody else's key."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from limits.storage import MemoryStorage

from survey import floods


@pytest.fixture
def counts() -> floods.InMemory:
    return floods.InMemory()


def test_it_counts_as_the_library_does(counts: floods.InMemory) -> None:
    library = MemoryStorage()
    for key, expiry, amount in (("a", 60, 1), ("b", 60, 2), ("a", 60, 3), ("c", 0, 1), ("c", 0, 1), ("a", 0, 1)):
        assert counts.incr(key, expiry, amount) == library.incr(key, expiry, amount), key
    for key in ("a", "b", "c", "d"):
        assert counts.get(key) == library.get(key), key
        assert abs(counts.get_expiry(key) - library.get_expiry(key)) < 5
    counts.clear("a")
    assert (counts.get("a"), counts.get("b")) == (0, 2)
    counts.reset()
    assert counts.get("b") == 0


def test_of_many_at_once_every_one_is_counted(counts: floods.InMemory) -> None:
    with ThreadPoolExecutor(8) as threads:
        seen = sorted(threads.map(lambda _number: counts.incr("a", 60), range(400)))
    assert seen == list(range(1, 401))


def test_what_has_run_out_is_not_kept_for_ever(counts: floods.InMemory, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    for number in range(100):
        counts.incr(f"address {number}", 60)
    assert "address 99" in str(vars(counts))
    monkeypatch.setattr(floods.time, "time", lambda: now + 120)
    counts.incr("somebody else", 60)
    assert "address" not in str(vars(counts))
    assert counts.get("somebody else") == 1
