"""What the answering side writes: one response, once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from sqlalchemy import Connection, select

from questionnaires.model import Audience
from survey import answers, codes
from survey.errors import RoundClosed, RoundNotOpen
from survey.models.response import Channel
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
    """A complete form as it was sent. `code` is as typed, "" where the audience needs none."""

    key: str
    steps: Mapping[str, int]
    code: str
    day: date


class Outcome(Enum):
    """What came of a submission. Stored is also what was stored before under the same key: it is thanked for again."""

    STORED = auto()
    REFUSED = auto()


class StoredMeanwhile(Exception):
    """Another process stored this key after we had looked: undo what this attempt has changed, and look again."""


def record_response(connection: Connection, survey: Survey, submission: Submission, *, code_key: bytes) -> Outcome:
    """Store one response under its submission key and, for staff, erase the code that admitted it, in one transaction.

    Returns REFUSED, having changed nothing, where no unused code is like the one typed; whether it was mistyped, used or
    never existed is not told. Raises RoundClosed or RoundNotOpen, unless the key was stored while the round was open.
    """
    if answers.is_stored(connection, survey.collection, survey.instrument, submission.key):
        return Outcome.STORED
    # Held until commit, so that a round cannot close between this check and the answer.
    held = connection.execute(
        select(Round.state, Round.opens_on, Round.closes_on)
        .where(Round.office_id == survey.round.office_id, Round.id == survey.round.id)
        .with_for_update(read=True)
    ).one()
    check_open(held.state, opens_on=held.opens_on, closes_on=held.closes_on, today=submission.day)
    is_staff = survey.instrument.audience is Audience.STAFF
    if is_staff and not codes.use(connection, survey.collection, submission.code, key=code_key):
        # The retry or the other tab that used it may have been this very submission.
        stored = answers.is_stored(connection, survey.collection, survey.instrument, submission.key)
        return Outcome.STORED if stored else Outcome.REFUSED
    is_new = answers.add(
        connection,
        survey.collection,
        survey.instrument,
        steps=submission.steps,
        channel=Channel.WEB,
        today=submission.day,
        key=submission.key,
    )
    if not is_new:
        raise StoredMeanwhile
    return Outcome.STORED
