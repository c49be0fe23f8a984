"""Figures that officers enter, and levels that they ask for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from questionnaires.model import Assessment
from survey import releases
from survey.errors import NotFound
from survey.models import Collection, DisclosureEntry, OfficialResult, Round


def enter_disclosure(session: Session, found: Round, *, level: str, figures: Mapping[str, float]) -> None:
    """Keep the OIT figures of a round, replacing what was entered before."""
    session.merge(DisclosureEntry(office_id=found.office_id, round_id=found.id, level=level, figures=dict(figures)))
    session.flush()


def enter_official(session: Session, office_id: str, fiscal_year: int, figures: Mapping[str, Any]) -> None:
    """Keep the published figures of a year exactly as printed, replacing what was entered before."""
    session.merge(OfficialResult(office_id=office_id, fiscal_year=fiscal_year, figures=dict(figures)))
    session.flush()


def ask_for_levels(session: Session, assessment: Assessment, found: Round, key: str) -> bool:
    """Let the levels of an instrument be shown while few have answered; False where they are not, or no longer, to be told.

    NotFound where the round does not ask this instrument.
    """
    collection = session.get(Collection, (found.office_id, found.id, key))
    instrument = next((one for one in assessment.instruments if one.key == key), None)
    if collection is None or instrument is None:
        raise NotFound
    try:
        with session.begin_nested():
            return releases.tell_levels(session, assessment, found, collection, instrument)
    except IntegrityError:
        # Somebody else has asked at the same moment.
        return False
