"""A server that is killed in the middle of its work loses no answer it has thanked for, and stores none twice."""

from __future__ import annotations

import random
import time
from pathlib import Path

from tests.processes.conftest import free_port, serving, stored_keys
from tests.processes.load import Clients, answering

# Each database is killed half of the twenty times: a start takes most of the test's time.
KILLS = 10
CLIENTS = 4


def test_a_server_killed_again_and_again_loses_no_answer_it_has_thanked_for(home: Path, database: str) -> None:
    chance = random.Random(2565)
    port = free_port()
    clients = Clients()
    for _ in range(KILLS):
        before = len(clients.thanked)
        with serving(home, port=port, database=database) as server, answering(server, clients, number=CLIENTS):
            until = time.monotonic() + 30
            while len(clients.thanked) == before and time.monotonic() < until:
                time.sleep(0.01)
            time.sleep(chance.uniform(0.0, 0.3))
            server.kill()
    stored = stored_keys(database)
    assert len(clients.thanked) > KILLS
    assert set(clients.thanked) <= set(stored)
    assert len(stored) == len(set(stored))
    # An answer that was stored but not thanked for was on its way when the server died: at most one a client.
    assert len(stored) - len(clients.thanked) <= KILLS * CLIENTS
