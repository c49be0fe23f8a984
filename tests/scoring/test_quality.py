import json

import numpy as np
from hypothesis import given, settings
from numpy.typing import NDArray

from questionnaires.loader import load_all
from questionnaires.model import Instrument
from scoring.quality import Mark, Mirror, quality
from scoring.scorecard import score
from tests.scoring.small_instruments import BAD, GOOD, LEVEL4, YESNO, answered_instruments, instrument, item, matrix

# x1 has two parts that mirror each other; x3 is answered yes or no.
MIXED = instrument(
    [item("x1", (LEVEL4, GOOD), (LEVEL4, BAD)), item("x2", (LEVEL4, GOOD))],
    [item("x3", (YESNO, GOOD)), item("x4", (LEVEL4, BAD))],
)
GOOD_ONLY = instrument([item(f"x{number}", (LEVEL4, GOOD)) for number in (1, 2, 3, 4)])


def test_a_straight_line_is_one_step_throughout_whatever_the_yes_or_no_parts_say() -> None:
    found = quality(
        MIXED,
        matrix(
            # x1.1 x1.2 x2 x3 x4
            (3, 3, 3, 1, 3),  # a line
            (4, 4, 4, 2, 4),  # a line, and a contradiction
            (3, 3, 3, 2, 2),  # none
            (2, 2, 0, 1, 2),  # a line with a blank in it
            (2, 2, 0, 1, 0),  # two ticks make no line
            (0, 0, 0, 0, 0),  # not a response
        ),
    )
    assert found.n == 5
    assert (found.overall.parts, found.overall.is_mixed) == (4, True)
    assert (found.overall.able, found.overall.n, found.overall.by_step) == (4, 3, (0, 1, 1, 1))
    assert found.marked[Mark.STRAIGHT_LINE] == 3
    # Indicator 1 has three parts to draw a line through, indicator 2 only one.
    assert [(each.number, each.able, each.n) for each in found.indicators] == [(1, 3, 3)]


def test_a_line_that_may_be_meant_is_counted_but_not_marked() -> None:
    found = quality(GOOD_ONLY, matrix((4, 4, 4, 4), (4, 4, 4, 4), (4, 3, 4, 4)))
    assert (found.overall.is_mixed, found.overall.n) == (False, 2)
    assert found.marked[Mark.STRAIGHT_LINE] == 0
    assert found.any_mark == 0
    assert found.without == found.scorecard


def test_a_contradiction_is_the_same_end_of_the_scale_in_both_mirrors() -> None:
    found = quality(MIXED, matrix((4, 4, 1, 1, 1), (1, 1, 4, 1, 2), (3, 3, 1, 1, 1), (4, 1, 4, 1, 1), (4, 0, 4, 1, 1)))
    assert found.mirrors == (Mirror(positive="x1.1", negative="x1.2", answered=4, n=2),)
    assert found.marked[Mark.CONTRADICTION] == 2


def test_mirrors_are_found_in_the_definition_by_direction_and_scale() -> None:
    own = instrument([item("x1", (LEVEL4, BAD), (LEVEL4, GOOD), (YESNO, GOOD)), item("x2", (LEVEL4, BAD))])
    assert [(each.positive, each.negative) for each in quality(own, matrix((1, 1, 1, 1))).mirrors] == [("x1.2", "x1.1")]


def test_the_staffs_instrument_of_2565_has_one_pair_of_mirrors_and_a_form_of_both_directions() -> None:
    (year,) = (each for each in load_all().assessments if each.fiscal_year == 2565)
    for own, mirrors, is_mixed in zip(year.instruments, ([("i11.1", "i11.2")], []), (True, False), strict=True):
        found = quality(own, np.ones((1, len(own.parts)), dtype=np.uint8))
        assert [(each.positive, each.negative) for each in found.mirrors] == mirrors
        assert found.overall.is_mixed == is_mixed
        assert found.overall.n == 1


