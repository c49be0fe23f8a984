"""The service users' form on the tablet at the counter: nothing leads out of it, and nothing stays on it."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from questionnaires.model import Audience
from survey import answers, errors, presentation
from survey.access import public
from survey.compressed import encoding_for
from survey.errors import NotFound, Situation
from survey.extensions import csrf, limiter
from survey.kiosk import current, home, is_kiosk
from survey.respond import places
from survey.respond.doorway import page_headers
from survey.respond.queries import Survey
from survey.respond.views import pace, receive, shell_of, survey_here

blueprint = Blueprint("kiosk", __name__, url_prefix="/kiosk")
csrf.exempt(blueprint)


@blueprint.get("/<any(iit, eit):key>/<link>")
@public
def form(key: str, link: str) -> AnyResponse:
    """Show the form at its start; to a browser that is not a kiosk the ordinary one."""
    survey = _survey(key, link)
    if not is_kiosk():
        return redirect(url_for("respond.form", key=key, link=link))
    places.be_at(places.COUNTER)
    shell = shell_of(survey)
    encoding = encoding_for(request.headers.get("Accept-Encoding", ""))
    return Response(shell.page(answers.new_key(), encoding), headers=page_headers(shell, encoding))


@blueprint.post("/<any(iit, eit):key>/<link>")
@public
# Many people answer at one counter.
@limiter.limit(pace, exempt_when=is_kiosk)
def submit(key: str, link: str) -> AnyResponse | tuple[str, int]:
    """Store the answers; those of a tablet that is no longer a kiosk like those of anybody's device."""
    survey = _survey(key, link)
    if is_kiosk():
        places.be_at(places.COUNTER)
    return receive(survey)


@blueprint.get("/<any(iit, eit):key>/<link>/thanks")
@public
def thanks(key: str, link: str) -> AnyResponse | str:
    """Thank for the answers, and return to the start by itself."""
    survey = _survey(key, link)
    if not is_kiosk():
        return redirect(url_for("respond.thanks", key=key, link=link))
    return render_template("respond/kiosk_thanks.html", office=survey.office, start=home())


@blueprint.errorhandler(Situation)
def show(situation: Situation) -> Response:
    """Say what is the matter on a page that leads nowhere but to the start."""
    if current() is None:
        return errors.show(situation)
    words = presentation.asked().words
    said = {field: words.situation(situation, field) for field in ("title", "message", "what_next")}
    return make_response(render_template("respond/kiosk_stopped.html", start=home(), **said), situation.status)


def _survey(key: str, link: str) -> Survey:
    survey = survey_here(key, link)
    if survey.instrument.audience is Audience.STAFF:
        # They answer with a code of their own, on a device of their own.
        raise NotFound
    return survey
