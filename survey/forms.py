"""The form every form of ours starts from: messages in Thai, numbers and dates as people here type them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, DecimalField, Form, IntegerField
from wtforms.validators import Optional, StopValidation, ValidationError
from wtforms.widgets import TextInput

from survey import thai

# What WTForms says by itself, in words that tell the reader what to do. A test reads the library for messages missing here.
MESSAGES = {
    "This field is required.": "กรุณากรอกช่องนี้",
    "Not a valid choice.": "กรุณาเลือกจากตัวเลือกที่มีให้",
    "Not a valid choice": "กรุณาเลือกจากตัวเลือกที่มีให้",
    "Invalid Choice: could not coerce.": "กรุณาเลือกจากตัวเลือกที่มีให้",
    "Invalid Choice: could not coerce": "กรุณาเลือกจากตัวเลือกที่มีให้",
    "'%(value)s' is not a valid choice for this field.": "กรุณาเลือกจากตัวเลือกที่มีให้",
    "'%(value)s' are not valid choices for this field.": "กรุณาเลือกจากตัวเลือกที่มีให้",
    "Invalid choice(s): one or more data inputs could not be coerced.": "กรุณาเลือกจากตัวเลือกที่มีให้",
    "Not a valid integer value.": "กรุณากรอกเป็นจำนวนเต็ม เช่น 45",
    "Not a valid decimal value.": "กรุณากรอกเป็นตัวเลข เช่น 84.60",
    "Not a valid float value.": "กรุณากรอกเป็นตัวเลข เช่น 84.60",
    "Not a valid date value.": "กรุณากรอกวันที่ให้ครบ วัน เดือน ปี",
    "The CSRF token is missing.": "แบบฟอร์มนี้เปิดค้างไว้นานเกินไป กรุณาส่งอีกครั้ง",
    "The CSRF token is invalid.": "แบบฟอร์มนี้เปิดค้างไว้นานเกินไป กรุณาส่งอีกครั้ง",
    "The CSRF session token is missing.": "แบบฟอร์มนี้เปิดค้างไว้นานเกินไป กรุณาส่งอีกครั้ง",
    "The CSRF tokens do not match.": "แบบฟอร์มนี้เปิดค้างไว้นานเกินไป กรุณาส่งอีกครั้ง",
    "The CSRF token has expired.": "แบบฟอร์มนี้เปิดค้างไว้นานเกินไป กรุณาส่งอีกครั้ง",
}


class ThaiMessages:
    """Translations in the form WTForms asks for them."""

    def gettext(self, message: str) -> str:
        """Return the Thai of a message, or the message where there is none."""
        return MESSAGES.get(message, message)

    def ngettext(self, singular: str, plural: str, _n: int) -> str:
        """Return the Thai of a message with a number; Thai has no plural."""
        return MESSAGES.get(plural, MESSAGES.get(singular, plural))


class ThaiMeta:
    """Mixed into a form's Meta."""

    def get_translations(self, _form: Form) -> ThaiMessages:
        """Return the Thai messages, whatever the locale."""
        return ThaiMessages()


class OfficerForm(FlaskForm):
    """A form behind sign-in: protected against requests forged by another site."""

    class Meta(ThaiMeta, FlaskForm.Meta):
        """Thai messages."""


def lowered(value: str | None) -> str | None:
    """Filter: user names are compared in lower case."""
    return value.strip().lower() if value else value


def trimmed(value: str | None) -> str | None:
    """Filter: without the spaces around it."""
    return " ".join(value.split()) if value else value


class NumberField(IntegerField):
    """A whole number; Thai digits and thousands separators are understood. Empty is None."""

    data: Any
    # A browser's own field for numbers would take no Thai digits, and change when one scrolls over it.
    widget = TextInput()

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **{**keywords, "render_kw": {"inputmode": "numeric", **keywords.get("render_kw", {})}})

    def process_formdata(self, valuelist: Iterable[Any]) -> None:
        """Read what was typed."""
        text = _typed_number(valuelist)
        # An emptied field holds no number, neither a wrong one nor the one it was shown with.
        self.data = None
        # The library reads what programs write as well (``1_000``).
        super().process_formdata([text.replace("_", "?")] if text else [])


