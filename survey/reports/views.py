"""The page of a round's report, and its documents."""

from __future__ import annotations

from flask import Response, current_app, render_template, request, url_for

from questionnaires.loader import Definitions
from survey import access, thai
from survey.access import Permission, requires
from survey.addresses import public_url
from survey.documents.report import Digits
from survey.documents.report_docx import report_docx
from survey.documents.report_pdf import report_pdf
from survey.documents.summary import summary_pdf
from survey.extensions import db
from survey.models import Round, RoundState
from survey.reports import queries
from survey.reports.blueprint import blueprint
from survey.reports.content import yearly_report
from survey.reports.forms import ReportForm
from survey.reports.overview import overview

KINDS = {
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", report_docx),
    "pdf": ("application/pdf", report_pdf),
}


@blueprint.get("/office/rounds/<round_id>/report")
@requires(Permission.READ_RESULTS)
def report(round_id: str) -> str:
    """Show what can be handed on of a round."""
    found = own_round(round_id)
    publication = queries.publication_of(db.session, found)
    return render_template(
        "reports/report.html",
        round=found,
        form=ReportForm(formdata=None),
        standing=queries.standing(db.session, definitions(), found),
        publication=publication,
        is_closed=found.state == RoundState.CLOSED,
        address=public_url(url_for("reports.public", office_id=found.office_id, round_id=found.id)) if publication else "",
    )


@blueprint.get("/office/rounds/<round_id>/report.<any(docx, pdf):kind>")
@requires(Permission.READ_RESULTS)
def document(round_id: str, kind: str) -> Response:
    """Send the yearly report."""
    found = own_round(round_id)
    standing = queries.standing(db.session, definitions(), found, with_cases=True)
    made = yearly_report(standing, made_on=thai.today(), digits=_digits())
    mimetype, written = KINDS[kind]
    return _file(written(made), f"ita-report-{found.fiscal_year}-{found.id}.{kind}", mimetype)


@blueprint.get("/office/rounds/<round_id>/summary.pdf")
@requires(Permission.READ_RESULTS)
def summary(round_id: str) -> Response:
    """Send the page for the notice board; with a QR code once the results are public."""
    found = own_round(round_id)
    address = None
    if queries.publication_of(db.session, found) is not None:
        address = public_url(url_for("reports.public", office_id=found.office_id, round_id=found.id))
    content = summary_pdf(overview(queries.standing(db.session, definitions(), found)), address=address, digits=_digits())
    return _file(content, f"ita-summary-{found.fiscal_year}-{found.id}.pdf", "application/pdf")


def own_round(round_id: str) -> Round:
    """Return a round of the office at work."""
    return queries.round_of(db.session, access.officer().office_id, round_id)


def definitions() -> Definitions:
    """Return every definition of this installation."""
    found: Definitions = current_app.extensions["definitions"]
    return found


def _digits() -> Digits:
    asked = request.args.get("digits")
    return Digits(asked) if asked in tuple(Digits) else Digits.THAI


def _file(content: bytes, name: str, mimetype: str) -> Response:
    place = "inline" if mimetype == "application/pdf" else "attachment"
    return Response(content, mimetype=mimetype, headers={"Content-Disposition": f'{place}; filename="{name}"'})
