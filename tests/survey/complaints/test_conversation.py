"""A complaint and what follows it, on both kinds of database."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.complaints.models import Complaint, Part
from tests.survey.complaints.arranged import MAYOR, Complainant, Holders, Tool, code_on


def test_pressing_twice_stores_once_and_shows_the_same_code(complainant: Complainant, opened: Session) -> None:
    complainant.choose()
    form = complainant.page
    codes = []
    for _ in range(2):
        complainant.reader.page = form
        complainant.send("send", ("a.txt", b"evidence"), text="ครั้งเดียว")
        codes.append(code_on(complainant.page))
    assert codes[0] == codes[1]
    assert len(list(opened.scalars(select(Complaint)))) == 1
    # Once it is written down, the form that is still in the browser's history brings the code back no more.
    complainant.send("written", code=codes[0])
    complainant.reader.page = form
    complainant.send("send", ("a.txt", b"evidence"), status=409, text="ครั้งเดียว")
    assert codes[0] not in complainant.page.source


def test_what_was_changed_before_pressing_again_is_a_complaint_of_its_own(complainant: Complainant, opened: Session) -> None:
    complainant.choose()
    form = complainant.page
    codes = set()
    for text in ("อย่างแรก", "แก้แล้ว"):
        complainant.reader.page = form
        complainant.send("send", text=text)
        codes.add(code_on(complainant.page))
    assert len(codes) == len(list(opened.scalars(select(Complaint)))) == 2


def test_a_complaint_is_followed_answered_and_added_to(app: Flask, complainant: Complainant, holders: Holders) -> None:
    complainant.complain(text="มีคนเรียกเงินที่เคาน์เตอร์")
    complainant.follow()
    for said in ("รับแล้ว", "ยังไม่มีข้อความ", "สัปดาห์ของวันที่"):
        assert said in complainant.page.words
    assert "เคาน์เตอร์" not in complainant.page.words
    tool = Tool(app, holders.clerk)
    (complaint,) = tool.complaints()
    tool.reply(complaint, "เกิดเวลาใด\nใครเห็นบ้าง", holders.auditor.public)
    tool.ask("status", complaint=complaint["id"], status="asked")
    complainant.follow()
    for said in ("ขอข้อมูลเพิ่ม", "เกิดเวลาใด", "ใครเห็นบ้าง", "1 ธันวาคม 2569"):
        assert said in complainant.page.words, said
    for status, said in (("considered", "กำลังพิจารณา"), ("forwarded", "ส่งต่อหน่วยงาน")):
        tool.ask("status", complaint=complaint["id"], status=status)
        complainant.follow()
        assert said in complainant.page.words, said
    complainant.send("add", ("ใบเสร็จ.pdf", b"%PDF"), text="ตอนเช้า", name="สมชาย", contact="081-234-5678")
    for said in ("ปิดผนึกและส่งให้ผู้อ่านทั้งสองแล้ว", "ตอนเช้า", "สมชาย", "ใบเสร็จ.pdf"):
        assert said in complainant.page.words, said
    for key in (holders.clerk, holders.auditor):
        message, files = (Tool(app, key).read(complaint["id"], number) for number in (3, 4))
        assert (message["text"], message["name"]) == ("ตอนเช้า", "สมชาย")
        assert files["files"] == [{"name": "ใบเสร็จ.pdf", "kind": "application/pdf", "content": "JVBERg=="}]


def test_a_message_sent_twice_is_stored_once_and_an_empty_one_not_at_all(complainant: Complainant, opened: Session) -> None:
    complainant.complain()
    complainant.follow()
    page = complainant.page
    for _ in range(2):
        complainant.reader.page = page
        complainant.send("add", text="ครั้งเดียว")
    complainant.send("add", status=422, text=" ")
    assert len(list(opened.scalars(select(Part)))) == 2


def test_the_first_question_decides_who_reads(complainant: Complainant, opened: Session, holders: Holders) -> None:
    complainant.complain(about=MAYOR, text="นายกเรียกเงิน")
    stored = opened.scalars(select(Complaint)).one()
    assert stored.key_set == holders.mayor_set
    # No address that a browser or a log keeps tells whom it is about.
    assert not [answer for answer in complainant.answers if holders.mayor_set in answer.request.url]