class FigureField(DecimalField):
    """A number from `low` to `high`, as an exact decimal; Thai digits, thousands separators and a real minus are understood.

    At most one decimal point, and nothing else that a program would take for a number (``1e3``, ``NaN``). Empty is None, which
    passes unless `filled` refuses it.
    """

    data: Any
    widget = TextInput()

    def __init__(self, label: str, *, low: float, high: float, filled: Filled | None = None, **keywords: Any) -> None:
        said = {"inputmode": "decimal", "autocomplete": "off", **keywords.pop("render_kw", {})}
        validators = [filled or Optional(), Between(low, high)]
        super().__init__(label, validators=validators, places=None, render_kw=said, **keywords)

    def process_formdata(self, valuelist: Iterable[Any]) -> None:
        """Read what was typed."""
        text = _typed_number(valuelist)
        self.data = None
        if not text:
            return
        if not _DECIMAL.fullmatch(text):
            raise ValueError(_what_is_wrong(text))
        self.data = Decimal(text)


_DECIMAL = re.compile(r"-?([0-9]+\.?[0-9]*|\.[0-9]+)")
_THOUSANDS = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?")
_NOT_A_FIGURE = "Not a valid decimal value."


def _typed_number(values: Iterable[Any]) -> str:
    """Return what was typed into a field for a number with Arabic digits, a plain minus and without thousands separators."""
    text = thai.arabic_digits("".join(str(value) for value in values)).replace("\N{MINUS SIGN}", "-").strip().removeprefix("+")
    return text.replace(",", "") if _THOUSANDS.fullmatch(text) else text


def _what_is_wrong(text: str) -> str:
    if re.fullmatch(r"-?[0-9]+,[0-9]+", text):
        return "กรุณาใช้จุดทศนิยมแทนเครื่องหมายจุลภาค เช่น 84.60"
    if re.fullmatch(r"-?[0-9.]+", text) and text.count(".") > 1:
        return "กรุณาใส่จุดทศนิยมเพียงจุดเดียว เช่น 84.60"
    return MESSAGES[_NOT_A_FIGURE]


class DayField(DateField):
    """A date. Browsers send it as year-month-day; people without a date picker type day/month/Buddhist year."""

    data: Any

    def process_formdata(self, valuelist: Iterable[Any]) -> None:
        """Read what was typed."""
        text = thai.arabic_digits("".join(str(value) for value in valuelist)).strip()
        day = _typed_day(text)
        self.data = None
        super().process_formdata([day.isoformat() if day else text] if text else [])


def _typed_day(text: str) -> date | None:
    pieces = text.replace("-", "/").split("/")
    if len(pieces) != 3 or not all(piece.strip().isdecimal() for piece in pieces) or len(pieces[0].strip()) > 2:
        return None
    day, month, year = (int(piece) for piece in pieces)
    try:
        return date(year - thai.BUDDHIST_ERA if year > date.max.year // 4 else year, month, day)
    except ValueError:
        return None


class Between:
    """Validator: a number from `low` to `high`; an empty field passes."""

    def __init__(self, low: float, high: float) -> None:
        self.low, self.high = low, high

    def __call__(self, _form: Form, field: Any) -> None:
        """Refuse what lies outside."""
        if field.data is not None and not self._holds(field.data):
            raise ValidationError(f"กรุณากรอกตัวเลขตั้งแต่ {self.low:,} ถึง {self.high:,}")

    def _holds(self, number: Any) -> bool:
        try:
            return bool(self.low <= number <= self.high)
        except ArithmeticError:
            # A decimal that is not a number ("NaN" can be typed) refuses to be compared at all.
            return False


class Filled:
    """Validator: something other than spaces; `message` says in Thai what to fill in."""

    field_flags = {"required": True}  # noqa: RUF012 (read by WTForms, never changed)

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, _form: Form, field: Any) -> None:
        """Refuse an empty field, unless it already has a message of its own."""
        if field.data is None or (isinstance(field.data, str) and not field.data.strip()):
            raise StopValidation("" if field.errors else self.message)


class AtMost:
    """Validator: a text of at most `length` characters."""

    def __init__(self, length: int) -> None:
        self.length = length
        self.field_flags = {"maxlength": length}

    def __call__(self, _form: Form, field: Any) -> None:
        """Refuse a longer one."""
        if field.data and len(field.data) > self.length:
            raise ValidationError(f"กรุณากรอกไม่เกิน {self.length} ตัวอักษร")
