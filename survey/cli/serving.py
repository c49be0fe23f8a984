"""Setting up and serving."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from survey.cli.common import BAD_USE, complaints, fail

if TYPE_CHECKING:
    from survey.example.office import Welcome


@click.command()
def init() -> None:
    """เริ่มติดตั้งระบบจริง: สร้างฐานข้อมูลว่าง แล้วบอกขั้นต่อไป."""
    from survey import migrations
    from survey.account.operations import is_empty, setup_key
    from survey.config import read_settings
    from survey.extensions import make_engine, open_session

    with complaints():
        settings = read_settings()
        engine = make_engine(settings.database)
        try:
            migrations.upgrade(engine)
            with open_session(engine, writes=False) as session:
                empty = is_empty(session)
        finally:
            engine.dispose()
    if not empty:
        fail("ฐานข้อมูลนี้มีหน่วยงานอยู่แล้ว จึงไม่ได้เปลี่ยนสิ่งใด เปิดใช้ด้วย sutcharit serve")
    click.echo("สร้างฐานข้อมูลว่างแล้ว ขั้นต่อไป")
    click.echo("  1. เปิดระบบด้วย sutcharit serve")
    click.echo(
        f"  2. เปิดหน้า {settings.address or 'http://127.0.0.1:8000'}/setup แล้วกรอกรหัสเริ่มต้น {setup_key(settings.key('setup'))}"
    )


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, envvar="PORT", type=click.IntRange(1, 65535))
@click.option("--example", is_flag=True, help="เปิดหน่วยงานตัวอย่างพร้อมคำตอบจำลอง")
def serve(host: str, port: int, *, example: bool) -> None:
    """เปิดระบบให้ใช้งานผ่านเว็บ."""
    from survey import migrations, paths, thai
    from survey.account.operations import is_empty, setup_key
    from survey.app import create_app
    from survey.complaints.database import database as complaints_database
    from survey.complaints.nearby import refuse_secret_keys
    from survey.config import read_settings
    from survey.extensions import open_session
    from survey.server import listen

    with complaints():
        settings = read_settings(example=example)
        refuse_secret_keys({paths.home(): 3, Path.cwd(): 1}, os.environ)
        app = create_app(settings)
        engine = app.extensions["engine"]
        # The port first: a second start beside a running one must not change anything before it fails.
        run = listen(app, settings, host=host, port=port)
        migrations.upgrade(engine)
        complaints_database(app).upgrade()
        base = settings.address or f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else host}:{port}"  # noqa: S104 (compared, not bound)
        if example:
            from survey.example.office import NotTheExample, prepare

            with open_session(engine, writes=True) as session:
                try:
                    welcome = prepare(session, app.extensions["definitions"], settings, today=thai.today())
                except NotTheExample:
                    fail("ฐานข้อมูลนี้เป็นของหน่วยงานจริง จึงไม่ใส่ตัวอย่างลงไป", code=BAD_USE)
                session.commit()
            _print_welcome(welcome, base)
        else:
            with open_session(engine, writes=False) as session:
                if is_empty(session):
                    click.echo(f"ยังไม่มีหน่วยงาน เปิด {base}/setup แล้วกรอกรหัสเริ่มต้น {setup_key(settings.key('setup'))}")
        click.echo(f"เปิดให้บริการที่ {base} (กด Ctrl-C เพื่อหยุด)")
        run()


def _print_welcome(welcome: Welcome, base: str) -> None:
    click.echo(f"หน่วยงานตัวอย่าง: {welcome.office} (คำตอบในรอบนี้เป็นคำตอบจำลอง)")
    for key, link in welcome.links.items():
        click.echo(f"  แบบสำรวจ {key.upper()}: {base}{link}")
    for code in welcome.codes:
        click.echo(f"    รหัสใช้ครั้งเดียว: {code}")
    click.echo(f"  กระดานข้อเสนอแนะ: {base}{welcome.board} (เรื่องในกระดานเป็นเรื่องสมมติ)")
    click.echo(f"  ผลคะแนน: {base}/office/rounds/{welcome.round_id}/results")
    click.echo(f"  เข้าสู่ระบบเจ้าหน้าที่: {base}/sign-in")
    click.echo(f"    ชื่อผู้ใช้: {welcome.username}")
    click.echo(f"    รหัสผ่าน: {welcome.password or 'ที่ท่านตั้งไว้'}")
