"""The pictures of suggestions, each at an address that says nothing of it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import undefer
from werkzeug.wrappers import Response

from survey import access
from survey.access import public
from survey.board.blueprint import blueprint
from survey.errors import NotFound
from survey.extensions import db
from survey.models import Case, CaseFile, Visibility
from survey.pages import picture

# A day, not a year: a picture that an officer or its author takes back should not be shown much longer.
KEPT_FOR_A_DAY = "public, max-age=86400, immutable"


@blueprint.get("/files/<file_id>")
@public
def file(office_id: str, file_id: str) -> Response:
    """Send a public picture, or any of the office's to its officers."""
    row = db.session.execute(
        select(CaseFile, Case.visibility)
        .join(Case, (Case.office_id == CaseFile.office_id) & (Case.id == CaseFile.case_id))
        .where(CaseFile.office_id == office_id, CaseFile.id == file_id)
        .options(undefer(CaseFile.content))
    ).one_or_none()
    if row is None:
        raise NotFound
    found, visibility = row
    if found.is_public and visibility == Visibility.PUBLIC:
        return picture(found, cache=KEPT_FOR_A_DAY)
    officer = access.current_officer()
    if officer is None or officer.office_id != office_id:
        raise NotFound
    return picture(found, cache="private, no-store")
