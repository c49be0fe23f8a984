"""Do the intervals tell the truth? Draw thousands of samples from offices whose true scores are known, and count.

Run as ``make coverage``; it takes a few minutes and writes docs/coverage.md anew, the same in every run.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.coverage_page import Cell, Compared, page
from bench.offices import OFFICES, Answers, Floats, Office, answers
from questionnaires.loader import load_all
from questionnaires.model import Assessment, Instrument
from scoring.bounds import logit_bounds, people_alike, quantile_t, two_step_bounds, unseen_bounds
from scoring.certainty import total_certainty
from scoring.estimates import Estimate, Level, Method

PAGE = Path(__file__).parent.parent / "docs" / "coverage.md"
YEAR = 2565
SAMPLES = 4_000
SAMPLES_OF_TOTAL = 1_000
SAMPLES_OF_BOOTSTRAP = 1_000
RESAMPLES = 999
POPULATIONS = (45, 200, 1_000)
SIZES = (10, 20, 30, 100)
SEED = 2565
# Populations drawn at a time, so that this stays small.
_AT_A_TIME = 100
_DUST = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Sampled:
    """Many samples of the same size at once, an entry each: `spread` is the variance in an infinite population."""

    scores: Floats
    fewest: Floats
    spread: Floats


def main() -> None:
    """Measure, write the page and say where the claims do not hold."""
    assessment = load_all().assessment(YEAR)
    cells = list(_everything(assessment.instrument("iit"), assessment.instrument("eit")))
    totals = list(coverage_of_total(assessment))
    bootstrap = list(compared_with_bootstrap(assessment.instrument("iit")))
    PAGE.write_text(page(cells, totals, bootstrap), encoding="utf-8")
    sys.stdout.write(f"{PAGE.name}: {len(cells) + len(totals)} cells\n")


def _everything(*instruments: Instrument) -> Iterator[Cell]:
    for place, instrument in enumerate(instruments):
        for office in OFFICES:
            sys.stderr.write(f"{instrument.identifier}: {office.name}\n")
            for population in POPULATIONS:
                yield from coverage(instrument, office, population=population, sizes=SIZES, samples=SAMPLES, seed=SEED + place)


def coverage(
    instrument: Instrument, office: Office, *, population: int, sizes: tuple[int, ...], samples: int, seed: int
) -> Iterator[Cell]:
    """Count how often the intervals of a few scores hold in one office, for every size below the population."""
    everybody = answers(instrument, office, seed=seed)
    chance = np.random.default_rng(seed)
    scores = scores_of_interest(instrument)
    part = _two_step_part(instrument)
    sizes = tuple(size for size in sizes if size < population)
    held: dict[tuple[str, int], list[Floats]] = {}
    for start in range(0, samples, _AT_A_TIME):
        drawn = chance.integers(0, len(everybody.scores), (min(_AT_A_TIME, samples - start), population))
        flags, points = everybody.flags[drawn], everybody.scores[drawn]
        ratios = points.sum(axis=1) / flags.sum(axis=1)
        answered = everybody.parts[part][drawn]
        for n in sizes:
            for what, weights in scores.items():
                low, high = limits(sampled(points[:, :n], flags[:, :n], weights), n=n, population=population)
                held.setdefault((what, n), []).append(_held(low, high, ratios @ weights))
            low, high = _two_step_limits(answered[:, :n], n=n, population=population)
            held.setdefault((part, n), []).append(_held(low, high, np.nanmean(answered, axis=1)))
    truths = {
        what: float(everybody.scores.sum(axis=0) / everybody.flags.sum(axis=0) @ weights) for what, weights in scores.items()
    }
    truths[part] = float(np.nanmean(everybody.parts[part]))
    for (what, n), each in held.items():
        covered, width = np.concatenate(each, axis=1)
        yield Cell(
            office=office.name,
            level=_level(what, instrument),
            what=what,
            truth=truths[what],
            population=population,
            n=n,
            samples=samples,
            covered=float(covered.mean()),
            width=float(width.mean()),
        )


def _level(what: str, instrument: Instrument) -> Level:
    if what == instrument.abbreviation:
        return Level.INSTRUMENT
    if what.startswith("indicator"):
        return Level.INDICATOR
    return Level.ITEM if what in {item.code for item in instrument.items} else Level.PART


def scores_of_interest(instrument: Instrument) -> dict[str, Floats]:
    """Weights of the items in the scores that are looked at: instrument, first indicator, an item of each kind."""
    items = instrument.items
    weights = {
        f"{instrument.abbreviation}": np.array(
            [1 / len(each.items) / len(instrument.indicators) for each in instrument.indicators for _ in each.items]
        ),
        f"indicator {instrument.indicators[0].number}": np.array(
            [(item in instrument.indicators[0].items) / len(instrument.indicators[0].items) for item in items]
        ),
    }
    for kind in (lambda item: not item.is_divided and len(item.parts[0].scale) > 2, lambda item: item.is_divided):
        chosen = next(item for item in items if kind(item))
        weights[chosen.code] = np.array([float(item is chosen) for item in items])
    return weights


def sampled(points: Floats, flags: Floats, weights: Floats) -> Sampled:
    """Score samples given as arrays (samples, respondents, items); the spread straight from residuals, not from moments."""
    n = flags.sum(axis=1)
    ratios = points.sum(axis=1) / n
    residuals = ((points - ratios[:, np.newaxis] * flags) / n[:, np.newaxis]) @ weights
    return Sampled(scores=ratios @ weights, fewest=n[:, weights > 0].min(axis=1), spread=np.square(residuals).sum(axis=1))


def limits(found: Sampled, *, n: int, population: int) -> tuple[Floats, Floats]:
    """Return the limits of many samples by the rule of `scoring.intervals`."""
    without = found.spread < 1e-12
    error = np.sqrt(found.spread * found.fewest / (found.fewest - 1) * (1 - n / population))
    inside = np.where(without, 50.0, found.scores)
    low, high = logit_bounds(inside, np.where(without, 1.0, error), found.fewest - 1)
    for at in np.flatnonzero(without):
        fewest = int(found.fewest[at])
        people = people_alike(fewest, sampled=n, population=population)
        low[at], high[at] = unseen_bounds(float(found.scores[at]), fewest, people)
    return low, high


def _two_step_part(instrument: Instrument) -> str:
    return next(part.code for part in instrument.parts if len(part.scale) == 2)


def _two_step_limits(answered: Floats, *, n: int, population: int) -> tuple[Floats, Floats]:
    there = (~np.isnan(answered)).sum(axis=1)
    best = (answered == 100).sum(axis=1)
    found = [two_step_bounds(int(yes), int(of), sampled=n, population=population) for yes, of in zip(best, there, strict=True)]
    low, high = 100 * np.array(found).T
    return low, high


def _held(low: Floats, high: Floats, truth: Floats) -> Floats:
    return np.array([(low - _DUST <= truth) & (truth <= high + _DUST), high - low], dtype=np.float64)


def coverage_of_total(assessment: Assessment, *, samples: int = SAMPLES_OF_TOTAL, seed: int = SEED) -> Iterator[Cell]:
    """Count how often the total's interval holds, with as many answers to every instrument; the OIT is 85."""
    for office in (OFFICES[0], OFFICES[1], OFFICES[2], OFFICES[4]):
        sys.stderr.write(f"total: {office.name}\n")
        everybody = {each.key: answers(each, office, seed=seed + place) for place, each in enumerate(assessment.instruments)}
        for population, n in ((45, 10), (45, 30), (1_000, 10), (1_000, 30), (1_000, 100)):
            chance = np.random.default_rng(seed)
            held = [_total_held(assessment, everybody, chance, population=population, n=n) for _ in range(samples)]
            covered, width, truth = np.array(held).mean(axis=0)
            yield Cell(
                office=office.name,
                level=None,
                what="total",
                truth=float(truth),
                population=population,
                n=n,
                samples=samples,
                covered=float(covered),
                width=float(width),
            )


