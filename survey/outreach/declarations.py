"""The officers' pages of the declaration of honest intent, and of where the office can be reached."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from survey import access, thai
from survey.access import Permission, requires
from survey.extensions import db
from survey.models import Declaration
from survey.outreach import operations, queries
from survey.outreach.blueprint import blueprint
from survey.outreach.forms import DeclarationForm, LinksForm
from survey.outreach.posts import ready_to_post
from survey.outreach.words import LINKS


@blueprint.get("/office/outreach/")
@requires(Permission.READ_RESULTS)
def index() -> str:
    """Show what the office tells the public, and what it can print and post."""
    office = queries.office_of(db.session, access.officer().office_id)
    return render_template(
        "outreach/index.html",
        declarations=queries.declarations_of(db.session, office.id),
        links=queries.links_of(db.session, office.id),
        link_words=LINKS,
        ready=ready_to_post(db.session, office),
    )


@blueprint.route("/office/outreach/declarations/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_OFFICE)
def new_declaration() -> Response | str | tuple[str, int]:
    """Compose a declaration."""
    form = DeclarationForm(data={"signed_on": thai.today()})
    if not form.is_submitted():
        return _form(form, None)
    if not form.validate():
        return _form(form, None), 422
    made = operations.compose(db.session, access.officer().office_id, form.facts)
    db.session.commit()
    flash("บันทึกร่างประกาศแล้ว กรุณาตรวจก่อนเผยแพร่")
    return redirect(url_for("outreach.declaration", declaration_id=made.id))


@blueprint.get("/office/outreach/declarations/<declaration_id>")
@requires(Permission.READ_RESULTS)
def declaration(declaration_id: str) -> str:
    """Show a declaration as it will be or is published."""
    return render_template("outreach/declaration.html", declaration=_own(declaration_id))


@blueprint.route("/office/outreach/declarations/<declaration_id>/change", methods=["GET", "POST"])
@requires(Permission.MANAGE_OFFICE)
def change_declaration(declaration_id: str) -> Response | str | tuple[str, int]:
    """Change a declaration that is not published."""
    found = _own(declaration_id)
    form = DeclarationForm(obj=found)
    if not form.is_submitted():
        return _form(form, found)
    if not form.validate():
        return _form(form, found), 422
    operations.change(db.session, found, form.facts)
    db.session.commit()
    flash("แก้ไขร่างประกาศแล้ว")
    return redirect(url_for("outreach.declaration", declaration_id=found.id))


@blueprint.post("/office/outreach/declarations/<declaration_id>/publish")
@requires(Permission.MANAGE_OFFICE)
def publish_declaration(declaration_id: str) -> Response:
    """Publish a declaration."""
    found = _own(declaration_id)
    operations.publish(db.session, found, today=thai.today())
    db.session.commit()
    flash("เผยแพร่ประกาศแล้ว และแสดงที่หน้าแรก")
    return redirect(url_for("outreach.declaration", declaration_id=found.id))


@blueprint.post("/office/outreach/declarations/<declaration_id>/remove")
@requires(Permission.MANAGE_OFFICE)
def remove_declaration(declaration_id: str) -> Response:
    """Throw a draft away."""
    operations.remove(db.session, _own(declaration_id))
    db.session.commit()
    flash("ลบร่างประกาศแล้ว")
    return redirect(url_for("outreach.index"))


@blueprint.route("/office/outreach/links", methods=["GET", "POST"])
@requires(Permission.MANAGE_OFFICE)
def links() -> Response | str | tuple[str, int]:
    """Say where the office can be reached."""
    office_id = access.officer().office_id
    form = LinksForm(data=queries.links_of(db.session, office_id))
    if not form.is_submitted():
        return render_template("outreach/links.html", form=form)
    if not form.validate():
        return render_template("outreach/links.html", form=form), 422
    operations.set_links(db.session, office_id, form.links)
    db.session.commit()
    flash("บันทึกช่องทางติดต่อแล้ว")
    return redirect(url_for("outreach.index"))


def _form(form: DeclarationForm, found: Declaration | None) -> str:
    return render_template("outreach/declaration_form.html", form=form, declaration=found)


def _own(declaration_id: str) -> Declaration:
    return queries.declaration_of(db.session, access.officer().office_id, declaration_id)
