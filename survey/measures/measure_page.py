"""The officers' page of one measure: progress by quarter, evidence, and its history."""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from survey import thai
from survey.access import Permission, requires
from survey.errors import NotFound
from survey.extensions import db
from survey.measures import evidence, operations, queries
from survey.measures.blueprint import blueprint
from survey.measures.evidence import EvidenceRefused
from survey.measures.forms import QUARTERS, EvidenceForm, ProgressForm
from survey.measures.overview import standings
from survey.measures.scores import sources_of
from survey.measures.views import actor, definitions, own_measure
from survey.measures.words import baht, days_words, history_words, score_words
from survey.models import MeasureFile
from survey.pages import PICTURE_POLICY


@blueprint.get("/office/measures/<int:fiscal_year>/<measure_id>/work")
@requires(Permission.READ_RESULTS)
def work(fiscal_year: int, measure_id: str) -> str:
    """Show how far a measure has come, what proves it, and its history; of one that was removed its history too."""
    return _page(fiscal_year, measure_id)


@blueprint.post("/office/measures/<int:fiscal_year>/<measure_id>/progress")
@requires(Permission.MANAGE_ROUNDS)
def progress(fiscal_year: int, measure_id: str) -> Response | tuple[str, int]:
    """Say what came of a measure in a quarter."""
    found = own_measure(fiscal_year, measure_id)
    form = ProgressForm()
    if not form.validate():
        return _page(fiscal_year, measure_id, progress=form), 422
    operations.tell_progress(db.session, found, int(form.quarter.data), form.text.data or "", actor=actor())
    db.session.commit()
    flash(f"บันทึกความก้าวหน้าไตรมาส {form.quarter.data} แล้ว")
    return _back(fiscal_year, measure_id)


@blueprint.post("/office/measures/<int:fiscal_year>/<measure_id>/files")
@requires(Permission.MANAGE_ROUNDS)
def add_file(fiscal_year: int, measure_id: str) -> Response | tuple[str, int]:
    """Keep a file that proves a measure."""
    found = own_measure(fiscal_year, measure_id)
    form = EvidenceForm()
    if not form.validate():
        return _page(fiscal_year, measure_id, sent=form), 422
    sent = form.file.data
    try:
        if sent is None or not sent.filename:
            raise EvidenceRefused("กรุณาเลือกไฟล์")
        kept = evidence.checked(sent.filename, sent.read(evidence.LARGEST_FILE + 1))
        quarter = int(form.quarter.data) if form.quarter.data else None
        evidence.add_file(db.session, found, kept, quarter=quarter, is_public=form.is_public.data, actor=actor())
    except EvidenceRefused as refused:
        form.file.errors = [str(refused)]
        return _page(fiscal_year, measure_id, sent=form), 422
    db.session.commit()
    flash("เพิ่มหลักฐานแล้ว")
    return _back(fiscal_year, measure_id)


@blueprint.get("/office/measures/<int:fiscal_year>/<measure_id>/files/<file_id>")
@requires(Permission.READ_RESULTS)
def file(fiscal_year: int, measure_id: str, file_id: str) -> Response:
    """Send a file to an officer of the office."""
    found = own_measure(fiscal_year, measure_id, removed=True)
    return sent_as_it_is(evidence.file_of(db.session, found, file_id))


@blueprint.post("/office/measures/<int:fiscal_year>/<measure_id>/files/<file_id>/show")
@requires(Permission.MANAGE_ROUNDS)
def show_file(fiscal_year: int, measure_id: str, file_id: str) -> Response:
    """Let everybody open a file, or no longer."""
    found = own_measure(fiscal_year, measure_id)
    kept = evidence.file_of(db.session, found, file_id)
    evidence.show_file(db.session, found, kept, is_public=request.form.get("public") == "1", actor=actor())
    db.session.commit()
    return _back(fiscal_year, measure_id)


@blueprint.post("/office/measures/<int:fiscal_year>/<measure_id>/files/<file_id>/remove")
@requires(Permission.MANAGE_ROUNDS)
def remove_file(fiscal_year: int, measure_id: str, file_id: str) -> Response:
    """Delete a file."""
    found = own_measure(fiscal_year, measure_id)
    evidence.remove_file(db.session, found, evidence.file_of(db.session, found, file_id), actor())
    db.session.commit()
    flash("ลบหลักฐานแล้ว ประวัติยังบอกชื่อและค่า SHA-256 ของไฟล์")
    return _back(fiscal_year, measure_id)


def sent_as_it_is(found: MeasureFile) -> Response:
    """Return evidence as a response: to be kept as a file and never shown as a page of this site, whatever is in it."""
    response = make_response(found.content)
    response.headers["Content-Type"] = found.media_type
    response.headers["Content-Security-Policy"] = PICTURE_POLICY
    response.headers.set("Content-Disposition", "attachment", filename=found.name)
    return response


def _back(fiscal_year: int, measure_id: str) -> Response:
    return redirect(url_for("measures.work", fiscal_year=fiscal_year, measure_id=measure_id))


def _page(fiscal_year: int, measure_id: str, *, progress: ProgressForm | None = None, sent: EvidenceForm | None = None) -> str:
    found = own_measure(fiscal_year, measure_id, removed=True)
    assessment = queries.assessment_of(definitions(), fiscal_year)
    (one,) = standings(db.session, found.office_id, assessment, (found,), today=thai.today())
    return render_template(
        "measures/work.html",
        year=fiscal_year,
        one=one,
        measure=found,
        score=score_words(found, sources_of(db.session, definitions(), found.office_id)),
        days=days_words(found),
        budget=baht(found.budget),
        quarters=QUARTERS,
        forms={quarter: _quarter_form(quarter, one.progress.get(quarter, ""), progress) for quarter in QUARTERS},
        evidence_form=sent or EvidenceForm(formdata=None),
        history=history_words(one.history, for_officers=True),
        goes_on=queries.carried_to(db.session, found),
        may_carry=_has_year(fiscal_year + 1),
    )


def _quarter_form(quarter: int, text: str, sent: ProgressForm | None) -> ProgressForm:
    if sent is not None and sent.quarter.data == str(quarter):
        form = sent
    else:
        form = ProgressForm(formdata=None, data={"quarter": str(quarter), "text": text})
    # Four forms on a page: each field needs an id of its own.
    form.text.id = form.text.label.field_id = f"text-{quarter}"
    form.text.label.text = f"ไตรมาส {quarter} ({QUARTERS[quarter]})"
    return form


def _has_year(fiscal_year: int) -> bool:
    try:
        queries.assessment_of(definitions(), fiscal_year)
    except NotFound:
        return False
    return True
