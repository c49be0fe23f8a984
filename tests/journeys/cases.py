"""Cases in every state a page of officers shows, for the office that is furnished."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

from PIL import Image
from sqlalchemy.orm import Session

from survey import thai
from survey.cases import author, handling, queue
from survey.cases.handling import Answer
from survey.cases.history import Actor
from survey.cases.intake import Sent, receive
from survey.cases.pictures import Picture, made_anew
from survey.cases.receipts import Receipt
from survey.config import Settings
from survey.models import AnswerTemplate, CaseStatus, Division, FilePurpose, Office, Officer, Outcome, Refusal, Suggestion
from survey.services.definitions import load_services
from survey.services.requests import sent
from tests.builders import SECRET

LONG_SUBJECT = "ขอให้ปรับปรุงทางเท้าและรางระบายน้ำหน้าโรงเรียนบ้านโพธิ์ไทรงามเพราะเด็กเดินลำบากมากในฤดูฝน"
_KEY = Settings(database="", secret=SECRET).key("cases")


def put_cases(session: Session, office: Office, officer: Officer, division: Division) -> dict[str, str]:
    """Make cases; return paths by name.

    The officers' pages of one that nobody has read and of one that has been answered, the board with the public page of the
    latter, and the authors' pages of one that the office asked about and of one that it refused.
    """
    actor = Actor(officer.id, officer.name, "นักวิเคราะห์นโยบายและแผนชำนาญการ", division.name)
    long_ago = thai.today() - timedelta(days=20)
    text = "ทางเท้าแตกหลายจุด เด็กต้องเดินบนถนน ติดต่อครูสมศรี 081-234-5678\nอยากให้ซ่อมก่อนเปิดเทอม"
    waiting = Sent(LONG_SUBJECT, text, name="สมศรี ใจดี", contact="081-234-5678", village="หมู่ 4", received_on=long_ago)
    unread = receive(session, office.id, waiting, key=_KEY, pictures=[_photo("grey"), _photo("brown")]).case
    answered = receive(session, office.id, Sent("ทางเท้าหน้าโรงเรียนพัง", text, received_on=long_ago), key=_KEY).case
    handling.publish(session, answered, actor, subject=answered.subject, text="ทางเท้าแตกหลายจุด")
    handling.assign(session, answered, actor, division=division, officer_id=officer.id, text="ฝากสำรวจภายในสัปดาห์นี้")
    handling.acknowledge(session, answered, actor, text="กองช่างจะเข้าสำรวจ")
    author.add(session, answered, "เมื่อวานมีเด็กล้มอีกคน โทรหาผมได้ 0898765432")
    handling.draft(session, answered, actor, Answer("ซ่อมแล้ว", CaseStatus.DONE, Outcome.DONE))
    handling.add_picture(session, answered, actor, _photo("tan"), purpose=FilePurpose.BEFORE, description="ทางเท้าก่อนซ่อม")
    soon = thai.today() + timedelta(days=9)
    handling.answer(session, answered, actor, Answer("จะเทใหม่ทั้งช่วง", CaseStatus.DONE, Outcome.PLANNED, soon))
    for at in range(3):
        receive(session, office.id, Sent(f"เงินกู้ด่วนทันใจ {at}", "คลิกเลย", fields={queue.HELD: True}), key=_KEY)
    session.add(AnswerTemplate(office_id=office.id, title="ไฟถนนดับ", text="ขอบคุณที่แจ้ง\nจะเข้าซ่อมภายใน 3 วันทำการ"))
    session.add(Suggestion(office_id=office.id, text="อยากให้เปิดวันเสาร์"))
    asked = receive(session, office.id, Sent("ไฟถนนดับ", "หน้าวัด", received_on=long_ago), key=_KEY, pictures=[_photo("navy")])
    handling.ask(session, asked.case, actor, "ดับกี่ต้น และอยู่ฝั่งใดของวัด")
    refused = receive(session, office.id, Sent("นายกโกง", "ขอให้ตรวจสอบ", received_on=long_ago), key=_KEY)
    handling.refuse(session, refused.case, actor, reason=Refusal.ACCUSATION)
    board = f"/board/{office.id}/"
    return {
        "unread": f"/office/cases/{unread.number}",
        "answered": f"/office/cases/{answered.number}",
        "board": board,
        "board_case": f"{board}{answered.number}",
        "asked": f"{board}follow/{asked.code}",
        "refused": f"{board}follow/{refused.code}",
        **_put_requests(session, office, actor),
    }


def _put_requests(session: Session, office: Office, actor: Actor) -> dict[str, str]:
    """Make requests for services; return paths by name: where services begin, a public request, and two authors' pages."""
    services = {one.key: one for one in load_services().each}
    lamp = {
        "problem": "โคมหรือเสาชำรุด",
        "village": "หมู่ 12",
        "landmark": "สามแยกทางเข้าหมู่บ้าน",
        "lamp_post": "ก-1042",
        "place": "17.41230,104.78120",
    }
    person = {"applicant": "ผู้ดูแลยื่นแทน", "person_name": "สมศรี มีสุข", "caregiver_name": "สมหมาย มีสุข", "village": "หมู่ 4"}
    person |= {"telephone": "0812345678", "appointment": (thai.today() + timedelta(days=30)).isoformat()}

    def received(key: str, values: dict[str, str]) -> Receipt:
        return receive(session, office.id, sent(session, office.id, services[key], values), key=_KEY, pictures=[_photo("navy")])

    waiting, done, asked = received("streetlight", lamp), received("streetlight", lamp), received("disability", person)
    handling.answer(session, done.case, actor, Answer("เปลี่ยนโคมแล้ว ขอบคุณที่แจ้ง", CaseStatus.DONE, Outcome.DONE))
    handling.ask(session, asked.case, actor, "ขอรูปบัตรประจำตัวคนพิการที่เห็นชัดกว่านี้")
    path = f"/services/{office.id}/"
    return {
        "services": path,
        "service_request": f"{path}requests/{waiting.case.number}",
        "service_done": f"{path}follow/{done.code}",
        "service_asked": f"{path}follow/{asked.code}",
    }


def _photo(colour: str) -> Picture:
    file = BytesIO()
    Image.new("RGB", (160, 120), colour).save(file, "JPEG")
    file.seek(0)
    return made_anew(file)
