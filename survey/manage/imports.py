"""Files of responses on their way in: every problem is named, and what had to be guessed is confirmed before it is stored."""

from __future__ import annotations

import io
from base64 import b64encode
from dataclasses import dataclass, replace

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from questionnaires.model import Instrument
from survey import access, answers, imports, thai
from survey.access import Permission, requires
from survey.errors import WrongState
from survey.exchange.foreign import Confirmed, ForeignFile, foreign_file, packed, unknown_labels, unpacked
from survey.exchange.problems import UnreadableFile
from survey.exchange.reading import ResponseFile
from survey.exchange.writing import write_bad_rows
from survey.extensions import db
from survey.manage import operations, queries
from survey.manage.blueprint import blueprint
from survey.manage.forms import ImportForm
from survey.manage.matching_forms import MatchingForm, matching_form
from survey.manage.rounds import definitions, own_round
from survey.models import Collection, Round, RoundState

LARGEST_FILE = 16 * 1024 * 1024
# A confirmation has a field for each column and each unknown answer.
MOST_FIELDS = 2_000
PROBLEMS_SHOWN = 200
# A larger file of bad rows would make the page itself too heavy; it can be had from the command line.
LARGEST_DOWNLOAD = 2 * 1024 * 1024
TOO_LARGE_TO_MATCH = (
    "ไฟล์นี้ใหญ่เกินกว่าจะจับคู่คอลัมน์บนหน้านี้ โปรดเปลี่ยนหัวตารางเป็นรหัสข้อแล้วนำเข้าใหม่ แบ่งเป็นหลายไฟล์ หรือใช้คำสั่ง sutcharit import บนเครื่องแม่ข่าย"
)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What came of a file. `download` is a CSV of the bad rows as base64, None where there are none or too many."""

    stored: int
    problems: tuple[str, ...]
    notices: tuple[str, ...]
    download: str | None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a file goes."""

    round: Round
    collection: Collection
    instrument: Instrument


@blueprint.url_value_preprocessor
def allow_a_file(endpoint: str | None, _values: object) -> None:
    """Let an officer's import take more than a form; here, because the check of the token already reads the body."""
    if endpoint == "manage.import_file" and access.may(Permission.ENTER_ANSWERS):
        request.max_content_length = LARGEST_FILE
        request.max_form_memory_size = LARGEST_FILE
        request.max_form_parts = MOST_FIELDS


@blueprint.route("/rounds/<round_id>/import/<key>", methods=["GET", "POST"])
@requires(Permission.ENTER_ANSWERS)
def import_file(round_id: str, key: str) -> Response | str | tuple[str, int]:
    """Read a file of responses; store all of it, or nothing and say why. A file with other headings is confirmed first."""
    found = own_round(round_id)
    place = _Place(found, queries.collection_of(db.session, found, key), definitions().instrument(f"{found.fiscal_year}/{key}"))
    if found.state != RoundState.OPEN:
        raise WrongState
    if "table" in request.form:
        return _confirm(place)
    form = ImportForm()
    if not form.is_submitted():
        return _page(place, form)
    if not form.validate():
        return _page(place, form), 422
    content = form.file.data.read()
    wordings = imports.wordings_of(db.session, found.office_id, place.instrument)
    try:
        foreign = foreign_file(content, place.instrument, wordings)
        if foreign is not None:
            return _ask(place, form, foreign)
        return _store(place, form, content, imports.read(content, place.instrument))
    except UnreadableFile as unreadable:
        return _page(place, form, ImportReport(0, tuple(map(str, unreadable.problems)), (), None)), 422


def _ask(place: _Place, form: ImportForm, foreign: ForeignFile) -> str | tuple[str, int]:
    """Show what is guessed of a file. Nothing of it is kept here: the page carries it to the next request."""
    carried = packed(foreign.content)
    if carried is None:
        form.file.errors = [TOO_LARGE_TO_MATCH]
        return _page(place, form), 422
    asking = matching_form(place.instrument, foreign)(formdata=None, table=carried, skip_bad=form.skip_bad.data)
    return _matching_page(place, asking, foreign)


