"""Scores from a file, and totals from scores: no database."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, BinaryIO

import click

from survey.cli.common import BAD_USE, definitions, fail, instrument_for

if TYPE_CHECKING:
    from questionnaires.model import Instrument
    from scoring.scorecard import Scorecard


@click.command()
@click.argument("file", type=click.File("rb"))
@click.option("--instrument", "identifier", metavar="YEAR/KEY", help="แบบวัด เช่น 2565/iit (ไม่ระบุ: ดูจากหัวตาราง)")
@click.option("--json", "as_json", is_flag=True, help="พิมพ์เป็น JSON ตัวเลขไม่ปัดเศษ")
def score(file: BinaryIO, identifier: str | None, *, as_json: bool) -> None:
    """คำนวณคะแนนจากไฟล์ CSV โดยไม่ใช้ฐานข้อมูล."""
    import io

    from scoring.scorecard import score as scored
    from survey.exchange.problems import UnreadableFile
    from survey.exchange.reading import read_responses

    content = io.BytesIO(file.read()) if not file.seekable() else file
    try:
        instrument = instrument_for(content, definitions(), identifier)
        read = read_responses(content, instrument)
    except UnreadableFile as unreadable:
        fail(*unreadable.problems)
    for notice in read.notices:
        click.echo(notice, err=True)
    if read.bad_rows:
        fail(*read.problem_lines(), "ยังไม่ได้คำนวณคะแนน กรุณาแก้ไขไฟล์ตามรายการข้างต้น")
    card = scored(instrument, read.steps)
    if as_json:
        click.echo(json.dumps(card.as_json(), ensure_ascii=False))
    else:
        _print_card(instrument, card)


@click.command()
@click.option("--year", type=int, required=True, help="ปีงบประมาณ เช่น 2565")
@click.option("--iit", type=float, help="คะแนน IIT 0 ถึง 100")
@click.option("--eit", type=float, help="คะแนน EIT 0 ถึง 100")
@click.option("--oit", type=float, help="คะแนน OIT 0 ถึง 100")
@click.option("--indicators", metavar="A,B,…", help="คะแนนของทุกตัวชี้วัดตามลำดับ คั่นด้วยจุลภาค")
@click.option("--json", "as_json", is_flag=True, help="พิมพ์เป็น JSON")
def total(year: int, iit: float | None, eit: float | None, oit: float | None, indicators: str | None, *, as_json: bool) -> None:
    """คำนวณคะแนนรวมและระดับผลการประเมิน."""
    from questionnaires.loader import UnknownDefinition
    from scoring import assessment as engine

    given = {key: figure for key, figure in (("iit", iit), ("eit", eit), ("oit", oit)) if figure is not None}
    if bool(given) == bool(indicators):
        fail("กรุณาระบุ --iit --eit --oit หรือ --indicators อย่างใดอย่างหนึ่ง", code=BAD_USE)
    try:
        year_definition = definitions().assessment(year)
        if indicators:
            numbers = [one.number for instrument in year_definition.instruments for one in instrument.indicators]
            numbers += [one.number for one in year_definition.disclosure.indicators]
            figures = _figures(indicators)
            if len(figures) != len(numbers):
                fail(f"ปี {year} มี {len(numbers)} ตัวชี้วัด แต่ให้มา {len(figures)} ค่า", code=BAD_USE)
            result = engine.total_from_indicators(year_definition, dict(zip(numbers, figures, strict=True)))
        else:
            result = engine.total(year_definition, given)
    except UnknownDefinition as unknown:
        fail(*unknown.args, code=BAD_USE)
    except engine.FigureMissing as error:
        fail(f"ยังไม่ได้ให้คะแนนของ {_named(error.figure)}", code=BAD_USE)
    except engine.FigureError as error:
        fail(f"คะแนนของ {_named(error.figure)} ใช้ไม่ได้ คะแนนทุกค่าต้องเป็นตัวเลขตั้งแต่ 0 ถึง 100", code=BAD_USE)
    if as_json:
        click.echo(json.dumps({"total": result.value, "printed": result.printed, "grade": result.grade}, ensure_ascii=False))
    else:
        place = f"ยังขาดจากเป้าหมาย {result.gap}" if result.gap > 0 else "ถึงเป้าหมายแล้ว"
        click.echo(f"คะแนนรวม {result.printed} ระดับ {result.grade} ({place})")


def _figures(text: str) -> list[float]:
    try:
        return [float(figure) for figure in text.split(",")]
    except ValueError:
        fail("--indicators ต้องเป็นตัวเลขคั่นด้วยจุลภาค เช่น 83.05,89.25", code=BAD_USE)


def _named(figure: str) -> str:
    """Return the name of a figure as people know it: ``instruments.iit`` is IIT, ``indicators.5`` is indicator 5."""
    group, _, name = figure.partition(".")
    return f"ตัวชี้วัดที่ {name}" if group == "indicators" else name.upper()


def _print_card(instrument: Instrument, card: Scorecard) -> None:
    from scoring.rounding import printed

    def shown(figure: float | None) -> str:
        return "–" if figure is None else printed(figure)

    click.echo(f"{instrument.identifier} {instrument.title}")
    click.echo(f"ผู้ตอบ {card.n:,} คน คะแนน {shown(card.score)}")
    for indicator in card.indicators:
        click.echo(f"  ตัวชี้วัดที่ {indicator.number} {indicator.title} {shown(indicator.score)}")
        for item in indicator.items:
            click.echo(f"    {item.code}\t{shown(item.score)}\tตอบ {item.n:,}")
