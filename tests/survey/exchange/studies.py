"""Studies small enough to work out by hand what must be in their files."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from questionnaires.model import Audience, Instrument
from scoring.disclosure import merged
from scoring.intervals import intervals
from scoring.moments import tally_and_moments
from scoring.scorecard import scorecard
from survey.exchange.study import Study
from tests.survey.exchange.small_instrument import SMALL

# i1.1, i1.2 and i4's four and three steps, i2 a yes or no, i3 of awkward labels; two blanks.
ROWS = ((4, 3, 2, 1, 3), (1, 1, 1, 2, 1), (4, 4, 2, 3, 0), (2, 0, 1, 4, 2), (4, 3, 2, 1, 3), (4, 3, 2, 2, 2))


def a_study(*, instrument: Instrument = SMALL, rows: Any = ROWS, hands_out: bool = True, **others: Any) -> Study:
    """Six responses of 40 people to the small instrument, in a closed round."""
    steps = np.array(rows, dtype=np.uint8)
    counted, moments = tally_and_moments(instrument, steps)
    card = scorecard(counted)
    made = Study(
        round_id="0badc0de",
        office="เทศบาลตำบลทดสอบ",
        title="ซ้อมครั้งที่ 1",
        instrument=instrument,
        opens_on=date(2022, 1, 10),
        closes_on=date(2022, 2, 10),
        exported_on=date(2022, 3, 1),
        population=40,
        answered=len(steps),
        is_final=True,
        scorecard=card,
        estimates=intervals(instrument, card, moments, population=40),
        distributions={
            part.code: merged(part.distribution.counts, audience=instrument.audience)
            for item in card.items
            for part in item.parts
        },
        steps=steps if hands_out else None,
    )
    return replace(made, **others)


SERVICE_USERS = replace(SMALL, audience=Audience.SERVICE_USERS)
