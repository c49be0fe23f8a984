"""The blueprint of the complaints' pages, and how each is shown: no session, no cookie, no script, kept nowhere."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any, cast

from flask import Blueprint, Flask, Request, make_response, render_template, request
from flask import Response as FlaskResponse
from flask.blueprints import BlueprintSetupState
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_limiter import RateLimitExceeded
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from survey import languages, presentation, thai
from survey.complaints import database as databases
from survey.complaints import keys, tokens
from survey.complaints.challenges import Challenges
from survey.complaints.models import CoveredOffice, KeySet
from survey.complaints.words import OUTSIDE
from survey.errors import NotFound, Situation, TooLarge, TooMany
from survey.extensions import csrf

PREFIX = "/complaints/"
KIB = 1024
# How long pages are: one that is opened by a right code is as long as one for a wrong code, unless very much is said on it.
# Below what the server would put into a temporary file (1 MiB).
LENGTHS = tuple(size * KIB for size in (32, 128, 512, 896))
# In the place of what the site says of its pages, and stricter: nothing here runs, connects, or comes inside an address.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
# Where the way out leads: the weather, which anybody may have been looking at.
WAY_OUT = "https://www.tmd.go.th/"

blueprint = Blueprint("complaints", __name__, url_prefix=f"{PREFIX}<office_id>")
# The token would need a cookie; forms here carry one of their own (`tokens`).
csrf.exempt(blueprint)


class WithoutSession(SecureCookieSessionInterface):
    """Sessions as usual, but none for these pages: a cookie that a browser happens to send is not even looked at."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the session of a request, or None for a page of complaints: then none can be written either."""
        if request.path.startswith(PREFIX):
            return None
        # Who sends no cookie has nothing to be verified, and what would verify it is dear to make.
        return super().open_session(app, request) if self.get_cookie_name(app) in request.cookies else self.session_class()

    def save_session(self, app: Flask, session: SessionMixin, response: FlaskResponse) -> None:
        """Write a session down, unless there is none and nobody has asked for it: then a response says nothing of it."""
        if session or session.modified or session.accessed:
            super().save_session(app, session, response)


@blueprint.record
def _prepare(state: BlueprintSetupState) -> None:
    app = cast("Flask", state.app)
    settings = app.config["SETTINGS"]
    databases.init_app(app, settings)
    tokens.prepare(app.extensions, settings.key("complaints"))
    app.extensions["complaint_challenges"] = Challenges()
    app.session_interface = WithoutSession()
    app.jinja_env.globals["takes_complaints"] = lambda office_id: databases.database().takes_complaints(office_id)


@blueprint.after_request
def _keep_nowhere(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Content-Security-Policy"] = POLICY
    return response


def office(office_id: str) -> tuple[CoveredOffice, list[KeySet]]:
    """Return an office that takes complaints, or has, and its key sets in use; NotFound where there is none."""
    database = databases.database()
    if not database.exists:
        raise NotFound
    with database.session(writes=False) as session:
        found = keys.office_of(session, office_id)
        if found is None:
            raise NotFound
        return found, keys.in_use(session, office_id)


def taking(office_id: str) -> tuple[CoveredOffice, list[KeySet]]:
    """Return an office that takes complaints and its key sets in use; NotFound where it takes none now."""
    found, key_sets = office(office_id)
    if not key_sets:
        raise NotFound
    return found, key_sets


def shown(name: str, office_id: str, *, status: int = 200, **values: Any) -> Response:
    """Return a page, filled up with random letters to one of `LENGTHS` so that its length tells little on the network."""
    page = render_template(
        name, office_id=office_id, home=f"{PREFIX}{office_id}/", way_out=WAY_OUT, outside=OUTSIDE, **_presentation(), **values
    )
    length = len(page.encode())
    missing = next((size for size in LENGTHS if size >= length), length) - length - len("<!---->")
    filling = f"<!--{secrets.token_hex(missing // 2 + 1)[:missing]}-->" if missing >= 0 else ""
    response = make_response(page + filling, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def today() -> date:
    """Return the day it is."""
    return thai.today()


def _presentation() -> dict[str, Any]:
    asked = presentation.asked().but(language=languages.OWN)
    return {"presentation": asked, "words": asked.words, "languages": (), "kept_query": asked.query}


@blueprint.errorhandler(Situation)
def _situation(situation: Situation) -> Response:
    response = shown(
        "complaints/problem.html", _office_id(), status=situation.status, situation=situation, title=situation.title
    )
    if situation.status in {429, 503}:
        response.headers["Retry-After"] = "60"
    return response


@blueprint.errorhandler(RateLimitExceeded)
def _too_many(_error: RateLimitExceeded) -> Response:
    return _situation(TooMany())


@blueprint.errorhandler(HTTPException)
def _http_error(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return make_response(error.get_response())
    situation = {404: NotFound, 413: TooLarge}.get(error.code, Situation)()
    situation.status = error.code
    return _situation(situation)


def _office_id() -> str:
    return str((request.view_args or {}).get("office_id", ""))
