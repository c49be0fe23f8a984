"""docs/coverage.md, written from what `bench.coverage` measured: every figure and every claim on it is computed."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from bench.offices import BLANK, OFFICES, People
from scoring.estimates import ENOUGH_ANSWERS, ENOUGH_NEAR_AN_END, ENOUGH_TO_SEE_A_FEW, NEAR_AN_END, Level


@dataclass(frozen=True, slots=True)
class Cell:
    """How often the interval held (0 to 1) over so many samples of `n` from `population`, and how wide it was in points.

    `what` is the score looked at, such as ``IIT``, ``indicator 1`` or ``i4.1``; `truth` what it is in that office, on average.
    """

    office: str
    level: Level | None
    what: str
    truth: float
    population: int
    n: int
    samples: int
    covered: float
    width: float


@dataclass(frozen=True, slots=True)
class Compared:
    """Coverage (0 to 1) and mean width of three ways, over the same samples: plain t, ours, and the bootstrap."""

    office: str
    population: int
    n: int
    plain: tuple[float, float]
    ours: tuple[float, float]
    bootstrap: tuple[float, float]


_HEAD = """\
# Do the intervals tell the truth?

Written by `make coverage` (`bench/coverage.py`), the same in every run; do not edit it. The rule it tests is in
`scoring/intervals.py`; why it is that rule, in [decision 0023](decisions/0023-intervals.md).

## What was done

Offices are invented whose people answer the questionnaires of 2565 as people do: how content somebody is shows in all of
their answers, most answers lie near the good end, {blank} of the parts are left blank. N people are drawn, so that the true
scores are known; n of them answer; every interval is computed; and it is counted how often it holds the truth. This is done
{samples:,} times for every cell of the tables, so that a figure of 95.0 may be off by {error:.1f} (twice its standard error).
Beside the office stands its true score.

| office | people |
|---|---|
{offices}

A 95 % interval that keeps its word covers between 94 and 96 %. **Bold** is less than 94: the interval promises more than it
holds. Above 96 it is wider than need be, which happens where few answers can take few values, and misleads nobody.

"""


_BOOTSTRAP_HEAD = """\
## Against the bootstrap

The IIT's score by a plain t interval, by the rule, and by the bias-corrected and accelerated bootstrap over respondents
(`scipy.stats.bootstrap`, 999 resamples, drawn towards the score by the finite population correction): coverage and, in
brackets, mean width in points, over the same 1,000 samples without blanks.

| office | n of N | plain t | rule | bootstrap |
|---|---|--:|--:|--:|
"""


_STATEMENT = """\
## Where it does not hold

- **Parts and items**: it holds from 10 answers on, in every office. It is wider than need be below 30, and for two steps
  always, because those are exact: at least 95 % is what they promise.
- **Indicators and the instrument**: it holds from 10 answers on where the people of an office are much alike. It does not
  within {end} points of 0 or 100 with fewer than {near} answers, nor where one in ten are far less content than the rest with
  fewer than {few}. No method mends the latter: a sample of 20 from such an office holds two of these people, or none, and then
  shows no sign of them.

So a page warns below 30 answers, where an interval may hold in fewer than 90 % of samples, and near the ends
(`Estimate.doubt`), and notes below {few} that a few who think quite differently may be missing (`Estimate.may_miss_a_few`).
Coverage found:

