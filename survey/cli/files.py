"""Responses in and out as files."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from survey.cli.common import BAD_USE, database, definitions, fail, instrument_for, round_with

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from questionnaires.model import Instrument
    from survey.exchange.foreign import Confirmed
    from survey.exchange.study import Study
    from survey.exports import Format
    from survey.models import Collection, Round


@click.command("import")
@click.argument("round_id", metavar="ROUND")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--instrument", "identifier", metavar="KEY", help="แบบวัด เช่น iit (ไม่ระบุ: ดูจากหัวตาราง)")
@click.option("--skip-bad", is_flag=True, help="บันทึกแถวที่ถูกต้อง และเขียนแถวที่เหลือลงไฟล์ .bad.csv")
@click.option("--map", "map_file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="ไฟล์ YAML ที่แก้การจับคู่คอลัมน์")
@click.option("--yes", is_flag=True, help="ยืนยันการจับคู่คอลัมน์โดยไม่ถาม")
def import_responses(
    round_id: str, file: Path, identifier: str | None, map_file: Path | None, *, skip_bad: bool, yes: bool
) -> None:
    """นำเข้าคำตอบจากไฟล์ CSV หรือ Excel: บันทึกทั้งหมด หรือไม่บันทึกเลยหากมีแถวผิด."""
    import io

    from survey import answers, imports, mixing, thai
    from survey.cli.matching import confirmed_by, instrument_of
    from survey.errors import WrongState
    from survey.exchange.foreign import foreign_file
    from survey.exchange.problems import UnreadableFile
    from survey.exchange.tables import rows_in
    from survey.exchange.writing import write_bad_rows
    from survey.manage.operations import hold_open

    content = file.read_bytes()
    # Reading a large file takes its time, and nobody else should wait for it.
    with database(writes=False) as session:
        found = round_with(session, round_id)
        among = [one for one, _ in _collections(session, found)]
        wordings = {one.key: imports.wordings_of(session, found.office_id, one) for one in among}
        year = found.fiscal_year
    confirmed: Confirmed | None = None
    try:
        instrument = instrument_of(content, identifier, among, wordings) or instrument_for(
            io.BytesIO(content), definitions(), identifier, among=among, year=year
        )
        foreign = foreign_file(content, instrument, wordings[instrument.key])
        if foreign is not None:
            content = foreign.content
            confirmed = confirmed_by(foreign, instrument, wordings[instrument.key], map_file=map_file, yes=yes)
        with progress("กำลังอ่าน", rows_in(content)) as told:
            read = imports.read(content, instrument, confirmed, told=told)
    except UnreadableFile as unreadable:
        fail(*unreadable.problems, "ไม่ได้บันทึกคำตอบใด")
    with database(writes=True) as session:
        found = round_with(session, round_id)
        try:
            hold_open(session, found)
            collection = next(collection for one, collection in _collections(session, found) if one.key == instrument.key)
            stored = imports.store(session, collection, instrument, content, read, skip_bad=skip_bad, today=thai.today())
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
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="ไฟล์ที่จะเขียน ชนิดตามนามสกุล: .csv .xlsx .sav .parquet .xml",
)
def export_responses(round_id: str, identifier: str | None, output: Path) -> None:
    """ส่งออกรอบเป็นไฟล์ CSV, Excel, SPSS, Parquet หรือ DDI; หากมีหลายแบบวัดจะเขียนไฟล์ละแบบวัด."""
    from scoring.disclosure import may_export, may_show
    from survey import answers, exports, thai
    from survey.exchange.parquet import NotInstalled
    from survey.models import RoundState

    kind = _format_of(output)
    with database(writes=False) as session:
        found = round_with(session, round_id)
        key = _key_of(identifier, found.fiscal_year) if identifier else None
        collected = [
            (instrument, collection, answers.count(session, collection, instrument))
            for instrument, collection in _collections(session, found)
            if key in (None, instrument.key) and not _is_left_out(collection, instrument, kind, is_asked_for=key is not None)
        ]
        if not collected:
            fail(f"รอบนี้ไม่มีแบบวัด {identifier}" if identifier else "รอบนี้ไม่มีคำตอบที่ส่งออกได้", code=BAD_USE)
        if identifier is None:
            collected = [one for one in collected if one[2]] or collected[:1]
        is_closed = found.state == RoundState.CLOSED
        for instrument, _, answered in collected:
            if kind is not exports.Format.DDI and not may_show(answered):
                fail(f"{instrument.identifier}: มีผู้ตอบยังไม่ถึง 5 คน จึงยังส่งออกคำตอบไม่ได้")
            if exports.KINDS[kind].holds_rows and not may_export(instrument.audience, n=answered, is_closed=is_closed):
                # Whoever may run this command has the database itself in hand; the pages refuse.
                click.echo(f"{instrument.identifier}: รอบยังไม่ปิด ไม่ควรส่งออกซ้ำ เพราะเทียบไฟล์สองครั้งแล้วจะเห็นคำตอบที่เพิ่มมา", err=True)
        studies = [
            exports.study_of(
                session,
                definitions(),
                found,
                collection,
                instrument,
                today=thai.today(),
                asks_anyway=exports.KINDS[kind].holds_rows,
            )
            for instrument, collection, _ in collected
        ]
    for study in studies:
        instrument = study.instrument
        _warn_of_rows_beside_a_part(study)
        if not exports.may_write(study, kind):
            fail(f"{instrument.identifier}: ยังไม่มีผลที่แสดงได้ จึงยังส่งออกเป็น {exports.KINDS[kind].title} ไม่ได้")
        target = output if len(studies) == 1 else output.with_name(f"{output.stem}-{instrument.key}{output.suffix}")
        try:
            with progress("กำลังเขียน", 0 if study.steps is None else len(study.steps)) as told:
                content = exports.write(study, kind, told=told)
        except NotInstalled:
            fail("เขียน Parquet ไม่ได้ กรุณาติดตั้งส่วนเสริมก่อน: pip install 'sutcharit[parquet]'", code=BAD_USE)
        target.write_bytes(content)
        if study.steps is None:
            click.echo(f"เขียนผลของ {instrument.identifier} โดยไม่มีคำตอบรายคนไว้ที่ {target}")
        else:
            click.echo(f"เขียนคำตอบ {len(study.steps):,} ชุดของ {instrument.identifier} ไว้ที่ {target}")


def _warn_of_rows_beside_a_part(study: Study) -> None:
    """Say that rows less those of a result that leaves some out are the answers of these."""
    if study.steps is not None and study.is_final and study.scorecard and study.scorecard.n < study.answered:
        about = f"ผลของรอบนี้คิดจาก {study.scorecard.n} ชุด ไม่ควรเผยแพร่ไฟล์นี้คู่กับผล"
        click.echo(f"{study.instrument.identifier}: {about}", err=True)


@contextmanager
def progress(label: str, length: int) -> Iterator[Callable[[int], None]]:
    """Show how far a long task has come, where somebody is looking; yield what is to be called with each number done."""
    if not length or not sys.stderr.isatty():
        yield lambda _done: None
        return
    with click.progressbar(length=length, label=label, file=sys.stderr) as bar:
        yield bar.update


def _format_of(output: Path) -> Format:
    from survey.exports import Format

    ending = output.suffix.removeprefix(".").lower() or Format.CSV
    try:
        return Format(ending)
    except ValueError:
        fail(f"ไม่รู้จักชนิดไฟล์ .{ending} ใช้ได้: {', '.join('.' + each for each in Format)}", code=BAD_USE)


def _is_left_out(collection: Collection, instrument: Instrument, kind: Format, *, is_asked_for: bool) -> bool:
    """Return whether the answers are sealed, and say so; end the command where it is these that were asked for."""
    from survey.answers import is_sealed
    from survey.exports import KINDS

    if not is_sealed(collection) or not KINDS[kind].holds_rows:
        return False
    notice = f"{instrument.identifier}: คำตอบถูกปิดผนึก จึงส่งออกเป็น {KINDS[kind].title} ไม่ได้ ใช้ sutcharit box export หลังปิดรอบ"
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
