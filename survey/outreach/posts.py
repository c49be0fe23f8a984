"""Texts ready to be posted elsewhere, each with a link that leads back here."""

from __future__ import annotations

from flask import url_for
from sqlalchemy.orm import Session

from survey.addresses import public_url
from survey.cases.timeline import status_words
from survey.models import Office
from survey.outreach import queries
from survey.outreach.telling import told_by


def ready_to_post(session: Session, office: Office) -> list[tuple[str, str]]:
    """Return titles and texts: what a citizen can do here, the declaration that stands, and the cases answered last."""
    found = [
        (place.title, f"{office.name}: {place.title}\n{place.text}\n{place.address}")
        for place in told_by(session, office).places
    ]
    declarations = queries.declarations_of(session, office.id, published=True)
    if declarations:
        newest = declarations[0]
        address = public_url(url_for("outreach.declared", office_id=office.id))
        said = f"{newest.name} {newest.position} ประกาศเจตจำนงสุจริต ประจำปีงบประมาณ {newest.fiscal_year}\n{address}"
        found.append(("ประกาศเจตจำนงสุจริต", said))
    for case in queries.answered_lately(session, office.id):
        address = public_url(url_for("board.case", office_id=office.id, number=case.number))
        said = f"ท่านเสนอ: {case.shown_subject}\n{office.name}: {status_words(case)}\nอ่านคำตอบที่ {address}"
        found.append((f"เรื่อง {case.number}", said))
    return found
