"""The pages of complaints, in the order in which somebody meets them."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from survey import thai
from survey.access import public
from survey.complaints import codes, containers, conversation, tallies
from survey.complaints.arriving import Arrived, FilesTooLarge, arrived
from survey.complaints.blueprint import blueprint, office, shown, taking, today
from survey.complaints.conversation import KeysChanged, Opened, Sent
from survey.complaints.database import database
from survey.complaints.forms import CodeForm, ComplaintForm, MessageForm
from survey.complaints.models import CoveredOffice, KeySet, Status
from survey.complaints.tokens import tokens
from survey.complaints.weeks import in_words, week_of
from survey.complaints.words import CLOSINGS, STATUSES
from survey.complaints.work import room_for, turn
from survey.errors import NotFound, OldPage
from survey.extensions import limiter

CHOICE = "about"


@blueprint.get("/")
@public
def intro(office_id: str) -> Response:
    """Say who reads, what is kept and what is not, and who else takes complaints."""
    found, key_sets = taking(office_id)
    return shown("complaints/intro.html", office_id, office=found, key_sets=key_sets, year=thai.fiscal_year(today()))


@blueprint.get("/about")
@public
def about(office_id: str) -> Response:
    """Ask whom it is about: the answer decides who reads."""
    found, key_sets = taking(office_id)
    return _question(found, key_sets)


@blueprint.post("/new")
@public
@limiter.limit("60 per minute")
def new(office_id: str) -> Response:
    """Show the form for the choice that was made. By POST, so that no address tells whom it is about."""
    found, key_sets = taking(office_id)
    sent = arrived()
    tokens().check(sent.token, office_id, "about")
    key_set = next((one for one in key_sets if one.id == sent.fields.get(CHOICE)), None)
    if key_set is None:
        return _question(found, key_sets, status=422, problem="กรุณาเลือกว่าเรื่องนี้เกี่ยวกับใคร")
    return _form_page(found, key_set, ComplaintForm())


@blueprint.post("/send")
@public
@limiter.limit("20 per minute")
def send(office_id: str) -> Response:
    """Seal and store a complaint and show its code; or show the form again."""
    with room_for(request.content_length):
        return _send(office_id)


def _send(office_id: str) -> Response:
    found, key_sets = taking(office_id)
    sent = arrived()
    chosen = tokens().check(sent.token, office_id, "new")
    key_set = next((one for one in key_sets if one.id == chosen), None)
    if key_set is None:
        # The keys were changed since the page was opened.
        raise OldPage
    form = ComplaintForm(sent.fields)
    if not form.validate():
        if sent.files:
            form.files.errors = ["กรุณาเลือกไฟล์อีกครั้ง ระบบไม่เก็บไฟล์ไว้ระหว่างนี้"]
        return _form_page(found, key_set, form, status=422)
    content = sent.digest("text", "when_where", "name", "contact")
    code = tokens().code_for(sent.token, content)
    with tokens().once(sent.token, content) as is_new:
        if is_new:
            _store(key_set, _sent(form, sent), code)
    return _code_page(found, code, tokens().name(sent.token, content))


@blueprint.post("/written")
@public
@limiter.limit("30 per minute")
def written(office_id: str) -> Response:
    """Say whether the code was written down as it is; if not, show it again."""
    found, _ = office(office_id)
    sent = arrived()
    shown_before = tokens().opened(sent.fields.get("pass", ""), office_id)
    code = str(shown_before["code"])
    typed = CodeForm(sent.fields)
    if codes.normalised(typed.code.data or "") != codes.normalised(code):
        typed.code.errors = ["ยังไม่ตรงกับรหัสข้างบน กรุณาตรวจทีละตัว แล้วกรอกใหม่"]
        return _code_page(found, code, str(shown_before["name"]), form=typed, status=422)
    tokens().forget_code(str(shown_before["name"]))
    return shown("complaints/written.html", office_id, office=found)


@blueprint.get("/follow")
@public
def follow(office_id: str) -> Response:
    """Ask for a code."""
    found, _ = office(office_id)
    return _follow_page(found, CodeForm())


@blueprint.post("/follow")
@public
@limiter.limit("10 per minute; 60 per hour")
def followed(office_id: str) -> Response:
    """Open a complaint with its code. A wrong code takes as long, and its page is as long."""
    found, _ = office(office_id)
    sent = arrived()
    tokens().check(sent.token, office_id, "follow")
    form = CodeForm(sent.fields)
    with turn():
        opener = codes.opener(form.code.data or "", salt=database().salt)
    with database().session(writes=False) as session:
        opened = conversation.find(session, office_id, opener)
    # Both pages are made, whichever is shown: making the one takes longer than making the other.
    seen = opened or Opened("", Status.RECEIVED, None, week_of(today()), ())
    key = {"complaint": seen.complaint_id, "key": opener.secret_key, "mark": opener.mark}
    right = _conversation_page(found, seen, MessageForm(), tokens().sealed({"office_id": office_id, **key}))
    form.code.errors = ["ไม่พบเรื่องของรหัสนี้ กรุณาตรวจทีละตัว หรือเรื่องอาจถูกลบตามกำหนดแล้ว"]
    wrong = _follow_page(found, form)
    return right if opened else wrong


@blueprint.post("/add")
@public
@limiter.limit("20 per minute")
def add(office_id: str) -> Response:
    """Add a message, files, or one's name to a complaint that is open in this page."""
    with room_for(request.content_length):
        return _added(office_id)


