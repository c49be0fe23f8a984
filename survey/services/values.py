"""What each kind of field takes, as it is stored, and how a stored value is printed.

Stored values are text: a day as year-month-day, a place as latitude and longitude in degrees with five decimals (about a
metre) and a comma between, a telephone number as digits, the number of a village as its usual name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from survey import thai
from survey.cases.calendar import Calendar
from survey.cases.intake import LONGEST_SHORT
from survey.services.definitions import Field, Kind

LONGEST_CODE = 20
MOST_VILLAGES = 99
FARTHEST = timedelta(days=180)
# Thailand lies between these degrees; what lies outside was typed wrongly, or the other way round.
LATITUDES, LONGITUDES = (5.5, 20.6), (97.2, 105.8)
_CODE = re.compile(rf"[A-Z0-9ก-ฮ./-]{{1,{LONGEST_CODE}}}")
_VILLAGE = re.compile(r"(?:หมู่บ้าน|หมู่ที่|หมู่|ม\.)?\s*([0-9]{1,2})")
_TELEPHONE = re.compile(r"0[0-9]{8,9}")
_DEGREES = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,12})?)(?:\s*,\s*|\s+)([0-9]{1,3}(?:\.[0-9]{1,12})?)")


class Unfit(ValueError):
    """A value cannot be taken; the message says in Thai what to type."""


def taken(field: Field, typed: str, *, calendar: Calendar, today: date) -> str:
    """Return what somebody typed (one line, cleaned, not "") as it is stored; Unfit where the field does not take it."""
    if field.choices:
        return _chosen(field, typed)
    if field.kind is Kind.DATE:
        return _day(typed, calendar, today)
    return _READERS[field.kind](typed)


def printed(field: Field, value: str) -> str:
    """Return a stored value as people read it; "" for ""."""
    if field.kind is Kind.DATE and value:
        return thai.thai_date(date.fromisoformat(value))
    if field.kind is Kind.TELEPHONE and value:
        return f"{value[:-7]}-{value[-7:-4]}-{value[-4:]}"
    return value.replace(",", ", ") if field.kind is Kind.PLACE else value


def degrees(value: str) -> tuple[float, float] | None:
    """Return latitude and longitude of a stored place; None for ""."""
    if not value:
        return None
    latitude, longitude = value.split(",")
    return float(latitude), float(longitude)


def _chosen(field: Field, typed: str) -> str:
    if typed not in field.choices:
        raise Unfit("กรุณาเลือกจากตัวเลือกที่มีให้")
    return typed


def _text(typed: str) -> str:
    if len(typed) > LONGEST_SHORT:
        raise Unfit(f"กรุณากรอกไม่เกิน {LONGEST_SHORT} ตัวอักษร")
    return typed


def _village(typed: str) -> str:
    found = _VILLAGE.fullmatch(thai.arabic_digits(typed))
    if found is None or not 1 <= int(found[1]) <= MOST_VILLAGES:
        raise Unfit("กรุณากรอกเลขหมู่ เช่น 3")
    return f"หมู่ {int(found[1])}"


def _telephone(typed: str) -> str:
    digits = re.sub(r"[\s().-]", "", thai.arabic_digits(typed))
    digits = f"0{digits[3:]}" if digits.startswith("+66") else digits
    if not _TELEPHONE.fullmatch(digits):
        raise Unfit("กรุณากรอกหมายเลขโทรศัพท์ให้ครบ 9 หรือ 10 หลัก เช่น 081-234-5678")
    return digits


def _code(typed: str) -> str:
    code = re.sub(r"\s", "", thai.arabic_digits(typed)).upper()
    if not _CODE.fullmatch(code):
        raise Unfit(f"กรุณากรอกเลขตามป้าย ใช้ตัวอักษร ตัวเลข และขีด ไม่เกิน {LONGEST_CODE} ตัว เช่น 12 หรือ A-12")
    return code


def _day(typed: str, calendar: Calendar, today: date) -> str:
    try:
        day = date.fromisoformat(typed)
    except ValueError as error:
        raise Unfit("กรุณากรอกวันที่ให้ครบ วัน เดือน ปี") from error
    if not today < day <= today + FARTHEST:
        raise Unfit(f"กรุณาเลือกวันตั้งแต่พรุ่งนี้ และไม่เกิน {FARTHEST.days} วันจากนี้")
    if not calendar.is_working(day):
        raise Unfit(f"วันที่ {thai.thai_date(day)} เป็นวันหยุด กรุณาเลือกวันทำการ")
    return day.isoformat()


def _place(typed: str) -> str:
    found = _DEGREES.fullmatch(thai.arabic_digits(typed))
    if found is None:
        raise Unfit("กรุณากรอกละติจูดและลองจิจูด คั่นด้วยจุลภาค เช่น 17.4123, 104.7812 หากไม่ทราบให้เว้นว่าง")
    latitude, longitude = float(found[1]), float(found[2])
    if not (LATITUDES[0] <= latitude <= LATITUDES[1] and LONGITUDES[0] <= longitude <= LONGITUDES[1]):
        raise Unfit("พิกัดนี้ไม่อยู่ในประเทศไทย กรุณากรอกละติจูดก่อน แล้วตามด้วยลองจิจูด เช่น 17.4123, 104.7812")
    return f"{latitude:.5f},{longitude:.5f}"


_READERS: Mapping[Kind, Callable[[str], str]] = {
    Kind.TEXT: _text,
    Kind.VILLAGE: _village,
    Kind.TELEPHONE: _telephone,
    Kind.CODE: _code,
    Kind.PLACE: _place,
}
