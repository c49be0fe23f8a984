"""The history of a case in words: what everybody reads, what its author reads besides, and what only officers read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Any

from sqlalchemy.orm import Session

from survey import thai
from survey.cases import author
from survey.cases.history import events_of
from survey.models import Case, CaseChannel, CaseEvent, CaseMessage, CaseStatus, EventKind, Outcome, Refusal

STATUSES: dict[str, str] = {
    CaseStatus.RECEIVED: "รอรับเรื่อง",
    CaseStatus.WORKING: "กำลังดำเนินการ",
    CaseStatus.FORWARDED: "ส่งต่อ",
    CaseStatus.DONE: "เสร็จสิ้น",
}
OUTCOMES: dict[str, str] = {
    Outcome.DONE: "ทำแล้ว",
    Outcome.PARTLY: "ทำบางส่วน",
    Outcome.PLANNED: "จะทำ",
    Outcome.IMPOSSIBLE: "ทำไม่ได้",
}
REFUSALS: dict[str, str] = {
    Refusal.RUDE: "มีถ้อยคำไม่สุภาพ",
    Refusal.PERSONAL_DATA: "มีข้อมูลส่วนบุคคลของผู้อื่น",
    Refusal.ADVERTISING: "เป็นการโฆษณา",
    Refusal.ACCUSATION: "เป็นการกล่าวหาตัวบุคคล ซึ่งควรแจ้งผ่านช่องทางร้องเรียน",
    Refusal.DUPLICATE: "ซ้ำกับเรื่องที่เผยแพร่แล้ว",
}
CHANNELS: dict[str, str] = {
    CaseChannel.WEB: "ทางเว็บไซต์",
    CaseChannel.COUNTER: "ที่สำนักงาน",
    CaseChannel.TELEPHONE: "ทางโทรศัพท์",
    CaseChannel.PAPER: "ทางกระดาษ",
    CaseChannel.LINE: "ทางไลน์",
    CaseChannel.EIT: "ท้ายแบบสำรวจ EIT",
}
_TITLES: dict[str, str] = {
    EventKind.PUBLISHED: "เผยแพร่บนกระดาน",
    EventKind.REFUSED: "ไม่เผยแพร่",
    EventKind.ACKNOWLEDGED: "รับเรื่องแล้ว",
    EventKind.DRAFTED: "ร่างคำตอบ",
    EventKind.ASKED: "หน่วยงานขอข้อมูลเพิ่ม",
    EventKind.ADDED: "ผู้เสนอเพิ่มเติม",
    EventKind.SHOWN: "ผู้เสนอเพิ่มเติม",
    EventKind.WITHDRAWN: "ผู้เสนอถอนเรื่อง",
    EventKind.ASSIGNED: "มอบหมายงาน",
    EventKind.FORWARDED: "ส่งต่อระหว่างกองและสำนัก",
    EventKind.NOTED: "บันทึกภายใน",
    EventKind.PAUSED: "พักการนับเวลา",
    EventKind.RESUMED: "นับเวลาต่อ",
    EventKind.DUE_MOVED: "เลื่อนวันครบกำหนด",
    EventKind.MERGED: "รวมเข้ากับเรื่องอื่น",
    EventKind.TOOK_IN: "รวมเรื่องที่คล้ายกันเข้ามา",
    EventKind.LINKED: "เชื่อมกับตัวชี้วัด",
    EventKind.PICTURED: "เพิ่มภาพ",
    EventKind.REOPENED: "เปิดเรื่องใหม่อีกครั้ง",
}
# What an officer wrote here does not replace what happened.
_SAID_BESIDES = frozenset({EventKind.REFUSED, EventKind.ASSIGNED, EventKind.FORWARDED, EventKind.DUE_MOVED})
_FOR_AUTHOR = frozenset({EventKind.ASKED, EventKind.ADDED, EventKind.REFUSED, EventKind.WITHDRAWN})


class Reader(IntEnum):
    """Who reads a timeline, each of them more than the one before."""

    ANYBODY = 0
    AUTHOR = 1
    OFFICER = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a timeline. `by` is position and division, for officers with the name; "" where nobody signs."""

    seq: int
    kind: str
    day: date
    title: str
    text: str
    by: str
    is_public: bool


def timeline_of(session: Session, case: Case, reader: Reader) -> list[Entry]:
    """Return what a reader may see of the history of a case, oldest first."""
    return told(events_of(session, case), author.messages_of(session, case), reader)


def told(events: Sequence[CaseEvent], messages: Mapping[int, CaseMessage], reader: Reader) -> list[Entry]:
    """Return what a reader may see of a history. `messages` are those that events tell of, by the number of the event."""
    # What was shown again, with more of it redacted, is read once, where it was shown first.
    shown: set[int] = set()
    entries = []
    for event in events:
        if event.kind == EventKind.SHOWN:
            if event.details["of"] in shown:
                continue
            shown.add(event.details["of"])
        entry = _entry(event, messages, reader)
        if entry is not None:
            entries.append(entry)
    return entries


