"""Situations a person can run into, and the page each leads to.

A page says what happened and what to do next, and never repeats what was sent.
"""

from __future__ import annotations

import logging

from flask import Flask, Response, has_request_context, make_response, render_template, request
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, InternalServerError

from questionnaires.problems import UnknownDefinition
from scoring.stored import StoredScorecardMismatch
from survey import languages, presentation
from survey.answers import AnswersSealed, LayoutChanged

_log = logging.getLogger(__name__)


class Situation(Exception):
    """Something a person can run into; raised anywhere, shown by one handler."""

    status = 400
    title = "ทำรายการนี้ไม่ได้"
    message = "ข้อมูลที่ส่งมาไม่ตรงกับแบบฟอร์มของระบบ จึงไม่ได้บันทึกสิ่งใด"
    what_next = "กรุณากลับไปเปิดหน้าแบบฟอร์มใหม่ แล้วทำรายการอีกครั้ง"


class ForgedForm(Situation):
    """The request holds what our form could not have sent."""

    title = "ข้อมูลที่ส่งมาไม่ตรงกับแบบสำรวจ"
    message = "คำตอบที่ส่งมามีข้อหรือตัวเลือกที่ไม่มีในแบบสำรวจนี้ จึงไม่ได้บันทึกคำตอบ"
    what_next = "กรุณาเปิดแบบสำรวจใหม่จากลิงก์หรือคิวอาร์โค้ดของหน่วยงาน แล้วตอบอีกครั้ง"


class NotYours(Situation):
    """The officer may not do this."""

    status = 403
    title = "ท่านไม่มีสิทธิ์เปิดหน้านี้"
    message = "บัญชีของท่านไม่ได้รับมอบหมายให้ทำรายการนี้"
    what_next = "หากจำเป็นต้องใช้ กรุณาติดต่อผู้ดูแลระบบของหน่วยงาน"


class NotFound(Situation):
    """There is nothing here, or it is another office's."""

    status = 404
    title = "ไม่พบหน้าที่ท่านเปิด"
    message = "ลิงก์อาจพิมพ์ไม่ครบ หรือหน้านี้ถูกย้ายไปแล้ว"
    what_next = "กรุณาตรวจลิงก์อีกครั้ง หรือกลับไปหน้าแรก"


class RoundClosed(Situation):
    """The round does not take answers now."""

    status = 410
    title = "แบบสำรวจนี้ปิดรับคำตอบแล้ว"
    message = "รอบการประเมินนี้ปิดแล้ว จึงไม่รับคำตอบเพิ่ม"
    what_next = "ขอบคุณที่ตั้งใจจะตอบ หากมีข้อเสนอแนะ กรุณาติดต่อหน่วยงานโดยตรง"


class RoundNotOpen(Situation):
    """The round has not opened yet."""

    status = 403
    title = "แบบสำรวจนี้ยังไม่เปิดรับคำตอบ"
    message = "หน่วยงานยังไม่ได้เปิดรอบการประเมินนี้"
    what_next = "กรุณาเปิดลิงก์นี้อีกครั้งเมื่อถึงวันที่หน่วยงานแจ้ง"


class WrongState(Situation):
    """The round is not in a state in which this can be done."""

    status = 409
    title = "ทำรายการนี้ไม่ได้ในสถานะปัจจุบันของรอบ"
    message = "รอบนี้อาจถูกเปิดหรือปิดไปแล้วจากอีกหน้าหนึ่ง"
    what_next = "กรุณากลับไปหน้ารอบการประเมินเพื่อดูสถานะล่าสุด"


class RoundSealed(Situation):
    """The answers are sealed: nobody can read them here."""

    status = 409
    title = "คำตอบของรอบนี้ถูกปิดผนึก"
    message = "คำตอบรายชุดอ่านจากเครื่องแม่ข่ายไม่ได้ ผลจะเปิดได้หลังปิดรอบ โดยผู้ถือกุญแจ"
    what_next = "กรุณากลับไปหน้ารอบการประเมิน แล้วเปิดหน้ากล่องคำตอบ"


class ChangedMeanwhile(Situation):
    """Somebody else has acted on a case since the page was opened."""

    status = 409
    title = "มีเจ้าหน้าที่อีกท่านทำรายการกับเรื่องนี้แล้ว"
    message = "ระบบจึงยังไม่ได้บันทึกสิ่งที่ท่านส่ง เพื่อไม่ให้ทับกัน"
    what_next = "กรุณาย้อนกลับไปคัดลอกข้อความของท่านไว้ แล้วเปิดหน้าเรื่องใหม่เพื่อดูสิ่งที่เปลี่ยนไปก่อนทำรายการ"


class WrongCaseState(Situation):
    """The case is not in a state in which this can be done."""

    status = 409
    title = "ทำรายการนี้กับเรื่องนี้ไม่ได้แล้ว"
    message = "เรื่องนี้อาจเสร็จสิ้น ถูกถอน หรือรวมกับเรื่องอื่นไปแล้ว"
    what_next = "กรุณาเปิดหน้าเรื่องใหม่เพื่อดูสถานะล่าสุด"


class TooLarge(Situation):
    """More was sent than a form of ours can hold."""

    status = 413
    title = "ข้อมูลที่ส่งมามีขนาดใหญ่เกินไป"
    message = "ระบบไม่ได้บันทึกสิ่งใดจากข้อมูลชุดนี้"
    what_next = "หากเป็นไฟล์ กรุณาแบ่งเป็นไฟล์ย่อยแล้วส่งทีละไฟล์"


