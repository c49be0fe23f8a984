"""Weights, what-if and the cheapest path, against hand-worked sums and against trying every combination."""

from __future__ import annotations

import itertools
from dataclasses import replace
from fractions import Fraction
from statistics import NormalDist

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires.loader import load_all
from questionnaires.model import Grade
from scoring.assessment import FigureError, FigureMissing, FigureOutOfRange, FigureUnknown, disclosure_score
from scoring.estimates import Level
from scoring.planning import (
    LeversOverlap,
    Objective,
    Plan,
    Room,
    Standing,
    cheapest_path,
    levers,
    next_grade,
    standing,
    standing_from_indicators,
    what_if,
)
from scoring.scorecard import score

ASSESSMENT = load_all().assessment(2565)
# The seed report with the misprint of indicator 5 put right: IIT 80.596, EIT 73.52333…, OIT 88.405, total 81.5978.
INDICATORS = {1: 83.05, 2: 89.25, 3: 81.24, 4: 80.55, 5: 68.89, 6: 75.41, 7: 78.61, 8: 66.55, 9: 83.06, 10: 93.75}
NOW = standing_from_indicators(ASSESSMENT, INDICATORS)
EVERY_INDICATOR = [Room(f"indicators.{number}") for number in INDICATORS]
WORDS = (Grade("ผ่านดี", 85, 85), Grade("ผ่าน", 85), Grade("ต้องปรับปรุง", 0))
# What a point of an indicator adds to the total: 0.3 / 5, 0.3 / 3 and 0.4 / 2.
POINT = {
    **dict.fromkeys(range(1, 6), Fraction(6, 100)),
    **dict.fromkeys(range(6, 9), Fraction(1, 10)),
    9: Fraction(1, 5),
    10: Fraction(1, 5),
}


def gains(plan: Plan) -> dict[str, float]:
    return {change.lever: change.gain for change in plan.changes}


def test_an_item_of_the_eit_weighs_twice_an_item_of_the_iit() -> None:
    every = levers(ASSESSMENT)
    # 0.3 / 5 indicators / 6 items = 0.01; 0.3 / 3 / 5 = 0.02; two parts halve it; o1 is one of 9 items of one of 5 groups.
    assert every["i1"].in_total == Fraction(1, 100)
    assert every["e1"].in_total == 2 * every["i1"].in_total
    assert (every["i1.1"].in_total, every["i1.1"].within) == (Fraction(1, 200), "i1")
    assert every["o1"].in_total == Fraction(4, 10) / 2 / 5 / 9
    assert every["indicators.9"].in_instrument == Fraction(1, 2)


@pytest.mark.parametrize("level", [Level.INDICATOR, Level.ITEM])
def test_the_weights_of_a_level_add_up_to_one(level: Level) -> None:
    assert sum(lever.in_total for lever in levers(ASSESSMENT).values() if lever.level is level) == 1


def test_what_if_moves_the_total_by_the_weight_of_what_is_gained() -> None:
    # 20 points of an indicator of the IIT are 0.06 each: 81.5978 + 1.2.
    assert what_if(ASSESSMENT, NOW, {"indicators.5": 20}).value == pytest.approx(82.7978, abs=1e-9)
    # 10 points of an item of the EIT are 0.2, and losing 5 of an indicator of the OIT is 1.
    assert what_if(ASSESSMENT, NOW, {"e1": 10, "indicators.9": -5}).value == pytest.approx(80.7978, abs=1e-9)
    assert what_if(ASSESSMENT, NOW, {}).printed == "81.60"


def test_what_if_refuses_what_cannot_be() -> None:
    with pytest.raises(FigureUnknown):
        what_if(ASSESSMENT, NOW, {"i99": 1})
    with pytest.raises(FigureOutOfRange):
        what_if(ASSESSMENT, NOW, {"indicators.10": 6.26})
    with pytest.raises(FigureOutOfRange):
        what_if(ASSESSMENT, NOW, {"indicators.10": -94})
    with pytest.raises(FigureMissing):
        what_if(ASSESSMENT, Standing({"iit": 80}, {}), {"e1": 1})


def test_a_standing_knows_every_score_of_the_scorecards() -> None:
    import numpy as np

    cards = {one.key: score(one, np.full((3, len(one.parts)), 2, dtype=np.uint8)) for one in ASSESSMENT.instruments}
    now = standing(ASSESSMENT, cards, disclosure_score(ASSESSMENT.disclosure, indicators={9: 83.06, 10: 93.75}))
    assert now.instruments["oit"] == pytest.approx(88.405)
    assert now.levers["indicators.9"] == 83.06
    # The second of four steps is worth 33 where a high answer is good, 67 where it is bad.
    assert (now.levers["i2"], now.levers["i9"], now.levers["i1.2"]) == (33, 67, 33)
    assert set(now.levers) <= set(levers(ASSESSMENT))


