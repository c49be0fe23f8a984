"""Making a suggestion: the form, what is like it already, and the receipt."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from survey.access import public
from survey.addresses import public_url, qr
from survey.attached import Attached, to_carry, turn
from survey.board.blueprint import blueprint, case_key, gate
from survey.board.boards import Board, board
from survey.board.forms import SuggestionForm
from survey.board.page import hidden, shown
from survey.cases import queue, search, storing
from survey.cases.defence import SAID, Judgement, Post, Reason, Verdict
from survey.cases.intake import Sent
from survey.cases.pictures import Picture, PictureRefused
from survey.cases.receipts import Receipt
from survey.cases.tickets import Ticket
from survey.cases.timeline import status_words
from survey.errors import PicturesTooLarge
from survey.extensions import caller, db, limiter, open_session
from survey.models import Case

MOST_SIMILAR = 3


@blueprint.get("/new")
@public
def new(office_id: str) -> Response:
    """Show the form."""
    found = board(office_id)
    if found.is_counter_only:
        return shown("board/counter_only.html", found, written="")
    return _form_page(found, SuggestionForm.for_board(found), (), gate().ticket(office_id))


@blueprint.post("/new")
@public
@limiter.limit("120 per minute")
def send(office_id: str) -> Response:
    """Store a suggestion and show its receipt; or show the form again, with everything that was filled in."""
    attached = Attached()
    attached.allow()
    found = board(office_id)
    try:
        form = SuggestionForm.for_board(found, request.form)
    except RequestEntityTooLarge as error:
        raise PicturesTooLarge from error
    if found.is_counter_only:
        return shown("board/counter_only.html", found, status=503, written=form.written)
    # A second press while the first is on its way waits for it, and is answered with the same receipt.
    with turn(form.ticket.data or ""):
        return _received(found, form, attached)


def _received(board: Board, form: SuggestionForm, attached: Attached) -> Response:
    if not form.validate() or request.form.get("step") == "edit":
        return _again(board, form, attached, status=422 if form.errors else 200)
    if request.form.get("step") != "new" and (alike := _alike(board, form)):
        return _similar_page(board, form, attached, alike)
    sent = _sent(form)
    post = Post(
        office_id=board.office_id,
        caller=caller(),
        text=form.written,
        ticket=form.ticket.data or "",
        answer=form.work.data or "",
        decoy=form.decoy.data or "",
    )
    try:
        with gate().admit(post) as judged:
            receipt = _stored(board, sent, judged, attached)
    except PictureRefused as refused:
        form.photos.errors = [str(refused)]
        return _again(board, form, attached)
    if receipt is not None:
        return _receipt_page(board, receipt)
    form.ticket.errors = [judged.message or SAID[Reason.OLD_PAGE]]
    # While the board is flooded nobody's pictures are looked at.
    return _again(board, form, attached, status=judged.status, looks=judged.reason is not Reason.FULL)


def _alike(board: Board, form: SuggestionForm) -> list[Case]:
    # A session of its own, and only for reading: the request's would hold the write lock while pictures are looked at.
    with open_session(db.engine, writes=False) as session:
        return search.similar(session, board.office_id, f"{form.subject.data}\n{form.text.data}", limit=MOST_SIMILAR)


def _sent(form: SuggestionForm) -> Sent:
    return Sent(
        subject=form.subject.data,
        text=form.text.data,
        village=form.village.data,
        name=form.name.data,
        contact=form.contact.data,
        division_id=form.division_id.data or None,
    )


def _stored(board: Board, sent: Sent, judged: Judgement, attached: Attached) -> Receipt | None:
    """Return the receipt of what was sent, stored now or before; None where the page is to be shown again."""
    if judged.ticket is None or judged.verdict is Verdict.ASK_AGAIN:
        return None
    ticket = judged.ticket.text
    if judged.verdict is Verdict.REPEATED:
        return storing.stored(db.session, board.office_id, sent, ticket=ticket, key=case_key())
    if judged.verdict is Verdict.HOLD:
        sent.fields[queue.HELD] = True
    chosen = attached.all()
    return storing.store(db.session, board.office_id, sent, ticket=ticket, key=case_key(), pictures=chosen)


def _again(board: Board, form: SuggestionForm, attached: Attached, *, status: int = 422, looks: bool = True) -> Response:
    """Show the form again. Pictures that cannot be kept are asked for once more."""
    chosen: Sequence[Picture] = attached.carried()
    if looks and not form.photos.errors:
        try:
            chosen = attached.all()
        except PictureRefused as refused:
            form.photos.errors = [str(refused)]
    if attached.files() and len(chosen) == len(attached.carried()):
        form.photos.errors = [*form.photos.errors, "กรุณาเลือกรูปที่แนบอีกครั้ง"]
    ticket = gate().again(board.office_id, form.ticket.data or "")
    return _form_page(board, form, chosen, ticket, status=status)


def _form_page(board: Board, form: SuggestionForm, chosen: Sequence[Picture], ticket: Ticket, *, status: int = 200) -> Response:
    form.ticket.data = ticket.text
    form.work.data = ""
    return shown("board/new.html", board, status=status, form=form, ticket=ticket, carried=to_carry(chosen))


def _similar_page(board: Board, form: SuggestionForm, attached: Attached, alike: Sequence[Case]) -> Response:
    try:
        chosen = attached.all()
    except PictureRefused as refused:
        form.photos.errors = [str(refused)]
        return _again(board, form, attached)
    ticket = gate().again(board.office_id, form.ticket.data or "")
    form.ticket.data = ticket.text
    return shown(
        "board/similar.html", board, form=form, ticket=ticket, alike=alike, status_words=status_words, carried=to_carry(chosen)
    )


def _receipt_page(board: Board, receipt: Receipt) -> Response:
    path = f"{board.path}follow/{receipt.code}"
    address = public_url(path)
    return hidden(
        shown(
            "board/receipt.html",
            board,
            receipt=receipt,
            case=receipt.case,
            path=path,
            qr=qr(address),
            follow_address=public_url(f"{board.path}follow"),
        )
    )
