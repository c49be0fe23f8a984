"""What everybody may know about how an office deals with its cases: counts and days, never about fewer than a few cases.

A case belongs to the fiscal year in which it arrived. Divisions stand in the office's own order and nothing is ranked: how
fast a case is answered says more about what it asks than about who answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from sqlalchemy import case, or_, select
from sqlalchemy.orm import Session

from scoring.disclosure import groups_to_show, may_show
from survey import thai
from survey.cases import clock
from survey.cases.calendar import Calendar
from survey.cases.intake import SUGGESTION
from survey.models import Case, Division, Refusal, Visibility

_DAY = timedelta(days=1)
NOWHERE = ""
"""In the place of a division's id, for cases that no division has."""
# Without objects: each is looked at once.
_case = Case.__table__.c
_READ = (
    *(_case.division_id, _case.received_on, _case.answer_by, _case.answered_on, _case.answered_in_time),
    *(_case.visibility, _case.refusal, _case.status, _case.paused_on),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Some of the cases of a year, counted.

    `received` are all that arrived, `published` those on the board now, `open` those somebody still waits for. `answered` have
    an official answer. Of the `judged` it is known whether they were answered in time, and `in_time` of them were: a case that
    was refused, merged or withdrawn before an answer is not judged, nor one whose last day has not passed. `median` and
    `ninetieth` are working days from arrival to the first answer, see `days_within`; None where fewer than `FEWEST` have one.
    """

    received: int
    published: int
    answered: int
    judged: int
    in_time: int
    open: int
    median: int | None
    ninetieth: int | None


@dataclass(frozen=True, slots=True)
class DivisionFigures:
    """The cases of a division; `name` is None for all that cannot stand by themselves, counted together."""

    name: str | None
    counts: Counts


@dataclass(frozen=True, slots=True)
class Moderation:
    """What was decided about publishing the cases of a year.

    `refused` has every reason of `Refusal`, in their order, with how many cases are not published for it; `redacted` were
    published without some of their words, `merged` go on in another case, `withdrawn` were taken back by their authors.
    """

    refused: tuple[tuple[Refusal, int], ...]
    redacted: int
    merged: int
    withdrawn: int

    @property
    def refusals(self) -> int:
        """How many cases are not published, whatever the reason."""
        return sum(number for _, number in self.refused)


@dataclass(frozen=True, slots=True)
class Figures:
    """The public figures of a fiscal year (Buddhist era). `divisions` is empty where none could be told from the whole."""

    fiscal_year: int
    whole: Counts
    divisions: tuple[DivisionFigures, ...]
    moderation: Moderation


def figures_of(
    session: Session, office_id: str, fiscal_year: int, *, calendar: Calendar, today: date, kind: str = SUGGESTION
) -> Figures:
    """Return the figures of the cases of a kind that arrived in a fiscal year (Buddhist era), as they are on a day.

    Two queries, one of them for the cases. Divisions are shown as `scoring.disclosure.groups_to_show` allows: none of fewer
    than `FEWEST` cases, and none that could be had by subtracting the others from the whole.
    """
    redacted = or_(_case.shown_subject != _case.subject, _case.shown_text != _case.text)
    # Every visibility there is, named so that an index leads to the year's cases.
    of_year = (_case.visibility.in_(list(Visibility)), _case.received_on.between(*thai.days_of(fiscal_year)))
    query = select(*_READ, case((redacted, 1), else_=0).label("redacted")).where(
        _case.office_id == office_id, _case.kind == kind, *of_year
    )
    rows = session.execute(query).all()
    # They have all of a case that is asked of them here.
    cases = [cast(Case, row) for row in rows]
    return Figures(
        fiscal_year=fiscal_year,
        whole=_counted(cases, calendar, today),
        divisions=tuple(_divisions(session, office_id, cases, calendar, today)),
        moderation=_moderation(cases, sum(row.redacted for row in rows if row.visibility == Visibility.PUBLIC)),
    )


def years_with_cases(session: Session, office_id: str, *, kind: str = SUGGESTION) -> tuple[int, ...]:
    """Return the fiscal years (Buddhist era) in which cases of a kind arrived, latest first."""
    years = select(Case.fiscal_year).where(Case.office_id == office_id, Case.kind == kind).distinct()
    return tuple(sorted(session.scalars(years), reverse=True))


def days_within(days: Sequence[int], percent: int) -> int | None:
    """Return the fewest days within which at least so many percent of the cases were answered; None where there are none.

    That is the empirical quantile without interpolation (the inverse of the distribution function, type 1 of Hyndman and Fan,
    1996): the ``ceil(percent x n / 100)``-th shortest, so that "half were answered within 6 days" is true as it is written.
    """
    if not days:
        return None
    rank = -(-percent * len(days) // 100)
    return sorted(days)[max(rank, 1) - 1]


def _counted(cases: Iterable[Case], calendar: Calendar, today: date) -> Counts:
    cases = list(cases)
    judged = [in_time for one in cases if (in_time := clock.was_in_time(one, today)) is not None]
    taken = _days_taken(cases, calendar)
    are_enough = may_show(len(taken))
    return Counts(
        received=len(cases),
        published=sum(one.visibility == Visibility.PUBLIC for one in cases),
        answered=len(taken),
        judged=len(judged),
        in_time=sum(judged),
        open=sum(clock.is_open(one) for one in cases),
        median=days_within(taken, 50) if are_enough else None,
        ninetieth=days_within(taken, 90) if are_enough else None,
    )


def _days_taken(cases: Iterable[Case], calendar: Calendar) -> list[int]:
    """Return the working days of `clock.working_days_taken` for all that are answered, looking at each day of the year once."""
    pairs = [(one.received_on, one.answered_on) for one in cases if one.answered_on is not None]
    if not pairs:
        return []
    day, end = min(received for received, _ in pairs), max(answered for _, answered in pairs)
    passed = {day: 0}
    while day < end:
        passed[day + _DAY] = passed[day] + calendar.is_working(day + _DAY)
        day += _DAY
    return [passed[answered] - passed[received] if answered > received else 0 for received, answered in pairs]


def _divisions(
    session: Session, office_id: str, cases: Sequence[Case], calendar: Calendar, today: date
) -> Iterable[DivisionFigures]:
    of_division: dict[str, list[Case]] = {}
    for one in cases:
        of_division.setdefault(one.division_id or NOWHERE, []).append(one)
    shown = groups_to_show({division: len(group) for division, group in of_division.items()})
    if not shown - {NOWHERE}:
        return
    names = select(Division.id, Division.name).where(Division.office_id == office_id)
    for division, name in session.execute(names.order_by(Division.position, Division.name)):
        if division in shown:
            yield DivisionFigures(name, _counted(of_division[division], calendar, today))
    # Those without a division stand with those that are too few: a row of their own would say no more.
    rest = [one for division, group in of_division.items() if division == NOWHERE or division not in shown for one in group]
    if rest:
        yield DivisionFigures(None, _counted(rest, calendar, today))


def _moderation(cases: Sequence[Case], redacted: int) -> Moderation:
    refused = [one.refusal for one in cases if one.visibility == Visibility.REFUSED]
    return Moderation(
        refused=tuple((reason, refused.count(reason)) for reason in Refusal),
        redacted=redacted,
        merged=sum(one.visibility == Visibility.MERGED for one in cases),
        withdrawn=sum(one.visibility == Visibility.WITHDRAWN for one in cases),
    )
