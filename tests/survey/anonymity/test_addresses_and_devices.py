"""Who answered, from where and with what, is written nowhere: every byte that a running server leaves behind is searched."""

from __future__ import annotations

import re
import shutil
import stat
import subprocess
from contextlib import suppress
from pathlib import Path

from flask import Flask
from sqlalchemy import Engine, inspect, text
from sqlalchemy.engine import make_url

from survey.answers import new_key
from survey.models import Base
from tests.builders import a_scene, filled, instrument_of
from tests.survey.anonymity.conftest import a_server, on_sqlite
from tests.survey.anonymity.traces import file_of, written_to

ROOT = Path(__file__).parents[3]
DEVICE = "Marker-Telephone/7.3 (Android 6; th)"
ADDRESS = "127.77.7.177"
FORWARDED = "2001:db8:7777::1234"
COOKIE = "marker-cookie-4711"
ANSWERING = ("iit_response", "eit_response", "sealed_response", "profile_tally", "signal_tally", "suggestion")
MARKERS = (DEVICE, "Marker-Telephone", ADDRESS, FORWARDED, COOKIE)
HEADERS = {"User-Agent": DEVICE, "X-Forwarded-For": FORWARDED, "Cookie": f"sutcharit={COOKIE}", "Referer": f"http://{ADDRESS}/"}


def a_backup(engine: Engine, folder: Path) -> Path:
    """A backup made as docs/deploy/backup.md says."""
    if engine.dialect.name == "sqlite":
        command = ["sh", str(ROOT / "docs/deploy/backup.sh"), str(file_of(engine)), str(folder)]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        # The office's database first; where there are complaints, theirs after it.
        return Path(done.stdout.splitlines()[0])
    url = make_url(engine.url)
    target = folder / "sutcharit.dump"
    dump = shutil.which("pg_dump") or str(sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_dump"))[-1])
    where = ["--host", str(url.query["host"]), "--username", str(url.username), str(url.database)]
    # Without compression, which is the default, so that what is in it can be searched.
    command = [dump, "--format=custom", "--no-owner", "--compress=0", f"--file={target}", *where]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return target


def everything(engine: Engine, folder: Path) -> dict[Path, bytes]:
    """Every file a server may have written to: its own folders, its log, and all of the database's, logs and all."""
    files = [file for file in folder.rglob("*") if file.is_file() and not file.is_socket()]
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            data = Path(connection.execute(text("SHOW data_directory")).scalar_one())
        # With the server's own log, which the tests keep beside its data.
        files += [data.parent / "log", *written_to(data)]
    found = {}
    for file in files:
        with suppress(FileNotFoundError):
            found[file] = file.read_bytes()
    return found


def test_no_byte_on_the_disk_tells_the_address_or_the_device(app: Flask, engine: Engine, tmp_path: Path) -> None:
    scene = a_scene(app)
    keys = [new_key() for _ in range(4)]
    with a_server(tmp_path, engine.url.render_as_string(hide_password=False)) as server:

        def send(method: str, path: str, fields: dict[str, str] | None = None) -> int:
            return server.send(method, path, fields, headers=HEADERS, source=ADDRESS)[0]

        staff = {"submission-key": keys[0], "code": scene.codes[0], **filled(instrument_of(app, scene.iit), 3)}
        visitor = {"submission-key": keys[1], **filled(instrument_of(app, scene.eit), 3)}
        assert [send("GET", path) for path in ("/", scene.iit, scene.eit, f"{scene.iit}/thanks", "/no/such/page")] == [
            *[200] * 4,
            404,
        ]
        assert send("POST", scene.iit, staff) == 303
        assert send("POST", scene.eit, visitor) == 303
        # Whatever goes wrong: a used code, a forged step, a form that is not complete, an answer far too long.
        assert send("POST", scene.iit, {**staff, "submission-key": keys[2]}) == 403
        assert send("POST", scene.eit, {**visitor, "submission-key": keys[3], "answer-e1.1": "9"}) == 400
        assert send("POST", scene.eit, {"submission-key": keys[3]}) == 422
        assert send("POST", scene.eit, {**visitor, "answer-e1.1": "x" * 300_000}) == 413
        backups = tmp_path / "backups"
        backups.mkdir()
        backup = a_backup(engine, backups)
        found = everything(engine, tmp_path)
    assert tmp_path / "printed" in found
    assert keys[0].encode() in found[backup]
    assert any(keys[0].encode() in content for file, content in found.items() if file != backup)
    for file, content in found.items():
        for marker in MARKERS:
            assert marker.encode() not in content, (file, marker)


def test_no_table_has_a_place_for_it(engine: Engine) -> None:
    telling = re.compile(r"addr|agent|device|browser|cookie|host|user|time|date|_at$|_on$|_by$|login|name|mail|phone|person")
    answering = (*ANSWERING, "code", "thanked_key")
    assert set(answering) <= set(inspect(engine).get_table_names())
    columns = {(table, column["name"]) for table in answering for column in inspect(engine).get_columns(table)}
    # The one thing of the kind: service users' answers have the day, and the staff's have not even that.
    assert {place for place in columns if telling.search(place[1])} == {("eit_response", "answered_on")}
    types = {str(column["type"]) for table in answering for column in inspect(engine).get_columns(table)}
    assert not {kind for kind in types if "TIME" in kind.upper()}


def test_no_table_joins_what_is_answered_to_whoever_signs_in() -> None:
    answering = {*ANSWERING, "code", "thanked_key"}
    for name in answering:
        table = Base.metadata.tables[name]
        assert {key.target_fullname.split(".")[0] for key in table.foreign_keys} <= {"office", "round"}, name
    for table in Base.metadata.sorted_tables:
        assert not {key.target_fullname.split(".")[0] for key in table.foreign_keys} & answering, table.name


@on_sqlite
def test_nobody_else_on_the_machine_may_open_the_files(app: Flask, engine: Engine, tmp_path: Path) -> None:
    scene = a_scene(app)
    fields = {"submission-key": new_key(), **filled(instrument_of(app, scene.eit), 3)}
    assert app.test_client().post(scene.eit, data=fields).status_code == 303
    file = file_of(engine)
    files = sorted(file.parent.glob("sutcharit.db*"))
    assert [one.name for one in files] == ["sutcharit.db", "sutcharit.db-shm", "sutcharit.db-wal"]
    assert {stat.S_IMODE(one.stat().st_mode) for one in files} == {0o600}


@on_sqlite
def test_a_server_that_crashes_leaves_no_image_of_its_memory(app: Flask, engine: Engine, tmp_path: Path) -> None:
    a_scene(app)
    with a_server(tmp_path, engine.url.render_as_string(hide_password=False)) as server:
        limits = Path(f"/proc/{server.process.pid}/limits").read_text()
    (line,) = [line for line in limits.splitlines() if line.startswith("Max core file size")]
    assert line.split()[-3:-1] == ["0", "0"]