def test_the_cheapest_path_takes_the_points_that_weigh_most_for_their_effort() -> None:
    # 84.995 - 81.5978 = 3.3972 are missing. At equal effort the OIT is best, 0.2 a point: 3.3972 / 0.2 = 16.986 points.
    plan = cheapest_path(ASSESSMENT, NOW, EVERY_INDICATOR)
    assert plan.reaches
    assert plan.effort == pytest.approx(16.986, abs=1e-3)
    assert set(gains(plan)) == {"indicators.9", "indicators.10"}
    assert (plan.after.printed, plan.after.grade, plan.before.grade) == ("85.00", "A", "B")
    # A point of indicator 8 at 0.4 costs 4 for a point of the total, the OIT 5: all 33.45 first, 0.0522 / 0.2 = 0.261 after it.
    rooms = [Room("indicators.8", effort=0.4), *(room for room in EVERY_INDICATOR if room.lever != "indicators.8")]
    plan = cheapest_path(ASSESSMENT, NOW, rooms)
    assert gains(plan)["indicators.8"] == pytest.approx(33.45)
    assert plan.effort == pytest.approx(33.45 * 0.4 + 0.261, abs=1e-3)


def test_the_fewest_changes_come_before_the_least_effort() -> None:
    # Five points of each IIT indicator at 0.1 cost 2.5 but add only 1.5; 18 points of indicator 8 at 3 add 1.8 in one change.
    rooms = [Room(f"indicators.{number}", 5, 0.1) for number in range(1, 6)] + [Room("indicators.8", 18, 3)]
    cheap = cheapest_path(ASSESSMENT, NOW, rooms, target=82.9)
    few = cheapest_path(ASSESSMENT, NOW, rooms, target=82.9, objective=Objective.FEWEST)
    # 82.895 - 81.5978 = 1.2972: 21.62 points at 0.1, which takes all five; or 12.972 points at 3.
    assert (len(cheap.changes), cheap.effort) == (5, pytest.approx(2.162, abs=1e-3))
    assert (gains(few), few.effort) == ({"indicators.8": pytest.approx(12.972, abs=1e-3)}, pytest.approx(38.916, abs=1e-2))


def test_a_target_out_of_reach_is_told_with_the_best_there_is() -> None:
    # 10 points of indicator 1 add 0.6 and 4 of e1 add 0.08: 82.2778.
    plan = cheapest_path(ASSESSMENT, NOW, [Room("indicators.1", 10), Room("e1", 4)])
    assert not plan.reaches
    assert plan.after.printed == "82.28"
    assert gains(plan) == {"indicators.1": 10, "e1": 4}
    assert not cheapest_path(ASSESSMENT, NOW, []).reaches


def test_a_target_that_is_reached_already_needs_nothing() -> None:
    plan = cheapest_path(ASSESSMENT, NOW, EVERY_INDICATOR, target=81.60)
    assert (plan.reaches, plan.changes, plan.effort) == (True, (), 0)


def test_the_border_is_what_prints_as_the_target() -> None:
    even = Standing({"iit": 80, "eit": 80, "oit": 80}, {})
    # 24.975 points at 0.2 make exactly 84.995, which prints 85.00; in steps of 0.025 that is 999 of them, and 998 miss.
    plan = cheapest_path(ASSESSMENT, even, [Room("indicators.9", 24.975)], step=0.025)
    assert (gains(plan), plan.after.printed) == ({"indicators.9": 24.975}, "85.00")
    assert not cheapest_path(ASSESSMENT, even, [Room("indicators.9", 24.95)], step=0.025).reaches
    assert cheapest_path(ASSESSMENT, even, [Room("indicators.9", 24.975)]).reaches


def test_a_grade_that_asks_for_every_instrument_is_reached_in_every_one() -> None:
    # IIT 84.995 - 80.596 = 4.399, five times as many points of indicators; EIT 84.995 - 220.57/3, three times: 21.995 + 34.415.
    assessment = replace(ASSESSMENT, grades=WORDS)
    plan = cheapest_path(assessment, NOW, EVERY_INDICATOR, grade="ผ่านดี")
    assert plan.effort == pytest.approx(56.41, abs=1e-2)
    assert plan.after.grade == "ผ่านดี"
    assert not cheapest_path(assessment, NOW, [Room("indicators.9"), Room("indicators.10")], grade="ผ่านดี").reaches
    assert next_grade(assessment, "ผ่าน") == WORDS[0]
    assert next_grade(assessment, "ผ่านดี") is None


