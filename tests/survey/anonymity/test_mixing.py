"""Mixing loses nothing, whatever happens to it, and keeps nobody waiting for long."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine, insert, select, text
from sqlalchemy.exc import DBAPIError

from survey import migrations, mixing
from survey.answers import new_key
from survey.extensions import make_engine, open_session
from survey.mixing import Mixer
from survey.models import IitResponse
from survey.turns import Turns
from tests import postgres
from tests.builders import Scene, a_scene, an_office, an_open_round, arranging, filled, instrument_of
from tests.processes.started import start
from tests.survey.anonymity.conftest import a_server, on_postgresql, on_sqlite
from tests.survey.anonymity.interrupted import mixing_for_ever, mixing_with_little_space
from tests.survey.anonymity.traces import file_of

ROWS = 500
KILLS = 10


def rows(office: str, round_id: str, number: int) -> list[dict[str, Any]]:
    common = {"office_id": office, "round_id": round_id, "steps": "3" * 51, "channel": "web"}
    return [{**common, "key": new_key()} for _ in range(number)]


def stored_keys(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        keys = list(connection.execute(select(IitResponse.key)).scalars())
    assert len(keys) == len(set(keys))
    return set(keys)


@contextmanager
def writing(engine: Engine, office: str, round_id: str) -> Iterator[list[str]]:
    """Write row after row meanwhile, and yield the keys of those whose commit has returned."""
    acknowledged: list[str] = []
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            (row,) = rows(office, round_id, 1)
            try:
                with engine.execution_options(writes=True).begin() as connection:
                    connection.execute(insert(IitResponse), row)
            except Exception:
                time.sleep(0.05)
                continue
            acknowledged.append(row["key"])
            time.sleep(0.005)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield acknowledged
    finally:
        stop.set()
        thread.join()


def test_killed_at_any_moment_it_loses_no_row_and_doubles_none(app: Flask, engine: Engine) -> None:
    chance = random.Random(2565)
    scene = a_scene(app)
    filled_with(app, scene, ROWS)
    first = stored_keys(engine)
    assert len(first) == ROWS
    with writing(engine, scene.office.id, scene.round.id) as acknowledged:
        for _ in range(KILLS):
            url = engine.url.render_as_string(hide_password=False)
            process = start(mixing_for_ever, url, environment=os.environ)
            assert process.output is not None
            assert process.output.readline() == "mixing\n"
            time.sleep(chance.uniform(0.0, 0.2))
            process.close()
            assert first <= stored_keys(engine)
    assert first | set(acknowledged) == stored_keys(engine)
    assert len(acknowledged) > KILLS
    # What worked for the last one that was killed may still be about it.
    wait_for(lambda: mixing.mix(engine, patience=5))
    assert first | set(acknowledged) == stored_keys(engine)
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"


def test_a_database_server_that_dies_while_mixing_loses_no_row() -> None:
    with postgres.server(durable=True) as url:
        engine = make_engine(url)
        migrations.upgrade(engine)
        with open_session(engine, writes=True) as session:
            office = an_office(session)
            found = an_open_round(session, office)
            session.execute(insert(IitResponse), rows(office.id, found.id, 10 * ROWS))
            session.commit()
        first = stored_keys(engine)
        for pause in (0.02, 0.08, 0.2):
            mixer = threading.Thread(target=_mix_whatever_happens, args=(engine,))
            mixer.start()
            time.sleep(pause)
            _kill_a_backend(engine)
            mixer.join()
            engine.dispose()
            wait_for(lambda: answers(engine))
            assert stored_keys(engine) == first
        assert mixing.mix(engine, patience=5)
        assert stored_keys(engine) == first
        engine.dispose()


def _mix_whatever_happens(engine: Engine) -> None:
    with contextlib.suppress(Exception):
        mixing.mix(engine, patience=5)


def _kill_a_backend(engine: Engine) -> None:
    """Kill the process that works for another connection: the server then ends all others and recovers as after a crash."""
    query = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with engine.connect() as connection:
        others = connection.execute(text(query)).scalars().all()
    for pid in others:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def answers(engine: Engine) -> bool:
    try:
        with engine.connect() as connection:
            return bool(connection.execute(text("SELECT 1")).scalar_one())
    except DBAPIError:
        engine.dispose()
        return False


def wait_for(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.05)


def filled_with(app: Flask, scene: Scene, number: int) -> None:
    with arranging(app) as session:
        session.execute(insert(IitResponse), rows(scene.office.id, scene.round.id, number))


@on_sqlite
def test_without_space_for_a_copy_everything_stays_as_it_was(app: Flask, engine: Engine) -> None:
    filled_with(app, a_scene(app), 10 * ROWS)
    before = stored_keys(engine)
    process = start(mixing_with_little_space, str(engine.url), 200_000, environment=os.environ)
    assert process.output is not None
    assert process.output.read() == "OperationalError\n"
    process.close()
    assert stored_keys(engine) == before
    assert mixing.mix(engine)
    assert stored_keys(engine) == before
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"


def test_answers_that_come_while_it_mixes_are_stored_without_a_long_wait(app: Flask, engine: Engine) -> None:
    scene = a_scene(app)
    filled_with(app, scene, 4 * ROWS)
    stop = threading.Event()

    def mix_on_and_on() -> None:
        while not stop.is_set():
            app.extensions["mixer"].mix(within=0)

    mixer = threading.Thread(target=mix_on_and_on)
    mixer.start()
    waits = []
    try:
        for _ in range(6):
            form = {"submission-key": new_key(), **filled(instrument_of(app, scene.eit), 3)}
            started = time.monotonic()
            assert app.test_client().post(scene.eit, data=form).status_code == 303
            waits.append(time.monotonic() - started)
    finally:
        stop.set()
        mixer.join()
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM eit_response")).scalar_one() == 6
    assert len(stored_keys(engine)) == 4 * ROWS
    # Mixing without a pause, which it never does in earnest, and on a machine that may be busy with other tests.
    assert max(waits) < 10


def test_somebody_who_writes_is_not_waited_for_and_loses_nothing(app: Flask, engine: Engine) -> None:
    scene = a_scene(app)
    (row,) = rows(scene.office.id, scene.round.id, 1)
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(insert(IitResponse), row)
        assert not mixing.mix(engine, patience=0.2)
    assert mixing.mix(engine, patience=0.2)
    assert stored_keys(engine) == {row["key"]}


def test_somebody_who_reads_sees_everything_and_is_only_waited_for_briefly(app: Flask, engine: Engine) -> None:
    scene = a_scene(app)
    filled_with(app, scene, 20)
    level = "REPEATABLE READ" if engine.dialect.name == "postgresql" else "SERIALIZABLE"
    with engine.connect().execution_options(isolation_level=level) as connection:
        # A snapshot from before, as a backup takes it, that has not looked at the answers yet.
        connection.execute(text("SELECT count(*) FROM office"))
        filled_with(app, scene, 20)
        started = time.monotonic()
        assert not mixing.mix(engine, patience=0.2)
        assert time.monotonic() - started < 10
        assert connection.execute(text("SELECT count(*) FROM iit_response")).scalar_one() == 20
    assert mixing.mix(engine, patience=0.2)
    assert len(stored_keys(engine)) == 40


@on_postgresql
def test_only_one_mixes_at_a_time(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(256586)"))
        assert not mixing.mix(engine)
        connection.execute(text("SELECT pg_advisory_unlock(256586)"))
    assert mixing.mix(engine)


def has_nothing_to_tell(engine: Engine) -> bool:
    """Whether the database is as mixing leaves it."""
    if engine.dialect.name == "sqlite":
        log = file_of(engine).with_name("sutcharit.db-wal")
        return not log.exists() or log.stat().st_size == 0
    with engine.connect() as connection:
        return connection.execute(text("SELECT count(DISTINCT xmin::text) FROM iit_response")).scalar_one() <= 1


def test_a_server_mixes_at_its_start_what_an_earlier_one_left_unmixed(app: Flask, engine: Engine, tmp_path: Path) -> None:
    scene = a_scene(app)
    for _ in range(3):
        filled_with(app, scene, 1)
    engine.dispose()
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        with a_server(tmp_path, engine.url.render_as_string(hide_password=False)):
            wait_for(lambda: has_nothing_to_tell(engine))
    assert len(stored_keys(engine)) == 3


def test_it_follows_a_moment_after_the_last_answer_or_in_between_where_they_never_stop(app: Flask, engine: Engine) -> None:
    scene = a_scene(app)
    for waits in ({"quiet": 0.2, "longest": 600.0}, {"quiet": 600.0, "longest": 0.5}):
        mixer = Mixer(engine, Turns(engine), **waits)
        mixer.start()
        for _ in range(10):
            filled_with(app, scene, 1)
            time.sleep(0.05)
        wait_for(lambda: has_nothing_to_tell(engine))
        mixer.stop()
