"""What each kind of field takes: as people type it, stored in one way, and refused with what to type instead."""

from __future__ import annotations

from datetime import date

import pytest

from survey.cases.calendar import Calendar
from survey.services.definitions import Field, Kind
from survey.services.values import Unfit, degrees, printed, taken

# A Tuesday; Thursday 10 December is Constitution Day.
TODAY = date(2026, 12, 1)


def a_field(kind: Kind) -> Field:
    choices = ("ไฟดับ", "ไฟกะพริบ") if kind is Kind.CHOICE else ()
    return Field(key="one", label="ช่อง", kind=kind, is_required=True, is_public=False, choices=choices)


def read(kind: Kind, typed: str) -> str:
    return taken(a_field(kind), typed, calendar=Calendar(), today=TODAY)


@pytest.mark.parametrize(
    ("kind", "typed", "stored", "shown"),
    [
        (Kind.TEXT, "หน้าวัด", "หน้าวัด", "หน้าวัด"),
        (Kind.CHOICE, "ไฟดับ", "ไฟดับ", "ไฟดับ"),
        (Kind.VILLAGE, "3", "หมู่ 3", "หมู่ 3"),
        (Kind.VILLAGE, "หมู่ที่ ๑๒", "หมู่ 12", "หมู่ 12"),
        (Kind.VILLAGE, "ม.05", "หมู่ 5", "หมู่ 5"),
        (Kind.TELEPHONE, "081 234 5678", "0812345678", "081-234-5678"),
        (Kind.TELEPHONE, "+66 81-234-5678", "0812345678", "081-234-5678"),
        (Kind.TELEPHONE, "๐๔๒๕๑๑๑๒๓", "042511123", "04-251-1123"),
        (Kind.CODE, " a-๑๒ ", "A-12", "A-12"),
        (Kind.CODE, "ก/7", "ก/7", "ก/7"),
        (Kind.DATE, "2026-12-02", "2026-12-02", "2 ธันวาคม 2569"),
        (Kind.PLACE, "17.4123,104.7812", "17.41230,104.78120", "17.41230, 104.78120"),
        (Kind.PLACE, "๑๗.๔ ๑๐๔.๗", "17.40000,104.70000", "17.40000, 104.70000"),
    ],
)
def test_what_people_type_is_stored_in_one_way(kind: Kind, typed: str, stored: str, shown: str) -> None:
    assert read(kind, typed) == stored
    assert printed(a_field(kind), stored) == shown


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (Kind.TEXT, "x" * 201),
        (Kind.CHOICE, "ไฟติด"),
        (Kind.VILLAGE, "0"),
        (Kind.VILLAGE, "100"),
        (Kind.VILLAGE, "บ้านใหม่"),
        (Kind.TELEPHONE, "12345"),
        (Kind.TELEPHONE, "0812345678901"),
        (Kind.CODE, "12;DROP"),
        (Kind.CODE, "1" * 21),
        (Kind.DATE, "2026-12-01"),
        (Kind.DATE, "2026-12-05"),
        (Kind.DATE, "2026-12-10"),
        (Kind.DATE, "2028-01-03"),
        (Kind.DATE, "พรุ่งนี้"),
        (Kind.PLACE, "104.7812, 17.4123"),
        (Kind.PLACE, "17.4123"),
        (Kind.PLACE, "0, 0"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_words(kind: Kind, typed: str) -> None:
    with pytest.raises(Unfit, match="กรุณา"):
        read(kind, typed)


def test_nothing_has_no_degrees_and_is_printed_as_nothing() -> None:
    assert degrees("") is None
    assert degrees("17.41230,104.78120") == (17.4123, 104.7812)
    assert [printed(a_field(kind), "") for kind in Kind] == [""] * len(Kind)
