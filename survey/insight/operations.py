"""Putting an office's recommendations in the place of ours, and taking them away. Operations flush; the views commit."""

from __future__ import annotations

from sqlalchemy.orm import Session

from survey.models import Recommendation
from survey.recommendations import actions_in


def recommend(session: Session, office_id: str, fiscal_year: int, subject: str, text: str) -> None:
    """Keep what an office recommends for a subject, one action a line. Without any action there is nothing to recommend."""
    found = session.get(Recommendation, (office_id, fiscal_year, subject))
    if found is None:
        found = Recommendation(office_id=office_id, fiscal_year=fiscal_year, subject=subject)
        session.add(found)
    found.text = "\n".join(actions_in(text))
    session.flush()


def restore(session: Session, office_id: str, fiscal_year: int, subject: str) -> None:
    """Go back to what we recommend; nothing to do where the office recommends nothing of its own."""
    found = session.get(Recommendation, (office_id, fiscal_year, subject))
    if found is not None:
        session.delete(found)
        session.flush()
