"""The documents of a year's measures: the reports after 6 and 12 months, and the year's evidence pack."""

from __future__ import annotations

from flask import Response, make_response, send_file

from survey import access, thai
from survey.access import Permission, requires
from survey.documents.report_docx import report_docx
from survey.documents.report_pdf import report_pdf
from survey.extensions import db, limiter
from survey.measures.blueprint import blueprint
from survey.measures.content import progress_report
from survey.measures.overview import year_of
from survey.measures.pack import pack
from survey.measures.views import definitions
from survey.models import Office

_KINDS = {
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", report_docx),
    "pdf": ("application/pdf", report_pdf),
}


@blueprint.get('/office/measures/<int:fiscal_year>/report-<any("6", "12"):months>.<any(docx, pdf):kind>')
@requires(Permission.READ_RESULTS)
def report(fiscal_year: int, months: str, kind: str) -> Response:
    """Send how far the measures of a year have come after 6 or 12 months."""
    office = _office()
    found = year_of(db.session, definitions(), office.id, fiscal_year)
    media_type, written = _KINDS[kind]
    response = make_response(written(progress_report(found, office.name, int(months), made_on=thai.today())))
    response.headers["Content-Type"] = media_type
    place = "inline" if kind == "pdf" else "attachment"
    response.headers["Content-Disposition"] = f'{place}; filename="measures-{fiscal_year}-{months}-months.{kind}"'
    return response


@blueprint.get("/office/measures/<int:fiscal_year>/evidence.zip")
@requires(Permission.READ_RESULTS)
@limiter.limit("10 per minute")
def evidence_pack(fiscal_year: int) -> Response:
    """Send the year's evidence pack."""
    made = pack(db.session, definitions(), _office(), fiscal_year, today=thai.today())
    return send_file(made, "application/zip", as_attachment=True, download_name=f"evidence-{fiscal_year}.zip")


def _office() -> Office:
    return db.session.get_one(Office, access.officer().office_id)
