"""What a file for others holds: an instrument's figures and responses as they may leave, and where they come from.

Whoever makes a `Study` has asked the rules of disclosure; nothing here computes a figure or decides what may be shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from questionnaires.model import Instrument, Item, Part
from scoring.disclosure import Merged
from scoring.estimates import InstrumentEstimates
from scoring.scorecard import Scorecard

BLANK_LABEL = "ไม่ได้ตอบ"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Study:
    """An instrument in a round.

    `answered` is how many have answered by now; `population` how many people there are, None where nobody has said. `scorecard`
    is None where no result may be shown, `estimates` where no interval is known. `distributions` are the counts of every part
    by its code as `scoring.disclosure.merged` gives them. `steps` are the responses, (responses, parts) with 0 for blank, or
    None where they may not be handed out.
    """

    round_id: str
    office: str
    title: str
    instrument: Instrument
    opens_on: date
    closes_on: date
    exported_on: date
    population: int | None
    answered: int
    is_final: bool
    is_partly_simulated: bool = False
    scorecard: Scorecard | None = None
    estimates: InstrumentEstimates | None = None
    distributions: Mapping[str, tuple[Merged, ...]] | None = None
    steps: NDArray[np.uint8] | None = None


class NoResponses(ValueError):
    """The file would hold responses, and none may be handed out."""


def in_no_order(steps: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return responses sorted by what they say, the first part first.

    The order in which they are stored follows from keys that were known to telephones; this one follows from nothing but the
    answers, so that a place in the file tells no more than the row itself.
    """
    return steps[np.lexsort(steps.T[::-1])] if steps.size else steps


def responses_of(study: Study) -> NDArray[np.uint8]:
    """Return the responses of a study in no order; `NoResponses` where it has none to hand out."""
    if study.steps is None:
        raise NoResponses
    return in_no_order(study.steps)


def variable_name(code: str) -> str:
    """Return the name of a part where names may hold neither a point nor a space: ``i1_1``."""
    return code.replace(".", "_")


def question_of(item: Item, part: Part) -> str:
    """Return the whole question of a part: the item's sentence and, where there are several parts, the part's own."""
    return f"{item.text}: {part.text}" if item.is_divided else item.text


def questions_of(instrument: Instrument) -> dict[str, str]:
    """Return the whole question of every part by its code, in the order of the form."""
    return {part.code: question_of(item, part) for item in instrument.items for part in item.parts}
