"""Cases for tests, made through the operations people use."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from survey.cases import handling, intake
from survey.cases.handling import Answer
from survey.cases.history import Actor
from survey.cases.intake import Sent
from survey.cases.receipts import Receipt
from survey.config import Settings
from survey.models import Case, CaseStatus, Office, Outcome
from tests.builders import SECRET

KEY = Settings(database="", secret=SECRET).key("cases")
MALEE = Actor("m4", "มาลี ใจดี", "นักพัฒนาชุมชน", "สำนักปลัด")
# A Monday, with two weeks without a day off but the weekends before and after it.
MONDAY = date(2026, 11, 9)
DONE = Answer("ซ่อมแล้ว", CaseStatus.DONE, Outcome.DONE)


def a_receipt(session: Session, office: Office, text: str = "ไฟหน้าวัดดับ", **sent: Any) -> Receipt:
    return intake.receive(session, office.id, Sent(sent.pop("subject", "ไฟถนน"), text, **sent), key=KEY)


def a_case(session: Session, office: Office, text: str = "ไฟหน้าวัดดับ", **sent: Any) -> Case:
    return a_receipt(session, office, text, **sent).case


def a_published(session: Session, office: Office, text: str = "ไฟหน้าวัดดับ", **sent: Any) -> Case:
    made = a_case(session, office, text, **sent)
    handling.publish(session, made, MALEE, subject=made.subject, text=made.text)
    return made
