"""The history of a case is added to and never changed: tried through the database itself, past all of our code."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import Engine, insert, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from survey import thai
from survey.cases import author, handling
from survey.cases.history import OUTSIDE, actor_of, events_of, record
from survey.models import Case, CaseEvent, EventKind, OfficerPost
from tests.builders import an_office, an_officer
from tests.survey.cases.arranged import MALEE, a_case, a_published

COLUMNS = "office_id, case_id, seq, kind, day, at, is_public, text, officer_id, by_name, by_position, by_division, details"
# The first event of a case once more, with other words.
FORGED = "SELECT " + COLUMNS.replace(" text", " 'forged' AS text") + " FROM case_event WHERE seq = 1"  # noqa: S608
ATTEMPTS = {
    "an update": "UPDATE case_event SET text = 'forged'",
    "an update of the key": "UPDATE case_event SET seq = seq + 100",
    "a deletion": "DELETE FROM case_event",
    "a deletion of one": "DELETE FROM case_event WHERE seq = 1",
    "an upsert": f"INSERT INTO case_event ({COLUMNS}) {FORGED} "
    "ON CONFLICT (office_id, case_id, seq) DO UPDATE SET text = 'forged'",
    "an insertion over it": f"INSERT INTO case_event ({COLUMNS}) {FORGED}",
}
ON_SQLITE = {
    "a replacement": f"REPLACE INTO case_event ({COLUMNS}) {FORGED}",
    "an insertion or replacement": f"INSERT OR REPLACE INTO case_event ({COLUMNS}) {FORGED}",
    "an update or replacement": "UPDATE OR REPLACE case_event SET seq = 2 WHERE seq = 1",
    "a replacement by a hidden number": f"REPLACE INTO case_event (rowid, {COLUMNS}) "
    f"{FORGED.replace('SELECT ', 'SELECT 1, ').replace('seq,', 'seq + 100,', 1)}",
    "an update or nothing": "UPDATE OR IGNORE case_event SET text = 'forged'",
}
ON_POSTGRESQL = {
    "emptying": "TRUNCATE case_event, case_message",
    "emptying by way of the case": "TRUNCATE case_record CASCADE",
    "a merge": f"MERGE INTO case_event USING ({FORGED}) AS other ON case_event.case_id = other.case_id "
    "WHEN MATCHED THEN UPDATE SET text = 'forged'",
}


@pytest.fixture
def history(session: Session) -> list[tuple[object, ...]]:
    """A case with three events, stored; its history as rows."""
    case = a_published(session, an_office(session))
    author.add(session, case, "ยังดับอยู่")
    session.commit()
    return rows(session)


def rows(session: Session) -> list[tuple[object, ...]]:
    """The whole history, read without staying in anybody's way."""
    found = session.execute(text(f"SELECT {COLUMNS} FROM case_event ORDER BY seq")).all()  # noqa: S608
    session.rollback()
    return [tuple(row) for row in found]


def attempt(engine: Engine, statement: str) -> None:
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(text(statement))


def test_no_statement_changes_or_removes_what_is_in_the_history(
    engine: Engine, session: Session, history: list[tuple[object, ...]]
) -> None:
    assert len(history) == 3
    for name, statement in (ATTEMPTS | (ON_SQLITE if engine.dialect.name == "sqlite" else ON_POSTGRESQL)).items():
        with pytest.raises(DatabaseError):
            attempt(engine, statement)
        assert rows(session) == history, name


def test_inserting_where_an_event_is_already_and_doing_nothing_does_nothing(
    engine: Engine, session: Session, history: list[tuple[object, ...]]
) -> None:
    statement = f"INSERT INTO case_event ({COLUMNS}) {FORGED} ON CONFLICT DO NOTHING"
    try:
        attempt(engine, statement)
    except DatabaseError:
        # SQLite asks the trigger first, which refuses.
        assert engine.dialect.name == "sqlite"
    assert rows(session) == history


def test_a_case_that_has_a_history_cannot_be_deleted(engine: Engine, history: list[tuple[object, ...]]) -> None:
    with pytest.raises(DatabaseError):
        attempt(engine, "DELETE FROM case_record")


def test_more_can_be_added_at_any_time(session: Session, history: list[tuple[object, ...]]) -> None:
    case = session.scalars(select(Case)).one()
    handling.note(session, case, MALEE, "โทรถามช่างแล้ว")
    session.commit()
    assert rows(session)[:3] == history
    assert len(rows(session)) == 4


def test_events_are_counted_from_one_and_the_case_knows_how_many(session: Session) -> None:
    case = a_published(session, an_office(session))
    handling.acknowledge(session, case, MALEE)
    session.commit()
    assert [(one.seq, one.kind) for one in events_of(session, case)] == [
        (1, EventKind.RECEIVED),
        (2, EventKind.PUBLISHED),
        (3, EventKind.ACKNOWLEDGED),
    ]
    assert case.events == 3


def test_an_event_keeps_who_signed_it_as_they_were_then(session: Session) -> None:
    office = an_office(session)
    officer = an_officer(session, office)
    session.add(OfficerPost(office_id=office.id, officer_id=officer.id, position="นักพัฒนาชุมชน"))
    case = a_case(session, office)
    event = record(session, case, EventKind.NOTED, actor=actor_of(session, officer))
    officer.name = "มาลี ชื่อใหม่"
    session.commit()
    assert (event.officer_id, event.by_name, event.by_position, event.by_division) == (
        officer.id,
        "มาลี ใจดี",
        "นักพัฒนาชุมชน",
        "",
    )


def test_of_an_officer_the_time_is_kept_and_of_somebody_outside_the_day(session: Session) -> None:
    case = a_case(session, an_office(session))
    with thai.as_of(date(2026, 11, 9)):
        outside = record(session, case, EventKind.ADDED, actor=OUTSIDE)
        inside = record(session, case, EventKind.NOTED, actor=MALEE)
    assert (outside.day, outside.at) == (date(2026, 11, 9), None)
    # Ten in the morning in Thailand is three in the morning of UTC.
    assert (inside.day, inside.at) == (date(2026, 11, 9), datetime(2026, 11, 9, 3))


def test_somebody_who_read_an_earlier_state_of_a_case_is_refused(engine: Engine, session: Session) -> None:
    case = a_case(session, an_office(session))
    session.commit()
    with Session(engine.execution_options(writes=True)) as other:
        theirs = other.get_one(Case, (case.office_id, case.id))
        record(other, theirs, EventKind.NOTED, actor=MALEE)
        other.commit()
    with pytest.raises(StaleDataError):
        record(session, case, EventKind.NOTED, actor=MALEE)
    session.rollback()
    assert len(session.scalars(select(CaseEvent)).all()) == 2


def test_an_event_cannot_be_put_in_beside_the_count(session: Session) -> None:
    case = a_case(session, an_office(session))
    session.commit()
    again = {"office_id": case.office_id, "case_id": case.id, "seq": 1, "kind": "noted", "day": date(2026, 11, 9)}
    with pytest.raises(DatabaseError):
        session.execute(insert(CaseEvent).values(**again, is_public=False, details={}))
