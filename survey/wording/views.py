"""The pages of wording: what is laid over each instrument, and laying something else."""

from __future__ import annotations

import json

from flask import Blueprint, Response, current_app, flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from survey import access
from survey.access import Permission, requires
from survey.errors import ForgedForm
from survey.extensions import db
from survey.wording import operations, queries
from survey.wording.forms import LayForm, TakeOffForm, UploadForm
from survey.wording.queries import Subject
from survey.wording.reading import read
from survey.wording.writing import spreadsheet_template, yaml_template

blueprint = Blueprint("wording", __name__, url_prefix="/office/wording")
PROBLEMS_SHOWN = 100
_OF_ONE = "/<int:year>/<key>/<language>"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/")
@requires(Permission.MANAGE_OFFICE)
def index() -> str:
    """List every instrument in every language, and whose wording is shown."""
    found = queries.subjects(db.session, current_app.extensions["definitions"], access.officer().office_id)
    return render_template("wording/index.html", subjects=found)


@blueprint.get(_OF_ONE)
@requires(Permission.MANAGE_OFFICE)
def one(year: int, key: str, language: str) -> str:
    """Show what is laid over an instrument in a language, and how to lay something else."""
    return _page(_subject(year, key, language), UploadForm())


@blueprint.post(_OF_ONE)
@requires(Permission.MANAGE_OFFICE)
def preview(year: int, key: str, language: str) -> str | tuple[str, int]:
    """Read a file, and show both wordings side by side or everything that is wrong. Nothing is stored."""
    subject = _subject(year, key, language)
    form = UploadForm()
    if not form.validate():
        return _page(subject, form), 422
    texts, problems = read(form.file.data.read(), subject.own)
    if problems:
        return _page(subject, form, problems=list(map(str, problems))), 422
    return render_template(
        "wording/preview.html",
        subject=subject,
        changes=subject.changes(texts),
        given_up=subject.changes({code: text for code, text in subject.laid.items() if code not in texts}),
        is_open=queries.is_open(db.session, access.officer().office_id, subject.instrument),
        form=LayForm(texts=json.dumps(texts, ensure_ascii=False)),
    )


@blueprint.post(f"{_OF_ONE}/lay")
@requires(Permission.MANAGE_OFFICE)
def lay(year: int, key: str, language: str) -> AnyResponse:
    """Lay the texts of a preview."""
    subject = _subject(year, key, language)
    try:
        operations.lay(db.session, access.officer().office_id, subject, _texts(LayForm().texts.data or ""))
    except operations.NotSound as error:
        raise ForgedForm from error
    db.session.commit()
    flash("ใช้ถ้อยคำของหน่วยงานแล้ว ผู้ตอบที่เปิดแบบสำรวจหลังจากนี้จะเห็นถ้อยคำใหม่")
    return redirect(url_for("wording.one", year=year, key=key, language=language))


@blueprint.post(f"{_OF_ONE}/take-off")
@requires(Permission.MANAGE_OFFICE)
def take_off(year: int, key: str, language: str) -> AnyResponse:
    """Go back to the system's own wording."""
    operations.take_off(db.session, access.officer().office_id, _subject(year, key, language))
    db.session.commit()
    flash("กลับไปใช้ถ้อยคำของระบบแล้ว")
    return redirect(url_for("wording.one", year=year, key=key, language=language))


@blueprint.get(f"{_OF_ONE}.yaml")
@requires(Permission.MANAGE_OFFICE)
def yaml_file(year: int, key: str, language: str) -> Response:
    """Send the texts as they are shown now, to be edited."""
    subject = _subject(year, key, language)
    return _file(yaml_template(subject.instrument, subject.present), "application/yaml", subject, "yaml")


@blueprint.get(f"{_OF_ONE}.xlsx")
@requires(Permission.MANAGE_OFFICE)
def spreadsheet(year: int, key: str, language: str) -> Response:
    """Send the same as a spreadsheet."""
    subject = _subject(year, key, language)
    return _file(spreadsheet_template(subject.present, subject.laid), _XLSX, subject, "xlsx")


def _subject(year: int, key: str, language: str) -> Subject:
    definitions = current_app.extensions["definitions"]
    return queries.subject(db.session, definitions, access.officer().office_id, f"{year}/{key}", language)


def _page(subject: Subject, form: UploadForm, *, problems: list[str] | None = None) -> str:
    return render_template(
        "wording/one.html",
        subject=subject,
        changes=subject.changes(subject.laid),
        form=form,
        take_off=TakeOffForm(),
        problems=(problems or [])[:PROBLEMS_SHOWN],
        problem_count=len(problems or []),
    )


def _texts(sent: str) -> dict[str, str]:
    """Return the texts that our own preview sent; ForgedForm where it cannot have been ours."""
    try:
        texts = json.loads(sent)
    except (ValueError, RecursionError) as error:
        raise ForgedForm from error
    if not isinstance(texts, dict) or not all(isinstance(text, str) and text for text in texts.values()):
        raise ForgedForm
    return texts


def _file(content: bytes, kind: str, subject: Subject, ending: str) -> Response:
    name = f"{subject.instrument.fiscal_year}-{subject.instrument.key}-{subject.language.code}.{ending}"
    response = make_response(content)
    response.headers["Content-Type"] = kind
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
