"""What makes a definition sound, beyond having the right keys and types.

The checks read the model, so they hold for a definition however it was made. Empty values ("" for text, 0 for a whole number,
NaN for a number, () for rows) stand for something the reader could not read and has reported; they are passed over in silence.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TypeVar

from questionnaires import wording
from questionnaires.model import (
    Assessment,
    Disclosure,
    Grade,
    Indicator,
    Instrument,
    Item,
    ProfileAnswer,
    ProfileQuestion,
    Scale,
)
from questionnaires.problems import Problem

# Steps are stored as one digit, and one step is no choice.
FEWEST_STEPS, MOST_STEPS = 2, 9
# The Buddhist era runs 543 years ahead of the Gregorian: 2022 written by mistake falls outside.
FIRST_YEAR, LAST_YEAR = 2500, 2699
_TOLERANCE = 1e-9
ASSESSMENT_FILE = "assessment.yaml"
# What an instrument may be called: it names a file, a column and an address.
KEY = re.compile(r"[a-z][a-z0-9]*")
_ITEM_CODE = re.compile(r"([a-z])([1-9][0-9]{0,3})")
_PROFILE_CODE = re.compile(r"[a-z][a-z0-9]*")
_PROFILE_ANSWER_CODE = re.compile(r"[a-z0-9]+")
# Asked by the form itself, from the divisions that the office has declared.
DIVISION = "division"

_Report = Callable[[str, str, str], Problem]
_Thing = TypeVar("_Thing")


def check_instrument(instrument: Instrument, file: str) -> Iterator[Problem]:
    """Yield what is wrong within one instrument; `file` is the name the problems carry."""

    def report(where: str, problem: str, remedy: str) -> Problem:
        return Problem(file, where, problem, remedy)

    for field, text in (("title", instrument.title), ("introduction", instrument.introduction)):
        yield from _wording(text, field, report)
    yield from _sources(instrument.sources, report)
    yield from _codes([item.code for item in instrument.items], report)
    yield from _scales(instrument, report)
    for indicator in instrument.indicators:
        yield from _wording(indicator.title, f"ตัวชี้วัดที่ {indicator.number}", report)
        for position, item in enumerate(indicator.items, start=1):
            yield from _item(item, item.code or _place(indicator, position), report)
    yield from _profile(instrument.profile, report)
    for item, first in _repeats(instrument.items, lambda item: item.text):
        yield report(item.code, f"ถ้อยคำเหมือนกับข้อ {first.code} ทุกตัวอักษร", "แก้ถ้อยคำให้ตรงกับเรื่องที่ข้อนี้ถาม")


def check_assessment(assessment: Assessment, folder: str) -> Iterator[Problem]:
    """Yield what is wrong within a fiscal year, its instruments included; `folder` is the name of the year's folder."""
    file = f"{folder}/{ASSESSMENT_FILE}"

    def report(where: str, problem: str, remedy: str) -> Problem:
        return Problem(file, where, problem, remedy)

    yield from _wording(assessment.title, "title", report)
    yield from _sources(assessment.sources, report)
    for named, year in [(file, assessment.fiscal_year), *((_file(folder, i), i.fiscal_year) for i in assessment.instruments)]:
        yield from _year(year, folder, named)
    for instrument in assessment.instruments:
        yield from check_instrument(instrument, _file(folder, instrument))
    yield from _disclosure(assessment.disclosure, report)
    yield from _keys_and_letters(assessment, report)
    yield from _indicator_numbers(assessment, folder)
    yield from _weights(assessment, report)
    yield from _grades(assessment.grades, report)
    if not _within(assessment.target, 0, 100):
        yield report("target", f"เป้าหมาย {assessment.target:g} อยู่นอกช่วง 0 ถึง 100", "ใส่คะแนนเป้าหมาย เช่น 85")
    yield from _sampling(assessment, report)


def _wording(text: str, where: str, report: _Report) -> Iterator[Problem]:
    for problem, remedy in wording.faults(text):
        yield report(where, problem, remedy)


def _sources(sources: tuple[str, ...], report: _Report) -> Iterator[Problem]:
    for position, source in enumerate(sources, start=1):
        yield from _wording(source, f"sources ลำดับที่ {position}", report)


