"""All offices of an installation side by side, each read once and only one block at a time in memory.

Every outlet of results keeps to `scoring.disclosure`, and so does this one. Only closed rounds are compared: what is shown of
an open one changes as people answer, and its own page sees to it that nobody can be found out by that. An office with too few
responses is listed without any figure, and so is one whose round was closed under another definition: its score is not one of
the same questionnaire. What all offices come to together leaves both out, so that neither can be had by subtraction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from questionnaires.loader import Definitions
from questionnaires.model import Instrument, digest
from scoring.disclosure import items_to_show, may_show
from scoring.estimates import Estimate, InstrumentEstimates
from scoring.intervals import intervals
from scoring.partitions import Statistics, counted, merged
from scoring.scorecard import Scorecard
from survey import answers, releases, thai
from survey.models import Collection, Office, Round, RoundState


class Why(StrEnum):
    """Why an office is listed without figures."""

    TOO_FEW = "too_few"
    OTHER_DEFINITION = "other_definition"
    SEALED = "sealed"


@dataclass(frozen=True, slots=True)
class Figure:
    """A score and the limits of its 95 % interval; None where there is none. `is_trustworthy` as of `Estimate`."""

    score: float | None
    low: float | None
    high: float | None
    is_trustworthy: bool

    @classmethod
    def of(cls, score: float | None, estimate: Estimate | None) -> Figure:
        """Put a score and its interval together; the latter is None where it is not known."""
        if estimate is None:
            return cls(score, None, None, is_trustworthy=False)
        return cls(score, estimate.low, estimate.high, estimate.is_trustworthy)

    def as_json(self) -> dict[str, Any]:
        """Return the figures unrounded."""
        return {"score": self.score, "low": self.low, "high": self.high, "trustworthy": self.is_trustworthy}


@dataclass(frozen=True, slots=True)
class Standing:
    """An office with its latest closed round; where `why` says why, without `n`, `score` and `indicators` (by number).

    An indicator that too few answered, or from which such a one could be had by subtraction, is not among `indicators`.
    """

    office: str
    round: str
    title: str
    population: int | None
    n: int | None
    score: Figure | None
    indicators: Mapping[int, Figure]
    why: Why | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the office as `sutcharit offices --json` prints it."""
        return {
            "office": self.office,
            "round": self.round,
            "title": self.title,
            "population": self.population,
            "n": self.n,
            **(self.score.as_json() if self.score else dict.fromkeys(("score", "low", "high", "trustworthy"))),
            "indicators": {str(number): figure.as_json() for number, figure in self.indicators.items()},
            "hidden": self.why,
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """The offices, by name in the order of a Thai dictionary.

    `together` is the scorecard of the responses of all offices that are shown, as if they were one: large offices weigh more.
    Offices whose round was sealed are not in it. None where there are none.
    """

    instrument: Instrument
    offices: tuple[Standing, ...]
    together: Scorecard | None

    def as_json(self) -> dict[str, Any]:
        """Return what `sutcharit offices --json` prints; scores unrounded, None where there is none."""
        return {
            "instrument": self.instrument.identifier,
            "offices": [one.as_json() for one in self.offices],
            "together": {"n": self.together.n, "score": self.together.score} if self.together else None,
        }


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be compared: whose responses, and their statistics, None where these cannot be compared."""

    office: str
    round: str
    title: str
    population: int | None
    statistics: Statistics | None
    why: Why | None = None
    opened: releases.Released | None = None


def compared(instrument: Instrument, entries: Iterable[Entry]) -> Comparison:
    """Compare what the entries bring, one after the other, so that they may come from a generator."""
    standings: list[Standing] = []

    def shown() -> Iterator[Statistics]:
        for entry in entries:
            standing = _standing(entry)
            standings.append(standing)
            if entry.statistics is not None and standing.why is None:
                yield entry.statistics

    everybody = merged(instrument, shown())
    standings.sort(key=lambda one: (thai.collation(one.office), one.office, one.round))
    return Comparison(instrument, tuple(standings), everybody.scorecard() if everybody.n else None)


def offices(session: Session, definitions: Definitions, instrument: Instrument) -> Comparison:
    """Compare the latest closed round of every office that used an instrument of this installation."""
    return compared(instrument, _entries(session, definitions, instrument))


def _entries(session: Session, definitions: Definitions, instrument: Instrument) -> Iterator[Entry]:
    rows = session.execute(
        select(Office.name, Round, Collection)
        .join(Round, Round.office_id == Office.id)
        .join(Collection, (Collection.office_id == Round.office_id) & (Collection.round_id == Round.id))
        .where(Round.state == RoundState.CLOSED, Round.fiscal_year == instrument.fiscal_year)
        .where(Collection.instrument == instrument.key)
        .order_by(Round.office_id, Round.closes_on, Round.id)
        # Large, and looked at only where answers are sealed.
        .options(defer(Collection.scorecard))
    )
    # Later rounds of an office come later and take the place of earlier ones; offices keep the order of the stored rows.
    latest = {found.office_id: (name, found, collection) for name, found, collection in rows}
    said = digest(instrument)
    for name, found, collection in latest.values():
        place = (name, found.id, found.title, collection.population or None)
        if collection.digest != said:
            yield Entry(*place, None, Why.OTHER_DEFINITION)
        elif answers.is_sealed(collection):
            opened = _opened(session, definitions, found, collection, instrument)
            yield Entry(*place, None, None if opened else Why.SEALED, opened)
        else:
            yield Entry(*place, counted(instrument, answers.blocks(session, collection, instrument)))


def _opened(
    session: Session, definitions: Definitions, found: Round, collection: Collection, instrument: Instrument
) -> releases.Released | None:
    assessment = definitions.assessment(instrument.fiscal_year)
    answered = answers.count(session, collection, instrument)
    result = releases.released(session, assessment, found, collection, instrument, answered=answered)
    return result if isinstance(result, releases.Released) else None


def _standing(entry: Entry) -> Standing:
    estimates: InstrumentEstimates | None
    if entry.why is not None:
        return _without_figures(entry, entry.why)
    if entry.opened is not None:
        card, estimates = entry.opened.scorecard, entry.opened.estimates
    else:
        assert entry.statistics is not None  # noqa: S101 (an entry has something to show, or says why not)
        if not may_show(entry.statistics.n):
            return _without_figures(entry, Why.TOO_FEW)
        card, sums = entry.statistics.scorecard(), entry.statistics.moments
        estimates = intervals(sums.instrument, card, sums, population=entry.population)
    shown = items_to_show({str(indicator.number): indicator.n for indicator in card.indicators})
    return Standing(
        entry.office,
        entry.round,
        entry.title,
        entry.population,
        n=card.n,
        score=Figure.of(card.score, estimates.instrument if estimates else None),
        indicators={
            one.number: Figure.of(one.score, estimates.indicators[one.number] if estimates else None)
            for one in card.indicators
            if str(one.number) in shown
        },
    )


def _without_figures(entry: Entry, why: Why) -> Standing:
    return Standing(entry.office, entry.round, entry.title, entry.population, n=None, score=None, indicators={}, why=why)
