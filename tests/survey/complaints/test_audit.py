"""The audit trail: nothing in it can be changed, and what somebody changes all the same is noticed."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from survey.complaints import audit
from survey.complaints.audit import Entry, Head, Tampered, check
from survey.complaints.database import ComplaintsDatabase
from tests.survey.complaints.arranged import OFFICE, Holders

ACTS = ("received", "replied", "status_asked", "added", "closed")


def entries(session: Session, key_set: str) -> list[Entry]:
    """A trail as the holders' tool has it."""
    names = ("office_id", "key_set", "number", "week", "act", "complaint_id", "by", "digest")
    return [Entry(**{name: getattr(one, name) for name in names}) for one in audit.trail(session, OFFICE, key_set)]


def written(complaints: ComplaintsDatabase, holders: Holders, key_set: str, acts: Sequence[str]) -> list[Entry]:
    """The trail of a key set after some acts."""
    with complaints.session(writes=True) as session:
        for act in acts:
            audit.add(session, OFFICE, key_set, act, week="2026-W48", complaint_id="x", by=holders.clerk.public)
        session.commit()
        return entries(session, key_set)


@pytest.fixture
def trail(complaints: ComplaintsDatabase, holders: Holders) -> list[Entry]:
    """The trail of the staff's key set: that it was added, and five acts."""
    return written(complaints, holders, holders.staff_set, ACTS)


def test_a_trail_that_was_left_alone_holds_and_goes_on_from_where_it_was_seen(trail: list[Entry]) -> None:
    assert [one.act for one in trail] == ["keys_added", *ACTS]
    seen = check(trail[:3])
    assert seen == Head(3, trail[2].digest)
    assert check(trail, seen) == Head(6, trail[5].digest)


def test_editing_any_word_of_any_entry_is_noticed(trail: list[Entry]) -> None:
    for at, entry in enumerate(trail):
        for changed in (
            *(replace(entry, week="2026-W49"), replace(entry, act="erased"), replace(entry, by="age1x")),
            *(replace(entry, complaint_id=None if entry.complaint_id else "y"), replace(entry, digest="0" * 64)),
        ):
            with pytest.raises(Tampered):
                check([*trail[:at], changed, *trail[at + 1 :]])


def test_removing_and_exchanging_entries_is_noticed(trail: list[Entry]) -> None:
    for at in range(5):
        with pytest.raises(Tampered):
            check([*trail[:at], *trail[at + 1 :]])
    with pytest.raises(Tampered):
        check([trail[0], trail[2], trail[1], *trail[3:]])


def test_cutting_the_tail_is_noticed_by_whoever_has_seen_it(trail: list[Entry]) -> None:
    seen = check(trail)
    for kept in range(6):
        with pytest.raises(Tampered):
            check(trail[:kept], seen)


def test_a_trail_made_anew_from_some_entry_on_is_noticed_by_whoever_has_seen_the_old_one(
    complaints: ComplaintsDatabase, holders: Holders, trail: list[Entry]
) -> None:
    seen = check(trail)
    other = written(complaints, holders, holders.mayor_set, ("received", "erased", "status_asked", "added", "closed"))
    assert check(other).number == 6
    with pytest.raises(Tampered):
        check(other, seen)


def test_each_key_set_has_a_trail_of_its_own(complaints: ComplaintsDatabase, holders: Holders, trail: list[Entry]) -> None:
    assert {one.key_set for one in trail} == {holders.staff_set}
    assert [one.act for one in written(complaints, holders, holders.mayor_set, ())] == ["keys_added"]


def test_the_database_refuses_every_way_of_changing_an_entry(
    complaints: ComplaintsDatabase, holders: Holders, trail: list[Entry]
) -> None:
    columns = "office_id, key_set, number, week, act, complaint_id, by, digest"
    values = f"'{OFFICE}', '{holders.staff_set}', 2, '2026-W01', 'erased', NULL, '', 'x'"
    same = f"INSERT INTO audit_entry ({columns}) VALUES ({values})"  # noqa: S608 (words of ours)
    ways = ["UPDATE audit_entry SET act = 'erased'", "DELETE FROM audit_entry", "DELETE FROM audit_entry WHERE number = 6"]
    ways += [f"{same} ON CONFLICT (office_id, key_set, number) DO UPDATE SET act = 'erased'"]
    if complaints.engine.dialect.name == "sqlite":
        ways += [same.replace("INSERT", how) for how in ("REPLACE", "INSERT OR REPLACE")]
        # Another number, but the place of the second row: where there are row numbers, the guards do not see it coming.
        by_place = f"({columns}, rowid) VALUES ({values.replace(', 2,', ', 99,')}, 2)"
        with pytest.raises(DBAPIError, match="rowid"), complaints.engine.begin() as connection:
            connection.execute(text(f"REPLACE INTO audit_entry {by_place}"))
        ways += ["UPDATE OR REPLACE audit_entry SET number = number + 1"]
    else:
        ways += ["TRUNCATE audit_entry", "TRUNCATE audit_entry, tally CASCADE"]
    for way in ways:
        with pytest.raises(DBAPIError, match="append-only"), complaints.engine.begin() as connection:
            connection.execute(text(way))
    with complaints.session(writes=False) as session:
        assert entries(session, holders.staff_set) == trail


def test_entries_written_at_the_same_time_make_one_chain(complaints: ComplaintsDatabase, holders: Holders) -> None:
    failed: list[Exception] = []

    def write() -> None:
        try:
            for _ in range(5):
                with complaints.session(writes=True) as session:
                    audit.add(session, OFFICE, holders.staff_set, "added", week="2026-W48")
                    session.commit()
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert not failed
    with complaints.session(writes=False) as session:
        assert check(entries(session, holders.staff_set)).number == 21
