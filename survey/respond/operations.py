"""What the answering side writes: one response, once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, auto

from sqlalchemy import Connection, bindparam, select

from questionnaires.model import Audience
from survey import answers, codes, suggestions, tallies
from survey.errors import RoundClosed, RoundNotOpen
from survey.models.base import Base
from survey.models.response import Channel, Signal
from survey.models.round import Round, RoundState
from survey.respond.queries import Survey


def check_open(state: str, *, opens_on: date, closes_on: date, today: date) -> None:
    """Raise RoundNotOpen or RoundClosed where a round does not take answers from respondents on this day."""
    if state == RoundState.CLOSED or today > closes_on:
        raise RoundClosed
    if state == RoundState.DRAFT or today < opens_on:
        raise RoundNotOpen


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A complete form as it was sent.

    `code` is as typed, "" where the audience needs none. `wording` is the digest of the wording that was on the page.
    `profile` maps the questions about the respondent that were answered to the answers; `suggestion` is "" for none.
    `signals` are counted where it is stored, and change nothing else.
    """

    key: str
    steps: Mapping[str, int]
    code: str
    day: date
    wording: str | None = None
    profile: Mapping[str, str] = field(default_factory=dict)
    suggestion: str = ""
    channel: Channel = Channel.WEB
    signals: frozenset[Signal] = frozenset()


class Outcome(Enum):
    """What came of a submission. Stored is also what was stored before under the same key: it is thanked for again."""

    STORED = auto()
    REFUSED = auto()


class StoredMeanwhile(Exception):
    """Another process stored this key after we had looked: undo what this attempt has changed, and look again."""


# Put together once: every response asks the same.
_ROUND = Base.metadata.tables[Round.__tablename__]
_HOLDING = (
    select(_ROUND.c.state, _ROUND.c.opens_on, _ROUND.c.closes_on)
    .where(_ROUND.c.office_id == bindparam("of_office"), _ROUND.c.id == bindparam("this"))
    .with_for_update(read=True)
)


def record_response(connection: Connection, survey: Survey, submission: Submission, *, code_key: bytes) -> Outcome:
    """Store one response under its submission key and, for staff, erase the code that admitted it, in one transaction.

    Returns REFUSED, having changed nothing, where no unused code is like the one typed; whether it was mistyped, used or
    never existed is not told. Raises RoundClosed or RoundNotOpen, unless the key was stored while the round was open.
    """
    if answers.is_stored(connection, survey.collection, survey.instrument, submission.key):
        return Outcome.STORED
    is_staff = survey.instrument.audience is Audience.STAFF
    if submission.signals or (is_staff and submission.profile):
        tallies.take_turns(connection)
    # Held until commit, so that a round cannot close between this check and the answer.
    held = connection.execute(_HOLDING, {"of_office": survey.round.office_id, "this": survey.round.id}).one()
    if survey.round.state == RoundState.DRAFT:
        # A copy from before the opening does not know yet whether answers are to be sealed; nobody has had the form so soon.
        raise RoundNotOpen
    try:
        check_open(held.state, opens_on=held.opens_on, closes_on=held.closes_on, today=submission.day)
    except RoundClosed:
        # Its row has another key since, but what arrived in time is thanked for as before.
        if answers.was_stored(connection, survey.collection, survey.instrument, submission.key):
            return Outcome.STORED
        raise
    if is_staff and not codes.use(connection, survey.collection, submission.code, key=code_key):
        # The retry or the other tab that used it may have been this very submission.
        stored = answers.is_stored(connection, survey.collection, survey.instrument, submission.key)
        return Outcome.STORED if stored else Outcome.REFUSED
    is_new = answers.add(
        connection,
        survey.collection,
        survey.instrument,
        steps=submission.steps,
        channel=submission.channel,
        today=submission.day,
        key=submission.key,
        wording=submission.wording,
        profile=submission.profile,
    )
    if not is_new:
        raise StoredMeanwhile
    if is_staff:
        tallies.count_profile(connection, survey.collection, submission.profile)
    suggestions.leave(connection, survey.collection.office_id, submission.suggestion)
    tallies.count_signals(connection, survey.collection, submission.signals)
    return Outcome.STORED