def test_uncertainty_is_carried_along() -> None:
    # 81.5978 is 3.3972 below the border: with a standard error of 1.5 that is 2.2648 of them, a chance of about 1.2 %.
    plan = cheapest_path(ASSESSMENT, NOW, EVERY_INDICATOR, standard_error=1.5)
    assert plan.probability_before == pytest.approx(0.01176, abs=1e-4)
    assert plan.probability_after == pytest.approx(0.5, abs=1e-3)
    # The 90 % point of the normal distribution is 1.2816: 84.995 + 1.9223.
    sure = cheapest_path(ASSESSMENT, NOW, EVERY_INDICATOR, standard_error=1.5, sureness=0.9)
    assert sure.needed == pytest.approx(86.9173, abs=1e-3)
    assert sure.after.value == pytest.approx(86.9173, abs=1e-3)
    assert sure.probability_after == pytest.approx(0.9, abs=1e-3)
    census = cheapest_path(ASSESSMENT, NOW, EVERY_INDICATOR, standard_error=0, sureness=0.9)
    assert (census.probability_before, census.probability_after) == (0, 1)
    assert cheapest_path(ASSESSMENT, NOW, EVERY_INDICATOR).probability_after is None


def test_the_order_of_the_rooms_changes_nothing() -> None:
    rooms = [
        Room("indicators.9", 9),
        Room("indicators.10", 6),
        Room("indicators.8", 20),
        Room("i1", 40),
        Room("e11"),
        Room("o1", 100),
    ]
    rooms = [replace(room, points=room.points or 30) for room in rooms if room.lever != "e11"]
    del rooms[-1]
    assert cheapest_path(ASSESSMENT, NOW, rooms) == cheapest_path(ASSESSMENT, NOW, rooms[::-1])


@settings(max_examples=25, deadline=None)
@given(
    rooms=st.lists(
        st.tuples(st.sampled_from(sorted(INDICATORS)), st.integers(0, 5), st.integers(1, 9)),
        max_size=4,
        unique_by=lambda room: room[0],
    ),
    target=st.integers(816, 836).map(lambda tenths: tenths / 10),
)
def test_no_combination_of_whole_steps_does_better(rooms: list[tuple[int, int, int]], target: float) -> None:
    missing = Fraction(str(target)) - Fraction(1, 200) - Fraction("81.5978")
    ways = [
        (sum(gain * effort for gain, (_, _, effort) in zip(tried, rooms, strict=True)), sum(gain > 0 for gain in tried))
        for tried in itertools.product(*(range(room + 1) for _, room, _ in rooms))
        if sum(gain * POINT[number] for gain, (number, _, _) in zip(tried, rooms, strict=True)) >= missing
    ]
    given_rooms = [Room(f"indicators.{number}", room, effort) for number, room, effort in rooms]
    cheap = cheapest_path(ASSESSMENT, NOW, given_rooms, target=target, step=1)
    few = cheapest_path(ASSESSMENT, NOW, given_rooms, target=target, step=1, objective=Objective.FEWEST)
    assert cheap.reaches == few.reaches == bool(ways)
    if ways:
        assert (cheap.effort, len(cheap.changes)) == min(ways)
        assert (len(few.changes), few.effort) == min((number, effort) for effort, number in ways)
        assert all(change.gain == int(change.gain) for change in cheap.changes)
        assert Fraction(str(cheap.after.printed)) >= Fraction(str(target))


def test_what_a_plan_cannot_be_made_of_is_refused() -> None:
    with pytest.raises(LeversOverlap):
        cheapest_path(ASSESSMENT, NOW, [Room("indicators.1", 5), Room("i1.1", 5)])
    with pytest.raises(LeversOverlap):
        cheapest_path(ASSESSMENT, NOW, [Room("i1", 5), Room("i1", 5)])
    for room in (Room("nothing"), Room("i1"), Room("indicators.10", 7)):
        with pytest.raises(FigureError):
            cheapest_path(ASSESSMENT, NOW, [room])
    with pytest.raises(FigureMissing):
        cheapest_path(ASSESSMENT, Standing({"iit": 80}, {}), [])
    for wrong in (
        {"step": 0.0},
        {"step": -1.0},
        {"sureness": 0.9},
        {"standard_error": -1.0},
        {"target": 85.0, "grade": "A"},
        {"grade": "Z"},
    ):
        with pytest.raises(ValueError, match=r"\w"):
            cheapest_path(ASSESSMENT, NOW, [Room("i1", 5)], **wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="effort"):
        cheapest_path(ASSESSMENT, NOW, [Room("i1", 5, -1)])


def test_the_normal_distribution_used_is_that_of_the_tables() -> None:
    assert NormalDist().inv_cdf(0.9) == pytest.approx(1.2816, abs=1e-4)
