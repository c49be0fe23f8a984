"""Static files: small on the wire, kept by browsers for good, and nothing beside them."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import brotli
import pytest
from flask import Flask

from survey import assets
from tests.builders import a_scene
from tests.reader import Reader

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SCRIPTS = sorted((assets.FOLDER / "scripts").glob("*.js"))
STYLES = sorted((assets.FOLDER / "styles").glob("*.css"))
# What the browsers of old phones do not understand: these ran scripts of 2009 and hardly more.
TOO_NEW = {
    "an arrow function": r"=>",
    "let or const": r"^\s*(let|const)\s",
    "a template": r"`",
    "optional chaining": r"\?\.[a-zA-Z(\[]",
    "nullish coalescing": r"\?\?",
    "a class": r"^\s*class\s",
    "async or await": r"\b(async|await)\b",
    "for of": r"for \([^;)]* of ",
    "spread": r"\.\.\.",
    "a module": r"^\s*(import|export)\s",
    "a method without function": r"^\s+\w+\([^()]*\) \{$",
}


@pytest.mark.parametrize("encoding", ["br", "gzip", "identity"])
@pytest.mark.parametrize("name", ["sutcharit.css", "office.css", "form.js", "thanks.js", "kiosk.js", "print.js"])
@ON_ONE_DATABASE
def test_text_is_sent_compressed_to_whoever_takes_it(app: Flask, name: str, encoding: str) -> None:
    answered = app.test_client().get(f"/static/{name}", headers={"Accept-Encoding": encoding})
    used = answered.headers.get("Content-Encoding", "identity")
    unpacked = {"br": brotli.decompress, "gzip": gzip.decompress, "identity": bytes}[used](answered.data)
    assert unpacked == app.test_client().get(f"/static/{name}").data
    if len(unpacked) > 1_000:
        assert used == encoding
        assert answered.headers["Vary"] == "Accept-Encoding"
        assert encoding == "identity" or len(answered.data) < len(unpacked) / 2


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("sutcharit.css", "text/css; charset=utf-8"),
        ("form.js", "text/javascript; charset=utf-8"),
        ("mark.svg", "image/svg+xml"),
        ("fonts/sarabun-thai-400.woff2", "font/woff2"),
        ("fonts/OFL.txt", "text/plain; charset=utf-8"),
    ],
)
@ON_ONE_DATABASE
def test_every_file_says_what_it_is_and_may_be_kept_for_a_year(app: Flask, name: str, kind: str) -> None:
    answered = app.test_client().get(f"/static/{name}")
    assert answered.status_code == 200
    assert answered.content_type == kind
    assert answered.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    again = app.test_client().get(f"/static/{name}", headers={"If-None-Match": answered.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@ON_ONE_DATABASE
def test_an_encoding_has_a_mark_of_its_own(app: Flask) -> None:
    marks = {
        app.test_client().get("/static/form.js", headers={"Accept-Encoding": encoding}).headers["ETag"]
        for encoding in ("br", "gzip", "identity")
    }
    assert len(marks) == 3


@ON_ONE_DATABASE
def test_the_address_on_the_page_carries_the_mark_of_the_content(app: Flask, reader: Reader) -> None:
    reader.open(a_scene(app).eit)
    for name in ("sutcharit.css", "form.js", "mark.svg"):
        assert f"/static/{name}?v={assets.mark(name)}" in reader.page.source


@pytest.mark.parametrize(
    "name", ["nothing.css", "../app.py", "%2e%2e/app.py", "..%2fapp.py", "fonts", "", "worker", "/etc/passwd"]
)
@ON_ONE_DATABASE
def test_nothing_else_can_be_had(app: Flask, name: str) -> None:
    assert app.test_client().get(f"/static/{name}").status_code in {308, 404}


def test_what_is_for_readers_of_the_code_stays_at_home() -> None:
    for name in ("sutcharit.css", "form.js"):
        content = assets.asset(name).content.decode()
        assert not re.search(r"^[ \t]+\S", content, re.MULTILINE)
        assert "/*" not in content
        assert not re.search(r"^//", content, re.MULTILINE)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_script_is_small_and_written_for_the_browsers_of_old_phones(script: object) -> None:
    source = SCRIPTS[SCRIPTS.index(script)].read_text()  # type: ignore[arg-type]
    code = re.sub(r"//.*", "", source)
    assert source.startswith("//")
    assert len(source.splitlines()) < 200
    assert '"use strict";' in code
    assert [what for what, pattern in TOO_NEW.items() if re.search(pattern, code, re.MULTILINE)] == []


@pytest.mark.parametrize(("suffix", "written"), [(".js", SCRIPTS), (".css", STYLES)])
def test_every_script_and_style_is_part_of_what_some_page_fetches(suffix: str, written: list[Path]) -> None:
    joined = {part for name, parts in assets.JOINED.items() if name.endswith(suffix) for part in parts}
    assert joined == {file.stem for file in written}


def test_no_style_stands_in_two_sheets_and_none_is_long() -> None:
    parts = [part for name, parts in assets.JOINED.items() if name.endswith(".css") for part in parts]
    assert len(parts) == len(set(parts))
    assert max(len(style.read_text().splitlines()) for style in STYLES) < 200
