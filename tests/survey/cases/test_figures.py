"""Public figures, worked out by hand.

In October 2026 the 13th (Tuesday) and the 23rd (Friday) are holidays. What arrived on Monday 12 October has its working days on
14 (1), 15, 16 (3), 19, 20, 21, 22 (7), 26 (8), 27, 28, 29, 30, 2 and 3 November (14), 4 November (15): its last day of fifteen.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from survey import thai
from survey.cases import author, handling
from survey.cases.calendar import calendar_of
from survey.cases.figures import Counts, Figures, days_within, figures_of
from survey.models import Case, Division, Office, Refusal
from tests.builders import an_office
from tests.survey.cases.arranged import DONE, MALEE, a_case

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ARRIVED = date(2026, 10, 12)
TODAY = date(2026, 11, 16)


def october(day: int) -> date:
    return date(2026, 10, day)


def november(day: int) -> date:
    return date(2026, 11, day)


def arrived(session: Session, office: Office, division: str | None = None, on: date = ARRIVED) -> Case:
    with thai.as_of(on):
        return a_case(session, office, division_id=division)


def published(session: Session, office: Office, division: str | None = None, on: date = ARRIVED, text: str = "") -> Case:
    case = arrived(session, office, division, on)
    with thai.as_of(on):
        handling.publish(session, case, MALEE, subject=case.subject, text=text or case.text)
    return case


def answered(session: Session, office: Office, day: date, division: str | None = None, text: str = "") -> Case:
    case = published(session, office, division, text=text)
    with thai.as_of(day):
        handling.answer(session, case, MALEE, DONE)
    return case


def a_year(session: Session, office: Office, first: str | None = None, second: str | None = None) -> None:
    """Fourteen suggestions: five of the first division, six of the second, three of none."""
    into = answered(session, office, october(14), first)
    answered(session, office, october(16), first)
    answered(session, office, october(22), first, text="ไฟ … ดับ")
    answered(session, office, october(26), first)
    answered(session, office, november(4), first)
    answered(session, office, november(5), second)
    paused = published(session, office, second)
    with thai.as_of(october(19)):
        handling.pause(session, paused, MALEE, "รอผู้รับเหมา")
    with thai.as_of(november(9)):
        handling.answer(session, paused, MALEE, DONE)
    published(session, office, second)
    published(session, office, second, on=november(12))
    stopped = published(session, office, second)
    with thai.as_of(october(20)):
        handling.pause(session, stopped, MALEE, "รอหนังสือ")
    arrived(session, office, second, on=november(13))
    with thai.as_of(october(14)):
        handling.refuse(session, arrived(session, office), MALEE, reason=Refusal.RUDE)
        author.withdraw(session, arrived(session, office))
        handling.merge(session, arrived(session, office), into, MALEE)


def figures(session: Session, office: Office, fiscal_year: int = 2570) -> Figures:
    calendar = calendar_of(session, office.id)
    return figures_of(session, office.id, fiscal_year, calendar=calendar, today=TODAY)


def divisions(session: Session, office: Office, *names: str) -> list[str]:
    made = [Division(office_id=office.id, name=name, position=at) for at, name in enumerate(names, start=1)]
    session.add_all(made)
    session.flush()
    return [one.id for one in made]


def test_the_figures_of_a_year_with_holidays_and_pauses_are_those_worked_out_by_hand(session: Session) -> None:
    office = an_office(session)
    a_year(session, office)
    # Days to the first answer: 1, 3, 7, 8, 15, 16 and (with the pause) 18. Half: the 4th of 7; nine tenths: the 7th (6.3).
    # In time are all but the one on 5 November: the pause of 14 working days moved that one's last day. One more is late
    # without an answer; the one of 12 November, the one that waits to be read and the paused one may still be in time.
    assert figures(session, office).whole == Counts(
        received=14, published=10, answered=7, judged=8, in_time=6, open=4, median=8, ninetieth=18
    )


@ON_ONE_DATABASE
def test_moderation_is_counted_by_reason(session: Session) -> None:
    office = an_office(session)
    a_year(session, office)
    found = figures(session, office).moderation
    assert dict(found.refused) == {**dict.fromkeys(Refusal, 0), Refusal.RUDE: 1}
    assert (found.refusals, found.redacted, found.merged, found.withdrawn) == (1, 1, 1, 1)


def test_a_division_that_is_large_enough_is_counted_by_itself_and_all_others_together(session: Session) -> None:
    office = an_office(session)
    first, second = divisions(session, office, "สำนักปลัด", "กองช่าง")
    a_year(session, office, first, second)
    # Three belong nowhere, which five of the first division less would give away: they are counted together.
    shown = figures(session, office).divisions
    assert [(one.name, one.counts) for one in shown] == [
        ("กองช่าง", Counts(received=6, published=5, answered=2, judged=3, in_time=1, open=4, median=None, ninetieth=None)),
        (None, Counts(received=8, published=5, answered=5, judged=5, in_time=5, open=0, median=7, ninetieth=15)),
    ]


@ON_ONE_DATABASE
def test_divisions_stand_in_the_offices_order_whatever_their_figures(session: Session) -> None:
    office = an_office(session)
    ids = divisions(session, office, "สำนักปลัด", "กองคลัง", "กองช่าง", "กองการศึกษา")
    for division, number in zip(ids, (5, 7, 6, 0), strict=True):
        for _ in range(number):
            arrived(session, office, division)
    assert [(one.name, one.counts.received) for one in figures(session, office).divisions] == [
        ("สำนักปลัด", 5),
        ("กองคลัง", 7),
        ("กองช่าง", 6),
    ]


@ON_ONE_DATABASE
def test_no_division_of_fewer_than_five_can_be_read_or_had_by_subtraction(session: Session) -> None:
    for sizes, shown in (
        ((4, 4), []),
        ((4, 6), []),
        ((4, 6, 7), [("ค", 7), (None, 10)]),
        ((2, 3, 7), [("ค", 7), (None, 5)]),
        ((1, 5, 6, 7), [("ค", 6), ("ง", 7), (None, 6)]),
        ((0, 5, 5), [("ข", 5), ("ค", 5)]),
    ):
        office = an_office(session, f"หน่วยงาน {sizes}")
        for division, number in zip(divisions(session, office, *"กขคง"[: len(sizes)]), sizes, strict=True):
            for _ in range(number):
                arrived(session, office, division)
        assert [(one.name, one.counts.received) for one in figures(session, office).divisions] == shown


@ON_ONE_DATABASE
def test_a_case_counts_in_the_fiscal_year_in_which_it_arrived(session: Session) -> None:
    office = an_office(session)
    arrived(session, office, on=date(2026, 9, 30))
    arrived(session, office, on=date(2026, 10, 1))
    arrived(session, office, on=date(2026, 10, 1))
    assert [figures(session, office, year).whole.received for year in (2568, 2569, 2570)] == [0, 1, 2]


@ON_ONE_DATABASE
def test_of_fewer_than_five_answers_no_days_are_told(session: Session) -> None:
    office = an_office(session)
    for day in (14, 15, 16, 19):
        answered(session, office, october(day))
    assert figures(session, office).whole.median is None
    answered(session, office, october(20))
    assert (figures(session, office).whole.median, figures(session, office).whole.ninetieth) == (3, 5)


def test_another_offices_cases_are_not_counted(session: Session) -> None:
    office, other = an_office(session), an_office(session, "เทศบาลของเขา")
    a_year(session, other)
    found = figures(session, office)
    assert found.whole == Counts(received=0, published=0, answered=0, judged=0, in_time=0, open=0, median=None, ninetieth=None)
    assert found.divisions == ()


def test_the_figures_take_two_queries_however_many_cases_there_are(session: Session) -> None:
    office = an_office(session)
    first, second = divisions(session, office, "สำนักปลัด", "กองช่าง")
    a_year(session, office, first, second)
    session.commit()
    session.expire_all()
    office_id = office.id
    calendar = calendar_of(session, office_id)
    assert queries(session, lambda: figures_of(session, office_id, 2570, calendar=calendar, today=TODAY)) == 2


def queries(session: Session, act: Callable[[], object]) -> int:
    """How many statements an act sends to the database."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        sent.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(sent)


@pytest.mark.parametrize(
    ("days", "percent", "expected"),
    [
        ([], 50, None),
        ([4], 50, 4),
        ([4], 90, 4),
        ([9, 1], 50, 1),
        (list(range(1, 11)), 50, 5),
        (list(range(1, 11)), 90, 9),
        (list(range(1, 12)), 90, 10),
        (list(range(1, 31)), 90, 27),
        ([7, 7, 7, 7, 30], 90, 30),
    ],
)
def test_a_quantile_is_the_fewest_days_within_which_that_share_was_answered(
    days: list[int], percent: int, expected: int | None
) -> None:
    assert days_within(days, percent) == expected
    if expected is not None:
        assert sum(one <= expected for one in days) * 100 >= percent * len(days)
