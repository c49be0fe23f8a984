"""What the passing of time does: reminders without content, erasing after closing, the yearly test case."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from survey import thai
from survey.complaints import weeks
from survey.complaints.daily import SUBJECT, TEXT, Notice, daily, work
from survey.complaints.database import ComplaintsDatabase
from survey.complaints.holders import digest_of
from survey.complaints.models import Complaint, KeySet, Part, Status, Tally
from survey.config import MailSecurity, MailServer, Settings
from tests.builders import SECRET
from tests.processes.conftest import free_port
from tests.survey.complaints.arranged import OFFICE, Complainant, Holders, Tool

# A Monday, well away from the turn of a fiscal year.
MONDAY = date(2026, 11, 23)
CLERK, AUDITOR = Notice("clerk@example.org"), Notice("auditor@example.org")


def day_after(complaints: ComplaintsDatabase, days: int, **options: int) -> tuple[Notice, ...]:
    """What the day so many days after the Monday brings."""
    return daily(complaints.engine, MONDAY + timedelta(days=days), **options)


@pytest.fixture
def tested(app: Flask, complaints: ComplaintsDatabase, holders: Holders) -> None:
    """The test cases of the year, made and opened by everybody."""
    with thai.as_of(MONDAY):
        day_after(complaints, 0)
        for key in (holders.clerk, holders.auditor, holders.member):
            tool = Tool(app, key)
            for case in tool.complaints():
                if case["status"] != "closed":
                    tool.ask("acknowledge", complaint=case["id"], word=tool.read(case["id"])["word"])
    with complaints.session(writes=True) as session:
        for key_set in session.scalars(select(KeySet)):
            key_set.reminded_week = ""
        session.commit()


def test_weeks_and_halves_are_those_of_the_calendar() -> None:
    # 1 January 2027 is a Friday, in the last week of the ISO year 2026; the Monday after it begins the first week of 2027.
    assert weeks.week_of(date(2027, 1, 1)) == "2026-W53"
    assert weeks.week_of(date(2027, 1, 4)) == "2027-W01"
    assert weeks.later("2026-W52", 2) == "2027-W01"
    assert weeks.monday_of("2026-W48") == MONDAY
    assert weeks.in_words("2026-W48") == "สัปดาห์ของวันที่ 23 พฤศจิกายน 2569"
    halves = {
        date(2026, 9, 30): (2569, 2),
        date(2026, 10, 1): (2570, 1),
        date(2027, 3, 31): (2570, 1),
        date(2027, 4, 1): (2570, 2),
    }
    assert {day: weeks.half_of(day) for day in halves} == halves
    assert (weeks.last_day_of_half(2570, 1), weeks.last_day_of_half(2570, 2)) == (date(2027, 3, 31), date(2027, 9, 30))


def test_the_yearly_test_case_is_made_once_a_fiscal_year_and_counts_for_nothing(
    app: Flask, complaints: ComplaintsDatabase, holders: Holders
) -> None:
    with thai.as_of(MONDAY):
        for days in (0, 0, 1, 30):
            day_after(complaints, days)
        tool = Tool(app, holders.clerk)
        (case,) = tool.complaints()
    assert case["is_test"]
    with complaints.session(writes=False) as session:
        assert [one.is_test for one in session.scalars(select(Complaint))] == [True, True]
        assert not list(session.scalars(select(Tally)))
    daily(complaints.engine, date(2027, 10, 1))
    with complaints.session(writes=False) as session:
        assert len(list(session.scalars(select(Complaint)))) == 4


def test_a_test_case_ends_when_both_have_read_its_word_out_of_it(
    app: Flask, complaints: ComplaintsDatabase, holders: Holders
) -> None:
    with thai.as_of(MONDAY):
        day_after(complaints, 0)
        clerk, auditor = Tool(app, holders.clerk), Tool(app, holders.auditor)
        (case,) = clerk.complaints()
        word = clerk.read(case["id"])["word"]
        assert case["proposal"]["digest"] == digest_of(word)
        clerk.refused("acknowledge", "another_word", complaint=case["id"], word="guessed")
        for _ in range(2):
            clerk.ask("acknowledge", complaint=case["id"], word=word)
        assert clerk.complaints()[0]["status"] == "received"
        for act in ("status", "reply", "propose"):
            assert clerk.ask(act, expected=409, complaint=case["id"], status="asked", container="", act="erase").get_json()
        auditor.ask("acknowledge", complaint=case["id"], word=auditor.read(case["id"])["word"])
        ended = clerk.complaints()[0]
    assert (ended["status"], ended["closing"]) == ("closed", "test")
    clerk.refused("acknowledge", "not_possible", complaint=case["id"], word=word)


@pytest.mark.usefixtures("tested")
def test_both_holders_are_reminded_once_a_week_while_something_waits_and_told_nothing_of_it(
    app: Flask, complainant: Complainant, complaints: ComplaintsDatabase, holders: Holders
) -> None:
    with complaints.session(writes=True) as session:
        session.get_one(KeySet, (OFFICE, holders.staff_set)).mail_b = AUDITOR.to
        session.commit()
    assert day_after(complaints, 0) == ()
    with thai.as_of(MONDAY + timedelta(days=1)):
        complainant.complain(text="เรียกเงิน")
    # In the set that is about the mayor, which has nothing to read, nobody has given an address.
    both = (CLERK, AUDITOR)
    assert [day_after(complaints, days) for days in (1, 1, 2, 6)] == [both, (), (), ()]
    assert day_after(complaints, 7) == both
    with thai.as_of(MONDAY + timedelta(days=8)):
        tool = Tool(app, holders.clerk)
        (complaint,) = [one for one in tool.complaints() if not one["is_test"]]
        tool.ask("status", complaint=complaint["id"], status="considered")
    # Looked at in the second week: quiet until two weeks have passed without a change of status, from the fourth on.
    assert [day_after(complaints, 7 * number) for number in (2, 3, 4)] == [(), both, both]
    assert (CLERK.subject, CLERK.text) == (SUBJECT, TEXT)
    for word in ("ร้องเรียน", "ทุจริต", complaint["id"]):
        assert word not in SUBJECT + TEXT


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_reminder_that_could_not_be_sent_is_tried_again(complaints: ComplaintsDatabase, holders: Holders) -> None:
    # Nobody listens at this port of a machine's own address.
    nobody = MailServer(host="127.0.0.1", port=free_port(), sender="ita@example.org", security=MailSecurity.NONE)
    settings = Settings(database="", secret=SECRET, mail=nobody)
    # The clerk's is the only address; the test cases of the year wait.
    assert [work(complaints.engine, settings, MONDAY) for _ in range(2)] == [1, 1]
    assert day_after(complaints, 0) == (CLERK,)
    # Without a mail server there is nothing to fail.
    assert work(complaints.engine, Settings(database="", secret=SECRET), MONDAY + timedelta(days=7)) == 0


@pytest.mark.usefixtures("tested")
def test_a_closed_complaint_is_erased_after_its_days_and_stays_counted(
    app: Flask, complainant: Complainant, complaints: ComplaintsDatabase, holders: Holders
) -> None:
    with thai.as_of(MONDAY):
        complainant.complain()
        clerk, auditor = Tool(app, holders.clerk), Tool(app, holders.auditor)
        (complaint,) = [one for one in clerk.complaints() if not one["is_test"]]
        clerk.ask("propose", complaint=complaint["id"], act="close", closing="not_ours")
        (complaint,) = [one for one in auditor.complaints() if not one["is_test"]]
        auditor.ask("confirm", complaint=complaint["id"], proposal=complaint["proposal"])

    def left() -> int:
        with complaints.session(writes=False) as session:
            return len(
                list(
                    session.scalars(
                        select(Part.number).join(Complaint, Complaint.id == Part.complaint_id).where(~Complaint.is_test)
                    )
                )
            )

    # Closed in the week that ends on the Sunday six days on; ten days of keeping end on the sixteenth.
    for days, parts in ((0, 1), (15, 1), (16, 0), (17, 0)):
        day_after(complaints, days, keep_days=10)
        assert left() == parts, days
    with complaints.session(writes=False) as session:
        assert [(one.received, one.done) for one in session.scalars(select(Tally))] == [(1, 1)]
        assert not list(session.scalars(select(Complaint).where(Complaint.status != Status.CLOSED)))
    complainant.follow()
    assert "ไม่พบเรื่องของรหัสนี้" in complainant.page.words
