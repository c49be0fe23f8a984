"""Expected figures come from closed forms, or from a million totals drawn with numpy, which shares nothing with the engine."""

import math
from dataclasses import replace

import numpy as np
import pytest
import scipy  # its `stats` takes seconds to load: only in the worker that needs it

from questionnaires.loader import load_all
from questionnaires.model import Assessment, Grade
from scoring.assessment import FigureMissing, FigureOutOfRange, FigureUnknown
from scoring.bounds import logit_bounds
from scoring.certainty import TotalEstimate, total_certainty
from scoring.estimates import Doubt, Estimate, Level, Method

# The words used from fiscal year 2567 on, two of which ask something of every instrument.
WORDS = (
    Grade("ผ่านดีเยี่ยม", 95, 95),
    Grade("ผ่านดี", 85, 85),
    Grade("ผ่าน", 85),
    Grade("ต้องปรับปรุง", 70),
    Grade("ต้องปรับปรุงโดยด่วน", 0),
)


@pytest.fixture(scope="module")
def assessment() -> Assessment:
    return load_all().assessment(2565)


def sampled(score: float, error: float, *, n: int = 40, population: int | None = 200) -> Estimate:
    low, high = logit_bounds(score, error, n - 1)
    return Estimate(
        level=Level.INSTRUMENT, score=score, n=n, sampled=n, fewest=n, population=population,
        low=float(low), high=float(high), standard_error=error, method=Method.LOGIT,
    )  # fmt: skip


def everybody(score: float) -> Estimate:
    return replace(sampled(50, 1), score=score, low=score, high=score, standard_error=0.0, method=Method.CENSUS)


def unvaried(score: float, low: float, high: float, *, n: int, population: int) -> Estimate:
    return replace(
        sampled(50, 1, n=n, population=population), score=score, low=low, high=high, standard_error=0.0, method=Method.UNSEEN
    )