class PicturesTooLarge(Situation):
    """The pictures of a form have more bytes together than a request may."""

    status = 413
    title = "รูปที่แนบมีขนาดใหญ่เกินไป"
    message = "ระบบจึงยังไม่ได้รับข้อเสนอแนะของท่าน"
    what_next = "กรุณากดย้อนกลับ ข้อความที่พิมพ์ไว้มักยังอยู่ แล้วเลือกรูปที่เล็กลง หรือส่งโดยไม่แนบรูป"


class TooMany(Situation):
    """Too many attempts in a short time."""

    status = 429
    title = "มีการทำรายการถี่เกินไป"
    message = "เพื่อความปลอดภัย ระบบขอพักการรับรายการจากเครือข่ายนี้สักครู่"
    what_next = "กรุณารอประมาณหนึ่งนาที แล้วลองอีกครั้ง"


class OldPage(Situation):
    """The page was opened too long ago, or in another browser."""

    title = "หน้านี้เปิดค้างไว้นานเกินไป"
    message = "เพื่อความปลอดภัย ระบบจึงยังไม่ได้ทำรายการที่ส่งมา"
    what_next = "กรุณากลับไปหน้าก่อน โหลดหน้าใหม่ แล้วทำรายการอีกครั้ง"


class DatabaseAway(Situation):
    """The database does not answer."""

    status = 503
    title = "ระบบบันทึกข้อมูลไม่ได้ในขณะนี้"
    message = "ฐานข้อมูลยังไม่ตอบ ระบบยังไม่ได้บันทึกสิ่งที่ส่งมา"
    what_next = "กรุณาอย่าปิดหน้านี้ รอสักครู่แล้วกดส่งอีกครั้ง คำตอบจะไม่ถูกบันทึกซ้ำ"


class DefinitionChanged(Situation):
    """The definition on disk is not the one that the round was opened with."""

    status = 503
    title = "แบบวัดของรอบนี้ไม่ตรงกับตอนที่เปิดรอบ"
    message = "ไฟล์นิยามของแบบวัดถูกแก้ไขหรือนำออกหลังเปิดรอบ ระบบจึงไม่อ่านและไม่บันทึกคำตอบด้วยนิยามอื่น คำตอบเดิมยังอยู่ครบ"
    what_next = "กรุณาแจ้งผู้ดูแลระบบให้นำไฟล์นิยามฉบับเดิมกลับมา"


_BY_STATUS: dict[int, type[Situation]] = {403: NotYours, 404: NotFound, 410: RoundClosed, 413: TooLarge, 429: TooMany}


def every_situation(kind: type[Situation] = Situation) -> tuple[type[Situation], ...]:
    """Return every kind of situation that has been defined so far."""
    return (kind, *(one for below in kind.__subclasses__() for one in every_situation(below)))


def init_app(app: Flask) -> None:
    """Give every situation and every HTTP error its page; DefinitionError where a language names one that does not exist."""
    languages.check_situations(every_situation())
    app.register_error_handler(Situation, show)
    app.register_error_handler(RateLimitExceeded, lambda _error: _retry_later(show(TooMany()), seconds=60))
    app.register_error_handler(CSRFError, lambda _error: show(OldPage()))
    app.register_error_handler(OperationalError, _database_away)
    # A text that the database cannot hold, such as one with a NUL in it: no page of ours sends one.
    app.register_error_handler(DataError, lambda _error: show(Situation()))
    app.register_error_handler(StaleDataError, lambda _error: show(ChangedMeanwhile()))
    app.register_error_handler(AnswersSealed, lambda _error: show(RoundSealed()))
    for changed in (LayoutChanged, StoredScorecardMismatch, UnknownDefinition):
        app.register_error_handler(changed, _definition_changed)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(InternalServerError, _broken)


def show(situation: Situation) -> Response:
    """Return the page of a situation, in the language that the address asks for."""
    words = presentation.asked().words
    said = {field: words.situation(situation, field) for field in ("title", "message", "what_next")}
    page = render_template("errors/page.html", status=situation.status, **said)
    response = make_response(page, situation.status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _retry_later(response: Response, *, seconds: int) -> Response:
    response.headers["Retry-After"] = str(seconds)
    return response


def _http_error(error: HTTPException) -> Response:
    if error.code is None or error.response is not None or error.code < 400:
        return make_response(error.get_response())
    situation = _BY_STATUS.get(error.code, Situation)()
    situation.status = error.code
    response = show(situation)
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def _database_away(error: OperationalError) -> Response:
    # The driver's message may hold the values of the statement, and those are somebody's answers.
    _log.error("database unavailable: %s", type(error.orig).__name__)
    return _retry_later(show(DatabaseAway()), seconds=10)


def _definition_changed(error: Exception) -> Response:
    # These name definitions and nothing else, and the administrator needs to know which.
    _log.error("definition changed: %s", error)
    return show(DefinitionChanged())


def _broken(_error: InternalServerError) -> Response:
    return make_response(render_template("errors/500.html"), 500)


def log_fault(fault: BaseException | None) -> None:
    """Log the kind and the place of a fault, never its message or the address: these could hold what somebody sent."""
    trace = fault.__traceback__ if fault else None
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "unknown place"
    what = f"{request.method} {request.endpoint}" if has_request_context() else "outside a request"
    _log.error("%s: %s at %s", what, type(fault).__name__, where)
