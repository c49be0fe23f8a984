"""The front door: the surveys that are open today, and whether the installation is well."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import text

from survey import migrations, thai
from survey.extensions import make_engine
from survey.models import Round, RoundState
from tests.builders import a_scene, arranging
from tests.reader import Reader


def test_the_front_page_of_an_empty_installation_says_so(reader: Reader) -> None:
    reader.open("/")
    assert "ยังไม่มีหน่วยงานในระบบ" in reader.page.words
    assert "/sign-in" in reader.page.links


def test_the_front_page_leads_to_the_surveys_open_today_and_to_no_other(app: Flask, reader: Reader) -> None:
    open_now = a_scene(app, office="เทศบาลเปิดอยู่")
    others = [
        a_scene(app, office="เทศบาลร่าง", state=RoundState.DRAFT),
        a_scene(app, office="เทศบาลปิดแล้ว", state=RoundState.CLOSED),
        a_scene(app, office="เทศบาลเลยวัน"),
        a_scene(app, office="เทศบาลยังไม่ถึงวัน"),
    ]
    with arranging(app) as session:
        past = session.get_one(Round, (others[2].office.id, others[2].round.id))
        past.opens_on = past.closes_on = thai.today() - timedelta(days=1)
        future = session.get_one(Round, (others[3].office.id, others[3].round.id))
        future.opens_on = thai.today() + timedelta(days=1)
    reader.open("/")
    assert {link for link in reader.page.links if link.startswith(("/iit/", "/eit/"))} == {open_now.iit, open_now.eit}
    assert reader.page.words.count("ขณะนี้ไม่มีแบบสำรวจที่เปิดรับคำตอบ") == len(others)


def test_the_health_check_answers_the_schema_version(app: Flask, reader: Reader) -> None:
    answered = reader.open("/healthz")
    assert answered.get_json() == {"status": "ok", "schema": migrations.newest()}
    assert answered.headers["Cache-Control"] == "no-store"


def test_the_health_check_fails_when_the_database_is_away(app: Flask, reader: Reader, tmp_path: Path) -> None:
    nowhere = "postgresql+psycopg://nobody@/nothing?host=/nowhere"
    for url in (nowhere, f"sqlite:///{tmp_path}"):
        app.extensions["engine"].dispose()
        app.extensions["engine"] = make_engine(url)
        assert reader.open("/healthz", status=503).headers["Retry-After"] == "10"


def test_the_health_check_fails_on_a_database_without_tables(app: Flask, reader: Reader, tmp_path: Path) -> None:
    app.extensions["engine"].dispose()
    app.extensions["engine"] = make_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    reader.open("/healthz", status=503)


def test_the_health_check_reads_nothing_but_the_version(app: Flask, reader: Reader) -> None:
    with arranging(app) as session:
        session.execute(text("ALTER TABLE office RENAME TO office_away"))
    try:
        reader.open("/healthz")
    finally:
        with arranging(app) as session:
            session.execute(text("ALTER TABLE office_away RENAME TO office"))