def _total_held(
    assessment: Assessment, everybody: Mapping[str, Answers], chance: np.random.Generator, *, population: int, n: int
) -> tuple[bool, float, float]:
    estimates = {}
    truth = assessment.weights[assessment.disclosure.key] * 85.0
    for instrument in assessment.instruments:
        weights = next(iter(scores_of_interest(instrument).values()))
        drawn = chance.integers(0, len(everybody[instrument.key].scores), population)
        points, flags = everybody[instrument.key].scores[drawn], everybody[instrument.key].flags[drawn]
        truth += assessment.weights[instrument.key] * float(points.sum(axis=0) / flags.sum(axis=0) @ weights)
        estimates[instrument.key] = _estimate(sampled(points[None, :n], flags[None, :n], weights), n=n, population=population)
    found = total_certainty(assessment, estimates, 85.0)
    assert found.low is not None and found.high is not None  # noqa: S101, PT018  # every instrument has an interval
    return found.low - _DUST <= truth <= found.high + _DUST, found.high - found.low, truth


def _estimate(found: Sampled, *, n: int, population: int) -> Estimate:
    low, high = limits(found, n=n, population=population)
    fewest, spread = int(found.fewest[0]), float(found.spread[0])
    return Estimate(
        level=Level.INSTRUMENT,
        score=min(float(found.scores[0]), 100.0),  # binary arithmetic may go a little beyond
        n=n,
        sampled=n,
        fewest=fewest,
        population=population,
        low=float(low[0]),
        high=float(high[0]),
        standard_error=math.sqrt(spread * fewest / (fewest - 1) * (1 - n / population)),
        method=Method.LOGIT if spread > 1e-12 else Method.UNSEEN,
    )


