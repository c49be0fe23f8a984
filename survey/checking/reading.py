"""A file of published figures, read strictly: every problem is told with its place, and one problem refuses the file.

Pure: bytes in, figures or problems out; knows neither web nor database.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import yaml

from questionnaires.loader import Definitions
from questionnaires.model import Assessment
from questionnaires.problems import Problem, UnknownDefinition
from questionnaires.reading import TOP, Place, page_of
from scoring.published import GRADE, TOTAL, Published, indicators_of, published
from survey.checking.words import indicator_numbers
from survey.thai import arabic_digits

FILE = "ไฟล์ตัวเลขที่ประกาศ"
LARGEST = 64 * 1024
KEYS = ("fiscal_year", "indicators", "instruments", TOTAL, GRADE, "lowest")
_SHOWN = 40
_SCORE = re.compile(r"(0|[1-9][0-9]{0,2})(\.[0-9]{1,9})?")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_NULL = "tag:yaml.org,2002:null"
_EXAMPLE = "ใช้รูปแบบ fiscal_year: 2565 ตามด้วย indicators, instruments, total, grade, lowest บรรทัดละหนึ่งหัวข้อ"


def score_of(text: str) -> Decimal | None:
    """Return a score from 0 to 100 as it is written, with Thai or Arabic digits; None where it is none."""
    plain = arabic_digits(text).strip()
    if not _SCORE.fullmatch(plain):
        return None
    score = Decimal(plain)
    return score if score <= 100 else None


def read(content: bytes, definitions: Definitions) -> tuple[Published | None, tuple[Problem, ...]]:
    """Return the published figures in a YAML file, and everything that is wrong with it; no figures where anything is.

    An empty value is as good as none. Thai digits are understood.
    """
    if len(content) > LARGEST:
        remedy = f"ไฟล์ตัวเลขของหนึ่งปีมีไม่กี่บรรทัด ตัดให้ไม่เกิน {LARGEST // 1024} KB"
        return None, (Problem(FILE, TOP, "ไฟล์ใหญ่เกินไป", remedy),)
    top = page_of(_with_arabic_digits(content), FILE)
    if top.is_absent:
        found = top.page.problems[0]
        return None, (Problem(FILE, found.where, found.problem, _EXAMPLE),)
    reading = _Reading(top)
    figures = reading.figures(definitions)
    if top.page.problems or reading.assessment is None:
        return None, tuple(top.page.problems)
    return published(reading.assessment, figures), ()


def _with_arabic_digits(content: bytes) -> bytes:
    try:
        return arabic_digits(content.decode("utf-8-sig")).encode()
    except UnicodeDecodeError:
        # Told by whoever reads on, with its line.
        return content


@dataclass(slots=True)
class _Reading:
    """The file while it is read. `assessment` is None until its year is known."""

    top: Place
    assessment: Assessment | None = None
    _members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def figures(self, definitions: Definitions) -> dict[str, Decimal | str]:
        """Return the figures by name, reporting everything that is wrong."""
        entries = dict(self._entries(self.top))
        for key, place in entries.items():
            if key not in KEYS:
                place.report(f"ไม่รู้จัก {key[:_SHOWN]}", f"ใช้เฉพาะหัวข้อต่อไปนี้: {', '.join(KEYS)}")
        self._find_year(entries.get("fiscal_year"), definitions)
        figures: dict[str, Decimal | str] = {}
        for group, read_one in (("indicators", self._score), ("instruments", self._score), ("lowest", self._lowest)):
            if group not in entries:
                continue
            for key, place in self._entries(entries[group].called(group)):
                value = read_one(place) if self._is_known(group, key, place) else None
                if value is not None:
                    figures[f"{group}.{key}"] = value
        for name, read_one in ((TOTAL, self._score), (GRADE, self._grade)):
            value = read_one(entries[name].called(name)) if name in entries else None
            if value is not None:
                figures[name] = value
        return figures

    def _entries(self, place: Place) -> Iterator[tuple[str, Place]]:
        """Yield key and place of every value of a mapping that is not empty; a repeated key is reported."""
        node = place.node
        if not isinstance(node, yaml.MappingNode):
            if node is not None and node.tag != _NULL:
                place.report("ต้องเป็นคู่ของชื่อกับค่า แต่พบอย่างอื่น", _EXAMPLE)
            return
        seen = set()
        for name, value in node.value:
            key = name.value if isinstance(name, yaml.ScalarNode) else ""
            called = Place(place.page, place.where if place.where == TOP else f"{place.where}.{key[:_SHOWN]}", key, name)
            if not key:
                called.report("ชื่อหัวข้อไม่ใช่ข้อความหรือตัวเลข", _EXAMPLE)
            elif key in seen:
                called.report(f"{key[:_SHOWN]} ถูกเขียนซ้ำ", f"เหลือ {key[:_SHOWN]} ไว้เพียงที่เดียว")
            elif value.tag != _NULL:
                yield key, Place(called.page, called.where, key, value)
            seen.add(key)

    def _find_year(self, place: Place | None, definitions: Definitions) -> None:
        years = [assessment.fiscal_year for assessment in definitions.assessments]
        remedy = f"เขียน fiscal_year: ตามด้วยปีงบประมาณ ปีที่มีในระบบคือ {', '.join(map(str, years))}"
        if place is None:
            self.top.report("ไม่ได้บอกปีงบประมาณ", remedy)
            return
        text = _number_in(place)
        if not text.isascii() or not text.isdecimal():
            place.called("fiscal_year").report("ปีงบประมาณต้องเป็นจำนวนเต็ม", remedy)
            return
        try:
            self.assessment = definitions.assessment(int(text[:9]))
            self._members = indicators_of(self.assessment)
        except UnknownDefinition:
            place.called("fiscal_year").report(f"ไม่มีนิยามของปี {text[:_SHOWN]}", remedy)

    def _is_known(self, group: str, key: str, place: Place) -> bool:
        """Return whether the year has a figure of that name, reporting where it has none."""
        if self.assessment is None:
            return True
        if group != "indicators":
            if key in self._members:
                return True
            place.report(f"ไม่มีแบบวัด {key[:_SHOWN]}", f"ใช้ชื่อแบบวัดต่อไปนี้: {', '.join(self._members)}")
            return False
        numbers = [name.partition(".")[2] for names in self._members.values() for name in names]
        if key in numbers:
            return True
        place.report(f"ไม่มีตัวชี้วัดที่ {key[:_SHOWN]}", f"ปี {self.assessment.fiscal_year} มีตัวชี้วัดที่ {', '.join(numbers)}")
        return False

    def _score(self, place: Place) -> Decimal | None:
        text = _number_in(place)
        score = score_of(text)
        if score is None:
            is_number = bool(_NUMBER.fullmatch(text))
            problem = "อยู่นอกช่วง 0 ถึง 100 หรือมีทศนิยมเกิน 9 ตำแหน่ง" if is_number else "ไม่ใช่ตัวเลข"
            place.report(f"คะแนน{problem}", "เขียนเป็นตัวเลขตั้งแต่ 0 ถึง 100 ตามที่ประกาศ ไม่มีเครื่องหมายคำพูด เช่น 84.60")
        return score

    def _grade(self, place: Place) -> str | None:
        labels = [grade.label for grade in self.assessment.grades] if self.assessment else []
        text = place.node.value if isinstance(place.node, yaml.ScalarNode) else ""
        if self.assessment is None or text in labels:
            return str(text)
        place.report(f"ไม่มีระดับ {text[:_SHOWN]}", f"ใช้ระดับใดระดับหนึ่งต่อไปนี้: {', '.join(labels)}")
        return None

    def _lowest(self, place: Place) -> str | None:
        text = _number_in(place)
        if self.assessment is None:
            return text
        if f"indicators.{text}" in self._members[place.key]:
            return text
        numbers = indicator_numbers(self.assessment, place.key)
        place.report(
            f"{text[:_SHOWN] or 'ค่านี้'} ไม่ใช่ตัวชี้วัดของ {place.key.upper()}",
            f"เขียนหมายเลขตัวชี้วัดที่เอกสารระบุว่าต่ำที่สุด: {', '.join(map(str, numbers))}",
        )
        return None


def _number_in(place: Place) -> str:
    """Return what is written where a number belongs, "" for a list or for text in quotes."""
    node = place.node
    return str(node.value) if isinstance(node, yaml.ScalarNode) and not node.style else ""
