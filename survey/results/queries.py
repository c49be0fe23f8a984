"""What a round has come to, within what may be shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires.loader import Definitions
from questionnaires.model import Assessment, Instrument
from scoring.assessment import DisclosureScore, Total, disclosure_score, total
from scoring.disclosure import may_show
from scoring.scorecard import IndicatorScore, Scorecard, score
from scoring.stored import from_stored
from survey import answers
from survey.errors import NotFound
from survey.models import Channel, Collection, DisclosureEntry, OfficialResult, Round, RoundState


@dataclass(frozen=True, slots=True)
class InstrumentResult:
    """An instrument's result. `scorecard` is None while it must stay hidden or nobody has answered.

    In a sealed round it is None until the holder of a key has opened the answers.
    """

    instrument: Instrument
    collection: Collection
    answered: int
    simulated: int
    is_hidden: bool
    scorecard: Scorecard | None
    is_sealed: bool = False

    @property
    def seal(self) -> dict[str, Any] | None:
        """What is known of the opened box, None in an ordinary round: the mark of its ``file``, how many were ``damaged``."""
        kept = self.collection.scorecard or {}
        return kept.get("sealed")

    @property
    def lowest(self) -> IndicatorScore | None:
        """The indicator with the lowest score; None where there is no score."""
        scored = [one for one in (self.scorecard.indicators if self.scorecard else ()) if one.score is not None]
        return min(scored, key=lambda one: (one.score, one.number), default=None)


@dataclass(frozen=True, slots=True)
class RoundResult:
    """All a round has come to. `total` is None until every instrument and the OIT have a score."""

    round: Round
    assessment: Assessment
    instruments: tuple[InstrumentResult, ...]
    disclosure: DisclosureScore | None
    official: dict[str, Any]
    total: Total | None

    @property
    def is_partly_simulated(self) -> bool:
        """Whether made-up answers of the example are among the responses."""
        return any(one.simulated for one in self.instruments)


def round_of(session: Session, office_id: str, round_id: str) -> Round:
    """Return a round of an office; NotFound where the office has none of that id."""
    found = session.get(Round, (office_id, round_id))
    if found is None:
        raise NotFound
    return found


def result_of(session: Session, definitions: Definitions, found: Round) -> RoundResult:
    """Return what a round has come to so far, or as it was kept when it closed."""
    assessment = definitions.assessment(found.fiscal_year)
    instruments = tuple(
        _instrument_result(session, found, instrument, collection)
        for instrument in assessment.instruments
        if (collection := session.get(Collection, (found.office_id, found.id, instrument.key))) is not None
    )
    disclosure = disclosure_of(session, assessment, found)
    scores = {one.instrument.key: one.scorecard.score if one.scorecard else None for one in instruments}
    scores[assessment.disclosure.key] = disclosure.score if disclosure else None
    official = session.get(OfficialResult, (found.office_id, found.fiscal_year))
    return RoundResult(
        round=found,
        assessment=assessment,
        instruments=instruments,
        disclosure=disclosure,
        official=official.figures if official else {},
        total=None if None in scores.values() else total(assessment, scores),
    )


def disclosure_of(session: Session, assessment: Assessment, found: Round) -> DisclosureScore | None:
    """Return the OIT of a round from the figures that were entered; None where none were."""
    entry = session.get(DisclosureEntry, (found.office_id, found.id))
    if entry is None:
        return None
    if entry.level == "indicators":
        figures = {int(number): figure for number, figure in entry.figures.items()}
        return disclosure_score(assessment.disclosure, indicators=figures)
    if entry.level == "subindicators":
        return disclosure_score(assessment.disclosure, subindicators=entry.figures)
    return disclosure_score(assessment.disclosure, items=entry.figures)


def _instrument_result(session: Session, found: Round, instrument: Instrument, collection: Collection) -> InstrumentResult:
    closed = found.state == RoundState.CLOSED
    answered = answers.count(session, collection, instrument)
    shown = may_show(instrument.audience, n=answered, closed=closed)
    is_sealed = answers.is_sealed(collection)
    scorecard = None
    if shown and answered and collection.scorecard is not None:
        scorecard = from_stored(instrument, collection.scorecard)
    elif shown and answered and not is_sealed:
        scorecard = score(instrument, answers.matrix(session, collection, instrument))
    return InstrumentResult(
        instrument=instrument,
        collection=collection,
        answered=answered,
        simulated=answers.count(session, collection, instrument, channel=Channel.SIMULATED),
        is_hidden=not shown,
        scorecard=scorecard,
        is_sealed=is_sealed,
    )


def official_of(session: Session, office_id: str, fiscal_year: int) -> OfficialResult | None:
    """Return the published figures of a year that the office has entered."""
    return session.scalar(
        select(OfficialResult).where(OfficialResult.office_id == office_id, OfficialResult.fiscal_year == fiscal_year)
    )
