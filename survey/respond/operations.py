"""What the answering side writes: one response, once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires.model import Audience
from survey import answers, codes
from survey.errors import RoundClosed, RoundNotOpen
from survey.models.response import Channel
from survey.models.round import Round, RoundState
from survey.respond.queries import Survey


class AlreadyStored(Exception):
    """This very submission was stored before: thank the respondent again and change nothing."""


class CodeRefused(Exception):
    """No unused code like this; whether it was mistyped, used or never existed is not told."""


def check_open(found: Round, *, today: date) -> None:
    """Raise RoundNotOpen or RoundClosed where a round does not take answers from respondents on this day."""
    if found.state == RoundState.CLOSED or today > found.closes_on:
        raise RoundClosed
    if found.state == RoundState.DRAFT or today < found.opens_on:
        raise RoundNotOpen


def record_response(
    session: Session, survey: Survey, *, key: str, steps: Mapping[str, int], code: str, code_key: bytes, today: date
) -> None:
    """Store one response under its submission key and, for staff, erase the code that admitted it, in one transaction.

    Raises AlreadyStored where the key was stored before (also once the round has closed), RoundClosed or RoundNotOpen,
    and CodeRefused. After any of these the caller rolls back.
    """
    if answers.is_stored(session, survey.collection, survey.instrument, key):
        raise AlreadyStored
    # Held until commit, so that a round cannot close between this check and the answer.
    held = session.scalars(
        select(Round)
        .where(Round.office_id == survey.round.office_id, Round.id == survey.round.id)
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    ).one()
    check_open(held, today=today)
    if survey.instrument.audience is Audience.STAFF and not codes.use(session, survey.collection, code, key=code_key):
        # The other tab or the retry that used it may have been this very submission.
        if answers.is_stored(session, survey.collection, survey.instrument, key):
            raise AlreadyStored
        raise CodeRefused
    stored = answers.add(session, survey.collection, survey.instrument, steps=steps, channel=Channel.WEB, today=today, key=key)
    if not stored:
        raise AlreadyStored