def _added(office_id: str) -> Response:
    found, _ = office(office_id)
    sent = arrived()
    sealed = sent.fields.get("pass", "")
    key = tokens().opened(sealed, office_id)
    tokens().check(sent.token, office_id, "add")
    form = MessageForm(sent.fields)
    opener = codes.Opener(str(key["mark"]), str(key["key"]), "")
    was_added = form.validate() and _has_something(form, sent)
    if was_added:
        _add(office_id, str(key["complaint"]), sent, _sent(form, sent))
        form = MessageForm()
    elif not form.errors:
        form.text.errors = ["กรุณาพิมพ์ข้อความ เลือกไฟล์ หรือกรอกชื่อ"]
    with database().session(writes=False) as session:
        opened = conversation.find(session, office_id, opener)
    if opened is None:
        raise OldPage
    return _conversation_page(found, opened, form, sealed, was_added=was_added, status=200 if was_added else 422)


@blueprint.get("/figures/<int:fiscal_year>")
@public
def figures(office_id: str, fiscal_year: int) -> Response:
    """Show the half-yearly figures of a fiscal year, as the assessment asks for them."""
    found, _ = office(office_id)
    this_year = thai.fiscal_year(today())
    if not this_year - 20 <= fiscal_year <= this_year:
        raise NotFound
    with database().session(writes=False) as session:
        told = tallies.figures(session, office_id, fiscal_year, today())
    return shown(
        "complaints/figures.html",
        office_id,
        office=found,
        figures=told,
        since=in_words(found.since_week),
        is_running=fiscal_year == this_year,
    )


def _question(found: CoveredOffice, key_sets: list[KeySet], *, status: int = 200, problem: str = "") -> Response:
    token = tokens().token(found.office_id, "about")
    return shown(
        "complaints/about.html",
        found.office_id,
        status=status,
        office=found,
        key_sets=key_sets,
        token=token,
        problem=problem,
    )


def _form_page(found: CoveredOffice, key_set: KeySet, form: ComplaintForm, *, status: int = 200) -> Response:
    token = tokens().token(found.office_id, "new", key_set.id)
    return shown("complaints/new.html", found.office_id, status=status, office=found, key_set=key_set, form=form, token=token)


def _code_page(found: CoveredOffice, code: str, name: str, *, form: CodeForm | None = None, status: int = 200) -> Response:
    sealed = tokens().sealed({"office_id": found.office_id, "code": code, "name": name})
    return shown(
        "complaints/code.html",
        found.office_id,
        status=status,
        office=found,
        groups=code.split("-"),
        form=form or CodeForm(),
        sealed=sealed,
    )


def _follow_page(found: CoveredOffice, form: CodeForm) -> Response:
    token = tokens().token(found.office_id, "follow")
    return shown("complaints/follow.html", found.office_id, office=found, form=form, token=token)


def _conversation_page(
    found: CoveredOffice, opened: Opened, form: MessageForm, sealed: str, *, was_added: bool = False, status: int = 200
) -> Response:
    return shown(
        "complaints/conversation.html",
        found.office_id,
        status=status,
        office=found,
        opened=opened,
        state=STATUSES[opened.status],
        reason=CLOSINGS[opened.closing] if opened.closing else "",
        week=in_words(opened.week),
        form=form,
        sealed=sealed,
        token=tokens().token(found.office_id, "add"),
        was_added=was_added,
    )


def _sent(form: ComplaintForm | MessageForm, sent: Arrived) -> Sent:
    when_where = form.when_where.data or "" if isinstance(form, ComplaintForm) else ""
    return Sent(form.text.data or "", when_where, form.name.data or "", form.contact.data or "", sent.files)


def _has_something(form: MessageForm, sent: Arrived) -> bool:
    return bool(form.text.data or form.name.data or form.contact.data or sent.files)


def _store(key_set: KeySet, sent: Sent, code: str) -> None:
    salt = database().salt
    try:
        with turn():
            opener = codes.opener(code, salt=salt)
            made = conversation.seal(key_set, sent)
    except containers.TooMuch as error:
        raise FilesTooLarge from error
    with database().session(writes=True) as session:
        try:
            conversation.store(session, key_set, made, opener, today())
        except KeysChanged as error:
            raise OldPage from error
        session.commit()


def _add(office_id: str, complaint_id: str, arrived_: Arrived, sent: Sent) -> None:
    content = arrived_.digest("text", "name", "contact")
    with tokens().once(arrived_.token, content) as is_new:
        if not is_new:
            return
        try:
            _seal_and_add(office_id, complaint_id, sent)
        except KeysChanged:
            # Sealed to keys that were changed at that moment: once more, to the new ones.
            _seal_and_add(office_id, complaint_id, sent)


def _seal_and_add(office_id: str, complaint_id: str, sent: Sent) -> None:
    try:
        with turn(), database().session(writes=False) as session:
            made = conversation.seal_more(session, office_id, complaint_id, sent)
    except containers.TooMuch as error:
        raise FilesTooLarge from error
    with database().session(writes=True) as session:
        conversation.add(session, office_id, complaint_id, made, today())
        session.commit()
