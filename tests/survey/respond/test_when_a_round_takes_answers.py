"""A round takes answers while it is open, from its first day to its last."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from questionnaires.model import Audience
from survey import thai
from survey.answers import new_key
from survey.models import Round, RoundState
from tests.builders import a_scene, arranging, filled, how_many, instrument_of, looking
from tests.reader import Reader


@pytest.mark.parametrize(
    ("state", "opens", "closes", "status", "heading"),
    [
        (RoundState.DRAFT, 0, 30, 403, "แบบสำรวจนี้ยังไม่เปิดรับคำตอบ"),
        (RoundState.OPEN, 1, 30, 403, "แบบสำรวจนี้ยังไม่เปิดรับคำตอบ"),
        (RoundState.OPEN, -30, -1, 410, "แบบสำรวจนี้ปิดรับคำตอบแล้ว"),
        (RoundState.CLOSED, 0, 30, 410, "แบบสำรวจนี้ปิดรับคำตอบแล้ว"),
        (RoundState.OPEN, 0, 0, 303, ""),
        (RoundState.OPEN, -30, 0, 303, ""),
        (RoundState.OPEN, 0, 30, 303, ""),
    ],
)
def test_the_state_and_the_dates_of_a_round_decide(
    app: Flask, reader: Reader, state: RoundState, opens: int, closes: int, status: int, heading: str
) -> None:
    scene = a_scene(app, fiscal_year=2599, state=state)
    with arranging(app) as session:
        found = session.get_one(Round, (scene.office.id, scene.round.id))
        found.opens_on = thai.today() + timedelta(days=opens)
        found.closes_on = thai.today() + timedelta(days=closes)
    for path, audience in ((scene.iit, Audience.STAFF), (scene.eit, Audience.SERVICE_USERS)):
        reader.open(path, status=200 if status == 303 else status)
        if heading:
            assert reader.page.heading == heading
        complete = {"submission-key": new_key(), "code": scene.codes[0], **filled(instrument_of(app, path, 2599), 3)}
        incomplete = {"submission-key": new_key(), "code": scene.codes[0]}
        reader.send(path, incomplete, status=422 if status == 303 else status)
        reader.send(path, {**incomplete, "submission-key": "forged"}, status=400 if status == 303 else status)
        reader.send(path, complete, status=status)
        assert how_many(app, scene, audience) == (1 if status == 303 else 0)


def test_a_code_that_comes_too_late_is_not_used_up(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    with arranging(app) as session:
        found = session.get_one(Round, (scene.office.id, scene.round.id))
        found.opens_on = found.closes_on = thai.today() - timedelta(days=1)
    fields = {"submission-key": new_key(), "code": scene.codes[0], **filled(instrument_of(app, scene.iit), 3)}
    reader.send(scene.iit, fields, status=410)
    with arranging(app) as session:
        session.get_one(Round, (scene.office.id, scene.round.id)).closes_on = thai.today()
    reader.send(scene.iit, fields, status=303)
    with looking(app) as session:
        assert session.get_one(Round, (scene.office.id, scene.round.id)).state == RoundState.OPEN
