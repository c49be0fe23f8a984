"""Keys for sealed rounds and for complaints: made on the machine of whoever will open what is sealed, never on the server."""

from __future__ import annotations

import os
from pathlib import Path

import click

from survey.cli.common import BAD_USE, fail

DEFAULT_FILE = "sutcharit-key.txt"


@click.group()
def keys() -> None:
    """กุญแจสำหรับรอบปิดผนึกและเรื่องร้องเรียนการทุจริต."""


@keys.command("new")
@click.option("-o", "--output", type=click.Path(path_type=Path), default=DEFAULT_FILE, show_default=True, help="ไฟล์กุญแจลับ")
@click.option("--passphrase", "is_locked", is_flag=True, help="ล็อกไฟล์ด้วยรหัสผ่าน ซึ่งจะถามทันที")
def keys_new(output: Path, *, is_locked: bool) -> None:
    """สร้างกุญแจคู่ใหม่: เขียนกุญแจลับลงไฟล์ และพิมพ์กุญแจสาธารณะ."""
    from survey import thai
    from survey.sealing import new_identity

    if output.exists():
        fail(f"มีไฟล์ {output} อยู่แล้ว จึงไม่เขียนทับ ระบุไฟล์อื่นด้วย -o", code=BAD_USE)
    if _holds_answers():
        click.echo("เครื่องนี้มีฐานข้อมูลของสุจริตอยู่ กุญแจลับควรสร้างและเก็บบนเครื่องของผู้ถือกุญแจเท่านั้น", err=True)
    secret, public = new_identity()
    content = f"# created: {thai.today().isoformat()}\n# public key: {public}\n{secret}\n".encode()
    if is_locked:
        from pyrage import passphrase

        content = passphrase.encrypt(
            content, click.prompt("รหัสผ่าน", hide_input=True, confirmation_prompt="รหัสผ่านอีกครั้ง", err=True)
        )
    try:
        # Readable by nobody else from the first moment, and never in the place of an older key.
        with os.fdopen(os.open(output, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as stream:
            stream.write(content)
    except OSError as error:
        fail(f"เขียนไฟล์ {output} ไม่ได้: {error.strerror or error}", code=BAD_USE)
    click.echo(public)
    click.echo(f"เขียนกุญแจลับไว้ที่ {output} เก็บไว้ให้ดีและอย่าส่งให้ใคร หากหาย จะไม่มีใครเปิดสิ่งที่ปิดผนึกถึงกุญแจนี้ได้อีก", err=True)
    click.echo("ส่งให้หน่วยงานเฉพาะกุญแจสาธารณะข้างต้น ซึ่งขึ้นต้นด้วย age1", err=True)


def _holds_answers() -> bool:
    from survey import paths
    from survey.config import EXAMPLE_FILE, REAL_FILE

    return any((paths.home() / name).exists() for name in (REAL_FILE, EXAMPLE_FILE)) or "SUTCHARIT_DATABASE" in os.environ
