"""An instrument of a round as it may leave in a file. Shared by the page and the command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Session

from questionnaires.loader import Definitions
from questionnaires.model import Instrument
from scoring.disclosure import may_export, merged
from scoring.intervals import intervals
from survey import answers, releases, words
from survey.exchange import ddi, parquet, spss
from survey.exchange.study import NoResponses, Study, in_no_order
from survey.exchange.workbook import workbook
from survey.exchange.writing import response_chunks
from survey.languages import OWN
from survey.models import Channel, Collection, Office, Round, RoundState

Told = Callable[[int], None]


class Format(StrEnum):
    """A kind of file, named after its ending."""

    CSV = "csv"
    XLSX = "xlsx"
    SAV = "sav"
    PARQUET = "parquet"
    DDI = "xml"


@dataclass(frozen=True, slots=True)
class Kind:
    """What a format is called, what it is good for, and its type on the web."""

    title: str
    text: str
    mime: str
    holds_rows: bool


KINDS: dict[Format, Kind] = {
    Format.XLSX: Kind(
        "Excel (XLSX)",
        "ผลคะแนนทุกระดับ การกระจายของคำตอบ และแผนภูมิ",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        holds_rows=False,
    ),
    Format.CSV: Kind("CSV", "คำตอบรายคน สำหรับนำเข้ากลับหรือเปิดด้วยโปรแกรมใดก็ได้", "text/csv; charset=utf-8", holds_rows=True),
    Format.SAV: Kind("SPSS (SAV)", "คำตอบรายคน พร้อมชื่อตัวแปรและค่าเป็นภาษาไทย", "application/x-spss-sav", holds_rows=True),
    Format.PARQUET: Kind("Parquet", "คำตอบรายคน สำหรับโปรแกรมวิเคราะห์ข้อมูล", "application/vnd.apache.parquet", holds_rows=True),
    Format.DDI: Kind(
        "DDI Codebook 2.5 (XML)", "คำอธิบายตัวแปรตามมาตรฐานของคลังข้อมูล ไม่มีคำตอบรายคน", "application/xml", holds_rows=False
    ),
}


def study_of(
    session: Session,
    definitions: Definitions,
    found: Round,
    collection: Collection,
    instrument: Instrument,
    *,
    today: date,
    asks_anyway: bool = False,
) -> Study:
    """Return an instrument of a round with its figures and responses, each as far as it may leave.

    Texts are those that the office has laid over the instrument. `asks_anyway` hands out responses while the round is open, as
    the command may: whoever runs it has the database itself in hand.
    """
    answered = answers.count(session, collection, instrument)
    assessment = definitions.assessment(found.fiscal_year)
    result = releases.released(session, assessment, found, collection, instrument, answered=answered)
    shown = result if isinstance(result, releases.Released) else None
    worded = words.wordings(session, found.office_id, instrument).by_language[OWN].instrument
    is_closed = asks_anyway or found.state == RoundState.CLOSED
    is_whole = asks_anyway or shown is None or not shown.is_final or shown.number == answered
    may_leave = may_export(instrument.audience, n=answered, is_closed=is_closed, is_whole=is_whole)
    return Study(
        round_id=found.id,
        office=session.get_one(Office, found.office_id).name,
        title=found.title,
        instrument=worded,
        opens_on=found.opens_on,
        closes_on=found.closes_on,
        exported_on=today,
        population=collection.population or None,
        answered=answered,
        is_final=shown is not None and shown.is_final,
        is_partly_simulated=bool(answers.count(session, collection, instrument, channel=Channel.SIMULATED)),
        scorecard=shown.scorecard if shown else None,
        estimates=intervals(instrument, shown.scorecard, shown.moments, population=collection.population)
        if shown and shown.moments
        else None,
        distributions={
            part.code: merged(part.distribution.counts, audience=instrument.audience)
            for item in shown.scorecard.items
            for part in item.parts
        }
        if shown
        else None,
        steps=answers.matrix(session, collection, instrument) if may_leave and not answers.is_sealed(collection) else None,
    )


def may_write(study: Study, kind: Format) -> bool:
    """Return whether there is anything that a file of this format may hold."""
    if KINDS[kind].holds_rows:
        return study.steps is not None
    return kind is Format.DDI or study.scorecard is not None or study.steps is not None


def write(study: Study, kind: Format, *, told: Told | None = None) -> bytes:
    """Return the file. `NoResponses` where it would hold responses and none may leave; `told` hears how many are written.

    `parquet.NotInstalled` where Parquet cannot be written on this machine.
    """
    if not may_write(study, kind):
        raise NoResponses
    if kind is Format.XLSX:
        return workbook(study, told=told)
    if kind is Format.SAV:
        return spss.spss_file(study)
    if kind is Format.PARQUET:
        return parquet.parquet_file(study)
    if kind is Format.DDI:
        return ddi.codebook(study)
    assert study.steps is not None  # noqa: S101 (a file of rows may be written only where there are any)
    return b"".join(response_chunks(study.instrument, in_no_order(study.steps), told=told))
