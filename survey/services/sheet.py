"""The day sheet: what a team takes along, the open requests village by village; and the officers' page of services."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from flask import render_template, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey import access, thai
from survey.access import Permission, requires
from survey.cases import clock
from survey.cases.queue import is_held
from survey.extensions import db
from survey.models import Case, Division, Office
from survey.services.blueprint import officers, services
from survey.services.definitions import Kind, Service, Services
from survey.services.requests import value_of
from survey.services.values import degrees

ELSEWHERE = "ไม่ได้ระบุหมู่บ้าน"
_NUMBER = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class Job:
    """A request on the sheet. `place` is latitude and longitude; None where nobody gave them."""

    case: Case
    service: Service
    place: tuple[float, float] | None
    is_late: bool


@officers.get("/")
@requires(Permission.ANSWER_CASES)
def index() -> str:
    """Show what officers print for services: day sheets, posters and labels."""
    office_id = access.officer().office_id
    known = services().offered
    return render_template(
        "services/office.html",
        office_id=office_id,
        services=known,
        labelled={one.key: one.first(Kind.CODE) for one in known},
        divisions=_divisions(db.session, office_id),
    )


@officers.get("/sheet")
@requires(Permission.ANSWER_CASES)
def sheet() -> str:
    """Show the open requests for a team, or for all of them, by village, as a sheet to print."""
    office_id = access.officer().office_id
    divisions = _divisions(db.session, office_id)
    chosen = request.args.get("division", "")
    division = chosen if chosen in divisions else ""
    today = thai.today()
    return render_template(
        "services/sheet.html",
        office=db.session.get_one(Office, office_id).name,
        division=divisions.get(division, ""),
        villages=jobs(db.session, office_id, services(), division_id=division or None, today=today),
        today=today,
    )


def jobs(
    session: Session, office_id: str, known: Services, *, division_id: str | None, today: date
) -> list[tuple[str, list[Job]]]:
    """Return the open requests of a division (None for all), by village in the order of numbers, then by the day of answer.

    Those that a program most likely made wait until an officer has read them.
    """
    conditions = [
        *(Case.office_id == office_id, Case.kind.in_([one.key for one in known.each])),
        *(Case.status.in_(clock.OPEN), Case.visibility.in_(clock.ALIVE), ~is_held),
    ]
    if division_id is not None:
        conditions.append(Case.division_id == division_id)
    cases = session.scalars(select(Case).where(*conditions)).all()
    made = [_job(case, service, today) for case in cases if (service := known.get(case.kind)) is not None]
    made.sort(key=lambda job: (_in_order(job.case.village), job.case.answer_by, job.case.number))
    return [(village or ELSEWHERE, list(group)) for village, group in groupby(made, key=lambda job: job.case.village)]


def _job(case: Case, service: Service, today: date) -> Job:
    return Job(case, service, degrees(value_of(service, case, Kind.PLACE)), case.paused_on is None and case.answer_by < today)


def _in_order(village: str) -> tuple[bool, int, str]:
    number = _NUMBER.search(village)
    return not village, int(number[0]) if number else 0, village


def _divisions(session: Session, office_id: str) -> Mapping[str, str]:
    rows = session.scalars(select(Division).where(Division.office_id == office_id).order_by(Division.position, Division.name))
    return {one.id: one.name for one in rows}
