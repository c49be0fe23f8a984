"""Offices whose scores can be worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
from flask import Flask

from questionnaires.loader import Definitions
from questionnaires.model import Audience, Direction, Instrument
from survey import answers, thai
from survey.cases.history import OUTSIDE
from survey.manage.operations import close_round
from survey.measures.operations import add_measure
from survey.models import Channel, Round
from survey.results.operations import enter_disclosure
from tests.builders import Scene, a_scene, arranging, collected

STAFF, VISITORS = 12, 20


def best_steps(instrument: Instrument, *, worst_in: int | None = None) -> list[int]:
    """The steps worth 100 points everywhere, or worth none in one indicator."""
    best = []
    for indicator in instrument.indicators:
        for item in indicator.items:
            for part in item.parts:
                highest = (part.direction is Direction.POSITIVE) is (indicator.number != worst_in)
                best.append(len(part.scale) if highest else 1)
    return best


def an_answered_scene(app: Flask, *, staff: int = STAFF, visitors: int = VISITORS, closed: bool = True, **more: Any) -> Scene:
    """An office whose staff find all but indicator 5 perfect, and whose visitors all but indicator 8; OIT 80 and 90.

    By hand: IIT (4 x 100 + 0) / 5 = 80.00; EIT (100 + 100 + 0) / 3 = 66.67; OIT 85.00; total 24 + 20 + 34 = 78.00, grade B,
    7.00 short of the target of 85. One measure is for indicator 5, one for the office as a whole.
    """
    scene = a_scene(app, **more)
    definitions: Definitions = app.extensions["definitions"]
    with arranging(app) as session:
        found = session.get_one(Round, (scene.office.id, scene.round.id))
        for audience, number, worst in ((Audience.STAFF, staff, 5), (Audience.SERVICE_USERS, visitors, 8)):
            collection, instrument = collected(session, found, audience, definitions=definitions)
            matrix = np.array([best_steps(instrument, worst_in=worst)] * number, dtype=np.uint8).reshape(number, -1)
            if number:
                answers.add_matrix(
                    session, collection, instrument, matrix=matrix, channel=Channel.IMPORT, today=thai.today(), batch=b""
                )
        enter_disclosure(session, found, level="indicators", figures={"9": 80.0, "10": 90.0})
        for indicator, title in ((5, "รับเรื่องร้องเรียนโดยไม่ต้องบอกชื่อ"), (None, "ประกาศเจตจำนงสุจริต")):
            add_measure(session, scene.office.id, found.fiscal_year, {"title": title, "indicator": indicator}, actor=OUTSIDE)
        if closed:
            close_round(session, definitions, found)
    return scene
