"""What the answering side reads: the survey behind a link, kept for a moment so that a busy form asks the database once."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires.loader import Definitions
from questionnaires.model import Instrument
from survey import profile, words
from survey.errors import NotFound
from survey.extensions import db, open_session
from survey.models.office import OFFICE_ID_LENGTH, Office
from survey.models.round import Collection, Round
from survey.words import Wordings


@dataclass(frozen=True, slots=True)
class Survey:
    """A collection that was reached by its link, with what its page shows.

    `divisions` are those that may be asked about, id and name each; none where the office does not ask who answers.
    """

    office: Office
    round: Round
    collection: Collection
    instrument: Instrument
    wordings: Wordings
    divisions: tuple[tuple[str, str], ...] = ()


def survey_at(session: Session, definitions: Definitions, key: str, link: str) -> Survey:
    """Return the survey of an instrument key at a link; NotFound where there is none.

    Its rows are taken out of the session: they are read-only copies that several threads may use at once.
    """
    # The link starts with the office's id: only that office's rows are looked at.
    office_id = link[:OFFICE_ID_LENGTH]
    collection = session.scalar(
        select(Collection).where(Collection.office_id == office_id, Collection.link == link, Collection.instrument == key)
    )
    if collection is None:
        raise NotFound
    found = session.get_one(Round, (office_id, collection.round_id))
    office = session.get_one(Office, office_id)
    instrument = definitions.instrument(f"{found.fiscal_year}/{key}")
    divisions = profile.divisions(session, office_id, instrument.audience) if collection.asks_profile else ()
    wordings = words.wordings(session, office_id, instrument)
    for row in (collection, found, office):
        session.expunge(row)
    return Survey(office, found, collection, instrument, wordings, divisions)


class Surveys:
    """The surveys opened last, by key and link. A copy is good until this process changes anything, and for a second."""

    GOOD_FOR = 1.0
    MOST = 256

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], tuple[int, float, Survey]] = OrderedDict()

    def fresh(self, key: str, link: str) -> Survey | None:
        """Return the copy of a survey that is still good, or None."""
        kept = self._kept.get((key, link))
        if kept is None or kept[0] != db.changes or time.monotonic() - kept[1] >= self.GOOD_FOR:
            return None
        return kept[2]

    def at(self, definitions: Definitions, key: str, link: str) -> Survey:
        """Return the survey at a link; NotFound where there is none."""
        kept = self.fresh(key, link)
        if kept is not None:
            return kept
        # Noted before looking: what changes in between makes this copy an old one.
        changes, now = db.changes, time.monotonic()
        # A session of its own, and only for reading: the request's would hold the write lock that the answer is about to need.
        with open_session(db.engine, writes=False) as session:
            survey = survey_at(session, definitions, key, link)
        self._kept[key, link] = (changes, now, survey)
        while len(self._kept) > self.MOST:
            self._kept.popitem(last=False)
        return survey
