"""Receipts: a number that everybody may know, and a private code that only the author has.

The number counts within a fiscal year. The code is random and kept only as a keyed digest: it follows neither from the number
nor from anything in the database.
"""

from __future__ import annotations

import functools
import hashlib
import hmac
from dataclasses import dataclass

from sqlalchemy import Insert, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from survey import codes
from survey.models import Base, Case, CaseCounter


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the author is given: the case, and the private code in groups of four, which cannot be shown again."""

    case: Case
    code: str


def next_number(session: Session, office_id: str, fiscal_year: int) -> str:
    """Return the next case number of an office in a fiscal year: ``2570-0012``. It is taken when the caller commits."""
    asked = {"of_office": office_id, "in_year": fiscal_year}
    last = session.scalar(_counting(session.get_bind().dialect.name), asked)
    return f"{fiscal_year}-{last:04d}"


@functools.cache
def _counting(database: str) -> Insert:
    counters = Base.metadata.tables[CaseCounter.__tablename__]
    # One statement, so that two who arrive together wait for each other, also for the first number of a year.
    statement = (sqlite if database == "sqlite" else postgresql).insert(counters)
    statement = statement.values(office_id=bindparam("of_office"), fiscal_year=bindparam("in_year"), last=1)
    statement = statement.on_conflict_do_update(index_elements=["office_id", "fiscal_year"], set_={"last": counters.c.last + 1})
    counting: Insert = statement.returning(counters.c.last)
    return counting


def case_by_code(session: Session, office_id: str, typed: str, *, key: bytes) -> Case | None:
    """Return the case a private code opens, however it was typed; None where there is none."""
    mark = marked(office_id, codes.normalised(typed), key)
    return session.scalar(select(Case).where(Case.office_id == office_id, Case.code_mark == mark))


def leads_to(session: Session, case: Case) -> Case:
    """Return the case a receipt leads to: its own, or the one that it has been merged into."""
    if case.merged_into is None:
        return case
    return session.get_one(Case, (case.office_id, case.merged_into))


def marked(office_id: str, code: str, key: bytes) -> str:
    """Return what is kept of a private code (without hyphens): its digest under a key that is not in the database."""
    return hmac.digest(key, f"case/{office_id}/{code}".encode(), hashlib.sha256).hex()