def _year(year: int, folder: str, file: str) -> Iterator[Problem]:
    if not year:
        return
    if not FIRST_YEAR <= year <= LAST_YEAR:
        yield Problem(
            file,
            "fiscal_year",
            f"ปี {year} ไม่ใช่ปี พ.ศ. ที่เป็นไปได้",
            "ใส่ปีงบประมาณเป็น พ.ศ. (ปี ค.ศ. บวก 543) และใช้เป็นชื่อโฟลเดอร์ด้วย",
        )
    if str(year) != folder:
        yield Problem(file, "fiscal_year", f"ปี {year} ไม่ตรงกับชื่อโฟลเดอร์ {folder}", "แก้ fiscal_year หรือชื่อโฟลเดอร์ให้เป็นปีเดียวกัน")


def _codes(codes: Sequence[str], report: _Report) -> Iterator[Problem]:
    """Check the item codes of one instrument: one letter, then 1, 2, 3, … with none twice and none left out."""
    seen: set[str] = set()
    letter, before = "", 0
    for position, code in enumerate(codes, start=1):
        parsed = _ITEM_CODE.fullmatch(code)
        number = int(parsed[2]) if parsed else before + 1
        if code in seen:
            yield report(code, f"รหัสข้อ {code} ซ้ำ", "ให้แต่ละข้อมีรหัสของตนเอง")
        elif parsed is None and code:
            yield report(code, f"รหัสข้อ {code} ผิดรูปแบบ", "ใช้ตัวอักษร a-z หนึ่งตัวตามด้วยเลขข้อ เช่น i1 หรือ e15 ไม่มีเลขศูนย์นำหน้า")
        elif parsed is not None:
            letter = letter or parsed[1]
            if parsed[1] != letter:
                yield report(code, f"รหัสข้อขึ้นต้นด้วย {parsed[1]} แต่ข้ออื่นขึ้นต้นด้วย {letter}", f"ใช้ตัวอักษร {letter} กับทุกข้อในแบบวัดเดียวกัน")
            # Either keeps one slip from being told again at every item after it.
            if number not in (before + 1, position):
                yield report(code, f"เลขข้อไม่ต่อเนื่อง ลำดับนี้ควรเป็น {letter}{before + 1}", "เรียงข้อตามเลขตั้งแต่ 1 โดยไม่ข้ามและไม่สลับ")
        before = number
        seen.update([code] if code else [])


def _item(item: Item, where: str, report: _Report) -> Iterator[Problem]:
    yield from _wording(item.text, where, report)
    yield from _wording(item.note, f"{where} note", report)
    if not item.parts or [(part.code, part.text) for part in item.parts] == [(item.code, "")]:
        return
    if len(item.parts) == 1:
        yield report(where, "มีข้อย่อยเพียงข้อเดียว", "ลบ parts แล้วใส่ scale และ direction ที่ตัวข้อ หรือเพิ่มข้อย่อย")
    for position, part in enumerate(item.parts, start=1):
        place, expected = f"{where} ข้อย่อยที่ {position}", f"{item.code}.{position}"
        yield from _wording(part.text, place, report)
        if part.code and item.code and part.code != expected:
            yield report(place, f"รหัสข้อย่อย {part.code} ไม่ตรงกับลำดับ", f"เปลี่ยนเป็น {expected}")
    for part, first in _repeats(item.parts, lambda part: part.text):
        yield report(where, f"ข้อย่อย {part.code} มีถ้อยคำเหมือนกับ {first.code}", "แก้ถ้อยคำของข้อย่อยให้ต่างกัน")


def _scales(instrument: Instrument, report: _Report) -> Iterator[Problem]:
    scales = tuple(dict.fromkeys(part.scale for part in instrument.parts))
    for scale, _ in _repeats(scales, lambda scale: scale.key):
        yield report(f"scale {scale.key}", "มีมาตรสองแบบใช้ชื่อเดียวกัน", "ตั้งชื่อมาตรใน scales ไม่ให้ซ้ำกับรหัสข้อ")
    for scale in scales:
        yield from _scale(scale, report)


