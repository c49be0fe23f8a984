"""The score that a suggestion is about, from the results an office has made public; and the suggestions about a score."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection as Several
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from questionnaires.loader import Definitions
from questionnaires.model import Assessment, Instrument
from scoring.disclosure import items_to_show, may_show
from scoring.estimates import Estimate
from scoring.intervals import intervals
from scoring.rounding import printed, two_decimals
from scoring.stored import StoredScorecardMismatch
from survey import answers, releases, thai
from survey.cases.finished import is_last_answer
from survey.cases.intake import SUGGESTION
from survey.cases.timeline import status_words
from survey.models import Case, CaseEvent, Channel, Collection, Publication, Round, RoundState, Visibility

EVERYBODY = "ตอบครบทุกคน"
MOST_ROUNDS = 3
_MOST_KEPT = 64
_MOST_LINKED = 100


@dataclass(frozen=True, slots=True)
class ScoreAbout:
    """The public score of what a case is about. `subject` names the item or the indicator; `interval` is "" where unknown.

    `to_target` says how far it lies from the target. `is_simulated` says that made-up answers of the example are in it.
    """

    round_id: str
    round_title: str
    fiscal_year: int
    subject: str
    printed: str
    interval: str
    to_target: str
    is_simulated: bool


@dataclass(frozen=True, slots=True)
class Linked:
    """A public suggestion about an indicator; `answer` is the last official one, "" where there is none."""

    number: str
    subject: str
    status: str
    answer: str
    item: str | None


@dataclass(frozen=True, slots=True)
class _Figure:
    score: float
    interval: str
    is_simulated: bool


_Figures = Mapping[tuple[int, str | None], _Figure]


def assessment_for(definitions: Definitions, fiscal_year: int) -> Assessment:
    """Return the assessment whose items the cases of a year are linked to: that of the year, or of the latest before it.

    Where there is none before, it is that of the earliest year there is.
    """
    known = [year for year in definitions.years if year <= fiscal_year]
    return definitions.assessment(max(known) if known else min(definitions.years))


def score_about(session: Session, definitions: Definitions, case: Case) -> ScoreAbout | None:
    """Return the score a case is about: of its item, or else of its indicator, in the latest round whose results are public.

    None where the case is linked to nothing, or nothing public says anything of it. One query once the round's figures are
    kept. An item counts only where the round was of the assessment that the case was linked by: codes may change.
    """
    if case.indicator is None:
        return None
    linked_by = assessment_for(definitions, case.fiscal_year)
    for found in _published(session, case.office_id):
        if found.fiscal_year not in definitions.years:
            continue
        assessment = definitions.assessment(found.fiscal_year)
        figures = _figures_of(session, assessment, found)
        item = case.item if assessment is linked_by else None
        for subject in ((case.indicator, item), (case.indicator, None)):
            if (figure := figures.get(subject)) is not None:
                return _about(assessment, found, subject, figure)
    return None


def linked_to(
    session: Session, definitions: Definitions, found: Round, indicators: Several[int]
) -> dict[int, tuple[Linked, ...]]:
    """Return the public suggestions about some indicators by their number, newest first.

    Those that arrived in the fiscal year in which the round opened, or in the one after it, when its results are acted on. It
    takes one query.
    """
    year = thai.fiscal_year(found.opens_on)
    rows = session.execute(
        select(Case, CaseEvent.text)
        .select_from(Case)
        .outerjoin(CaseEvent, is_last_answer())
        .where(
            Case.office_id == found.office_id,
            Case.visibility == Visibility.PUBLIC,
            Case.kind == SUGGESTION,
            Case.indicator.in_(sorted(indicators)),
            Case.fiscal_year.in_((year, year + 1)),
        )
        .order_by(Case.received_on.desc(), Case.number.desc())
        .limit(_MOST_LINKED)
    )
    assessment = definitions.assessment(found.fiscal_year)
    of: dict[int, tuple[Linked, ...]] = {}
    for case, answer in rows:
        item = case.item if assessment_for(definitions, case.fiscal_year) is assessment else None
        one = Linked(case.number, case.shown_subject, status_words(case), answer or "", item)
        number = case.indicator or 0
        of[number] = (*of.get(number, ()), one)
    return of


def _published(session: Session, office_id: str) -> list[Round]:
    return list(
        session.scalars(
            select(Round)
            .join(Publication, and_(Publication.office_id == Round.office_id, Publication.round_id == Round.id))
            .where(Round.office_id == office_id, Round.state == RoundState.CLOSED)
            .order_by(Round.closes_on.desc(), Round.id)
            .limit(MOST_ROUNDS)
        )
    )


def _about(assessment: Assessment, found: Round, subject: tuple[int, str | None], figure: _Figure) -> ScoreAbout:
    gap = two_decimals(assessment.target) - two_decimals(figure.score)
    target = f"เป้าหมาย {printed(assessment.target)}"
    return ScoreAbout(
        round_id=found.id,
        round_title=found.title,
        fiscal_year=found.fiscal_year,
        subject=_named(assessment, *subject),
        printed=printed(figure.score),
        interval=figure.interval,
        to_target=f"ต่ำกว่า{target} อยู่ {printed(gap)}" if gap > 0 else f"ถึง{target} แล้ว",
        is_simulated=figure.is_simulated,
    )


def _named(assessment: Assessment, number: int, code: str | None) -> str:
    for instrument in assessment.instruments:
        for indicator in instrument.indicators:
            if indicator.number == number:
                item = next((one for one in indicator.items if one.code == code), None)
                return f"ข้อ {item.number} “{item.text}”" if item else f"ตัวชี้วัดที่ {number} {indicator.title}"
    raise KeyError(number)


def _figures_of(session: Session, assessment: Assessment, found: Round) -> _Figures:
    """Return all that may be shown of a published round; kept, since nothing changes in it once all its scores are there."""
    key = (found.office_id, found.id, id(assessment))
    if (kept := _kept.get(key)) is not None:
        return kept
    figures: dict[tuple[int, str | None], _Figure] = {}
    is_whole = True
    for instrument in assessment.instruments:
        collection = session.get(Collection, (found.office_id, found.id, instrument.key))
        if collection is not None:
            is_whole = is_whole and collection.scorecard is not None
            figures |= _of_instrument(session, assessment, found, collection, instrument)
    if is_whole:
        _kept.put(key, figures)
    return figures


def _of_instrument(
    session: Session, assessment: Assessment, found: Round, collection: Collection, instrument: Instrument
) -> _Figures:
    answered = answers.count(session, collection, instrument)
    try:
        result = releases.released(session, assessment, found, collection, instrument, answered=answered)
    except StoredScorecardMismatch:
        # The definition is not the one it was: the results page says so, a board has no score then.
        return {}
    if not isinstance(result, releases.Released):
        return {}
    card, estimates = result.scorecard, result.estimates
    if result.moments is not None:
        estimates = intervals(instrument, card, result.moments, population=collection.population)
    is_simulated = bool(answers.count(session, collection, instrument, channel=Channel.SIMULATED))
    figures: dict[tuple[int, str | None], _Figure] = {}
    for indicator in card.indicators:
        if indicator.score is not None and may_show(indicator.n):
            of_indicator = estimates.indicators.get(indicator.number) if estimates else None
            figures[indicator.number, None] = _Figure(indicator.score, _interval(of_indicator), is_simulated)
        shown = items_to_show({item.code: item.n for item in indicator.items})
        for item in indicator.items:
            if item.score is not None and item.code in shown:
                of_item = estimates.items.get(item.code) if estimates else None
                figures[indicator.number, item.code] = _Figure(item.score, _interval(of_item), is_simulated)
    return figures


def _interval(estimate: Estimate | None) -> str:
    if estimate is None or estimate.low is None or estimate.high is None:
        return ""
    return EVERYBODY if estimate.is_census else f"{printed(estimate.low)}–{printed(estimate.high)}"


class _Kept:
    """The figures of the published rounds that were asked for last."""

    def __init__(self) -> None:
        self._figures: OrderedDict[tuple[str, str, int], _Figures] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[str, str, int]) -> _Figures | None:
        with self._lock:
            if key in self._figures:
                self._figures.move_to_end(key)
            return self._figures.get(key)

    def put(self, key: tuple[str, str, int], figures: _Figures) -> None:
        with self._lock:
            self._figures[key] = figures
            while len(self._figures) > _MOST_KEPT:
                self._figures.popitem(last=False)


_kept = _Kept()
