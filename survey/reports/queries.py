"""Everything a report is made from, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from questionnaires.loader import Definitions
from scoring.consistency import Consistency, check
from survey import thai
from survey.cases.calendar import calendar_of
from survey.cases.evidence import YearOfCases, year_of_cases
from survey.checking.queries import official
from survey.errors import NotFound
from survey.measures.queries import measures_of
from survey.models import Measure, Office, Publication, Round, RoundState
from survey.recommendations import Recommended, recommendations_for
from survey.results.queries import RoundResult, result_of, round_of

__all__ = ["Standing", "publication_of", "published_round", "round_of", "standing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where an office stands: what a round came to, what was published of its year, and what the office does about it.

    `published` is None where the office has entered no official result of the year. `recommended` holds what could be done
    about every indicator (by number, as text) and item. `cases` is what came of the suggestions of the fiscal year in which the
    round opened, None where that was not asked for.
    """

    office: str
    result: RoundResult
    published: Consistency | None
    measures: tuple[Measure, ...]
    recommended: Mapping[str, Recommended]
    cases: YearOfCases | None = None


def standing(session: Session, definitions: Definitions, found: Round, *, with_cases: bool = False) -> Standing:
    """Return where the office of a round stands; `with_cases` says whether what came of suggestions is wanted too."""
    result = result_of(session, definitions, found)
    entered = official(session, found.office_id, result.assessment)
    return Standing(
        office=session.get_one(Office, found.office_id).name,
        result=result,
        published=check(entered) if entered is not None and entered.figures else None,
        measures=measures_of(session, found.office_id, found.fiscal_year),
        recommended=recommendations_for(session, definitions, found.office_id, found.fiscal_year),
        cases=_cases(session, found) if with_cases else None,
    )


def _cases(session: Session, found: Round) -> YearOfCases:
    calendar = calendar_of(session, found.office_id)
    # Of the year it was in fact, which that of the instrument need not be in a rehearsal.
    year = thai.fiscal_year(found.opens_on)
    return year_of_cases(session, found.office_id, year, calendar=calendar, today=thai.today())


def publication_of(session: Session, found: Round) -> Publication | None:
    """Return that an office has made the results of a round public; None where it has not."""
    return session.get(Publication, (found.office_id, found.id))


def published_round(session: Session, office_id: str, round_id: str) -> tuple[Round, Publication]:
    """Return a closed round whose results are public; NotFound for every other, so that none can be told from none at all."""
    found = session.get(Round, (office_id, round_id))
    publication = session.get(Publication, (office_id, round_id))
    if found is None or publication is None or found.state != RoundState.CLOSED:
        raise NotFound
    return found, publication
