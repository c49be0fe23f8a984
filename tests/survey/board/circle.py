"""A board on which something was done, for the pages and files that tell of it."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date

from flask import Flask
from PIL import Image

from survey import thai
from survey.cases import handling
from survey.cases.handling import Answer
from survey.cases.pictures import Picture
from survey.models import CaseStatus, Division, FilePurpose, Office, Outcome
from tests.builders import an_office, arranging
from tests.survey.cases.arranged import MALEE, a_case

TODAY = date(2026, 11, 16)
FORMULA = "=cmd|' /C calc'!A0"


@dataclass(frozen=True, slots=True)
class Circle:
    """An office with a division, and the numbers of its cases by what became of them."""

    office: Office
    division: str
    done: str
    partly: str
    planned: str
    impossible: str
    open: str
    refused: str
    earlier: str


def a_picture(colour: str = "teal", size: tuple[int, int] = (64, 48)) -> Picture:
    content = io.BytesIO()
    Image.new("RGB", size, colour).save(content, "JPEG")
    return Picture(content.getvalue(), "image/jpeg", *size)


def a_circle(app: Flask) -> Circle:
    """What was said on the way is private except the published words: names, contacts and what was redacted never show."""
    with arranging(app) as session:
        office = an_office(session)
        division = Division(office_id=office.id, name="กองช่าง", position=1)
        session.add(division)
        session.flush()

        def finished(subject: str, text: str, answer: Answer, *, on: date, shown: str = "", **sent: str) -> str:
            with thai.as_of(date(2026, 9, 28)):
                case = a_case(session, office, text, subject=subject, division_id=division.id, **sent)
                handling.publish(session, case, MALEE, subject=subject, text=shown or text)
            with thai.as_of(on):
                handling.answer(session, case, MALEE, answer)
                if answer.outcome == Outcome.DONE:
                    for purpose, words in ((FilePurpose.BEFORE, "ไฟดับ"), (FilePurpose.AFTER, "ไฟสว่าง")):
                        handling.add_picture(session, case, MALEE, a_picture(), purpose=purpose, description=words)
            return case.number

        earlier = finished(
            "ป้ายชำรุด", "ป้ายหน้าตลาดล้ม", Answer("ติดป้ายใหม่แล้ว", CaseStatus.DONE, Outcome.DONE), on=date(2026, 9, 30)
        )
        done = finished(
            "ไฟหน้าวัด",
            "ไฟหน้าวัดดับ ถามนายสมชาย 081-234-5678",
            Answer("เปลี่ยนหลอดไฟแล้ว", CaseStatus.DONE, Outcome.DONE),
            on=date(2026, 10, 6),
            shown="ไฟหน้าวัดดับ ถาม …",
            village="หมู่ 3",
            name="สมหญิง ลับมาก",
            contact="somying@example.org",
        )
        partly = finished(FORMULA, "ขุดลอกคลอง", Answer("ขุดแล้วครึ่งหนึ่ง", CaseStatus.DONE, Outcome.PARTLY), on=date(2026, 10, 7))
        planned = finished(
            "ลานกีฬา",
            "อยากได้ลานกีฬา",
            Answer("ตั้งงบไว้แล้ว", CaseStatus.DONE, Outcome.PLANNED, planned_for=date(2027, 12, 1)),
            on=date(2026, 10, 8),
        )
        impossible = finished(
            "สะพานลอย",
            "ขอสะพานลอย",
            Answer("ถนนเป็นของกรมทางหลวง", CaseStatus.DONE, Outcome.IMPOSSIBLE),
            on=date(2026, 10, 9),
        )
        with thai.as_of(date(2026, 11, 12)):
            still = a_case(session, office, "น้ำไหลอ่อนทุกเย็น", subject="น้ำประปา")
            handling.publish(session, still, MALEE, subject="น้ำประปา", text="น้ำไหลอ่อนทุกเย็น")
            refused = a_case(session, office, "คำที่ไม่ควรมีใครอ่าน", subject="หยาบคาย")
            handling.refuse(session, refused, MALEE, reason="rude")  # type: ignore[arg-type]
        numbers = (done, partly, planned, impossible, still.number, refused.number, earlier)
        return Circle(office, division.id, *numbers)
