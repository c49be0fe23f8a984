"""The box of a sealed round: taken from the server, and opened on the machine of whoever holds the key."""

from __future__ import annotations

from pathlib import Path

import click

from survey.cli.common import BAD_USE, database, definitions, fail, round_with, secret_key


@click.group()
def box() -> None:
    """กล่องคำตอบของรอบปิดผนึก."""


@box.command("export")
@click.argument("round_id", metavar="ROUND")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="ไฟล์กล่องคำตอบที่จะเขียน")
def box_export(round_id: str, output: Path) -> None:
    """เขียนกล่องคำตอบของรอบปิดผนึกที่ปิดแล้วลงไฟล์ สำหรับส่งให้ผู้ถือกุญแจ."""
    from survey import boxes
    from survey.exchange.box import box_file, fingerprint

    with database(writes=False) as session:
        try:
            taken = boxes.box_of(session, definitions(), round_with(session, round_id))
        except boxes.NotSealed:
            fail("รอบนี้ไม่ใช่รอบปิดผนึก", code=BAD_USE)
        except boxes.NotClosed:
            fail("รอบนี้ยังไม่ปิด จึงยังส่งออกกล่องคำตอบไม่ได้")
    content = box_file(taken)
    _write(output, content)
    click.echo(f"เขียนกล่องคำตอบ {len(taken.responses):,} ชุดไว้ที่ {output}")
    click.echo(f"ลายนิ้วมือของกล่อง {fingerprint(content)}")


@click.command("open-box")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--identity",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help="ไฟล์กุญแจลับจาก sutcharit keys new",
)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), default="scorecard.json", show_default=True)
def open_box(file: Path, identity: Path, output: Path) -> None:
    """เปิดกล่องคำตอบบนเครื่องของผู้ถือกุญแจ คิดคะแนน และเขียนเฉพาะผลรวมลงไฟล์ ไม่เขียนคำตอบรายคน."""
    from questionnaires.loader import UnknownDefinition
    from questionnaires.model import digest
    from survey.exchange import box as files
    from survey.sealing import NotASecretKey, WrongKey

    content = file.read_bytes()
    try:
        taken = files.read_box(content)
        instrument = definitions().instrument(taken.instrument)
        if digest(instrument) != taken.definition:
            fail(f"นิยามของแบบวัด {taken.instrument} บนเครื่องนี้ไม่ตรงกับตอนปิดรอบ กรุณาใช้สุจริตรุ่นเดียวกับเครื่องแม่ข่าย")
        found = files.open_box(taken, instrument, secret_key(identity))
    except files.UnreadableBox as unreadable:
        fail(unreadable)
    except UnknownDefinition as unknown:
        fail(*unknown.args, code=BAD_USE)
    except NotASecretKey:
        fail(f"ไฟล์ {identity} ไม่มีกุญแจลับที่ใช้ได้", code=BAD_USE)
    except WrongKey:
        fail("กุญแจนี้เปิดกล่องไม่ได้ กล่องนี้ปิดผนึกไว้ด้วยกุญแจสาธารณะ", *taken.sealed_to)
    result = files.scorecard_file(found, instrument, box=content)
    _write(output, result)
    click.echo(f"ลายนิ้วมือของกล่อง {files.fingerprint(content)}")
    click.echo(f"เปิดคำตอบได้ {len(found.steps):,} ชุด จาก {len(taken.responses):,} ชุด")
    if found.damaged:
        click.echo(f"มี {found.damaged:,} ชุดที่เปิดไม่ได้หรือไม่ใช่คำตอบของแบบวัดนี้ จึงไม่นำมาคิดคะแนน", err=True)
    click.echo(f"เขียนผลไว้ที่ {output} มีเฉพาะคะแนนและจำนวนผู้เลือกแต่ละระดับ")
    click.echo(f"ลายนิ้วมือของไฟล์ผล {files.fingerprint(result)} (เทียบกับที่หน้าผลคะแนนของหน่วยงานแสดง)")


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        fail(f"เขียนไฟล์ {file} ไม่ได้: {error.strerror or error}", code=BAD_USE)
