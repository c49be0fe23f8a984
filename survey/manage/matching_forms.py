"""The form on which an officer confirms which column answers which part, and what unknown answers mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any
from zlib import crc32

from wtforms import BooleanField, HiddenField, SelectChoice, SelectField

from questionnaires.model import Instrument
from survey.exchange.foreign import ForeignFile, UnknownLabel
from survey.exchange.problems import column_letters
from survey.forms import OfficerForm

NOT_USED = ""
REFUSED = "refuse"
BLANK = "0"
_COLUMN = "column-"


class MatchingForm(OfficerForm):
    """What is confirmed. The file itself is carried along in `table`; the selects are added by `matching_form`."""

    table = HiddenField()
    skip_bad = BooleanField("บันทึกเฉพาะแถวที่ถูกต้อง แล้วรายงานแถวที่เหลือ")

    @property
    def columns(self) -> dict[int, str]:
        """The part that each column answers; columns that are not used are left out."""
        return {int(one.name.removeprefix(_COLUMN)): one.data for one in self._columns if one.data != NOT_USED}

    def column(self, index: int) -> Any:
        """Return the select of a column."""
        return self[f"{_COLUMN}{index}"]

    def label(self, unknown: UnknownLabel) -> Any:
        """Return the select of an unknown answer."""
        return self[label_name(unknown)]

    def labels(self, unknown: Iterable[UnknownLabel]) -> dict[str, dict[str, int]]:
        """Return the steps that were chosen for unknown answers, by the key of their scale."""
        chosen: dict[str, dict[str, int]] = {}
        for one in unknown:
            if (said := self.label(one).data) != REFUSED:
                chosen.setdefault(one.scale.key, {})[one.label] = int(said)
        return chosen

    def validate(self, extra_validators: Any = None) -> bool:
        """Check that no part is answered by two columns."""
        is_valid: bool = super().validate(extra_validators)
        counted = Counter(self.columns.values())
        for one in self._columns:
            if counted[one.data] > 1:
                one.errors = [*one.errors, f"ข้อ {one.data} ถูกเลือกไว้มากกว่าหนึ่งคอลัมน์ กรุณาเหลือไว้เพียงคอลัมน์เดียว"]
                is_valid = False
        return is_valid

    @property
    def _columns(self) -> list[SelectField]:
        return [field for field in self if field.name.startswith(_COLUMN)]


def matching_form(instrument: Instrument, foreign: ForeignFile) -> type[MatchingForm]:
    """Return the class of the form for a file: a select for each column and each unknown answer, set to what is guessed."""
    parts = [
        SelectChoice(value=part.code, label=f"{part.code} {part.text if item.is_divided else item.text}")
        for item in instrument.items
        for part in item.parts
    ]
    fields: dict[str, Any] = {}
    for match in foreign.matching.matches:
        if match.column not in foreign.matching.personal:
            fields[f"{_COLUMN}{match.column}"] = SelectField(
                f"{column_letters(match.column)}: {match.heading}",
                choices=[SelectChoice(value=NOT_USED, label="ไม่ใช้คอลัมน์นี้"), *parts],
                default=match.code or NOT_USED,
            )
    for unknown in foreign.unknown:
        fields[label_name(unknown)] = SelectField(
            f"“{unknown.label}”",
            choices=[
                SelectChoice(value=REFUSED, label="ยังไม่รับ แถวนั้นต้องแก้ไข"),
                SelectChoice(value=BLANK, label="เว้นว่าง (ไม่ได้ตอบ)"),
                *(
                    SelectChoice(value=str(step), label=f"{step} {label}")
                    for step, label in enumerate(unknown.scale.labels, start=1)
                ),
            ],
            default=REFUSED,
        )
    return type("MatchingFormOfFile", (MatchingForm,), fields)


def label_name(unknown: UnknownLabel) -> str:
    """Return the name of the select of an unknown answer; an answer may be any text, and a name may not."""
    return f"label-{unknown.scale.key}-{crc32(unknown.label.encode()):08x}"
