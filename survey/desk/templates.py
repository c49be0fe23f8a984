"""Answer templates: words the office answers with again and again."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField

from survey import access, suggestions
from survey.access import Permission, requires
from survey.desk import operations, queries
from survey.desk.blueprint import blueprint
from survey.desk.forms import LONGEST_ANSWER, one_line
from survey.extensions import db
from survey.forms import AtMost, Filled, OfficerForm


class TemplateForm(OfficerForm):
    """An answer template."""

    title = StringField("ชื่อ", filters=[one_line], validators=[Filled("กรุณาตั้งชื่อ"), AtMost(120)])
    text = TextAreaField("ข้อความ", filters=[suggestions.cleaned], validators=[Filled("กรุณากรอกข้อความ"), AtMost(LONGEST_ANSWER)])


@blueprint.route("/templates", methods=["GET", "POST"])
@requires(Permission.MANAGE_CASES)
def templates() -> Response | str | tuple[str, int]:
    """List the answer templates, and add one."""
    office_id = access.officer().office_id
    form = TemplateForm()
    status = 200
    if form.is_submitted():
        if form.validate():
            operations.add_template(db.session, office_id, title=form.title.data, text=form.text.data)
            db.session.commit()
            flash("เพิ่มคำตอบสำเร็จรูปแล้ว")
            return redirect(url_for("desk.templates"))
        status = 422
    page = render_template("desk/templates.html", form=form, templates=queries.templates_of(db.session, office_id))
    return page, status


@blueprint.route("/templates/<template_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_CASES)
def template(template_id: str) -> Response | str | tuple[str, int]:
    """Change an answer template."""
    found = operations.template_of(db.session, access.officer().office_id, template_id)
    form = TemplateForm(obj=found)
    status = 200
    if form.is_submitted():
        if form.validate():
            operations.change_template(db.session, found, title=form.title.data, text=form.text.data)
            db.session.commit()
            flash("บันทึกการแก้ไขแล้ว")
            return redirect(url_for("desk.templates"))
        status = 422
    return render_template("desk/template.html", form=form, template=found), status


@blueprint.post("/templates/<template_id>/remove")
@requires(Permission.MANAGE_CASES)
def remove_template(template_id: str) -> Response:
    """Remove an answer template."""
    operations.remove_template(db.session, operations.template_of(db.session, access.officer().office_id, template_id))
    db.session.commit()
    flash("ลบคำตอบสำเร็จรูปแล้ว")
    return redirect(url_for("desk.templates"))
