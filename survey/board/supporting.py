"""Supporting a suggestion, once a device and without an account.

The device keeps a random cookie of its own, made with the first support and sent to boards only; the database keeps a keyed
digest of it and of the case, so that nobody can tell which suggestions the same device supports.
"""

from __future__ import annotations

import re
import secrets
from datetime import timedelta

from flask import current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from survey.access import public
from survey.board import queries
from survey.board.blueprint import blueprint, case_key
from survey.board.boards import board
from survey.board.page import kept_query
from survey.cases import author
from survey.errors import OldPage, WrongCaseState
from survey.extensions import caller, db, limiter
from survey.models import Visibility

COOKIE = "sutcharit_support"
PATH = "/board"
LONGEST = timedelta(days=400)
_DEVICE = re.compile(r"[0-9a-f]{32}", re.ASCII)


def device() -> str:
    """Return what the browser keeps of earlier supports, "" where it has none of ours."""
    kept = request.cookies.get(COOKIE, "")
    return kept if _DEVICE.fullmatch(kept) else ""


def _caller_and_case() -> str:
    return f"{caller()}{request.path}"


@blueprint.post("/<number>/support")
@public
@limiter.limit("60 per minute")
# A village may share one address; a browser without cookies that presses again and again is one of it.
@limiter.limit("60 per hour", key_func=_caller_and_case)
def support(office_id: str, number: str) -> Response:
    """Count the device's support, or take it back, and show the suggestion again."""
    board(office_id)
    # A page of another site could make its visitors press. Browsers of the last years say so; for others the limits hold.
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        raise OldPage
    case = queries.case_at(db.session, office_id, number)
    if case.visibility != Visibility.PUBLIC:
        raise WrongCaseState
    supporter = device() or secrets.token_hex(16)
    if request.form.get("no-more"):
        author.support_no_more(db.session, case, supporter, key=case_key())
    else:
        author.support(db.session, case, supporter, key=case_key())
    db.session.commit()
    there = url_for("board.case", office_id=office_id, number=number)
    response = redirect(f"{there}{kept_query()}#support", code=303)
    if not request.form.get("no-more"):
        response.set_cookie(
            COOKIE,
            supporter,
            max_age=LONGEST,
            path=PATH,
            secure=current_app.config["SETTINGS"].is_https,
            httponly=True,
            samesite="Lax",
        )
    return response
