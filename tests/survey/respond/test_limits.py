"""Floods are asked to wait; a village behind one address is not.

What is sent is counted in memory: the kind of database makes no difference to that.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest
from flask import Flask

from questionnaires.model import Audience
from survey.answers import new_key
from survey.app import create_app
from survey.config import ConfigurationError, Settings, read_settings
from survey.extensions import limiter
from tests.builders import SECRET, a_scene, filled, how_many, instrument_of
from tests.reader import Reader
from tests.survey.anonymity.conftest import on_sqlite

PACE = 8
NEIGHBOUR = {"environ_overrides": {"REMOTE_ADDR": "198.51.100.7"}}


@pytest.fixture
def slow(settings: Settings) -> Iterator[Flask]:
    """The application with a pace that a test can outrun."""
    made = create_app(dataclasses.replace(settings, answers_per_minute=PACE))
    made.testing = True
    limiter.reset()
    yield made
    limiter.reset()
    made.extensions["engine"].dispose()


@on_sqlite
def test_an_address_that_sends_too_many_is_asked_to_wait_in_thai_and_others_are_not(slow: Flask) -> None:
    scene = a_scene(slow)
    reader = Reader(slow)
    fields = filled(instrument_of(slow, scene.eit))
    for _ in range(PACE):
        reader.send(scene.eit, {**fields, "submission-key": new_key()}, status=303)
    key = new_key()
    refused = reader.send(scene.eit, {**fields, "submission-key": key}, status=429)
    assert int(refused.headers["Retry-After"]) > 0
    assert "กรุณารอ" in reader.page.text
    assert how_many(slow, scene, Audience.SERVICE_USERS) == PACE
    reader.send(scene.eit, {**fields, "submission-key": key}, status=303, **NEIGHBOUR)


@on_sqlite
def test_opening_the_form_is_never_counted(slow: Flask) -> None:
    scene = a_scene(slow)
    reader = Reader(slow)
    for _ in range(3 * PACE):
        reader.open(scene.eit)


@on_sqlite
def test_two_hundred_people_behind_one_address_all_answer(app: Flask, reader: Reader) -> None:
    scene = a_scene(app, fiscal_year=2599)
    fields = filled(instrument_of(app, scene.eit, 2599))
    for _ in range(200):
        reader.send(scene.eit, {**fields, "submission-key": new_key()}, status=303)
    assert how_many(app, scene, Audience.SERVICE_USERS) == 200


@on_sqlite
def test_guessing_codes_ends_in_a_wait(app: Flask, reader: Reader) -> None:
    scene = a_scene(app, fiscal_year=2599)
    fields = {**filled(instrument_of(app, scene.iit, 2599)), "submission-key": new_key()}
    for _ in range(120):
        reader.send(scene.iit, {**fields, "code": "2222-2222-2222"}, status=403)
    reader.send(scene.iit, {**fields, "code": "2222-2222-2222"}, status=429)
    # The service users' form and other addresses go on.
    reader.send(scene.iit, {**fields, "code": scene.codes[0]}, status=303, **NEIGHBOUR)


def test_the_pace_can_be_set_and_must_be_a_number() -> None:
    environment = {"SUTCHARIT_SECRET": SECRET}
    assert read_settings(environment).answers_per_minute == 6000
    assert read_settings(environment | {"SUTCHARIT_ANSWERS_PER_MINUTE": "50"}).answers_per_minute == 50
    with pytest.raises(ConfigurationError, match="SUTCHARIT_ANSWERS_PER_MINUTE"):
        read_settings(environment | {"SUTCHARIT_ANSWERS_PER_MINUTE": "many"})
