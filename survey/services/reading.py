"""What everybody reads: the requests for public services, and what became of each."""

from __future__ import annotations

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from survey import thai
from survey.access import public
from survey.cases import clock
from survey.cases.calendar import calendar_of
from survey.cases.deadlines import deadlines, took
from survey.cases.timeline import Reader, status_words, timeline_of
from survey.errors import NotFound
from survey.extensions import db
from survey.models import Visibility
from survey.pages import shown
from survey.services import queries
from survey.services.blueprint import blueprint, counter, services
from survey.services.definitions import Kind
from survey.services.requests import public_values
from survey.services.values import degrees


@blueprint.get("/requests")
@public
def listed(office_id: str) -> Response:
    """List the requests for public services, all of them or those for one."""
    found, known = counter(office_id), services()
    chosen = known.get(request.args.get("service", ""))
    keys = (chosen.key,) if chosen is not None and not chosen.is_private else known.public_keys
    typed = thai.arabic_digits(request.args.get("page", ""))
    page = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else 1
    today = thai.today()
    return shown(
        "services/requests.html",
        counter=found,
        listing=queries.listed(db.session, office_id, keys, page=page),
        chosen=chosen if chosen is not None and not chosen.is_private else None,
        services=[one for one in known.each if not one.is_private],
        status_words=status_words,
        is_late=lambda case: (due := clock.due(case)) is not None and due.is_overdue(today),
    )


@blueprint.get("/requests/<number>")
@public
def one(office_id: str, number: str) -> Response:
    """Show a public request; one that was merged leads to where it went, and what is not public is not found."""
    found = counter(office_id)
    case, service = queries.request_at(db.session, office_id, services(), number)
    if case.visibility == Visibility.MERGED:
        into = queries.merged_into(db.session, case)
        if into is None:
            raise NotFound
        return redirect(url_for("services.one", office_id=office_id, number=into))
    calendar = calendar_of(db.session, office_id)
    place = service.first(Kind.PLACE)
    return shown(
        "services/request.html",
        counter=found,
        service=service,
        case=case,
        status_words=status_words(case),
        place=degrees(public_values(service, case).get(place.key, "")) if place is not None else None,
        pictures=queries.pictures_of(db.session, case),
        timeline=timeline_of(db.session, case, Reader.ANYBODY),
        deadlines=deadlines(case, calendar, thai.today()),
        took=took(case, calendar),
    )
