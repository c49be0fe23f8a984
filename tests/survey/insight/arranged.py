"""Rounds whose scores can be worked out by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import numpy as np
from flask import Flask
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from questionnaires.loader import Definitions
from questionnaires.model import Audience, Instrument, Part
from survey import answers, thai
from survey.manage.operations import RoundFacts, close_round, create_round, open_round
from survey.models import Channel, Round
from survey.results.operations import enter_disclosure
from tests.builders import Scene, arranging, collected

# Of the OIT: (80 + 90) / 2 = 85.
DISCLOSED = {"9": 80.0, "10": 90.0}


def best(part: Part) -> int:
    """The step that is worth 100."""
    return part.points.index(100) + 1


def worst(part: Part) -> int:
    """The step that is worth 0."""
    return part.points.index(0) + 1


def rows(instrument: Instrument, good: int, bad: int = 0) -> list[list[int]]:
    """Responses with the best steps throughout, then some with the worst."""
    return [[best(part) for part in instrument.parts]] * good + [[worst(part) for part in instrument.parts]] * bad


def straight(instrument: Instrument) -> list[int]:
    """The highest step in every part of four, whatever it is worth there; the best one elsewhere."""
    return [4 if len(part.scale) == 4 else best(part) for part in instrument.parts]


def a_round(
    app: Flask,
    scene: Scene,
    *,
    staff: Iterable[list[int]],
    users: Iterable[list[int]] = (),
    title: str = "รอบที่คิดด้วยมือ",
    days_ago: int = 10,
    days: int = 30,
    population: tuple[int, int] = (45, 420),
    is_closed: bool = True,
    disclosed: Mapping[str, float] | None = DISCLOSED,
    seal_to: tuple[str, ...] = (),
) -> str:
    """Add a round of 2565 with these answers to an office, and return the path of its pages."""
    definitions: Definitions = app.extensions["definitions"]
    opens_on = thai.today() - timedelta(days=days_ago)
    facts = RoundFacts(
        title=title,
        fiscal_year=2565,
        head_count=population[0],
        visitor_count=population[1],
        opens_on=opens_on,
        closes_on=opens_on + timedelta(days=days),
    )
    with arranging(app) as session:
        made = create_round(session, definitions, scene.office.id, facts)
        open_round(session, definitions, made, seal_to=seal_to)
        for audience, given in ((Audience.STAFF, staff), (Audience.SERVICE_USERS, users)):
            _store(session, definitions, made, audience, list(given), day=opens_on)
        if disclosed:
            enter_disclosure(session, made, level="indicators", figures=dict(disclosed))
        if is_closed:
            close_round(session, definitions, made)
    return f"/office/rounds/{made.id}"


def _store(
    session: Session, definitions: Definitions, made: Round, audience: Audience, given: list[list[int]], *, day: date
) -> None:
    collection, instrument = collected(session, made, audience, definitions=definitions)
    matrix: NDArray[np.uint8] = np.array(given, dtype=np.uint8).reshape(-1, len(instrument.parts))
    answers.add_matrix(
        session,
        collection,
        instrument,
        matrix=matrix,
        channel=Channel.IMPORT,
        today=day,
        batch=made.id.encode() + audience.encode(),
    )


def visitors_of(
    app: Flask, scene: Scene, groups: Iterable[tuple[str | None, int, int]], *, question: str = "kind", is_closed: bool = True
) -> str:
    """Add a round whose service users said who they are: (their answer or None, how many answer best, how many worst) each."""
    path = a_round(app, scene, staff=[], is_closed=False, disclosed=None)
    definitions: Definitions = app.extensions["definitions"]
    with arranging(app) as session:
        made = session.get_one(Round, (scene.office.id, path.rpartition("/")[2]))
        collection, instrument = collected(session, made, Audience.SERVICE_USERS, definitions=definitions)
        for answer, good, bad in groups:
            for row in rows(instrument, good, bad):
                answers.add(
                    session.connection(),
                    collection,
                    instrument,
                    steps=dict(zip(instrument.part_codes, row, strict=True)),
                    channel=Channel.WEB,
                    today=made.opens_on,
                    key=answers.new_key(),
                    profile={question: answer} if answer else None,
                )
        if is_closed:
            close_round(session, definitions, made)
    return path
