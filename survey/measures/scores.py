"""The scores that call for measures, and what became of them: of closed rounds and of official results.

Nothing here says more than the pages of results do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires.loader import Definitions
from questionnaires.model import Assessment
from scoring.disclosure import may_show
from scoring.rounding import printed, two_decimals
from scoring.stored import StoredScorecardMismatch
from survey.models import OfficialResult, Publication, Round, RoundState
from survey.results.queries import InstrumentResult, RoundResult, result_of

MOST_ROUNDS = 12
Subject: TypeAlias = tuple[int, str | None]
"""The number of an indicator and the code of one of its items, None for the indicator itself."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where scores come from: a closed round or, with `round_id` None, the official result of a year.

    `scores` are out of 100, unrounded, without those that may not be shown. `is_public` says that everybody may read them.
    """

    title: str
    round_id: str | None
    assessment: Assessment
    day: date
    is_public: bool
    is_simulated: bool
    scores: Mapping[Subject, float]

    @property
    def fiscal_year(self) -> int:
        """The fiscal year whose assessment it is of."""
        return self.assessment.fiscal_year


@dataclass(frozen=True, slots=True)
class Known:
    """A score of an indicator or item, and where it comes from."""

    subject: Subject
    score: float
    source: Source

    @property
    def printed(self) -> str:
        """The score with two decimals."""
        return printed(self.score)

    @property
    def is_low(self) -> bool:
        """Whether it lies under the target of its year, both as they are printed."""
        return two_decimals(self.score) < two_decimals(self.source.assessment.target)

    @property
    def missing(self) -> str:
        """How far it lies under the target, with two decimals; "0.00" where it reaches it."""
        gap = two_decimals(self.source.assessment.target) - two_decimals(self.score)
        return printed(max(gap, type(gap)(0)))


def sources_of(session: Session, definitions: Definitions, office_id: str) -> tuple[Source, ...]:
    """Return the sources of an office's scores, oldest first; the official result of a year stands behind its rounds.

    Of rounds the latest `MOST_ROUNDS` that are closed and whose definition is known and unchanged.
    """
    rounds = session.scalars(
        select(Round)
        .where(Round.office_id == office_id, Round.state == RoundState.CLOSED, Round.fiscal_year.in_(definitions.years))
        .order_by(Round.closes_on.desc(), Round.id.desc())
        .limit(MOST_ROUNDS)
    )
    published = set(session.scalars(select(Publication.round_id).where(Publication.office_id == office_id)))
    found = [source for one in rounds if (source := _of_round(session, definitions, one, is_public=one.id in published))]
    officials = select(OfficialResult).where(OfficialResult.office_id == office_id)
    for official in session.scalars(officials.where(OfficialResult.fiscal_year.in_(definitions.years))):
        found.append(_of_official(definitions.assessment(official.fiscal_year), official))
    return tuple(sorted(found, key=lambda one: (one.fiscal_year, one.round_id is None, one.day, one.round_id or "")))


def known(sources: Sequence[Source], assessment: Assessment, subject: Subject, *, until: int) -> Known | None:
    """Return the latest score of an indicator or item, of a fiscal year up to `until`; None where there is none.

    Items and indicators of another year count only where they ask the same.
    """
    return next((one for one in reversed(trail(sources, assessment, subject)) if one.source.fiscal_year <= until), None)


def trail(sources: Sequence[Source], assessment: Assessment, subject: Subject) -> tuple[Known, ...]:
    """Return every score of an indicator or item, oldest first."""
    words = texts_of(assessment).get(subject)
    return tuple(
        Known(subject, one.scores[subject], one)
        for one in sources
        if words is not None and subject in one.scores and texts_of(one.assessment).get(subject) == words
    )


def called_by(
    sources: Sequence[Source], assessment: Assessment, fiscal_year: int, *, indicator: int | None, item: str | None
) -> dict[str, Any]:
    """Return the score that calls for a measure of a fiscal year, as the measure keeps it; empty where none is known.

    That of the item or, where it has none, of the indicator: ``{"round": id, "item": "e11", "score": 66.55}``; of an official
    result ``{"official": 2565, "score": 66.55}``.
    """
    if indicator is None:
        return {}
    for code in (item, None) if item else (None,):
        found = known(sources, assessment, (indicator, code), until=fiscal_year)
        if found is not None:
            source = found.source
            place = {"round": source.round_id} if source.round_id else {"official": source.fiscal_year}
            made = {**place, **({"item": code} if code else {}), "score": found.score}
            return made | ({"simulated": True} if source.is_simulated else {})
    return {}


def texts_of(assessment: Assessment) -> dict[Subject, str]:
    """Return the title of every indicator and the words of every item of a year, those of the OIT without items."""
    found: dict[Subject, str] = {}
    for instrument in assessment.instruments:
        for indicator in instrument.indicators:
            found[indicator.number, None] = indicator.title
            found |= {(indicator.number, item.code): item.text for item in indicator.items}
    return found | {(one.number, None): one.title for one in assessment.disclosure.indicators}


def _of_round(session: Session, definitions: Definitions, found: Round, *, is_public: bool) -> Source | None:
    try:
        result = result_of(session, definitions, found)
    except StoredScorecardMismatch:
        # The page of results says that the definition is not the one it was; nothing is built on such scores.
        return None
    simulated = result.is_partly_simulated
    return Source(found.title, found.id, result.assessment, found.closes_on, is_public, simulated, dict(_scores(result)))


def _scores(result: RoundResult) -> Iterator[tuple[Subject, float]]:
    for one in result.instruments:
        yield from _surveyed(one)
    for indicator in result.disclosure.indicators if result.disclosure else ():
        if indicator.score is not None:
            yield (indicator.number, None), indicator.score


def _surveyed(one: InstrumentResult) -> Iterator[tuple[Subject, float]]:
    for indicator in one.scorecard.indicators if one.scorecard else ():
        if indicator.score is not None and may_show(indicator.n):
            yield (indicator.number, None), indicator.score
        for item in indicator.items:
            if item.score is not None and item.code in one.shown_items:
                yield (indicator.number, item.code), item.score


def _of_official(assessment: Assessment, official: OfficialResult) -> Source:
    figures: dict[Subject, float] = {
        (int(number), None): float(figure) for number, figure in official.figures.get("indicators", {}).items()
    }
    title = f"ผลทางการ ปี {official.fiscal_year}"
    return Source(title, None, assessment, date.max, True, False, figures)
