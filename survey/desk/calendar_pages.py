"""The office's days off: the public holidays, and what the office adds or works on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import ValidationError

from survey import access, thai
from survey.access import Permission, requires
from survey.cases import holidays
from survey.cases.calendar import calendar_of, public_holidays
from survey.cases.history import actor_of
from survey.desk.blueprint import blueprint
from survey.desk.forms import one_line
from survey.errors import NotFound, Situation
from survey.extensions import db
from survey.forms import AtMost, DayField, Filled, OfficerForm

# A day further away is a slip of the year.
_NEAR = timedelta(days=3 * 366)
_SATURDAY = 5


class DayOffForm(OfficerForm):
    """A day off and why."""

    day = DayField("วันที่หยุด", validators=[Filled("กรุณาเลือกวันที่")])
    name = StringField("ชื่อวันหยุด", filters=[one_line], validators=[Filled("กรุณากรอกชื่อวันหยุด"), AtMost(120)])

    def validate_day(self, field: Any) -> None:
        """A day on which people would have worked, and not a slip of the year."""
        if field.data is None:
            return
        if abs(field.data - thai.today()) > _NEAR:
            raise ValidationError("วันนี้อยู่ไกลเกินสามปี กรุณาตรวจปี พ.ศ. อีกครั้ง")
        if field.data.weekday() >= _SATURDAY:
            raise ValidationError("วันนี้เป็นวันเสาร์หรืออาทิตย์ ซึ่งไม่นับเป็นวันทำการอยู่แล้ว")


@blueprint.route("/holidays", methods=["GET", "POST"])
@requires(Permission.MANAGE_CASES)
def days_off() -> Response | str | tuple[str, int]:
    """Show the days off of a year of the Buddhist era, and add one."""
    officer = access.officer()
    form = DayOffForm()
    if not form.is_submitted():
        return _page(form, _year(request.args.get("year", "")))
    if not form.validate():
        return _page(form, _year(request.args.get("year", ""))), 422
    moved = holidays.add_day_off(db.session, officer.office_id, form.day.data, form.name.data, actor_of(db.session, officer))
    db.session.commit()
    flash(f"เพิ่มวันหยุดแล้ว {_moved(moved)}")
    return redirect(url_for("desk.days_off", year=form.day.data.year + thai.BUDDHIST_ERA))


@blueprint.post("/holidays/<day>/work")
@requires(Permission.MANAGE_CASES)
def work_on(day: str) -> Response:
    """Make a day off a working day."""
    officer = access.officer()
    found = _day(day)
    moved = holidays.work_on(db.session, officer.office_id, found, actor_of(db.session, officer))
    db.session.commit()
    flash(f"วันที่ {thai.thai_date(found)} เป็นวันทำการแล้ว {_moved(moved)}")
    return redirect(url_for("desk.days_off", year=found.year + thai.BUDDHIST_ERA))


@blueprint.post("/holidays/<day>/restore")
@requires(Permission.MANAGE_CASES)
def restore_day(day: str) -> Response:
    """Make a public holiday that the office works on a day off again."""
    officer = access.officer()
    found = _day(day)
    name = public_holidays(found.year).get(found)
    if name is None:
        raise NotFound
    moved = holidays.add_day_off(db.session, officer.office_id, found, name, actor_of(db.session, officer))
    db.session.commit()
    flash(f"วันที่ {thai.thai_date(found)} เป็นวันหยุดตามเดิมแล้ว {_moved(moved)}")
    return redirect(url_for("desk.days_off", year=found.year + thai.BUDDHIST_ERA))


def _page(form: DayOffForm, year: int) -> str:
    calendar = calendar_of(db.session, access.officer().office_id)
    in_era = year - thai.BUDDHIST_ERA
    worked = [(day, public_holidays(day.year).get(day, "")) for day, name in calendar.changes.items() if name is None]
    this_year = thai.today().year + thai.BUDDHIST_ERA
    return render_template(
        "desk/holidays.html",
        form=form,
        year=year,
        years=sorted({this_year - 1, this_year, this_year + 1, year}),
        days=calendar.days_off(in_era),
        worked=sorted((day, name) for day, name in worked if day.year == in_era),
    )


def _year(typed: str) -> int:
    this_year = thai.today().year + thai.BUDDHIST_ERA
    year = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) == 4 else this_year
    return year if abs(year - this_year) <= 3 else this_year


def _day(text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise NotFound from error
    if abs(found - thai.today()) > _NEAR:
        raise Situation
    return found


def _moved(number: int) -> str:
    return f"วันครบกำหนดเปลี่ยน {number:,} เรื่อง" if number else "ไม่มีเรื่องใดที่วันครบกำหนดเปลี่ยน"
