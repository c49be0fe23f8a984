"""Requests: what of a service's form becomes a case, and what everybody may read of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey import thai
from survey.cases import author, clock, handling
from survey.cases.history import OUTSIDE
from survey.cases.intake import Sent
from survey.cases.masking import masked
from survey.cases.queue import HELD
from survey.cases.retention import KEEP_DAYS
from survey.errors import WrongCaseState
from survey.models import Case, CaseChannel, CaseEvent, CaseRating, CaseStatus, Division, EventKind, Visibility
from survey.services.definitions import Field, Kind, Service
from survey.services.values import printed

VALUES = "values"
REOPENED_WITHIN = timedelta(days=15)
REOPENED = "ผู้ขอแจ้งว่ายังไม่เรียบร้อย หน่วยงานจึงรับเรื่องไว้ดำเนินการอีกครั้ง"
_FINISHED = (CaseStatus.DONE, CaseStatus.FORWARDED)


def sent(
    session: Session,
    office_id: str,
    service: Service,
    values: Mapping[str, str],
    *,
    is_held: bool = False,
    channel: CaseChannel = CaseChannel.WEB,
) -> Sent:
    """Return a request as it is to be stored. `values` are stored values by the keys of fields, "" or absent for none.

    One that a program most likely made waits for an officer, unless it is private and nobody would ever see it anyway.
    """
    values = {key: value for key, value in values.items() if value}
    visibility = Visibility.WAITING if is_held else Visibility.PUBLIC
    fields: dict[str, Any] = {VALUES: values, clock.DAYS: service.days, KEEP_DAYS: service.retention_days}
    if is_held and not service.is_private:
        fields[HELD] = True
    village = _value(service, values, Kind.VILLAGE)
    subject = service.title if service.is_private else f"{service.title} {village}".strip()
    return Sent(
        subject=subject,
        text=lines(service.fields, values),
        channel=channel,
        village=village,
        contact=_value(service, values, Kind.TELEPHONE),
        division_id=_division(session, office_id, service),
        kind=service.key,
        visibility=Visibility.PRIVATE if service.is_private else visibility,
        fields=fields,
        shown_subject="" if service.is_private else subject,
        shown_text="" if service.is_private else public_lines(service, values),
    )


def lines(fields: tuple[Field, ...], values: Mapping[str, str]) -> str:
    """Return what was answered, one line a field."""
    answered = ((one.label, printed(one, values.get(one.key, ""))) for one in fields)
    return "\n".join(f"{label}: {value}" for label, value in answered if value)


def public_lines(service: Service, values: Mapping[str, str]) -> str:
    """Return what everybody may read at once: public fields but those in free words, which an officer has to read first."""
    return masked(lines(tuple(one for one in service.fields if one.is_public and one.kind is not Kind.TEXT), values))


def public_values(service: Service, case: Case) -> dict[str, str]:
    """Return the stored values that everybody may read, by the keys of their fields; nothing in free words."""
    values: Mapping[str, str] = case.fields.get(VALUES, {})
    shown = (one.key for one in service.fields if one.is_public and one.kind is not Kind.TEXT)
    return {key: values[key] for key in shown if values.get(key)}


def value_of(service: Service, case: Case, kind: Kind) -> str:
    """Return the stored value of the first field of a kind; "" for none."""
    return _value(service, case.fields.get(VALUES, {}), kind)


def finished_on(session: Session, case: Case) -> date | None:
    """Return the day on which a request was finished or sent on; None while it is neither."""
    if case.status not in _FINISHED:
        return None
    answers = (CaseEvent.office_id == case.office_id, CaseEvent.case_id == case.id, CaseEvent.kind == EventKind.ANSWERED)
    day: date | None = session.scalar(select(func.max(CaseEvent.day)).where(*answers))
    return day


def may_judge(session: Session, case: Case, today: date) -> bool:
    """Return whether the author may rate a request or have it taken up again: for so long after it was finished."""
    day = finished_on(session, case)
    return day is not None and case.visibility in {Visibility.PUBLIC, Visibility.PRIVATE} and today <= day + REOPENED_WITHIN


def rating_of(session: Session, case: Case) -> CaseRating | None:
    """Return what the author thinks of how a request was handled; None where nothing was said."""
    return session.get(CaseRating, (case.office_id, case.id))


def rate(session: Session, case: Case, stars: int, text: str) -> None:
    """Keep what the author thinks; said again, the later counts. WrongCaseState where it is too early or too late."""
    if not may_judge(session, case, thai.today()):
        raise WrongCaseState
    found = rating_of(session, case) or CaseRating(office_id=case.office_id, case_id=case.id)
    found.stars, found.text, found.rated_on = stars, text, thai.today()
    session.add(found)
    session.flush()


def reopen(session: Session, case: Case, why: str) -> None:
    """Have a finished request taken up again. Why is for the officers; WrongCaseState where it is too early or too late."""
    if not may_judge(session, case, thai.today()):
        raise WrongCaseState
    handling.reopen(session, case, OUTSIDE, REOPENED)
    if len(author.messages_of(session, case)) < author.MOST_MESSAGES:
        author.add(session, case, why)


def _value(service: Service, values: Mapping[str, str], kind: Kind) -> str:
    field = service.first(kind)
    return values.get(field.key, "") if field is not None else ""


def _division(session: Session, office_id: str, service: Service) -> str | None:
    named = select(Division.id).where(Division.office_id == office_id, Division.name == service.division)
    return session.scalars(named).first()
