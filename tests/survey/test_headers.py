"""Every response, whatever kind, tells the browser what it may do."""

from __future__ import annotations

from flask import Flask
from werkzeug.test import TestResponse

from survey.config import Settings
from survey.extensions import make_engine
from tests.builders import PASSWORD, SECRET, a_scene, an_application
from tests.reader import Reader


def responses_of_every_kind(app: Flask) -> dict[str, TestResponse]:
    """One response of each kind, the last ones with the database away."""
    scene = a_scene(app)
    reader = Reader(app)
    seen = {
        "page": reader.open(scene.eit),
        "incomplete": reader.send(scene.eit, {"submission-key": "0" * 32}, status=422),
        "forged": reader.send(scene.eit, {"answer-x": "1"}, status=400),
        "too large": reader.client.post(scene.eit, data=b"x" * 300_000),
        "not found": reader.open("/nothing", status=404),
        "wrong method": reader.open("/sign-out", status=405),
        "moved": reader.client.get("/office"),
        "to sign in": reader.open("/office/", status=302),
        "no token": reader.client.post("/sign-in"),
        "health": reader.open("/healthz"),
        "options": reader.client.options("/"),
        "head": reader.client.head("/"),
        "static": reader.client.get("/static/sutcharit.css", buffered=True),
        "no static": reader.client.get("/static/nothing.css", buffered=True),
    }
    reader.sign_in("malee", PASSWORD)
    seen["officer"] = reader.open(scene.page)
    seen["file"] = reader.open(f"{scene.page}/export/eit.xml")
    seen["print"] = reader.open(f"{scene.page}/poster")
    seen["sign in"] = reader.open("/sign-in")
    for _ in range(10):
        seen["slowed"] = reader.client.post("/sign-in", data={"csrf_token": reader.page.fields["csrf_token"]})
    app.extensions["engine"].dispose()
    app.extensions["engine"] = make_engine("postgresql+psycopg://nobody@/nothing?host=/nowhere")
    seen["away"] = reader.open("/", status=503)
    return seen


def check_headers(kind: str, response: TestResponse) -> None:
    headers = response.headers
    policy = dict(rule.split(" ", 1) for rule in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'", kind
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'", kind
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'", kind
    assert "unsafe" not in headers["Content-Security-Policy"], kind
    assert headers.getlist("X-Content-Type-Options") == ["nosniff"], kind
    assert headers.getlist("X-Frame-Options") == ["DENY"], kind
    assert headers["Referrer-Policy"] == "no-referrer", kind
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin", kind
    assert "camera=()" in headers["Permissions-Policy"], kind
    assert "Strict-Transport-Security" not in headers, kind
    assert "Server" not in headers, kind


def test_every_kind_of_response_carries_the_headers_and_only_static_files_may_be_kept(app: Flask) -> None:
    seen = responses_of_every_kind(app)
    assert seen["slowed"].status_code == 429
    assert seen["moved"].status_code == 308
    for kind, response in seen.items():
        check_headers(kind, response)
        if kind == "static":
            assert "max-age=31536000" in response.headers["Cache-Control"]
        else:
            assert response.headers["Cache-Control"] == "no-store", kind


def test_static_files_are_named_by_their_content(app: Flask, reader: Reader) -> None:
    reader.open("/")
    assert "/static/sutcharit.css?v=" in reader.page.source


def test_behind_https_browsers_are_told_to_stay_there(sqlite_url: str) -> None:
    with an_application(Settings(database=sqlite_url, secret=SECRET, address="https://ita.example")) as app:
        for path in ("/", "/nothing", "/static/mark.svg"):
            answered = app.test_client().get(path, buffered=True)
            assert answered.headers["Strict-Transport-Security"] == "max-age=31536000"
