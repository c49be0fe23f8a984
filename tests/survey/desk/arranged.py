"""An office at its desk: cases as people sent them, and an officer who acts on them through the pages."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from flask import Flask
from PIL import Image
from sqlalchemy import select

from survey.cases import handling
from survey.cases.history import Actor, events_of
from survey.cases.intake import Sent, receive
from survey.cases.pictures import made_anew
from survey.config import Settings
from survey.models import Case, CaseEvent, Division, Office, Officer, OfficerPost, Role
from tests.builders import SECRET, an_office, an_officer, arranging, looking
from tests.reader import Reader

KEY = Settings(database="", secret=SECRET).key("cases")
TEXT = "ไฟหน้าวัดดับ ติดต่อ 081-234-5678"
MASKED = "ไฟหน้าวัดดับ ติดต่อ xxx-xxx-xxxx"


@dataclass(frozen=True, slots=True)
class Desk:
    """An office with an administrator (malee), an officer (somchai) of a division, and no case yet."""

    app: Flask
    office: Office
    malee: Officer
    somchai: Officer
    division: Division

    def case(self, subject: str = "ไฟถนนดับ", text: str = TEXT, *, public: bool = False, photos: int = 0, **sent: Any) -> str:
        """Send a case, have it published if it is to be public, and return its number."""
        with arranging(self.app) as session:
            pictures = [made_anew(a_photo()) for _ in range(photos)]
            made = receive(session, self.office.id, Sent(subject, text, **sent), key=KEY, pictures=pictures).case
            if public:
                handling.publish(session, made, self.actor, subject=subject, text=text)
            return made.number

    @property
    def actor(self) -> Actor:
        """The administrator, as an actor."""
        return Actor(self.malee.id, self.malee.name)

    def act(self, reader: Reader, number: str, name: str, *, status: int = 302, seen: int | None = None, **fields: Any) -> None:
        """Send the form of an act; `seen` is how far its page had read, the whole history unless told."""
        given = {f"{name}-{field}": value for field, value in fields.items()}
        seen = len(self.events(number)) if seen is None else seen
        reader.send(f"/office/cases/{number}", {"act": name, "seen": seen, **given}, status=status)

    def found(self, number: str) -> Case:
        """The case as it is stored."""
        with looking(self.app) as session:
            return session.scalars(select(Case).where(Case.office_id == self.office.id, Case.number == number)).one()

    def events(self, number: str) -> list[CaseEvent]:
        """The history of a case."""
        with looking(self.app) as session:
            return events_of(session, self.found(number))


def a_desk(app: Flask, name: str = "เทศบาลตำบลทดสอบ") -> Desk:
    with arranging(app) as session:
        office = an_office(session, name)
        malee = an_officer(session, office)
        somchai = an_officer(session, office, "somchai", Role.OFFICER)
        somchai.name = "สมชาย ตั้งใจ"
        division = Division(office_id=office.id, name="กองช่าง", position=1)
        session.add(division)
        session.flush()
        session.add(OfficerPost(office_id=office.id, officer_id=somchai.id, position="นายช่างโยธา", division_id=division.id))
    return Desk(app, office, malee, somchai, division)


def signed_in(app: Flask, desk: Desk, username: str = "malee") -> Reader:
    reader = Reader(app)
    reader.be(username, desk.office.id)
    reader.open("/office/cases/")
    return reader


def a_photo() -> BytesIO:
    file = BytesIO()
    Image.new("RGB", (40, 30), "grey").save(file, "JPEG")
    file.seek(0)
    return file