def _scale(scale: Scale, report: _Report) -> Iterator[Problem]:
    where = f"scale {scale.key}"
    for label in scale.labels:
        yield from _wording(label, where, report)
    if scale.labels and not FEWEST_STEPS <= len(scale.labels) <= MOST_STEPS:
        yield report(
            where, f"มี {len(scale.labels)} ระดับ", f"ใช้ได้ {FEWEST_STEPS} ถึง {MOST_STEPS} ระดับ (คำตอบเก็บเป็นตัวเลขหลักเดียว)"
        )
    if scale.labels and scale.points and len(scale.labels) != len(scale.points):
        yield report(
            where, f"มีชื่อ {len(scale.labels)} ระดับ แต่มีคะแนน {len(scale.points)} ระดับ", "ให้ labels และ points มีจำนวนเท่ากัน"
        )
    for label, _ in _repeats(scale.labels, str):
        yield report(where, f"ชื่อระดับ {label} ซ้ำ", "ให้ชื่อแต่ละระดับต่างกัน")
    if not scale.points:
        return
    if not all(_within(value, 0, 100) for value in scale.points):
        yield report(where, "มีคะแนนนอกช่วง 0 ถึง 100", "ใส่คะแนนระหว่าง 0 ถึง 100")
    if any(after < before for before, after in pairwise(scale.points)):
        yield report(where, "คะแนนไม่เรียงจากน้อยไปมาก", "เรียงระดับจากต่ำไปสูง ข้อที่ตอบมากแล้วไม่ดีให้ใช้ direction: negative แทน")
    elif len(scale.points) > 1 and (_differ(scale.points[0], 0) or _differ(scale.points[-1], 100)):
        yield report(where, "คะแนนระดับแรกต้องเป็น 0 และระดับสุดท้ายต้องเป็น 100", "แก้ points ให้เริ่มที่ 0 และจบที่ 100")


def _profile(questions: tuple[ProfileQuestion, ...], report: _Report) -> Iterator[Problem]:
    for question in questions:
        where = f"profile {question.code}"
        yield from _wording(question.text, where, report)
        if question.code == DIVISION:
            yield report(where, f"ชื่อ {DIVISION} ระบบใช้ถามกองหรือสำนักเอง", "ใช้รหัสอื่น")
        if question.code and not _PROFILE_CODE.fullmatch(question.code):
            yield report(where, f"รหัส {question.code} ผิดรูปแบบ", "ใช้ตัวอักษร a-z และตัวเลข ขึ้นต้นด้วยตัวอักษร เช่น age")
        if len(question.answers) == 1:
            yield report(where, "มีคำตอบให้เลือกเพียงข้อเดียว", "ใส่คำตอบให้เลือกอย่างน้อยสองข้อ")
        yield from _profile_answers(question.answers, where, report)
    for question, _ in _repeats(questions, lambda question: question.code):
        yield report(f"profile {question.code}", f"รหัส {question.code} ซ้ำ", "ให้แต่ละคำถามมีรหัสของตนเอง")
    for question, first in _repeats(questions, lambda question: question.text):
        yield report(f"profile {question.code}", f"ถ้อยคำเหมือนกับ profile {first.code}", "แก้ถ้อยคำให้ตรงกับเรื่องที่ถาม")


def _profile_answers(answers: tuple[ProfileAnswer, ...], where: str, report: _Report) -> Iterator[Problem]:
    for answer in answers:
        yield from _wording(answer.text, f"{where} {answer.code}", report)
        if answer.code and not _PROFILE_ANSWER_CODE.fullmatch(answer.code):
            yield report(where, f"รหัสคำตอบ {answer.code} ผิดรูปแบบ", "ใช้ตัวอักษร a-z และตัวเลข เช่น 20to30")
    for answer, _ in _repeats(answers, lambda answer: answer.code):
        yield report(where, f"รหัสคำตอบ {answer.code} ซ้ำ", "ให้แต่ละคำตอบมีรหัสของตนเอง")
    for answer, first in _repeats(answers, lambda answer: answer.text):
        yield report(where, f"คำตอบ {answer.code} มีถ้อยคำเหมือนกับ {first.code}", "แก้ถ้อยคำของคำตอบให้ต่างกัน")


