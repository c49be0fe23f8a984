"""The index of the search, made anew from the command line."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select, text

from survey.cases import handling, intake, search
from survey.cases.history import Actor
from survey.cases.intake import Sent
from survey.cli import main
from survey.config import Settings
from survey.models import Case
from tests.builders import SECRET, an_office, arranging, looking


def test_what_the_index_has_lost_is_found_again(app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with arranging(app) as session:
        office = an_office(session)
        made = intake.receive(session, office.id, Sent("ขอม้านั่ง", "ที่รอคิวไม่มีม้านั่ง"), key=b"k" * 32).case
        handling.publish(session, made, Actor("o"), subject=made.subject, text=made.text)
        session.execute(text("DELETE FROM case_search"))

    def found() -> list[str]:
        with looking(app) as session:
            wanted = search.matching(session, office.id, "มานั่ง")
            return list(session.scalars(select(Case.number).where(Case.office_id == office.id, wanted)))

    assert found() == []
    monkeypatch.setenv("SUTCHARIT_DATABASE", settings.database)
    monkeypatch.setenv("SUTCHARIT_SECRET", SECRET)
    done = CliRunner().invoke(main, ["reindex"])
    assert (done.exit_code, done.output) == (0, "ทำดัชนีค้นหาใหม่แล้ว 1 หน่วยงาน\n")
    assert found() == [made.number]
