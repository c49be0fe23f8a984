"""What the officers' side reads; every query starts from what the officer's office owns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires.loader import Definitions
from questionnaires.model import Audience, Instrument, ProfileQuestion
from scoring.sampling import minimum_sample
from survey import answers, codes, profile, releases, signals, thai
from survey.errors import NotFound
from survey.languages import Words
from survey.models import Channel, Collection, Division, Round, RoundState, Signal


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one instrument of a round has come.

    `unused_codes` is None where answering needs none. `signals` says how many responses came with each, where that is shown;
    `is_bound` that the result of a close would be of five only.
    """

    collection: Collection
    instrument: Instrument
    answered: int
    on_paper: int
    simulated: int
    minimum: int
    unused_codes: int | None
    signals: Mapping[Signal, str]
    is_bound: bool

    @property
    def is_sealed(self) -> bool:
        """Whether the answers can only be counted here."""
        return answers.is_sealed(self.collection)

    @property
    def awaits_its_key(self) -> bool:
        """Whether somebody has answered and nobody who holds a key has opened the answers yet."""
        return self.is_sealed and self.answered > 0 and self.collection.scorecard is None

    @property
    def fewest_seconds(self) -> int:
        """The seconds below which a form was sent sooner than it can be read."""
        return signals.fewest_seconds(self.instrument)

    @property
    def is_enough(self) -> bool:
        """Whether the minimum sample has been reached."""
        return self.answered >= self.minimum

    @property
    def missing(self) -> int:
        """How many answers are still missing to the minimum sample."""
        return max(0, self.minimum - self.answered)


@dataclass(frozen=True, slots=True)
class RoundOverview:
    """A round and how far each of its instruments has come."""

    round: Round
    progress: tuple[Progress, ...]
    is_past_its_end: bool

    @property
    def needs_attention(self) -> bool:
        """Whether the round is open and short of answers, or should be closed."""
        return self.round.state == RoundState.OPEN and (
            self.is_past_its_end or any(not progress.is_enough for progress in self.progress)
        )


def rounds_of(session: Session, office_id: str) -> list[Round]:
    """Return an office's rounds: open ones first, then drafts, then closed; each by date, newest first."""
    found = session.scalars(select(Round).where(Round.office_id == office_id).order_by(Round.opens_on.desc(), Round.id))
    order = [RoundState.OPEN, RoundState.DRAFT, RoundState.CLOSED]
    return sorted(found, key=lambda one: order.index(RoundState(one.state)))


def round_of(session: Session, office_id: str, round_id: str) -> Round:
    """Return a round of an office; NotFound where the office has none of that id."""
    found = session.get(Round, (office_id, round_id))
    if found is None:
        raise NotFound
    return found


def collected_in(session: Session, definitions: Definitions, found: Round) -> list[tuple[Collection, Instrument]]:
    """Return what a round collects, in the order of the fiscal year's instruments."""
    query = select(Collection).where(Collection.office_id == found.office_id, Collection.round_id == found.id)
    collections = {collection.instrument: collection for collection in session.scalars(query)}
    instruments = definitions.assessment(found.fiscal_year).instruments
    return [(collections[instrument.key], instrument) for instrument in instruments if instrument.key in collections]


def collected_from(
    session: Session, definitions: Definitions, found: Round, audience: Audience
) -> tuple[Collection, Instrument]:
    """Return what a round collects from an audience; NotFound where it asks it nothing."""
    for collection, instrument in collected_in(session, definitions, found):
        if instrument.audience is audience:
            return collection, instrument
    raise NotFound


def collection_of(session: Session, found: Round, key: str) -> Collection:
    """Return what a round collects for an instrument; NotFound where it does not."""
    collection = session.get(Collection, (found.office_id, found.id, key))
    if collection is None:
        raise NotFound
    return collection


def overview(session: Session, definitions: Definitions, found: Round, *, today: date) -> RoundOverview:
    """Return a round with its counts."""
    assessment = definitions.assessment(found.fiscal_year)
    progress = []
    for collection, instrument in collected_in(session, definitions, found):
        answered = answers.count(session, collection, instrument)
        progress.append(
            Progress(
                collection=collection,
                instrument=instrument,
                answered=answered,
                on_paper=answers.count(session, collection, instrument, channel=Channel.PAPER),
                simulated=answers.count(session, collection, instrument, channel=Channel.SIMULATED),
                minimum=minimum_sample(assessment.sampling[instrument.audience], collection.population),
                unused_codes=codes.unused(session, collection) if instrument.audience is Audience.STAFF else None,
                signals=signals.shown(
                    session, collection, instrument, answered=answered, is_closed=found.state == RoundState.CLOSED
                ),
                is_bound=releases.is_bound(session, collection, answered=answered),
            )
        )
    return RoundOverview(found, tuple(progress), found.state == RoundState.OPEN and today > found.closes_on)


def asked_about_respondent(
    session: Session, collection: Collection, instrument: Instrument, said: Words
) -> tuple[ProfileQuestion, ...]:
    """Return the questions about the respondent that a collection asks, none where the office chose so.

    `instrument` is as it is worded in the language of `said`.
    """
    if not collection.asks_profile:
        return ()
    return profile.questions(instrument, profile.divisions(session, collection.office_id, instrument.audience), said)


def divisions_of(session: Session, office_id: str) -> list[Division]:
    """Return an office's divisions in the order of a Thai dictionary within the order the office gave."""
    found = session.scalars(select(Division).where(Division.office_id == office_id))
    return sorted(found, key=lambda one: (one.position, thai.collation(one.name)))


def division_of(session: Session, office_id: str, division_id: str) -> Division:
    """Return a division of an office; NotFound where the office has none of that id."""
    found = session.get(Division, (office_id, division_id))
    if found is None:
        raise NotFound
    return found