def test_blanks_are_counted_by_part_and_by_response() -> None:
    found = quality(GOOD_ONLY, matrix((1, 2, 3, 4), (1, 0, 0, 4), (0, 0, 0, 4), (0, 0, 0, 0)))
    assert [(each.code, each.n, each.share) for each in found.blanks] == [
        ("x1", 1, 1 / 3),
        ("x2", 2, 2 / 3),
        ("x3", 2, 2 / 3),
        ("x4", 0, 0.0),
    ]
    assert found.blanks_per_response == (1, 0, 1, 1)
    assert found.blank_share == 5 / 12
    # Half is not most.
    assert found.marked[Mark.MOSTLY_BLANK] == 1


def test_the_longest_run_follows_the_form_and_skips_blanks_and_other_scales() -> None:
    found = quality(MIXED, matrix((3, 3, 0, 1, 3), (1, 2, 3, 1, 4), (1, 2, 2, 1, 1), (1, 2, 2, 2, 2), (0, 0, 0, 2, 0)))
    # Runs of 3, 1, 2 and 3; the last ticked nothing on the usual scale.
    assert found.longest_runs == (1, 1, 1, 2)


def test_the_score_stands_with_and_without_marked_responses() -> None:
    odd, plain = matrix((4, 4, 4, 2, 4)), matrix((4, 1, 3, 2, 1))
    steps = np.vstack([np.repeat(odd, 5, axis=0), np.repeat(plain, 7, axis=0)])
    found = quality(MIXED, steps)
    assert found.any_mark == 5
    assert found.scorecard == score(MIXED, steps)
    assert found.without == score(MIXED, steps[5:])
    assert found.may_show_without
    assert found.as_json()["without"] == found.without.as_json()


def test_the_score_without_a_few_is_kept_back_because_subtraction_would_give_them_away() -> None:
    odd, plain = matrix((4, 4, 4, 2, 4)), matrix((4, 1, 3, 2, 1))
    for marked, others in ((4, 20), (20, 4), (1, 1)):
        found = quality(MIXED, np.vstack([np.repeat(odd, marked, axis=0), np.repeat(plain, others, axis=0)]))
        assert not found.may_show_without
        assert found.as_json()["without"] is None


def test_an_instrument_without_a_usual_scale_has_no_lines() -> None:
    own = instrument([item(f"x{number}", (YESNO, GOOD)) for number in (1, 2, 3)])
    found = quality(own, matrix((1, 1, 1), (2, 2, 2)))
    assert (found.overall.parts, found.overall.able, found.overall.n, found.indicators) == (0, 0, 0, ())


def test_no_responses_have_no_quality() -> None:
    found = quality(MIXED, np.zeros((0, 5), dtype=np.uint8))
    assert (found.n, found.blank_share, found.any_mark, found.longest_runs) == (0, None, 0, ())
    assert json.loads(json.dumps(found.as_json()))["n"] == 0


@settings(deadline=None, max_examples=30)
@given(answered_instruments())
def test_every_count_is_what_looking_at_one_response_at_a_time_finds(answered: tuple[Instrument, NDArray[np.uint8]]) -> None:
    own, steps = answered
    found = quality(own, steps)
    rows = [row for row in steps.tolist() if any(row)]
    lengths = [len(part.scale) for part in own.parts if len(part.scale) >= 3]
    usual = max(lengths, key=lambda length: (lengths.count(length), length), default=0)
    lines = runs = blanks = 0
    for row in rows:
        seen = [step for step, part in zip(row, own.parts, strict=True) if len(part.scale) == usual]
        ticked = [step for step in seen if step]
        lines += len(ticked) >= 3 and 2 * len(ticked) >= len(seen) and len(set(ticked)) == 1
        longest = 0
        for start in range(len(ticked)):
            length = 1
            while start + length < len(ticked) and ticked[start + length] == ticked[start]:
                length += 1
            longest = max(longest, length)
        runs += longest
        blanks += row.count(0)
    assert found.n == len(rows)
    assert found.overall.n == lines == sum(found.overall.by_step)
    assert sum(length * n for length, n in enumerate(found.longest_runs)) == runs
    assert sum(each.n for each in found.blanks) == sum(n * of for n, of in enumerate(found.blanks_per_response)) == blanks
    assert found.scorecard == score(own, steps)
