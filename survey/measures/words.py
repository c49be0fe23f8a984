"""What happened to measures, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from typing import Any

from scoring.rounding import printed
from survey import thai
from survey.measures.scores import Source
from survey.models import Measure, MeasureAct, MeasureEvent

FIELDS = {
    "title": "มาตรการ/แนวทาง",
    "indicator": "ตัวชี้วัด",
    "item": "ข้อคำถาม",
    "method": "วิธีการดำเนินการ",
    "responsible": "ผู้รับผิดชอบ",
    "period": "ระยะเวลาดำเนินการ",
    "starts_on": "วันที่เริ่ม",
    "ends_on": "วันที่สิ้นสุด",
    "budget": "งบประมาณ",
    "result": "ผลการดำเนินการ",
    "recommendation": "ข้อเสนอแนะ",
    "called_by": "คะแนนที่เป็นเหตุ",
}
_ACTS: dict[str, str] = {
    MeasureAct.ADDED: "เพิ่มมาตรการ",
    MeasureAct.CHANGED: "แก้ไขมาตรการ",
    MeasureAct.MOVED: "เลื่อนลำดับ",
    MeasureAct.REMOVED: "ลบมาตรการ",
    MeasureAct.LINKED: "เชื่อมข้อเสนอแนะ",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened to a measure: what, when, and who signs. `changes` is name, before and after each."""

    title: str
    when: str
    by: str
    changes: tuple[tuple[str, str, str], ...] = ()


def history_words(events: Sequence[MeasureEvent], *, for_officers: bool) -> tuple[Line, ...]:
    """Return a history, newest first.

    Officers read who it was and both wordings; everybody else reads position and division and which fields changed: what was
    taken out of a field may have been taken out for a reason.
    """
    return tuple(_line(event, for_officers=for_officers) for event in reversed(events))


def score_words(measure: Measure, sources: Sequence[Source], *, public_only: bool = False) -> str:
    """Return the score that called for a measure with its source, "" where none was known.

    With `public_only`, "" too where the round is not public (any more).
    """
    kept: Mapping[str, Any] = measure.called_by
    if "score" not in kept:
        return ""
    found = next((one for one in sources if _is_source(one, kept)), None)
    if public_only and (found is None or not found.is_public):
        return ""
    place = f" จาก{found.title}" if found else ""
    item = f" ของข้อ {kept['item']}" if "item" in kept else ""
    note = " (มีคำตอบจำลอง)" if kept.get("simulated") else ""
    return f"{printed(kept['score'])} คะแนน{item}{place}{note}"


def days_words(measure: Measure) -> str:
    """Return from when to when a measure runs, in words; "" where no day is said."""
    if measure.starts_on is None or measure.ends_on is None:
        first = f"ตั้งแต่ {thai.thai_date(measure.starts_on)}" if measure.starts_on else ""
        return f"ถึง {thai.thai_date(measure.ends_on)}" if measure.ends_on else first
    return f"{thai.thai_date(measure.starts_on)} ถึง {thai.thai_date(measure.ends_on)}"


def baht(budget: int | None) -> str:
    """Return a budget in words, "" where none is stated."""
    return "" if budget is None else f"{budget:,} บาท"


def _is_source(source: Source, kept: Mapping[str, Any]) -> bool:
    if "round" in kept:
        return bool(source.round_id == kept["round"])
    return source.round_id is None and bool(source.fiscal_year == kept.get("official"))


def _line(event: MeasureEvent, *, for_officers: bool) -> Line:
    by = " ".join(part for part in (event.by_name if for_officers else "", event.by_position, event.by_division) if part)
    at = event.at.replace(tzinfo=UTC).astimezone(thai.BANGKOK)
    when = thai.thai_date(at.date()) + (f" เวลา {at:%H.%M} น." if for_officers else "")
    changes = _changes(event)
    if not for_officers:
        changes = tuple((name, "", "") for name, _before, _after in changes) if event.act == MeasureAct.CHANGED else ()
    return Line(_title(event), when, by, changes)


def _title(event: MeasureEvent) -> str:
    before, after = event.before, event.after
    if event.act == MeasureAct.CARRIED:
        return f"ยกไปปี {after['to_year']}" if "to_year" in after else f"ยกมาจากปี {after['from_year']}"
    if event.act == MeasureAct.PROGRESSED:
        return f"{'บันทึก' if after['text'] else 'ลบ'}ความก้าวหน้าไตรมาส {after['quarter']}"
    if event.act == MeasureAct.EVIDENCED:
        if before and after:
            return "เผยแพร่หลักฐาน" if after["is_public"] else "เลิกเผยแพร่หลักฐาน"
        return "เพิ่มหลักฐาน" if after else "ลบหลักฐาน"
    return _ACTS[event.act]


def _changes(event: MeasureEvent) -> tuple[tuple[str, str, str], ...]:
    before, after = event.before, event.after
    if event.act == MeasureAct.CHANGED:
        return tuple((FIELDS[name], _value(name, before[name]), _value(name, after[name])) for name in FIELDS if name in after)
    if event.act == MeasureAct.MOVED:
        return (("ลำดับ", str(before["position"]), str(after["position"])),)
    if event.act == MeasureAct.PROGRESSED:
        return (("ความก้าวหน้า", before["text"], after["text"]),)
    if event.act == MeasureAct.LINKED:
        return (("เลขที่เรื่อง", " ".join(before["cases"]), " ".join(after["cases"])),)
    if event.act == MeasureAct.EVIDENCED:
        return (
            ("ไฟล์", before.get("name", ""), after.get("name", "")),
            ("SHA-256", before.get("sha256", ""), after.get("sha256", "")),
        )
    return ()


def _value(name: str, value: Any) -> str:
    if value is None:
        return ""
    if name == "called_by":
        return printed(value["score"])
    if name in {"starts_on", "ends_on"}:
        return thai.thai_date(date.fromisoformat(value))
    return f"{value:,}" if name == "budget" else str(value)
