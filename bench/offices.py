"""Invented offices of many people, each answering as people do: some content and some not, most near the good end.

A person answers a part by how content they are, how they see the item, and chance; the sum is cut into the steps of the scale.
Answers to different items hang together, because a person's contentment is in all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from questionnaires.model import Instrument, Item

Floats = NDArray[np.float64]

PEOPLE = 20_000
BLANK = 0.02
_OF_PERSON, _OF_ITEM = 0.35, 0.25
# Where a scale of 2, 4, … steps is cut; the outer steps of four are the rarer ones where the office is middling.
_CUTS = {2: (-1.0,), 4: (-1.3, -0.2, 0.9), 6: (-1.6, -0.9, -0.2, 0.5, 1.2)}


class People(StrEnum):
    """How content the people of an office are, beyond its level."""

    ALIKE = "alike"
    FEW_DISCONTENT = "one in ten far less content"
    MANY_ALL_BEST = "four in ten give the best answer throughout"


@dataclass(frozen=True, slots=True)
class Office:
    """`level` moves all answers: 0 gives about half of the points."""

    name: str
    level: float
    people: People = People.ALIKE


OFFICES = (
    Office("middling", 0.55),
    Office("good", 1.05),
    Office("very good", 1.75),
    Office("near the top", 2.5),
    Office("good, some discontent", 1.3, People.FEW_DISCONTENT),
    Office("very good, some discontent", 2.1, People.FEW_DISCONTENT),
    Office("good, many all-best", 0.9, People.MANY_ALL_BEST),
)


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """Item scores (people, items), 0 where blank, and flags; the points of the parts of one item, NaN where blank."""

    scores: Floats
    flags: Floats
    parts: dict[str, Floats]


def answers(instrument: Instrument, office: Office, *, seed: int, people: int = PEOPLE) -> Answers:
    """Invent what everybody in an office answers, the same in every run."""
    chance = np.random.default_rng(seed)
    content = chance.normal(size=people)
    if office.people is People.FEW_DISCONTENT:
        content = np.where(chance.random(people) < 0.1, content - 3.0, content)
    all_best = chance.random(people) < (0.4 if office.people is People.MANY_ALL_BEST else 0.0)
    parts: dict[str, Floats] = {}
    scores, flags = np.zeros((people, len(instrument.items))), np.zeros((people, len(instrument.items)))
    for column, item in enumerate(instrument.items):
        own = _parts(item, office, content, all_best, chance)
        parts |= own
        points = np.column_stack(list(own.values()))
        there = ~np.isnan(points)
        flags[:, column] = there.any(axis=1)
        scores[:, column] = np.where(there, points, 0.0).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
    return Answers(scores=scores, flags=flags, parts=parts)


def _parts(
    item: Item, office: Office, content: Floats, all_best: NDArray[np.bool_], chance: np.random.Generator
) -> dict[str, Floats]:
    people = len(content)
    of_item = office.level + chance.normal(scale=0.3) + _OF_ITEM**0.5 * chance.normal(size=people)
    found = {}
    for part in item.parts:
        noise = (1 - _OF_PERSON - _OF_ITEM) ** 0.5 * chance.normal(size=people)
        seen = _OF_PERSON**0.5 * content + of_item + noise
        points = np.sort(part.points)[np.searchsorted(_CUTS[len(part.scale)], seen)]
        points[all_best] = max(part.points)
        found[part.code] = np.where(chance.random(people) < BLANK, np.nan, points)
    return found
