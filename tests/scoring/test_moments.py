from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from questionnaires.model import Instrument, Part, Scale
from scoring.moments import (
    Moments,
    MomentsDiffer,
    StoredMomentsMismatch,
    from_stored,
    item_covariance,
    moments,
    tally_and_moments,
    to_stored,
)
from scoring.tally import ItemTooDivided, StepOutOfRange, tally
from tests.scoring.small_instruments import BAD, GOOD, LEVEL4, YESNO, answered_instruments, instrument, item, matrix

Answered = tuple[Instrument, NDArray[np.uint8]]

law = settings(deadline=None, max_examples=20)


def own_scores(instrument: Instrument, row: list[int]) -> list[Fraction | None]:
    """A respondent's score of every item, one part at a time and in fractions of the decimals of the definition."""
    steps = dict(zip(instrument.part_codes, row, strict=True))
    found: list[Fraction | None] = []
    for each in instrument.items:
        ticked = [Fraction(str(part.points[steps[part.code] - 1])) for part in each.parts if steps[part.code]]
        found.append(sum(ticked, Fraction(0)) / len(ticked) if ticked else None)
    return found


@law
@given(answered_instruments())
def test_the_sums_are_those_of_one_respondent_and_one_pair_of_items_at_a_time(answered: Answered) -> None:
    instrument, steps = answered
    summed = moments(instrument, steps)
    people = [own_scores(instrument, row) for row in steps.tolist()]
    assert summed.answered == sum(any(one is not None for one in own) for own in people)
    for i, j in product(range(len(instrument.items)), repeat=2):
        scores = sum(((own[i] or 0) * (own[j] or 0) for own in people), Fraction(0))
        assert summed.scores[i, j] == scores * summed.units[i] * summed.units[j]
        assert summed.mixed[i, j] == sum(((own[i] or 0) for own in people if own[j] is not None), Fraction(0)) * summed.units[i]
        assert summed.flags[i, j] == sum(own[i] is not None and own[j] is not None for own in people)


@law
@given(answered_instruments(), st.data())
def test_the_sums_of_two_lots_add_up_to_the_sums_of_both(answered: Answered, data: st.DataObject) -> None:
    instrument, steps = answered
    cut = data.draw(st.integers(0, len(steps)))
    assert moments(instrument, steps[:cut]) + moments(instrument, steps[cut:]) == moments(instrument, steps)


@law
@given(answered_instruments(), st.integers(0, 2**32 - 1))
def test_neither_order_nor_rows_left_blank_change_the_sums(answered: Answered, seed: int) -> None:
    instrument, steps = answered
    shuffled = np.random.default_rng(seed).permutation(np.vstack([steps, np.zeros_like(steps[:2])]))
    assert moments(instrument, shuffled) == moments(instrument, steps)


@law
@given(answered_instruments())
def test_what_is_stored_comes_back_whole(answered: Answered) -> None:
    summed = moments(*answered)
    assert from_stored(answered[0], to_stored(summed)) == summed


@law
@given(answered_instruments())
def test_counting_and_summing_in_one_pass_gives_the_tally_of_counting_alone(answered: Answered) -> None:
    counted, summed = tally_and_moments(*answered)
    assert counted == tally(*answered)
    assert summed == moments(*answered)


def test_many_blocks_of_rows_are_summed_like_one() -> None:
    # 40,000 rows are three blocks; repeating 8 rows 5,000 times multiplies every sum by 5,000.
    asked = instrument([item("x1", (LEVEL4, GOOD)), item("x2", (YESNO, BAD), (LEVEL4, GOOD))])
    few = matrix([1, 1, 2], [4, 2, 0], [0, 1, 3], [2, 0, 0], [0, 0, 0], [3, 0, 4], [0, 2, 1], [4, 1, 4])
    once, often = moments(asked, few), moments(asked, np.repeat(few, 5_000, axis=0))
    assert often.answered == 5_000 * once.answered
    assert (often.scores == 5_000 * once.scores).all()
    assert (often.mixed == 5_000 * once.mixed).all()
    assert (often.flags == 5_000 * once.flags).all()


