"""`sutcharit complaints keys`: who reads what is decided at the server, with public keys only."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from survey import sealing
from survey.complaints import audit
from survey.complaints.database import ComplaintsDatabase
from survey.complaints.fingerprints import fingerprint
from survey.complaints.models import KeySet
from tests.builders import an_office, arranging
from tests.reader import Reader
from tests.survey.cli.conftest import Command, alone, command

SECRET_KEY, PUBLIC_KEY = sealing.new_identity()
OTHER_KEY = sealing.new_identity()[1]
__all__ = ["alone", "command"]


def add(command: Command, *, exit_code: int = 0, key_a: str = PUBLIC_KEY, key_b: str = OTHER_KEY, about: str = "พนักงาน") -> str:
    named = ("--name-a", "ปลัด", "--name-b", "หน่วยตรวจสอบภายใน", "--key-a", key_a, "--key-b", key_b, "--mail-a", "a@example.org")
    done = command("complaints", "keys", "add", "--about", about, *named, exit_code=exit_code)
    return done.stderr if exit_code else done.stdout


def test_a_key_set_begins_taking_complaints_and_retiring_it_ends_that(
    command: Command, app: Flask, complaints: ComplaintsDatabase
) -> None:
    with arranging(app) as session:
        office = an_office(session)
    said = add(command)
    assert f"/complaints/{office.id}/" in said
    reader = Reader(app)
    reader.open(f"/complaints/{office.id}/")
    assert "เรื่องเกี่ยวกับพนักงาน" in reader.page.words
    assert office.name in reader.page.words
    (line,) = command("complaints", "keys", "list").stdout.splitlines()
    cells = line.split("\t")
    mark = fingerprint(office.id, "พนักงาน", (PUBLIC_KEY, OTHER_KEY))
    assert cells[1:] == ["ใช้อยู่", "พนักงาน", "ปลัด", PUBLIC_KEY, "หน่วยตรวจสอบภายใน", OTHER_KEY, office.name, mark, "0"]
    assert f"ลายนิ้วมือ {mark}" in said
    command("complaints", "keys", "retire", cells[0])
    assert "เลิกใช้" in command("complaints", "keys", "list").stdout
    command("complaints", "keys", "retire", cells[0], exit_code=2)
    with complaints.session(writes=False) as session:
        trail = audit.trail(session, office.id, cells[0])
    assert [one.act for one in trail] == ["keys_added", "keys_retired"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_secret_key_the_same_key_twice_and_what_is_no_key_are_refused(
    command: Command, app: Flask, complaints: ComplaintsDatabase, tmp_path: Path
) -> None:
    with arranging(app) as session:
        an_office(session)
    assert "นี่คือกุญแจลับ" in add(command, key_a=SECRET_KEY, exit_code=2)
    assert "นี่คือกุญแจลับ" in add(command, about=SECRET_KEY.lower(), exit_code=2)
    assert "คนละดอก" in add(command, key_b=PUBLIC_KEY, exit_code=2)
    assert "age1" in add(command, key_b="age1x", exit_code=2)
    with complaints.session(writes=False) as session:
        assert not list(session.scalars(select(KeySet)))
    assert not [file for file in tmp_path.rglob("*") if file.is_file() and SECRET_KEY[16:].encode() in file.read_bytes()]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_office_is_named_where_there_is_not_exactly_one(
    command: Command, app: Flask, complaints: ComplaintsDatabase
) -> None:
    assert "--office" in add(command, exit_code=2)
    with arranging(app) as session:
        an_office(session, "เทศบาลหนึ่ง")
        an_office(session, "เทศบาลสอง")
    said = add(command, exit_code=2)
    assert "เทศบาลหนึ่ง" in said
    assert "เทศบาลสอง" in said