def drawn(
    estimate: Estimate, chance: np.random.Generator, times: int = 1_000_000
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    assert estimate.score is not None
    assert estimate.standard_error is not None
    share = estimate.score / 100
    odds = math.log(share / (1 - share)) + estimate.standard_error / 100 / (share * (1 - share)) * chance.standard_t(
        estimate.degrees, times
    )
    return 100 / (1 + np.exp(-odds))


def test_where_everybody_answered_the_total_is_certain(assessment: Assessment) -> None:
    # 0.3 x 80 + 0.3 x 90 + 0.4 x 84.975 = 84.99, a hundredth short of the target.
    for disclosure, grade, reached in ((84.975, "B", 0.0), (85.0, "A", 1.0)):
        found = total_certainty(assessment, {"iit": everybody(80), "eit": everybody(90)}, disclosure)
        assert found.is_census
        assert found.is_trustworthy
        assert found.low == found.high == found.total.value
        assert (found.total.grade, found.target) == (grade, reached)
        assert found.grades == {each.label: float(each.label == grade) for each in assessment.grades}


def test_with_one_instrument_uncertain_the_limits_are_its_own_weighed(assessment: Assessment) -> None:
    iit = sampled(85, 2.5)
    assert iit.low is not None
    assert iit.high is not None
    for found, rest in (
        (total_certainty(assessment, {"iit": iit, "eit": everybody(90)}, 80), 0.3 * 90 + 0.4 * 80),
        (total_certainty(assessment, {"eit": iit, "iit": everybody(70)}, 80), 0.3 * 70 + 0.4 * 80),
    ):
        assert not found.is_census
        assert found.low == pytest.approx(rest + 0.3 * iit.low, abs=1e-5)
        assert found.high == pytest.approx(rest + 0.3 * iit.high, abs=1e-5)


def test_with_one_instrument_uncertain_the_probability_of_the_target_is_that_of_students_t(assessment: Assessment) -> None:
    # The IIT has to reach (84.995 - 27 - 34) / 0.3 = 79.98333: 84.995 is printed as 85.00.
    found = total_certainty(assessment, {"iit": sampled(80, 3, n=12), "eit": everybody(90)}, 85)
    needed = (84.995 - 27 - 34) / 0.3 / 100
    away = (math.log(needed / (1 - needed)) - math.log(0.8 / 0.2)) * 0.8 * 0.2 / 0.03
    assert found.target == pytest.approx(scipy.stats.t.sf(away, 11), abs=1e-8)


def test_for_many_answers_the_interval_is_that_of_a_sum_of_normal_figures(assessment: Assessment) -> None:
    found = total_certainty(assessment, {"iit": sampled(82, 0.5, n=5_000), "eit": sampled(75, 0.7, n=5_000)}, 90)
    value, error = 0.3 * 82 + 0.3 * 75 + 0.4 * 90, 0.3 * math.hypot(0.5, 0.7)
    assert (found.low, found.high) == pytest.approx(scipy.stats.norm.interval(0.95, value, error), abs=0.01)
    certain = {"B": scipy.stats.norm.cdf(84.995, value, error), "A": scipy.stats.norm.sf(84.995, value, error)}
    assert found.grades == pytest.approx(dict.fromkeys(found.grades, 0.0) | certain, abs=0.005)


@pytest.mark.parametrize(("iit", "eit"), [((86, 3.0, 12), (83, 4.5, 8)), ((95, 1.2, 40), (80, 2.0, 100))])
def test_limits_and_probabilities_are_those_of_a_million_drawn_totals(
    assessment: Assessment, iit: tuple[float, float, int], eit: tuple[float, float, int]
) -> None:
    instruments = {key: sampled(score, error, n=n) for key, (score, error, n) in {"iit": iit, "eit": eit}.items()}
    found = total_certainty(assessment, instruments, 84.6)
    chance = np.random.default_rng(1)
    totals = 0.3 * drawn(instruments["iit"], chance) + 0.3 * drawn(instruments["eit"], chance) + 0.4 * 84.6
    assert (found.low, found.high) == pytest.approx(np.quantile(totals, [0.025, 0.975]), abs=0.03)
    printed = np.floor(totals * 100 + 0.5) / 100
    assert found.target == pytest.approx(np.mean(printed >= 85), abs=0.003)
    counts = np.histogram(printed, [0, 50, 55, 65, 75, 85, 95, 101])[0] / len(totals)
    assert found.grades is not None
    assert list(found.grades.values()) == pytest.approx(counts[::-1], abs=0.003)


def test_a_grade_that_asks_something_of_every_instrument_has_the_joint_probability(assessment: Assessment) -> None:
    year = replace(assessment, grades=WORDS)
    instruments = {"iit": sampled(88, 2.5, n=20), "eit": sampled(86.5, 3.0, n=30)}
    found = total_certainty(year, instruments, 85.2)
    chance = np.random.default_rng(2)
    iit, eit = (np.floor(drawn(each, chance) * 100 + 0.5) / 100 for each in instruments.values())
    totals = np.floor((0.3 * iit + 0.3 * eit + 0.4 * 85.2) * 100 + 0.5) / 100
    passed, each_passed = totals >= 85, np.minimum(iit, eit) >= 85
    expected = {
        "ผ่านดีเยี่ยม": 0.0,
        "ผ่านดี": np.mean(passed & each_passed),
        "ผ่าน": np.mean(passed & ~each_passed),
        "ต้องปรับปรุง": np.mean(~passed & (totals >= 70)),
        "ต้องปรับปรุงโดยด่วน": np.mean(totals < 70),
    }
    assert found.grades == pytest.approx(expected, abs=0.004)
    # The OIT is an instrument too: with 84.9, no certainty of the others makes every one of them reach 85.
    below = total_certainty(year, instruments, 84.9).grades
    assert below is not None
    assert below["ผ่านดี"] == 0


def test_the_probabilities_of_the_grades_add_up_to_one(assessment: Assessment) -> None:
    for grades in (assessment.grades, WORDS):
        found = total_certainty(
            replace(assessment, grades=grades),
            {"iit": sampled(84, 6, n=5), "eit": unvaried(100, 80, 100, n=12, population=60)},
            80,
        )
        assert found.grades is not None
        assert sum(found.grades.values()) == pytest.approx(1, abs=1e-12)
        assert all(each >= 0 for each in found.grades.values())


def test_an_instrument_in_which_all_gave_the_best_answer_may_still_be_lower(assessment: Assessment) -> None:
    # The EIT is at least 100 x (1 - K/45) with the chance that 10 of 45 hold one of K who differ: the total needs
    # (84.995 - 24 - 34) / 0.3 = 89.98 of it, so K is 4 at most, and 5 are missed by a sample in 26.6 % (hypergeometric).
    found = total_certainty(assessment, {"iit": everybody(80), "eit": unvaried(100, 77.8, 100, n=10, population=45)}, 85)
    assert found.target == pytest.approx(1 - scipy.stats.hypergeom.pmf(0, 45, 5, 10), abs=0.001)


def test_without_an_interval_of_every_instrument_the_total_has_none(assessment: Assessment) -> None:
    lonely = replace(sampled(80, 1), low=None, high=None, standard_error=None, method=Method.NONE, n=1, fewest=1, sampled=1)
    found = total_certainty(assessment, {"iit": lonely, "eit": sampled(80, 1)}, 85)
    assert isinstance(found, TotalEstimate)
    assert found.total.printed == "82.00"
    assert (found.low, found.high, found.target, found.grades, found.doubtful) == (None, None, None, None, ("iit",))


def test_a_total_is_as_doubtful_as_its_instruments(assessment: Assessment) -> None:
    few = sampled(80, 3, n=29)
    assert few.doubt is Doubt.TOO_FEW
    found = total_certainty(assessment, {"iit": sampled(80, 1), "eit": few}, 85)
    assert (found.doubtful, found.is_trustworthy) == (("eit",), False)


def test_figures_that_make_no_total_are_refused(assessment: Assessment) -> None:
    iit, eit = sampled(80, 1), sampled(85, 1)
    with pytest.raises(FigureMissing, match=r"instruments\.eit"):
        total_certainty(assessment, {"iit": iit}, 85)
    with pytest.raises(FigureUnknown, match=r"instruments\.oit"):
        total_certainty(assessment, {"iit": iit, "eit": eit, "oit": eit}, 85)
    with pytest.raises(FigureOutOfRange, match=r"instruments\.oit"):
        total_certainty(assessment, {"iit": iit, "eit": eit}, 101)
    with pytest.raises(ValueError, match="an estimate of an item"):
        total_certainty(assessment, {"iit": replace(iit, level=Level.ITEM), "eit": eit}, 85)
