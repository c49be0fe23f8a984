"""Signing in and out: what lets an officer in, and what a stranger learns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from survey.config import Settings
from survey.extensions import limiter
from tests.builders import PASSWORD, SECRET, a_scene, an_application, an_office, an_officer, arranging
from tests.reader import Page, Reader


def attempt(reader: Reader, username: str, password: str, **options: object) -> TestResponse:
    """Try to sign in, whatever comes of it."""
    reader.open("/sign-in")
    fields = {**reader.page.fields, "username": username, "password": password, **options}
    return reader.client.post("/sign-in", data=fields)


@pytest.fixture
def small(sqlite_url: str) -> Iterator[Flask]:
    """The application on SQLite alone, for what does not depend on the database."""
    with an_application(Settings(database=sqlite_url, secret=SECRET)) as app:
        a_scene(app)
        yield app


def test_the_right_password_leads_to_the_officers_first_page(app: Flask, reader: Reader) -> None:
    a_scene(app)
    for username in ("malee", " MALEE "):
        answered = attempt(reader, username, PASSWORD)
        assert (answered.status_code, answered.headers["Location"]) == (302, "/office/")
        reader.open("/office/")
        assert reader.page.heading == "วันนี้"
        assert "มาลี ใจดี" in reader.page.words


def test_an_unknown_name_and_a_wrong_password_get_the_same_answer(app: Flask, reader: Reader) -> None:
    a_scene(app)
    pages = []
    for username, password in (("malee", "not the password"), ("nobody", "not the password"), ("malee", PASSWORD + " ")):
        answered = attempt(reader, username, password)
        assert answered.status_code == 403
        page = answered.get_data(as_text=True)
        assert password not in page
        token = Page(page).fields["csrf_token"]
        pages.append(page.replace(token, "").replace(f'value="{username}"', ""))
    assert pages[0] == pages[1] == pages[2]
    assert "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง" in pages[0]
    assert reader.client.get("/office/").status_code == 302


def test_a_form_with_something_missing_says_what(app: Flask, reader: Reader) -> None:
    a_scene(app)
    reader.open("/sign-in")
    reader.send("/sign-in", {}, status=422)
    assert {"#username", "#password"} <= set(reader.page.links)
    assert "กรุณากรอกชื่อผู้ใช้" in reader.page.words
    reader.send("/sign-in", {"username": "m" * 300, "password": "p" * 300}, status=422)
    assert "กรุณากรอกไม่เกิน 80 ตัวอักษร" in reader.page.words


def test_signing_out_ends_the_session(app: Flask, reader: Reader) -> None:
    a_scene(app)
    reader.sign_in("malee", PASSWORD)
    reader.open("/office/")
    reader.send("/sign-out", {})
    assert reader.client.get("/office/").status_code == 302


def test_signing_in_drops_what_the_browser_held_before(app: Flask, reader: Reader) -> None:
    a_scene(app)
    reader.open("/sign-in")
    before = reader.client.get_cookie("sutcharit")
    old_token = reader.page.fields["csrf_token"]
    attempt(reader, "malee", PASSWORD)
    after = reader.client.get_cookie("sutcharit")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    assert reader.client.post("/sign-out", data={"csrf_token": old_token}).status_code == 400


def test_after_signing_in_the_officer_is_where_the_officer_wanted_to_go(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    led = reader.open(f"{scene.page}/disclosure?level=items", status=302)
    reader.open(led.headers["Location"])
    answered = reader.send("/sign-in", {**reader.page.fields, "username": "malee", "password": PASSWORD})
    assert answered.headers["Location"] == f"{scene.page}/disclosure?level=items"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "///elsewhere.example/",
        "/\\elsewhere.example/",
        "\\\\elsewhere.example/",
        "/\t/elsewhere.example/",
        "/\t\\elsewhere.example/",
        " //elsewhere.example/",
        "javascript:alert(1)",
        "elsewhere.example",
        "/a\r\nSet-Cookie: x=1",
        "",
    ],
)
def test_nobody_is_sent_to_another_site_after_signing_in(small: Flask, elsewhere: str) -> None:
    reader = Reader(small)
    answered = attempt(reader, "malee", PASSWORD, next=elsewhere)
    assert (answered.status_code, answered.headers["Location"]) == (302, "/office/")
    assert answered.headers.getlist("Set-Cookie")[0].startswith("sutcharit=")


def test_guessing_is_slowed_down_by_address(app: Flask, reader: Reader) -> None:
    a_scene(app)
    for _ in range(10):
        assert attempt(reader, "malee", "a wrong password").status_code == 403
    reader.open("/sign-in")
    answered = reader.send("/sign-in", {"username": "malee", "password": PASSWORD}, status=429)
    assert answered.headers["Retry-After"] == "60"
    assert reader.page.heading == "มีการทำรายการถี่เกินไป"
    reader.open("/sign-in")
    elsewhere = {**reader.page.fields, "username": "malee", "password": PASSWORD}
    answered = reader.client.post("/sign-in", data=elsewhere, environ_overrides={"REMOTE_ADDR": "198.51.100.7"})
    assert answered.status_code == 302


def test_guessing_at_one_account_from_many_addresses_is_slowed_down_too(small: Flask) -> None:
    reader = Reader(small)
    reader.open("/sign-in")
    token = {"csrf_token": reader.page.fields["csrf_token"]}
    statuses = []
    for number in range(61):
        # The office that a forged form names changes nothing where there is only one.
        guess = {**token, "username": " Malee", "password": "", "office": f"forged-{number}"}
        statuses.append(
            reader.client.post("/sign-in", data=guess, environ_overrides={"REMOTE_ADDR": f"198.51.100.{number}"}).status_code
        )
    assert statuses == [422] * 60 + [429]


def test_the_address_of_a_caller_is_not_kept_for_counting(small: Flask) -> None:
    reader = Reader(small)
    reader.open("/sign-in")
    fields = {**reader.page.fields, "username": "malee", "password": "a wrong password"}
    reader.client.post("/sign-in", data=fields, environ_overrides={"REMOTE_ADDR": "203.0.113.77"})
    assert "203.0.113.77" not in str(vars(limiter.storage))


def test_a_forged_cookie_is_nobody(app: Flask, reader: Reader) -> None:
    a_scene(app)
    reader.sign_in("malee", PASSWORD)
    cookie = reader.client.get_cookie("sutcharit")
    assert cookie is not None
    for value in (cookie.value[:-2], cookie.value.swapcase(), "x.y.z", ""):
        stranger = app.test_client()
        stranger.set_cookie("sutcharit", value)
        assert stranger.get("/office/").status_code == 302


def test_a_cookie_signed_with_the_secret_of_another_installation_is_nobody(app: Flask, settings: Settings) -> None:
    scene = a_scene(app)
    with an_application(replace(settings, secret="another secret, just as long as the first")) as elsewhere:
        reader = Reader(elsewhere)
        reader.sign_in("malee", PASSWORD)
        reader.open(scene.page)
        cookie = reader.client.get_cookie("sutcharit")
    assert cookie is not None
    stranger = app.test_client()
    stranger.set_cookie("sutcharit", cookie.value)
    assert stranger.get(scene.page).status_code == 302


def test_cookies_are_for_this_site_only_and_hidden_from_scripts(app: Flask, reader: Reader) -> None:
    a_scene(app)
    attributes = attempt(reader, "malee", PASSWORD).headers["Set-Cookie"]
    assert "; HttpOnly" in attributes
    assert "; SameSite=Lax" in attributes
    assert "; Secure" not in attributes


def test_behind_https_cookies_are_secure_and_signing_in_works(sqlite_url: str) -> None:
    address = "https://ita.example"
    with an_application(Settings(database=sqlite_url, secret=SECRET, address=address)) as app:
        scene = a_scene(app)
        client = app.test_client()
        page = Page(client.get("/sign-in", base_url=address).get_data(as_text=True))
        # Without a Referer, which our own policy keeps browsers from sending.
        fields = {**page.fields, "username": "malee", "password": PASSWORD}
        answered = client.post("/sign-in", data=fields, base_url=address)
        assert answered.status_code == 302
        assert "; Secure" in answered.headers["Set-Cookie"]
        assert client.get(scene.page, base_url=address).status_code == 200


def test_an_office_is_chosen_where_there_are_several(app: Flask, reader: Reader) -> None:
    here, there = a_scene(app, office="เทศบาลของเรา"), a_scene(app, office="เทศบาลของเขา")
    reader.open("/sign-in")
    assert 'name="office"' in reader.page.source
    for scene in (here, there):
        answered = attempt(reader, "malee", PASSWORD, office=scene.office.id)
        assert answered.status_code == 302
        reader.open("/office/")
        assert scene.office.name in reader.page.words
    answered = attempt(reader, "malee", PASSWORD, office="none")
    assert answered.status_code == 422
    assert "กรุณาเลือกจากตัวเลือกที่มีให้" in answered.get_data(as_text=True)


def test_the_same_user_name_in_two_offices_is_two_people(app: Flask, reader: Reader) -> None:
    here = a_scene(app, office="เทศบาลของเรา")
    with arranging(app) as session:
        there = an_office(session, "เทศบาลของเขา")
        an_officer(session, there, "somchai")
    assert attempt(reader, "malee", PASSWORD, office=there.id).status_code == 403
    assert attempt(reader, "somchai", PASSWORD, office=there.id).status_code == 302
    assert attempt(reader, "malee", PASSWORD, office=here.office.id).status_code == 302


def test_an_installation_without_an_office_leads_to_the_first_run_page(reader: Reader) -> None:
    assert reader.open("/sign-in", status=302).headers["Location"] == "/setup"
