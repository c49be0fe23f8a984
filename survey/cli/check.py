"""Whether the published figures of a year agree with one another: no database."""

from __future__ import annotations

import json
import sys
from typing import BinaryIO

import click

from survey.cli.common import BAD_USE, definitions, fail

CONTRADICTING = 1


@click.command()
@click.argument("file", type=click.File("rb"), metavar="FILE.yaml")
@click.option("--json", "as_json", is_flag=True, help="พิมพ์เป็น JSON ตัวเลขไม่ปัดเศษ")
def check(file: BinaryIO, *, as_json: bool) -> None:
    """ตรวจว่าตัวเลขผลการประเมินที่ประกาศตรงกันหรือไม่."""
    from scoring.consistency import check as checked
    from survey.checking import reading, words

    published, problems = reading.read(file.read(reading.LARGEST + 1), definitions())
    if published is None:
        fail(*problems, f"ยังไม่ได้ตรวจ กรุณาแก้ไขไฟล์ {len(problems)} จุด", code=BAD_USE)
    found = checked(published)
    if as_json:
        click.echo(json.dumps(found.as_json(), ensure_ascii=False))
    else:
        for line in words.lines(words.summary(found)):
            click.echo(line)
    sys.exit(0 if found.is_consistent else CONTRADICTING)
