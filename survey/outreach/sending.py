"""Papers on their way to the browser."""

from __future__ import annotations

from flask import make_response
from werkzeug.wrappers import Response

from survey.documents.report import Report
from survey.documents.report_docx import report_docx
from survey.documents.report_pdf import report_pdf

_MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


def document(report: Report, kind: str, name: str) -> Response:
    """Return a paper as a PDF to read, or as a Word file to go on writing in."""
    response = make_response(report_docx(report) if kind == "docx" else report_pdf(report))
    response.headers["Content-Type"] = _MEDIA_TYPES[kind]
    place = "inline" if kind == "pdf" else "attachment"
    response.headers["Content-Disposition"] = f'{place}; filename="{name}.{kind}"'
    return response
