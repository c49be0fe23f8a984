"""The first-run page: it creates the office and its first officer, once, for whoever sits at the server."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from survey.account.operations import setup_key
from survey.config import Settings
from survey.models import Office, Officer
from tests.builders import SECRET, a_scene, looking
from tests.reader import Reader

KEY = setup_key(Settings(database="", secret=SECRET).key("setup"))
FIELDS = {
    "setup_key": KEY,
    "office": "องค์การบริหารส่วนตำบลริมน้ำ",
    "name": "มาลี ใจดี",
    "username": "malee",
    "password": "a long enough one",
    "repeated": "a long enough one",
}


def offices(app: Flask) -> list[str]:
    with looking(app) as session:
        return list(session.scalars(select(Office.name)))


def test_the_first_run_page_creates_the_office_and_signs_its_officer_in(app: Flask, reader: Reader) -> None:
    reader.open("/setup")
    answered = reader.send("/setup", FIELDS)
    assert answered.headers["Location"] == "/office/"
    reader.open("/office/")
    assert "องค์การบริหารส่วนตำบลริมน้ำ" in reader.page.words
    assert "สร้างหน่วยงานเรียบร้อยแล้ว" in reader.page.words
    assert "ยังไม่มีรอบการประเมิน" in reader.page.words
    with looking(app) as session:
        officer = session.scalars(select(Officer)).one()
        assert (officer.username, officer.role, officer.password_is_temporary) == ("malee", "administrator", False)
        assert officer.password_hash.startswith("$argon2id$")
    reader.open("/office/rounds/new")


def test_the_first_run_page_works_once(app: Flask, reader: Reader) -> None:
    reader.open("/setup")
    stranger = Reader(app)
    stranger.open("/setup")
    reader.send("/setup", FIELDS)
    stranger.send("/setup", {**FIELDS, "office": "อีกหน่วยงาน"}, status=409)
    assert stranger.page.heading == "ระบบนี้ตั้งค่าเริ่มต้นแล้ว"
    stranger.open("/setup", status=409)
    assert offices(app) == ["องค์การบริหารส่วนตำบลริมน้ำ"]


def test_the_first_run_page_wants_the_key_that_the_server_shows(app: Flask, reader: Reader) -> None:
    for wrong in ("", "0000-0000-0000", KEY[:-1], KEY + "0", "รหัส", "x" * 100):
        reader.open("/setup")
        reader.send("/setup", {**FIELDS, "setup_key": wrong}, status=422)
        assert "#setup_key" in reader.page.links
    assert offices(app) == []
    assert reader.client.get("/office/").status_code == 302


def test_the_key_may_be_typed_in_capitals_and_with_spaces_around(app: Flask, reader: Reader) -> None:
    reader.open("/setup")
    reader.send("/setup", {**FIELDS, "setup_key": f"  {KEY.upper()} "})
    assert len(offices(app)) == 1


def test_every_installation_has_a_key_of_its_own() -> None:
    assert setup_key(Settings(database="", secret=SECRET + ".").key("setup")) != KEY
    assert len(KEY) == 14


def test_what_is_wrong_is_said_field_by_field_and_no_password_comes_back(app: Flask, reader: Reader) -> None:
    reader.open("/setup")
    wrong = {"office": " ", "name": "", "username": "มาลี", "password": "short", "repeated": "other"}
    reader.send("/setup", {**FIELDS, **wrong}, status=422)
    assert {"#office", "#name", "#username", "#password"} <= set(reader.page.links)
    assert "รหัสผ่านต้องยาวอย่างน้อย 10 ตัวอักษร" in reader.page.words
    reader.send("/setup", {**FIELDS, "repeated": "a different one"}, status=422)
    assert "รหัสผ่านสองช่องไม่ตรงกัน" in reader.page.words
    assert FIELDS["password"] not in reader.page.source
    reader.send("/setup", {**FIELDS, "password": "p" * 201, "repeated": "p" * 201}, status=422)
    reader.send("/setup", {**FIELDS, "office": "ก" * 201, "name": "ข" * 121}, status=422)
    assert offices(app) == []


def test_guessing_the_key_is_slowed_down(reader: Reader) -> None:
    reader.open("/setup")
    for _ in range(10):
        reader.send("/setup", {"setup_key": "0000-0000-0000"}, status=422)
    assert reader.send("/setup", FIELDS, status=429).headers["Retry-After"] == "60"


def test_an_installation_in_use_has_no_first_run_page(app: Flask, reader: Reader) -> None:
    a_scene(app)
    reader.open("/setup", status=409)
