"""A server that is killed in the middle of its work loses no answer it has thanked for, and stores none twice."""

from __future__ import annotations

import http.client
import random
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from questionnaires.loader import load_all
from survey.extensions import make_engine
from tests import postgres
from tests.processes.conftest import Server, free_port, key_in, path_of, serving

EIT = load_all().instrument("2565/eit")
ANSWERS = {f"answer-{part.code}": "2" for part in EIT.parts}
KILLS = 4
CLIENTS = 4


def _answer(server: Server, thanked: list[str], stop: threading.Event) -> None:
    form = path_of(server, "eit")
    while not stop.is_set():
        try:
            key = key_in(server.request("GET", form)[1])
            if server.request("POST", form, {**ANSWERS, "submission-key": key})[0] == 303:
                thanked.append(key)
        except (OSError, http.client.HTTPException):
            return


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_killed_server_loses_no_answer_it_has_thanked_for(tmp_path: Path, kind: str) -> None:
    with postgres.server(durable=True) as url:
        database = url if kind == "postgresql" else f"sqlite:///{tmp_path}/killed.db"
        chance = random.Random(2565)
        port = free_port()
        thanked: list[str] = []
        for _ in range(KILLS):
            with serving(tmp_path, port=port, database=database) as server:
                stop = threading.Event()
                clients = [threading.Thread(target=_answer, args=(server, thanked, stop)) for _ in range(CLIENTS)]
                for client in clients:
                    client.start()
                time.sleep(chance.uniform(0.3, 1.2))
                server.kill()
                stop.set()
                for client in clients:
                    client.join()
        engine = make_engine(database)
        with engine.connect() as connection:
            stored = list(connection.execute(text("SELECT key FROM eit_response WHERE channel = 'web'")).scalars())
        engine.dispose()
    assert len(thanked) > KILLS
    assert set(thanked) <= set(stored)
    assert len(stored) == len(set(stored))
    # An answer that was stored but not thanked for is one that was on its way when the server died: at most one a client.
    assert len(stored) - len(thanked) <= KILLS * CLIENTS
