"""Files that prove measures: what is taken, and what is kept of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from survey import thai
from survey.cases.history import Actor
from survey.cases.pictures import ACCEPTED, MEDIA_TYPE, PictureRefused, made_anew
from survey.errors import NotFound
from survey.measures.history import held, record
from survey.models import Measure, MeasureAct, MeasureFile

MIB = 1024 * 1024
LARGEST_FILE = 10 * MIB
# With the fields of the form beside it.
LARGEST_REQUEST = LARGEST_FILE + 64 * 1024
MOST_FILES = 20
PDF = "application/pdf"
ACCEPT = f"{PDF},{ACCEPTED}"
LONGEST_NAME = 100
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]')
# A PDF begins with this and has this near its end (ISO 32000-1, 7.5.2 and 7.5.5), maybe with a few bytes behind it.
_PDF_START, _PDF_END, _TAIL = b"%PDF-", b"%%EOF", 2048


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file that can be kept: a PDF as it came, or a picture made anew as JPEG."""

    name: str
    media_type: str
    content: bytes


class EvidenceRefused(Exception):
    """A file is not taken; the message says in Thai why and what to do."""


def checked(name: str, content: bytes) -> Evidence:
    """Return a file as it is kept; EvidenceRefused where it is too large, or neither a PDF nor a picture whatever its name."""
    if not content:
        raise EvidenceRefused("ไฟล์นี้ว่างเปล่า กรุณาเลือกไฟล์อื่น")
    if len(content) > LARGEST_FILE:
        raise EvidenceRefused(f"ไฟล์ใหญ่เกินไป ระบบรับได้ไม่เกิน {LARGEST_FILE // MIB} เมกะไบต์")
    if content.startswith(_PDF_START):
        if _PDF_END not in content[-_TAIL:]:
            raise EvidenceRefused("ไฟล์ PDF ไม่สมบูรณ์ กรุณาบันทึกเป็น PDF ใหม่แล้วเลือกอีกครั้ง")
        return Evidence(_named(name, ".pdf"), PDF, content)
    try:
        picture = made_anew(BytesIO(content))
    except PictureRefused as refused:
        raise EvidenceRefused(f"ระบบรับเฉพาะไฟล์ PDF และรูปภาพ (JPEG, PNG, WebP) {refused.message}") from refused
    return Evidence(_named(name, ".jpg"), MEDIA_TYPE, picture.content)


def add_file(
    session: Session, measure: Measure, evidence: Evidence, *, quarter: int | None, is_public: bool, actor: Actor
) -> MeasureFile:
    """Keep a file that proves a measure, of a quarter or (None) of all of it; EvidenceRefused where there are too many."""
    held(session, measure)
    of_measure = (MeasureFile.office_id == measure.office_id, MeasureFile.measure_id == measure.id)
    if (session.scalar(select(func.count()).select_from(MeasureFile).where(*of_measure)) or 0) >= MOST_FILES:
        raise EvidenceRefused(f"มาตรการหนึ่งมีหลักฐานได้ไม่เกิน {MOST_FILES} ไฟล์ กรุณาลบไฟล์ที่ไม่ใช้ก่อน")
    made = MeasureFile(
        office_id=measure.office_id,
        measure_id=measure.id,
        quarter=quarter,
        name=evidence.name,
        media_type=evidence.media_type,
        size=len(evidence.content),
        sha256=hashlib.sha256(evidence.content).hexdigest(),
        added_on=thai.today(),
        is_public=is_public,
        content=evidence.content,
    )
    session.add(made)
    record(session, measure, MeasureAct.EVIDENCED, actor, after=_facts(made))
    return made


def remove_file(session: Session, measure: Measure, found: MeasureFile, actor: Actor) -> None:
    """Delete a file; that it was there, and its digest, stays in the history."""
    session.delete(found)
    record(session, measure, MeasureAct.EVIDENCED, actor, before=_facts(found))


def show_file(session: Session, measure: Measure, found: MeasureFile, *, is_public: bool, actor: Actor) -> None:
    """Let everybody open a file, or only officers."""
    if found.is_public == is_public:
        return
    before = _facts(found)
    found.is_public = is_public
    record(session, measure, MeasureAct.EVIDENCED, actor, before=before, after=_facts(found))


def files_of(session: Session, office_id: str, measures: Sequence[Measure]) -> dict[str, list[MeasureFile]]:
    """Return the files of measures by the measures' ids, without their content: by quarter, then as they were added."""
    found: dict[str, list[MeasureFile]] = {one.id: [] for one in measures}
    rows = session.scalars(
        select(MeasureFile).where(MeasureFile.office_id == office_id, MeasureFile.measure_id.in_(list(found)))
    )
    for file in sorted(rows, key=lambda one: (one.quarter or 5, one.added_on, one.name, one.id)):
        found[file.measure_id].append(file)
    return found


def file_of(session: Session, measure: Measure, file_id: str) -> MeasureFile:
    """Return a file of a measure with its content; NotFound where it has none of that id."""
    found = session.get(MeasureFile, (measure.office_id, file_id), options=[undefer(MeasureFile.content)])
    if found is None or found.measure_id != measure.id:
        raise NotFound
    return found


def public_file(session: Session, office_id: str, file_id: str) -> MeasureFile:
    """Return a file that everybody may open, with its content; NotFound for every other."""
    found = session.get(MeasureFile, (office_id, file_id), options=[undefer(MeasureFile.content)])
    measure = session.get(Measure, (office_id, found.measure_id)) if found is not None else None
    if found is None or measure is None or measure.removed or not found.is_public:
        raise NotFound
    return found


def _facts(one: MeasureFile) -> dict[str, object]:
    kept = {"file": one.id, "name": one.name, "size": one.size, "sha256": one.sha256}
    return kept | {"quarter": one.quarter, "is_public": one.is_public}


def _named(name: str, ending: str) -> str:
    """Return a file's name without folders, without what no file system takes, and with the ending of what it holds."""
    plain = " ".join(_NOT_IN_NAMES.sub(" ", PurePosixPath(name.replace("\\", "/")).name).split())
    stem = plain.rsplit(".", 1)[0] if "." in plain else plain
    return f"{stem.strip('. ')[:LONGEST_NAME] or 'หลักฐาน'}{ending}"
