"""What an office could do about each indicator and item of a fiscal year: the optional file ``recommendations.yaml``.

Recommendations bear on no score, so they are no part of an `Assessment` or its digest. What they are for is called a subject:
the number of an indicator (``5``), those of the disclosure too, or the code of an item (``i11``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from questionnaires.model import Assessment
from questionnaires.problems import Problem
from questionnaires.reading import Place, Shape, open_page
from questionnaires.wording import faults

RECOMMENDATIONS_FILE = "recommendations.yaml"
# The keys of the file; docs/add-a-fiscal-year.md explains every one.
SHAPES = MappingProxyType({"recommendations": Shape(("fiscal_year",), ("indicators", "items"))})


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What could be done about a subject: at least one action, a sentence or two each."""

    subject: str
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recommendations:
    """The recommendations of a fiscal year (Buddhist era), in the order of the file."""

    fiscal_year: int
    each: tuple[Recommendation, ...] = ()

    def of(self, subject: str) -> tuple[str, ...]:
        """Return the actions for a subject; empty where the file has none."""
        return next((one.actions for one in self.each if one.subject == subject), ())


def indicator_subjects(assessment: Assessment) -> tuple[str, ...]:
    """Return the numbers of all indicators of a year, those of the disclosure last."""
    indicators = [one.number for instrument in assessment.instruments for one in instrument.indicators]
    return tuple(map(str, [*indicators, *(one.number for one in assessment.disclosure.indicators)]))


def item_subjects(assessment: Assessment) -> tuple[str, ...]:
    """Return the codes of all items of a year's instruments, in the order of the forms."""
    return tuple(item.code for instrument in assessment.instruments for item in instrument.items)


def read_recommendations(
    folder: Path, name: str, assessment: Assessment | None
) -> tuple[Recommendations | None, list[Problem]]:
    """Return the recommendations in a year's folder, None where it has no such file, and everything that is wrong with them.

    `name` is the folder's, which the problems carry. `assessment` is the year's, None where it could not be read: then nothing
    is held against it.
    """
    path = folder / RECOMMENDATIONS_FILE
    if not path.exists():
        return None, []
    top = open_page(path, f"{name}/{RECOMMENDATIONS_FILE}")
    fields = top.fields(SHAPES["recommendations"])
    year = fields["fiscal_year"].whole()
    if year and assessment is not None and year != assessment.fiscal_year:
        fields["fiscal_year"].report(
            f"fiscal_year {year} ไม่ตรงกับปี {assessment.fiscal_year}", f"แก้เป็น fiscal_year: {assessment.fiscal_year}"
        )
    indicators = None if assessment is None else indicator_subjects(assessment)
    items = None if assessment is None else item_subjects(assessment)
    found = [
        *_recommended(fields["indicators"], indicators, "ตัวชี้วัดที่ {}"),
        *_recommended(fields["items"], items, "ข้อ {}"),
    ]
    return Recommendations(year, tuple(found)), top.page.problems


def missing(recommendations: Recommendations, assessment: Assessment) -> tuple[str, ...]:
    """Return the subjects of a year that have no recommendation, indicators first."""
    return tuple(one for one in (*indicator_subjects(assessment), *item_subjects(assessment)) if not recommendations.of(one))


def _recommended(group: Place, known: tuple[str, ...] | None, called: str) -> Iterator[Recommendation]:
    for subject, place in group.entries().items():
        place = place.called(called.format(subject))
        if known is not None and subject not in known:
            place.report(f"ปีนี้ไม่มี{called.format(subject)}", f"ลบออกหรือแก้ให้ตรงกับปีนี้ ซึ่งมี {', '.join(known)}")
            continue
        actions = tuple(text for row in place.rows() if (text := _action(row)))
        if actions:
            yield Recommendation(subject, actions)


def _action(row: Place) -> str:
    text = row.text()
    for problem, remedy in faults(text):
        row.report(problem, remedy)
    return text
