"""Suggestions left at the end of the service users' form become cases that nothing joins to the answers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from survey import suggestions, thai
from survey.cases import intake
from survey.cases.history import events_of
from survey.extensions import open_session
from survey.models import Case, CaseChannel, Office, Suggestion
from tests.builders import an_office, an_open_round
from tests.survey.cases.arranged import KEY


def leave(session: Session, office: Office, *texts: str) -> None:
    for text in texts:
        suggestions.leave(session.connection(), office.id, text)


def numbered(session: Session) -> list[str]:
    return list(session.scalars(select(Case.text).order_by(Case.number)))


def test_they_become_cases_that_wait_to_be_read_and_the_queue_is_empty(session: Session) -> None:
    office, other = an_office(session), an_office(session, "เทศบาลตำบลอีกแห่ง")
    leave(session, office, "เพิ่มเก้าอี้\nและพัดลม")
    leave(session, other, "ของอีกแห่ง")
    assert intake.take_in(session, office.id, key=KEY) == 1
    case = session.scalars(select(Case)).one()
    assert (case.channel, case.subject, case.text) == (CaseChannel.EIT, "เพิ่มเก้าอี้", "เพิ่มเก้าอี้\nและพัดลม")
    assert (case.visibility, case.received_on, case.name, case.contact) == ("waiting", thai.today(), "", "")
    assert session.scalars(select(Suggestion.text)).all() == ["ของอีกแห่ง"]
    assert intake.take_in(session, office.id, key=KEY) == 0


def test_the_order_in_which_they_were_left_does_not_survive(session: Session) -> None:
    office = an_office(session)
    texts = [f"ข้อที่ {each:02d}" for each in range(24)]
    leave(session, office, *texts)
    assert intake.take_in(session, office.id, key=KEY) == 24
    taken = numbered(session)
    # By chance once in 24! times; and nothing else of it is left in what the cases keep.
    assert taken != texts
    assert sorted(taken) == texts
    places = [taken.index(text) for text in texts]
    turned = sum((first - second) ** 2 for first, second in enumerate(places))
    # Spearman's rank correlation of 24 places has a standard deviation of 1/sqrt(23), 0.21: this is 3.6 of them.
    assert abs(1 - 6 * turned / (24 * (24**2 - 1))) < 0.75


def test_nor_do_random_ids_of_the_queue_give_the_numbers(session: Session) -> None:
    office = an_office(session)
    leave(session, office, *(f"ข้อที่ {each}" for each in range(24)))
    by_id = list(session.scalars(select(Suggestion.text).order_by(Suggestion.id)))
    intake.take_in(session, office.id, key=KEY)
    assert numbered(session) != by_id


def test_while_answers_come_in_a_few_wait_for_company(session: Session) -> None:
    office = an_office(session)
    an_open_round(session, office)
    leave(session, office, *"1234")
    assert intake.take_in(session, office.id, key=KEY) == 0
    leave(session, office, "5")
    assert intake.take_in(session, office.id, key=KEY) == 5


def test_their_history_has_no_time_and_nobody_in_it(session: Session) -> None:
    office = an_office(session)
    leave(session, office, "เพิ่มเก้าอี้")
    intake.take_in(session, office.id, key=KEY)
    (event,) = events_of(session, session.scalars(select(Case)).one())
    assert (event.at, event.officer_id, event.by_name) == (None, None, "")
    assert event.details == {"channel": "eit", "received_on": thai.today().isoformat()}


def test_two_who_take_them_in_at_the_same_moment_make_each_case_once(engine: Engine, session: Session) -> None:
    office = an_office(session)
    leave(session, office, *"123456")
    session.commit()

    def take(_each: int) -> int:
        with open_session(engine, writes=True) as own:
            taken = intake.take_in(own, office.id, key=KEY)
            own.commit()
            return taken

    with ThreadPoolExecutor(3) as several:
        assert sorted(several.map(take, range(3))) == [0, 0, 6]
    assert session.scalar(select(func.count()).select_from(Case)) == 6


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("ขอไฟหน้าวัด", "ขอไฟหน้าวัด"),
        ("  \nขอไฟหน้าวัด\nดับมาสามวัน", "ขอไฟหน้าวัด"),
        # 60 characters at most, and never in the middle of a run of letters.
        ("ก" * 30 + " " + "ข" * 20 + " " + "ค" * 20, "ก" * 30 + " " + "ข" * 20 + " …"),
        ("ก" * 61, "ข้อเสนอแนะจากผู้รับบริการ"),
        ("ก" * 60, "ก" * 60),
    ],
)
def test_the_subject_is_the_first_line_and_never_half_a_word(text: str, subject: str) -> None:
    assert intake.subject_from(text) == subject
