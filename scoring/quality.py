"""How carefully a form was answered: information for a reader, never a reason to remove a response.

Three marks are put on a response: a straight line (the same step in every part it answered, where some parts ask for good and
some for bad, so that nobody can mean it), a contradiction (the same end of the scale in two parts of an item that mirror each
other), and mostly blank (more than half of the parts). The scorecard stays that of all responses; another is computed without
the marked ones, to be shown beside it, so that a reader sees how much hangs on them.

What is returned are counts. Which response is marked is not told, and the scorecard without them is not to be shown where
subtraction would give away the answers of a few (`may_show_without`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from questionnaires.model import Direction, Indicator, Instrument, Part
from scoring.disclosure import may_show
from scoring.respondents import item_columns
from scoring.scorecard import Scorecard, score

# A line needs a few points; and whoever left more than half of them blank drew none.
_SHORTEST_LINE = 3
_FEWEST_STEPS = 3


class Mark(StrEnum):
    """What may be odd about a response."""

    STRAIGHT_LINE = "straight_line"
    CONTRADICTION = "contradiction"
    MOSTLY_BLANK = "mostly_blank"


@dataclass(frozen=True, slots=True)
class StraightLines:
    """How many ticked the same step throughout an indicator, or the instrument (`number` None).

    Of its parts, those on scales of the instrument's usual length (the most common of at least three steps) are looked at:
    `parts` many. `able` respondents ticked at least three and at least half of them, and of these `n` always the same step; by
    that step, low to high, `by_step`. Where `is_mixed`, some parts ask for good and some for bad, and a line contradicts
    itself; where not, a line may be meant.
    """

    number: int | None
    parts: int
    is_mixed: bool
    able: int
    n: int
    by_step: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Mirror:
    """Two parts of an item on one scale, of which one asks for good and one for bad.

    `answered` ticked both, and `n` of these the same end of the scale in both.
    """

    positive: str
    negative: str
    answered: int
    n: int


@dataclass(frozen=True, slots=True)
class PartBlanks:
    """How many of the responses left a part blank; `share` is None without responses."""

    code: str
    n: int
    share: float | None


@dataclass(frozen=True, slots=True)
class Quality:
    """The answer quality of an instrument.

    `n` is how many answered at least one part; all counts are of these. `overall` and `indicators` are straight lines, the
    latter where an indicator has at least three parts to draw one through. `longest_runs[length]` is how many had that many
    equal steps in a row at most, in the order of the form, blanks skipped. `blanks_per_response[blanks]` is how many left that
    many parts blank, and `blank_share` the share of all answers that are. `marked` counts the responses with each mark and
    `any_mark` those with one or more. `scorecard` is that of all responses, `without` that of those without a mark.
    """

    instrument: str
    n: int
    overall: StraightLines
    indicators: tuple[StraightLines, ...]
    longest_runs: tuple[int, ...]
    mirrors: tuple[Mirror, ...]
    blanks: tuple[PartBlanks, ...]
    blanks_per_response: tuple[int, ...]
    blank_share: float | None
    marked: dict[Mark, int]
    any_mark: int
    scorecard: Scorecard
    without: Scorecard

    @property
    def may_show_without(self) -> bool:
        """Whether `without` may stand beside `scorecard`: none is marked, or the two differ by enough responses to hide one."""
        return self.any_mark == 0 or may_show(min(self.any_mark, self.n - self.any_mark))

    def as_json(self) -> dict[str, Any]:
        """Return plain data, unrounded; `without` is None where it may not be shown."""
        return {
            "instrument": self.instrument,
            "n": self.n,
            "straight_lines": [_straight_json(each) for each in (self.overall, *self.indicators)],
            "longest_runs": {str(length): n for length, n in enumerate(self.longest_runs) if n},
            "mirrors": [
                {"positive": each.positive, "negative": each.negative, "answered": each.answered, "n": each.n}
                for each in self.mirrors
            ],
            "blanks": [{"code": each.code, "n": each.n, "share": each.share} for each in self.blanks],
            "blanks_per_response": {str(blanks): n for blanks, n in enumerate(self.blanks_per_response) if n},
            "blank_share": self.blank_share,
            "marked": {mark.value: n for mark, n in self.marked.items()},
            "any_mark": self.any_mark,
            "scorecard": self.scorecard.as_json(),
            "without": self.without.as_json() if self.may_show_without else None,
        }


def quality(instrument: Instrument, steps: NDArray[np.integer[Any]], *, card: Scorecard | None = None) -> Quality:
    """Look at how a form was answered.

    `steps` is (rows, parts), 0 for blank, as for `scoring.scorecard.score`, whose errors are raised here too. Rows that are
    blank throughout are no responses and count nowhere. `card` is the scorecard of these steps where there is one already.
    """
    card = card or score(instrument, steps)
    answered = steps[(steps != 0).any(axis=1)]
    blank = answered == 0
    usual = _usual_steps(instrument)
    overall, straight = _straight(None, instrument.parts, answered, usual)
    mirrors, contradicted = _mirrors(instrument, answered)
    per_response = blank.sum(axis=1)
    marks = {
        Mark.STRAIGHT_LINE: straight if overall.is_mixed else np.zeros(len(answered), dtype=np.bool_),
        Mark.CONTRADICTION: contradicted,
        Mark.MOSTLY_BLANK: per_response * 2 > len(instrument.parts),
    }
    any_mark = np.logical_or.reduce(list(marks.values()))
    return Quality(
        instrument=instrument.identifier,
        n=len(answered),
        overall=overall,
        indicators=_straight_by_indicator(instrument, answered, usual),
        longest_runs=_counts(_longest_runs(answered[:, _in_line(instrument.parts, usual)])),
        mirrors=mirrors,
        blanks=tuple(
            PartBlanks(code, n, n / len(answered) if len(answered) else None)
            for code, n in zip(instrument.part_codes, blank.sum(axis=0).tolist(), strict=True)
        ),
        blanks_per_response=_counts(per_response),
        blank_share=float(blank.mean()) if len(answered) else None,
        marked={mark: int(found.sum()) for mark, found in marks.items()},
        any_mark=int(any_mark.sum()),
        scorecard=card,
        without=score(instrument, answered[~any_mark]) if any_mark.any() else card,
    )


def _straight_json(lines: StraightLines) -> dict[str, Any]:
    return {
        "indicator": lines.number,
        "parts": lines.parts,
        "is_mixed": lines.is_mixed,
        "able": lines.able,
        "n": lines.n,
        "by_step": {str(step): n for step, n in enumerate(lines.by_step, start=1)},
    }


def _usual_steps(instrument: Instrument) -> int:
    """Return the most common number of steps, of at least three; the longer one of two as common; 0 if there is none."""
    lengths = Counter(len(part.scale) for part in instrument.parts if len(part.scale) >= _FEWEST_STEPS)
    return max(lengths, key=lambda length: (lengths[length], length), default=0)


def _in_line(parts: tuple[Part, ...], usual: int) -> list[int]:
    return [position for position, part in enumerate(parts) if len(part.scale) == usual]


def _straight(
    number: int | None, parts: tuple[Part, ...], steps: NDArray[np.integer[Any]], usual: int
) -> tuple[StraightLines, NDArray[np.bool_]]:
    """Count the straight lines through some parts, whose columns `steps` has, and say which rows they are."""
    at = _in_line(parts, usual)
    seen = steps[:, at]
    ticks = (seen != 0).sum(axis=1)
    able = (ticks >= _SHORTEST_LINE) & (2 * ticks >= len(at))
    highest = seen.max(axis=1, initial=0)
    straight = able & ((seen == highest[:, None]) | (seen == 0)).all(axis=1)
    by_step = np.bincount(highest[straight].astype(np.int64), minlength=usual + 1)[1:]
    directions = {parts[position].direction for position in at}
    lines = StraightLines(
        number=number,
        parts=len(at),
        is_mixed=len(directions) > 1,
        able=int(able.sum()),
        n=int(straight.sum()),
        by_step=tuple(by_step.tolist()),
    )
    return lines, straight


def _straight_by_indicator(instrument: Instrument, steps: NDArray[np.integer[Any]], usual: int) -> tuple[StraightLines, ...]:
    found = []
    first = 0
    for indicator in instrument.indicators:
        parts = _parts_of(indicator)
        lines, _ = _straight(indicator.number, parts, steps[:, first : first + len(parts)], usual)
        first += len(parts)
        if lines.parts >= _SHORTEST_LINE:
            found.append(lines)
    return tuple(found)


def _parts_of(indicator: Indicator) -> tuple[Part, ...]:
    return tuple(part for item in indicator.items for part in item.parts)


def _longest_runs(steps: NDArray[np.integer[Any]]) -> NDArray[np.int64]:
    """Return every row's longest run of one step; a blank neither ends a run nor lengthens it."""
    current = np.zeros(len(steps), dtype=np.int64)
    longest = np.zeros(len(steps), dtype=np.int64)
    last = np.zeros(len(steps), dtype=np.int64)
    for column in steps.T:
        ticked = column != 0
        current = np.where(ticked, np.where(column == last, current + 1, 1), current)
        last = np.where(ticked, column, last)
        longest = np.maximum(longest, current)
    return longest


def _mirrors(instrument: Instrument, steps: NDArray[np.integer[Any]]) -> tuple[tuple[Mirror, ...], NDArray[np.bool_]]:
    """Find the pairs of parts that mirror each other, count their contradictions and say which rows have any."""
    mirrors = []
    contradicted = np.zeros(len(steps), dtype=np.bool_)
    for item, at in zip(instrument.items, item_columns(instrument), strict=True):
        for (one, left), (other, right) in combinations(zip(item.parts, steps[:, at].T, strict=True), 2):
            if one.direction is other.direction or one.scale != other.scale:
                continue
            same_end = (left == right) & ((left == 1) | (left == len(one.scale)))
            contradicted |= same_end
            positive, negative = (one, other) if one.direction is Direction.POSITIVE else (other, one)
            both = int(((left != 0) & (right != 0)).sum())
            mirrors.append(Mirror(positive.code, negative.code, both, int(same_end.sum())))
    return tuple(mirrors), contradicted


def _counts(numbers: NDArray[np.integer[Any]]) -> tuple[int, ...]:
    return tuple(np.bincount(numbers).tolist())
