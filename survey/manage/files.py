"""Files of responses: in, with every problem named, and out."""

from __future__ import annotations

import io
from base64 import b64encode
from dataclasses import dataclass

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from scoring.disclosure import may_show
from survey import access, answers, imports, thai
from survey.access import Permission, requires
from survey.errors import NotYours, WrongState
from survey.exchange.problems import UnreadableFile
from survey.exchange.reading import ResponseFile
from survey.exchange.writing import response_chunks, write_bad_rows
from survey.extensions import db
from survey.manage import operations, queries
from survey.manage.blueprint import blueprint
from survey.manage.forms import ImportForm
from survey.manage.rounds import definitions, own_round
from survey.models import RoundState

LARGEST_FILE = 16 * 1024 * 1024
PROBLEMS_SHOWN = 200
# A larger file of bad rows would make the page itself too heavy; it can be had from the command line.
LARGEST_DOWNLOAD = 2 * 1024 * 1024


class ResultsHidden(NotYours):
    """So few staff have answered that their answers could be told apart."""

    title = "ยังส่งออกคำตอบของแบบวัดนี้ไม่ได้"
    message = "มีผู้ตอบยังไม่ถึง 5 คน และรอบยังไม่ปิด การเปิดดูคำตอบอาจทำให้รู้ว่าเป็นคำตอบของใคร"
    what_next = "กรุณารอให้มีผู้ตอบมากขึ้น หรือปิดรอบก่อน"


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What came of a file. `download` is a CSV of the bad rows as base64, None where there are none or too many."""

    stored: int
    problems: tuple[str, ...]
    notices: tuple[str, ...]
    download: str | None


@blueprint.url_value_preprocessor
def allow_a_file(endpoint: str | None, _values: object) -> None:
    """Let an officer's import take more than a form; here, because the check of the token already reads the body."""
    if endpoint == "manage.import_file" and access.may(Permission.ENTER_ANSWERS):
        request.max_content_length = LARGEST_FILE


@blueprint.route("/rounds/<round_id>/import/<key>", methods=["GET", "POST"])
@requires(Permission.ENTER_ANSWERS)
def import_file(round_id: str, key: str) -> Response | str | tuple[str, int]:
    """Read a CSV file of responses; store all of it, or nothing and say why."""
    found = own_round(round_id)
    collection = queries.collection_of(db.session, found, key)
    instrument = definitions().instrument(f"{found.fiscal_year}/{key}")
    if found.state != RoundState.OPEN:
        raise WrongState
    form = ImportForm()

    def page(report: ImportReport | None) -> str:
        return render_template("manage/import.html", round=found, instrument=instrument, form=form, report=report)

    if not form.is_submitted():
        return page(None)
    if not form.validate():
        return page(None), 422
    operations.hold_open(db.session, found)
    try:
        read, stored = imports.store(
            db.session, collection, instrument, form.file.data.read(), skip_bad=form.skip_bad.data, today=thai.today()
        )
    except UnreadableFile as unreadable:
        return page(ImportReport(0, tuple(map(str, unreadable.problems)), (), None)), 422
    except answers.AlreadyImported:
        db.session.rollback()
        form.file.errors = ["ไฟล์นี้นำเข้าในรอบนี้แล้ว ระบบจึงไม่บันทึกซ้ำ"]
        return page(None), 409
    if not stored and not read.problem_count:
        form.file.errors = ["ไฟล์นี้มีแต่หัวตาราง ไม่มีคำตอบให้นำเข้า"]
        return page(None), 422
    db.session.commit()
    if read.problem_count:
        report = ImportReport(stored, read.problem_lines(PROBLEMS_SHOWN), read.notices, _bad_rows(read))
        return page(report), 200 if stored else 422
    flash(f"นำเข้าคำตอบ {stored:,} ชุดแล้ว")
    for notice in read.notices:
        flash(notice)
    return redirect(url_for("manage.round_page", round_id=found.id))


@blueprint.get("/rounds/<round_id>/export/<key>.csv")
@requires(Permission.READ_RESULTS)
def export_file(round_id: str, key: str) -> Response:
    """Send the stored responses as CSV."""
    found = own_round(round_id)
    collection = queries.collection_of(db.session, found, key)
    instrument = definitions().instrument(f"{found.fiscal_year}/{key}")
    matrix = answers.matrix(db.session, collection, instrument)
    if not may_show(instrument.audience, n=len(matrix), closed=found.state == RoundState.CLOSED):
        raise ResultsHidden
    response = make_response(b"".join(response_chunks(instrument, matrix)))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{found.fiscal_year}-{key}-{found.id}.csv"'
    return response


def _bad_rows(read: ResponseFile) -> str | None:
    stream = io.BytesIO()
    write_bad_rows(stream, read)
    return b64encode(stream.getvalue()).decode() if stream.tell() <= LARGEST_DOWNLOAD else None
