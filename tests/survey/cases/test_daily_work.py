"""What is done once a day: suggestions come in, and officers are told by e-mail what waits, through a real mail server."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from survey import suggestions, thai
from survey.cases import daily, handling, holidays
from survey.cases.daily import Daily, Done, work
from survey.cases.handling import Answer
from survey.cases.rules import rules_to_change
from survey.config import Settings
from survey.extensions import open_session
from survey.models import Case, CaseRules, CaseStatus, Office, Outcome
from tests.builders import an_office
from tests.survey.cases.arranged import MALEE, MONDAY, a_case, a_published
from tests.survey.cases.mail_server import Office as MailOffice
from tests.survey.cases.mail_server import mail_office
from tests.survey.cli.conftest import Command, alone, command  # noqa: F401 (fixtures)

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

TUESDAY = date(2026, 11, 10)


def an_office_that_is_told(session: Session, to: str = "saraban@example.go.th") -> Office:
    made = an_office(session)
    rules_to_change(session, made.id).digest_to = to
    return made


def with_mail(settings: Settings, server: MailOffice, address: str = "https://board.example") -> Settings:
    return replace(settings, mail=server.settings(), address=address)


def test_the_summary_says_what_is_late_first_and_nothing_that_nobody_has_read(
    engine: Engine, session: Session, settings: Settings
) -> None:
    office = an_office_that_is_told(session)
    with thai.as_of(date(2026, 10, 1)):
        late = a_published(session, office, "หลุมหน้าโรงเรียน", subject="ถนนเป็นหลุม")
        planned = a_published(session, office, subject="สนามเด็กเล่น")
        handling.answer(session, planned, MALEE, Answer("ก", CaseStatus.DONE, Outcome.PLANNED, TUESDAY))
        later = a_published(session, office, subject="ยังไม่ถึงวัน")
        handling.answer(session, later, MALEE, Answer("ก", CaseStatus.DONE, Outcome.PLANNED, MONDAY.replace(day=11)))
    with thai.as_of(MONDAY):
        today = a_case(session, office, "โทร 081 ของนายดำ", subject="นายดำ", name="จันทร์", contact="c@example.com")
    with thai.as_of(TUESDAY):
        unread = a_case(session, office, "ยังไม่มีใครอ่าน", subject="ลับ")
    session.commit()
    with mail_office() as server, thai.as_of(TUESDAY):
        assert work(engine, with_mail(settings, server)) == Done(sent=1)
    (letter,) = server.letters
    assert letter["To"] == "saraban@example.go.th"
    assert letter["Subject"] == "ข้อเสนอแนะวันนี้: เกินกำหนด 1 · ครบกำหนดวันนี้ 1 · รออ่านก่อนเผยแพร่ 1 · ถึงวันที่สัญญาไว้ 1"
    text = letter.get_content()
    # October 2569: T 13 and F 23 are days off; the third working day after Th 1 is T 6.
    expected = [
        "เกินกำหนด 1 เรื่อง",
        f"- {late.number} ถนนเป็นหลุม\n  รับเรื่อง: 6 ตุลาคม 2569\n  https://board.example/office/cases/{late.number}",
        "ครบกำหนดวันนี้ 1 เรื่อง",
        f"- {today.number}\n  อ่านก่อนเผยแพร่: 10 พฤศจิกายน 2569",
        "รออ่านก่อนเผยแพร่ 1 เรื่อง",
        f"- {unread.number}\n  อ่านก่อนเผยแพร่: 11 พฤศจิกายน 2569",
        "ถึงวันที่สัญญาไว้ 1 เรื่อง",
        f"- {planned.number} สนามเด็กเล่น\n  วันที่สัญญาไว้: 10 พฤศจิกายน 2569",
    ]
    places = [text.index(each) for each in expected]
    assert places == sorted(places)
    for hidden in ("นายดำ", "081", "จันทร์", "c@example.com", "ลับ", "ยังไม่มีใครอ่าน", "ยังไม่ถึงวัน", "หลุมหน้าโรงเรียน"):
        assert hidden not in text


def test_an_office_is_told_once_a_day_however_many_ask(engine: Engine, session: Session, settings: Settings) -> None:
    a_published(session, an_office_that_is_told(session), received_on=MONDAY)
    session.commit()

    def tell(_each: int) -> Done:
        with thai.as_of(date(2027, 1, 5)):
            return work(engine, with_mail(settings, server))

    with mail_office() as server:
        with ThreadPoolExecutor(3) as several:
            assert sorted(done.sent for done in several.map(tell, range(3))) == [0, 0, 1]
        assert tell(0).sent == 0
        with thai.as_of(date(2027, 1, 6)):
            assert work(engine, with_mail(settings, server)).sent == 1
    assert len(server.letters) == 2


@ON_ONE_DATABASE
def test_offices_where_nothing_waits_or_nobody_is_to_be_told_get_no_letter(
    engine: Engine, session: Session, settings: Settings
) -> None:
    an_office_that_is_told(session)
    a_case(session, an_office(session, "เทศบาลตำบลอีกแห่ง"), received_on=MONDAY)
    session.commit()
    with mail_office() as server, thai.as_of(TUESDAY):
        assert work(engine, with_mail(settings, server)) == Done()
    assert server.letters == []


@ON_ONE_DATABASE
def test_without_an_address_of_our_own_there_are_no_links(engine: Engine, session: Session, settings: Settings) -> None:
    a_case(session, an_office_that_is_told(session), received_on=MONDAY)
    session.commit()
    with mail_office() as server, thai.as_of(TUESDAY):
        work(engine, with_mail(settings, server, address=""))
    assert "http" not in server.letters[0].get_content()


@ON_ONE_DATABASE
def test_on_days_off_nobody_is_told_but_suggestions_come_in(engine: Engine, session: Session, settings: Settings) -> None:
    office = an_office_that_is_told(session)
    a_published(session, office, received_on=MONDAY)
    holidays.add_day_off(session, office.id, date(2026, 12, 2), "วันหยุดพิเศษ", MALEE)
    suggestions.leave(session.connection(), office.id, "เพิ่มเก้าอี้")
    session.commit()
    with mail_office() as server:
        # A Saturday, Constitution Day, and the office's own day off.
        for day in (date(2026, 11, 28), date(2026, 12, 10), date(2026, 12, 2)):
            with thai.as_of(day):
                assert work(engine, with_mail(settings, server)).sent == 0
    assert server.letters == []
    assert session.scalars(select(Case).where(Case.channel == "eit")).one().text == "เพิ่มเก้าอี้"


@ON_ONE_DATABASE
def test_a_flood_of_posts_is_counted_and_not_listed(engine: Engine, session: Session, settings: Settings) -> None:
    office = an_office_that_is_told(session)
    for _ in range(43):
        a_case(session, office, received_on=MONDAY)
    session.commit()
    with mail_office() as server, thai.as_of(TUESDAY):
        work(engine, with_mail(settings, server))
    text = server.letters[0].get_content()
    assert text.count("\n- ") == 40
    assert "และอีก 3 เรื่อง" in text


@pytest.mark.parametrize("how", ["it refuses", "it is away", "the address is none"])
def test_what_could_not_be_sent_is_tried_again_and_nothing_of_it_is_logged(
    engine: Engine, session: Session, settings: Settings, caplog: pytest.LogCaptureFixture, how: str
) -> None:
    to = "saraban@example.go.th\nBcc: x@y" if how == "the address is none" else "saraban@example.go.th"
    office = an_office_that_is_told(session, to)
    case = a_published(session, office, received_on=MONDAY)
    session.commit()
    with caplog.at_level(logging.INFO), mail_office(refuses=how == "it refuses") as server, thai.as_of(date(2026, 11, 17)):
        away = replace(server, port=1) if how == "it is away" else server
        assert work(engine, with_mail(settings, away)) == Done(failed=1)
        logged = caplog.text
        for hidden in ("example", case.number, case.subject, office.name):
            assert hidden not in logged
        assert "a daily summary was not sent" in logged
        session.expire_all()
        rules = session.get_one(CaseRules, office.id)
        assert rules.digested_on is None
        server.refuses, rules.digest_to = False, "saraban@example.go.th"
        session.commit()
        assert work(engine, with_mail(settings, server)) == Done(sent=1)


def test_suggestions_come_in_also_where_no_mail_is_sent(engine: Engine, session: Session, settings: Settings) -> None:
    office, other = an_office(session), an_office(session, "เทศบาลตำบลอีกแห่ง")
    for one in (office, office, other):
        suggestions.leave(session.connection(), one.id, "เพิ่มเก้าอี้")
    session.commit()
    assert work(engine, settings) == Done(taken_in=3)
    assert work(engine, settings) == Done()
    assert sorted(session.scalars(select(Case.office_id))) == sorted([office.id, office.id, other.id])


@ON_ONE_DATABASE
def test_the_command_does_the_same(command: Command, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    office = an_office_that_is_told(session)
    suggestions.leave(session.connection(), office.id, "เพิ่มเก้าอี้")
    session.commit()
    assert "เข้ากระดาน 1 เรื่อง" in command("daily").stdout
    with mail_office() as server, thai.as_of(date(2027, 1, 5)):
        monkeypatch.setenv("SUTCHARIT_SMTP_HOST", "localhost")
        monkeypatch.setenv("SUTCHARIT_SMTP_PORT", str(server.port))
        monkeypatch.setenv("SUTCHARIT_SMTP_FROM", "board@example.go.th")
        monkeypatch.setenv("SUTCHARIT_SMTP_TLS", "none")
        server.refuses = True
        assert "ทำไม่สำเร็จ 1 รายการ" in command("daily", exit_code=1).stderr
        server.refuses = False
        assert "ส่งสรุปประจำวัน 1 หน่วยงาน" in command("daily").stdout


@pytest.mark.parametrize(
    ("now", "first"),
    [
        # Seven in Thailand is midnight in UTC.
        (datetime(2026, 11, 9, 23, 59, tzinfo=UTC), datetime(2026, 11, 10, 0, 0, tzinfo=UTC)),
        (datetime(2026, 11, 10, 0, 1, tzinfo=UTC), datetime(2026, 11, 10, 0, 1, tzinfo=UTC)),
        (datetime(2026, 11, 10, 16, 59, tzinfo=UTC), datetime(2026, 11, 10, 16, 59, tzinfo=UTC)),
        # Midnight in Thailand, when the next day has begun.
        (datetime(2026, 11, 10, 17, 0, tzinfo=UTC), datetime(2026, 11, 11, 0, 0, tzinfo=UTC)),
    ],
)
def test_a_process_works_at_once_unless_it_is_before_seven(now: datetime, first: datetime) -> None:
    assert daily.first_time(now) == first


def test_what_failed_is_tried_in_an_hour_and_what_did_not_tomorrow_at_seven() -> None:
    now = datetime(2026, 11, 10, 0, 30, tzinfo=UTC)
    assert daily.next_time(now, failed=True) == datetime(2026, 11, 10, 1, 30, tzinfo=UTC)
    assert daily.next_time(now, failed=False) == datetime(2026, 11, 11, 0, 0, tzinfo=UTC)


def taken_in(engine: Engine) -> int:
    with open_session(engine, writes=False) as session:
        return len(session.scalars(select(Case.id)).all())


def eventually(is_so: Callable[[], bool]) -> bool:
    until = time.monotonic() + 10
    while not is_so() and time.monotonic() < until:
        time.sleep(0.02)
    return is_so()


@ON_ONE_DATABASE
def test_a_process_that_serves_does_it_in_the_background(
    engine: Engine, session: Session, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    suggestions.leave(session.connection(), an_office(session).id, "เพิ่มเก้าอี้")
    session.commit()
    # Whatever the hour is while the tests run.
    monkeypatch.setattr(daily, "AT", daily.time(0))
    background = Daily(engine, settings)
    background.start()
    try:
        assert eventually(lambda: taken_in(engine) == 1)
    finally:
        background.stop()
    assert not any(thread.name == "daily" for thread in daily.threading.enumerate())
