"""A definition as lines of text, one fact a line, so that two years can be compared line by line."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from questionnaires.model import Assessment, Audience, Direction, Disclosure, Instrument, Item, Part, Scale
from questionnaires.recommendations import Recommendations
from questionnaires.recommendations import missing as without_recommendation
from questionnaires.texts import missing

_AUDIENCES = {Audience.STAFF: "บุคลากรของหน่วยงาน", Audience.SERVICE_USERS: "ผู้รับบริการและผู้มาติดต่อ"}
_DIRECTIONS = {Direction.POSITIVE: "+", Direction.NEGATIVE: "−"}


def outline(assessment: Assessment) -> list[str]:
    """Return everything a fiscal year's definition says that bears on asking and scoring, as indented lines."""
    return [f"ปีงบประมาณ {assessment.fiscal_year}", *_body(assessment)]


def compare(before: Assessment, after: Assessment) -> list[str]:
    """Return a unified difference of two years' outlines, an empty list where only the year differs."""
    lines = difflib.unified_diff(
        list(_body(before)), list(_body(after)), str(before.fiscal_year), str(after.fiscal_year), n=2, lineterm=""
    )
    return list(lines)


def recommended(assessment: Assessment, recommendations: Recommendations) -> list[str]:
    """Return how far a year's recommendations go, as an indented line; none where the year has none."""
    if not recommendations.each:
        return []
    left = without_recommendation(recommendations, assessment)
    covered = f"ยังขาด {len(left)} เรื่อง คือ {' '.join(left)}" if left else "ครบทุกตัวชี้วัดและทุกข้อ"
    return [f"  ข้อแนะนำ {len(recommendations.each)} เรื่อง {covered}"]


def _body(assessment: Assessment) -> Iterator[str]:
    yield f"  {assessment.title}"
    yield f"  เป้าหมาย {assessment.target:g}"
    for key, weight in assessment.weights.items():
        yield f"  น้ำหนัก {key} {weight:g}"
    for grade in assessment.grades:
        every = "" if grade.instruments_from is None else f" และทุกเครื่องมือตั้งแต่ {grade.instruments_from:g}"
        yield f"  ระดับผล {grade.label} คะแนนรวมตั้งแต่ {grade.total_from:g}{every}"
    for audience, rule in assessment.sampling.items():
        yield (
            f"  จำนวนผู้ตอบ {_AUDIENCES[audience]} ร้อยละ {rule.share * 100:g}"
            f" อย่างน้อย {rule.at_least} คน ไม่จำเป็นต้องเกิน {rule.enough} คน"
        )
    for instrument in assessment.instruments:
        yield from _instrument(instrument)
    yield from _disclosure(assessment.disclosure)
    for source in assessment.sources:
        yield f"  ที่มา {source}"


def _instrument(instrument: Instrument) -> Iterator[str]:
    yield f"  {instrument.key} {instrument.title}"
    yield f"    ผู้ตอบ {_AUDIENCES[instrument.audience]}"
    yield f"    {len(instrument.indicators)} ตัวชี้วัด {len(instrument.items)} ข้อ {len(instrument.parts)} ช่องคำตอบ"
    yield f"    คำชี้แจง {instrument.introduction}"
    for scale in dict.fromkeys(part.scale for part in instrument.parts):
        yield f"    มาตร {scale.key} {_steps(scale)}"
    for indicator in instrument.indicators:
        yield f"    ตัวชี้วัดที่ {indicator.number} {indicator.title}"
        for item in indicator.items:
            yield from _item(item)
    for question in instrument.profile:
        yield f"    ถามเกี่ยวกับผู้ตอบ {question.code} {question.text} ({' · '.join(answer.text for answer in question.answers)})"
    for one in instrument.translations:
        left = missing(instrument, one)
        yield f"    ภาษา {one.language} " + (f"ยังขาด {len(left)} ข้อความ คือ {' '.join(left)}" if left else "ครบทุกข้อความ")
    for source in instrument.sources:
        yield f"    ที่มา {source}"


def _steps(scale: Scale) -> str:
    return " · ".join(f"{label} {points:g}" for label, points in zip(scale.labels, scale.points, strict=True))


def _item(item: Item) -> Iterator[str]:
    yield f"      {item.code}{'' if item.is_divided else _answer(item.parts[0])} {item.text}"
    if item.note:
        yield f"        หมายเหตุ {item.note}"
    if item.is_divided:
        for part in item.parts:
            yield f"        {part.code}{_answer(part)} {part.text}"


def _answer(part: Part) -> str:
    return f" [{part.scale.key} {_DIRECTIONS[part.direction]}]"


def _disclosure(disclosure: Disclosure) -> Iterator[str]:
    yield f"  {disclosure.key} {disclosure.title}"
    for indicator in disclosure.indicators:
        yield f"    ตัวชี้วัดที่ {indicator.number} {indicator.title}"
        for subindicator in indicator.subindicators:
            yield f"      {subindicator.number} {subindicator.title}: {' '.join(subindicator.items)}"