def _confirm(place: _Place) -> Response | str | tuple[str, int]:
    """Store a file by the columns that were confirmed. What the page carried came through a browser: all is checked anew."""
    wordings = imports.wordings_of(db.session, place.round.office_id, place.instrument)
    try:
        content = unpacked(request.form["table"])
        guessed = foreign_file(content, place.instrument, wordings)
        if guessed is None:
            return _store(place, ImportForm(), content, imports.read(content, place.instrument))
        first = matching_form(place.instrument, replace(guessed, unknown=()))()
        # Which answers are unknown follows from which columns are read.
        columns = {index: code for index, code in first.columns.items() if code in place.instrument.part_codes}
        unknown, more = unknown_labels(content, place.instrument, Confirmed(columns, wordings=wordings))
        guessed = replace(guessed, unknown=unknown, more_unknown=more)
    except UnreadableFile as unreadable:
        return _page(place, ImportForm(), ImportReport(0, tuple(map(str, unreadable.problems)), (), None)), 422
    form = matching_form(place.instrument, guessed)()
    if not form.validate():
        return _matching_page(place, form, guessed), 422
    confirmed = Confirmed(form.columns, form.labels(unknown), wordings)
    try:
        read = imports.read(content, place.instrument, confirmed)
    except UnreadableFile as unreadable:
        report = ImportReport(0, tuple(map(str, unreadable.problems)), (), None)
        return _matching_page(place, form, guessed, report), 422
    return _store(place, form, content, read, guessed)


def _store(
    place: _Place, form: ImportForm | MatchingForm, content: bytes, read: ResponseFile, foreign: ForeignFile | None = None
) -> Response | tuple[str, int]:
    def page(report: ImportReport | None) -> str:
        return _page(place, form, report) if foreign is None else _matching_page(place, form, foreign, report)

    def refused(sentence: str) -> str:
        if foreign is not None or "file" not in form:
            return page(ImportReport(0, (sentence,), (), None))
        form.file.errors = [sentence]
        return page(None)

    operations.hold_open(db.session, place.round)
    try:
        stored = imports.store(
            db.session, place.collection, place.instrument, content, read, skip_bad=form.skip_bad.data, today=thai.today()
        )
    except answers.AlreadyImported:
        db.session.rollback()
        return refused("ไฟล์นี้นำเข้าในรอบนี้แล้ว ระบบจึงไม่บันทึกซ้ำ"), 409
    if not stored and not read.problem_count:
        return refused("ไฟล์นี้มีแต่หัวตาราง ไม่มีคำตอบให้นำเข้า"), 422
    db.session.commit()
    if read.problem_count:
        report = ImportReport(stored, read.problem_lines(PROBLEMS_SHOWN), read.notices, _bad_rows(read))
        return (_page(place, ImportForm(formdata=None), report) if stored else page(report)), 200 if stored else 422
    flash(f"นำเข้าคำตอบ {stored:,} ชุดแล้ว")
    for notice in read.notices:
        flash(notice)
    return redirect(url_for("manage.round_page", round_id=place.round.id))


def _page(place: _Place, form: ImportForm | MatchingForm, report: ImportReport | None = None) -> str:
    return render_template("manage/import.html", round=place.round, instrument=place.instrument, form=form, report=report)


def _matching_page(
    place: _Place, form: ImportForm | MatchingForm, foreign: ForeignFile, report: ImportReport | None = None
) -> str:
    return render_template(
        "manage/import_matching.html",
        round=place.round,
        instrument=place.instrument,
        form=form,
        foreign=foreign,
        report=report,
    )


def _bad_rows(read: ResponseFile) -> str | None:
    stream = io.BytesIO()
    write_bad_rows(stream, read)
    return b64encode(stream.getvalue()).decode() if stream.tell() <= LARGEST_DOWNLOAD else None
