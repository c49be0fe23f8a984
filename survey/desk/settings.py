"""How the office handles cases: the days it gives itself, approval, the daily summary, and the switch for bad days."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, StringField
from wtforms.validators import ValidationError

from survey import access, thai
from survey.access import Permission, requires
from survey.cases.rules import MOST_DAYS, rules_of
from survey.desk import operations
from survey.desk.blueprint import blueprint
from survey.desk.forms import one_line
from survey.desk.operations import Rules
from survey.extensions import db
from survey.forms import AtMost, Between, Filled, NumberField, OfficerForm

_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}")


class RulesForm(OfficerForm):
    """What an office sets about its cases."""

    moderate_days = NumberField("อ่านก่อนเผยแพร่ ภายในกี่วันทำการ", validators=[Filled("กรุณากรอกจำนวนวัน"), Between(1, MOST_DAYS)])
    acknowledge_days = NumberField("รับเรื่อง ภายในกี่วันทำการ", validators=[Filled("กรุณากรอกจำนวนวัน"), Between(1, MOST_DAYS)])
    answer_days = NumberField("ตอบกลับ ภายในกี่วันทำการ", validators=[Filled("กรุณากรอกจำนวนวัน"), Between(1, MOST_DAYS)])
    needs_approval = BooleanField("คำตอบต้องมีผู้ดูแลอนุมัติก่อนเผยแพร่")
    digest_to = StringField("อีเมลที่รับสรุปประจำวัน", filters=[one_line], validators=[AtMost(200)])

    def validate_answer_days(self, field: Any) -> None:
        """Nobody answers before saying that they work on it."""
        if field.data is not None and self.acknowledge_days.data is not None and field.data < self.acknowledge_days.data:
            raise ValidationError("วันตอบกลับต้องไม่น้อยกว่าวันรับเรื่อง")

    def validate_digest_to(self, field: Any) -> None:
        """An address that mail can go to."""
        if field.data and not _ADDRESS.fullmatch(field.data):
            raise ValidationError("กรุณากรอกอีเมลให้ครบ เช่น saraban@example.go.th")

    @property
    def rules(self) -> Rules:
        """What was set, for a form that is valid."""
        return Rules(
            moderate_days=self.moderate_days.data,
            acknowledge_days=self.acknowledge_days.data,
            answer_days=self.answer_days.data,
            needs_approval=self.needs_approval.data,
            digest_to=self.digest_to.data or "",
        )


@blueprint.route("/rules", methods=["GET", "POST"])
@requires(Permission.MANAGE_CASES)
def rules() -> Response | str | tuple[str, int]:
    """Show and change how the office handles cases."""
    office_id = access.officer().office_id
    stored = rules_of(db.session, office_id)
    form = RulesForm(obj=stored)
    status = 200
    if form.is_submitted():
        if form.validate():
            operations.set_rules(db.session, office_id, form.rules)
            db.session.commit()
            flash("บันทึกแล้ว จำนวนวันใช้กับเรื่องที่รับตั้งแต่นี้ไป")
            return redirect(url_for("desk.rules"))
        status = 422
    until = stored.counter_only_until
    is_counter_only = until is not None and until > datetime.now(UTC).replace(tzinfo=None)
    page = render_template(
        "desk/rules.html", form=form, counter_only_until=_in_words(until) if is_counter_only and until else ""
    )
    return page, status


@blueprint.post("/counter-only")
@requires(Permission.MANAGE_CASES)
def counter_only() -> Response:
    """Take nothing over the web for a day."""
    operations.take_at_counter_only(db.session, access.officer().office_id)
    db.session.commit()
    flash("กระดานรับเรื่องเฉพาะที่สำนักงานแล้ว และจะเปิดรับทางเว็บไซต์เองเมื่อครบ 24 ชั่วโมง")
    return redirect(url_for("desk.rules"))


@blueprint.post("/everywhere")
@requires(Permission.MANAGE_CASES)
def everywhere() -> Response:
    """Take cases over the web again."""
    operations.take_everywhere(db.session, access.officer().office_id)
    db.session.commit()
    flash("กระดานรับเรื่องทางเว็บไซต์ตามเดิมแล้ว")
    return redirect(url_for("desk.rules"))


def _in_words(until: datetime) -> str:
    local = until.replace(tzinfo=UTC).astimezone(thai.BANGKOK)
    return f"{thai.thai_date(local.date())} เวลา {local:%H.%M} น."
