"""An instrument of a round on its way out, in the formats that people use."""

from __future__ import annotations

from flask import make_response, render_template
from werkzeug.wrappers import Response

from questionnaires.model import Instrument
from scoring.disclosure import FEWEST
from survey import answers, exports, thai
from survey.access import Permission, requires
from survey.errors import NotFound, NotYours, Situation
from survey.exchange import parquet
from survey.exchange.study import NoResponses, Study
from survey.exchange.workbook import MOST_RESPONSES
from survey.exports import KINDS, Format
from survey.extensions import db
from survey.manage import queries
from survey.manage.blueprint import blueprint
from survey.manage.rounds import definitions, own_round
from survey.models import Round


class ResultsHidden(NotYours):
    """The answers could be told apart: too few are there, or two files could be compared."""

    title = "ยังส่งออกคำตอบของแบบวัดนี้ไม่ได้"
    message = "คำตอบรายคนของบุคลากรส่งออกได้เมื่อปิดรอบแล้ว และทุกแบบวัดต้องมีผู้ตอบอย่างน้อย 5 คน มิฉะนั้นอาจเทียบไฟล์แล้วรู้ว่าเป็นคำตอบของใคร"
    what_next = "กรุณารอจนปิดรอบ หรือดูผลรวมในหน้าผลคะแนน"


class NotInstalled(Situation):
    """This machine cannot write the format."""

    status = 404
    title = "เครื่องนี้ยังเขียนไฟล์ชนิดนี้ไม่ได้"
    message = "ผู้ดูแลระบบยังไม่ได้ติดตั้งส่วนเสริม parquet"
    what_next = "กรุณาแจ้งผู้ดูแลระบบ หรือส่งออกเป็นไฟล์ชนิดอื่น"


@blueprint.get("/rounds/<round_id>/export/<key>")
@requires(Permission.READ_RESULTS)
def export_choices(round_id: str, key: str) -> str:
    """Show the formats, and why some hold nothing yet."""
    found = own_round(round_id)
    instrument, study = _study(found, key)
    return render_template(
        "manage/export.html",
        round=found,
        instrument=instrument,
        study=study,
        fewest=FEWEST,
        kinds=[(one, kind, exports.may_write(study, one)) for one, kind in KINDS.items()],
        has_parquet=parquet.is_available(),
        most_in_workbook=MOST_RESPONSES,
    )


@blueprint.get("/rounds/<round_id>/export/<key>.<ending>")
@requires(Permission.READ_RESULTS)
def export_file(round_id: str, key: str, ending: str) -> Response:
    """Send an instrument as a file."""
    if ending not in list(Format):
        raise NotFound
    found = own_round(round_id)
    _, study = _study(found, key)
    try:
        content = exports.write(study, Format(ending))
    except NoResponses:
        if answers.is_sealed(queries.collection_of(db.session, found, key)):
            raise answers.AnswersSealed from None
        raise ResultsHidden from None
    except parquet.NotInstalled:
        raise NotInstalled from None
    response = make_response(content)
    response.headers["Content-Type"] = KINDS[Format(ending)].mime
    response.headers["Content-Disposition"] = f'attachment; filename="{found.fiscal_year}-{key}-{found.id}.{ending}"'
    return response


def _study(found: Round, key: str) -> tuple[Instrument, Study]:
    collection = queries.collection_of(db.session, found, key)
    instrument = definitions().instrument(f"{found.fiscal_year}/{key}")
    return instrument, exports.study_of(db.session, definitions(), found, collection, instrument, today=thai.today())
