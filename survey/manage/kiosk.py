"""Making the tablet at the counter a kiosk."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from questionnaires.model import Audience
from survey import access, kiosk
from survey.access import Permission, requires
from survey.errors import WrongState
from survey.extensions import db
from survey.manage import queries
from survey.manage.blueprint import blueprint
from survey.manage.forms import ActionForm
from survey.manage.rounds import definitions, own_round
from survey.models import RoundState


@blueprint.route("/rounds/<round_id>/kiosk", methods=["GET", "POST"])
@requires(Permission.ENTER_ANSWERS)
def begin_kiosk(round_id: str) -> Response | str:
    """Say what a kiosk is; then sign the officer out and let this browser show the service users' form and nothing else."""
    found = own_round(round_id)
    if found.state != RoundState.OPEN:
        raise WrongState
    collection, _instrument = queries.collected_from(db.session, definitions(), found, Audience.SERVICE_USERS)
    action = ActionForm()
    if not action.is_submitted():
        return render_template("manage/kiosk.html", round=found, action=action)
    access.sign_out()
    response = redirect(url_for("kiosk.form", key=collection.instrument, link=collection.link))
    kiosk.begin(response, kiosk.Kiosk(collection.instrument, collection.link))
    return response
