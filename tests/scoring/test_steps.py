import numpy as np
import pandas
import pytest

from questionnaires.model import Scale
from scoring.scorecard import score, score_frame
from scoring.tally import (
    ItemTooDivided,
    StepOutOfRange,
    StepsError,
    StepsNotIntegers,
    StepsShapeError,
    TalliesDiffer,
    tally,
)
from tests.scoring.small_instruments import BAD, GOOD, LEVEL4, YESNO, instrument, item, matrix

SMALL = instrument([item("x1", (LEVEL4, GOOD), (LEVEL4, BAD)), item("x2", (YESNO, GOOD))])


@pytest.mark.parametrize(
    "steps", [matrix((1, 1)), matrix((1, 1, 1, 1)), matrix(1, 1, 1), matrix(((1, 1, 1),)), np.array(1, dtype=np.uint8)]
)
def test_a_matrix_of_another_shape_is_refused(steps: np.ndarray) -> None:
    with pytest.raises(StepsShapeError, match="2599/xit has 3 parts"):
        score(SMALL, steps)


@pytest.mark.parametrize(
    "steps", [matrix((1, 1, 1), dtype=float), matrix((1, 1, 1), dtype=bool), matrix((1, 1, 1), dtype=object)]
)
def test_a_matrix_of_anything_but_integers_is_refused(steps: np.ndarray) -> None:
    with pytest.raises(StepsNotIntegers, match=str(steps.dtype)):
        score(SMALL, steps)


@pytest.mark.parametrize(("step", "dtype"), [(3, np.uint8), (-1, np.int8), (255, np.uint8), (258, np.int64), (2**40, np.int64)])
def test_a_step_off_the_scale_is_refused_with_its_row_and_part(step: int, dtype: type) -> None:
    with pytest.raises(StepOutOfRange) as refused:
        score(SMALL, matrix((4, 4, 2), (1, 1, 1), (4, 4, step), dtype=dtype))
    assert (refused.value.row, refused.value.part, refused.value.step, refused.value.highest) == (2, "x2", step, 2)
    assert str(refused.value) == f"row 2 (counted from 0), part x2: {step} is not a step; steps are 1 to 2, blank is 0"


def test_a_step_off_the_scale_is_found_far_down_a_long_matrix() -> None:
    steps = np.ones((100_000, 3), dtype=np.uint8)
    steps[77_777, 1] = 5
    with pytest.raises(StepOutOfRange, match=r"row 77777 .* part x1\.2: 5"):
        score(SMALL, steps)


def test_every_refusal_of_steps_is_a_value_error() -> None:
    assert issubclass(StepsError, ValueError)
    assert all(issubclass(error, StepsError) for error in (StepsShapeError, StepsNotIntegers, StepOutOfRange))


def test_scoring_leaves_the_matrix_alone_and_takes_one_that_cannot_be_written_to() -> None:
    steps = matrix((4, 1, 2), (1, 0, 1))
    before = steps.copy()
    steps.flags.writeable = False
    score(SMALL, steps)
    assert (steps == before).all()


def test_an_item_with_too_many_ways_to_answer_it_is_refused_by_name() -> None:
    ten_steps = Scale("ten", tuple("กขคงจฉชซฌญ"), (*(float(11 * step) for step in range(9)), 100.0))
    with pytest.raises(ItemTooDivided, match="item x1 can be answered in 19487171 ways"):
        score(instrument([item("x1", *[(ten_steps, GOOD)] * 7)]), np.ones((1, 7), dtype=np.uint8))


def test_tallies_of_different_instruments_do_not_add_up() -> None:
    with pytest.raises(TalliesDiffer, match="2599/xit and 2599/yit"):
        tally(SMALL, matrix((1, 1, 1))) + tally(instrument([SMALL.items[0], SMALL.items[1]], key="yit"), matrix((1, 1, 1)))


