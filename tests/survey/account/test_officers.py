"""The officers of an office: an administrator adds them, each with a temporary password that is shown once."""

from __future__ import annotations

import re

from flask import Flask
from sqlalchemy import select

from survey.models import Division, Officer, OfficerPost, Role
from tests.builders import PASSWORD, a_scene, an_officer, arranging, looking
from tests.reader import Reader

SOMCHAI = {"name": "สมชาย ตั้งใจ", "username": "Somchai.T", "role": "officer"}


def test_an_officer_is_added_with_a_temporary_password_that_is_shown_once(app: Flask, reader: Reader) -> None:
    a_scene(app)
    reader.sign_in("malee", PASSWORD)
    reader.open("/office/officers")
    shown = reader.send("/office/officers", SOMCHAI, status=200)
    assert shown.headers["Cache-Control"] == "no-store"
    password = re.search(r"รหัสผ่าน ([a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4})", reader.page.words)
    assert password
    reader.open("/office/officers")
    assert password[1] not in reader.page.source
    assert reader.page.row("สมชาย ตั้งใจ")[:3] == ["สมชาย ตั้งใจ", "somchai.t", "เจ้าหน้าที่"]
    with looking(app) as session:
        stored = session.scalars(select(Officer).where(Officer.username == "somchai.t")).one()
        assert stored.password_is_temporary
        assert password[1] not in stored.password_hash
    other = Reader(app)
    other.open("/sign-in")
    answered = other.send("/sign-in", {"username": "somchai.t", "password": password[1]})
    assert answered.headers["Location"] == "/office/password"


def test_a_user_name_is_taken_within_its_office_only(app: Flask, reader: Reader) -> None:
    scene = a_scene(app, office="เทศบาลของเรา")
    there = a_scene(app, office="เทศบาลของเขา")
    with arranging(app) as session:
        an_officer(session, there.office, "somchai.t")
    reader.sign_in("malee", PASSWORD, office=scene.office.id)
    reader.open("/office/officers")
    reader.send("/office/officers", SOMCHAI, status=200)
    reader.send("/office/officers", SOMCHAI, status=422)
    assert "มีเจ้าหน้าที่ใช้ชื่อผู้ใช้นี้แล้ว" in reader.page.words
    with looking(app) as session:
        assert len(list(session.scalars(select(Officer).where(Officer.username == "somchai.t")))) == 2


def test_what_is_wrong_with_a_new_officer_is_said_and_nobody_is_made(app: Flask, reader: Reader) -> None:
    a_scene(app)
    reader.sign_in("malee", PASSWORD)
    reader.open("/office/officers")
    for fields in (
        {},
        {**SOMCHAI, "username": "ส"},
        {**SOMCHAI, "username": "a"},
        {**SOMCHAI, "username": "-dash"},
        {**SOMCHAI, "username": "two words"},
        {**SOMCHAI, "username": "x" * 41},
        {**SOMCHAI, "name": " "},
        {**SOMCHAI, "role": "owner"},
    ):
        reader.send("/office/officers", fields, status=422)
        assert [link for link in reader.page.links if link.startswith("#")][1:]
    with looking(app) as session:
        assert [each.username for each in session.scalars(select(Officer))] == ["malee"]


def test_officers_are_listed_in_the_order_of_a_thai_dictionary(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    with arranging(app) as session:
        for username, name in (("u1", "ขาว"), ("u2", "เก่ง"), ("u3", "กลอย"), ("u4", "แก้ว")):
            an_officer(session, scene.office, username, Role.OFFICER).name = name
    reader.sign_in("malee", PASSWORD)
    reader.open("/office/officers")
    assert [cells[0] for cells in reader.page.rows[1:]] == ["กลอย", "เก่ง", "แก้ว", "ขาว", "มาลี ใจดี"]


def test_position_and_division_are_set_and_stand_with_the_officer(app: Flask, reader: Reader) -> None:
    scene, there = a_scene(app, office="เทศบาลของเรา"), a_scene(app, office="เทศบาลของเขา")
    with arranging(app) as session:
        division = Division(office_id=scene.office.id, name="กองช่าง", position=1)
        theirs = Division(office_id=there.office.id, name="กองของเขา", position=1)
        session.add_all((division, theirs))
        officer = an_officer(session, scene.office, "somchai", Role.OFFICER)
        stranger = an_officer(session, there.office, "hers", Role.OFFICER)
        officer.name = "สมชาย ตั้งใจ"
    reader.sign_in("malee", PASSWORD, office=scene.office.id)
    path = f"/office/officers/{officer.id}"
    reader.open(path)
    reader.send(path, {"position": "  นายช่าง  โยธา ", "division": division.id})
    reader.open("/office/officers")
    assert reader.page.row("สมชาย ตั้งใจ")[3] == "นายช่าง โยธา กองช่าง ของ สมชาย ตั้งใจ"
    reader.open(path)
    assert reader.page.fields["division"] == division.id
    reader.send(path, {"position": "ก" * 121, "division": ""}, status=422)
    reader.send(path, {"position": "ก", "division": theirs.id}, status=422)
    reader.send(path, {"position": "", "division": ""})
    with looking(app) as session:
        post = session.scalars(select(OfficerPost)).one()
        assert (post.position, post.division_id) == ("", None)
    reader.open(f"/office/officers/{stranger.id}", status=404)
