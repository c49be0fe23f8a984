"""What officers change about what the office tells the public. Operations flush; the views commit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from survey import thai
from survey.errors import WrongState
from survey.models import Declaration, OfficeLink


def compose(session: Session, office_id: str, facts: Mapping[str, Any]) -> Declaration:
    """Write a new declaration; nobody outside sees it before it is published. The day it is signed decides its fiscal year."""
    made = Declaration(office_id=office_id, fiscal_year=thai.fiscal_year(facts["signed_on"]), published_on=None, **facts)
    session.add(made)
    session.flush()
    return made


def change(session: Session, found: Declaration, facts: Mapping[str, Any]) -> None:
    """Change a declaration that is not published yet; WrongState where it is."""
    _expect_unpublished(found)
    for name, value in facts.items():
        setattr(found, name, value)
    found.fiscal_year = thai.fiscal_year(found.signed_on)
    session.flush()


def publish(session: Session, found: Declaration, *, today: date) -> None:
    """Publish a declaration. From then on it stands as it is: who promises anew signs anew."""
    _expect_unpublished(found)
    found.published_on = today
    session.flush()


def remove(session: Session, found: Declaration) -> None:
    """Throw away a declaration that was never published; WrongState where it was."""
    _expect_unpublished(found)
    session.delete(found)
    session.flush()


def set_links(session: Session, office_id: str, links: Mapping[str, str]) -> None:
    """Keep where an office can be reached; "" for a kind it has not."""
    session.execute(delete(OfficeLink).where(OfficeLink.office_id == office_id))
    session.add_all(OfficeLink(office_id=office_id, kind=kind, value=value) for kind, value in links.items() if value)
    session.flush()


def _expect_unpublished(found: Declaration) -> None:
    if found.published_on is not None:
        raise WrongState
