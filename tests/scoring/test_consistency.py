"""Published figures that agree give no finding; those that do not are found, and so is the misprint behind them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from operator import ne
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires.loader import load_all
from questionnaires.model import Assessment, Grade
from scoring.assessment import FigureOutOfRange, FigureUnknown
from scoring.consistency import Consistency, Statement, check
from scoring.misprints import alternatives
from scoring.published import names, published

ASSESSMENT = load_all().assessment(2565)
# The arithmetic once more: which indicators make an instrument, what it weighs, where the grades begin.
MEMBERS = {"iit": range(1, 6), "eit": range(6, 9), "oit": range(9, 11)}
WEIGHTS = {"iit": Fraction(3, 10), "eit": Fraction(3, 10), "oit": Fraction(4, 10)}
BORDERS = {"AA": 95, "A": 85, "B": 75, "C": 65, "D": 55, "E": 50, "F": 0}
WORDS = (
    Grade("ผ่านดีเยี่ยม", 95, 95),
    Grade("ผ่านดี", 85, 85),
    Grade("ผ่าน", 85),
    Grade("ต้องปรับปรุง", 70),
    Grade("ต้องปรับปรุงโดยด่วน", 0),
)
EVERY_SCORE = [f"{hundredths // 100}.{hundredths % 100:02d}" for hundredths in range(10_001)]
Figures = dict[str, Any]


def seed() -> Figures:
    """The figures of the seed report by name."""
    document = yaml.safe_load((Path(__file__).parent / "seed-2565.yaml").read_text(encoding="utf-8"))
    figures = {
        f"{group}.{key}": figure for group in ("indicators", "instruments", "lowest") for key, figure in document[group].items()
    }
    return figures | {"total": document["total"], "grade": document["grade"]}


def checked(figures: Figures, assessment: Assessment = ASSESSMENT) -> Consistency:
    return check(published(assessment, figures))


def shown(found: Statement) -> tuple[Any, ...]:
    """What, from what, printed, computed and difference, the last two exact as text."""
    difference = found.difference
    return (
        found.what,
        str(found.source),
        str(found.printed),
        str(found.computed),
        None if difference is None else str(difference),
    )


def repaired(found: Consistency) -> list[dict[str, str]]:
    return [{change.figure: str(change.after) for change in repair.changes} for repair in found.explanations.best]


def half_up(score: Fraction) -> Decimal:
    """Two decimals, halves up, by whole numbers alone."""
    return Decimal(math.floor(score * 100 + Fraction(1, 2))).scaleb(-2)


def correctly_published(scores: list[Fraction]) -> Figures:
    """All that can be published of ten unrounded scores of indicators, every figure rounded by itself."""
    by_number = dict(enumerate(scores, start=1))
    instruments = {key: sum((by_number[n] for n in numbers), Fraction(0)) / len(numbers) for key, numbers in MEMBERS.items()}
    total = half_up(sum((WEIGHTS[key] * score for key, score in instruments.items()), Fraction(0)))
    return {
        **{f"indicators.{number}": half_up(score) for number, score in by_number.items()},
        **{f"instruments.{key}": half_up(score) for key, score in instruments.items()},
        "total": total,
        "grade": next(label for label, border in BORDERS.items() if total >= border),
        **{f"lowest.{key}": min(numbers, key=lambda n: by_number[n]) for key, numbers in MEMBERS.items()},
    }


# Means of points over some respondents, items and parts; and exact halves of a hundredth, where rounding turns.
scores = st.one_of(
    st.builds(
        lambda part, whole: Fraction(100 * part, whole) if part <= whole else Fraction(100), st.integers(0, 4000), st.just(3600)
    ),
    st.integers(0, 20_000).map(lambda halves: Fraction(halves, 200)),
    st.integers(0, 7_000).map(lambda sevenths: Fraction(sevenths, 70)),
)
results = st.lists(scores, min_size=10, max_size=10)


def test_the_seed_report_contradicts_itself_in_four_places() -> None:
    # IIT (83.05 + 89.25 + 81.24 + 80.55 + 88.89) / 5 = 422.98 / 5 = 84.596; total 0.3 x 80.60 + 0.3 x 73.52 + 0.4 x 88.41 =
    # 81.6 and 0.3 x 84.596 + 0.3 x 220.57/3 + 0.4 x 88.405 = 82.7978; indicator 5 at 88.89 is 8.34 above indicator 4 at 80.55.
    found = checked(seed())
    assert [shown(one) for one in found.findings] == [
        ("instruments.iit", "indicators", "80.6", "21149/250", "-999/250"),
        ("total", "instruments", "84.6", "408/5", "3"),
        ("total", "indicators", "84.6", "413989/5000", "9011/5000"),
        ("lowest.iit", "indicators", "5", "4", "417/50"),
    ]
    assert [one.what for one in found.agreements] == ["instruments.eit", "instruments.oit", "grade", "lowest.eit"]


def test_two_misprints_explain_the_seed_report_and_nothing_else_does_with_two() -> None:
    # With 68.89 the five add up to 402.98, a mean of 80.596, printed 80.60, and indicator 5 is the lowest; 81.60 is the total.
    found = checked(seed())
    assert repaired(found) == [{"indicators.5": "68.89", "total": "81.60"}]
    assert (found.explanations.equally_good, found.explanations.searched_all) == (1, True)
    assert found.explanations.best[0].explains_all
    assert checked(seed() | {"indicators.5": 68.89, "total": 81.60}).is_consistent


@settings(max_examples=60, deadline=None)
@given(results, st.sets(st.sampled_from(names(ASSESSMENT))))
def test_a_correctly_published_result_never_gives_a_finding(unrounded: list[Fraction], left_out: set[str]) -> None:
    figures = {name: figure for name, figure in correctly_published(unrounded).items() if name not in left_out}
    found = checked(figures)
    assert found.is_consistent, found.findings
    assert found.explanations.best == ()


@settings(max_examples=25, deadline=None)
@given(results, st.data())
def test_a_single_misprint_that_contradicts_is_among_the_repairs(unrounded: list[Fraction], data: st.DataObject) -> None:
    figures = correctly_published(unrounded)
    name = data.draw(st.sampled_from([name for name, figure in figures.items() if isinstance(figure, Decimal)]))
    right = figures[name]
    others = sorted(one_digit_off(right))
    if not others:
        return
    wrong = data.draw(st.sampled_from(others))
    found = checked(figures | {name: wrong})
    if not found.is_consistent:
        assert {name: str(right)} in repaired(found)
        assert all(len(repair.changes) == 1 and repair.explains_all for repair in found.explanations.best)


def one_digit_off(score: Decimal) -> Iterator[Decimal]:
    """Every score up to 100 that differs in one of the printed digits, found by trying all there are."""
    text = str(score)
    for other in EVERY_SCORE:
        if len(other) == len(text) and sum(map(ne, other, text)) == 1:
            yield Decimal(other)


def test_alternatives_keep_the_number_of_digits_and_stay_within_a_hundred() -> None:
    for text in ("84.60", "9.05", "0.00", "10.00", "99.99", "100.00"):
        assert set(alternatives(Decimal(text), ())) == set(one_digit_off(Decimal(text))), text
    # A file has lost the last zero of 84.60; it is a digit all the same.
    assert Decimal("84.67") in alternatives(Decimal("84.6"), ())
    assert alternatives("B", ("A", "B", "C")) == ("A", "C")


@pytest.mark.parametrize(
    ("figures", "what"),
    [
        ({"total": 84.99, "grade": "A"}, "grade"),
        ({"total": 85, "grade": "B"}, "grade"),
        ({"indicators.9": 80.00, "indicators.10": 80.01, "instruments.oit": 80.02}, "instruments.oit"),
        ({"indicators.9": 80.00, "indicators.10": 80.01, "instruments.oit": 79.99}, "instruments.oit"),
        ({"indicators.9": 80.01, "indicators.10": 80.00, "lowest.oit": 9}, "lowest.oit"),
        ({"indicators.9": 90, "instruments.oit": 40}, "instruments.oit"),
        ({"instruments.iit": 50, "instruments.eit": 50, "total": 75}, "total"),
        ({"instruments.iit": 50, "instruments.eit": 50, "grade": "AA"}, "grade"),
    ],
    ids=[
        "below the grade",
        "above the grade",
        "a mean too high",
        "a mean too low",
        "not the lowest",
        "no other could be so low",
        "no OIT makes up for it",
        "out of reach",
    ],
)
def test_what_no_unrounded_scores_could_print_is_found(figures: Figures, what: str) -> None:
    assert [one.what for one in checked(figures).findings] == [what]


@pytest.mark.parametrize(
    "figures",
    [
        {},
        {"total": 85, "grade": "A"},
        {"total": 84.99, "grade": "B"},
        # The mean of 79.995 to 80.005 and 80.005 to 80.015 prints 80.00 or 80.01, whichever way its own half is rounded.
        {"indicators.9": 80.00, "indicators.10": 80.01, "instruments.oit": 80.00},
        {"indicators.9": 80.00, "indicators.10": 80.01, "instruments.oit": 80.01},
        # Equal as printed: either may have been the lower one.
        {"indicators.9": 80, "indicators.10": 80, "lowest.oit": 9},
        {"indicators.9": 80, "indicators.10": 80, "lowest.oit": 10},
        {"indicators.9": 80, "lowest.oit": 10, "instruments.oit": 40},
        {"indicators.9": 100, "indicators.10": 100, "instruments.oit": 100},
        # 0.6 x 84.985 to 84.995 and 0.4 x 84.995 to 85.005: from 84.989 to 84.999, which may be a B or an A.
        {"instruments.iit": 84.99, "instruments.eit": 84.99, "instruments.oit": 85, "grade": "A"},
        {"instruments.iit": 84.99, "instruments.eit": 84.99, "instruments.oit": 85, "grade": "B"},
    ],
)
def test_what_some_unrounded_scores_print_is_not_found(figures: Figures) -> None:
    assert checked(figures).is_consistent


def test_an_unprinted_lowest_indicator_bounds_the_rest() -> None:
    # Indicator 10 is named as the lowest, so it is at most 80, and the mean of 80 and at most 80 is no 90.
    assert [one.what for one in checked({"indicators.9": 80, "lowest.oit": 10, "instruments.oit": 90}).findings] == [
        "instruments.oit"
    ]
    assert [one.what for one in checked({"indicators.9": 80, "lowest.oit": 9, "instruments.oit": 70}).findings] == [
        "instruments.oit"
    ]


def test_figures_that_agree_one_by_one_but_not_together_are_found() -> None:
    # IIT from 403.02 / 5 = 80.604 and printed 80.61 lies from 80.605 to 80.609, OIT from 88.405 and printed 88.41 from 88.405
    # to 88.41, EIT from 73.51833 to 73.525: the total from 81.599 to 81.6042, which prints 81.60. From the instruments printed
    # it would go up to 81.608, from the indicators to 81.6052: each by itself allows 81.61.
    figures = seed() | {"indicators.5": 68.93, "instruments.iit": 80.61, "total": 81.60}
    assert checked(figures).is_consistent
    found = checked(figures | {"total": 81.61})
    assert [(one.what, str(one.source)) for one in found.findings] == [("total", "everything")]
    assert found.findings[0].computed == Fraction("81.6042")
    assert {"total": "81.60"} in repaired(found)


def test_three_decimals_stand_for_a_narrower_range_than_two() -> None:
    # The mean of 80.00 and 80.01 lies from 80.000 up to 80.010; 80.012 with three decimals begins at 80.0115.
    assert checked({"indicators.9": 80, "indicators.10": 80.01, "instruments.oit": Decimal("80.009")}).is_consistent
    assert not checked({"indicators.9": 80, "indicators.10": 80.01, "instruments.oit": Decimal("80.012")}).is_consistent


def test_misprints_in_every_instrument_are_found_together() -> None:
    figures = seed() | {"indicators.5": 68.89, "total": 81.60}
    wrong = figures | {"indicators.2": 39.25, "indicators.7": 48.61, "indicators.10": 13.75, "grade": "C"}
    expected = {"indicators.2": "89.25", "indicators.7": "78.61", "indicators.10": "93.75", "grade": "B"}
    found = checked(wrong)
    assert expected in repaired(found)
    assert all(len(changes) == 4 for changes in repaired(found))


def test_a_wrong_word_is_a_misprint_too() -> None:
    figures = seed() | {"indicators.5": 68.89, "total": 81.60}
    assert repaired(checked(figures | {"lowest.iit": 4})) == [{"lowest.iit": "5"}]
    assert {"grade": "B"} in repaired(checked(figures | {"grade": "A"}))


def test_where_no_misprints_explain_everything_those_that_explain_most_are_told() -> None:
    # Nothing of one or two digits brings three indicators of the IIT back at once; the grade alone can be mended.
    figures = seed() | {"indicators.5": 68.89, "total": 81.60, "grade": "A"}
    found = checked(figures | {"indicators.1": 3.11, "indicators.2": 9.02, "indicators.3": 1.37})
    assert found.explanations.best
    assert not any(repair.explains_all for repair in found.explanations.best)
    assert all(len(repair.changes) == 1 for repair in found.explanations.best)


def test_a_grade_may_ask_something_of_every_instrument() -> None:
    assessment = replace(ASSESSMENT, grades=WORDS)
    low_eit = {"instruments.iit": 95, "instruments.eit": 84.99, "instruments.oit": 95, "total": 92.00}
    # 28.5 + 25.497 + 38 = 91.997
    assert checked(low_eit | {"grade": "ผ่าน"}, assessment).is_consistent
    found = checked(low_eit | {"grade": "ผ่านดี"}, assessment)
    assert [shown(one) for one in found.findings] == [("grade", "total", "ผ่านดี", "ผ่าน", None)]
    assert {"grade": "ผ่าน"} in repaired(found)
    # Without the figure of the EIT the total alone allows both.
    del low_eit["instruments.eit"]
    assert checked({"total": 92, "grade": "ผ่านดี"}, assessment).is_consistent
    assert checked({"total": 92, "grade": "ผ่าน"}, assessment).is_consistent
    assert not checked({"total": 92, "grade": "ต้องปรับปรุง"}, assessment).is_consistent


def test_the_distance_from_a_grade_is_told_in_printed_terms() -> None:
    assert [one.difference for one in checked({"total": 84.6, "grade": "A"}).findings] == [Fraction("-0.4")]
    assert [one.difference for one in checked({"total": 85.2, "grade": "B"}).findings] == [Fraction("0.21")]


@pytest.mark.parametrize(
    ("figures", "error"),
    [
        ({"indicators.11": 80}, FigureUnknown),
        ({"instruments.qit": 80}, FigureUnknown),
        ({"mean": 80}, FigureUnknown),
        ({"total": 100.01}, FigureOutOfRange),
        ({"total": float("nan")}, FigureOutOfRange),
        ({"total": "85"}, FigureOutOfRange),
        ({"grade": "Z"}, FigureOutOfRange),
        ({"lowest.iit": 8}, FigureOutOfRange),
    ],
)
def test_what_the_year_cannot_have_published_is_refused_by_name(figures: Figures, error: type[Exception]) -> None:
    with pytest.raises(error) as refused:
        published(ASSESSMENT, figures)
    assert refused.value.figure == next(iter(figures))  # type: ignore[attr-defined]
