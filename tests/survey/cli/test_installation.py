"""`sutcharit init`, `serve` and `user`: setting up, and refusing to without what is needed."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.models import Officer, Role
from tests.builders import SECRET, an_office, an_officer
from tests.reader import Reader
from tests.survey.cli.conftest import Command


def test_a_real_installation_needs_a_secret(alone: Command) -> None:
    for name in ("init", "serve"):
        assert "SUTCHARIT_SECRET" in alone(name, exit_code=2).stderr


def test_a_short_secret_is_refused(alone: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUTCHARIT_SECRET", "short")
    assert "32" in alone("init", exit_code=2).stderr


def test_init_makes_an_empty_database_and_says_what_comes_next(
    alone: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SUTCHARIT_SECRET", SECRET)
    said = alone("init").stdout
    assert (tmp_path / "home" / "sutcharit.db").exists()
    assert "/setup" in said
    assert "sutcharit serve" in said


def test_the_key_that_init_prints_opens_the_first_run_page(command: Command, reader: Reader) -> None:
    key = command("init").stdout.rstrip().rsplit(" ", 1)[1]
    reader.open("/setup")
    fields = {
        "setup_key": key,
        "office": "เทศบาลตำบลทดสอบ",
        "name": "มาลี ใจดี",
        "username": "malee",
        "password": "ten letters or more",
        "repeated": "ten letters or more",
    }
    reader.send("/setup", fields)
    reader.open("/office/")
    assert "เทศบาลตำบลทดสอบ" in reader.page.text


def test_init_leaves_an_office_alone(command: Command, session: Session) -> None:
    an_office(session)
    session.commit()
    command("init", exit_code=1)


def test_a_wrong_definition_stops_the_start_with_every_problem(
    alone: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "years" / "2570"
    folder.mkdir(parents=True)
    (folder / "assessment.yaml").write_text("fiscal_year: 2569\n")
    monkeypatch.setenv("SUTCHARIT_SECRET", SECRET)
    monkeypatch.setenv("SUTCHARIT_DEFINITIONS", str(tmp_path / "years"))
    said = alone("serve", exit_code=2).stderr
    assert "assessment.yaml" in said
    assert len(said.splitlines()) > 1


def test_a_folder_of_definitions_that_is_not_there_is_named(alone: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUTCHARIT_SECRET", SECRET)
    monkeypatch.setenv("SUTCHARIT_DEFINITIONS", "/nowhere/at/all")
    assert "/nowhere/at/all" in alone("serve", exit_code=2).stderr


@pytest.mark.parametrize("url", ["not a database", "sqlite:////proc/nowhere/sutcharit.db"])
def test_a_database_that_cannot_be_opened_is_said_in_words(alone: Command, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("SUTCHARIT_SECRET", SECRET)
    monkeypatch.setenv("SUTCHARIT_DATABASE", url)
    result = alone("init", exit_code=2)
    assert result.stderr.strip()
    assert "Traceback" not in result.stderr


def test_an_officer_added_by_command_signs_in_with_the_printed_password(
    command: Command, session: Session, app: Flask, reader: Reader
) -> None:
    an_office(session)
    session.commit()
    password = command("user", "add", "somchai", "--name", "สมชาย ใจงาม", "--admin").stdout.rstrip().rsplit(" ", 1)[1]
    reader.sign_in("somchai", password)
    # The printed password is temporary: the first page asks for one's own.
    reader.open("/office/password")
    officer = session.scalars(select(Officer)).one()
    assert (officer.role, officer.name) == (Role.ADMINISTRATOR, "สมชาย ใจงาม")


def test_a_password_can_be_given_on_the_input(command: Command, session: Session, reader: Reader) -> None:
    an_office(session)
    session.commit()
    command("user", "add", "somchai", "--password-stdin", typed="my very own password\n")
    reader.sign_in("somchai", "my very own password")
    reader.open("/office/")


def test_the_first_officer_can_come_with_a_new_office(command: Command, session: Session) -> None:
    command("user", "add", "somchai", "--office", "เทศบาลตำบลใหม่", "--admin")
    assert session.scalars(select(Officer)).one().username == "somchai"


def test_a_user_name_that_is_taken_or_badly_formed_is_refused(command: Command, session: Session) -> None:
    an_officer(session, an_office(session), username="malee")
    session.commit()
    command("user", "add", "malee", exit_code=1)
    command("user", "add", "มาลี", exit_code=2)
    command("user", "add", "short", "--password-stdin", typed="short\n", exit_code=2)


def test_a_forgotten_password_is_replaced(command: Command, session: Session, reader: Reader) -> None:
    an_officer(session, an_office(session), username="malee")
    session.commit()
    password = command("user", "password", "malee").stdout.rstrip().rsplit(" ", 1)[1]
    reader.sign_in("malee", password)
    reader.open("/office/password")


def test_several_offices_must_be_told_apart(command: Command, session: Session) -> None:
    an_office(session, "หน่วยงานหนึ่ง")
    an_office(session, "หน่วยงานสอง")
    session.commit()
    said = command("user", "add", "somchai", exit_code=2).stderr
    assert "หน่วยงานหนึ่ง" in said
    assert "หน่วยงานสอง" in said
    command("user", "add", "somchai", "--office", "หน่วยงานสอง")
