"""The fewest misprints that would explain why published figures contradict each other.

A misprint is one digit of a printed score replaced by another (88.89 for 68.89), or a wrong grade, or a wrong indicator named
as lowest. Sets of one, two, three … misprints are searched in this order, no more than two of them within one instrument; all
sets of the smallest size that make everything agree are equally good in number, and are ranked. A set that keeps an instrument
apart from its own indicators is dropped as soon as that shows, which leaves few enough to try them all.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from scoring.published import DECIMALS, GRADE, TOTAL, Published, Range, Relations, Value, decimals

MOST_IN_ONE_INSTRUMENT = 2
# More than a page could show and a reader would read; where figures are few, thousands of sets explain them.
MOST_KEPT = 1_000
# Keeps the search within a few seconds; the figures of a full report take a fraction of one.
MOST_TRIED = 100_000

Contradiction = tuple[str, ...]
Counter = Callable[[Mapping[str, Value]], int]


@dataclass(frozen=True, slots=True)
class Change:
    """A figure as it is printed and as it should have been."""

    figure: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class Repair:
    """Misprints that would explain the contradictions: all of them, or else some."""

    changes: tuple[Change, ...]
    explains_all: bool


@dataclass(frozen=True, slots=True)
class Repairs:
    """What could explain the contradictions, best first.

    `equally_good` is how many repairs there are that change as few figures as the best; at most `MOST_KEPT` of them are in
    `best`. `searched_all` is False where the search was broken off, so that there may be more.
    """

    best: tuple[Repair, ...]
    equally_good: int
    searched_all: bool


def repairs(
    published: Published, *, contradictions: Sequence[Contradiction], agreed: Sequence[Contradiction], count: Counter
) -> Repairs:
    """Search for the smallest sets of misprints that explain published figures which contradict each other.

    `contradictions` and `agreed` hold the names of the figures of each statement; sets are ranked by how often the figures
    they change are in the former and how rarely in the latter, then by the order of the definition. `count` returns the number
    of contradictions of other figures: it ranks what explains only some of them, which is all there is where no set explains
    everything.
    """
    search = _Search(published)
    order = {name: place for place, name in enumerate(published.figures)}
    doubted = {name: sum(name in one for one in contradictions) for name in order}
    trusted = {name: sum(name in one for one in agreed) for name in order}

    def rank(changes: tuple[Change, ...]) -> tuple[object, ...]:
        figures = [change.figure for change in changes]
        return (
            -sum(doubted[name] for name in figures),
            sum(trusted[name] for name in figures),
            [order[name] for name in figures],
            [str(change.after) for change in changes],
        )

    for size in range(1, search.most_misprints + 1):
        found = sorted(search.of_size(size), key=rank)
        if found:
            best = tuple(Repair(changes, explains_all=True) for changes in found[:MOST_KEPT])
            return Repairs(best, len(found), search.is_complete)
        if not search.is_complete:
            break
    return _partial(search, len(contradictions), count, rank)


def alternatives(value: Value, others: Sequence[Value]) -> tuple[Value, ...]:
    """Return what a figure may have been misprinted from: scores that differ in one digit, or any of the `others`.

    A score keeps its number of digits (two decimals at least) and stays within 0 to 100.
    """
    if not isinstance(value, Decimal):
        return tuple(other for other in others if other != value)
    text = f"{value:.{decimals(value)}f}"
    found = []
    for place, digit in enumerate(text):
        for other in "0123456789":
            is_shortened = place == 0 and other == "0" and text.index(".") > 1
            if digit != "." and other != digit and not is_shortened:
                score = Decimal(text[:place] + other + text[place + 1 :])
                found += [score] if score <= 100 else []
    return tuple(found)


def _partial(
    search: _Search, contradictions: int, count: Counter, rank: Callable[[tuple[Change, ...]], tuple[object, ...]]
) -> Repairs:
    """Return the single misprints that explain most of the contradictions, though not all."""
    left: dict[tuple[Change, ...], int] = {}
    for change in search.changes():
        remaining = count({**search.figures, change.figure: change.after})
        if remaining < contradictions:
            left[(change,)] = remaining
    fewest = min(left.values(), default=0)
    found = sorted((changes for changes, remaining in left.items() if remaining == fewest), key=rank)
    return Repairs(tuple(Repair(changes, explains_all=False) for changes in found[:MOST_KEPT]), len(found), search.is_complete)


@dataclass(frozen=True, slots=True)
class _Option:
    """Some misprints within one instrument, and the scores that the instrument can then have."""

    changes: tuple[Change, ...]
    scores: Range


class _Search:
    """Tries sets of misprints. `is_complete` turns False where there were too many to try."""

    def __init__(self, published: Published) -> None:
        self.figures = published.figures
        most = max((decimals(value) for value in self.figures.values() if isinstance(value, Decimal)), default=DECIMALS)
        self.relations = Relations(published.assessment, most_decimals=most)
        self.ranges = {
            name: self.relations.range_of(value) for name, value in self.figures.items() if isinstance(value, Decimal)
        }
        self.most_misprints = MOST_IN_ONE_INSTRUMENT * len(self.relations.members) + 2
        self.is_complete = True
        self._tried = 0
        self._alternatives = {
            name: [Change(name, value, after) for after in alternatives(value, self._others(published, name))]
            for name, value in self.figures.items()
        }
        self._after = {
            change: self.relations.range_of(change.after) for change in self.changes() if isinstance(change.after, Decimal)
        }
        self._nearness = 2 * (self.relations.unit // 100)
        self._options: dict[tuple[str, int], list[_Option]] = {}
        totals = sorted(
            ((self._after[change], change) for change in self._alternatives.get(TOTAL, ())),
            key=lambda pair: pair[0],
        )
        self._totals = [change for _, change in totals]
        self._total_ranges = [each for each, _ in totals]

    def changes(self) -> Iterator[Change]:
        """Yield every single misprint there could be."""
        for changes in self._alternatives.values():
            yield from changes

    def of_size(self, size: int) -> Iterator[tuple[Change, ...]]:
        """Yield every set of so many misprints that makes all figures agree."""
        keys = list(self.relations.members)
        # No more than the total and the grade are left over for the root of the tree.
        for numbers in itertools.product(range(min(size, MOST_IN_ONE_INSTRUMENT) + 1), repeat=len(keys)):
            at_root = size - sum(numbers)
            if 0 <= at_root <= (TOTAL in self.figures) + (GRADE in self.figures):
                yield from self._with(dict(zip(keys, numbers, strict=True)), at_root)

    def _with(self, numbers: Mapping[str, int], at_root: int) -> Iterator[tuple[Change, ...]]:
        # The shortest lists first: where one is empty, the long ones need not be made.
        lists: dict[str, list[_Option]] = {}
        for key in sorted(numbers, key=lambda key: numbers[key]):
            lists[key] = self.options(key, numbers[key])
            if not lists[key]:
                return
        for chosen in itertools.product(*(lists[key] for key in numbers)):
            self._tried += 1
            if self._tried > MOST_TRIED:
                self.is_complete = False
                return
            instruments = {key: option.scores for key, option in zip(numbers, chosen, strict=True)}
            changed = tuple(change for option in chosen for change in option.changes)
            for rest in self._roots(instruments, at_root):
                yield changed + rest

    def options(self, key: str, number: int) -> list[_Option]:
        """Return every set of so many misprints that leaves an instrument at one with its own indicators."""
        if (key, number) not in self._options:
            names = [*self.relations.members[key], f"instruments.{key}", f"lowest.{key}"]
            own = [name for name in names if name in self.figures]
            self._options[key, number] = [
                option
                for where in itertools.combinations(own, number)
                for changes in itertools.product(*(self._alternatives[name] for name in where))
                if self._may_fit(key, changes) and not (option := self._option(key, changes)).scores.is_empty
            ]
        return self._options[key, number]

    def _may_fit(self, key: str, changes: tuple[Change, ...]) -> bool:
        """Return False where the beginnings of the ranges alone show that an instrument contradicts its indicators."""
        lows = {name: self.ranges[name].low for name in self.relations.members[key] if name in self.ranges}
        own = self.ranges.get(f"instruments.{key}")
        named = self.figures.get(f"lowest.{key}")
        for change in changes:
            if change.figure in lows:
                lows[change.figure] = self._after[change].low
            elif change in self._after:
                own = self._after[change]
            else:
                named = change.after
        lowest = lows.get(f"indicators.{named}", 0)
        if any(lowest > low + self._nearness for low in lows.values()):
            return False
        number = len(self.relations.members[key])
        return own is None or len(lows) < number or abs(sum(lows.values()) - number * own.low) <= number * self._nearness

    def _option(self, key: str, changes: tuple[Change, ...]) -> _Option:
        figures, ranges = self.figures, self.ranges
        if changes:
            figures, ranges = dict(figures), dict(ranges)
            for change in changes:
                figures[change.figure] = change.after
                if change in self._after:
                    ranges[change.figure] = self._after[change]
        return _Option(changes, self.relations.instrument(key, figures, ranges))

    def _roots(self, instruments: Mapping[str, Range], number: int) -> Iterator[tuple[Change, ...]]:
        """Yield every set of so many misprints of total and grade that fits instruments of some ranges."""
        reached = self.relations.weighed(instruments)
        printed = self.ranges.get(TOTAL, self.relations.everything)
        grade = self.figures.get(GRADE)
        is_near = not reached.within(printed).is_empty
        if number == 0:
            if is_near and self.relations.reaches(grade, printed, instruments):
                yield ()
            return
        near = list(self._near(reached))
        grades = self._alternatives.get(GRADE, [])
        if number == 1:
            yield from ((change,) for change, total in near if self.relations.reaches(grade, total, instruments))
            if is_near:
                yield from ((other,) for other in grades if self.relations.reaches(other.after, printed, instruments))
            return
        for (change, total), other in itertools.product(near, grades):
            if self.relations.reaches(other.after, total, instruments):
                yield change, other

    def _near(self, reached: Range) -> Iterator[tuple[Change, Range]]:
        """Yield the totals of one other digit that share a score with what the instruments add up to."""
        # Ranges of one length begin in order; the first that may still reach up to `reached` begins a hundredth before it.
        first = bisect_left(self._total_ranges, (reached.low - self.relations.unit // 100,))
        for place in range(first, len(self._totals)):
            total = self._total_ranges[place]
            if total.low > reached.high:
                return
            if not total.within(reached).is_empty:
                yield self._totals[place], total

    def _others(self, published: Published, name: str) -> tuple[Value, ...]:
        """Return every label or number that could stand in the place of one."""
        group, _, key = name.partition(".")
        if name == GRADE:
            return tuple(grade.label for grade in published.assessment.grades)
        if group == "lowest":
            return tuple(int(member.partition(".")[2]) for member in self.relations.members[key])
        return ()
