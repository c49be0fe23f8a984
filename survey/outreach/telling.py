"""What an office's papers and pages tell, gathered from what is switched on here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import current_app, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey import thai
from survey.addresses import public_url
from survey.cases.rules import rules_of
from survey.config import Settings
from survey.models import Division, Office
from survey.outreach.content import Place, Told
from survey.outreach.queries import links_of


def told_by(session: Session, office: Office) -> Told:
    """Return what the papers of an office tell today."""
    divisions = session.scalars(select(Division).where(Division.office_id == office.id))
    return Told(
        office=office.name,
        today=thai.today(),
        places=tuple(_places(office.id)),
        links=links_of(session, office.id),
        rules=rules_of(session, office.id),
        divisions=[one.name for one in sorted(divisions, key=lambda one: (one.position, thai.collation(one.name)))],
        services=tuple(_services()),
        complaint_days=_settings().complaints_keep_days if _takes_complaints(office.id) else None,
    )


def _settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found


def _services() -> Iterator[tuple[str, int, str]]:
    found: Any = current_app.extensions.get("services")
    for one in found.offered if found is not None else ():
        yield one.title, one.days, one.division


def _takes_complaints(office_id: str) -> bool:
    # Only where somebody reads them: an office without holders of keys takes no complaints here.
    takes: Any = current_app.jinja_env.globals["takes_complaints"]
    return bool(takes(office_id))


def _places(office_id: str) -> Iterator[Place]:
    board = url_for("board.index", office_id=office_id)
    yield Place("เสนอแนะการทำงาน", "เขียนข้อเสนอแนะ ดูคำตอบ และดูว่าหน่วยงานทำอะไรแล้ว", public_url(board))
    if "services.index" in current_app.view_functions:
        services = url_for("services.index", office_id=office_id)
        yield Place("ขอรับบริการ", "ยื่นคำขอ รู้วันครบกำหนดทันที และติดตามผลได้", public_url(services))
    if _takes_complaints(office_id):
        complaints = url_for("complaints.intro", office_id=office_id)
        yield Place("แจ้งเรื่องทุจริต", "ปิดผนึกถึงผู้อ่านสองตำแหน่งที่ไม่ใช่ผู้ถูกร้องเรียน และติดตามสถานะได้โดยไม่ต้องบอกชื่อ", public_url(complaints))
