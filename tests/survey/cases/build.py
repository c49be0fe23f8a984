"""Cases for tests of search: rows with ids that are the same on every database."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey.cases import search
from survey.models import Case, CaseChannel, CaseEvent, CaseStatus, EventKind, Office, Visibility

_DAY = date(2026, 11, 9)


def a_written_case(session: Session, office: Office, key: str, subject: str, words: str = "", /, **more: Any) -> Case:
    """A published suggestion whose words are shown as they were written, with `key` as its id."""
    shown = {"shown_subject": subject, "shown_text": words}
    known = {"kind": "suggestion", "channel": CaseChannel.WEB, "status": CaseStatus.RECEIVED, "visibility": Visibility.PUBLIC}
    days = dict.fromkeys(("received_on", "moderate_by", "acknowledge_by", "answer_by"), _DAY)
    number = session.scalar(select(func.count()).select_from(Case)) or 0
    made = Case(
        office_id=office.id,
        id=key,
        code_mark=key,
        **{"number": f"S-2569-{number + 1:05}", "fiscal_year": 2569, "subject": subject, "text": words}
        | known
        | days
        | shown
        | more,
    )
    session.add(made)
    session.flush()
    search.index(session, made)
    return made


def said(session: Session, case: Case, text: str, *, is_public: bool = True, seq: int = 1) -> None:
    """Something an officer said of a case."""
    session.add(
        CaseEvent(
            office_id=case.office_id,
            case_id=case.id,
            seq=seq,
            kind=EventKind.ANSWERED if is_public else EventKind.NOTED,
            day=_DAY,
            is_public=is_public,
            text=text,
        )
    )
    session.flush()
    search.index(session, case)
