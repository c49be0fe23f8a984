"""The office's divisions."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from survey import access
from survey.access import Permission, requires
from survey.extensions import db
from survey.manage import operations, queries
from survey.manage.blueprint import blueprint
from survey.manage.forms import ActionForm, DivisionForm

TAKEN = "มีกองหรือสำนักชื่อนี้แล้ว กรุณาใช้ชื่ออื่น"


@blueprint.route("/divisions", methods=["GET", "POST"])
@requires(Permission.MANAGE_OFFICE)
def divisions() -> Response | str | tuple[str, int]:
    """List the divisions and add one."""
    office_id = access.officer().office_id
    form = DivisionForm()
    status = 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                operations.add_division(db.session, office_id, name=form.name.data, head_count=form.head_count.data)
                db.session.commit()
                flash("เพิ่มกองหรือสำนักแล้ว")
                return redirect(url_for("manage.divisions"))
            except operations.NameTaken:
                form.name.errors = [TAKEN]
    page = render_template("manage/divisions.html", form=form, divisions=queries.divisions_of(db.session, office_id))
    return page, status


@blueprint.route("/divisions/<division_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_OFFICE)
def division(division_id: str) -> Response | str | tuple[str, int]:
    """Change a division."""
    found = queries.division_of(db.session, access.officer().office_id, division_id)
    form = DivisionForm(name=found.name, head_count=found.head_count)
    status = 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                operations.change_division(db.session, found, name=form.name.data, head_count=form.head_count.data)
                db.session.commit()
                flash("บันทึกการแก้ไขแล้ว")
                return redirect(url_for("manage.divisions"))
            except operations.NameTaken:
                form.name.errors = [TAKEN]
    return render_template("manage/division.html", form=form, division=found, action=ActionForm()), status


@blueprint.post("/divisions/<division_id>/remove")
@requires(Permission.MANAGE_OFFICE)
def remove_division(division_id: str) -> Response:
    """Remove a division."""
    operations.remove_division(db.session, queries.division_of(db.session, access.officer().office_id, division_id))
    db.session.commit()
    flash("ลบกองหรือสำนักแล้ว")
    return redirect(url_for("manage.divisions"))
