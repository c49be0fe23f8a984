"""Two officers who act on one case at the same time: the second is told, and nothing is lost or done twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from survey.cases import author, handling
from survey.cases.history import events_of
from survey.errors import ChangedMeanwhile, NotFound, Situation, WrongCaseState
from survey.extensions import open_session
from survey.models import Case, EventKind, Office
from tests.builders import an_office
from tests.survey.cases.arranged import DONE, KEY, MALEE, a_published


@pytest.fixture
def office(session: Session) -> Office:
    made = an_office(session)
    session.commit()
    return made


def at_once(engine: Engine, *acts: Callable[[Session], None]) -> list[type[Exception] | None]:
    """Let each act have a transaction and a thread of its own, all begun before any goes on; return what each ran into."""
    ready = threading.Barrier(len(acts))

    def run(act: Callable[[Session], None]) -> type[Exception] | None:
        with open_session(engine, writes=True) as own:
            ready.wait()
            try:
                act(own)
                own.commit()
            except Situation as told:
                own.rollback()
                return type(told)
        return None

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def test_a_page_that_shows_an_earlier_state_leads_to_nothing(session: Session, office: Office) -> None:
    case = a_published(session, office)
    seen = case.events
    handling.acknowledge(session, case, MALEE)
    with pytest.raises(ChangedMeanwhile):
        handling.to_change(session, office.id, case.number, seen)
    assert handling.to_change(session, office.id, case.number, seen + 1) is case


def test_a_case_of_another_office_is_not_found(session: Session, office: Office) -> None:
    case = a_published(session, an_office(session, "เทศบาลตำบลอีกแห่ง"))
    with pytest.raises(NotFound):
        handling.to_change(session, office.id, case.number, case.events)


def test_of_two_who_answer_at_the_same_moment_one_answers_and_one_is_told(
    engine: Engine, session: Session, office: Office
) -> None:
    case = a_published(session, office)
    session.commit()
    number, seen = case.number, case.events

    def answer(own: Session) -> None:
        handling.answer(own, handling.to_change(own, office.id, number, seen), MALEE, DONE)

    assert sorted(map(str, at_once(engine, answer, answer, answer))) == [str(ChangedMeanwhile)] * 2 + ["None"]
    session.refresh(case)
    assert [one.kind for one in events_of(session, case)] == [EventKind.RECEIVED, EventKind.PUBLISHED, EventKind.ANSWERED]


def test_an_author_who_adds_while_an_officer_answers_is_not_lost(engine: Engine, session: Session, office: Office) -> None:
    case = a_published(session, office)
    session.commit()
    number, seen = case.number, case.events

    def answer(own: Session) -> None:
        handling.answer(own, handling.to_change(own, office.id, number, seen), MALEE, DONE)

    def add(own: Session) -> None:
        author.add(own, handling.case_of(own, office.id, number), "ยังดับอยู่")

    told = at_once(engine, answer, add)
    assert told[1] is None
    session.refresh(case)
    kinds = [one.kind for one in events_of(session, case)]
    assert EventKind.ADDED in kinds
    assert (EventKind.ANSWERED in kinds) is (told[0] is None)


def test_a_support_that_comes_while_an_officer_looks_disturbs_nobody_and_counts(session: Session, office: Office) -> None:
    case = a_published(session, office)
    seen = case.events
    author.support(session, case, "device", key=KEY)
    assert handling.to_change(session, office.id, case.number, seen).supports == 1


def test_a_merge_adds_the_supports_that_came_since_the_case_was_read(engine: Engine, session: Session, office: Office) -> None:
    case, into = a_published(session, office), a_published(session, office)
    session.commit()
    with open_session(engine, writes=True) as device:
        author.support(device, device.get_one(Case, (office.id, case.id)), "one", key=KEY)
        author.support(device, device.get_one(Case, (office.id, into.id)), "two", key=KEY)
        device.commit()
    handling.merge(session, case, into, MALEE)
    session.commit()
    session.refresh(into)
    assert into.supports == 2


def test_two_merges_crosswise_do_not_make_a_circle(engine: Engine, session: Session, office: Office) -> None:
    one, two = a_published(session, office), a_published(session, office)
    session.commit()
    numbers = (one.number, two.number)

    def merged(first: str, second: str) -> Callable[[Session], None]:
        def act(own: Session) -> None:
            handling.merge(own, handling.case_of(own, office.id, first), handling.case_of(own, office.id, second), MALEE)

        return act

    told = at_once(engine, merged(*numbers), merged(*numbers[::-1]))
    assert set(told) in ({None, ChangedMeanwhile}, {None, WrongCaseState})
