"""What officers do to a case, and what each act leaves behind."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from survey import thai
from survey.cases import author, clock, handling
from survey.cases.handling import Answer
from survey.cases.history import events_of
from survey.cases.intake import add_pictures
from survey.cases.pictures import Picture
from survey.errors import NotFound, WrongCaseState
from survey.manage.operations import add_division
from survey.models import (
    Case,
    CaseStatus,
    EventKind,
    FilePurpose,
    Outcome,
    Refusal,
    Visibility,
)
from tests.builders import an_office
from tests.survey.cases.arranged import DONE, MALEE, MONDAY, a_case, a_published

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

A_PICTURE = Picture(b"a jpeg", "image/jpeg", 4, 3)
WORKING = Answer("ช่างกำลังสั่งหลอดไฟ", CaseStatus.WORKING)
SENT_ON = Answer("ส่งให้แขวงทางหลวงแล้ว", CaseStatus.FORWARDED, to="แขวงทางหลวงนครพนม")


def last(session: Session, case: Case) -> tuple[str, bool, str]:
    event = events_of(session, case)[-1]
    return event.kind, event.is_public, event.text


def test_publishing_shows_the_words_an_officer_leaves_and_keeps_the_authors(session: Session) -> None:
    case = a_case(session, an_office(session), "นายดำ โทร 081-234-5678 ทิ้งขยะ")
    handling.publish(session, case, MALEE, subject="ขยะ", text="มีผู้ทิ้งขยะ")
    assert (case.visibility, case.shown_subject, case.shown_text) == (Visibility.PUBLIC, "ขยะ", "มีผู้ทิ้งขยะ")
    assert case.text == "นายดำ โทร 081-234-5678 ทิ้งขยะ"
    assert case.moderated_on == thai.today()
    event = events_of(session, case)[-1]
    assert (event.kind, event.is_public, event.details) == (EventKind.PUBLISHED, True, {"redacted": True, "again": False})


def test_only_the_pictures_an_officer_chose_are_shown_and_can_be_hidden_again(session: Session) -> None:
    case = a_case(session, an_office(session))
    first, second = add_pictures(session, case, [A_PICTURE, A_PICTURE], FilePurpose.SENT)
    handling.publish(session, case, MALEE, subject="ก", text="ข", files=[first.id])
    assert (first.is_public, second.is_public) == (True, False)
    handling.publish(session, case, MALEE, subject="ก", text="ข")
    assert not first.is_public
    assert events_of(session, case)[-1].details["again"]


@ON_ONE_DATABASE
def test_a_refusal_has_one_of_the_reasons_and_may_be_thought_over(session: Session) -> None:
    case = a_case(session, an_office(session))
    handling.refuse(session, case, MALEE, reason=Refusal.ADVERTISING, text="มีลิงก์ร้านค้า")
    assert (case.visibility, case.refusal, clock.due(case)) == (Visibility.REFUSED, "advertising", None)
    assert last(session, case) == (EventKind.REFUSED, False, "มีลิงก์ร้านค้า")
    handling.publish(session, case, MALEE, subject="ก", text="ข")
    assert (case.visibility, case.refusal) == (Visibility.PUBLIC, None)


@ON_ONE_DATABASE
def test_acknowledging_says_that_somebody_works_on_it_once(session: Session) -> None:
    case = a_published(session, an_office(session))
    handling.acknowledge(session, case, MALEE)
    assert (case.status, case.acknowledged_on) == (CaseStatus.WORKING, thai.today())
    with pytest.raises(WrongCaseState):
        handling.acknowledge(session, case, MALEE)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (DONE, Outcome.DONE),
        (Answer("ซ่อมได้สามดวง", CaseStatus.DONE, Outcome.PARTLY), Outcome.PARTLY),
        (Answer("ตั้งงบไว้แล้ว", CaseStatus.DONE, Outcome.PLANNED, date(2027, 11, 1)), Outcome.PLANNED),
        (Answer("เป็นที่ของเอกชน", CaseStatus.DONE, Outcome.IMPOSSIBLE), Outcome.IMPOSSIBLE),
        (SENT_ON, None),
    ],
)
def test_an_answer_that_finishes_a_case_or_sends_it_on_stops_the_clock(
    session: Session, answer: Answer, outcome: Outcome | None
) -> None:
    case = a_published(session, an_office(session))
    handling.answer(session, case, MALEE, answer)
    session.commit()
    assert (case.status, case.outcome, case.planned_for) == (answer.status, outcome, answer.planned_for)
    assert (case.answered_on, case.answered_in_time, case.acknowledged_on) == (thai.today(), True, thai.today())
    assert last(session, case) == (EventKind.ANSWERED, True, answer.text)
    assert not clock.is_open(case)


@ON_ONE_DATABASE
def test_saying_how_far_the_work_has_come_does_not_stop_the_clock(session: Session) -> None:
    case = a_published(session, an_office(session), received_on=MONDAY)
    handling.answer(session, case, MALEE, WORKING)
    assert (case.status, case.answered_on, clock.due(case)) == (
        CaseStatus.WORKING,
        None,
        clock.Due("answer", date(2026, 11, 30)),
    )
    with thai.as_of(date(2026, 12, 1)):
        handling.answer(session, case, MALEE, DONE)
    assert case.answered_in_time is False


@ON_ONE_DATABASE
def test_answering_once_more_changes_the_outcome_but_not_when_it_was_answered(session: Session) -> None:
    case = a_published(session, an_office(session), received_on=MONDAY)
    with thai.as_of(date(2026, 11, 16)):
        handling.answer(session, case, MALEE, Answer("จะทำ", CaseStatus.DONE, Outcome.PLANNED, date(2027, 3, 1)))
    with thai.as_of(date(2027, 3, 1)):
        handling.answer(session, case, MALEE, DONE)
    assert (case.outcome, case.planned_for, case.answered_on) == (Outcome.DONE, None, date(2026, 11, 16))


@ON_ONE_DATABASE
@pytest.mark.parametrize("by", ["an answer", "a reopening"])
def test_a_finished_case_that_is_taken_up_again_has_its_days_anew(session: Session, by: str) -> None:
    case = a_published(session, an_office(session), received_on=MONDAY)
    with thai.as_of(date(2026, 11, 16)):
        handling.answer(session, case, MALEE, DONE)
    with thai.as_of(date(2027, 4, 9)):
        if by == "an answer":
            handling.answer(session, case, MALEE, WORKING)
        else:
            handling.reopen(session, case, MALEE, "ไฟดับอีก")
    # April 2570: M 12, F 16 | M 19 … F 23 | M 26 … F 30 | M 3 May, W 5, T 6: the fifteenth.
    assert (case.status, case.outcome, case.answer_by) == (CaseStatus.WORKING, None, date(2027, 5, 6))
    assert (case.answered_on, clock.due(case)) == (date(2026, 11, 16), clock.Due("answer", date(2027, 5, 6)))
    session.commit()


@ON_ONE_DATABASE
def test_an_answer_cannot_put_a_case_back_where_nobody_had_taken_it_up(session: Session) -> None:
    case = a_published(session, an_office(session))
    with pytest.raises(WrongCaseState):
        handling.answer(session, case, MALEE, Answer("ก", CaseStatus.RECEIVED))


@ON_ONE_DATABASE
def test_the_newest_draft_after_the_last_answer_waits_for_approval(session: Session) -> None:
    case = a_published(session, an_office(session))
    assert handling.draft_of(events_of(session, case)) is None
    handling.draft(session, case, MALEE, WORKING)
    handling.draft(session, case, MALEE, DONE)
    waiting = handling.draft_of(events_of(session, case))
    assert waiting is not None
    assert (waiting.text, waiting.details) == ("ซ่อมแล้ว", {"status": "done", "outcome": "done"})
    assert (waiting.is_public, case.status) == (False, CaseStatus.RECEIVED)
    handling.answer(session, case, MALEE, DONE, drafted_by="สมชาย")
    assert handling.draft_of(events_of(session, case)) is None
    assert events_of(session, case)[-1].details["drafted_by"] == "สมชาย"


@ON_ONE_DATABASE
def test_what_officers_write_to_one_another_or_to_the_author_is_not_public(session: Session) -> None:
    office = an_office(session)
    case = a_published(session, office)
    division = add_division(session, office.id, name="กองช่าง", head_count=None)
    handling.note(session, case, MALEE, "ดูที่แล้ว")
    handling.ask(session, case, MALEE, "เสาต้นใด")
    handling.assign(session, case, MALEE, division=division, officer_id=None, text="ฝากด้วย")
    handling.link(session, case, MALEE, indicator=8, item="e12")
    assert (case.division_id, case.indicator, case.item) == (division.id, 8, "e12")
    assert [(one.kind, one.is_public) for one in events_of(session, case)[2:]] == [
        (EventKind.NOTED, False),
        (EventKind.ASKED, False),
        (EventKind.ASSIGNED, False),
        (EventKind.LINKED, False),
    ]


def test_a_pause_has_a_public_reason_and_gives_the_days_back(session: Session) -> None:
    case = a_published(session, an_office(session), received_on=MONDAY)
    with thai.as_of(date(2026, 11, 11)):
        handling.pause(session, case, MALEE, "รออะไหล่")
        assert last(session, case) == (EventKind.PAUSED, True, "รออะไหล่")
        with pytest.raises(WrongCaseState):
            handling.pause(session, case, MALEE, "อีกครั้ง")
    with thai.as_of(date(2026, 11, 18)):
        handling.resume(session, case, MALEE)
        with pytest.raises(WrongCaseState):
            handling.resume(session, case, MALEE)
    assert (case.paused_on, case.answer_by) == (None, date(2026, 12, 8))
    assert events_of(session, case)[-1].details == {"answer_by": "2026-12-08"}


@ON_ONE_DATABASE
def test_an_answer_ends_a_pause(session: Session) -> None:
    case = a_published(session, an_office(session), received_on=MONDAY)
    with thai.as_of(date(2026, 11, 11)):
        handling.pause(session, case, MALEE, "รออะไหล่")
    with thai.as_of(date(2026, 12, 8)):
        handling.answer(session, case, MALEE, DONE)
    # Eight days after the last day it had, all of which it stood still.
    assert (case.paused_on, case.answered_in_time) == (None, True)


@ON_ONE_DATABASE
def test_a_post_that_nobody_has_read_cannot_be_paused(session: Session) -> None:
    case = a_case(session, an_office(session))
    with pytest.raises(WrongCaseState):
        handling.pause(session, case, MALEE, "รอ")


def test_a_picture_of_the_office_is_told_of_and_can_be_taken_away(session: Session) -> None:
    office = an_office(session)
    case, other = a_published(session, office), a_published(session, office)
    file = handling.add_picture(session, case, MALEE, A_PICTURE, purpose=FilePurpose.AFTER, description="หลังซ่อม")
    assert (file.is_public, file.description, file.position) == (True, "หลังซ่อม", 1)
    assert last(session, case) == (EventKind.PICTURED, True, "หลังซ่อม")
    with pytest.raises(NotFound):
        handling.remove_picture(session, other, MALEE, file)
    handling.remove_picture(session, case, MALEE, file)
    assert handling.files_of(session, case) == []
    assert last(session, case) == (EventKind.PICTURED, False, "")


def test_what_the_author_added_is_published_in_the_words_an_officer_leaves(session: Session) -> None:
    office = an_office(session)
    case, other = a_published(session, office), a_published(session, office)
    message = author.add(session, case, "บ้านนายดำ")
    handling.show_message(session, case, MALEE, message, "บ้านหลังหนึ่ง")
    assert (message.text, message.shown_text) == ("บ้านนายดำ", "บ้านหลังหนึ่ง")
    assert events_of(session, case)[-1].details == {"of": message.seq}
    with pytest.raises(NotFound):
        handling.show_message(session, other, MALEE, message, "ของเรื่องอื่น")


@ON_ONE_DATABASE
@pytest.mark.parametrize("gone", ["refused", "withdrawn", "merged"])
def test_nothing_is_done_in_public_to_a_case_that_is_out_of_sight(session: Session, gone: str) -> None:
    office = an_office(session)
    case, other = a_published(session, office), a_published(session, office)
    handling.answer(session, case, MALEE, DONE)
    if gone == "refused":
        handling.refuse(session, case, MALEE, reason=Refusal.RUDE)
    elif gone == "withdrawn":
        author.withdraw(session, case)
    else:
        handling.merge(session, case, other, MALEE)
    for act in (
        lambda: handling.answer(session, case, MALEE, DONE),
        lambda: handling.draft(session, case, MALEE, DONE),
        lambda: handling.reopen(session, case, MALEE, "ก"),
        lambda: handling.ask(session, case, MALEE, "ก"),
        lambda: handling.merge(session, case, other, MALEE),
        lambda: handling.merge(session, other, case, MALEE),
        lambda: handling.pause(session, case, MALEE, "ก"),
        lambda: handling.add_picture(session, case, MALEE, A_PICTURE, purpose=FilePurpose.AFTER, description=""),
    ):
        with pytest.raises(WrongCaseState):
            act()
    handling.note(session, case, MALEE, "บันทึกได้เสมอ")
