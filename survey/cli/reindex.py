"""The index of the search, made anew."""

from __future__ import annotations

import click

from survey.cli.common import database


@click.command()
def reindex() -> None:
    """ทำดัชนีค้นหาเรื่องใหม่ทั้งหมด."""
    from sqlalchemy import select

    from survey.cases import search
    from survey.models import Office

    with database(writes=True) as session:
        offices = session.scalars(select(Office).order_by(Office.name)).all()
        for office in offices:
            search.reindex(session, office.id)
        session.commit()
    click.echo(f"ทำดัชนีค้นหาใหม่แล้ว {len(offices):,} หน่วยงาน")
