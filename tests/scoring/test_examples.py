from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from questionnaires.loader import load_all
from questionnaires.model import Assessment, Audience, Grade, Instrument
from scoring.assessment import disclosure_score, total, total_from_indicators
from scoring.rounding import printed
from scoring.sampling import minimum_sample
from scoring.scorecard import IndicatorScore, ItemScore, PartScore, Scorecard, score

Example = dict[str, Any]


EXAMPLES = [
    pytest.param(example, id=f"{file.stem}: {example['example']}")
    for file in sorted((Path(__file__).parent / "examples").glob("*.yaml"))
    for example in yaml.safe_load(file.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_engine_agrees_with_the_example_worked_by_hand(example: Example) -> None:
    (check,) = [check for key, check in CHECKS.items() if key in example]
    check(example)


def ticks_come_to_scores(example: Example) -> None:
    instrument = load_all().instrument(example["instrument"])
    card = score(instrument, steps_of(instrument, example["ticks"]))
    levels = named_levels(card)
    for name, expected in example["scores"].items():
        assert agrees(levels[name].score, expected), f"{name} is {levels[name].score}, not {expected}"
    for name, expected in example.get("answered", {}).items():
        assert levels[name].n == expected, f"{name} was answered by {levels[name].n}, not {expected}"
    for name, expected in example.get("steps", {}).items():
        level = levels[name]
        counts = level.distribution.counts if isinstance(level, PartScore) else level.distribution[0].counts
        assert list(counts) == expected, f"{name} has {counts}, not {expected}"


def steps_of(instrument: Instrument, ticks: list[dict[str, str]]) -> np.ndarray[Any, np.dtype[np.uint8]]:
    unknown = {code for line in ticks for code in line} - set(instrument.part_codes)
    assert not unknown, f"{instrument.identifier} has no {unknown}"
    return np.array(
        [
            [part.scale.labels.index(line[part.code]) + 1 if part.code in line else 0 for part in instrument.parts]
            for line in ticks
        ],
        dtype=np.uint8,
    )


def named_levels(card: Scorecard) -> dict[str, Scorecard | IndicatorScore | ItemScore | PartScore]:
    levels: dict[str, Scorecard | IndicatorScore | ItemScore | PartScore] = {card.instrument: card}
    for indicator in card.indicators:
        levels[f"indicator {indicator.number}"] = indicator
        for item in indicator.items:
            # An item without parts is its own part; the part comes first, so that the name means the item.
            levels |= {part.code: part for part in item.parts}
            levels[item.code] = item
    return levels


def disclosure_comes_to(example: Example) -> None:
    disclosure = load_all().assessment(example["assessment"]).disclosure
    if "lacking" in example:
        codes = [code for indicator in disclosure.indicators for group in indicator.subindicators for code in group.items]
        lacking = codes if example["lacking"] == "all" else example["lacking"]
        assert set(lacking) <= set(codes)
        result = disclosure_score(disclosure, items={code: 0 if code in lacking else 100 for code in codes})
    else:
        result = disclosure_score(disclosure, subindicators=example.get("subindicators"), indicators=example.get("indicators"))
    scores = {"OIT": result.score} | {f"indicator {indicator.number}": indicator.score for indicator in result.indicators}
    for name, expected in example["oit"].items():
        assert agrees(scores[name], expected), f"{name} is {scores[name]}, not {expected}"


def total_comes_to(example: Example) -> None:
    assessment = with_levels(load_all().assessment(example["assessment"]), example.get("levels"))
    if "indicators" in example:
        result = total_from_indicators(assessment, example["indicators"])
    else:
        result = total(assessment, example["instruments"])
    assert (result.printed, result.grade) == (example["printed"], example["grade"])
    assert agrees(result.value, example.get("total", example["printed"]))
    if "gap" in example:
        assert result.gap == Decimal(example["gap"])


def with_levels(assessment: Assessment, levels: list[list[Any]] | None) -> Assessment:
    if levels is None:
        return assessment
    grades = tuple(
        Grade(label=words, total_from=least, instruments_from=None if each == "none" else each) for words, least, each in levels
    )
    return replace(assessment, grades=grades)


def figures_are_printed(example: Example) -> None:
    assert {figure: printed(figure) for figure in example["print"]} == example["print"]


def samples_are(example: Example) -> None:
    rule = load_all().assessment(example["assessment"]).sampling[Audience(example["audience"])]
    assert {population: minimum_sample(rule, population) for population in example["sample"]} == example["sample"]


def agrees(figure: float | None, expected: float | str) -> bool:
    """Compare with ``none``, with a figure as printed (text), or with an unrounded figure."""
    if expected == "none" or figure is None:
        return expected == "none" and figure is None
    return printed(figure) == expected if isinstance(expected, str) else abs(figure - expected) < 1e-9


CHECKS: dict[str, Callable[[Example], None]] = {
    "ticks": ticks_come_to_scores,
    "oit": disclosure_comes_to,
    "grade": total_comes_to,
    "print": figures_are_printed,
    "sample": samples_are,
}
