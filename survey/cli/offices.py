"""All offices side by side: of the database, or of Parquet files."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from survey.cli.common import BAD_USE, database, definitions, fail

if TYPE_CHECKING:
    from questionnaires.model import Instrument
    from scoring.partitions import Statistics
    from survey.offices import Comparison, Entry, Figure, Standing


@click.command()
@click.argument("identifier", metavar="YEAR/KEY")
@click.argument("files", nargs=-1, metavar="[FILE.parquet]…", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="พิมพ์เป็น JSON ตัวเลขไม่ปัดเศษ")
def offices(identifier: str, files: tuple[Path, ...], *, as_json: bool) -> None:
    """เปรียบเทียบคะแนนของทุกหน่วยงาน จากรอบที่ปิดแล้วหรือจากไฟล์ Parquet."""
    from questionnaires.loader import UnknownDefinition
    from survey import offices as comparing

    known = definitions()
    try:
        instrument = known.instrument(identifier)
    except UnknownDefinition as unknown:
        fail(*unknown.args, code=BAD_USE)
    if files:
        found = comparing.compared(instrument, _entries(instrument, files))
    else:
        with database(writes=False) as session:
            found = comparing.offices(session, known, instrument)
    if as_json:
        click.echo(json.dumps(found.as_json(), ensure_ascii=False))
    else:
        _print(found)


def _entries(instrument: Instrument, files: tuple[Path, ...]) -> Iterator[Entry]:
    """Add up files that say they are from the same round of the same office."""
    from survey.exchange.parquet import NotInstalled
    from survey.exchange.parquet_reading import lot_in
    from survey.exchange.problems import UnreadableFile
    from survey.offices import Entry

    lots: dict[tuple[str, str], Statistics] = {}
    try:
        # Written to the other stream, so that what is printed can be passed on.
        with click.progressbar(files, label="อ่านไฟล์", file=sys.stderr) as reading:
            for file in reading:
                lot = lot_in(file, instrument)
                place = (lot.office, lot.round)
                lots[place] = lots[place] + lot.statistics if place in lots else lot.statistics
    except NotInstalled:
        fail("เครื่องนี้ยังอ่านไฟล์ Parquet ไม่ได้ กรุณาติดตั้งส่วนเสริม parquet: pip install 'sutcharit[parquet]'", code=BAD_USE)
    except UnreadableFile as unreadable:
        fail(*unreadable.problems)
    for (office, title), statistics in lots.items():
        yield Entry(office, "", title, None, statistics)


def _print(found: Comparison) -> None:
    from scoring.rounding import printed

    if not found.offices:
        click.echo(f"ยังไม่มีหน่วยงานใดปิดรอบที่ใช้แบบวัด {found.instrument.identifier}")
    for one in found.offices:
        click.echo("\t".join([*_cells(one), one.office, one.title]))
    if found.together is not None:
        score = "–" if found.together.score is None else printed(found.together.score)
        click.echo(f"รวมทุกหน่วยงานที่นับคำตอบได้ ผู้ตอบ {found.together.n:,} คน คะแนน {score}")


def _cells(one: Standing) -> list[str]:
    from survey.offices import Why

    if one.score is None:
        reasons = {
            Why.TOO_FEW: "ผู้ตอบน้อยเกินไป จึงไม่แสดงผล",
            Why.OTHER_DEFINITION: "ปิดรอบด้วยแบบวัดฉบับอื่น จึงเทียบกันไม่ได้",
            Why.SEALED: "คำตอบปิดผนึกและยังไม่ได้เปิด",
        }
        return ["–", reasons[one.why] if one.why else ""]
    return [_figure(one.score), f"ผู้ตอบ {one.n:,} คน"]


def _figure(figure: Figure) -> str:
    from scoring.rounding import printed

    if figure.score is None:
        return "–"
    if figure.low is None or figure.high is None:
        return printed(figure.score)
    doubt = "" if figure.is_trustworthy else " ใช้อย่างระวัง"
    return f"{printed(figure.score)} ({printed(figure.low)}–{printed(figure.high)}{doubt})"