"""


def page(cells: Sequence[Cell], totals: Sequence[Cell], compared: Sequence[Compared]) -> str:
    """Return the page as Markdown."""
    return "".join(
        [
            _HEAD.format(
                blank=f"{100 * BLANK:g} %",
                samples=cells[0].samples,
                error=_twice_error(cells[0].samples),
                offices="\n".join(f"| {office.name} | {office.people} |" for office in OFFICES),
            ),
            _statement(cells),
            *(_tables(title, [cell for cell in cells if cell.level is level]) for title, level in _LEVELS),
            _total_table(totals),
            _bootstrap_table(compared),
        ]
    )


_LEVELS = (
    ("Instrument", Level.INSTRUMENT),
    ("Indicator", Level.INDICATOR),
    ("Item", Level.ITEM),
    ("Part of two steps", Level.PART),
)


def _statement(cells: Sequence[Cell]) -> str:
    return _STATEMENT.format(few=ENOUGH_TO_SEE_A_FEW, end=f"{NEAR_AN_END:g}", near=ENOUGH_NEAR_AN_END) + "".join(
        f"{textwrap.fill(_claims(title, [cell for cell in cells if cell.level is level], level), 120)}\n\n"
        for title, level in _LEVELS
    )


def _claims(title: str, cells: Sequence[Cell], level: Level) -> str:
    discontent = {office.name for office in OFFICES if office.people is People.FEW_DISCONTENT}
    enough = ENOUGH_ANSWERS[level]
    few = [cell for cell in cells if cell.office in discontent]
    alike = [cell for cell in cells if cell.office not in discontent]
    claims = []
    if level in (Level.INSTRUMENT, Level.INDICATOR):
        near = [cell for cell in alike if min(cell.truth, 100 - cell.truth) < NEAR_AN_END]
        alike = [cell for cell in alike if cell not in near]
        small = [cell for cell in near if cell.n < ENOUGH_NEAR_AN_END]
        claims += [
            f"below {enough} answers, {_range([cell for cell in alike if cell.n < enough])}",
            f"from {enough} on, {_range([cell for cell in alike if cell.n >= enough])}",
            f"within {NEAR_AN_END:g} points of an end below {ENOUGH_NEAR_AN_END} answers, {_range(small)}",
            f"and from {ENOUGH_NEAR_AN_END} on, {_range([cell for cell in near if cell.n >= ENOUGH_NEAR_AN_END])}",
        ]
    else:
        claims.append(f"from {enough} answers on, {_range(alike)}")
    claims += [
        f"with some discontent below 30, {_range([cell for cell in few if cell.n < 30])}",
        f"from 30 on, {_range([cell for cell in few if 30 <= cell.n < ENOUGH_TO_SEE_A_FEW])}",
        f"and from {ENOUGH_TO_SEE_A_FEW} on, {_range([cell for cell in few if cell.n >= ENOUGH_TO_SEE_A_FEW])}",
    ]
    return f"**{title}**: " + "; ".join(claims) + "."


def _range(cells: Sequence[Cell]) -> str:
    covered = [100 * cell.covered for cell in cells]
    return f"{min(covered):.1f} to {max(covered):.1f} %" if covered else "not measured"


def _tables(title: str, cells: Sequence[Cell]) -> str:
    whats = dict.fromkeys(cell.what for cell in cells)
    return f"## {title}\n\n" + "".join(_table(what, [cell for cell in cells if cell.what == what]) for what in whats)


def _table(what: str, cells: Sequence[Cell]) -> str:
    columns = dict.fromkeys((cell.population, cell.n) for cell in cells)
    lines = [f"| {what}: n of N | " + " | ".join(f"{n} of {population:,}" for population, n in columns) + " |\n"]
    lines.append("|---|" + "--:|" * len(columns) + "\n")
    for office in dict.fromkeys(cell.office for cell in cells):
        own = {(cell.population, cell.n): cell for cell in cells if cell.office == office}
        truth = next(iter(own.values())).truth
        lines.append(f"| {office} ({truth:.1f}) | " + " | ".join(_percent(own[at].covered) for at in columns) + " |\n")
    return "".join(lines) + "\n"


def _percent(covered: float) -> str:
    shown = f"{100 * covered:.1f}"
    return f"**{shown}**" if float(shown) < 94 else shown


def _total_table(totals: Sequence[Cell]) -> str:
    return (
        "## Total\n\nAs many answers to the IIT as to the EIT, from as many people each; the OIT is exact."
        f" {totals[0].samples:,} times for every\ncell: a figure may be off by {_twice_error(totals[0].samples):.1f}.\n\n"
        + _table("total", totals)
    )


def _twice_error(samples: int) -> float:
    return 200 * float((0.95 * 0.05 / samples) ** 0.5)


def _bootstrap_table(compared: Sequence[Compared]) -> str:
    lines = [_BOOTSTRAP_HEAD]
    for each in compared:
        ways = " | ".join(f"{_percent(covered)} ({width:.1f})" for covered, width in (each.plain, each.ours, each.bootstrap))
        lines.append(f"| {each.office} | {each.n} of {each.population:,} | {ways} |\n")
    behind = sum(each.bootstrap[0] < each.ours[0] for each in compared)
    lines.append(f"\nThe bootstrap holds less often than the rule in {behind} of these {len(compared)} cells.\n")
    return "".join(lines)