def _disclosure(disclosure: Disclosure, report: _Report) -> Iterator[Problem]:
    yield from _wording(disclosure.title, "disclosure title", report)
    codes: list[str] = []
    for indicator in disclosure.indicators:
        yield from _wording(indicator.title, f"ตัวชี้วัดที่ {indicator.number}", report)
        for position, subindicator in enumerate(indicator.subindicators, start=1):
            expected = f"{indicator.number}.{position}"
            yield from _wording(subindicator.title, f"ตัวชี้วัดย่อย {subindicator.number or expected}", report)
            if subindicator.number and indicator.number and subindicator.number != expected:
                yield report(f"ตัวชี้วัดย่อย {subindicator.number}", "เลขตัวชี้วัดย่อยไม่ตรงกับลำดับ", f'เปลี่ยนเป็น "{expected}"')
            codes += subindicator.items
    yield from _codes(codes, report)


def _keys_and_letters(assessment: Assessment, report: _Report) -> Iterator[Problem]:
    """Check keys, which name files, columns and addresses, and letters, which tell the instruments' codes apart."""
    disclosure = assessment.disclosure
    codes = {instrument.key: [item.code for item in instrument.items] for instrument in assessment.instruments}
    keys = [*codes, disclosure.key]
    for key in filter(None, keys):
        if not KEY.fullmatch(key):
            yield report(key, f"ชื่อ {key} ผิดรูปแบบ", "ใช้ตัวอักษร a-z และตัวเลข ขึ้นต้นด้วยตัวอักษร เช่น iit")
    if disclosure.key in codes:
        yield report("disclosure", f"key {disclosure.key} ซ้ำกับแบบวัด", "ใช้ชื่ออื่น เช่น oit")
    else:
        codes[disclosure.key] = [code for i in disclosure.indicators for sub in i.subindicators for code in sub.items]
    owner: dict[str, str] = {}
    for key, its_codes in codes.items():
        for letter in sorted({code[0] for code in its_codes if _ITEM_CODE.fullmatch(code)}):
            other = owner.setdefault(letter, key)
            if other != key:
                yield report(key, f"รหัสข้อขึ้นต้นด้วย {letter} เหมือนกับ {other}", "ให้แต่ละแบบวัดในปีเดียวกันใช้ตัวอักษรนำรหัสต่างกัน")


def _indicator_numbers(assessment: Assessment, folder: str) -> Iterator[Problem]:
    """Check that indicators are numbered 1, 2, 3, … through the instruments in their order and on through the disclosure."""
    groups = [(_file(folder, instrument), [i.number for i in instrument.indicators]) for instrument in assessment.instruments]
    groups.append((f"{folder}/{ASSESSMENT_FILE}", [i.number for i in assessment.disclosure.indicators]))
    seen: set[int] = set()
    position = before = 0
    lost = False
    for file, numbers in groups:
        # How many indicators an unread file has is unknown, so the number after it cannot be wrong.
        lost = lost or not numbers
        for number in numbers:
            position, lost = (number if lost and number else position + 1), lost and not number
            if number in seen:
                remedy = "นับเลขตัวชี้วัดต่อเนื่องกันทุกแบบวัด"
                yield Problem(file, f"ตัวชี้วัดที่ {number}", f"เลขตัวชี้วัด {number} ซ้ำภายในปีเดียวกัน", remedy)
            elif number and number not in (before + 1, position):
                remedy = "นับเลขต่อเนื่องกันทุกแบบวัด ตามลำดับใน instruments"
                yield Problem(file, f"ตัวชี้วัดที่ {number}", f"เลขตัวชี้วัดไม่ต่อเนื่อง ลำดับนี้ควรเป็น {before + 1}", remedy)
            if number:
                seen.add(number)
            before = number or before + 1