def test_a_tally_counts_patterns_rows_and_those_who_answered() -> None:
    counted = tally(SMALL, matrix((1, 4, 2), (1, 4, 0), (0, 2, 0), (0, 0, 0)))
    assert (counted.rows, counted.answered, counted.answered_by_indicator) == (4, 3, (3,))
    assert counted.patterns[0].shape == (5, 5)
    assert (counted.patterns[0][1, 4], counted.patterns[0][0, 2], counted.patterns[0][0, 0]) == (2, 1, 1)
    assert counted.patterns[1].tolist() == [3, 0, 1]
    assert counted != tally(SMALL, matrix((1, 4, 2)))


def test_the_counts_of_a_tally_cannot_be_changed() -> None:
    counted = tally(SMALL, matrix((1, 4, 2)))
    for patterns in (*counted.patterns, *(counted + counted).patterns):
        with pytest.raises(ValueError, match="read-only"):
            patterns[...] = 0


def test_a_table_is_scored_whatever_the_order_of_its_columns() -> None:
    frame = pandas.DataFrame({"x2": [2, 1], "x1.2": [1, 2], "x1.1": [4, 3]})
    assert score_frame(SMALL, frame) == score(SMALL, matrix((4, 1, 2), (3, 2, 1)))


@pytest.mark.parametrize(
    "column",
    [
        pandas.Series([2, np.nan]),
        pandas.Series([2, pandas.NA], dtype="Int64"),
        pandas.Series([2, pandas.NA], dtype="UInt8"),
        pandas.Series([2, None], dtype=object),
        pandas.Series([2, pandas.NA], dtype=object),
        pandas.Series([2, 0]),
    ],
    ids=["NaN", "NA in Int64", "NA in UInt8", "None", "NA among objects", "0"],
)
def test_a_cell_without_a_value_is_blank_in_any_kind_of_column(column: pandas.Series) -> None:
    frame = pandas.DataFrame({"x1.1": [4, 4], "x1.2": [1, 1], "x2": column})
    assert score_frame(SMALL, frame) == score(SMALL, matrix((4, 1, 2), (4, 1, 0)))


def test_a_column_that_is_blank_throughout_and_a_table_without_rows_are_scored() -> None:
    frame = pandas.DataFrame({"x1.1": [4, 4], "x1.2": [1, 1], "x2": [None, None]})
    assert score_frame(SMALL, frame) == score(SMALL, matrix((4, 1, 0), (4, 1, 0)))
    assert score_frame(SMALL, frame[:0]).n == 0


def test_missing_unknown_and_repeated_columns_are_all_named() -> None:
    frame = pandas.DataFrame([[1, 1, 1, 1]], columns=["x1.1", "x1.1", "x9", "x2"])
    with pytest.raises(StepsShapeError, match=r"missing: x1\.2; unknown: x9; there twice: x1\.1"):
        score_frame(SMALL, frame)


@pytest.mark.parametrize(
    "column",
    [
        pandas.Series(["มี", "มี"]),
        pandas.Series(["1", "2"]),
        pandas.Series([1, "2"], dtype=object),
        pandas.Series([True, False]),
        pandas.Series([True, None], dtype=object),
        pandas.Series([1.5, 1]),
    ],
    ids=["labels", "digits as text", "a mixture", "booleans", "booleans and None", "a fraction"],
)
def test_a_column_of_anything_but_whole_numbers_is_refused_by_name(column: pandas.Series) -> None:
    frame = pandas.DataFrame({"x1.1": [4, 4], "x1.2": [1, 1], "x2": column})
    with pytest.raises(StepsNotIntegers, match="column x2"):
        score_frame(SMALL, frame)


@pytest.mark.parametrize("step", [3, -1, 300, np.inf])
def test_a_cell_off_the_scale_is_refused_with_its_row_and_part(step: float) -> None:
    frame = pandas.DataFrame({"x1.1": [4, 4], "x1.2": [1, 1], "x2": [1, step]})
    with pytest.raises(StepOutOfRange) as refused:
        score_frame(SMALL, frame)
    assert (refused.value.row, refused.value.part, refused.value.highest) == (1, "x2", 2)
