"""What may be shown: somebody who writes down everything that is shown tries to find out what one person answered."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires.model import Audience
from scoring.disclosure import (
    FEWEST,
    FEWEST_TICKS,
    Merged,
    final_number,
    groups_to_show,
    items_to_show,
    may_ask_for_levels,
    may_export,
    may_show,
    merged,
    next_release,
)

COUNTS = st.lists(st.integers(0, 12), min_size=2, max_size=6)
SIZES = st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 12), max_size=7)


@pytest.mark.parametrize(("n", "is_shown"), [(0, False), (1, False), (4, False), (5, True), (10_000, True)])
def test_nothing_is_shown_of_fewer_than_five(n: int, *, is_shown: bool) -> None:
    assert may_show(n) is is_shown


@pytest.mark.parametrize(
    ("audience", "n", "is_closed", "is_handed_out"),
    [
        (Audience.STAFF, 100, False, False),
        (Audience.STAFF, 5, True, True),
        (Audience.STAFF, 4, True, False),
        (Audience.SERVICE_USERS, 5, False, True),
        (Audience.SERVICE_USERS, 4, False, False),
        (Audience.SERVICE_USERS, 4, True, False),
    ],
)
def test_single_answers_of_the_staff_leave_after_the_close_and_of_few_never(
    audience: Audience, n: int, *, is_closed: bool, is_handed_out: bool
) -> None:
    assert may_export(audience, n=n, is_closed=is_closed) is is_handed_out
    # Where a result leaves some out, all rows less those of the result would be theirs.
    beside_a_part = may_export(audience, n=n, is_closed=is_closed, is_whole=False)
    assert beside_a_part is (is_handed_out and audience is not Audience.STAFF)


@pytest.mark.parametrize(
    ("released", "answered", "number"),
    [(0, 9, None), (0, 10, 5), (5, 14, None), (5, 15, 10), (5, 19, 14), (14, 23, None), (14, 24, 19)],
)
def test_a_release_waits_until_five_more_have_answered_and_leaves_five_out(
    released: int, answered: int, number: int | None
) -> None:
    assert next_release(released=released, answered=answered) == number


@given(st.lists(st.integers(0, 9), max_size=40))
@settings(max_examples=100)
def test_between_any_two_releases_and_the_close_lie_five_responses_or_none(arrivals: list[int]) -> None:
    shown, answered = [0], 0
    for more in arrivals:
        answered += more
        number = next_release(released=shown[-1], answered=answered)
        shown += [] if number is None else [number]
    if shown[-1]:
        shown.append(answered)
    assert all(later - earlier >= FEWEST for earlier, later in combinations(shown, 2))


@pytest.mark.parametrize(
    ("counts", "cells"),
    [
        # One who is alone at the bottom goes up with the next; one at the top goes down.
        ((1, 4, 20, 5), (((1, 2), 5), ((3,), 20), ((4,), 5))),
        ((5, 20, 4, 1), (((1,), 5), ((2,), 20), ((3, 4), 5))),
        ((0, 0, 2, 28), (((1, 2, 3, 4), 30),)),
        ((0, 0, 3, 27), (((1, 2, 3), 3), ((4,), 27))),
        ((10, 0, 0, 10), (((1,), 10), ((2, 3, 4), 10))),
        ((9, 1), (((1, 2), 10),)),
        ((0, 10), (((1, 2), 10),)),
        ((6, 4), (((1,), 6), ((2,), 4))),
        # Of 29 people 0 x 1 + 1 x 3 + 2 x 20 + 3 x 5 steps say that one ticked the lowest; of 30 there is one more to be it.
        ((1, 3, 20, 5), (((1, 2, 3, 4), 29),)),
        ((0, 3, 21, 5), (((1, 2), 3), ((3,), 21), ((4,), 5))),
    ],
)
def test_steps_that_one_or_two_of_the_staff_ticked_are_counted_with_their_neighbours(
    counts: tuple[int, ...], cells: tuple[tuple[tuple[int, ...], int], ...]
) -> None:
    assert merged(counts, audience=Audience.STAFF) == tuple(Merged(*cell) for cell in cells)


def test_counts_of_service_users_are_shown_as_they_are() -> None:
    assert [cell.count for cell in merged((1, 0, 2, 9), audience=Audience.SERVICE_USERS)] == [1, 0, 2, 9]


@given(COUNTS)
@settings(max_examples=100)
def test_no_shown_count_of_the_staff_is_small_and_none_of_a_single_step_can_be_had_by_subtraction(counts: list[int]) -> None:
    cells = merged(counts, audience=Audience.STAFF)
    assert [step for cell in cells for step in cell.steps] == list(range(1, len(counts) + 1))
    assert [cell.count for cell in cells] == [sum(counts[step - 1] for step in cell.steps) for cell in cells]
    if sum(counts) >= FEWEST_TICKS:
        assert all(cell.count >= FEWEST_TICKS for cell in cells)
    # What is known is n and the cells, which add up to n: n less any cells is other cells together, so that a step is known
    # only if it is a cell of its own.
    known = {step: cell.count for cell in cells for step in cell.steps if len(cell.steps) == 1}
    assert all(count >= FEWEST_TICKS for count in known.values()) or sum(counts) < FEWEST_TICKS


@given(st.lists(st.integers(0, 6), min_size=2, max_size=4))
@settings(max_examples=60, deadline=None)
def test_a_count_of_one_or_two_is_never_the_only_one_that_fits_what_is_shown(counts: list[int]) -> None:
    if sum(counts) < FEWEST:
        return
    cells = merged(counts, audience=Audience.STAFF)
    possible = [other for other in _ways(sum(counts), len(counts)) if merged(other, audience=Audience.STAFF) == cells]
    assert counts in possible
    for step, count in enumerate(counts):
        if 0 < count < FEWEST_TICKS:
            assert len({other[step] for other in possible}) > 1, (cells, possible)


@pytest.mark.parametrize("n", [5, 6, 7, 8, 9, 10, 12, 15])
@pytest.mark.parametrize("steps", [2, 4])
def test_whoever_works_backwards_from_a_score_learns_no_small_count_that_the_score_alone_does_not_tell(
    n: int, steps: int
) -> None:
    ways = _ways(n, steps)
    from_score: dict[object, list[list[int]]] = {}
    from_both: dict[object, list[list[int]]] = {}
    for counts in ways:
        score = sum(step * count for step, count in enumerate(counts))
        from_score.setdefault(score, []).append(counts)
        from_both.setdefault((score, merged(counts, audience=Audience.STAFF)), []).append(counts)
    assert _settled(from_both) == _settled(from_score)
    # Of four steps the score alone tells of one who is alone beside all others at an end, and of nobody else.
    lone = [counts for counts in ways if counts in ([0] * (steps - 2) + [1, n - 1], [n - 1, 1] + [0] * (steps - 2))]
    assert steps < 4 or _settled(from_score) == sorted(lone)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=30), st.integers(0, 30))
@settings(max_examples=100)
def test_between_levels_that_were_told_and_what_is_shown_later_lie_five_responses_or_none(
    arrivals: list[int], asked_at: int
) -> None:
    answered, released, of_levels = 0, 0, 0
    shown = []
    for at, more in enumerate(arrivals):
        answered += more
        if at == asked_at and may_ask_for_levels(answered):
            of_levels = FEWEST
        number = next_release(released=released, answered=answered)
        if number is not None:
            released = number
            # Those five were picked by chance from ten or more, among whom five at least had not answered at the first look.
            assert answered - of_levels >= FEWEST
            shown.append(number)
    if may_show(answered):
        final = final_number(answered=answered, is_level_known=bool(of_levels))
        assert final - of_levels in (0, *range(FEWEST, answered + 1))
        assert all(final - one >= FEWEST for one in shown)
        assert final == answered or (of_levels and FEWEST < answered < 2 * FEWEST)


def test_levels_are_told_of_five_to_nine_and_then_bind_the_close() -> None:
    assert [number for number in range(20) if may_ask_for_levels(number)] == [5, 6, 7, 8, 9]
    assert [final_number(answered=number, is_level_known=True) for number in (5, 6, 9, 10, 30)] == [5, 5, 5, 10, 30]
    assert [final_number(answered=number, is_level_known=False) for number in (5, 6, 9, 10, 30)] == [5, 6, 9, 10, 30]


@given(SIZES)
@settings(max_examples=150)
def test_no_hidden_group_of_fewer_than_five_can_be_had_by_subtraction(sizes: dict[str, int]) -> None:
    shown = groups_to_show(sizes)
    assert all(sizes[name] >= FEWEST for name in shown)
    hidden = [size for name, size in sizes.items() if name not in shown and size]
    # All less everything that is shown is what the hidden ones have together.
    assert not hidden or sum(hidden) >= FEWEST or sum(sizes.values()) < FEWEST
    if hidden and sum(sizes.values()) >= FEWEST:
        assert sum(hidden) - max(hidden) > 0 or max(hidden) >= FEWEST


def test_the_smallest_other_group_hides_one_that_is_too_small() -> None:
    assert groups_to_show({"a": 3, "b": 9, "c": 7, "d": 0}) == {"b"}
    assert groups_to_show({"a": 3, "b": 2, "c": 7}) == {"c"}
    assert groups_to_show({"a": 5, "b": 6}) == {"a", "b"}
    assert groups_to_show({"a": 4, "b": 6}) == frozenset()


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 12), min_size=2, max_size=6))
@settings(max_examples=100)
def test_an_item_that_few_answered_is_never_the_only_one_of_its_indicator_that_is_hidden(answered: dict[str, int]) -> None:
    shown = items_to_show(answered)
    assert all(answered[code] >= FEWEST for code in shown)
    hidden = [code for code, number in answered.items() if number and code not in shown]
    with_somebody = [code for code, number in answered.items() if number]
    assert len(hidden) != 1 or with_somebody == hidden


def test_of_the_items_that_enough_answered_the_least_answered_is_hidden_with_a_single_one_that_too_few_did() -> None:
    assert items_to_show({"i1": 4, "i2": 12, "i3": 9, "i4": 0}) == {"i2"}
    assert items_to_show({"i1": 4, "i2": 3, "i3": 9}) == {"i3"}
    assert items_to_show({"i1": 12, "i2": 12}) == {"i1", "i2"}


def _settled(groups: dict[object, list[list[int]]]) -> list[list[int]]:
    """Every way of which a step ticked by one or two is known: all ways that look alike agree on it."""
    found = []
    for alike in groups.values():
        known = [{counts[step] for counts in alike} for step in range(len(alike[0]))]
        if any(len(one) == 1 and 0 < min(one) < FEWEST_TICKS for one in known):
            found += alike
    return sorted(found)


def _ways(total: int, places: int) -> list[list[int]]:
    """Every way to spread so many over places."""
    ways = []
    for bars in combinations(range(total + places - 1), places - 1):
        edges = [-1, *bars, total + places - 1]
        ways.append([right - left - 1 for left, right in pairwise(edges)])
    return ways
