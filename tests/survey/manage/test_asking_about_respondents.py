"""Whether respondents are asked about themselves: chosen for each audience, and fixed by the first answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from questionnaires.loader import Definitions
from questionnaires.model import Audience
from survey import thai
from survey.answers import new_key
from survey.manage.operations import ProfileFixed, change_round
from survey.models import Collection, Round, RoundState
from tests.builders import Scene, a_scene, arranging, facts, filled, instrument_of, looking
from tests.reader import Reader

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def asks(app: Flask) -> dict[str, bool]:
    with looking(app) as session:
        rows = session.execute(select(Collection.instrument, Collection.asks_profile))
        return {instrument: bool(asked) for instrument, asked in rows}


def declared(**more: str) -> dict[str, str]:
    today = thai.today()
    return {
        "title": "ซ้อมครั้งที่ 2",
        "fiscal_year": "2565",
        "head_count": "45",
        "visitor_count": "420",
        "opens_on": today.isoformat(),
        "closes_on": (today + timedelta(days=30)).isoformat(),
        **more,
    }


def answered(app: Flask, scene: Scene) -> None:
    """A service user answers."""
    Reader(app).send(scene.eit, {"submission-key": new_key(), **filled(instrument_of(app, scene.eit), 2)}, status=303)


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({}, {"iit": False, "eit": False}),
        ({"asks_staff": "y"}, {"iit": True, "eit": False}),
        ({"asks_service_users": "y"}, {"iit": False, "eit": True}),
        ({"asks_staff": "y", "asks_service_users": "y"}, {"iit": True, "eit": True}),
    ],
)
def test_a_new_round_asks_whom_the_office_chose(
    chosen: dict[str, str], expected: dict[str, bool], app: Flask, reader: Reader
) -> None:
    scene = a_scene(app)
    with arranging(app) as session:
        session.delete(session.get_one(Round, (scene.office.id, scene.round.id)))
    reader.be("malee")
    reader.open("/office/rounds/new")
    reader.send("/office/rounds/new", declared(**chosen))
    assert asks(app) == expected


def test_it_can_be_changed_until_somebody_has_answered(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    reader.be("malee")
    reader.open(f"{scene.page}/edit")
    reader.send(f"{scene.page}/edit", declared(asks_staff="y", asks_service_users="y"))
    assert asks(app) == {"iit": True, "eit": True}
    reader.open(f"{scene.page}/edit")
    assert {"asks_staff", "asks_service_users"} <= set(reader.page.fields)
    reader.send(f"{scene.page}/edit", declared(asks_service_users="y"))
    assert asks(app) == {"iit": False, "eit": True}


def test_the_first_answer_fixes_it_for_its_own_audience_alone(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    reader.be("malee")
    reader.open(f"{scene.page}/edit")
    reader.send(f"{scene.page}/edit", declared(asks_service_users="y"))
    answered(app, scene)
    reader.open(f"{scene.page}/edit")
    assert "ถามผู้รับบริการเรื่องทั่วไปด้วย (มีผู้ตอบแล้ว จึงเปลี่ยนไม่ได้)" in reader.page.words
    assert "asks_service_users" not in {control["name"] for control in reader.page.controls}
    # What the page no longer offers is not read, whichever way it is sent.
    reader.send(f"{scene.page}/edit", declared(asks_staff="y"))
    assert asks(app) == {"iit": True, "eit": True}


def test_a_page_opened_before_the_first_answer_cannot_change_it_after(app: Flask) -> None:
    scene = a_scene(app)
    answered(app, scene)
    definitions: Definitions = app.extensions["definitions"]
    with arranging(app) as session:
        found = session.get_one(Round, (scene.office.id, scene.round.id))
        late = facts()
        with pytest.raises(ProfileFixed):
            change_round(session, definitions, found, replace(late, asks_profile=frozenset({Audience.SERVICE_USERS})))
        session.rollback()
    assert asks(app) == {"iit": False, "eit": False}
    with arranging(app) as session:
        found = session.get_one(Round, (scene.office.id, scene.round.id))
        change_round(session, definitions, found, replace(late, asks_profile=frozenset({Audience.STAFF})))
    assert asks(app) == {"iit": True, "eit": False}


@ON_ONE_DATABASE
def test_respondents_are_asked_as_soon_as_the_office_has_chosen_so(app: Flask, reader: Reader) -> None:
    scene = a_scene(app, state=RoundState.OPEN)
    stranger = Reader(app)
    stranger.open(scene.eit)
    assert "profile-kind" not in stranger.page.fields
    reader.be("malee")
    reader.open(f"{scene.page}/edit")
    reader.send(f"{scene.page}/edit", declared(asks_service_users="y"))
    stranger.open(scene.eit)
    assert "profile-kind" in stranger.page.fields
