"""What the answering side reads."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires.loader import Definitions
from questionnaires.model import Instrument
from survey.errors import NotFound
from survey.models.office import OFFICE_ID_LENGTH, Office
from survey.models.round import Collection, Round


@dataclass(frozen=True, slots=True)
class Survey:
    """A collection that was reached by its link, with what its page shows."""

    office: Office
    round: Round
    collection: Collection
    instrument: Instrument


def survey_at(session: Session, definitions: Definitions, key: str, link: str) -> Survey:
    """Return the survey of an instrument key at a link; NotFound where there is none."""
    # The link starts with the office's id: only that office's rows are looked at.
    office_id = link[:OFFICE_ID_LENGTH]
    collection = session.scalar(
        select(Collection).where(Collection.office_id == office_id, Collection.link == link, Collection.instrument == key)
    )
    if collection is None:
        raise NotFound
    found = session.get_one(Round, (office_id, collection.round_id))
    office = session.get_one(Office, office_id)
    return Survey(office, found, collection, definitions.instrument(f"{found.fiscal_year}/{key}"))
