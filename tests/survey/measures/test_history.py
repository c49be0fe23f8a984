"""The history of measures: added to by every change, with who made it, and never changed."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from survey.measures import operations
from survey.measures.evidence import remove_file, show_file
from survey.measures.operations import Move
from survey.measures.words import history_words
from survey.models import MeasureEvent
from tests.builders import an_office
from tests.survey.cases.arranged import MALEE, a_case
from tests.survey.measures.arranged import a_measure, a_proof

COLUMNS = "office_id, measure_id, seq, act, at, officer_id, by_name, by_position, by_division, before, after"
# The first event of a measure once more, in somebody else's name.
FORGED = "SELECT " + COLUMNS.replace(" by_name", " 'forged' AS by_name") + " FROM measure_event WHERE seq = 1"  # noqa: S608
ATTEMPTS = (
    "UPDATE measure_event SET by_name = 'forged'",
    "UPDATE measure_event SET seq = seq + 100",
    "DELETE FROM measure_event",
    f"INSERT INTO measure_event ({COLUMNS}) {FORGED} ON CONFLICT (office_id, measure_id, seq) DO UPDATE SET by_name = 'forged'",
    f"INSERT INTO measure_event ({COLUMNS}) {FORGED}",
    "DELETE FROM measure",
)
ON_SQLITE = (
    f"REPLACE INTO measure_event ({COLUMNS}) {FORGED}",
    f"INSERT OR REPLACE INTO measure_event ({COLUMNS}) {FORGED}",
    "UPDATE OR REPLACE measure_event SET seq = 2 WHERE seq = 1",
    "UPDATE OR IGNORE measure_event SET by_name = 'forged'",
)
ON_POSTGRESQL = ("TRUNCATE measure_event", "TRUNCATE measure CASCADE")


def rows(session: Session) -> list[tuple[object, ...]]:
    found = session.execute(text(f"SELECT {COLUMNS} FROM measure_event ORDER BY seq")).all()  # noqa: S608
    session.rollback()
    return [tuple(row) for row in found]


def events(session: Session) -> list[MeasureEvent]:
    return list(session.scalars(select(MeasureEvent).order_by(MeasureEvent.measure_id, MeasureEvent.seq)))


def test_no_statement_changes_or_removes_what_is_in_the_history(engine: Engine, session: Session) -> None:
    measure = a_measure(session, an_office(session))
    operations.tell_progress(session, measure, 1, "เริ่มแล้ว", actor=MALEE)
    session.commit()
    before = rows(session)
    assert len(before) == 2
    for statement in (*ATTEMPTS, *(ON_SQLITE if engine.dialect.name == "sqlite" else ON_POSTGRESQL)):
        with pytest.raises(DatabaseError), engine.execution_options(writes=True).begin() as connection:
            connection.execute(text(statement))
        assert rows(session) == before, statement


def test_every_change_is_told_with_who_made_it_and_what_was_before(session: Session) -> None:
    office = an_office(session)
    other, measure = a_measure(session, office, "อื่น"), a_measure(session, office, indicator=8, budget=500)
    facts = {"title": "ลดขั้นตอนลงอีก", "indicator": 8, "budget": None, "ends_on": date(2022, 3, 31)}
    operations.change_measure(session, measure, facts, actor=MALEE)
    operations.change_measure(session, measure, facts, actor=MALEE)
    operations.move_measure(session, measure, Move.UP, actor=MALEE)
    operations.move_measure(session, measure, Move.UP, actor=MALEE)
    operations.tell_progress(session, measure, 2, "เสร็จแล้ว", actor=MALEE)
    operations.tell_progress(session, measure, 2, "เสร็จแล้ว", actor=MALEE)
    file = a_proof(session, measure, quarter=2, public=False)
    show_file(session, measure, file, is_public=True, actor=MALEE)
    remove_file(session, measure, file, MALEE)
    operations.link_cases(session, measure, [a_case(session, office)], actor=MALEE)
    operations.remove_measure(session, measure, actor=MALEE)
    session.commit()
    told = [one for one in events(session) if one.measure_id == measure.id]
    assert [one.act for one in told] == [
        *("added", "changed", "moved", "progressed", "evidenced", "evidenced", "evidenced", "linked", "removed"),
    ]
    assert [one.seq for one in told] == list(range(1, 10))
    assert {(one.officer_id, one.by_name, one.by_position, one.by_division) for one in told} == {
        ("m4", "มาลี ใจดี", "นักพัฒนาชุมชน", "สำนักปลัด")
    }
    assert told[0].after == {"title": "ลดขั้นตอน", "indicator": 8, "budget": 500}
    assert told[1].before == {"title": "ลดขั้นตอน", "budget": 500, "ends_on": None}
    assert told[1].after == {"title": "ลดขั้นตอนลงอีก", "budget": None, "ends_on": "2022-03-31"}
    assert (told[2].before, told[2].after) == ({"position": 2}, {"position": 1})
    assert (told[3].before, told[3].after) == ({"quarter": 2, "text": ""}, {"quarter": 2, "text": "เสร็จแล้ว"})
    assert (told[4].after["is_public"], told[5].before["is_public"], told[5].after["is_public"]) == (False, False, True)
    assert told[6].before["sha256"] == told[4].after["sha256"]
    assert told[6].after == {}
    assert told[7].after["cases"][0].endswith("-0001")
    assert told[8].after == {"removed": True}
    assert [one.act for one in events(session) if one.measure_id == other.id] == ["added"]


def test_officers_read_names_and_both_wordings_and_everybody_else_neither(session: Session) -> None:
    measure = a_measure(session, an_office(session), result="นางสมศรีทำ")
    operations.change_measure(session, measure, {"title": "ลดขั้นตอน", "result": "สำนักปลัดทำ"}, actor=MALEE)
    history = events(session)
    (changed, _added) = history_words(history, for_officers=True)
    assert changed.changes == (("ผลการดำเนินการ", "นางสมศรีทำ", "สำนักปลัดทำ"),)
    assert changed.by == "มาลี ใจดี นักพัฒนาชุมชน สำนักปลัด"
    (changed, added) = history_words(history, for_officers=False)
    assert changed.changes == (("ผลการดำเนินการ", "", ""),)
    assert (changed.title, changed.by, added.title) == ("แก้ไขมาตรการ", "นักพัฒนาชุมชน สำนักปลัด", "เพิ่มมาตรการ")
