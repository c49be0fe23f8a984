"""Somebody at the server changes what was: whoever has seen it before notices, says so, and keeps what they had."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest
from sqlalchemy import Connection, select, text
from sqlalchemy.orm import Session

from survey import sealing
from survey.complaints import audit
from survey.complaints.database import ComplaintsDatabase
from survey.complaints.models import KeySet
from tests.survey.complaints.arranged import OFFICE, STAFF, Complainant, Holders
from tests.survey.holding.conftest import Person, on_one_kind

Change = Callable[[Connection], None]


def by(*statements: str) -> Change:
    """Somebody who can write to the file, and takes the guards away first."""

    def change(connection: Connection) -> None:
        names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
        for name in names:
            connection.execute(text(f"DROP TRIGGER {name}"))
        for statement in statements:
            connection.execute(text(statement))

    return change


def made_anew(connection: Connection) -> None:
    """The last entry exchanged for another, so that the chain holds."""
    by("DELETE FROM audit_entry WHERE act = 'status_considered'")(connection)
    with Session(connection, join_transaction_mode="create_savepoint") as session:
        key_set = session.scalars(select(KeySet).where(KeySet.about == STAFF)).one()
        audit.add(session, OFFICE, key_set.id, "status_forwarded", week="2026-W48")
        session.commit()


OTHER_KEY = sealing.new_identity()[1]
CHANGES: dict[str, tuple[Change, str]] = {
    "the tail was cut": (by("DELETE FROM audit_entry WHERE act = 'status_considered'"), "ถูกตัดท้าย"),
    "an entry was edited": (by("UPDATE audit_entry SET week = '2026-W01' WHERE act = 'received'"), "ถูกแก้ไข"),
    "the chain was made anew": (made_anew, "ถูกแก้ไข"),
    "a complaint was removed": (by("DELETE FROM part", "DELETE FROM complaint"), "หายไปโดยไม่มีบันทึก"),
    "a message was removed": (by("DELETE FROM part"), "บางส่วนของเรื่อง"),
    "a complaint has no history": (
        by(
            "CREATE TEMP TABLE copy AS SELECT * FROM complaint",
            "UPDATE copy SET id = 'otherotherothers', mark = 'x'",
            "INSERT INTO complaint SELECT * FROM copy",
            "DROP TABLE copy",
        ),
        "ไม่มีในบันทึกการทำงาน",
    ),
    "the complainant's key was exchanged": (by(f"UPDATE complaint SET reply_to = '{OTHER_KEY}'"), "ดอกอื่น"),  # noqa: S608
    "the other holder's key was exchanged": (
        by(f"UPDATE key_set SET holder_b = '{OTHER_KEY}' WHERE about = '{STAFF}'"),  # noqa: S608
        "ดอกอื่น",
    ),
}


@pytest.fixture
def seen(complainant: Complainant, clerk: Person) -> dict[str, bytes]:
    """A complaint that was fetched and considered; what is on the clerk's stick."""
    complainant.complain()
    clerk("fetch")
    complaint = next(line.split()[0] for line in clerk("list").splitlines() if "รับแล้ว" in line)
    clerk("status", complaint, "considered")
    clerk("send")
    clerk("fetch")
    return clerk.files()


@on_one_kind
def test_every_change_is_noticed_and_what_was_fetched_stays(
    complaints: ComplaintsDatabase, clerk: Person, seen: dict[str, bytes]
) -> None:
    file = complaints.engine.url.database or ""
    with closing(sqlite3.connect(":memory:")) as before, closing(sqlite3.connect(file)) as stored:
        stored.backup(before)
        for what, (change, told) in CHANGES.items():
            with complaints.engine.connect() as connection:
                change(connection)
                connection.commit()
            said = clerk("fetch", exit_code=1)
            assert "!!! หยุด" in said, what
            assert told in said, what
            assert clerk.files() == seen, what
            before.backup(stored)
    clerk("fetch")


@on_one_kind
def test_a_key_set_that_was_taken_away_is_missed(
    complaints: ComplaintsDatabase, clerk: Person, auditor: Person, complainant: Complainant, holders: Holders
) -> None:
    complainant.complain()
    assert "1 เรื่อง" in auditor("fetch")
    with complaints.engine.connect() as connection:
        other = f"holder_a = '{clerk.key.public}', holder_b = '{OTHER_KEY}'"
        by(f"UPDATE key_set SET {other} WHERE id = '{holders.staff_set}'")(connection)  # noqa: S608
        connection.commit()
    assert f"{holders.staff_set} ที่เคยมี หายไป" in auditor("fetch", exit_code=1)
