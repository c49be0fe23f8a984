"""The audit trail of complaints: each entry carries a digest of itself and of the one before. Each key set has its own.

Editing or removing an entry breaks the chain behind it. Cutting off the tail does not, and whoever can write to the database
can compute a whole chain anew; so the holders' tool remembers the last digest it has seen (`Head`), and refuses a trail that
does not go through it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey.complaints.models import AuditEntry

START = "0" * 64


@dataclass(frozen=True, slots=True)
class Head:
    """How far somebody has seen a trail: the number of entries, and the digest of the last (`START` where there is none)."""

    number: int = 0
    digest: str = START


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry away from the database, as the holders' tool gets it."""

    office_id: str
    key_set: str
    number: int
    week: str
    act: str
    complaint_id: str | None
    by: str
    digest: str


class Tampered(Exception):
    """The trail is not what it was: an entry was edited or removed, or the tail was cut off."""


def add(
    session: Session, office_id: str, key_set: str, act: str, *, week: str, complaint_id: str | None = None, by: str = ""
) -> AuditEntry:
    """Add an entry at the end of a key set's trail. `by` is a public key, or "" for somebody outside or the clock."""
    if session.get_bind().dialect.name == "postgresql":
        # Two that write at once would both count on from the same entry. SQLite lets one write at a time anyway.
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"{office_id}/{key_set}"))))
    last = session.scalar(
        select(AuditEntry)
        .where(AuditEntry.office_id == office_id, AuditEntry.key_set == key_set)
        .order_by(AuditEntry.number.desc())
        .limit(1)
    )
    number = last.number + 1 if last else 1
    made = AuditEntry(
        office_id=office_id, key_set=key_set, number=number, week=week, act=act, complaint_id=complaint_id, by=by, digest=""
    )
    made.digest = _digest(made, last.digest if last else START)
    session.add(made)
    session.flush()
    return made


def trail(session: Session, office_id: str, key_set: str) -> list[AuditEntry]:
    """Return a key set's trail, oldest first."""
    this = (AuditEntry.office_id == office_id, AuditEntry.key_set == key_set)
    return list(session.scalars(select(AuditEntry).where(*this).order_by(AuditEntry.number)))


def check(entries: Sequence[AuditEntry | Entry], seen: Head = Head()) -> Head:
    """Return the head of a trail; Tampered where it does not hold, or does not go through the head seen before."""
    digest = START
    for number, entry in enumerate(entries, start=1):
        if entry.number != number or entry.digest != _digest(entry, digest):
            raise Tampered
        digest = entry.digest
        if number == seen.number and digest != seen.digest:
            raise Tampered
    if len(entries) < seen.number or len({(entry.office_id, entry.key_set) for entry in entries}) > 1:
        raise Tampered
    return Head(len(entries), digest)


def _digest(entry: AuditEntry | Entry, before: str) -> str:
    told = [entry.office_id, entry.key_set, entry.number, entry.week, entry.act, entry.complaint_id, entry.by, before]
    return hashlib.sha256(json.dumps(told, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()
