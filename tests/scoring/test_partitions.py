"""In whatever lots rows are counted, the result is the one of all rows at once."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from questionnaires.model import Instrument
from scoring.intervals import intervals
from scoring.moments import tally_and_moments
from scoring.partitions import (
    Statistics,
    StoredStatisticsMismatch,
    counted,
    from_stored,
    merged,
    statistics,
    to_stored,
)
from scoring.scorecard import score
from scoring.tally import StepOutOfRange, TalliesDiffer
from tests.scoring.small_instruments import BAD, GOOD, LEVEL4, YESNO, answered_instruments, instrument, item, matrix

Answered = tuple[Instrument, NDArray[np.uint8]]

law = settings(deadline=None, max_examples=25)


def lots_of(steps: NDArray[np.uint8], number: int, seed: int) -> list[NDArray[np.uint8]]:
    """Deal the rows out to lots at random, in random order; some lots get none."""
    chance = np.random.default_rng(seed)
    shuffled = chance.permutation(steps)
    dealt = chance.integers(0, number, len(steps))
    return [shuffled[dealt == lot] for lot in range(number)]


@law
@given(answered_instruments(), st.integers(1, 6), st.integers(0, 2**32 - 1))
def test_any_partition_in_any_order_gives_the_statistics_of_all_rows(answered: Answered, number: int, seed: int) -> None:
    asked, steps = answered
    found = merged(asked, [statistics(asked, lot) for lot in lots_of(steps, number, seed)])
    assert found == Statistics(*tally_and_moments(asked, steps))


@law
@given(
    answered_instruments(),
    st.integers(1, 6),
    st.integers(0, 2**32 - 1),
    st.one_of(st.none(), st.integers(0, 200)),
)
def test_scores_and_intervals_of_a_partition_are_those_of_all_rows_to_the_last_bit(
    answered: Answered, number: int, seed: int, population: int | None
) -> None:
    asked, steps = answered
    found = counted(asked, lots_of(steps, number, seed))
    whole_tally, whole_moments = tally_and_moments(asked, steps)
    card = score(asked, steps)
    assert found.n == card.n == whole_tally.answered
    # As text, in which floats are written to the last bit, and "not a number" equals itself.
    assert repr(found.scorecard()) == repr(card)
    whole = intervals(asked, card, whole_moments, population=population)
    assert repr(found.estimates(population=population)) == repr(whole)


@law
@given(answered_instruments(), st.lists(st.integers(0, 40), min_size=2, max_size=2))
def test_lots_may_be_added_in_pairs_of_pairs(answered: Answered, cuts: list[int]) -> None:
    asked, steps = answered
    first, second, third = (statistics(asked, lot) for lot in np.split(steps, sorted(cuts)))
    assert (first + second) + third == first + (second + third) == third + first + second


@law
@given(answered_instruments())
def test_statistics_that_were_sent_as_json_arrive_whole(answered: Answered) -> None:
    asked, steps = answered
    found = statistics(asked, steps)
    assert from_stored(asked, json.loads(json.dumps(to_stored(found), allow_nan=False))) == found


def test_three_offices_brought_together_score_what_is_worked_out_by_hand() -> None:
    # x1: 100, 67 | 33, blank | none; mean 200/3. x2 is worst where it is answered yes: 0, 100 | 100, 0 | none; mean 50.
    asked = instrument([item("x1", (LEVEL4, GOOD)), item("x2", (YESNO, BAD))])
    offices = [matrix([4, 2], [3, 1]), matrix([2, 1], [0, 2]), np.zeros((0, 2), dtype=np.uint8)]
    card = counted(asked, offices).scorecard()
    assert [(one.score, one.n) for one in card.items] == [(pytest.approx(200 / 3, abs=1e-12), 3), (50.0, 4)]
    assert (card.n, card.score) == (4, pytest.approx(175 / 3, abs=1e-12))


def test_no_lots_at_all_are_a_scorecard_without_scores() -> None:
    asked = instrument([item("x1", (LEVEL4, GOOD))])
    card = merged(asked, []).scorecard()
    assert (card.n, card.score) == (0, None)
    assert merged(asked, []).estimates(population=10).instrument.low is None


def test_lots_of_different_definitions_do_not_add_up() -> None:
    asked = instrument([item("x1", (LEVEL4, GOOD))])
    reversed_one = instrument([item("x1", (LEVEL4, BAD))])
    with pytest.raises(TalliesDiffer):
        merged(asked, [statistics(asked, matrix([1])), statistics(reversed_one, matrix([1]))])


def test_a_step_off_the_scale_is_refused_in_whichever_lot_it_is() -> None:
    asked = instrument([item("x1", (YESNO, GOOD))])
    with pytest.raises(StepOutOfRange):
        counted(asked, [matrix([1]), matrix([3])])


def test_statistics_of_another_definition_are_refused_even_if_only_a_direction_differs() -> None:
    asked = instrument([item("x1", (LEVEL4, GOOD))])
    sent = to_stored(statistics(asked, matrix([1])))
    with pytest.raises(StoredStatisticsMismatch, match="another definition"):
        from_stored(instrument([item("x1", (LEVEL4, BAD))]), sent)
    # A title bears on a score's name, and the digest holds it to be part of what a result was computed from.
    with pytest.raises(StoredStatisticsMismatch, match="another definition"):
        from_stored(replace(asked, title="อื่น"), sent)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: {key: value for key, value in data.items() if key != "rows"},
        lambda data: {key: value for key, value in data.items() if key != "moments"},
        lambda data: data | {"rows": 3},
        lambda data: data | {"answered": 1},
        lambda data: data | {"patterns": [[[1, 9], [1, 1]]]},
        lambda data: data | {"patterns": [[[0, 1], [1, 1]]]},
        lambda data: data | {"patterns": [[1, 2, 3]]},
        lambda data: data | {"patterns": [[[1], [2]]]},
        lambda data: data | {"patterns": []},
        lambda data: data | {"moments": data["moments"] | {"mixed": [[1, 2]]}},
    ],
)
def test_statistics_with_something_missing_or_contradicting_are_refused(spoil: Any) -> None:
    asked = instrument([item("x1", (YESNO, GOOD))])
    sent = to_stored(statistics(asked, matrix([1], [2])))
    with pytest.raises(StoredStatisticsMismatch):
        from_stored(asked, spoil(sent))
