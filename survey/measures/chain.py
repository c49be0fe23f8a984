"""One chain: a low indicator or item, the suggestions about it, the measures, what proves them, and the scores since."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires.loader import Definitions
from scoring.rounding import printed, two_decimals
from survey.cases.scores import assessment_for
from survey.cases.timeline import status_words
from survey.measures.overview import Standing, Year, year_of
from survey.measures.queries import indicators_of, items_of, year_of_work
from survey.measures.scores import Known, Subject, trail
from survey.models import Case, Visibility

MOST_SUGGESTIONS = 200
_SEEN = (Visibility.WAITING, Visibility.PUBLIC, Visibility.PRIVATE)


@dataclass(frozen=True, slots=True)
class Suggested:
    """A case about an indicator or an item, its status in words; `subject` are the words that were published, if any were."""

    number: str
    subject: str
    status: str
    is_public: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A score of the chain: where it comes from, and how it differs from the one before it ("" for the first)."""

    known: Known
    change: str


@dataclass(frozen=True, slots=True)
class Link:
    """An indicator or one of its items: its scores in the order of time, the cases about it and the measures for it."""

    subject: Subject
    name: str
    steps: tuple[Step, ...]
    suggestions: tuple[Suggested, ...]
    measures: tuple[Standing, ...]

    @property
    def is_low(self) -> bool:
        """Whether the score that the chain begins with lies under the target."""
        return bool(self.steps) and self.steps[0].known.is_low

    @property
    def has_more(self) -> bool:
        """Whether there is more than a score."""
        return bool(self.suggestions or self.measures)


@dataclass(frozen=True, slots=True)
class Chain:
    """An indicator with those of its items that are low or about which there is more."""

    indicator: Link
    items: tuple[Link, ...]


def chains_of(session: Session, definitions: Definitions, office_id: str, fiscal_year: int) -> tuple[Year, tuple[Chain, ...]]:
    """Return the measures of a year, and the chain of every indicator that is low or about which there is more, by number.

    Suggestions are those of the fiscal year in which the newest round of the assessment opened, and of the one after it.
    """
    year = year_of(session, definitions, office_id, fiscal_year)
    suggestions = _suggestions(session, definitions, office_id, year)
    items = items_of(year.assessment)
    chains = []
    for number, title in sorted(indicators_of(year.assessment).items()):
        below = [
            _link(year, suggestions, (number, code), f"ข้อ {one.number} {one.text}")
            for code, one in items.items()
            if one.indicator == number
        ]
        whole = _link(year, suggestions, (number, None), f"ตัวชี้วัดที่ {number} {title}")
        shown = tuple(one for one in below if one.is_low or one.has_more)
        if whole.is_low or whole.has_more or any(one.has_more for one in shown):
            chains.append(Chain(whole, shown))
    return year, tuple(chains)


def _link(year: Year, suggestions: dict[Subject, tuple[Suggested, ...]], subject: Subject, name: str) -> Link:
    return Link(
        subject=subject,
        name=name,
        steps=_steps(year, subject),
        suggestions=suggestions.get(subject, ()),
        measures=tuple(one for one in year.measures if (one.measure.indicator, one.measure.item) == subject),
    )


def _steps(year: Year, subject: Subject) -> tuple[Step, ...]:
    """Return the scores of the year and the one after it, from the last before them where there is one."""
    scores = trail(year.sources, year.assessment, subject)
    before = [one for one in scores if one.source.fiscal_year < year.fiscal_year][-1:]
    since = [one for one in scores if year.fiscal_year <= one.source.fiscal_year <= year.fiscal_year + 1]
    ordered = [*before, *since]
    return tuple(Step(one, _change(ordered[at - 1], one) if at else "") for at, one in enumerate(ordered))


def _change(before: Known, after: Known) -> str:
    difference = two_decimals(after.score) - two_decimals(before.score)
    return f"+{printed(difference)}" if difference > 0 else printed(difference).replace("-", "−")


def _suggestions(
    session: Session, definitions: Definitions, office_id: str, year: Year
) -> dict[Subject, tuple[Suggested, ...]]:
    worked = year_of_work(session, office_id, year.fiscal_year)
    rows = session.scalars(
        select(Case)
        .where(
            Case.office_id == office_id,
            Case.visibility.in_(_SEEN),
            Case.indicator.is_not(None),
            Case.fiscal_year.in_((worked, worked + 1)),
        )
        .order_by(Case.received_on.desc(), Case.number.desc())
        .limit(MOST_SUGGESTIONS)
    )
    found: dict[Subject, tuple[Suggested, ...]] = {}
    for case in rows:
        # Of another assessment's item only the indicator counts: codes may change.
        item = case.item if assessment_for(definitions, case.fiscal_year) is year.assessment else None
        one = Suggested(
            case.number, case.shown_subject or case.subject, status_words(case), case.visibility == Visibility.PUBLIC
        )
        subject = (case.indicator or 0, item)
        found[subject] = (*found.get(subject, ()), one)
    return found
