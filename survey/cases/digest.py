"""The daily summary: what officers should look at today, without anything that somebody wrote and nobody has published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from survey import thai
from survey.cases import queue
from survey.models import Case, Visibility

# A flood of posts must not become a flood of lines.
MOST_LISTED = 40
_TASKS = {"moderate": "อ่านก่อนเผยแพร่", "acknowledge": "รับเรื่อง", "answer": "ตอบ", "planned": "วันที่สัญญาไว้"}


@dataclass(frozen=True, slots=True)
class Line:
    """A case to look at. `subject` is "" where it is not public."""

    number: str
    subject: str
    task: str
    day: date


@dataclass(frozen=True, slots=True)
class Pile:
    """Cases under one heading: those that are listed, and how many there are in all."""

    heading: str
    lines: tuple[Line, ...]
    number: int


@dataclass(frozen=True, slots=True)
class Digest:
    """What waits in an office on a day, most urgent first; piles without a case are left out."""

    piles: tuple[Pile, ...]

    @property
    def subject(self) -> str:
        """The subject of the e-mail."""
        return "ข้อเสนอแนะวันนี้: " + " · ".join(f"{pile.heading} {pile.number:,}" for pile in self.piles)


def digest_of(session: Session, office_id: str, today: date) -> Digest:
    """Return what waits in an office on a day."""
    is_work = queue.task != "planned"
    conditions = (
        ("เกินกำหนด", and_(is_work, queue.day < today)),
        ("ครบกำหนดวันนี้", and_(is_work, queue.day == today)),
        ("รออ่านก่อนเผยแพร่", and_(queue.task == "moderate", queue.day > today)),
        ("ถึงวันที่สัญญาไว้", and_(queue.task == "planned", queue.day <= today)),
    )
    piles = []
    for heading, condition in conditions:
        here = and_(Case.office_id == office_id, queue.may_wait, condition)
        number = session.scalar(select(func.count()).select_from(Case).where(here)) or 0
        if not number:
            continue
        columns = (Case.number, Case.visibility, Case.shown_subject, queue.task, queue.day)
        rows = session.execute(select(*columns).where(here).order_by(queue.day, Case.number).limit(MOST_LISTED))
        lines = (Line(no, words if seen == Visibility.PUBLIC else "", task, day) for no, seen, words, task, day in rows)
        piles.append(Pile(heading, tuple(lines), number))
    return Digest(tuple(piles))


def text_of(digest: Digest, *, office: str, address: str, today: date) -> str:
    """Return the text of the e-mail. `address` is that of the installation; without one ("") there are no links."""
    return "\n".join(_lines(digest, office, address, today)) + "\n"


def _lines(digest: Digest, office: str, address: str, today: date) -> Iterator[str]:
    yield f"สรุปประจำวันที่ {thai.thai_date(today)}"
    yield office
    for pile in digest.piles:
        yield ""
        yield f"{pile.heading} {pile.number:,} เรื่อง"
        for line in pile.lines:
            yield f"- {line.number} {line.subject}".rstrip()
            yield f"  {_TASKS[line.task]}: {thai.thai_date(line.day)}"
            if address:
                yield f"  {address}/office/cases/{line.number}"
        if pile.number > len(pile.lines):
            yield f"และอีก {pile.number - len(pile.lines):,} เรื่อง"
    yield ""
    yield f"คิวงานทั้งหมด: {address}/office/cases/" if address else "ดูคิวงานทั้งหมดได้เมื่อเข้าสู่ระบบ"
    yield "เรื่องที่ยังไม่เผยแพร่มีเฉพาะเลขที่เรื่อง เพราะอีเมลนี้ไม่ส่งสิ่งที่ยังไม่มีเจ้าหน้าที่อ่าน"