def _weights(assessment: Assessment, report: _Report) -> Iterator[Problem]:
    if not assessment.weights:
        return
    needed = [*(instrument.key for instrument in assessment.instruments), assessment.disclosure.key]
    for key in filter(None, needed):
        if key not in assessment.weights:
            yield report("weights", f"ขาดน้ำหนักของ {key}", f"เพิ่มบรรทัด {key}: ตามด้วยน้ำหนัก เช่น 0.30")
    for key, weight in assessment.weights.items():
        if key not in needed and all(needed):
            yield report("weights", f"มีน้ำหนักของ {key} ซึ่งไม่มีในปีนี้", f"ลบออก น้ำหนักมีได้เฉพาะของ {', '.join(needed)}")
        if weight <= 0 or weight > 1:
            yield report("weights", f"น้ำหนักของ {key} เป็น {weight:g}", "ใส่น้ำหนักมากกว่า 0 และไม่เกิน 1 เช่น 0.30")
    total = math.fsum(assessment.weights.values())
    if _differ(total, 1):
        yield report("weights", f"น้ำหนักรวมกันได้ {total:g}", "แก้ให้น้ำหนักทุกส่วนรวมกันเท่ากับ 1 พอดี")


def _grades(grades: tuple[Grade, ...], report: _Report) -> Iterator[Problem]:
    for grade in grades:
        yield from _wording(grade.label, f"grades {grade.label}", report)
        if not (_within(grade.total_from, 0, 100) and _within(grade.instruments_from or 0, 0, 100)):
            yield report(f"grades {grade.label}", "มีคะแนนนอกช่วง 0 ถึง 100", "ใส่คะแนนระหว่าง 0 ถึง 100")
    for grade, _ in _repeats(grades, lambda grade: grade.label):
        yield report(f"grades {grade.label}", "ชื่อระดับผลซ้ำ", "ให้ชื่อแต่ละระดับต่างกัน")
    for better, worse in pairwise(grades):
        # The words used from 2567 have two levels from 85, told apart by what every instrument must reach.
        reached = (worse.total_from, worse.instruments_from or 0), (better.total_from, better.instruments_from or 0)
        if not any(map(math.isnan, reached[0] + reached[1])) and reached[0] >= reached[1]:
            yield report(
                f"grades {worse.label}", f"เกณฑ์ไม่ต่ำกว่าของ {better.label} ที่อยู่ก่อนหน้า", "เรียงระดับจากดีที่สุดไปแย่ที่สุด โดยเกณฑ์ลดลงทุกระดับ"
            )
    if grades and (_differ(grades[-1].total_from, 0) or grades[-1].instruments_from is not None):
        yield report(
            f"grades {grades[-1].label}", "ระดับสุดท้ายไม่ได้รับทุกคะแนนที่เหลือ", "ให้ระดับสุดท้ายมี total_from: 0 และไม่มี instruments_from"
        )


def _sampling(assessment: Assessment, report: _Report) -> Iterator[Problem]:
    if not assessment.sampling:
        return
    for audience in sorted({instrument.audience for instrument in assessment.instruments}):
        if audience not in assessment.sampling:
            yield report("sampling", f"ขาดเกณฑ์จำนวนผู้ตอบของ {audience}", f"เพิ่มคีย์ {audience} พร้อม share, at_least และ enough")
    for audience, rule in assessment.sampling.items():
        if rule.share <= 0 or rule.share > 1:
            yield report(f"sampling {audience}", f"share เป็น {rule.share:g}", "ใส่สัดส่วนมากกว่า 0 และไม่เกิน 1 เช่น 0.10 คือร้อยละ 10")
        if 0 < rule.enough < rule.at_least:
            yield report(f"sampling {audience}", "enough น้อยกว่า at_least", "ให้ enough ไม่น้อยกว่า at_least")


def _within(value: float, low: float, high: float) -> bool:
    return not (value < low or value > high)


def _differ(value: float, wanted: float) -> bool:
    return abs(value - wanted) > _TOLERANCE


def _repeats(things: Iterable[_Thing], text: Callable[[_Thing], str]) -> Iterator[tuple[_Thing, _Thing]]:
    """Yield (thing, the first with the same text) for every repetition."""
    first: dict[str, _Thing] = {}
    for thing in things:
        words = text(thing)
        if words in first:
            yield thing, first[words]
        elif words:
            first[words] = thing


def _place(indicator: Indicator, position: int) -> str:
    return f"ตัวชี้วัดที่ {indicator.number} ข้อลำดับที่ {position}"


def _file(folder: str, instrument: Instrument) -> str:
    return f"{folder}/{instrument.key}.yaml"
