"""Responses in and out as files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from survey.cli.common import BAD_USE, database, definitions, fail, instrument_for, round_with

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from questionnaires.model import Instrument
    from survey.models import Collection, Round


@click.command("import")
@click.argument("round_id", metavar="ROUND")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--instrument", "identifier", metavar="KEY", help="แบบวัด เช่น iit (ไม่ระบุ: ดูจากหัวตาราง)")
@click.option("--skip-bad", is_flag=True, help="บันทึกแถวที่ถูกต้อง และเขียนแถวที่เหลือลงไฟล์ .bad.csv")
def import_responses(round_id: str, file: Path, identifier: str | None, *, skip_bad: bool) -> None:
    """นำเข้าคำตอบจากไฟล์ CSV: บันทึกทั้งหมด หรือไม่บันทึกเลยหากมีแถวผิด."""
    import io

    from survey import answers, imports, mixing, thai
    from survey.errors import WrongState
    from survey.exchange.problems import UnreadableFile
    from survey.exchange.writing import write_bad_rows
    from survey.manage.operations import hold_open

    content = file.read_bytes()
    with database(writes=True) as session:
        found = round_with(session, round_id)
        collections = _collections(session, found)
        try:
            instrument = instrument_for(
                io.BytesIO(content), definitions(), identifier, among=[one for one, _ in collections], year=found.fiscal_year
            )
            hold_open(session, found)
            collection = next(collection for one, collection in collections if one.key == instrument.key)
            read, stored = imports.store(session, collection, instrument, content, skip_bad=skip_bad, today=thai.today())
        except UnreadableFile as unreadable:
            fail(*unreadable.problems, "ไม่ได้บันทึกคำตอบใด")
        except WrongState:
            fail("รอบนี้ไม่ได้เปิดรับคำตอบ จึงนำเข้าไม่ได้")
        except answers.AlreadyImported:
            fail("ไฟล์นี้นำเข้าในรอบนี้แล้ว จึงไม่บันทึกซ้ำ")
        if not len(read.steps) and not read.bad_rows:
            fail("ไฟล์นี้มีแต่หัวตาราง ไม่มีคำตอบให้นำเข้า")
        session.commit()
        # Where a running server is in the way, it mixes by itself after the next answer.
        mixing.mix(session.get_bind().engine)
    for notice in read.notices:
        click.echo(notice, err=True)
    for line in read.problem_lines():
        click.echo(line, err=True)
    if read.bad_rows and not skip_bad:
        fail("ไม่ได้บันทึกคำตอบใด กรุณาแก้ไขไฟล์ หรือใช้ --skip-bad เพื่อบันทึกเฉพาะแถวที่ถูกต้อง")
    if read.bad_rows:
        rejected = file.with_suffix(".bad.csv")
        with rejected.open("wb") as stream:
            write_bad_rows(stream, read)
        click.echo(f"เขียนแถวที่ต้องแก้ไข {len(read.bad_rows):,} แถวไว้ที่ {rejected}", err=True)
    click.echo(f"บันทึกคำตอบ {stored:,} ชุดในแบบวัด {instrument.identifier}")


@click.command("export")
@click.argument("round_id", metavar="ROUND")
@click.option("--instrument", "identifier", metavar="KEY", help="แบบวัด เช่น iit (ไม่ระบุ: ทุกแบบวัดที่มีคำตอบ)")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="ไฟล์ CSV ที่จะเขียน")
def export_responses(round_id: str, identifier: str | None, output: Path) -> None:
    """ส่งออกคำตอบของรอบเป็นไฟล์ CSV; หากมีหลายแบบวัดจะเขียนไฟล์ละแบบวัด."""
    from scoring.disclosure import may_show
    from survey import answers
    from survey.exchange.writing import write_responses
    from survey.models import RoundState

    with database(writes=False) as session:
        found = round_with(session, round_id)
        key = _key_of(identifier, found.fiscal_year) if identifier else None
        matrices = [
            (instrument, answers.matrix(session, collection, instrument))
            for instrument, collection in _collections(session, found)
            if key in (None, instrument.key) and not _is_left_out(collection, instrument, is_asked_for=key is not None)
        ]
        closed = found.state == RoundState.CLOSED
    if not matrices:
        fail(f"รอบนี้ไม่มีแบบวัด {identifier}", code=BAD_USE)
    if identifier is None:
        matrices = [(instrument, matrix) for instrument, matrix in matrices if len(matrix)] or matrices[:1]
    for instrument, matrix in matrices:
        if not may_show(instrument.audience, n=len(matrix), closed=closed):
            fail(f"{instrument.identifier}: มีผู้ตอบยังไม่ถึง 5 คนและรอบยังไม่ปิด จึงยังส่งออกคำตอบไม่ได้")
    for instrument, matrix in matrices:
        target = output if len(matrices) == 1 else output.with_name(f"{output.stem}-{instrument.key}{output.suffix}")
        with target.open("wb") as stream:
            write_responses(stream, instrument, matrix)
        click.echo(f"เขียนคำตอบ {len(matrix):,} ชุดของ {instrument.identifier} ไว้ที่ {target}")


def _is_left_out(collection: Collection, instrument: Instrument, *, is_asked_for: bool) -> bool:
    """Return whether the answers are sealed, and say so; end the command where it is these that were asked for."""
    from survey.answers import is_sealed

    if not is_sealed(collection):
        return False
    notice = f"{instrument.identifier}: คำตอบถูกปิดผนึก จึงส่งออกเป็น CSV ไม่ได้ ใช้ sutcharit box export หลังปิดรอบ"
    if is_asked_for:
        fail(notice)
    click.echo(notice, err=True)
    return True


def _key_of(identifier: str, year: int) -> str:
    """Return the key of ``iit`` or ``2565/iit``; another year's is no instrument of the round."""
    said, _, key = identifier.rpartition("/")
    return key if said in ("", str(year)) else identifier


def _collections(session: Session, found: Round) -> list[tuple[Instrument, Collection]]:
    from survey.manage.queries import collected_in

    return [(instrument, collection) for collection, instrument in collected_in(session, definitions(), found)]
