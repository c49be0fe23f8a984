"""What leads people to a service where they stand: a poster, and labels whose code says which lamp-post it is stuck to."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from flask import make_response, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import Form, StringField
from wtforms.validators import ValidationError

from survey import access, thai
from survey.access import Permission, requires
from survey.addresses import public_url
from survey.documents.signs import Label, Poster, labels_pdf, poster_pdf
from survey.errors import NotFound
from survey.extensions import db, limiter
from survey.forms import Filled, NumberField, ThaiMeta
from survey.models import Office
from survey.open_forms import line
from survey.services.blueprint import officers, service
from survey.services.definitions import Field, Kind, Service

MOST_LABELS = 240
_PREFIX = re.compile(r"[A-Za-z0-9ก-ฮ./-]{0,12}")


class LabelForm(Form):
    """Which labels to print. It changes nothing and needs no token."""

    class Meta(ThaiMeta, Form.Meta):
        """Thai messages."""

    prefix = StringField("อักษรหน้าเลข", filters=[line])
    first = NumberField("ตั้งแต่เลข", validators=[Filled("กรุณากรอกเลขแรก")])
    last = NumberField("ถึงเลข", validators=[Filled("กรุณากรอกเลขสุดท้าย")])

    def validate_prefix(self, field: Any) -> None:
        """What the field of the service takes in front of a number."""
        if not _PREFIX.fullmatch(field.data or ""):
            raise ValidationError("กรุณาใช้ตัวอักษร ตัวเลข และขีด ไม่เกิน 12 ตัว")

    def validate_first(self, field: Any) -> None:
        """A number with at most six digits."""
        if field.data is not None and not 0 <= field.data <= 999_999:
            raise ValidationError("กรุณากรอกเลขตั้งแต่ 0 ถึง 999999")

    def validate_last(self, field: Any) -> None:
        """Not before the first, and not more than a few sheets."""
        first = self.first.data
        if field.data is None or first is None:
            return
        if not first <= field.data < first + MOST_LABELS:
            raise ValidationError(f"กรุณากรอกเลขที่ไม่น้อยกว่าเลขแรก และพิมพ์ครั้งละไม่เกิน {MOST_LABELS} ป้าย")


@officers.get("/<key>/poster.pdf")
@requires(Permission.ANSWER_CASES)
@limiter.limit("30 per minute")
def poster(key: str) -> Response:
    """Send the poster of a service."""
    asked, office = service(key), _office()
    made = Poster(
        office=office.name,
        title=asked.title,
        summary=asked.summary,
        facts=(
            ("ผู้มีสิทธิขอ", asked.who),
            ("เอกสาร", "ไม่ต้องใช้เอกสาร" if not asked.papers else " · ".join(asked.papers)),
            ("ค่าธรรมเนียม", asked.fee),
            ("แล้วเสร็จ", f"ภายใน {asked.days} วันทำการ"),
            ("ผู้รับผิดชอบ", asked.division),
        ),
        address=public_url(url_for("services.about", office_id=office.id, key=key)),
    )
    return _pdf(poster_pdf(made), f"poster-{key}.pdf")


@officers.get("/<key>/labels")
@requires(Permission.ANSWER_CASES)
def labels(key: str) -> Response | str | tuple[str, int]:
    """Ask which labels to print; or send them, where that is said."""
    asked = service(key)
    field = asked.first(Kind.CODE)
    if field is None:
        raise NotFound
    form = LabelForm(request.args if request.args else None)
    if not request.args:
        return render_template("services/labels.html", service=asked, field_name=field.label, form=form)
    if not form.validate():
        return render_template("services/labels.html", service=asked, field_name=field.label, form=form), 422
    return _pdf(labels_pdf(_labels(asked, field, form)), f"labels-{key}.pdf")


def _labels(asked: Service, field: Field, form: LabelForm) -> list[Label]:
    office = _office()
    prefix = thai.arabic_digits(form.prefix.data or "").upper()
    codes = [f"{prefix}{number}" for number in range(form.first.data, form.last.data + 1)]
    form_path = url_for("services.new", office_id=office.id, key=asked.key)
    return [
        Label(
            office=office.name,
            title=asked.title,
            name=field.label,
            code=code,
            address=public_url(f"{form_path}?{urlencode({field.key: code})}"),
        )
        for code in codes
    ]


def _office() -> Office:
    return db.session.get_one(Office, access.officer().office_id)


def _pdf(content: bytes, name: str) -> Response:
    response = make_response(content)
    response.headers["Content-Type"] = "application/pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