def test_the_covariance_of_two_items_with_blanks_is_the_one_worked_out_by_hand() -> None:
    # x1: 100, 0, 100 and blank; mean 200/3; residuals (100/3, -200/3, 100/3, 0) / 3.
    # x2: 67, blank, 33, 100; mean 200/3; residuals (1/3, 0, -101/3, 100/3) / 3.
    # Sums of products: (10,000 + 40,000 + 10,000) / 81 = 20,000/27; (1 + 10,201 + 10,000) / 81 = 20,202/81;
    # (100 - 10,100) / 81 = -10,000/81.
    asked = instrument([item("x1", (YESNO, GOOD)), item("x2", (LEVEL4, GOOD))])
    covariance = item_covariance(moments(asked, matrix([2, 3], [1, 0], [2, 2], [0, 4])))
    assert covariance == pytest.approx(np.array([[20_000 / 27, -10_000 / 81], [-10_000 / 81, 20_202 / 81]]), rel=1e-14)


def test_an_item_in_which_all_ticked_the_same_has_exactly_no_variance() -> None:
    asked = instrument([item("x1", (LEVEL4, GOOD), (LEVEL4, GOOD), (LEVEL4, GOOD)), item("x2", (LEVEL4, GOOD))])
    covariance = item_covariance(moments(asked, matrix(*[[2, 3, 3, step] for step in (1, 2, 3, 4, 4, 4, 1)])))
    assert covariance[0].tolist() == [0.0, 0.0]
    assert covariance[1, 1] > 0


def test_an_item_that_nobody_answered_has_no_covariance_and_leaves_the_others_theirs() -> None:
    asked = instrument([item("x1", (LEVEL4, GOOD)), item("x2", (LEVEL4, GOOD))])
    covariance = item_covariance(moments(asked, matrix([1, 0], [4, 0])))
    assert np.isnan(covariance).tolist() == [[False, True], [True, True]]


def test_sums_of_different_definitions_do_not_add_up() -> None:
    one, other = (instrument([item("x1", (scale, GOOD))]) for scale in (LEVEL4, YESNO))
    with pytest.raises(MomentsDiffer, match="not the same definition"):
        moments(one, matrix([1])) + moments(other, matrix([1]))


def test_a_step_off_the_scale_is_refused_as_by_the_tally() -> None:
    with pytest.raises(StepOutOfRange):
        moments(instrument([item("x1", (YESNO, GOOD))]), matrix([3]))


def test_points_too_fine_to_be_multiplied_exactly_are_refused() -> None:
    fine = Scale("fine", ("ก", "ข"), (0.0, 99.99999))
    with pytest.raises(ItemTooDivided, match="cannot be multiplied exactly"):
        moments(instrument([item("x1", (fine, GOOD))]), matrix([1]))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data | {"instrument": "2599/other"},
        lambda data: data | {"items": ["x2"]},
        lambda data: data | {"units": [1, 1]},
        lambda data: data | {"mixed": [[1, 2]]},
        lambda data: {key: value for key, value in data.items() if key != "flags"},
    ],
)
def test_stored_sums_of_something_else_are_refused(spoil: Any) -> None:
    asked = instrument([item("x1", (YESNO, GOOD))])
    with pytest.raises(StoredMomentsMismatch):
        from_stored(asked, spoil(to_stored(moments(asked, matrix([1], [2])))))


def test_sums_that_were_stored_before_points_were_corrected_do_not_add_to_new_ones() -> None:
    halves = Scale("halves", ("ก", "ข"), (0.0, 50.5))
    asked = instrument([item("x1", (YESNO, GOOD))])
    corrected = replace(
        asked,
        indicators=(replace(asked.indicators[0], items=(replace(asked.items[0], parts=(Part("x1", "", halves, GOOD),)),)),),
    )
    kept = from_stored(corrected, to_stored(moments(asked, matrix([1], [2]))))
    assert isinstance(kept, Moments)
    with pytest.raises(MomentsDiffer):
        kept + moments(corrected, matrix([1]))
