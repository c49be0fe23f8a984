"""Passwords: stored as Argon2id, changed by their owner, and a change ends every other session."""

from __future__ import annotations

import re

from flask import Flask
from sqlalchemy import select

from survey.account import passwords
from survey.account.operations import set_password
from survey.models import Officer
from tests.builders import PASSWORD, a_scene, an_officer, arranging, looking
from tests.reader import Reader

NEW = "another ten letters"


def test_a_password_is_stored_as_argon2id_with_a_salt_of_its_own() -> None:
    hashes = {passwords.hashed(PASSWORD) for _ in range(2)}
    assert len(hashes) == 2
    # OWASP's setting: 19 MiB, two passes, one lane.
    assert all(re.match(r"\$argon2id\$v=19\$m=19456,t=2,p=1\$", each) for each in hashes)
    assert all(passwords.matches(each, PASSWORD) for each in hashes)


def test_only_the_very_same_password_matches() -> None:
    stored = passwords.hashed(PASSWORD)
    for wrong in ("", PASSWORD[:-1], PASSWORD + " ", PASSWORD.upper()):
        assert not passwords.matches(stored, wrong)
    assert not passwords.matches(None, PASSWORD)
    assert not passwords.matches("no hash at all", PASSWORD)


def test_a_generated_password_is_long_random_and_easily_read_out() -> None:
    made = {passwords.generated() for _ in range(50)}
    assert len(made) == 50
    assert all(re.fullmatch(r"([a-hjkmnp-z2-9]{4}-){2}[a-hjkmnp-z2-9]{4}", each) for each in made)
    assert all(len(each) >= passwords.SHORTEST for each in made)


def test_changing_the_password_ends_every_other_session_and_keeps_this_one(app: Flask, reader: Reader) -> None:
    a_scene(app)
    elsewhere = Reader(app)
    for each in (reader, elsewhere):
        each.sign_in("malee", PASSWORD)
        each.open("/office/")
    reader.open("/office/password")
    reader.send("/office/password", {"current": PASSWORD, "password": NEW, "repeated": NEW})
    reader.open("/office/")
    assert "เปลี่ยนรหัสผ่านแล้ว" in reader.page.words
    elsewhere.open("/office/", status=302)
    elsewhere.open("/sign-in")
    elsewhere.send("/sign-in", {"username": "malee", "password": PASSWORD}, status=403)
    elsewhere.send("/sign-in", {"username": "malee", "password": NEW})


def test_the_present_password_is_asked_for_and_the_new_one_must_be_good(app: Flask, reader: Reader) -> None:
    a_scene(app)
    reader.sign_in("malee", PASSWORD)
    reader.open("/office/password")
    for fields, field, words in (
        ({"current": "wrong", "password": NEW, "repeated": NEW}, "#current", "รหัสผ่านปัจจุบันไม่ถูกต้อง"),
        ({"current": PASSWORD, "password": "short", "repeated": "short"}, "#password", "ยาวอย่างน้อย 10 ตัวอักษร"),
        ({"current": PASSWORD, "password": NEW, "repeated": "other"}, "#password", "รหัสผ่านสองช่องไม่ตรงกัน"),
        ({}, "#current", "กรุณากรอกรหัสผ่านปัจจุบัน"),
    ):
        reader.send("/office/password", fields, status=422)
        assert field in reader.page.links
        assert words in reader.page.words
        assert PASSWORD not in reader.page.source
        assert NEW not in reader.page.source
    with looking(app) as session:
        assert passwords.matches(session.scalars(select(Officer.password_hash)).one(), PASSWORD)


def test_a_temporary_password_leads_to_the_page_that_changes_it(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    with arranging(app) as session:
        officer = an_officer(session, scene.office, "somchai")
        set_password(session, officer, "a temporary one", is_temporary=True)
    reader.open("/sign-in")
    answered = reader.send("/sign-in", {"username": "somchai", "password": "a temporary one"})
    assert answered.headers["Location"] == "/office/password"
    reader.open("/office/password")
    assert "รหัสผ่านนี้เป็นรหัสชั่วคราว" in reader.page.words
    reader.send("/office/password", {"current": "a temporary one", "password": NEW, "repeated": NEW})
    again = Reader(app)
    again.open("/sign-in")
    assert again.send("/sign-in", {"username": "somchai", "password": NEW}).headers["Location"] == "/office/"
