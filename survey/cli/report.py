"""The yearly report of a round, as a file."""

from __future__ import annotations

from pathlib import Path

import click

from survey.cli.common import BAD_USE, database, definitions, fail, round_with


@click.command()
@click.argument("round_id", metavar="ROUND")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="ไฟล์ .docx หรือ .pdf")
@click.option("--arabic", is_flag=True, help="ใช้เลขอารบิกแทนเลขไทย")
def report(round_id: str, output: Path, *, arabic: bool) -> None:
    """เขียนรายงานประจำปีของรอบเป็นไฟล์ Word หรือ PDF."""
    from survey import thai
    from survey.documents.report import Digits
    from survey.documents.report_docx import report_docx
    from survey.documents.report_pdf import report_pdf
    from survey.reports.content import yearly_report
    from survey.reports.queries import standing

    written = {".docx": report_docx, ".pdf": report_pdf}.get(output.suffix.lower())
    if written is None:
        fail("ชื่อไฟล์ต้องลงท้ายด้วย .docx หรือ .pdf", code=BAD_USE)
    digits = Digits.ARABIC if arabic else Digits.THAI
    with database(writes=False) as session:
        now = standing(session, definitions(), round_with(session, round_id), with_cases=True)
        content = written(yearly_report(now, made_on=thai.today(), digits=digits))
    try:
        output.write_bytes(content)
    except OSError as error:
        fail(f"เขียนไฟล์ {output} ไม่ได้: {error.strerror}")
    click.echo(f"เขียนรายงานแล้ว: {output}")
