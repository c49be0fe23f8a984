"""Instruments small enough to score by hand, and random ones with random answers."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from questionnaires.model import Audience, Direction, Indicator, Instrument, Item, Part, Scale

LEVEL4 = Scale("level4", ("น้อยที่สุดหรือไม่มีเลย", "น้อย", "มาก", "มากที่สุด"), (0.0, 33.0, 67.0, 100.0))
YESNO = Scale("yesno", ("ไม่มี", "มี"), (0.0, 100.0))
GOOD, BAD = Direction.POSITIVE, Direction.NEGATIVE


def item(code: str, *kinds: tuple[Scale, Direction]) -> Item:
    """An item with a part for each scale and direction; with only one it is its own part."""
    codes = [code] if len(kinds) == 1 else [f"{code}.{number}" for number in range(1, len(kinds) + 1)]
    parts = tuple(Part(own, "ข้อย่อย", scale, direction) for own, (scale, direction) in zip(codes, kinds, strict=True))
    return Item(code, "ข้อ", "", parts)


def instrument(*indicators: Sequence[Item], key: str = "xit") -> Instrument:
    """An instrument of indicators 1, 2, …, each given as its items."""
    numbered = tuple(Indicator(number, f"ตัวชี้วัด {number}", tuple(items)) for number, items in enumerate(indicators, start=1))
    return Instrument(2599, key, "แบบวัดตัวอย่าง", Audience.STAFF, "", numbered, ("สมมติ",))


def a_scale(chance: np.random.Generator) -> Scale:
    """A scale of 2 to 6 steps whose points climb from 0 to 100 in whole numbers or hundredths, now and then by a hundredth."""
    candidates = np.unique([1, 9_999, *chance.integers(1, 10_000, 4)])
    between = chance.choice(candidates, min(len(candidates), chance.integers(5)), replace=False)
    points = (0.0, *(int(hundredths) / 100 for hundredths in sorted(between)), 100.0)
    return Scale(f"scale{points}", tuple(f"ระดับ {step}" for step in range(1, len(points) + 1)), points)


def a_kind(chance: np.random.Generator) -> tuple[Scale, Direction]:
    """A scale and a direction: as often one of the scales that offices know as one that nobody has seen."""
    scale = (LEVEL4, YESNO)[chance.integers(2)] if chance.integers(2) else a_scale(chance)
    return scale, (GOOD, BAD)[chance.integers(2)]


# How many parts each item has, item by item and indicator by indicator.
SHAPES = st.lists(st.lists(st.integers(1, 4), min_size=1, max_size=6), min_size=1, max_size=3)
SEEDS = st.integers(0, 2**32 - 1)


@st.composite
def instruments(draw: st.DrawFn) -> Instrument:
    # Drawing every kind and scale by itself takes three times as long.
    shapes, chance = draw(SHAPES), np.random.default_rng(draw(SEEDS))
    indicators = []
    number = 0
    for shape in shapes:
        items = []
        for parts in shape:
            number += 1
            items.append(item(f"x{number}", *(a_kind(chance) for _part in range(parts))))
        indicators.append(items)
    return instrument(*indicators)


@st.composite
def answered_instruments(draw: st.DrawFn, *, fewest: int = 0, blanks: bool = True) -> tuple[Instrument, NDArray[np.uint8]]:
    """An instrument and a matrix of steps: some respondents answer all of it, some only parts, some nothing."""
    drawn = draw(instruments())
    chance = np.random.default_rng(draw(SEEDS))
    # As often a handful of respondents as any number: the laws are most easily broken where there are none or one.
    rows = int(chance.integers(fewest, fewest + 8 if chance.integers(2) else 41))
    steps = np.column_stack([chance.integers(1, len(part.scale) + 1, rows) for part in drawn.parts])
    if blanks:
        share = draw(st.sampled_from([0.0, 0.1, 0.5, 0.95]))
        steps[chance.random(steps.shape) < share] = 0
    return drawn, steps.astype(np.uint8)


def matrix(*rows: Sequence[int], dtype: Any = np.uint8) -> NDArray[Any]:
    return np.array(rows, dtype=dtype)
