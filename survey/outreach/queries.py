"""Reading what an office tells the public."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.cases.intake import SUGGESTION
from survey.errors import NotFound
from survey.models import Case, CaseStatus, Declaration, Office, OfficeLink, Visibility
from survey.outreach.words import LINKS

_POSTS = 5


def office_of(session: Session, office_id: str) -> Office:
    """Return an office; NotFound where there is none."""
    found = session.get(Office, office_id)
    if found is None:
        raise NotFound
    return found


def declarations_of(session: Session, office_id: str, *, published: bool = False) -> list[Declaration]:
    """Return an office's declarations, the newest first; the `published` ones only, where asked."""
    query = select(Declaration).where(Declaration.office_id == office_id)
    if published:
        query = query.where(Declaration.published_on.is_not(None))
    return list(session.scalars(query.order_by(Declaration.signed_on.desc(), Declaration.id)))


def declaration_of(session: Session, office_id: str, declaration_id: str) -> Declaration:
    """Return a declaration of an office; NotFound where it has none of that id."""
    found = session.get(Declaration, (office_id, declaration_id))
    if found is None:
        raise NotFound
    return found


def published_declaration(session: Session, office_id: str, declaration_id: str) -> Declaration:
    """Return a declaration that everybody may read; NotFound where it is not published."""
    found = declaration_of(session, office_id, declaration_id)
    if found.published_on is None:
        raise NotFound
    return found


def answered_lately(session: Session, office_id: str) -> list[Case]:
    """Return the public suggestions that were finished last, the newest first, to tell of elsewhere."""
    query = select(Case).where(
        Case.office_id == office_id,
        Case.kind == SUGGESTION,
        Case.visibility == Visibility.PUBLIC,
        Case.status == CaseStatus.DONE,
    )
    return list(session.scalars(query.order_by(Case.answered_on.desc(), Case.number.desc()).limit(_POSTS)))


def links_of(session: Session, office_id: str) -> dict[str, str]:
    """Return where an office can be reached, by kind, in the order of `words.LINKS`."""
    rows = session.scalars(select(OfficeLink).where(OfficeLink.office_id == office_id))
    found = {row.kind: row.value for row in rows}
    return {kind: found[kind] for kind in LINKS if kind in found}
