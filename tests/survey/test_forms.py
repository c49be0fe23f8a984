"""Numbers and dates as people here type them, and messages that say what to do."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from survey.forms import AtMost, Between, DayField, Filled, NumberField, ThaiMeta, lowered, trimmed
from survey.results.forms import ScoreField

CHOICES = [SelectChoice(value="a", label="ก"), SelectChoice(value="b", label="ข")]


class Example(Form):
    class Meta(ThaiMeta, Form.Meta):
        pass

    number = NumberField("จำนวน", validators=[Optional(), Between(1, 1_000)])
    day = DayField("วัน")
    score = ScoreField("คะแนน", is_required=False)
    text = StringField("ข้อความ", filters=[trimmed], validators=[Filled("กรุณากรอก"), AtMost(5)])
    one_of = SelectField("เลือก", choices=CHOICES)
    button = RadioField("เลือก", choices=CHOICES, validators=[Optional()])


def sent(**fields: str) -> Any:
    form = Example(MultiDict({"text": "ok", "one_of": "a", **fields}))
    form.validate()
    return form


@pytest.mark.parametrize(
    ("typed", "number"), [("45", 45), ("๔๕", 45), (" 45 ", 45), ("1,000", 1000), ("๑,๐๐๐", 1000), ("", None)]
)
def test_a_number_is_understood_as_it_is_typed(typed: str, number: int | None) -> None:
    form = sent(number=typed)
    assert form.number.data == number
    assert list(form.number.errors) == []


@pytest.mark.parametrize("typed", ["four", "4.5", "1e3", "0x10", "²", "--", "๔๕คน", "9" * 5_000, "1_000", "1,00", "4,5"])
def test_what_is_no_whole_number_is_refused_in_thai(typed: str) -> None:
    assert list(sent(number=typed).number.errors) == ["กรุณากรอกเป็นจำนวนเต็ม เช่น 45"]


@pytest.mark.parametrize("typed", ["0", "-1", "1001", "999999999999999999999"])
def test_a_number_out_of_range_is_refused_with_the_range(typed: str) -> None:
    assert list(sent(number=typed).number.errors) == ["กรุณากรอกตัวเลขตั้งแต่ 1 ถึง 1,000"]


@pytest.mark.parametrize(
    ("typed", "score"),
    [
        ("83.05", "83.05"),
        ("๘๓.๐๕", "83.05"),
        (" ๘๓.05 ", "83.05"),
        ("+83.05", "83.05"),
        ("83.", "83"),
        (".5", "0.5"),
        ("100", "100"),
        ("๐", "0"),
        ("88.405", "88.405"),
    ],
)
def test_a_score_is_understood_in_thai_and_arabic_digits_and_kept_exactly(typed: str, score: str) -> None:
    form = sent(score=typed)
    assert form.score.data == Decimal(score)
    assert list(form.score.errors) == []
    # Shown again as it was typed, in a field that takes Thai digits.
    assert 'type="text"' in form.score()
    assert f'value="{typed}"' in form.score()
    assert 'inputmode="decimal"' in form.score()
    assert 'inputmode="numeric"' in form.number()
    assert 'type="text"' in form.number()


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("83.0.5", "กรุณาใส่จุดทศนิยมเพียงจุดเดียว เช่น 84.60"),
        ("๘๓..๐๕", "กรุณาใส่จุดทศนิยมเพียงจุดเดียว เช่น 84.60"),
        ("83,05", "กรุณาใช้จุดทศนิยมแทนเครื่องหมายจุลภาค เช่น 84.60"),
        ("1,000", "กรุณากรอกตัวเลขตั้งแต่ 0 ถึง 100"),
        ("-0.01", "กรุณากรอกตัวเลขตั้งแต่ 0 ถึง 100"),
        ("๑๐๐.๐๑", "กรุณากรอกตัวเลขตั้งแต่ 0 ถึง 100"),
        ("\N{MINUS SIGN}1", "กรุณากรอกตัวเลขตั้งแต่ 0 ถึง 100"),
        ("9" * 5_000, "กรุณากรอกตัวเลขตั้งแต่ 0 ถึง 100"),
        *(
            (text, "กรุณากรอกเป็นตัวเลข เช่น 84.60")
            for text in ("1e1", "1e400", "NaN", "sNaN", "-Infinity", "1_0", "ดี", "-", ".", "84 60", "84.60%", "²")
        ),
    ],
)
def test_what_is_no_score_is_refused_with_what_to_change(typed: str, message: str) -> None:
    form = sent(score=typed)
    assert list(form.score.errors) == [message]
    assert list(sent(score="").score.errors) == []


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-11-24", date(2026, 11, 24)),
        ("24/11/2569", date(2026, 11, 24)),
        ("๒๔/๑๑/๒๕๖๙", date(2026, 11, 24)),
        ("24-11-2569", date(2026, 11, 24)),
        (" 1/2/2565 ", date(2022, 2, 1)),
        ("29/2/2567", date(2024, 2, 29)),
        ("24/11/2026", date(2026, 11, 24)),
    ],
)
def test_a_day_is_understood_from_a_picker_and_from_a_hand(typed: str, day: date) -> None:
    assert sent(day=typed).day.data == day


@pytest.mark.parametrize(
    "typed", ["tomorrow", "31/2/2565", "29/2/2566", "2569", "1/13/2565", "0/1/2565", "24//2569", "1/1/99999", "²/1/2565"]
)
def test_what_is_no_day_is_refused_in_thai(typed: str) -> None:
    form = sent(day=typed)
    assert form.day.data is None
    assert list(form.day.errors) == ["กรุณากรอกวันที่ให้ครบ วัน เดือน ปี"]


def test_text_of_spaces_is_empty_and_a_long_one_is_refused() -> None:
    assert list(sent(text="   ").text.errors) == ["กรุณากรอก"]
    assert list(sent(text="ยาวเกินไป").text.errors) == ["กรุณากรอกไม่เกิน 5 ตัวอักษร"]
    assert sent(text="  a   b ").text.data == "a b"


def test_a_choice_that_was_not_offered_is_refused_in_thai() -> None:
    form = sent(one_of="c", button="c")
    assert list(form.one_of.errors) == list(form.button.errors) == ["กรุณาเลือกจากตัวเลือกที่มีให้"]


def test_user_names_are_compared_in_lower_case_without_spaces_around() -> None:
    assert lowered("  Malee.J ") == "malee.j"
    assert lowered("") == ""
    assert lowered(None) is None
    assert trimmed(None) is None
