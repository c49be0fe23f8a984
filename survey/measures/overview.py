"""The measures of a year with all that belongs to them, and the indicators without any: read once for all pages and papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from questionnaires.loader import Definitions
from questionnaires.model import Assessment
from survey import thai
from survey.measures import evidence, queries
from survey.measures.history import histories_of
from survey.measures.scores import Known, Source, known, sources_of
from survey.models import Case, Measure, MeasureEvent, MeasureFile


@dataclass(frozen=True, slots=True)
class Standing:
    """A measure with its progress by quarter, the files that prove it, the cases it answers, and its history, oldest first.

    `about` names its indicator and item; `needs_evidence` says that it is over and nothing proves it.
    """

    measure: Measure
    about: str
    progress: dict[int, str]
    files: tuple[MeasureFile, ...]
    cases: tuple[Case, ...]
    history: tuple[MeasureEvent, ...]
    needs_evidence: bool

    @property
    def public_files(self) -> tuple[MeasureFile, ...]:
        """The files that everybody may open."""
        return tuple(file for file in self.files if file.is_public)


@dataclass(frozen=True, slots=True)
class Low:
    """An indicator under the target: its number, title and latest score, and how many measures of the year are for it."""

    number: int
    title: str
    known: Known
    measures: int


@dataclass(frozen=True, slots=True)
class Year:
    """A fiscal year's measures (`removed` apart), and every indicator whose latest score lies under the target."""

    fiscal_year: int
    assessment: Assessment
    sources: tuple[Source, ...]
    measures: tuple[Standing, ...]
    removed: tuple[Measure, ...]
    low: tuple[Low, ...]

    @property
    def uncovered(self) -> tuple[Low, ...]:
        """The indicators under the target without a measure."""
        return tuple(one for one in self.low if not one.measures)

    @property
    def unproved(self) -> tuple[Standing, ...]:
        """The measures that are over and have no evidence."""
        return tuple(one for one in self.measures if one.needs_evidence)


def year_of(session: Session, definitions: Definitions, office_id: str, fiscal_year: int, *, today: date | None = None) -> Year:
    """Return the measures of a year as of a day; NotFound for a year that can have none."""
    assessment = queries.assessment_of(definitions, fiscal_year)
    everyone = queries.every_measure_of(session, office_id, fiscal_year)
    measures = tuple(one for one in everyone if not one.removed)
    sources = sources_of(session, definitions, office_id)
    return Year(
        fiscal_year=fiscal_year,
        assessment=assessment,
        sources=sources,
        measures=standings(session, office_id, assessment, measures, today=today or thai.today()),
        removed=tuple(one for one in everyone if one.removed),
        low=tuple(_low(assessment, sources, measures, fiscal_year)),
    )


def standings(
    session: Session, office_id: str, assessment: Assessment, measures: tuple[Measure, ...], *, today: date
) -> tuple[Standing, ...]:
    """Return measures with all that belongs to them, in their order. Four queries."""
    progress = queries.progress_of(session, office_id, measures)
    files = evidence.files_of(session, office_id, measures)
    cases = queries.cases_of(session, office_id, measures)
    histories = histories_of(session, office_id, measures)
    return tuple(
        Standing(
            measure=one,
            about=about(assessment, one),
            progress=progress[one.id],
            files=tuple(files[one.id]),
            cases=tuple(cases[one.id]),
            history=tuple(histories[one.id]),
            needs_evidence=queries.needs_evidence(one, files, today),
        )
        for one in measures
    )


def about(assessment: Assessment, measure: Measure) -> str:
    """Return what a measure is for: its indicator and item in words, or the office as a whole."""
    if measure.indicator is None:
        return "ทั้งหน่วยงาน"
    title = queries.indicators_of(assessment).get(measure.indicator, "")
    item = queries.items_of(assessment).get(measure.item or "")
    return f"ตัวชี้วัดที่ {measure.indicator} {title}".strip() + (f" ข้อ {item.number} {item.text}" if item else "")


def _low(assessment: Assessment, sources: tuple[Source, ...], measures: tuple[Measure, ...], year: int) -> list[Low]:
    found = []
    for number, title in sorted(queries.indicators_of(assessment).items()):
        latest = known(sources, assessment, (number, None), until=year)
        if latest is not None and latest.is_low:
            found.append(Low(number, title, latest, sum(one.indicator == number for one in measures)))
    return found
