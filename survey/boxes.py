"""The sealed answers of a closed round as a box that leaves the server, and the scorecard that comes back for it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires.loader import Definitions
from questionnaires.model import Instrument
from survey import answers
from survey.exchange.box import Box, box_file, read_scorecard
from survey.models.round import Collection, Round, RoundState


class NotSealed(Exception):
    """The round is an ordinary one."""


class NotClosed(Exception):
    """The round has not closed: until then nobody gets its answers, sealed or not."""


def sealed_in(session: Session, definitions: Definitions, found: Round) -> tuple[Collection, Instrument]:
    """Return what a round seals, and its instrument; raises NotSealed."""
    query = select(Collection).where(Collection.office_id == found.office_id, Collection.round_id == found.id)
    for collection in session.scalars(query):
        if answers.is_sealed(collection):
            return collection, definitions.instrument(f"{found.fiscal_year}/{collection.instrument}")
    raise NotSealed


def box_of(session: Session, definitions: Definitions, found: Round) -> Box:
    """Return the box of a closed round, the same one every time; raises NotSealed or NotClosed."""
    collection, instrument = sealed_in(session, definitions, found)
    if found.state != RoundState.CLOSED:
        raise NotClosed
    return Box(
        instrument=instrument.identifier,
        definition=collection.digest or "",
        layout=tuple((collection.layout or "").split()),
        sealed_to=tuple(collection.seal_to or ()),
        responses=tuple(answers.boxes(session, collection)),
        population=collection.population,
    )


def accept_scorecard(session: Session, definitions: Definitions, found: Round, content: bytes) -> None:
    """Keep the scorecard that the holder of a key made of the round's box, in the place of one that came before.

    Raises NotSealed, NotClosed, or survey.exchange.box.ScorecardRefused where it is not of this box or does not add up.
    """
    box = box_of(session, definitions, found)
    collection, instrument = sealed_in(session, definitions, found)
    collection.scorecard = read_scorecard(content, instrument, box=box_file(box), number=len(box.responses))
    session.flush()
