"""What the pages of services read. To everybody only public requests are ever shown, in the words that were published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from survey.cases import clock
from survey.errors import NotFound
from survey.models import Case, CaseEvent, CaseFile, FilePurpose, Visibility
from survey.services.definitions import Kind, Service, Services
from survey.services.requests import VALUES

PAGE = 30
_IN_ORDER = [str(purpose) for purpose in FilePurpose]
MOST_EXPORTED = 1000


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of public requests, the newest first. `page` counts from 1."""

    cases: Sequence[Case]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PAGE))


def listed(session: Session, office_id: str, keys: Sequence[str], *, page: int) -> Listed:
    """Return a page of the public requests for some services; one beyond the last is the last."""
    conditions = _public(office_id, keys)
    total = session.scalar(select(func.count()).select_from(Case).where(*conditions)) or 0
    at = min(max(page, 1), max(1, -(-total // PAGE)))
    query = select(Case).where(*conditions).order_by(Case.received_on.desc(), Case.number.desc())
    return Listed(session.scalars(query.limit(PAGE).offset(PAGE * (at - 1))).all(), total, at)


def exported(session: Session, office_id: str, keys: Sequence[str]) -> list[tuple[Case, date, str]]:
    """Return the newest public requests, each with the day on which it last changed in public and its first picture's id."""
    query = select(Case).where(*_public(office_id, keys)).order_by(Case.received_on.desc(), Case.number.desc())
    cases = session.scalars(query.limit(MOST_EXPORTED)).all()
    ids = [case.id for case in cases]
    events = select(CaseEvent.case_id, func.max(CaseEvent.day).label("day")).where(
        CaseEvent.office_id == office_id, CaseEvent.case_id.in_(ids), CaseEvent.is_public
    )
    changed = {row.case_id: row.day for row in session.execute(events.group_by(CaseEvent.case_id))}
    files = select(CaseFile.case_id, CaseFile.id).where(
        CaseFile.office_id == office_id, CaseFile.case_id.in_(ids), CaseFile.is_public
    )
    pictures: dict[str, str] = {}
    for case_id, file_id in session.execute(files.order_by(CaseFile.case_id, CaseFile.purpose, CaseFile.position, CaseFile.id)):
        pictures.setdefault(case_id, file_id)
    return [(case, changed.get(case.id, case.received_on), pictures.get(case.id, "")) for case in cases]


def request_at(session: Session, office_id: str, services: Services, number: str) -> tuple[Case, Service]:
    """Return a public request with its service, or one that was merged into another; NotFound for anything else."""
    found = session.scalar(select(Case).where(Case.office_id == office_id, Case.number == number))
    service = services.get(found.kind) if found is not None else None
    if found is None or service is None or service.is_private or found.visibility not in {Visibility.PUBLIC, Visibility.MERGED}:
        raise NotFound
    return found, service


def merged_into(session: Session, case: Case) -> str | None:
    """Return the number of the public request that a case went into; None where that is not public."""
    if case.merged_into is None:
        return None
    conditions = (*_public(case.office_id, (case.kind,)), Case.id == case.merged_into)
    return session.scalar(select(Case.number).where(*conditions))


def pictures_of(session: Session, case: Case, *, for_author: bool = False) -> list[CaseFile]:
    """Return the pictures of a case without their content: the public ones, for its author also those they sent."""
    of_case = select(CaseFile).where(CaseFile.office_id == case.office_id, CaseFile.case_id == case.id)
    rows = session.scalars(of_case.order_by(CaseFile.position, CaseFile.id))
    shown = [row for row in rows if row.is_public or (for_author and row.purpose == FilePurpose.SENT)]
    return sorted(shown, key=lambda row: _IN_ORDER.index(row.purpose))


def open_for(session: Session, office_id: str, service: Service, said: Mapping[str, str]) -> Case | None:
    """Return an open public request about the very thing a label's address names; None where there is none."""
    field = service.first(Kind.CODE)
    value = said.get(field.key, "").strip().upper() if field is not None and field.is_public else ""
    if field is None or not value:
        return None
    about = Case.fields[(VALUES, field.key)].as_string() == value
    conditions = (*_public(office_id, (service.key,)), Case.status.in_(clock.OPEN), about)
    return session.scalars(select(Case).where(*conditions).order_by(Case.number).limit(1)).first()


def _public(office_id: str, keys: Sequence[str]) -> tuple[ColumnElement[bool], ...]:
    return (Case.office_id == office_id, Case.visibility == Visibility.PUBLIC, Case.kind.in_(keys))
