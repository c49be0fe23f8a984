"""Questions that are put into words once, questions outside a transaction, and connections that the server has closed."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import bindparam, column, func, select, table, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from survey.cases import handling
from survey.extensions import db, make_engine
from survey.models import Case, CaseEvent, Office
from survey.prepared import Prepared
from tests.builders import an_office, arranging
from tests.survey.cases.arranged import DONE, MALEE, a_published

_event, _case = CaseEvent.__table__, Case.__table__
ON_POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def test_what_is_asked_in_ready_words_comes_back_as_the_toolkit_would_say_it(session: Session) -> None:
    office = an_office(session)
    case = a_published(session, office)
    handling.answer(session, case, MALEE, DONE, drafted_by="สมชาย")
    session.commit()
    # Texts, whole numbers, days, moments, yes and no, JSON, and nothing.
    statement = (
        select(*_event.c, _case.c.received_on, _case.c.answered_in_time, _case.c.planned_for)
        .join(_case, _case.c.id == _event.c.case_id)
        .where(_event.c.office_id == bindparam("office_id"), _case.c.number == bindparam("number"))
        .order_by(_event.c.seq)
    )
    asked = {"office_id": office.id, "number": case.number}
    prepared = Prepared(statement)
    with session.get_bind().connect() as connection:
        for _ in range(2):
            found = prepared.rows(connection, asked)
            assert [one._asdict() for one in found] == [dict(one._mapping) for one in connection.execute(statement, asked)]
    assert [one.kind for one in found] == ["received", "published", "answered"]
    assert found[-1].details["drafted_by"] == "สมชาย"
    assert (found[-1].received_on, found[-1].answered_in_time, found[-1].planned_for) == (case.received_on, True, None)


def test_what_the_database_refuses_is_said_as_ever_and_the_connection_goes_on(app: Flask) -> None:
    nowhere = Prepared(select(column("x")).select_from(table("nowhere")))
    with app.app_context(), db.looking() as connection:
        with pytest.raises(DBAPIError):
            nowhere.rows(connection, {})
        connection.rollback()
        assert connection.scalar(select(func.count()).select_from(Case)) == 0


def test_who_only_looks_is_in_no_transaction_and_sees_what_was_committed_since(app: Flask) -> None:
    counted = select(func.count()).select_from(Office)
    with app.app_context(), db.looking() as looking, db.engine.connect() as reading:
        assert (looking.scalar(counted), reading.scalar(counted)) == (0, 0)
        with arranging(app) as session:
            an_office(session)
        assert looking.scalar(counted) == 1


@ON_POSTGRESQL
def test_a_transaction_is_all_or_nothing_although_the_driver_begins_none(database_url: str) -> None:
    engine = make_engine(database_url)
    made = Office(id="all-or-none", name="ก")
    with Session(engine) as session:
        session.add(made)
        session.flush()
        session.rollback()
        assert session.get(Office, "all-or-none") is None
    # Who asks for a kind of transaction gets it.
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        assert connection.scalar(text("SHOW transaction_isolation")) == "repeatable read"
    engine.dispose()


@ON_POSTGRESQL
def test_a_connection_that_the_server_has_closed_is_not_used_again(database_url: str) -> None:
    engine, other = make_engine(database_url), make_engine(database_url)
    with engine.connect() as connection:
        number = connection.scalar(text("SELECT pg_backend_pid()"))
    with other.connect() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:number, 5000)"), {"number": number})
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT pg_backend_pid()")) != number
    engine.dispose()
    other.dispose()