def open_question(entries: Sequence[Entry]) -> str:
    """Return what the office has asked the author and not been answered; "" where nothing is open."""
    said = [entry for entry in entries if entry.kind in {EventKind.ASKED, EventKind.ADDED}]
    return said[-1].text if said and said[-1].kind == EventKind.ASKED else ""


def status_words(case: Case) -> str:
    """Return the status of a case in words: ``เสร็จสิ้น (จะทำในปี 2570)``."""
    return _status(case.status, case.outcome, case.planned_for)


def _status(status: str, outcome: str | None, planned_for: date | None) -> str:
    if not outcome:
        return STATUSES[status]
    how = f"จะทำในปี {thai.fiscal_year(planned_for)}" if planned_for else OUTCOMES[outcome]
    return f"{STATUSES[status]} ({how})"


def _entry(event: CaseEvent, messages: Mapping[int, CaseMessage], reader: Reader) -> Entry | None:
    if not _may_read(event, reader):
        return None
    text = event.text
    if event.kind == EventKind.ADDED and event.seq in messages:
        text = messages[event.seq].text
    elif event.kind == EventKind.SHOWN:
        message = messages.get(event.details["of"])
        if message is None or not message.shown_text or reader is Reader.AUTHOR:
            return None
        text = message.shown_text
    elif not text or event.kind in _SAID_BESIDES:
        text = "\n".join(part for part in (_said(event.kind, event.details), text) if part)
    # A paper is typed in later than it arrived.
    day = date.fromisoformat(event.details["received_on"]) if event.kind == EventKind.RECEIVED else event.day
    return Entry(event.seq, event.kind, day, _title(event), text, _signed(event, reader), event.is_public)


def _may_read(event: CaseEvent, reader: Reader) -> bool:
    return event.is_public or reader is Reader.OFFICER or (reader is Reader.AUTHOR and event.kind in _FOR_AUTHOR)


def _title(event: CaseEvent) -> str:
    if event.kind == EventKind.RECEIVED:
        return f"ได้รับ{CHANNELS[event.details['channel']]}"
    if event.kind == EventKind.ANSWERED:
        planned = event.details.get("planned_for")
        status = _status(
            event.details["status"], event.details.get("outcome"), date.fromisoformat(planned) if planned else None
        )
        to = f" ถึง{event.details['to']}" if event.details.get("to") else ""
        return f"ตอบกลับ: {status}{to}"
    if event.kind == EventKind.PICTURED and "removed" in event.details:
        return "ลบภาพ"
    return _TITLES[event.kind]


def _said(kind: str, details: dict[str, Any]) -> str:
    if kind == EventKind.REFUSED:
        return REFUSALS[details["reason"]]
    if kind in {EventKind.MERGED, EventKind.TOOK_IN}:
        return f"เลขที่เรื่อง {details['number']}"
    if kind == EventKind.RESUMED:
        return f"ครบกำหนดตอบวันที่ {thai.thai_date(date.fromisoformat(details['answer_by']))}"
    if kind == EventKind.PUBLISHED and details.get("redacted"):
        return "เจ้าหน้าที่ปิดบังข้อความบางส่วน"
    if kind in {EventKind.ASSIGNED, EventKind.FORWARDED}:
        return " ".join(part for part in (details.get("division", ""), details.get("officer_name", "")) if part)
    if kind == EventKind.LINKED:
        return _linked(details.get("indicator"), details.get("item"))
    if kind == EventKind.DUE_MOVED and "answer_by" in details:
        return f"ครบกำหนดตอบเลื่อนเป็นวันที่ {thai.thai_date(date.fromisoformat(details['answer_by'][1]))}"
    return ""


def _linked(indicator: int | None, item: str | None) -> str:
    if indicator is None:
        return "ไม่เกี่ยวกับตัวชี้วัดใด"
    return f"ตัวชี้วัดที่ {indicator}" + (f" ข้อ {item}" if item else "")


def _signed(event: CaseEvent, reader: Reader) -> str:
    parts = [event.by_name if reader is Reader.OFFICER else "", event.by_position, event.by_division]
    return " ".join(part for part in (*parts, _approved(event) if reader is Reader.OFFICER else "") if part)


def _approved(event: CaseEvent) -> str:
    if event.details.get("own_draft"):
        return "(อนุมัติร่างของตนเอง เนื่องจากไม่มีผู้ดูแลท่านอื่น)"
    return f"(ร่างโดย{event.details['drafted_by']})" if event.details.get("drafted_by") else ""
