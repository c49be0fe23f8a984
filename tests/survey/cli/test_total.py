"""`sutcharit total`: weights, rounding and grades, worked by hand."""

from __future__ import annotations

import json

import pytest

from tests.survey.cli.conftest import Command

SEED = "83.05,89.25,81.24,80.55,88.89,75.41,78.61,66.55,83.06,93.75"


def _total(alone: Command, *arguments: object) -> dict[str, object]:
    found: dict[str, object] = json.loads(alone("total", "--year", 2565, *arguments, "--json").stdout)
    return found


def test_the_total_weighs_the_instruments_three_three_four(alone: Command) -> None:
    # 0.3 x 80.60 + 0.3 x 73.52 + 0.4 x 88.41 = 24.18 + 22.056 + 35.364
    found = _total(alone, "--iit", 80.60, "--eit", 73.52, "--oit", 88.41)
    assert found == {"total": pytest.approx(81.6, abs=1e-12), "printed": "81.60", "grade": "B"}


def test_the_total_of_ten_indicators_rounds_nothing_on_the_way(alone: Command) -> None:
    # IIT 422.98/5 = 84.596; EIT 220.57/3; OIT 88.405; total = 25.3788 + 22.057 + 35.362 = 82.7978
    found = _total(alone, "--indicators", SEED)
    assert found == {"total": pytest.approx(82.7978, abs=1e-9), "printed": "82.80", "grade": "B"}


@pytest.mark.parametrize(
    ("score", "printed", "grade"),
    [
        ("100", "100.00", "AA"),
        ("95", "95.00", "AA"),
        ("94.994999", "94.99", "A"),
        ("84.995", "85.00", "A"),
        ("84.994999", "84.99", "B"),
        ("74.995", "75.00", "B"),
        ("65", "65.00", "C"),
        ("55", "55.00", "D"),
        ("50", "50.00", "E"),
        ("49.994", "49.99", "F"),
        ("0", "0.00", "F"),
        ("88.405", "88.41", "A"),
    ],
)
def test_the_grade_is_decided_on_the_printed_total(alone: Command, score: str, printed: str, grade: str) -> None:
    # Three equal scores weigh to themselves.
    found = _total(alone, "--iit", score, "--eit", score, "--oit", score)
    assert (found["printed"], found["grade"]) == (printed, grade)


def test_people_read_the_distance_to_the_target(alone: Command) -> None:
    assert "ยังขาดจากเป้าหมาย 2.20" in alone("total", "--year", 2565, "--indicators", SEED).stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("--iit", "80"),
        ("--iit", "80", "--eit", "70", "--oit", "101"),
        ("--iit", "nan", "--eit", "70", "--oit", "80"),
        ("--indicators", "80,90"),
        ("--indicators", "a,b"),
        ("--indicators", SEED, "--iit", "80"),
        (),
    ],
    ids=["incomplete", "over 100", "not a number", "too few", "no figures", "both ways", "nothing"],
)
def test_what_cannot_be_totalled_is_refused_in_words(alone: Command, arguments: tuple[str, ...]) -> None:
    result = alone("total", "--year", 2565, *arguments, "--json", exit_code=2)
    assert result.stdout == ""
    assert result.stderr.strip()


def test_an_unknown_year_is_refused(alone: Command) -> None:
    assert "2500" in alone("total", "--year", 2500, "--indicators", SEED, exit_code=2).stderr
