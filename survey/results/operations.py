"""Figures that officers enter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from survey.models import DisclosureEntry, OfficialResult, Round


def enter_disclosure(session: Session, found: Round, *, level: str, figures: Mapping[str, float]) -> None:
    """Keep the OIT figures of a round, replacing what was entered before."""
    session.merge(DisclosureEntry(office_id=found.office_id, round_id=found.id, level=level, figures=dict(figures)))
    session.flush()


def enter_official(session: Session, office_id: str, fiscal_year: int, figures: Mapping[str, Any]) -> None:
    """Keep the published figures of a year exactly as printed, replacing what was entered before."""
    session.merge(OfficialResult(office_id=office_id, fiscal_year=fiscal_year, figures=dict(figures)))
    session.flush()
