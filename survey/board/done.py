"""ท่านเสนอ เราทำ: what became of suggestions, by fiscal year, as a page, as documents and as a list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flask import make_response, request, url_for
from werkzeug.wrappers import Response

from survey import thai
from survey.access import public
from survey.board.blueprint import blueprint
from survey.board.boards import Board, board
from survey.board.page import here, kept_query, shown
from survey.board.queries import PAGE_SIZE, Asked
from survey.cases.evidence import (
    HOW,
    IN_NO_ORDER,
    REST,
    TITLE,
    YearOfCases,
    days,
    evidence,
    finished_csv,
    moderation_rows,
    of_judged,
    outcome_words,
    year_of_cases,
)
from survey.cases.figures import figures_of
from survey.cases.finished import Finished, finished_in, latest_year, order_of_finished
from survey.cases.proof import proof
from survey.documents.report_docx import report_docx
from survey.documents.report_pdf import report_pdf
from survey.errors import NotFound
from survey.extensions import db, limiter
from survey.models import Outcome

MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Group:
    """The finished cases of an outcome that stand on a page, of `total` in the year; `goes_on` from the page before."""

    outcome: Outcome
    total: int
    cases: Sequence[Finished]
    goes_on: bool


@blueprint.get("/done")
@blueprint.get("/done/<int:fiscal_year>")
@public
def done(office_id: str, fiscal_year: int | None = None) -> Response:
    """Show what was done in a fiscal year, some at a time, and the year's figures beside the first.

    Without a year, it is the latest in which anything was finished.
    """
    found = board(office_id)
    if fiscal_year is None:
        fiscal_year = latest_year(db.session, office_id) or thai.fiscal_year(thai.today())
    if fiscal_year not in _years(found):
        raise NotFound
    order = order_of_finished(db.session, office_id, fiscal_year)
    pages = max(-(-len(order) // PAGE_SIZE), 1)
    asked = Asked.of(request.args, found, kept=kept_query())
    page = min(asked.page, pages)
    figures = None
    if page == 1:
        figures = figures_of(db.session, office_id, fiscal_year, calendar=found.calendar, today=thai.today())
    return shown(
        "board/done.html",
        found,
        title=TITLE,
        fiscal_year=fiscal_year,
        path=url_for("board.done", office_id=office_id, fiscal_year=fiscal_year),
        total=len(order),
        groups=_groups(found, fiscal_year, order, PAGE_SIZE * (page - 1)),
        asked=Asked(page=page, kept=asked.kept),
        pages=pages,
        years=_years(found),
        figures=figures,
        divisions=[(one.name or REST, one.counts) for one in figures.divisions] if figures else [],
        moderation=moderation_rows(figures) if figures else (),
        in_no_order=IN_NO_ORDER,
        how=HOW,
        outcome_words=outcome_words,
        of_judged=of_judged,
        days=days,
        address=here(),
    )


@blueprint.get("/done/<int:fiscal_year>.<any(docx, pdf, csv):kind>")
@public
@limiter.limit("10 per minute")
def done_file(office_id: str, fiscal_year: int, kind: str) -> Response:
    """Send what the page of a year says as a file."""
    found = board(office_id)
    year = _year(found, fiscal_year)
    response = make_response(_written(found, year, kind))
    response.headers["Content-Type"] = MEDIA_TYPES[kind]
    place = "inline" if kind == "pdf" else "attachment"
    response.headers["Content-Disposition"] = f'{place}; filename="suggestions-{office_id}-{fiscal_year}.{kind}"'
    return response


def _groups(found: Board, fiscal_year: int, order: Sequence[tuple[str, Outcome]], first: int) -> list[Group]:
    """Return a page of the finished cases by outcome, from the `first` of all on."""
    page = order[first : first + PAGE_SIZE]
    ids = [case_id for case_id, _ in page]
    cases = finished_in(db.session, found.office_id, fiscal_year, calendar=found.calendar, only=ids) if ids else ()
    totals = Counter(outcome for _, outcome in order)
    before = {outcome for _, outcome in order[:first]}
    return [
        Group(outcome, totals[outcome], [one for one in cases if one.outcome == outcome], outcome in before)
        for outcome in dict.fromkeys(outcome for _, outcome in page)
    ]


def _year(found: Board, fiscal_year: int) -> YearOfCases:
    if fiscal_year not in _years(found):
        raise NotFound
    return year_of_cases(db.session, found.office_id, fiscal_year, calendar=found.calendar, today=thai.today())


def _years(found: Board) -> tuple[int, ...]:
    """Return the years there is a page of, latest first: from the first in which anything arrived to the present one."""
    present = thai.fiscal_year(thai.today())
    return tuple(range(max((present, *found.years)), min((present, *found.years)) - 1, -1))


def _written(found: Board, year: YearOfCases, kind: str) -> bytes:
    if kind == "csv":
        return finished_csv(year)
    pictures = proof(db.session, found.office_id, year.finished)
    report = evidence(year, found.office, made_on=thai.today(), pictures=pictures)
    return report_docx(report) if kind == "docx" else report_pdf(report)
