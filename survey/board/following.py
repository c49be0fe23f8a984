"""Following a suggestion with its private code: what happened, adding to it, answering a question, taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from survey import codes, thai
from survey.access import public
from survey.board.blueprint import blueprint, case_key
from survey.board.boards import Board, board
from survey.board.page import hidden, kept_query, shown
from survey.board.queries import goes_on_in
from survey.cases import author
from survey.cases.deadlines import Deadline, deadlines, took
from survey.cases.handling import files_of
from survey.cases.intake import SUGGESTION
from survey.cases.measures import measures_of_case
from survey.cases.receipts import case_by_code
from survey.cases.timeline import REFUSALS, Entry, Reader, open_question, status_words, timeline_of
from survey.errors import NotFound
from survey.extensions import db, limiter
from survey.models import Case, CaseFile, FilePurpose, Visibility
from survey.open_forms import UNKNOWN, CodeForm, MessageForm, guessing
from survey.pages import picture

# What the page says of what was just done, by what its address says.
DONE = {"added": "หน่วยงานได้รับข้อความของท่านแล้ว", "withdrawn": "ถอนเรื่องแล้ว"}


@dataclass(frozen=True, slots=True)
class Into:
    """The public case that the author's was merged into, as everybody reads it."""

    case: Case
    status_words: str
    deadlines: Sequence[Deadline]
    took: str
    pictures: Sequence[CaseFile]
    timeline: Sequence[Entry]


@blueprint.route("/follow", methods=["GET", "POST"])
@public
@guessing
def follow(office_id: str) -> Response:
    """Ask for a private code, and lead to its case."""
    found = board(office_id)
    form = CodeForm(request.form)
    if request.method == "GET":
        return _code_page(found, form)
    if not form.validate():
        return _code_page(found, form, status=422)
    case = _case(office_id, form.code.data)
    if case is None:
        return _unknown(found)
    path = url_for("board.followed", office_id=office_id, code=codes.grouped(codes.normalised(form.code.data)))
    return hidden(redirect(f"{path}{kept_query()}", code=303))


@blueprint.get("/follow/<code>")
@public
@guessing
def followed(office_id: str, code: str) -> Response:
    """Show a case to its author."""
    found = board(office_id)
    case = _case(office_id, code)
    return _unknown(found) if case is None else _case_page(found, case, code, MessageForm())


@blueprint.post("/follow/<code>")
@public
@guessing
@limiter.limit("30 per minute")
def add(office_id: str, code: str) -> Response:
    """Take what the author adds, or replies to what was asked."""
    found = board(office_id)
    case = _held(office_id, code)
    if case is None:
        return _unknown(found)
    form = MessageForm(request.form)
    if not form.validate():
        return _case_page(found, case, code, form, status=422)
    author.add_once(db.session, case, form.text.data)
    db.session.commit()
    return _back(office_id, code, "added")


@blueprint.route("/follow/<code>/withdraw", methods=["GET", "POST"])
@public
@guessing
def withdraw(office_id: str, code: str) -> Response:
    """Ask whether a case is really to be taken back, and take it back."""
    found = board(office_id)
    case = _held(office_id, code) if request.method == "POST" else _case(office_id, code)
    if case is None:
        return _unknown(found)
    if case.visibility == Visibility.WITHDRAWN:
        # Pressed twice, or gone back: it is done already.
        return _back(office_id, code, "withdrawn")
    if request.method == "GET":
        return hidden(shown("board/withdraw.html", found, case=case, code=code))
    author.withdraw(db.session, case)
    db.session.commit()
    return _back(office_id, code, "withdrawn")


@blueprint.get("/follow/<code>/files/<file_id>")
@public
@guessing
def own_file(office_id: str, code: str, file_id: str) -> Response:
    """Send the author a picture of the case, public or not."""
    case = _case(office_id, code)
    if case is None:
        raise NotFound
    return hidden(picture(author.own_picture(db.session, case, file_id), cache="no-store"))


def _case(office_id: str, code: str) -> Case | None:
    found = case_by_code(db.session, office_id, code, key=case_key())
    return found if found is not None and found.kind == SUGGESTION else None


def _held(office_id: str, code: str) -> Case | None:
    """Return the case of a code for an act, held until commit, so that no officer acts between the look and the act."""
    found = _case(office_id, code)
    if found is not None:
        db.session.refresh(found, with_for_update=True)
    return found


def _back(office_id: str, code: str, done: str) -> Response:
    asked = dict(parse_qsl(kept_query().removeprefix("?")))
    path = url_for("board.followed", office_id=office_id, code=code, done=done, **asked)  # type: ignore[arg-type]  # none of them is one of its own
    return hidden(redirect(path, code=303))


def _unknown(board: Board) -> Response:
    form = CodeForm()
    form.code.errors = [UNKNOWN]
    return _code_page(board, form, status=404)


def _code_page(board: Board, form: CodeForm, *, status: int = 200) -> Response:
    # What was typed is not shown again: it may be a code, and somebody else may look at this screen next.
    form.code.data = ""
    return hidden(shown("board/follow.html", board, status=status, form=form))


def _case_page(board: Board, case: Case, code: str, form: MessageForm, *, status: int = 200) -> Response:
    timeline = timeline_of(db.session, case, Reader.AUTHOR)
    files = [file for file in files_of(db.session, case) if file.is_public or file.purpose == FilePurpose.SENT]
    page = shown(
        "board/followed.html",
        board,
        status=status,
        case=case,
        code=code,
        form=form,
        timeline=timeline,
        question=open_question(timeline),
        may_add=author.may_add(db.session, case),
        may_withdraw=case.visibility != Visibility.WITHDRAWN,
        status_words=status_words(case),
        refused=REFUSALS.get(case.refusal or "", ""),
        into=_into(board, case),
        pictures=files,
        deadlines=deadlines(case, board.calendar, thai.today()),
        took=took(case, board.calendar),
        measures=measures_of_case(db.session, case),
        done=DONE.get(request.args.get("done", ""), ""),
    )
    return hidden(page)


def _into(board: Board, case: Case) -> Into | None:
    found = goes_on_in(db.session, case)
    if found is None:
        return None
    return Into(
        found,
        status_words(found),
        deadlines(found, board.calendar, thai.today()),
        took(found, board.calendar),
        [file for file in files_of(db.session, found) if file.is_public],
        timeline_of(db.session, found, Reader.ANYBODY),
    )
