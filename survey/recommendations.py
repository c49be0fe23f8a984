"""What could be done about an indicator or item: ours as data, under what an office has written in its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires.loader import Definitions
from questionnaires.recommendations import indicator_subjects, item_subjects
from survey.models.result import Recommendation


@dataclass(frozen=True, slots=True)
class Recommended:
    """What could be done about a subject: the number of an indicator (``5``) or the code of an item (``i11``).

    `actions` are what is shown, a sentence or two each, and `ours` what is shown where the office has written nothing; either
    may be empty. `is_own` says whether `actions` are the office's.
    """

    subject: str
    actions: tuple[str, ...]
    ours: tuple[str, ...]
    is_own: bool

    @property
    def text(self) -> str:
        """The actions as they are edited: one a line."""
        return "\n".join(self.actions)


def recommendations_for(
    session: Session, definitions: Definitions, office_id: str, fiscal_year: int
) -> Mapping[str, Recommended]:
    """Return what an office is shown for every indicator (by number, as text) and item (by code) of a fiscal year.

    Indicators come first, those of the OIT last among them, then the items in the order of the forms. Raises UnknownDefinition
    where there is no such year.
    """
    assessment = definitions.assessment(fiscal_year)
    ours = definitions.recommendations_of(fiscal_year)
    rows = session.scalars(
        select(Recommendation).where(Recommendation.office_id == office_id, Recommendation.fiscal_year == fiscal_year)
    )
    own = {row.subject: row.text for row in rows}
    return {
        subject: _recommended(subject, ours.of(subject), own.get(subject))
        for subject in (*indicator_subjects(assessment), *item_subjects(assessment))
    }


def actions_in(text: str) -> tuple[str, ...]:
    """Return the actions in a text as it is edited or stored, one a line; empty lines and spaces around are dropped."""
    return tuple(line for raw in text.splitlines() if (line := " ".join(raw.split())))


def _recommended(subject: str, ours: tuple[str, ...], own: str | None) -> Recommended:
    return Recommended(subject, ours if own is None else actions_in(own), ours, own is not None)
