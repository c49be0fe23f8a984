"""How long what people sent is kept, where they were promised an end: so many days after theirs, and then it is erased.

The promise stands with the case, as it was made. What the office did and said stays, as it does when an author takes a case
back; so does what was published.
"""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from survey.cases import clock, search
from survey.models import Case, CaseEvent, CaseFile, CaseMessage, CaseRating, CaseStatus, EventKind, FilePurpose, Visibility

KEEP_DAYS = "keep_days"
"""The field of a case that says how many days after its last answer what its author sent is kept."""
# It stays in lists for officers, and has to be called something.
ERASED = "เรื่องที่ครบกำหนดเก็บข้อมูลแล้ว"
_FINISHED = (CaseStatus.DONE, CaseStatus.FORWARDED)


def erase(session: Session, office_id: str, today: date) -> int:
    """Erase what the authors of an office's cases sent, where its time is over; return of how many cases."""
    days = Case.fields[KEEP_DAYS].as_integer()
    last_answers = (
        select(CaseEvent.case_id, func.max(CaseEvent.day).label("day"))
        .where(CaseEvent.office_id == office_id, CaseEvent.kind == EventKind.ANSWERED)
        .group_by(CaseEvent.case_id)
        .subquery()
    )
    finished = (Case.office_id == office_id, Case.status.in_(_FINISHED), days.is_not(None), Case.text != "")
    rows = session.execute(
        select(Case.id, last_answers.c.day, days.label("days"))
        .join(last_answers, last_answers.c.case_id == Case.id)
        .where(*finished)
    ).all()
    over = [row.id for row in rows if row.day + timedelta(days=row.days) < today]
    for case_id in over:
        _erase(session, session.get_one(Case, (office_id, case_id), with_for_update=True))
    return len(over)


def _erase(session: Session, case: Case) -> None:
    case.name = case.contact = case.text = ""
    case.subject = case.shown_subject or ERASED
    if case.visibility == Visibility.PRIVATE:
        case.village = ""
    case.fields = {name: case.fields[name] for name in (clock.DAYS, KEEP_DAYS) if name in case.fields}
    of_case = {"office_id": case.office_id, "case_id": case.id}
    for message in session.scalars(select(CaseMessage).filter_by(**of_case)).all():
        message.text = message.shown_text
    for rating in session.scalars(select(CaseRating).filter_by(**of_case)).all():
        rating.text = ""
    unseen = (CaseFile.purpose == FilePurpose.SENT, CaseFile.is_public.is_(False))
    session.execute(delete(CaseFile).where(CaseFile.office_id == case.office_id, CaseFile.case_id == case.id, *unseen))
    session.flush()
    search.index(session, case)
