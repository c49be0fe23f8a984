"""Signs that a form was filled in by a program, or without being read: counted for the officers, never a reason to refuse.

The page has a field that nobody can see, which programs that fill in whatever they find fill in too, and a field in which its
script notes for how many seconds the page was open. The seconds end where they cease to matter, so that neither the device nor
the server ever learns how long anybody has really taken.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from questionnaires.model import Audience, Instrument
from scoring.disclosure import may_show
from survey.counts import how_many
from survey.models.response import Signal, SignalTally
from survey.models.round import Collection

DECOY = "extra-website"
ELAPSED = "elapsed"
# Nobody reads a part, decides and presses within a second; whoever knows the form from last year and skims it still needs more.
SECONDS_A_PART = 1
_SECONDS = re.compile(r"[0-9]{1,5}")


def fewest_seconds(instrument: Instrument) -> int:
    """Return the seconds below which a form was sent sooner than it can be read."""
    return SECONDS_A_PART * len(instrument.parts)


def found(instrument: Instrument, sent: MultiDict[str, str]) -> frozenset[Signal]:
    """Return the signals in a form as it was sent; how long it took goes no further than this."""
    timed = _timed(instrument, sent.get(ELAPSED, ""))
    decoy = frozenset({Signal.DECOY}) if sent.get(DECOY) else frozenset()
    return decoy if timed is None else decoy | {timed}


def shown(
    session: Session, collection: Collection, instrument: Instrument, *, answered: int, is_closed: bool
) -> Mapping[Signal, str]:
    """Return in words how many responses came with each signal, as far as it may be told; none where none came with any.

    Of the staff nothing until the round is closed, because a count that grows says how the last answer came, and nothing where
    so few have answered that a count would be about one of them; then all signals, so that none and one look alike. `answered`
    is how many have.
    """
    is_staff = instrument.audience is Audience.STAFF
    if is_staff and not (is_closed and may_show(answered)):
        return {}
    query = select(SignalTally.signal, SignalTally.number).where(
        SignalTally.office_id == collection.office_id,
        SignalTally.round_id == collection.round_id,
        SignalTally.instrument == collection.instrument,
    )
    numbers = {Signal(signal): number for signal, number in session.execute(query)}
    noticed = {signal: numbers.get(signal, 0) for signal in Signal if is_staff or numbers.get(signal)}
    return {signal: how_many(instrument.audience, number, of=answered) for signal, number in noticed.items()}


def _timed(instrument: Instrument, elapsed: str) -> Signal | None:
    if not _SECONDS.fullmatch(elapsed):
        # No script, or answers that were begun on a page before this one.
        return Signal.UNTIMED
    return Signal.QUICK if int(elapsed) < fewest_seconds(instrument) else None
