"""Whatever goes wrong, the page says in Thai what happened and what to do next, and repeats nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask, abort
from sqlalchemy import Engine, event, text

from questionnaires.loader import PACKAGED, load_all
from survey import access, migrations
from survey.config import Settings
from survey.extensions import make_engine
from tests.builders import SECRET, a_scene, an_application, filled, instrument_of
from tests.reader import Reader

MARKER = "marker7f3a"
NOWHERE = "postgresql+psycopg://nobody@/nothing?host=/nowhere"


@pytest.fixture
def faulty(settings: Settings) -> Iterator[Flask]:
    """The application with views that break in ways ours should not."""
    with an_application(settings) as app:

        @app.get("/breaks")
        @access.public
        def breaks() -> str:
            raise RuntimeError(MARKER)

        @app.get("/aborts/<int:status>")
        @access.public
        def aborts(status: int) -> str:
            abort(status, description=MARKER)

        yield app


def test_a_fault_of_ours_leads_to_a_page_that_needs_no_database(faulty: Flask, caplog: pytest.LogCaptureFixture) -> None:
    faulty.extensions["engine"].dispose()
    faulty.extensions["engine"] = make_engine(NOWHERE)
    reader = Reader(faulty)
    reader.open("/breaks", status=500)
    assert reader.page.heading == "ระบบขัดข้อง"
    assert "ไม่ใช่จากสิ่งที่ท่านทำ" in reader.page.words
    assert MARKER not in reader.page.source
    assert MARKER not in caplog.text
    assert "GET breaks: RuntimeError at" in caplog.text


def test_every_http_error_has_its_page_in_thai(faulty: Flask) -> None:
    reader = Reader(faulty)
    for status in (400, 403, 404, 405, 408, 409, 410, 411, 413, 414, 415, 422, 429, 501, 503):
        answered = reader.open(f"/aborts/{status}", status=status)
        assert answered.headers["Cache-Control"] == "no-store"
        assert f"รหัสหน้า {status}" in reader.page.words
        assert "กรุณา" in reader.page.words
        assert MARKER not in reader.page.source


def test_a_page_that_is_not_there_is_not_echoed(reader: Reader) -> None:
    for path in (f"/{MARKER}", f"/office/{MARKER}", f"/static/{MARKER}", f"/healthz/{MARKER}?{MARKER}=1"):
        reader.open(path, status=404)
        assert reader.page.heading == "ไม่พบหน้าที่ท่านเปิด"
        assert MARKER not in reader.page.source


def test_a_method_that_a_page_does_not_know_is_refused_with_those_it_knows(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    assert set(reader.open("/sign-out", status=405).headers["Allow"].split(", ")) == {"POST", "OPTIONS"}
    for path in ("/", "/healthz", f"{scene.eit}/thanks"):
        for method in ("PUT", "DELETE", "PATCH"):
            answered = reader.client.open(path, method=method)
            assert answered.status_code == 405
            assert 'lang="th"' in answered.get_data(as_text=True)


def test_a_database_that_is_away_is_told_as_such_and_asks_to_send_again(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    fields = {"submission-key": "0" * 32, **filled(instrument_of(app, scene.eit), 3)}
    kept = app.extensions["engine"]
    app.extensions["engine"] = make_engine(NOWHERE)
    for path in ("/", scene.eit, "/sign-in", "/healthz"):
        assert reader.open(path, status=503).headers["Retry-After"] == "10"
        assert reader.page.heading == "ระบบบันทึกข้อมูลไม่ได้ในขณะนี้"
    reader.send(scene.eit, fields, status=503)
    assert "คำตอบจะไม่ถูกบันทึกซ้ำ" in reader.page.words
    app.extensions["engine"] = kept
    reader.send(scene.eit, fields, status=303)


def test_a_database_that_another_program_has_locked_is_told_as_such(sqlite_url: str) -> None:
    blocker = make_engine(sqlite_url)
    with an_application(Settings(database=sqlite_url, secret=SECRET)) as app:
        scene = a_scene(app)
        engine: Engine = app.extensions["engine"]
        engine.dispose()
        event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA busy_timeout = 50"))
        reader = Reader(app)
        fields = {"submission-key": "0" * 32, **filled(instrument_of(app, scene.eit), 3)}
        with blocker.execution_options(writes=True).begin() as connection:
            connection.execute(text("SELECT 1"))
            reader.open(scene.eit)
            reader.send(scene.eit, fields, status=503)
        reader.send(scene.eit, fields, status=303)
    blocker.dispose()


def test_a_definition_that_went_away_or_changed_shape_is_told_as_such(
    app: Flask, reader: Reader, caplog: pytest.LogCaptureFixture
) -> None:
    scene = a_scene(app, fiscal_year=2599)
    app.extensions["definitions"] = load_all(PACKAGED)
    reader.open(scene.eit, status=503)
    assert reader.page.heading == "แบบวัดของรอบนี้ไม่ตรงกับตอนที่เปิดรอบ"
    assert "2599/eit" in caplog.text


def test_text_that_no_database_can_hold_is_refused(app: Flask, reader: Reader) -> None:
    a_scene(app)
    reader.open("/sign-in")
    answered = reader.client.post(
        "/sign-in", data={"csrf_token": reader.page.fields["csrf_token"], "username": "ma\0lee", "password": "x\0y"}
    )
    assert answered.status_code in {400, 403}
    assert reader.client.get("/office/official/99999999999999999999").status_code == 302


def test_a_server_that_starts_on_an_old_database_brings_it_up_to_date_first(tmp_path_factory: pytest.TempPathFactory) -> None:
    engine = make_engine(f"sqlite:///{tmp_path_factory.mktemp('old') / 'old.db'}")
    migrations.upgrade(engine)
    migrations.upgrade(engine)
    with engine.connect() as connection:
        assert migrations.current(connection) == migrations.newest()
    engine.dispose()
