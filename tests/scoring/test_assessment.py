from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from questionnaires.loader import load_all
from questionnaires.model import Assessment, Disclosure, Grade
from scoring.assessment import (
    FigureError,
    FigureMissing,
    FigureOutOfRange,
    FigureUnknown,
    NoGradeFits,
    disclosure_score,
    instruments_from_indicators,
    total,
    total_from_indicators,
)

ALL_85 = {"iit": 85, "eit": 85, "oit": 85}
INDICATORS = dict.fromkeys(range(1, 11), 85.0)


@pytest.fixture(scope="module")
def assessment() -> Assessment:
    return load_all().assessment(2565)


@pytest.fixture(scope="module")
def disclosure(assessment: Assessment) -> Disclosure:
    return assessment.disclosure


def every_item(disclosure: Disclosure, score: float) -> dict[str, float]:
    return {code: score for indicator in disclosure.indicators for group in indicator.subindicators for code in group.items}


@pytest.mark.parametrize(
    "figure", [-0.01, 100.01, float("nan"), float("inf"), -float("inf"), Decimal("NaN"), np.float64("nan")]
)
def test_a_figure_that_is_not_a_score_is_refused_by_name_everywhere(assessment: Assessment, figure: Any) -> None:
    with pytest.raises(FigureOutOfRange, match=r"instruments\.eit: .* is not a score from 0 to 100"):
        total(assessment, ALL_85 | {"eit": figure})
    with pytest.raises(FigureOutOfRange, match=r"indicators\.7: "):
        total_from_indicators(assessment, INDICATORS | {7: figure})
    with pytest.raises(FigureOutOfRange, match=r"indicators\.10: "):
        disclosure_score(assessment.disclosure, indicators={9: 85, 10: figure})


def test_a_missing_figure_is_named_and_none_is_missing(assessment: Assessment) -> None:
    with pytest.raises(FigureMissing, match=r"instruments\.oit") as refused:
        total(assessment, {"iit": 85, "eit": 85})
    assert refused.value.figure == "instruments.oit"
    with pytest.raises(FigureMissing, match=r"instruments\.iit"):
        total(assessment, ALL_85 | {"iit": None})
    with pytest.raises(FigureMissing, match=r"indicators\.8"):
        instruments_from_indicators(assessment, {number: 85 for number in INDICATORS if number != 8})


def test_a_figure_that_the_year_does_not_have_is_named(assessment: Assessment) -> None:
    with pytest.raises(FigureUnknown, match=r"instruments\.qit: not a figure of this year; there are iit, eit, oit"):
        total(assessment, ALL_85 | {"qit": 85})
    with pytest.raises(FigureUnknown, match=r"indicators\.11"):
        total_from_indicators(assessment, INDICATORS | {11: 85})


def test_a_disclosure_item_is_0_or_100_and_nothing_between(disclosure: Disclosure) -> None:
    with pytest.raises(FigureOutOfRange, match=r"items\.o20: 50 is neither 0 nor 100"):
        disclosure_score(disclosure, items=every_item(disclosure, 100) | {"o20": 50})


def test_missing_and_unknown_disclosure_figures_are_named(disclosure: Disclosure) -> None:
    items = every_item(disclosure, 100)
    with pytest.raises(FigureMissing, match=r"items\.o43"):
        disclosure_score(disclosure, items={code: score for code, score in items.items() if code != "o43"})
    with pytest.raises(FigureUnknown, match=r"items\.o44"):
        disclosure_score(disclosure, items=items | {"o44": 100})
    with pytest.raises(FigureMissing, match=r"subindicators\."):
        disclosure_score(disclosure, subindicators={})
    with pytest.raises(FigureMissing, match=r"indicators\.10"):
        disclosure_score(disclosure, indicators={9: 85})


def test_disclosure_figures_of_two_kinds_or_none_are_refused(disclosure: Disclosure) -> None:
    with pytest.raises(TypeError, match="exactly one"):
        disclosure_score(disclosure)
    with pytest.raises(TypeError, match="exactly one"):
        disclosure_score(disclosure, indicators={9: 85, 10: 85}, items=every_item(disclosure, 100))


def test_a_disclosure_score_carries_its_sub_indicators_where_they_are_known(disclosure: Disclosure) -> None:
    known = disclosure_score(disclosure, items=every_item(disclosure, 100) | {"o42": 0})
    assert [len(indicator.subindicators) for indicator in known.indicators] == [5, 2]
    assert known.indicators[1].subindicators[1].score == 50
    assert known.indicators[1].title == disclosure.indicators[1].title
    unknown = disclosure_score(disclosure, indicators={9: 85, 10: 85})
    assert [indicator.subindicators for indicator in unknown.indicators] == [(), ()]


def test_every_refusal_of_a_figure_is_a_value_error() -> None:
    assert issubclass(FigureError, ValueError)
    assert all(issubclass(error, FigureError) for error in (FigureMissing, FigureUnknown, FigureOutOfRange))


def test_each_instrument_is_the_mean_of_its_indicators(assessment: Assessment) -> None:
    figures = {1: 80, 2: 82, 3: 84, 4: 86, 5: 88, 6: 70, 7: 75, 8: 80, 9: 90, 10: 95}
    assert instruments_from_indicators(assessment, figures) == {"iit": 84, "eit": 75, "oit": 92.5}


def test_figures_may_be_decimals_or_numpy_floats(assessment: Assessment) -> None:
    mixed = total(assessment, {"iit": Decimal("84.995"), "eit": np.float64(84.995), "oit": 84.995})
    assert (mixed.value, mixed.printed, mixed.grade) == (84.995, "85.00", "A")


def test_the_grade_of_a_total_at_a_border_does_not_hang_on_binary_weights(assessment: Assessment) -> None:
    # In binary, 0.3 x 84.99 + 0.3 x 84.99 + 0.4 x 85.0025 is 84.99499999999999; by hand 25.497 + 25.497 + 34.001 = 84.995.
    assert total(assessment, {"iit": 84.99, "eit": 84.99, "oit": 85.0025}).grade == "A"


def test_the_gap_and_the_printed_total_add_up_to_the_target(assessment: Assessment) -> None:
    for score in (0.0, 33.333333, 82.7978, 84.994999, 84.995, 99.999):
        result = total(assessment, dict.fromkeys(ALL_85, score))
        assert Decimal(result.printed) + result.gap == Decimal("85.00")


def test_a_definition_whose_grades_do_not_reach_down_to_the_total_is_told_apart(assessment: Assessment) -> None:
    with pytest.raises(NoGradeFits, match=r"no grade fits a total of 49\.00"):
        total(replace(assessment, grades=(Grade("ผ่าน", 50),)), dict.fromkeys(ALL_85, 49))
