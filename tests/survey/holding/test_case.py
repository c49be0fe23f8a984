"""`sutcharit case` against a listening server: two holders, each with a key and a stick of their own."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey import thai
from survey.complaints import daily
from survey.complaints.database import ComplaintsDatabase
from survey.complaints.holders import propose_keys
from survey.complaints.keys import Holder
from survey.complaints.models import Complaint, KeySet, Part
from tests.survey import locked_key
from tests.survey.complaints.arranged import MAYOR, STAFF, Complainant, Holders, a_key
from tests.survey.holding.conftest import Person, on_one_kind

MARK = "ZWQXเรียกเงินใต้โต๊ะ"
REPLY = "ZWQXได้รับเรื่องแล้ว"
FILE = b"%PDF-ZWQX evidence"


def the_id(opened: Session) -> str:
    opened.rollback()
    return opened.scalars(select(Complaint.id)).one()


def test_two_holders_read_answer_and_close_and_the_complainant_sees_it_with_the_code(
    complainant: Complainant, clerk: Person, auditor: Person, opened: Session
) -> None:
    complainant.complain(("bill.pdf", FILE), text=MARK, name="นายสมมติ")
    complaint = the_id(opened)
    assert "1 เรื่อง" in clerk("fetch")
    assert "1 เรื่อง" in auditor("fetch")
    for one in (clerk, auditor):
        said = one("read", complaint[:6])
        assert MARK in said
        assert "นายสมมติ" in said
        assert "bill.pdf" in said
    assert "รับแล้ว" in clerk("list")
    clerk("reply", complaint, "--text", REPLY)
    clerk("status", complaint, "considered")
    clerk("close", complaint, "acted_on")
    assert "3. " in clerk("list")
    # Until it is sent, nobody sees any of it.
    complainant.follow()
    assert REPLY not in complainant.page.words
    sent = clerk("send")
    assert (sent.count("ส่งแล้ว  "), "ไม่ได้รับ 0 รายการ" in sent) == (3, True)
    complainant.follow()
    assert REPLY in complainant.page.words
    assert "กำลังพิจารณา" in complainant.page.words

    clerk("fetch")
    assert "ท่านเป็นผู้เสนอ" in clerk("confirm", complaint, "--yes", exit_code=2)
    assert "ไม่มีข้อเสนอ" in auditor("confirm", complaint, "--yes", exit_code=2)
    auditor("fetch")
    assert REPLY in auditor("read", complaint)
    assert "รอท่านยืนยัน" in auditor("list")
    auditor("confirm", complaint, typed="n\n", exit_code=1)
    auditor("confirm", complaint, typed="y\n")
    auditor("send")
    complainant.follow()
    assert "ดำเนินการแล้ว" in complainant.page.words
    clerk("fetch")
    assert "ยุติ (ดำเนินการแล้ว)" in clerk("list")


@on_one_kind
def test_nothing_that_was_opened_or_written_lies_on_the_stick(
    complainant: Complainant, clerk: Person, opened: Session, tmp_path: Path
) -> None:
    complainant.complain(("bill.pdf", FILE), text=MARK)
    complaint = the_id(opened)
    clerk("fetch")
    clerk("read", complaint)
    clerk("reply", complaint, typed=f"{REPLY}\n")
    here = clerk.files()
    assert set(here) == {"bundle.zip", "seen.json", "pinned.json", "outbox.json"}
    with zipfile.ZipFile(clerk.stick / "bundle.zip") as made:
        inside = {name: made.read(name) for name in made.namelist()}
    assert set(inside) == {"bundle.json", f"parts/{complaint}/1"}
    for content in (*here.values(), *inside.values()):
        for mark in ("ZWQX", clerk.key.secret):
            assert mark.encode() not in content
            assert json.dumps(mark).strip('"').encode() not in content
    # Only what is asked for is written out, and never in the place of another file.
    to = tmp_path / "saved"
    clerk("read", complaint, "--save", to)
    (file,) = to.iterdir()
    assert (file.name, file.read_bytes()) == (f"{complaint}-1-1-bill.pdf", FILE)
    assert file.stat().st_mode & 0o077 == 0
    assert "เขียนลงโฟลเดอร์" in clerk("read", complaint, "--save", to, exit_code=2)


@on_one_kind
def test_the_accused_gets_nothing_of_what_is_about_them(
    complainant: Complainant, clerk: Person, auditor: Person, person: Callable[..., Person], opened: Session
) -> None:
    # The clerk is of the staff's key set; what is about the mayor goes to the auditor and the member.
    complainant.complain(about=MAYOR, text=MARK)
    complaint = the_id(opened)
    assert "มี 0 เรื่อง" in clerk("fetch")
    with zipfile.ZipFile(clerk.stick / "bundle.zip") as made:
        assert made.namelist() == ["bundle.json"]
        assert complaint.encode() not in made.read("bundle.json")
    auditor("fetch")
    assert MARK in auditor("read", complaint)
    # Nor does the stick of somebody else help, and a key of nobody gets nothing at all.
    clerk.stick = auditor.stick
    assert "จึงเปิดไม่ได้" in clerk("read", complaint, exit_code=1)
    assert "โฟลเดอร์นี้เป็นของ" in clerk("fetch", exit_code=2)
    stranger = person(a_key(), "stranger")
    assert "ไม่รู้จักกุญแจนี้" in stranger("fetch", exit_code=1)
    assert not stranger.files()


@on_one_kind
def test_a_locked_key_file_opens_with_its_passphrase_and_no_other(person: Callable[..., Person], holders: Holders) -> None:
    clerk = person(holders.clerk, "clerk", locked_key.FILE)
    assert "รหัสผ่านของไฟล์กุญแจไม่ถูกต้อง" in clerk("fetch", typed="ผิด\n", exit_code=1)
    assert not clerk.files()
    clerk("fetch", typed=f"{locked_key.PASSPHRASE}\n")
    assert holders.staff_set in clerk("list")


@on_one_kind
def test_what_is_refused_is_told_and_does_not_hold_up_the_rest(
    complainant: Complainant, clerk: Person, auditor: Person, opened: Session
) -> None:
    complainant.complain(text=MARK)
    complaint = the_id(opened)
    for one in (clerk, auditor):
        one("fetch")
    clerk("erase", complaint)
    clerk("send")
    auditor("fetch")
    auditor("confirm", complaint, "--yes")
    # Exchanged after the auditor has seen it.
    clerk("close", complaint, "not_proven")
    clerk("send")
    auditor("status", complaint, "asked")
    said = auditor("send", exit_code=1)
    assert "ข้อเสนอเปลี่ยนไปจากที่ท่านเห็น" in said
    assert "ส่งแล้ว 1 รายการ ไม่ได้รับ 1 รายการ" in said
    assert "รอส่ง" not in auditor("list")
    auditor("fetch")
    auditor("withdraw", complaint)
    auditor("status", complaint, "considered")
    assert "ไม่ส่งแล้ว" in auditor("drop", 2)
    auditor("drop", 2, exit_code=2)
    auditor("send")
    clerk("fetch")
    assert "ข้อเสนอ" not in clerk("list")


@on_one_kind
def test_keys_are_changed_by_both_and_a_secret_one_is_refused(
    clerk: Person, auditor: Person, person: Callable[..., Person], holders: Holders, opened: Session
) -> None:
    new = a_key()
    clerk("fetch")
    assert "นี่คือกุญแจลับ" in clerk("keys", holders.staff_set, "--key-b", new.secret, exit_code=2)
    assert "age1" in clerk("keys", holders.staff_set, "--key-b", "age1x", exit_code=2)
    clerk("keys", holders.staff_set, exit_code=2)
    assert "outbox.json" not in clerk.files()
    clerk("keys", holders.staff_set, "--key-b", new.public, "--name-b", "นิติกร")
    clerk("send")
    auditor("fetch")
    assert new.public in auditor("confirm", holders.staff_set, "--yes")
    auditor("send")
    opened.rollback()
    made = opened.scalars(select(KeySet).where(KeySet.about == STAFF, KeySet.retired.is_(False))).one()
    assert (made.name_a, made.name_b, made.holders) == ("ปลัด", "นิติกร", (holders.clerk.public, new.public))
    assert "เลิกใช้แล้ว" in (clerk("fetch") and clerk("list"))
    assert "มี 0 เรื่อง" in person(new, "lawyer")("fetch")


@on_one_kind
def test_what_the_server_proposes_for_a_lost_key_is_told_with_its_week_and_can_be_taken_back(
    complaints: ComplaintsDatabase, clerk: Person, holders: Holders
) -> None:
    with complaints.session(writes=True) as session:
        key_set = session.scalars(select(KeySet).where(KeySet.id == holders.staff_set)).one()
        two = (Holder("ปลัด", clerk.key.public), Holder("นิติกร", a_key().public))
        propose_keys(session, key_set, two, by="", today=thai.today())
        week = key_set.proposal["from_week"]
        session.commit()
    clerk("fetch")
    for one in ("ผู้ดูแลเครื่องแม่ข่ายเสนอเพราะกุญแจหาย", week, "sutcharit case withdraw"):
        assert one in clerk("list"), one
    clerk("confirm", holders.staff_set, "--yes")
    assert "ยังยืนยันไม่ได้" in clerk("send", exit_code=1)
    clerk("withdraw", holders.staff_set)
    clerk("send")
    assert "ข้อเสนอ" not in (clerk("fetch") and clerk("list"))


@on_one_kind
def test_a_test_case_is_closed_when_both_have_opened_it(
    complaints: ComplaintsDatabase, clerk: Person, auditor: Person, opened: Session, holders: Holders
) -> None:
    daily.daily(complaints.engine, date(2026, 11, 24), keep_days=90)
    complaint = opened.scalars(select(Complaint.id).where(Complaint.key_set == holders.staff_set)).one()
    for one in (clerk, auditor):
        one("fetch")
        assert "เรื่องทดสอบ" in one("list")
        one("reply", complaint, "--text", "x", exit_code=2)
        one("acknowledge", complaint)
        one("send")
    clerk("fetch")
    assert "ยุติ (เรื่องทดสอบประจำปี)" in clerk("list")


@on_one_kind
def test_a_server_without_encryption_elsewhere_or_that_is_away_is_refused(clerk: Person) -> None:
    clerk("fetch")
    for wrong in (
        "http://example.org/complaints/kb4t/",
        "https://example.org/board/kb4t/",
        "https://a@example.org/complaints/kb4t/",
        "ftp://example.org/complaints/kb4t/",
        "https://example.org:x/complaints/kb4t/",
        "kb4t",
    ):
        clerk.address = wrong
        assert "ที่อยู่ต้องเป็น" in clerk("fetch", exit_code=2)
    clerk.address = "http://127.0.0.1:9/complaints/kb4t/"
    assert "ติดต่อเครื่องแม่ข่ายไม่ได้" in clerk("fetch", exit_code=1)
    clerk.address = "http://127.0.0.1:9/complaints/other/"
    assert "หน่วยงานอื่น" in clerk("send", exit_code=2)


@on_one_kind
def test_only_new_containers_are_fetched_again(complainant: Complainant, clerk: Person, opened: Session) -> None:
    complainant.complain(text=MARK)
    assert "ใหม่ 1 ชิ้น" in clerk("fetch")
    complainant.follow()
    complainant.send("add", ("more.txt", b"more"), text="เพิ่มเติม")
    assert "ใหม่ 2 ชิ้น" in clerk("fetch")
    assert len(opened.scalars(select(Part.number)).all()) == 3
    assert "เพิ่มเติม" in clerk("read", the_id(opened))
    assert "ใหม่ 0 ชิ้น" in clerk("fetch")
