"""Offices that are asked for services: forms filled in by people, and requests made through the operations they use."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from survey.cases import handling, intake, tickets
from survey.cases.handling import Answer
from survey.config import Settings
from survey.models import Case, CaseChannel, CaseStatus, Outcome
from survey.services.definitions import Service, load_services
from survey.services.requests import sent
from tests.builders import SECRET, an_application
from tests.reader import Reader
from tests.survey.board.arranged import KEY, Place

PACKAGED = {one.key: one for one in load_services().each}
LAMP = {"problem": "ไฟดับ", "village": "หมู่ 3", "landmark": "หน้าบ้านนายดำ", "lamp_post": "A-12", "place": "17.41230,104.78120"}
PRIVATE = {
    "applicant": "คนพิการยื่นด้วยตนเอง",
    "person_name": "สมศรี มีสุข",
    "village": "หมู่ 5",
    "telephone": "0812345678",
    "appointment": "2027-03-02",
}


def services_path(place: Place) -> str:
    return f"/services/{place.office_id}/"


def requested(
    session: Session,
    place: Place,
    key: str = "streetlight",
    values: dict[str, str] | None = None,
    *,
    on: date | None = None,
    channel: CaseChannel = CaseChannel.WEB,
    is_held: bool = False,
) -> tuple[Case, str]:
    """A request and its private code. `values` are those of a lamp or of a private request unless others are given."""
    service = PACKAGED[key]
    usual = PRIVATE if key == "disability" else LAMP
    made = sent(session, place.office_id, service, usual if values is None else values, channel=channel, is_held=is_held)
    receipt = intake.receive(session, place.office_id, replace(made, received_on=on), key=KEY)
    return receipt.case, receipt.code


def finished(session: Session, place: Place, case: Case, text: str = "เปลี่ยนหลอดแล้ว") -> None:
    handling.answer(session, case, place.officer, Answer(text, CaseStatus.DONE, Outcome.DONE))


def an_early_ticket(place: Place, seconds: int = 30) -> str:
    """The ticket of a form that was opened some seconds ago."""
    key = Settings(database="", secret=SECRET).key("service work")
    return tickets.issue(key, place.office_id, now=time.time() - seconds, bits=0).text


def filled(reader: Reader, place: Place, fields: Mapping[str, str], key: str = "streetlight") -> dict[str, Any]:
    """Open the form of a service and fill it in, as somebody who took half a minute. Names of fields are those of the file."""
    reader.open(f"{services_path(place)}{key}/new")
    typed = {f"field_{name}": value for name, value in fields.items()}
    return {**reader.page.fields, "ticket": an_early_ticket(place), **typed}


def send(
    reader: Reader, place: Place, fields: dict[str, Any], *photos: bytes, key: str = "streetlight", status: int = 200
) -> TestResponse:
    """Send the form, with photos as files."""
    said = {name: value for name, value in fields.items() if name != "photos"}
    files = [FileStorage(io.BytesIO(photo), filename=f"{at}.jpg") for at, photo in enumerate(photos)]
    boundary, body = encode_multipart({**said, "photos": files})
    kind = f'multipart/form-data; boundary="{boundary}"'
    return reader.send_body(f"{services_path(place)}{key}/new", body, kind, status=status)


def receipt(reader: Reader) -> tuple[str, str]:
    """The case number and the private code on the page."""
    assert reader.page.heading == "ได้รับคำขอของท่านแล้ว", reader.page.words
    found = re.search(r"เลขที่เรื่อง ([0-9]{4}-[0-9]{4}) รหัสติดตาม ([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}) ", reader.page.words)
    assert found is not None
    return found[1], found[2]


@contextmanager
def an_application_with(settings: Settings, folder: Path) -> Iterator[Flask]:
    """The application of an office that has services of its own in a folder."""
    with an_application(replace(settings, services=(folder,))) as app:
        yield app


def a_service(**changes: Any) -> Service:
    return replace(PACKAGED["streetlight"], **changes)
