"""What everybody may read: the declaration with its history, and the citizens' handbook. Reads no session."""

from __future__ import annotations

from flask import render_template
from werkzeug.wrappers import Response

from survey.access import public
from survey.documents.report import Report
from survey.errors import NotFound
from survey.extensions import db, limiter
from survey.models import Declaration
from survey.outreach import content, queries
from survey.outreach.blueprint import blueprint
from survey.outreach.sending import document
from survey.outreach.telling import told_by
from survey.outreach.words import LINKS, WEB_LINKS


@blueprint.get("/about/<office_id>/declaration")
@public
def declared(office_id: str) -> str:
    """Show the declaration that stands, and those before it."""
    office = queries.office_of(db.session, office_id)
    declarations = queries.declarations_of(db.session, office_id, published=True)
    return render_template(
        "outreach/declared.html",
        office=office,
        declaration=declarations[0] if declarations else None,
        declarations=declarations,
    )


@blueprint.get("/about/<office_id>/declaration/<declaration_id>")
@public
def declared_then(office_id: str, declaration_id: str) -> str:
    """Show a declaration of another year."""
    office = queries.office_of(db.session, office_id)
    found = queries.published_declaration(db.session, office_id, declaration_id)
    declarations = queries.declarations_of(db.session, office_id, published=True)
    return render_template("outreach/declared.html", office=office, declaration=found, declarations=declarations)


@blueprint.get("/about/<office_id>/declaration/<declaration_id>/<any(th, en):language>.<any(pdf, docx):kind>")
@public
@limiter.limit("10 per minute")
def declaration_file(office_id: str, declaration_id: str, language: str, kind: str) -> Response:
    """Send a declaration as a document."""
    office = queries.office_of(db.session, office_id)
    found = queries.published_declaration(db.session, office_id, declaration_id)
    return document(in_language(found, office.name, language), kind, f"declaration-{found.fiscal_year}-{language}")


@blueprint.get("/about/<office_id>/handbook")
@public
def handbook(office_id: str) -> str:
    """Show the citizens' handbook."""
    office = queries.office_of(db.session, office_id)
    told = told_by(db.session, office)
    return render_template(
        "outreach/handbook.html",
        office=office,
        told=told,
        timetables=[(table, [(one.heading, "") for one in table.columns]) for table in content.timetables(told)],
        clock=content.CLOCK,
        link_words=LINKS,
        web_links=WEB_LINKS,
    )


@blueprint.get("/about/<office_id>/handbook.<any(pdf, docx):kind>")
@public
@limiter.limit("10 per minute")
def handbook_file(office_id: str, kind: str) -> Response:
    """Send the citizens' handbook to print."""
    office = queries.office_of(db.session, office_id)
    return document(content.handbook(told_by(db.session, office)), kind, "handbook")


def in_language(found: Declaration, office: str, language: str) -> Report:
    """Return a declaration in Thai or English; NotFound for another language."""
    made = {"th": content.declaration, "en": content.declaration_en}
    if language not in made:
        raise NotFound
    return made[language](found, office)
