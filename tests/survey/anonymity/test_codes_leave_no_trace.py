"""A code stands in the fragment of an address and in one posted form, and afterwards nowhere."""

from __future__ import annotations

import time
from pathlib import Path

from flask import Flask
from sqlalchemy import Engine, select

from survey.answers import new_key
from survey.mixing import QUIET
from survey.models import Code
from tests.builders import PASSWORD, a_scene, filled, instrument_of, looking
from tests.reader import Reader
from tests.survey.anonymity.conftest import a_server, on_postgresql
from tests.survey.anonymity.test_addresses_and_devices import a_backup, everything
from tests.survey.anonymity.traces import files_on_disk, on_disk, relation_files

LENGTH = 8
# Long enough for the server to mix after the last answer.
PATIENCE = 60.0


def pieces(code: str) -> set[bytes]:
    """Every eight characters in a row of a code, with and without its hyphens, in either case."""
    forms = (code, code.replace("-", ""))
    windows = {form[start : start + LENGTH] for form in forms for start in range(len(form) - LENGTH + 1)}
    return {piece.encode() for window in windows for piece in (window, window.lower())}


def found_in(content: bytes, wanted: set[bytes], cores: set[bytes]) -> set[bytes]:
    """Which pieces are there. Every piece has one of a few cores: where there is none of these, none is looked for."""
    assert all(any(core in piece for core in cores) for piece in wanted)
    return {piece for piece in wanted if piece in content} if any(core in content for core in cores) else set()


def cores(code: str) -> set[bytes]:
    """The first three and the last three characters of the middle group, in either case."""
    middle = code.split("-")[1]
    return {core.encode() for half in (middle[:3], middle[1:]) for core in (half, half.lower())}


def digests(app: Flask) -> set[str]:
    with looking(app) as session:
        return set(session.scalars(select(Code.digest)))


def test_no_eight_characters_of_a_code_are_on_the_disk_or_in_a_log_after_its_use(
    app: Flask, engine: Engine, tmp_path: Path
) -> None:
    scene = a_scene(app, cards=3)
    before = digests(app)
    fields = filled(instrument_of(app, scene.iit), 3)
    with a_server(tmp_path, engine.url.render_as_string(hide_password=False)) as server:

        def send(method: str, path: str, code: str = "") -> int:
            form = {"submission-key": new_key(), "code": code, **fields} if method == "POST" else None
            return server.send(method, path, form, headers={}, source="127.0.0.1")[0]

        used, misplaced, _unused = scene.codes
        assert send("POST", scene.iit, used) == 303
        assert send("POST", scene.iit, used) == 403
        # Somebody who puts a code where it does not belong.
        assert send("GET", f"{scene.iit}?code={misplaced}") == 200
        assert send("GET", f"{scene.iit}/{misplaced}") == 404
        assert send("POST", scene.iit, misplaced.lower()) == 303
        gone = before - digests(app)
        assert len(gone) == 2
        until = time.monotonic() + PATIENCE
        # The server mixes two seconds after the last answer.
        time.sleep(QUIET)
        while on_disk(engine, sorted(gone)) and time.monotonic() < until:
            time.sleep(0.5)
        backups = tmp_path / "backups"
        backups.mkdir()
        a_backup(engine, backups)
        found = everything(engine, tmp_path)
    assert not on_disk(engine, sorted(gone))
    for code in (used, misplaced):
        for file, content in found.items():
            assert not found_in(content, pieces(code), cores(code)), file
    # This way of looking sees a code that is there.
    assert found_in(f"…{used}…".encode(), pieces(used), cores(used)) >= {used[:8].encode(), used[-8:].encode()}


def test_the_digest_of_a_code_is_gone_from_every_file_once_it_is_used_and_all_are_gone_after_the_close(
    app: Flask, reader: Reader, engine: Engine
) -> None:
    scene = a_scene(app, cards=30)
    printed = digests(app)
    assert on_disk(engine, sorted(printed)) == printed
    for code in scene.codes[:20]:
        fields = {"submission-key": new_key(), "code": code, **filled(instrument_of(app, scene.iit), 3)}
        reader.send(scene.iit, fields, status=303)
    unused = digests(app)
    assert len(unused) == 10
    assert app.extensions["mixer"].mix()
    assert on_disk(engine, sorted(printed)) == unused
    reader.sign_in("malee", PASSWORD)
    reader.open(f"{scene.page}/close")
    reader.send(f"{scene.page}/close", {})
    assert not on_disk(engine, sorted(printed))


@on_postgresql
def test_after_the_close_the_table_of_codes_is_an_empty_file(app: Flask, reader: Reader, engine: Engine) -> None:
    scene = a_scene(app, cards=30)
    reader.sign_in("malee", PASSWORD)
    reader.open(f"{scene.page}/close")
    reader.send(f"{scene.page}/close", {})
    assert relation_files(engine, "code")["code"] == b""
    assert len(files_on_disk(engine)) > 30


def test_an_unknown_a_used_and_a_malformed_code_are_answered_alike(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    fields = filled(instrument_of(app, scene.iit), 3)
    reader.send(scene.iit, {"submission-key": new_key(), "code": scene.codes[0], **fields}, status=303)
    answered = [
        reader.send(scene.iit, {"submission-key": "a" * 32, "code": code, **fields}, status=403)
        for code in (scene.codes[0], "2222-3333-4444", "2", "ก" * 12, "x" * 200, "<b>", "2222-3333-4444-5555")
    ]
    assert len({(one.status, one.data, tuple(sorted(one.headers.items()))) for one in answered}) == 1
