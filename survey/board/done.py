"""ท่านเสนอ เราทำ: what became of suggestions, by fiscal year, as a page, as documents and as a list."""

from __future__ import annotations

from flask import make_response
from werkzeug.wrappers import Response

from survey import thai
from survey.access import public
from survey.board.blueprint import blueprint
from survey.board.boards import Board, board
from survey.board.page import here, shown
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
from survey.cases.finished import latest_year
from survey.cases.proof import proof
from survey.documents.report_docx import report_docx
from survey.documents.report_pdf import report_pdf
from survey.errors import NotFound
from survey.extensions import db, limiter

MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
}


@blueprint.get("/done")
@blueprint.get("/done/<int:fiscal_year>")
@public
def done(office_id: str, fiscal_year: int | None = None) -> Response:
    """Show what was done in a fiscal year; without one, in the latest in which anything was."""
    found = board(office_id)
    if fiscal_year is None:
        fiscal_year = latest_year(db.session, office_id) or thai.fiscal_year(thai.today())
    year = _year(found, fiscal_year)
    return shown(
        "board/done.html",
        found,
        title=TITLE,
        year=year,
        years=_years(found),
        divisions=[(one.name or REST, one.counts) for one in year.figures.divisions],
        moderation=moderation_rows(year.figures),
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
