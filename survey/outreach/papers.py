"""Papers that only officers print: a letter to community leaders, a notice, a declaration before it is published."""

from __future__ import annotations

from werkzeug.wrappers import Response

from survey import access
from survey.access import Permission, requires
from survey.extensions import db
from survey.outreach import content, queries
from survey.outreach.blueprint import blueprint
from survey.outreach.public import in_language
from survey.outreach.sending import document
from survey.outreach.telling import told_by

_PAPERS = {"letter": content.letter, "notice": content.notice, "handbook": content.handbook}


@blueprint.get("/office/outreach/<any(letter, notice, handbook):paper>.<any(pdf, docx):kind>")
@requires(Permission.READ_RESULTS)
def paper(paper: str, kind: str) -> Response:
    """Send a paper."""
    office = queries.office_of(db.session, access.officer().office_id)
    return document(_PAPERS[paper](told_by(db.session, office)), kind, paper)


@blueprint.get("/office/outreach/declarations/<declaration_id>/<any(th, en):language>.<any(pdf, docx):kind>")
@requires(Permission.READ_RESULTS)
def declaration_paper(declaration_id: str, language: str, kind: str) -> Response:
    """Send a declaration, published or not, to be signed."""
    office = queries.office_of(db.session, access.officer().office_id)
    found = queries.declaration_of(db.session, office.id, declaration_id)
    return document(in_language(found, office.name, language), kind, f"declaration-{found.fiscal_year}-{language}")
