"""Whether the published figures of a year agree with one another.

Everything that can be recomputed from printed figures is: every instrument from its indicators, the total from the
instruments and from the indicators, the grade from the total, and which indicator is the lowest. A printed figure stands for
the whole range of scores that print so (`scoring.published`), so a result that was computed from unrounded scores and then
printed correctly never gives a finding. Where figures contradict each other, `scoring.misprints` looks for what could
explain it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from scoring.misprints import Repairs, repairs
from scoring.published import GRADE, TOTAL, Published, Range, Relations, Value, decimals


class Source(StrEnum):
    """What a figure was recomputed from."""

    INDICATORS = "indicators"
    INSTRUMENTS = "instruments"
    MIXED = "instruments and indicators"
    TOTAL = "total"
    EVERYTHING = "everything"


@dataclass(frozen=True, slots=True)
class Statement:
    """A printed figure beside what the others say of it.

    `what` is the figure's name and `figures` are those it was recomputed from. A score is computed unrounded; where figures are
    missing it is the nearest that is possible. `difference` is what is printed less what is computed: of a grade, how far the
    total lies from that grade (None where the total is not what speaks against it); of a lowest indicator, how far its score
    lies above the lowest.
    """

    what: str
    source: Source
    figures: tuple[str, ...]
    printed: Value
    computed: Fraction | str | int
    difference: Fraction | None
    agrees: bool

    def as_json(self) -> dict[str, Any]:
        """Return the statement for JSON; `from` is the source."""
        return {
            "what": self.what,
            "from": str(self.source),
            "printed": plain(self.printed),
            "computed": plain(self.computed),
            "difference": None if self.difference is None else float(self.difference),
        }


@dataclass(frozen=True, slots=True)
class Consistency:
    """How the published figures of a year agree. `statements` holds everything that could be recomputed."""

    published: Published
    statements: tuple[Statement, ...]
    explanations: Repairs

    @property
    def findings(self) -> tuple[Statement, ...]:
        """The statements that contradict."""
        return tuple(one for one in self.statements if not one.agrees)

    @property
    def agreements(self) -> tuple[Statement, ...]:
        """The statements that agree."""
        return tuple(one for one in self.statements if one.agrees)

    @property
    def is_consistent(self) -> bool:
        """Whether nothing contradicts."""
        return not self.findings

    def as_json(self) -> dict[str, Any]:
        """Return what `sutcharit check --json` prints.

        `equally_good` counts the repairs that change no more figures than the first; where `searched_all` is false there may be
        more of them than were found.
        """
        return {
            "fiscal_year": self.published.assessment.fiscal_year,
            "consistent": self.is_consistent,
            "findings": [one.as_json() for one in self.findings],
            "agreements": [one.as_json() for one in self.agreements],
            "repairs": [
                {
                    "changes": [
                        {"figure": change.figure, "from": plain(change.before), "to": plain(change.after)}
                        for change in repair.changes
                    ],
                    "explains_all": repair.explains_all,
                }
                for repair in self.explanations.best
            ],
            "equally_good": self.explanations.equally_good,
            "searched_all": self.explanations.searched_all,
        }


def check(published: Published) -> Consistency:
    """Compare the published figures of a year with one another, and look for misprints where they contradict.

    The search may take seconds, and every page and document of a year asks for it: what was found last is kept.
    """
    figures = tuple((name, str(value)) for name, value in published.figures.items())
    key = id(published.assessment), figures
    kept = _found.get(key)
    if kept is None:
        if len(_found) >= _MOST_FOUND:
            _found.clear()
        kept = _found[key] = _compared(published)
    return kept


# By the identity of the assessment, which what was found holds on to, so that no other one can come to be at the same address.
_found: dict[tuple[int, tuple[tuple[str, str], ...]], Consistency] = {}
_MOST_FOUND = 64


def _compared(published: Published) -> Consistency:
    compared = tuple(statements(published))
    contradictions = [(one.what, *one.figures) for one in compared if not one.agrees]
    if not contradictions:
        return Consistency(published, compared, Repairs((), 0, searched_all=True))
    agreed = [(one.what, *one.figures) for one in compared if one.agrees]

    def number_of_contradictions(figures: Mapping[str, Value]) -> int:
        return sum(not one.agrees for one in statements(Published(published.assessment, figures)))

    found = repairs(published, contradictions=contradictions, agreed=agreed, count=number_of_contradictions)
    return Consistency(published, compared, found)


def statements(published: Published) -> Iterator[Statement]:
    """Yield every statement that the published figures allow, in the order of the definition."""
    reading = _Reading(published)
    contradicts = False
    for one in (*reading.instruments(), *reading.totals(), *reading.grades(), *reading.lowest()):
        contradicts = contradicts or not one.agrees
        yield one
    if not contradicts and not reading.relations.fit(published.figures):
        yield reading.together()


def plain(value: Value | Fraction) -> float | int | str:
    """Return a figure for JSON: a score as a number, a label as text."""
    return value if isinstance(value, str | int) else float(value)


class _Reading:
    """The printed figures with the ranges they stand for."""

    def __init__(self, published: Published) -> None:
        self.figures = published.figures
        self.grades_of_year = published.assessment.grades
        scores = {name: value for name, value in self.figures.items() if isinstance(value, Decimal)}
        most = max((decimals(score) for score in scores.values()), default=0)
        self.relations = Relations(published.assessment, most_decimals=max(2, most))
        self.scores = {name: Fraction(score) for name, score in scores.items()}
        self.ranges = {name: self.relations.range_of(score) for name, score in scores.items()}

    def instruments(self) -> Iterator[Statement]:
        """Compare every instrument with the mean of its indicators."""
        for key, members in self.relations.members.items():
            yield from self._score(f"instruments.{key}", Source.INDICATORS, {key: members})

    def totals(self) -> Iterator[Statement]:
        """Compare the total with the instruments as printed and, where that is another question, with their indicators."""
        printed, derived = self._as_printed(), self._from_indicators()
        yield from self._score(TOTAL, self._source(printed), printed)
        if derived != printed:
            yield from self._score(TOTAL, self._source(derived), derived)

    def grades(self) -> Iterator[Statement]:
        """Compare the grade with the total; where no total is printed, with what the total must be."""
        if GRADE not in self.figures:
            return
        printed, derived = self._as_printed(), self._from_indicators()
        if TOTAL in self.ranges:
            yield from self._grade(Source.TOTAL, printed)
            return
        yield from self._grade(self._source(printed), printed)
        if derived != printed:
            yield from self._grade(self._source(derived), derived)

    def lowest(self) -> Iterator[Statement]:
        """Compare every indicator that is named as lowest with the others of its instrument; a tie may be named either way."""
        for key, members in self.relations.members.items():
            number = self.figures.get(f"lowest.{key}")
            named = f"indicators.{number}"
            known = [name for name in members if name in self.scores]
            if number is None or named not in known or len(known) < 2:
                continue
            least = min(known, key=lambda name: (self.scores[name], members.index(name)))
            agrees = not self.ranges[named].within(Range(0, self.ranges[least].high, self.ranges[least].is_open)).is_empty
            if agrees and len(known) < len(members):
                continue
            lies_above = self.scores[named] - self.scores[least]
            yield Statement(
                what=f"lowest.{key}",
                source=Source.INDICATORS,
                figures=tuple(known),
                printed=number,
                computed=int(str(number) if agrees else least.partition(".")[2]),
                difference=lies_above,
                agrees=agrees,
            )

    def together(self) -> Statement:
        """Return the one contradiction that shows only when all figures are taken together, at the narrowest place."""
        relations, figures = self.relations, self.figures
        instruments = {}
        for key in relations.members:
            free = {name: each for name, each in self.ranges.items() if name != f"instruments.{key}"}
            instruments[key] = relations.instrument(key, figures, self.ranges)
            if instruments[key].is_empty:
                reached = relations.instrument(key, figures, free)
                return self._nearest(f"instruments.{key}", reached)
        reached = relations.weighed(instruments)
        total = self.ranges.get(TOTAL, relations.everything)
        if reached.within(total).is_empty:
            return self._nearest(TOTAL, reached)
        label, reached = str(figures[GRADE]), reached.within(total)
        return Statement(
            what=GRADE,
            source=Source.EVERYTHING,
            figures=tuple(name for name in figures if name != GRADE),
            printed=label,
            computed=self._label_at(reached, instruments),
            difference=self._from_grade(label, reached, (reached.low + reached.high) // 2),
            agrees=False,
        )

    def _nearest(self, what: str, reached: Range) -> Statement:
        printed = self.figures[what]
        computed = self._closest(self.scores.get(what, Fraction(0)), reached)
        return Statement(
            what=what,
            source=Source.EVERYTHING,
            figures=tuple(name for name in self.figures if name != what),
            printed=printed,
            computed=computed,
            difference=self.scores.get(what, Fraction(0)) - computed,
            agrees=False,
        )

    def _as_printed(self) -> dict[str, tuple[str, ...]]:
        """Return what to take each instrument from: its own figure where it is printed, otherwise its indicators."""
        members = self.relations.members
        return {key: (own,) if (own := f"instruments.{key}") in self.scores else members[key] for key in members}

    def _from_indicators(self) -> dict[str, tuple[str, ...]]:
        """Return the same, but by preference its indicators."""
        members = self.relations.members
        printed = self._as_printed()
        return {key: each if self._are_known(each) else printed[key] for key, each in members.items()}

    def _source(self, taken: Mapping[str, tuple[str, ...]]) -> Source:
        kinds = {names[0].partition(".")[0] for names in taken.values()}
        return Source(kinds.pop()) if len(kinds) == 1 else Source.MIXED

    def _are_known(self, names: tuple[str, ...]) -> bool:
        return all(name in self.scores for name in names)

    def _score(self, what: str, source: Source, taken: Mapping[str, tuple[str, ...]]) -> Iterator[Statement]:
        """Compare a printed score with the mean of some figures, or, for the total, with the weighed means of several."""
        if what not in self.scores:
            return
        known = tuple(name for names in taken.values() for name in names if name in self.scores)
        reached = self._reached(what, taken)
        agrees = not self.ranges[what].within(reached).is_empty
        is_complete = len(known) == sum(map(len, taken.values()))
        if agrees and not is_complete:
            return
        middle = self._middle(what, taken) if is_complete else self._closest(self.scores[what], reached)
        yield Statement(what, source, known, self.figures[what], middle, self.scores[what] - middle, agrees)

    def _reached(self, what: str, taken: Mapping[str, tuple[str, ...]]) -> Range:
        relations = self.relations
        means = {
            key: relations.mean(self.ranges.get(name, relations.everything) for name in names) for key, names in taken.items()
        }
        return relations.weighed(means) if what == TOTAL else next(iter(means.values()))

    def _middle(self, what: str, taken: Mapping[str, tuple[str, ...]]) -> Fraction:
        means = {key: sum((self.scores[name] for name in names), Fraction(0)) / len(names) for key, names in taken.items()}
        if what != TOTAL:
            return next(iter(means.values()))
        shares, whole = self.relations.shares, self.relations.whole
        return sum((mean * Fraction(shares[key], whole) for key, mean in means.items()), Fraction(0))

    def _closest(self, score: Fraction, reached: Range) -> Fraction:
        return min(max(score, self.relations.points(reached.low)), self.relations.points(reached.high))

    def _grade(self, source: Source, taken: Mapping[str, tuple[str, ...]]) -> Iterator[Statement]:
        relations = self.relations
        label = str(self.figures[GRADE])
        means = {
            key: relations.mean(self.ranges.get(name, relations.everything) for name in names) for key, names in taken.items()
        }
        total = self.ranges[TOTAL] if source is Source.TOTAL else relations.weighed(means)
        possible = [each.label for each in self.grades_of_year if self._is_possible(each.label, total, means)]
        agrees = label in possible
        at = (total.low + total.high) // 2 if source is not Source.TOTAL else relations.exact(self.scores[TOTAL])
        known = tuple(name for names in taken.values() for name in names if name in self.scores)
        is_complete = source is Source.TOTAL or len(known) == sum(map(len, taken.values()))
        if agrees and not is_complete:
            return
        yield Statement(
            what=GRADE,
            source=source,
            figures=(TOTAL,) if source is Source.TOTAL else known,
            printed=label,
            computed=label if agrees else self._label_at(total, means),
            difference=Fraction(0) if agrees else self._from_grade(label, total, at),
            agrees=agrees,
        )

    def _is_possible(self, label: str, total: Range, instruments: Mapping[str, Range]) -> bool:
        """Return whether a total and instruments can have a grade, whether or not they add up."""
        for band in self.relations.bands(label):
            held = (each.within(band.instruments.get(key, each)) for key, each in instruments.items())
            if not total.within(band.total).is_empty and not any(each.is_empty for each in held):
                return True
        return False

    def _label_at(self, total: Range, instruments: Mapping[str, Range]) -> str:
        middle = (total.low + total.high) // 2
        inside = Range(middle, middle, is_open=False)
        labels = [grade.label for grade in self.grades_of_year]
        at_middle = (label for label in labels if self._is_possible(label, inside, instruments))
        return next(at_middle, next(label for label in labels if self._is_possible(label, total, instruments)))

    def _from_grade(self, label: str, total: Range, at: int) -> Fraction | None:
        """Return how far a total lies from the nearest that has a grade, in printed terms; None where it may have it.

        `at` is the total itself, `total` the range it stands for.
        """
        hundredth = self.relations.unit // 100
        distances = []
        for band in self.relations.bands(label):
            if not total.within(band.total).is_empty:
                return None
            if band.total.is_empty:
                continue
            nearest = band.total.low + hundredth // 2 if total.high <= band.total.low else band.total.high - hundredth // 2
            distances.append(at - nearest)
        return self.relations.points(min(distances, key=abs)) if distances else None
