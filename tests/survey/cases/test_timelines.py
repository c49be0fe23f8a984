"""The history of a case in words: everybody reads less than its author, and its author less than an officer."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from survey import thai
from survey.cases import author, handling, timeline
from survey.cases.handling import Answer
from survey.cases.timeline import Reader, timeline_of
from survey.models import Case, CaseChannel, CaseStatus, EventKind, Outcome, Refusal
from tests.builders import an_office
from tests.survey.cases.arranged import DONE, MALEE, MONDAY, a_case, a_published

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def told(session: Session, case: Case, reader: Reader) -> list[tuple[str, str, str]]:
    return [(one.title, one.text, one.by) for one in timeline_of(session, case, reader)]


def test_everybody_reads_what_the_office_did_in_public_with_position_and_division(session: Session) -> None:
    case = a_published(session, an_office(session))
    handling.note(session, case, MALEE, "ภายใน")
    handling.answer(session, case, MALEE, DONE)
    signed = "นักพัฒนาชุมชน สำนักปลัด"
    assert told(session, case, Reader.ANYBODY) == [
        ("ได้รับทางเว็บไซต์", "", ""),
        ("เผยแพร่บนกระดาน", "", signed),
        ("ตอบกลับ: เสร็จสิ้น (ทำแล้ว)", "ซ่อมแล้ว", signed),
    ]
    assert told(session, case, Reader.OFFICER)[2] == ("บันทึกภายใน", "ภายใน", f"มาลี ใจดี {signed}")


@ON_ONE_DATABASE
def test_the_author_reads_questions_and_their_own_words_besides(session: Session) -> None:
    case = a_published(session, an_office(session))
    handling.ask(session, case, MALEE, "เสาต้นใด")
    author.add(session, case, "ต้นที่สาม")
    assert [one[:2] for one in told(session, case, Reader.AUTHOR)][2:] == [
        ("หน่วยงานขอข้อมูลเพิ่ม", "เสาต้นใด"),
        ("ผู้เสนอเพิ่มเติม", "ต้นที่สาม"),
    ]
    assert len(told(session, case, Reader.ANYBODY)) == 2


@ON_ONE_DATABASE
def test_why_a_post_was_refused_is_read_by_its_author_and_not_by_others(session: Session) -> None:
    case = a_case(session, an_office(session))
    handling.refuse(session, case, MALEE, reason=Refusal.RUDE, text="กรุณาใช้คำสุภาพ")
    (_, (title, text, _)) = told(session, case, Reader.AUTHOR)
    assert title == "ไม่เผยแพร่"
    assert "มีถ้อยคำไม่สุภาพ" in text
    assert "กรุณาใช้คำสุภาพ" in text
    assert len(told(session, case, Reader.ANYBODY)) == 1


@ON_ONE_DATABASE
def test_what_was_shown_in_two_wordings_is_read_once_in_the_last_of_them(session: Session) -> None:
    case = a_published(session, an_office(session))
    message = author.add(session, case, "บ้านนายดำ")
    handling.show_message(session, case, MALEE, message, "บ้านนายด.")
    handling.show_message(session, case, MALEE, message, "บ้านหลังหนึ่ง")
    assert [one[1] for one in told(session, case, Reader.ANYBODY)[2:]] == ["บ้านหลังหนึ่ง"]
    handling.show_message(session, case, MALEE, message, "")
    assert len(told(session, case, Reader.ANYBODY)) == 2


@ON_ONE_DATABASE
def test_a_paper_stands_on_the_day_it_arrived_although_it_was_typed_in_later(session: Session) -> None:
    with thai.as_of(date(2026, 11, 13)):
        case = a_case(session, an_office(session), channel=CaseChannel.PAPER, received_on=MONDAY)
    (entry,) = timeline_of(session, case, Reader.ANYBODY)
    assert (entry.title, entry.day) == ("ได้รับทางกระดาษ", MONDAY)


@ON_ONE_DATABASE
@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (DONE, "เสร็จสิ้น (ทำแล้ว)"),
        (Answer("ก", CaseStatus.DONE, Outcome.PARTLY), "เสร็จสิ้น (ทำบางส่วน)"),
        # November 2570 belongs to the fiscal year 2571.
        (Answer("ก", CaseStatus.DONE, Outcome.PLANNED, date(2027, 11, 1)), "เสร็จสิ้น (จะทำในปี 2571)"),
        (Answer("ก", CaseStatus.DONE, Outcome.IMPOSSIBLE), "เสร็จสิ้น (ทำไม่ได้)"),
        (Answer("ก", CaseStatus.WORKING), "กำลังดำเนินการ"),
        (Answer("ก", CaseStatus.FORWARDED, to="แขวงทางหลวง"), "ส่งต่อ"),
    ],
)
def test_a_status_is_told_in_words(session: Session, answer: Answer, words: str) -> None:
    case = a_published(session, an_office(session))
    assert timeline.status_words(case) == "รอรับเรื่อง"
    handling.answer(session, case, MALEE, answer)
    assert timeline.status_words(case) == words
    assert told(session, case, Reader.ANYBODY)[-1][0] == f"ตอบกลับ: {words}" + (f" ถึง{answer.to}" if answer.to else "")


def test_every_kind_of_event_has_a_title() -> None:
    own = {EventKind.RECEIVED, EventKind.ANSWERED}
    assert set(timeline._TITLES) == set(EventKind) - own


@ON_ONE_DATABASE
def test_a_withdrawn_case_still_has_a_history_that_can_be_read(session: Session) -> None:
    case = a_published(session, an_office(session))
    message = author.add(session, case, "คำของผู้เสนอ")
    handling.show_message(session, case, MALEE, message, "คำที่เผยแพร่")
    author.withdraw(session, case)
    for reader in Reader:
        assert not any("คำ" in text for _title, text, _by in told(session, case, reader))
    assert told(session, case, Reader.AUTHOR)[-1][0] == "ผู้เสนอถอนเรื่อง"
