"""Code cards and the poster: what is printed and handed out."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, render_template, url_for
from markupsafe import Markup

from questionnaires.model import Audience
from survey.access import Permission, requires
from survey.addresses import public_url, qr
from survey.codes import unused
from survey.extensions import db
from survey.manage import operations, queries
from survey.manage.blueprint import blueprint
from survey.manage.forms import CodesForm
from survey.manage.rounds import definitions, own_round, survey_url


@dataclass(frozen=True, slots=True)
class Card:
    """A card to cut out: the code, and a QR that carries it in the fragment, which browsers do not send to any server."""

    code: str
    qr: Markup


@blueprint.route("/rounds/<round_id>/codes", methods=["GET", "POST"])
@requires(Permission.MANAGE_ROUNDS)
def code_cards(round_id: str) -> str | tuple[str, int]:
    """Ask how many cards to print; then show them, once."""
    found = own_round(round_id)
    collection, _instrument = queries.collected_from(db.session, definitions(), found, Audience.STAFF)
    form = CodesForm()
    form_page = {"round": found, "form": form, "collection": collection, "unused": unused(db.session, collection)}
    if not form.is_submitted():
        return render_template("manage/codes.html", **form_page)
    if not form.validate():
        return render_template("manage/codes.html", **form_page), 422
    made = operations.make_codes(
        db.session, definitions(), found, number=form.number.data, key=current_app.config["SETTINGS"].key("codes")
    )
    db.session.commit()
    path = url_for("respond.form", key=collection.instrument, link=collection.link)
    cards = [Card(code, qr(public_url(path, fragment=code))) for code in made]
    return render_template("manage/code_cards.html", round=found, cards=cards, address=public_url(path))


@blueprint.get("/rounds/<round_id>/poster")
@requires(Permission.READ_RESULTS)
def poster(round_id: str) -> str:
    """Show the poster with the service users' link, for printing."""
    found = own_round(round_id)
    collection, instrument = queries.collected_from(db.session, definitions(), found, Audience.SERVICE_USERS)
    address = survey_url(collection)
    return render_template(
        "manage/poster.html",
        round=found,
        instrument=instrument,
        address=address,
        qr=qr(address),
    )
