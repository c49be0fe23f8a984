"""The declaration of the example office, and where it says it can be reached."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.models import Declaration, Office
from survey.outreach.operations import compose, publish, set_links
from survey.outreach.words import DECLARATION, DECLARATION_EN


def add_declaration(session: Session, office: Office, plan: Mapping[str, Any]) -> None:
    """Give the example office its declaration and links, where it has none yet."""
    if session.scalars(select(Declaration.id).where(Declaration.office_id == office.id).limit(1)).first() is not None:
        return
    signed = date.fromisoformat(str(plan["signed_on"]))
    made = compose(session, office.id, {**plan["signer"], "text": DECLARATION, "text_en": DECLARATION_EN, "signed_on": signed})
    publish(session, made, today=signed)
    set_links(session, office.id, plan["links"])
