"""An answer that was thanked for is stored exactly once, whatever happens to the machine meanwhile."""

from __future__ import annotations

import socket
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.postgres import Cluster
from tests.processes.conftest import free_port, path_of, serving, stored_keys
from tests.processes.load import EIT_ANSWERS, IIT_ANSWERS, Clients, answering, codes_in, fresh_key, send

TOGETHER = 50


def test_fifty_requests_with_one_code_store_one_answer(home: Path, database: str) -> None:
    with serving(home, port=free_port(), database=database) as server:
        form = path_of(server, "iit")
        code = codes_in(server.printed)[0]

        def attempt(number: int) -> int:
            fields = {**IIT_ANSWERS, "code": code, "submission-key": f"{number:032x}"}
            return server.request("POST", form, fields)[0]

        with ThreadPoolExecutor(TOGETHER) as people:
            statuses = list(people.map(attempt, range(TOGETHER)))
        assert sorted(statuses) == [303] + [403] * (TOGETHER - 1)
        (stored,) = stored_keys(database, table="iit_response")
        assert statuses[int(stored, 16)] == 303


def test_fifty_presses_of_one_button_store_one_answer_and_are_all_thanked(home: Path, database: str) -> None:
    with serving(home, port=free_port(), database=database) as server:
        key = fresh_key(server)
        with ThreadPoolExecutor(TOGETHER) as presses:
            assert set(presses.map(lambda _: send(server, key), range(TOGETHER))) == {303}
        assert stored_keys(database) == [key]


def test_two_tabs_with_one_code_store_the_one_that_is_sent_first(home: Path, database: str) -> None:
    with serving(home, port=free_port(), database=database) as server:
        form = path_of(server, "iit")
        fields = {**IIT_ANSWERS, "code": codes_in(server.printed)[0]}
        assert server.request("POST", form, {**fields, "submission-key": "1" * 32})[0] == 303
        assert server.request("POST", form, {**fields, "submission-key": "2" * 32})[0] == 403
        assert server.request("POST", form, {**fields, "submission-key": "1" * 32})[0] == 303
        assert stored_keys(database, table="iit_response") == ["1" * 32]


def test_a_retry_after_the_connection_was_cut_is_thanked_and_stored_once(home: Path, database: str) -> None:
    with serving(home, port=free_port(), database=database) as server:
        key = fresh_key(server)
        body = urlencode({**EIT_ANSWERS, "submission-key": key}).encode()
        head = (
            f"POST {path_of(server, 'eit')} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
        ).encode()
        # Cut once before all of it was sent, and once before the reply was read.
        for sent in (head + body[: len(body) // 2], head + body):
            with socket.create_connection(("127.0.0.1", server.port)) as line:
                line.sendall(sent)
        assert send(server, key) == 303
        assert stored_keys(database) == [key]


def test_forty_requests_that_stop_halfway_do_not_keep_others_waiting(home: Path) -> None:
    with serving(home, port=free_port()) as server:
        head = f"POST {path_of(server, 'eit')} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\nanswer-e1.1="
        lines = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(40)]
        try:
            for line in lines:
                line.sendall(head.encode())
            assert send(server, fresh_key(server)) == 303
        finally:
            for line in lines:
                line.close()


def test_an_answer_waits_while_another_program_holds_the_database(home: Path) -> None:
    file = home / "example.db"
    with serving(home, port=free_port()) as server:
        key = fresh_key(server)
        holder = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        holder.execute("BEGIN IMMEDIATE")
        threading.Timer(1.5, holder.execute, ["COMMIT"]).start()
        begun = time.monotonic()
        assert send(server, key) == 303
        assert time.monotonic() - begun > 1.0
        holder.close()
        assert stored_keys(f"sqlite:///{file}") == [key]


def test_when_the_database_stays_held_the_page_says_so_and_the_same_answer_can_be_sent_later(home: Path) -> None:
    file = home / "example.db"
    with serving(home, port=free_port()) as server:
        key = fresh_key(server)
        with sqlite3.connect(file, isolation_level=None) as holder:
            holder.execute("BEGIN IMMEDIATE")
            status, page = server.request("POST", path_of(server, "eit"), {**EIT_ANSWERS, "submission-key": key})
            assert status == 503
            assert "กดส่งอีกครั้ง" in page
            holder.execute("ROLLBACK")
        holder.close()
        assert send(server, key) == 303
        assert stored_keys(f"sqlite:///{file}") == [key]


def test_a_full_disk_loses_no_answer_that_was_thanked_for(home: Path) -> None:
    """The server may not let any file grow past a size, which is what a full disk does to it."""
    database = f"sqlite:///{home}/example.db"
    clients = Clients()
    # Room for a database that is empty, and for its log while it is mixed at the start.
    with serving(home, port=free_port(), largest_file=1_000_000) as server:
        until = time.monotonic() + 60
        with answering(server, clients, number=4):
            while not clients.told_to_wait and time.monotonic() < until:
                time.sleep(0.05)
        assert clients.told_to_wait, "the disk never got full"
    assert clients.thanked
    stored = stored_keys(database)
    assert set(clients.thanked) <= set(stored)
    assert not set(clients.told_to_wait) & set(stored)
    # With room again, what was refused can be sent as it was.
    with serving(home, port=free_port()) as server:
        assert send(server, clients.told_to_wait[0]) == 303
    assert clients.told_to_wait[0] in stored_keys(database)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_restart_of_postgresql_loses_nothing_and_the_server_goes_on(
    home: Path, database: str, lasting_postgres: Cluster
) -> None:
    clients = Clients()
    with serving(home, port=free_port(), database=database) as server, answering(server, clients, number=4):
        until = time.monotonic() + 30
        while not clients.thanked and time.monotonic() < until:
            time.sleep(0.05)
        lasting_postgres.restart()
        before = len(clients.thanked)
        until = time.monotonic() + 30
        while len(clients.thanked) < before + 20 and time.monotonic() < until:
            time.sleep(0.05)
        assert len(clients.thanked) >= before + 20, "nobody was thanked after the restart"
    stored = stored_keys(database)
    assert before > 0
    assert set(clients.thanked) <= set(stored)
    assert len(stored) == len(set(stored))
