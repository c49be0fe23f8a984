"""Results as they may be shown: of a closed round for good, of an open one as a release that stands still for a while.

The rules are in `scoring.disclosure`; this is where their outcome is computed and kept. Every outlet of results (page, file,
document, command) takes them from here, so that no two of them can be compared to find out what one person answered.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from questionnaires.model import Assessment, Instrument
from scoring import disclosure
from scoring import estimates as estimating
from scoring import moments as summing
from scoring.assessment import level_of
from scoring.disclosure import FEWEST, may_show, next_release
from scoring.estimates import InstrumentEstimates
from scoring.moments import Moments, tally_and_moments
from scoring.quality import quality
from scoring.reliability import reliability
from scoring.scorecard import Scorecard, score, scorecard
from scoring.stored import from_stored, to_stored
from survey import answers
from survey.extensions import open_session
from survey.models.result import Release
from survey.models.round import Collection, Round, RoundState

_OF_THE_SAME = "of_the_same"


@dataclass(frozen=True, slots=True)
class Impression:
    """What may be said while fewer than ten have answered, to those who ask: the level of the instrument and of each indicator.

    It is that of five responses, picked by their random keys when `answered` were there. Should the round close with fewer than
    ten, its result is made from these same five.
    """

    answered: int
    instrument: str
    indicators: dict[int, str]


@dataclass(frozen=True, slots=True, eq=False)
class Released:
    """A result. `number` is from how many responses it was made and `is_final` whether these are all there will be.

    `moments`, `reliability` and `quality` (as JSON) are None in a sealed round: they would tell the server too much. Its key
    holder hands back the intervals instead (`estimates`, None everywhere else and where an earlier version handed back none).
    """

    number: int
    is_final: bool
    scorecard: Scorecard
    moments: Moments | None
    reliability: dict[str, Any] | None
    quality: dict[str, Any] | None
    estimates: InstrumentEstimates | None = None


def released(
    session: Session, assessment: Assessment, found: Round, collection: Collection, instrument: Instrument, *, answered: int
) -> Released | Impression | None:
    """Return the result of an instrument as it may be shown now; None where nothing may be, or has not been asked for.

    `answered` is how many have answered by now. A release that is due is computed and kept, in a transaction of its own.
    """
    if not may_show(answered):
        return None
    kept = session.get(Release, (collection.office_id, collection.round_id, collection.instrument))
    if found.state == RoundState.CLOSED:
        return _final(session, collection, instrument, kept)
    if answers.is_sealed(collection):
        return None
    number = next_release(released=kept.number if kept else 0, answered=answered)
    if number is not None:
        # By their random keys: nobody can know whose are in.
        steps = answers.matrix(session, collection, instrument)[:number]
        kept = _keep(session, collection, number, _figures(instrument, steps))
    elif kept is None:
        return None
    return _restored(instrument, kept.number, kept.figures, is_final=False)


def may_ask_for_levels(session: Session, found: Round, collection: Collection, *, answered: int) -> bool:
    """Return whether levels of five responses can be told now and have not been: see `scoring.disclosure`."""
    if found.state != RoundState.OPEN or answers.is_sealed(collection) or not disclosure.may_ask_for_levels(answered):
        return False
    return session.get(Release, (collection.office_id, collection.round_id, collection.instrument)) is None


def is_bound(session: Session, collection: Collection, *, answered: int) -> bool:
    """Return whether a round that closed now would have a result of five responses only, because their levels were told."""
    if not disclosure.may_ask_for_levels(answered):
        return False
    kept = session.get(Release, (collection.office_id, collection.round_id, collection.instrument))
    return kept is not None and _OF_THE_SAME in kept.figures


def tell_levels(session: Session, assessment: Assessment, found: Round, collection: Collection, instrument: Instrument) -> bool:
    """Let the levels of five responses be shown from now on; False where that may not be, or nothing is known. Flushes.

    What these five come to is kept with them, since nothing else may be shown before five more have answered, and their keys
    are kept nowhere. The round is held open until commit: whoever closes it meanwhile has to know.
    """
    session.refresh(found, with_for_update=True)
    answered = answers.count(session, collection, instrument)
    if not may_ask_for_levels(session, found, collection, answered=answered):
        return False
    few = answers.matrix(session, collection, instrument)[:FEWEST]
    impression = _impression(assessment, score(instrument, few), answered)
    if impression is None:
        return False
    place = {"office_id": collection.office_id, "round_id": collection.round_id, "instrument": collection.instrument}
    session.add(Release(**place, number=0, figures=impression | {_OF_THE_SAME: _figures(instrument, few)}))
    session.flush()
    return True


def keep_final(session: Session, collection: Collection, instrument: Instrument) -> None:
    """Keep the result of a round that is being closed, in the place of its last release."""
    place = {"office_id": collection.office_id, "round_id": collection.round_id, "instrument": collection.instrument}
    kept = session.get(Release, tuple(place.values()))
    steps = answers.matrix(session, collection, instrument)
    of_the_same = kept.figures.get(_OF_THE_SAME) if kept else None
    number = disclosure.final_number(answered=len(steps), is_level_known=of_the_same is not None)
    figures = of_the_same if of_the_same is not None and number < len(steps) else _figures(instrument, steps)
    collection.scorecard = figures["scorecard"]
    session.merge(Release(**place, number=number, figures=figures))
    session.flush()


def _final(session: Session, collection: Collection, instrument: Instrument, kept: Release | None) -> Released | None:
    if collection.scorecard is None:
        return None
    card = from_stored(instrument, collection.scorecard)
    # Of a sealed round more may have been counted than could be opened.
    if not may_show(card.n):
        return None
    figures: dict[str, Any] = collection.scorecard
    if not answers.is_sealed(collection):
        # A round that was closed by an earlier version has no more than its scorecard; its rows are still there.
        figures = kept.figures if kept else _figures(instrument, answers.matrix(session, collection, instrument))
    return _with_scorecard(instrument, card.n, card, figures, is_final=True)


def _figures(instrument: Instrument, steps: NDArray[np.uint8]) -> dict[str, Any]:
    counted, summed = tally_and_moments(instrument, steps)
    card = scorecard(counted)
    figures = {
        "scorecard": to_stored(card),
        "moments": summing.to_stored(summed),
        "reliability": reliability(instrument, steps).as_json(),
        "quality": quality(instrument, steps, card=card).as_json(),
    }
    # As it will be when it is read again, so that the first look is no other than the next.
    restored: dict[str, Any] = json.loads(json.dumps(figures, allow_nan=False))
    return restored


def _impression(assessment: Assessment, card: Scorecard, answered: int) -> dict[str, Any] | None:
    scores = {indicator.number: indicator.score for indicator in card.indicators}
    if card.score is None:
        return None
    levels = {str(number): level_of(assessment, each) for number, each in scores.items() if each is not None}
    return {"impression": {"answered": answered, "instrument": level_of(assessment, card.score), "indicators": levels}}


def _keep(session: Session, collection: Collection, number: int, figures: dict[str, Any]) -> Release:
    """Keep a release unless another process has meanwhile kept one; return the one that stands."""
    place = (collection.office_id, collection.round_id, collection.instrument)
    engine = session.get_bind().engine
    try:
        with open_session(engine, writes=True) as writing:
            kept = writing.get(Release, place, with_for_update=True)
            if kept is None:
                kept = Release(office_id=place[0], round_id=place[1], instrument=place[2], number=number, figures=figures)
                writing.add(kept)
            elif kept.number < number:
                kept.number, kept.figures = number, figures
            writing.commit()
            return kept
    except IntegrityError:
        with open_session(engine, writes=False) as reading:
            return reading.get_one(Release, place)


def _restored(instrument: Instrument, number: int, figures: dict[str, Any], *, is_final: bool) -> Released | Impression:
    if (rough := figures.get("impression")) is not None:
        levels = {int(indicator): level for indicator, level in rough["indicators"].items()}
        return Impression(rough["answered"], rough["instrument"], levels)
    return _with_scorecard(instrument, number, from_stored(instrument, figures["scorecard"]), figures, is_final=is_final)


def _with_scorecard(
    instrument: Instrument, number: int, card: Scorecard, figures: dict[str, Any], *, is_final: bool
) -> Released:
    summed, estimated = figures.get("moments"), figures.get("estimates")
    return Released(
        number=number,
        is_final=is_final,
        scorecard=card,
        moments=summing.from_stored(instrument, summed) if summed else None,
        reliability=figures.get("reliability"),
        quality=figures.get("quality"),
        estimates=estimating.from_stored(instrument, estimated) if estimated else None,
    )
