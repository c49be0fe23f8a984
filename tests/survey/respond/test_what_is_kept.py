"""A response row holds what was ticked, and nothing by which the respondent could be found."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, inspect, text

from survey import thai
from survey.answers import new_key
from survey.extensions import make_engine
from survey.models import Base, EitResponse, IitResponse
from tests.builders import Scene, a_scene, arranging, filled, instrument_of, looking
from tests.reader import Reader

DEVICE = "Marker-Browser/7.3"
ADDRESS = "203.0.113.77"


def answer(reader: Reader, path: str, fields: dict[str, Any], *, status: int = 303) -> Any:
    return reader.send(path, fields, status=status, headers={"User-Agent": DEVICE}, environ_overrides={"REMOTE_ADDR": ADDRESS})


def both_answered(app: Flask, reader: Reader, scene: Scene) -> tuple[str, str]:
    keys = new_key(), new_key()
    answer(reader, scene.iit, {"submission-key": keys[0], "code": scene.codes[0], **filled(instrument_of(app, scene.iit), 4)})
    answer(reader, scene.eit, {"submission-key": keys[1], **filled(instrument_of(app, scene.eit), 3)})
    return keys


def test_the_rows_have_these_columns_and_no_others(engine: Engine) -> None:
    columns = {
        name: {column["name"]: str(column["type"]) for column in inspect(engine).get_columns(name)}
        for name in ("iit_response", "eit_response", "code")
    }
    staff = dict.fromkeys(("office_id", "round_id", "key", "steps", "channel", "wording"), "TEXT")
    assert columns["iit_response"] == staff
    assert columns["eit_response"] == staff | {"answered_on": "DATE", "profile": "JSON"}
    assert columns["code"] == dict.fromkeys(("office_id", "round_id", "digest"), "TEXT")


def test_what_is_stored_are_the_steps_as_ticked_and_never_points(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    staff, visitor = both_answered(app, reader, scene)
    with looking(app) as session:
        iit = session.get_one(IitResponse, (scene.office.id, scene.round.id, staff))
        eit = session.get_one(EitResponse, (scene.office.id, scene.round.id, visitor))
        # i1.1-i3.3 have four steps, i4.1-i6.3 two, i7-i25 four, i26 two, the rest four.
        assert iit.steps == "4" * 6 + "2" * 9 + "4" * 25 + "2" * 2 + "4" * 9
        # e4 (three parts), e8, e10 and e13 have two steps.
        assert eit.steps == "3" * 4 + "2" * 3 + "3" * 4 + "2" + "3" + "2" + "3" * 2 + "2" + "3" * 2
        assert (iit.channel, eit.channel) == ("web", "web")
        assert eit.answered_on == thai.today()


def test_nothing_in_the_database_tells_the_address_the_device_or_the_time_of_day(app: Flask, reader: Reader) -> None:
    both_answered(app, reader, a_scene(app))
    with looking(app) as session:
        kept = [str(value) for table in Base.metadata.sorted_tables for row in session.execute(table.select()) for value in row]
    assert not [value for value in kept if DEVICE in value or ADDRESS in value or re.search(r"\d\d:\d\d", value)]


def test_sqlite_keeps_no_order_of_arrival(sqlite_url: str) -> None:
    engine = make_engine(sqlite_url)
    with engine.begin() as connection:
        tables = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
        sources = dict(tables.all())
    engine.dispose()
    for table in ("iit_response", "eit_response", "code"):
        assert re.search(r"\)\s*WITHOUT ROWID\s*$", sources[table]), sources[table]


def test_rows_come_back_in_the_order_of_their_random_keys(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    answers = filled(instrument_of(app, scene.eit), 3)
    for key in ("c" * 32, "a" * 32, "d" * 32, "b" * 32):
        answer(reader, scene.eit, {"submission-key": key, **answers})
    with looking(app) as session:
        rows = session.scalars(text("SELECT key FROM eit_response ORDER BY office_id, round_id, key")).all()
        if session.get_bind().dialect.name == "sqlite":
            assert session.scalars(text("SELECT key FROM eit_response")).all() == rows
    assert rows == ["a" * 32, "b" * 32, "c" * 32, "d" * 32]


def test_a_deleted_code_is_overwritten_in_the_file(sqlite_url: str) -> None:
    engine = make_engine(sqlite_url)
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA secure_delete")).scalar_one() == 1
        assert connection.execute(text("PRAGMA synchronous")).scalar_one() == 2
    engine.dispose()


def test_the_answering_side_sets_no_cookie(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    fields = {"submission-key": new_key(), "code": scene.codes[0], **filled(instrument_of(app, scene.iit), 4)}
    answered = [
        reader.open("/"),
        reader.open(scene.iit),
        reader.open(scene.eit),
        answer(reader, scene.iit, {}, status=400),
        answer(reader, scene.iit, {"submission-key": new_key()}, status=422),
        answer(reader, scene.iit, {**fields, "code": "2222-3333-4444"}, status=403),
        answer(reader, scene.iit, {**fields, "answer-i1.1": "9"}, status=400),
        answer(reader, scene.iit, fields),
        reader.open(f"{scene.iit}/thanks"),
        reader.open("/eit/unknown", status=404),
        reader.open("/healthz"),
        reader.client.get("/static/sutcharit.css", buffered=True),
    ]
    for response in answered:
        assert "Set-Cookie" not in response.headers
        assert "Cookie" not in response.headers.get("Vary", "")


def refuse_rows(app: Flask) -> None:
    """Make the database refuse responses in a way whose error message holds the refused row."""
    with arranging(app) as session:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("ALTER TABLE iit_response ADD CONSTRAINT ck_never CHECK (steps = '') NOT VALID"))
        else:
            never = "CREATE TRIGGER never BEFORE INSERT ON iit_response BEGIN SELECT RAISE(ABORT, 'refused'); END"
            session.execute(text(never))


def accept_rows(app: Flask) -> None:
    with arranging(app) as session:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("ALTER TABLE iit_response DROP CONSTRAINT ck_never"))
        else:
            session.execute(text("DROP TRIGGER never"))


def test_no_answer_gets_into_a_log_whatever_goes_wrong(
    app: Flask, reader: Reader, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    scene = a_scene(app)
    key = new_key()
    fields = {"submission-key": key, "code": scene.codes[0], **filled(instrument_of(app, scene.iit), 3)}
    steps = "3" * 6 + "2" * 9
    caplog.set_level("DEBUG")
    app.testing = False
    refuse_rows(app)
    try:
        answered = reader.send(scene.iit, fields, status=500)
    finally:
        accept_rows(app)
    answer(reader, scene.iit, {**fields, "answer-i1.1": "marker"}, status=400)
    answer(reader, scene.iit, fields)
    written = caplog.text + "".join(capfd.readouterr())
    assert "iit_response" not in answered.get_data(as_text=True)
    for marker in (steps, key, scene.codes[0], scene.codes[0].replace("-", ""), "marker", ADDRESS, DEVICE, scene.iit):
        assert marker not in written, marker
    assert "POST respond.submit: IntegrityError at" in written
