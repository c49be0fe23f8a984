"""How it was and how it is, in the pictures of finished cases, small enough for a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.cases.finished import Finished, Photo
from survey.cases.picture_files import Kind, read
from survey.cases.redrawing import UNREADABLE, redrawn
from survey.documents.report import Block, Paragraph, Picture, Pictures, Tone
from survey.models import CaseFile

MOST = 20
"""Of so many cases a document has pictures: a year's could be more than anybody can send on."""
LONGEST_EDGE, LARGEST = 800, 120_000
_MORE = "เอกสารนี้มีภาพของ {} เรื่องแรก ภาพของทุกเรื่องอยู่บนกระดานข้อเสนอแนะ"


def proof(session: Session, office_id: str, finished: Iterable[Finished]) -> tuple[Block, ...]:
    """Return the first picture before and after of each case that has one after, for at most `MOST` cases. One query."""
    shown = [one for one in finished if one.after]
    pairs = [(one, (*one.before[:1], *one.after[:1])) for one in shown[:MOST]]
    contents = _contents(session, office_id, [photo.id for _, photos in pairs for photo in photos])
    blocks: list[Block] = [
        Pictures(f"{one.subject} ({one.number})", made)
        for one, photos in pairs
        if (made := tuple(_pictures(one, photos, contents)))
    ]
    return (*blocks, Paragraph(_MORE.format(MOST), Tone.NOTE)) if len(shown) > MOST else tuple(blocks)


def _contents(session: Session, office_id: str, ids: list[str]) -> dict[str, bytes]:
    if not ids:
        return {}
    of_office = (CaseFile.office_id == office_id, CaseFile.is_public, CaseFile.id.in_(ids))
    rows = session.execute(select(CaseFile.id, CaseFile.content).where(*of_office))
    return {row.id: row.content for row in rows}


def _pictures(one: Finished, photos: tuple[Photo, ...], contents: Mapping[str, bytes]) -> Iterator[Picture]:
    for photo in photos:
        label = "หลัง" if photo in one.after else "ก่อน"
        try:
            small, width, height = redrawn(read(contents[photo.id], Kind.JPEG), longest_edge=LONGEST_EDGE, largest=LARGEST)
        except (KeyError, *UNREADABLE):
            # Taken away meanwhile, or damaged on the disk: the other one is still worth showing.
            continue
        said = f"{label} {photo.description}".strip()
        yield Picture(small, width, height, said, photo.description or f"ภาพ{label}ดำเนินการ เรื่อง {one.subject}")
