"""What is done once a day, by hand or by a timer of the machine."""

from __future__ import annotations

import click

from survey.cli.common import complaints, fail


@click.command()
def daily() -> None:
    """ทำงานประจำวันของกระดานข้อเสนอแนะ."""
    from survey import migrations
    from survey.cases.daily import work
    from survey.complaints.daily import work_in as complaints_work
    from survey.complaints.database import ComplaintsDatabase, url_of
    from survey.config import read_settings
    from survey.extensions import make_engine

    with complaints():
        settings = read_settings()
        engine, reading = make_engine(settings.database), ComplaintsDatabase(url_of(settings))
        try:
            migrations.upgrade(engine)
            done = work(engine, settings)
            failed = done.failed + complaints_work(reading, settings)
        finally:
            engine.dispose()
            reading.dispose()
    click.echo(f"รับข้อเสนอแนะท้ายแบบวัด EIT เข้ากระดาน {done.taken_in:,} เรื่อง")
    if settings.mail is None:
        click.echo("ยังไม่ได้ตั้งค่าอีเมล (SUTCHARIT_SMTP_HOST) จึงไม่ส่งสรุปประจำวัน")
    else:
        click.echo(f"ส่งสรุปประจำวัน {done.sent:,} หน่วยงาน")
    if failed:
        fail(f"ทำไม่สำเร็จ {failed:,} รายการ ระบบจะลองใหม่ครั้งต่อไป")
