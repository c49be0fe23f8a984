"""Boards with cases on them, made through the operations that officers and people outside use."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flask import Flask
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from survey import thai
from survey.cases import handling, intake, pictures, tickets
from survey.cases.history import Actor
from survey.config import Settings
from survey.models import Case, CaseFile, Division
from tests.builders import SECRET, an_office, an_officer, arranging, looking
from tests.reader import Reader

KEY = Settings(database="", secret=SECRET).key("cases")
TEXT = "ไฟถนนหน้าวัดดับมาตั้งแต่ต้นเดือน"


@dataclass(frozen=True, slots=True)
class Place:
    """An office with a board. `path` is the board's, `divisions` has ids by name, `officer` signs what the office does."""

    app: Flask
    office_id: str
    officer: Actor
    divisions: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return f"/board/{self.office_id}/"


def a_place(app: Flask, office: str = "เทศบาลทดสอบ", divisions: Sequence[str] = ("กองช่าง", "กองคลัง")) -> Place:
    with arranging(app) as session:
        made = an_office(session, office)
        officer = an_officer(session, made)
        rows = [Division(office_id=made.id, name=name, position=at) for at, name in enumerate(divisions)]
        session.add_all(rows)
        session.flush()
        actor = Actor(officer.id, officer.name, "นายช่างโยธา", "กองช่าง")
        return Place(app, made.id, actor, {row.name: row.id for row in rows})


def received(session: Session, place: Place, subject: str, text: str = TEXT, **sent: Any) -> tuple[Case, str]:
    """A case that waits, and its private code."""
    made = intake.receive(session, place.office_id, intake.Sent(subject, text, **sent), key=KEY)
    return made.case, made.code


def published(session: Session, place: Place, subject: str, text: str = TEXT, **sent: Any) -> tuple[Case, str]:
    """A case on the board, and its private code."""
    case, code = received(session, place, subject, text, **sent)
    handling.publish(session, case, place.officer, subject=subject, text=text)
    return case, code


def days_ago(days: int) -> date:
    return thai.today() - timedelta(days=days)


def cases_of(place: Place) -> list[Case]:
    with looking(place.app) as session:
        return list(session.scalars(select(Case).where(Case.office_id == place.office_id).order_by(Case.number)))


def files_in(place: Place) -> int:
    with looking(place.app) as session:
        return session.scalar(select(func.count()).select_from(CaseFile)) or 0


def a_photo(colour: str = "red", *, kind: str = "JPEG", size: tuple[int, int] = (60, 40)) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", size, colour).save(content, kind)
    return content.getvalue()


def a_picture(colour: str = "red") -> pictures.Picture:
    return pictures.made_anew(io.BytesIO(a_photo(colour)))


def an_early_ticket(place: Place, seconds: int = 30) -> str:
    """The ticket of a form that was opened some seconds ago."""
    key = Settings(database="", secret=SECRET).key("board work")
    return tickets.issue(key, place.office_id, now=time.time() - seconds, bits=0).text


def filled(reader: Reader, place: Place, **fields: str) -> dict[str, Any]:
    """Open the form and fill it in, as somebody who took half a minute."""
    reader.open(f"{place.path}new")
    return {**reader.page.fields, "ticket": an_early_ticket(place), "subject": "ขอไฟถนน", "text": TEXT, **fields}


def send(reader: Reader, place: Place, fields: dict[str, Any], *photos: bytes, status: int = 200) -> TestResponse:
    """Send the form, with photos as files."""
    sent = {name: value for name, value in fields.items() if name != "photos"}
    files = [FileStorage(io.BytesIO(photo), filename=f"{at}.jpg") for at, photo in enumerate(photos)]
    boundary, body = encode_multipart({**sent, "photos": files})
    return reader.send_body(f"{place.path}new", body, f'multipart/form-data; boundary="{boundary}"', status=status)


def kept(reader: Reader) -> list[str]:
    """The pictures that the page carries along."""
    return re.findall(r'name="kept" value="([^"]+)"', reader.page.source)


def receipt(reader: Reader) -> tuple[str, str]:
    """The case number and the private code on the page."""
    assert reader.page.heading == "ได้รับเรื่องของท่านแล้ว", reader.page.words
    found = re.search(r"เลขที่เรื่อง ([0-9]{4}-[0-9]{4}) รหัสติดตาม ([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}) ", reader.page.words)
    assert found is not None
    return found[1], found[2]