def compared_with_bootstrap(
    instrument: Instrument, *, samples: int = SAMPLES_OF_BOOTSTRAP, seed: int = SEED
) -> Iterator[Compared]:
    """Hold the rule for an instrument's score against the bias-corrected and accelerated bootstrap over respondents.

    The bootstrap's limits are drawn towards the score by the finite population correction.
    """
    from scipy import stats  # type: ignore[import-untyped]  # it ships no types

    weights = next(iter(scores_of_interest(instrument).values()))
    for office in (OFFICES[0], OFFICES[1], OFFICES[2], OFFICES[4]):
        sys.stderr.write(f"bootstrap: {office.name}\n")
        everybody = answers(instrument, office, seed=seed)
        # Respondents as one figure each: those with a blank item are left out, here only.
        own = (everybody.scores @ weights)[everybody.flags.all(axis=1)]
        for population, n in ((45, 10), (45, 20), (45, 30), (1_000, 10), (1_000, 20), (1_000, 30)):
            drawn = own[np.random.default_rng(seed).integers(0, len(own), (samples, population))]
            truth, sample = drawn.mean(axis=1), drawn[:, :n]
            mean, kept = sample.mean(axis=1), math.sqrt(1 - n / population)
            error = sample.std(axis=1, ddof=1) / math.sqrt(n) * kept
            half = quantile_t(0.975, n - 1) * error
            found = stats.bootstrap(
                (sample,), np.mean, axis=1, n_resamples=RESAMPLES, rng=np.random.default_rng(seed), batch=50
            ).confidence_interval
            ways = (
                (np.maximum(mean - half, 0), np.minimum(mean + half, 100)),
                logit_bounds(mean, error, n - 1),
                (mean + (found.low - mean) * kept, mean + (found.high - mean) * kept),
            )
            plain, ours, bootstrap = (tuple(_held(low, high, truth).mean(axis=1).tolist()) for low, high in ways)
            yield Compared(office.name, population, n, plain, ours, bootstrap)


if __name__ == "__main__":
    main()
