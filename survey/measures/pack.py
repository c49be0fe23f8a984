"""A year's evidence as one ZIP file: documents, evidence that everybody may open, suggestions, and the digest of every file.

The same data give the same bytes: entries stand in the order of their names and carry no time. A large pack is written to the
disk, so that no more than one file of evidence is in memory at once.
"""

from __future__ import annotations

import hashlib
import io
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import IO

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires.loader import Definitions
from survey.cases.calendar import calendar_of
from survey.cases.evidence import evidence as done_report
from survey.cases.evidence import finished_csv, year_of_cases
from survey.cases.proof import proof
from survey.documents.report import Report
from survey.documents.report_docx import report_docx
from survey.documents.report_pdf import report_pdf
from survey.exchange.listing import listing
from survey.measures.content import progress_report, table_report
from survey.measures.overview import Year, year_of
from survey.measures.queries import year_of_work
from survey.models import Declaration, MeasureFile, Office
from survey.outreach.content import declaration

SUMS = "SHA256SUMS"
MIB = 1024 * 1024
LARGEST = 300 * MIB
"""Of evidence; what goes beyond is listed with its digest and left out."""
IN_MEMORY = 16 * MIB
_ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg"}
_LISTED = ("ไฟล์", "มาตรการที่", "มาตรการ", "ไตรมาส", "ชื่อเดิม", "ขนาด (ไบต์)", "วันที่เพิ่ม", "SHA-256", "อยู่ในชุดนี้")
_EARLIEST = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the pack: its name within it, and how its content is had once it is its turn."""

    name: str
    content: Callable[[], bytes]


def pack(session: Session, definitions: Definitions, office: Office, fiscal_year: int, *, today: date) -> IO[bytes]:
    """Return a year's pack as an open file, at its beginning. NotFound for a year that can have no measures."""
    year = year_of(session, definitions, office.id, fiscal_year, today=today)
    known = sum(file.size for one in year.measures for file in one.public_files)
    made: IO[bytes] = io.BytesIO() if known <= IN_MEMORY else tempfile.TemporaryFile()  # noqa: SIM115 (open until it is sent)
    write_zip(entries(session, office, year, today=today), made)
    made.seek(0)
    return made


def entries(session: Session, office: Office, year: Year, *, today: date, largest: int = LARGEST) -> list[Entry]:
    """Return the files of a year's pack without the list of digests; `largest` bounds the bytes of evidence."""
    measured = table_report(year, office.name, made_on=today)
    found = [
        *_both("measures", lambda: measured),
        *_both("progress-12-months", lambda: progress_report(year, office.name, 12, made_on=today)),
        *_suggestions(session, office, year.fiscal_year, today),
        *_evidence(session, year, largest),
    ]
    if (stands := _declared(session, office.id, year.fiscal_year)) is not None:
        found += _both("declaration", lambda: declaration(stands, office.name))
    return sorted(found, key=lambda one: one.name)


def write_zip(files: Iterable[Entry], to: IO[bytes]) -> None:
    """Write a ZIP file with some files and, as its last entry, the SHA-256 digest of each as ``sha256sum -c`` reads them."""
    sums = []
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as target:
        for file in files:
            content = file.content()
            sums.append(f"{hashlib.sha256(content).hexdigest()}  {file.name}\n")
            target.writestr(_entry(file.name), content)
        target.writestr(_entry(SUMS), "".join(sums))


def _entry(name: str) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name, date_time=_EARLIEST)
    made.compress_type = zipfile.ZIP_DEFLATED
    made.create_system = 3
    made.external_attr = 0o100644 << 16
    return made


def _both(name: str, made: Callable[[], Report]) -> list[Entry]:
    return [Entry(f"{name}.docx", lambda: report_docx(made())), Entry(f"{name}.pdf", lambda: report_pdf(made()))]


def _suggestions(session: Session, office: Office, fiscal_year: int, today: date) -> list[Entry]:
    worked = year_of_work(session, office.id, fiscal_year)
    year = year_of_cases(session, office.id, worked, calendar=calendar_of(session, office.id), today=today)

    def report() -> Report:
        return done_report(year, office.name, made_on=today, pictures=proof(session, office.id, year.finished))

    return [
        Entry(f"suggestions-{worked}.csv", lambda: finished_csv(year)),
        Entry(f"suggestions-{worked}.pdf", lambda: report_pdf(report())),
    ]


def _evidence(session: Session, year: Year, largest: int) -> list[Entry]:
    found: list[Entry] = []
    rows: list[tuple[str | int | None, ...]] = []
    taken = 0
    for number, one in enumerate(year.measures, start=1):
        for place, file in enumerate(one.public_files, start=1):
            name = f"evidence/measure-{number:02}/{place:02}.{_ENDINGS.get(file.media_type, 'bin')}"
            is_in = taken + file.size <= largest
            if is_in:
                taken += file.size
                found.append(Entry(name, _content(session, file)))
            facts = (file.quarter, file.name, file.size, file.added_on.isoformat(), file.sha256, "ใช่" if is_in else "ไม่")
            rows.append((name if is_in else None, number, one.measure.title, *facts))
    return [*found, Entry("evidence/list.csv", lambda: listing(_LISTED, rows))]


def _content(session: Session, file: MeasureFile) -> Callable[[], bytes]:
    def read() -> bytes:
        # By itself, so that the session keeps none of them.
        query = select(MeasureFile.content).where(MeasureFile.office_id == file.office_id, MeasureFile.id == file.id)
        return session.scalars(query).one()

    return read


def _declared(session: Session, office_id: str, fiscal_year: int) -> Declaration | None:
    """Return the declaration that stood in a fiscal year; None where none was published."""
    published = select(Declaration).where(
        Declaration.office_id == office_id,
        Declaration.fiscal_year == fiscal_year,
        Declaration.published_on.is_not(None),
    )
    return session.scalars(published.order_by(Declaration.signed_on.desc(), Declaration.id)).first()
