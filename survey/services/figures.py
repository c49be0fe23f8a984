"""How services are used: counts and days by service, and what people think of them; never of fewer than a few.

Counted are the requests that arrived in a fiscal year (Buddhist era). Private services are counted like all others, since a
count of at least `scoring.disclosure.FEWEST` says nothing about anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scoring.disclosure import groups_to_show, may_show
from survey.cases.calendar import Calendar
from survey.cases.figures import figures_of
from survey.models import Case, CaseRating, CaseStatus
from survey.services.definitions import Service, Services

_FINISHED = (CaseStatus.DONE, CaseStatus.FORWARDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """How a service was used in a year. None stands wherever fewer than `FEWEST` requests would be told about.

    `received` is 0 where there was none. `finished` are those done or sent on. Of the `judged` it is known whether they were
    answered within the days promised, and `in_time` of them were. `median` are working days to the first answer. `channels`
    has how many came by each channel, "" for all that are too few together. `rating` is the mean of 1 to 5 over `ratings`.
    """

    service: Service
    received: int | None
    finished: int | None = None
    judged: int | None = None
    in_time: int | None = None
    median: int | None = None
    channels: tuple[tuple[str, int], ...] = ()
    rating: float | None = None
    ratings: int | None = None


def used_in(
    session: Session, office_id: str, services: Services, fiscal_year: int, *, calendar: Calendar, today: date
) -> tuple[Use, ...]:
    """Return how each service was used in a fiscal year (Buddhist era), but those that nobody could ask for and nobody did."""
    made = (_use(session, office_id, one, fiscal_year, calendar, today) for one in services.each)
    return tuple(use for use in made if use.service.is_offered or use.received != 0)


def years_of_use(session: Session, office_id: str, services: Services) -> tuple[int, ...]:
    """Return the fiscal years (Buddhist era) in which any service was asked for, latest first."""
    keys = [one.key for one in services.each]
    years = select(Case.fiscal_year).where(Case.office_id == office_id, Case.kind.in_(keys)).distinct()
    return tuple(sorted(session.scalars(years), reverse=True))


def _use(session: Session, office_id: str, service: Service, fiscal_year: int, calendar: Calendar, today: date) -> Use:
    figures = figures_of(session, office_id, fiscal_year, calendar=calendar, today=today, kind=service.key)
    whole = figures.whole
    if not may_show(whole.received):
        return Use(service=service, received=0 if not whole.received else None)
    of_year = (Case.office_id == office_id, Case.kind == service.key, Case.fiscal_year == fiscal_year)
    counted = select(Case.channel, func.count().label("number")).where(*of_year).group_by(Case.channel)
    channels = {row.channel: row.number for row in session.execute(counted)}
    finished = session.scalar(select(func.count()).select_from(Case).where(*of_year, Case.status.in_(_FINISHED))) or 0
    judges = may_show(whole.judged)
    number, mean = session.execute(
        select(func.count(), func.avg(CaseRating.stars))
        .select_from(CaseRating)
        .join(Case, (Case.office_id == CaseRating.office_id) & (Case.id == CaseRating.case_id))
        .where(*of_year)
    ).one()
    return Use(
        service=service,
        received=whole.received,
        finished=finished if may_show(finished) else None,
        judged=whole.judged if judges else None,
        in_time=whole.in_time if judges else None,
        median=whole.median,
        channels=_channels(channels),
        rating=float(mean) if may_show(number) else None,
        ratings=number if may_show(number) else None,
    )


def _channels(counted: dict[str, int]) -> tuple[tuple[str, int], ...]:
    """Return the channels that may be told, most first, and all others together under ""."""
    shown = groups_to_show(counted)
    told = sorted(((channel, counted[channel]) for channel in shown), key=lambda one: (-one[1], one[0]))
    rest = sum(number for channel, number in counted.items() if channel not in shown)
    return (*told, ("", rest)) if rest and told else tuple(told)
