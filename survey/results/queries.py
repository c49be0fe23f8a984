"""What a round has come to, within what may be shown."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires.loader import Definitions
from questionnaires.model import Assessment, Instrument
from scoring.assessment import DisclosureScore, Total, disclosure_score, total
from scoring.certainty import TotalEstimate, total_certainty
from scoring.disclosure import items_to_show, may_show
from scoring.estimates import InstrumentEstimates
from scoring.intervals import intervals
from scoring.scorecard import IndicatorScore, Scorecard
from survey import answers, releases
from survey.errors import NotFound
from survey.models import Channel, Collection, DisclosureEntry, OfficialResult, Round


# Without slots: what is computed when it is first asked for needs a place to be kept.
@dataclass(frozen=True, eq=False)
class InstrumentResult:
    """An instrument's result. `answered` is how many have answered by now, `is_hidden` says that they are too few.

    `released` is None while they are, while there is no more than an `impression`, and in a sealed round until the holder of a
    key has opened the answers. In an open round it is made from fewer than have answered: see `scoring.disclosure`.
    `may_ask_for_levels` says that an `impression` can be had and has not been asked for.
    """

    instrument: Instrument
    collection: Collection
    answered: int
    simulated: int
    is_hidden: bool
    released: releases.Released | None
    impression: releases.Impression | None = None
    is_sealed: bool = False
    may_ask_for_levels: bool = False

    @property
    def scorecard(self) -> Scorecard | None:
        """The scores, None where there is no result to show."""
        return self.released.scorecard if self.released else None

    @cached_property
    def estimates(self) -> InstrumentEstimates | None:
        """Every score with its interval, as of the declared population; None where there is no result or it is not known."""
        if self.released is None or self.released.moments is None:
            return self.released.estimates if self.released else None
        population = self.collection.population
        return intervals(self.instrument, self.released.scorecard, self.released.moments, population=population)

    @cached_property
    def shown_items(self) -> frozenset[str]:
        """The codes of the items whose own figures may be shown: see `scoring.disclosure.items_to_show`."""
        indicators = self.scorecard.indicators if self.scorecard else ()
        shown = (items_to_show({item.code: item.n for item in indicator.items}) for indicator in indicators)
        return frozenset().union(*shown)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left out of the result of a closed round, as it is where levels were told of so few."""
        return self.released is None or not self.released.is_final or self.is_sealed or self.released.number == self.answered

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


@dataclass(frozen=True, eq=False)
class RoundResult:
    """All a round has come to. `total` is None until every instrument and the OIT have a score."""

    round: Round
    assessment: Assessment
    instruments: tuple[InstrumentResult, ...]
    disclosure: DisclosureScore | None
    official: dict[str, Any]
    total: Total | None

    @cached_property
    def certainty(self) -> TotalEstimate | None:
        """How sure the total is; None where there is none, or an instrument of which only the scores are known."""
        estimates = {one.instrument.key: one.estimates for one in self.instruments}
        if self.total is None or self.disclosure is None or None in estimates.values():
            return None
        known = {key: one.instrument for key, one in estimates.items() if one}
        return total_certainty(self.assessment, known, self.disclosure.score)

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
        _instrument_result(session, assessment, found, instrument, collection)
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


def _instrument_result(
    session: Session, assessment: Assessment, found: Round, instrument: Instrument, collection: Collection
) -> InstrumentResult:
    answered = answers.count(session, collection, instrument)
    result = releases.released(session, assessment, found, collection, instrument, answered=answered)
    return InstrumentResult(
        instrument=instrument,
        collection=collection,
        answered=answered,
        simulated=answers.count(session, collection, instrument, channel=Channel.SIMULATED),
        is_hidden=_is_hidden(collection, answered),
        released=result if isinstance(result, releases.Released) else None,
        impression=result if isinstance(result, releases.Impression) else None,
        is_sealed=answers.is_sealed(collection),
        may_ask_for_levels=releases.may_ask_for_levels(session, found, collection, answered=answered),
    )


def _is_hidden(collection: Collection, answered: int) -> bool:
    """Return whether there are answers, but too few; of a sealed round those count that could be opened."""
    opened: int = answered if collection.scorecard is None else collection.scorecard["n"]
    return bool(answered) and not may_show(min(answered, opened))


def official_of(session: Session, office_id: str, fiscal_year: int) -> OfficialResult | None:
    """Return the published figures of a year that the office has entered."""
    return session.scalar(
        select(OfficialResult).where(OfficialResult.office_id == office_id, OfficialResult.fiscal_year == fiscal_year)
    )
