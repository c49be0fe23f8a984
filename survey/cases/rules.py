"""How an office handles cases: the days it gives itself, and whether an answer needs approval."""

from __future__ import annotations

from sqlalchemy.orm import Session

from survey.models import CaseRules

# Working days. Moderation within one is what the board promises; an office gives itself fifteen unless it says otherwise.
USUAL = {"moderate_days": 1, "acknowledge_days": 3, "answer_days": 15, "needs_approval": False}
MOST_DAYS = 120


def rules_of(session: Session, office_id: str) -> CaseRules:
    """Return an office's rules; the usual ones, not yet stored, where it has set none."""
    return session.get(CaseRules, office_id) or CaseRules(office_id=office_id, digest_to="", **USUAL)


def rules_to_change(session: Session, office_id: str) -> CaseRules:
    """Return an office's stored rules, storing the usual ones first where it has set none."""
    found = rules_of(session, office_id)
    session.add(found)
    return found
