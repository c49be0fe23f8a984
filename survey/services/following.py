"""Following a request with its private code: what happened, adding, rating, having it taken up again, taking it back."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qsl

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from survey import codes, thai
from survey.access import public
from survey.cases import author
from survey.cases.calendar import calendar_of
from survey.cases.deadlines import deadlines, took
from survey.cases.receipts import case_by_code
from survey.cases.timeline import REFUSALS, Reader, open_question, status_words, timeline_of
from survey.errors import NotFound
from survey.extensions import db, limiter
from survey.models import Case, CaseStatus, Visibility
from survey.open_forms import UNKNOWN, CodeForm, MessageForm, guessing
from survey.pages import hidden, kept_query, picture, shown
from survey.services import queries, requests
from survey.services.blueprint import Counter, blueprint, case_key, counter, services
from survey.services.definitions import Kind, Service
from survey.services.forms import RatingForm, ReopenForm

# What the page says of what was just done, by what its address says.
DONE = {
    "added": "หน่วยงานได้รับข้อความของท่านแล้ว",
    "rated": "บันทึกความเห็นของท่านแล้ว ขอบคุณ",
    "reopened": "หน่วยงานรับเรื่องไว้ดำเนินการอีกครั้งแล้ว",
    "withdrawn": "ถอนคำขอแล้ว",
}
Own = tuple[Case, Service]


@blueprint.route("/follow", methods=["GET", "POST"])
@public
@guessing
def follow(office_id: str) -> Response:
    """Ask for a private code, and lead to its request."""
    found = counter(office_id)
    form = CodeForm(request.form)
    if request.method == "GET":
        return _code_page(found, form)
    if not form.validate():
        return _code_page(found, form, status=422)
    if _own(office_id, form.code.data) is None:
        return _unknown(found)
    path = url_for("services.followed", office_id=office_id, code=codes.grouped(codes.normalised(form.code.data)))
    return hidden(redirect(f"{path}{kept_query()}", code=303))


@blueprint.get("/follow/<code>")
@public
@guessing
def followed(office_id: str, code: str) -> Response:
    """Show a request to its author."""
    found = counter(office_id)
    own = _own(office_id, code)
    return _unknown(found) if own is None else _request_page(found, own, code)


@blueprint.post("/follow/<code>")
@public
@guessing
@limiter.limit("30 per minute")
def add(office_id: str, code: str) -> Response:
    """Take what the author adds, or replies to what was asked."""
    found = counter(office_id)
    own = _held(office_id, code)
    if own is None:
        return _unknown(found)
    form = MessageForm(request.form)
    if not form.validate():
        return _request_page(found, own, code, message=form, status=422)
    author.add_once(db.session, own[0], form.text.data)
    db.session.commit()
    return _back(office_id, code, "added")


@blueprint.post("/follow/<code>/rate")
@public
@guessing
@limiter.limit("30 per minute")
def rate(office_id: str, code: str) -> Response:
    """Take what the author thinks of how the request was handled."""
    found = counter(office_id)
    own = _held(office_id, code)
    if own is None:
        return _unknown(found)
    form = RatingForm(request.form)
    if not form.validate():
        return _request_page(found, own, code, rating=form, status=422)
    requests.rate(db.session, own[0], int(form.stars.data), form.word.data)
    db.session.commit()
    return _back(office_id, code, "rated")


@blueprint.post("/follow/<code>/reopen")
@public
@guessing
@limiter.limit("30 per minute")
def reopen(office_id: str, code: str) -> Response:
    """Have the request taken up again."""
    found = counter(office_id)
    own = _held(office_id, code)
    if own is None:
        return _unknown(found)
    form = ReopenForm(request.form)
    if not form.validate():
        return _request_page(found, own, code, reopening=form, status=422)
    # Pressed twice: it is being worked on again already.
    if own[0].status != CaseStatus.WORKING:
        requests.reopen(db.session, own[0], form.why.data)
        db.session.commit()
    return _back(office_id, code, "reopened")


@blueprint.route("/follow/<code>/withdraw", methods=["GET", "POST"])
@public
@guessing
def withdraw(office_id: str, code: str) -> Response:
    """Ask whether a request is really to be taken back, and take it back."""
    found = counter(office_id)
    own = _held(office_id, code) if request.method == "POST" else _own(office_id, code)
    if own is None:
        return _unknown(found)
    if own[0].visibility == Visibility.WITHDRAWN:
        # Pressed twice, or gone back: it is done already.
        return _back(office_id, code, "withdrawn")
    if request.method == "GET":
        return hidden(shown("services/withdraw.html", counter=found, case=own[0], service=own[1], code=code))
    author.withdraw(db.session, own[0])
    db.session.commit()
    return _back(office_id, code, "withdrawn")


@blueprint.get("/follow/<code>/files/<file_id>")
@public
@guessing
def own_file(office_id: str, code: str, file_id: str) -> Response:
    """Send the author a picture of the request, public or not."""
    own = _own(office_id, code)
    if own is None:
        raise NotFound
    return hidden(picture(author.own_picture(db.session, own[0], file_id), cache="no-store"))


def _own(office_id: str, code: str) -> Own | None:
    found = case_by_code(db.session, office_id, code, key=case_key())
    service = services().get(found.kind) if found is not None else None
    return (found, service) if found is not None and service is not None else None


def _held(office_id: str, code: str) -> Own | None:
    """Return the request of a code for an act, held until commit, so that no officer acts between the look and the act."""
    found = _own(office_id, code)
    if found is not None:
        db.session.refresh(found[0], with_for_update=True)
    return found


def _back(office_id: str, code: str, done: str) -> Response:
    asked = dict(parse_qsl(kept_query().removeprefix("?")))
    path = url_for("services.followed", office_id=office_id, code=code, done=done, **asked)  # type: ignore[arg-type]  # none of them is one of its own
    return hidden(redirect(path, code=303))


def _unknown(found: Counter) -> Response:
    form = CodeForm()
    form.code.errors = [UNKNOWN]
    return _code_page(found, form, status=404)


def _code_page(found: Counter, form: CodeForm, *, status: int = 200) -> Response:
    # What was typed is not shown again: it may be a code, and somebody else may look at this screen next.
    form.code.data = ""
    return hidden(shown("services/follow.html", status=status, counter=found, form=form))


def _request_page(
    found: Counter,
    own: Own,
    code: str,
    *,
    message: MessageForm | None = None,
    rating: RatingForm | None = None,
    reopening: ReopenForm | None = None,
    status: int = 200,
) -> Response:
    case, service = own
    session = db.session
    timeline = timeline_of(session, case, Reader.AUTHOR)
    calendar = calendar_of(session, case.office_id)
    rated = requests.rating_of(session, case)
    known = RatingForm(stars=str(rated.stars), word=rated.text) if rated is not None else RatingForm()
    finished_on = requests.finished_on(session, case)
    page = shown(
        "services/followed.html",
        status=status,
        counter=found,
        service=service,
        case=case,
        code=code,
        message=message or MessageForm(),
        rating=rating or known,
        reopening=reopening or ReopenForm(),
        is_rated=rated is not None,
        may_judge=requests.may_judge(session, case, thai.today()),
        judge_until=finished_on + requests.REOPENED_WITHIN if finished_on is not None else None,
        appointment=service.first(Kind.DATE),
        appointed=_printed_day(requests.value_of(service, case, Kind.DATE)),
        timeline=timeline,
        question=open_question(timeline),
        may_add=author.may_add(session, case),
        status_words=status_words(case),
        refused=REFUSALS.get(case.refusal or "", ""),
        into=queries.merged_into(session, case),
        pictures=queries.pictures_of(session, case, for_author=True),
        deadlines=deadlines(case, calendar, thai.today()),
        took=took(case, calendar),
        done=DONE.get(request.args.get("done", ""), ""),
    )
    return hidden(page)


def _printed_day(value: str) -> str:
    return thai.thai_date(date.fromisoformat(value)) if value else ""
