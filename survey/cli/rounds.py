"""The rounds of every office in the database."""

from __future__ import annotations

import json
from typing import Any

import click

from survey.cli.common import database, definitions


@click.command()
@click.option("--json", "as_json", is_flag=True, help="พิมพ์เป็น JSON")
def rounds(*, as_json: bool) -> None:
    """แสดงรายการรอบการประเมินและจำนวนคำตอบ."""
    from sqlalchemy import select

    from survey import thai
    from survey.manage.queries import overview, rounds_of
    from survey.models import Office

    listed: list[dict[str, Any]] = []
    with database(writes=False) as session:
        for office in session.scalars(select(Office).order_by(Office.name)):
            for found in rounds_of(session, office.id):
                seen = overview(session, definitions(), found, today=thai.today())
                listed.append(
                    {
                        "round": found.id,
                        "office": office.name,
                        "title": found.title,
                        "fiscal_year": found.fiscal_year,
                        "state": found.state,
                        "answers": {one.instrument.key: one.answered for one in seen.progress},
                        "links": {one.instrument.key: f"/{one.instrument.key}/{one.collection.link}" for one in seen.progress},
                    }
                )
    if as_json:
        click.echo(json.dumps(listed, ensure_ascii=False))
        return
    if not listed:
        click.echo("ยังไม่มีรอบการประเมิน")
    for one in listed:
        counted = " ".join(f"{key.upper()} {number:,}" for key, number in one["answers"].items())
        click.echo("\t".join([one["round"], str(one["fiscal_year"]), one["state"], counted, one["title"], one["office"]]))
