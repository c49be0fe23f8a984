"""Public requests for programs to read: JSON and CSV with the field names of Open311 GeoReport v2.

Only what the public pages say is in them. Of what comes over the web the day is known and no time of it, so that dates stand
where the specification has moments. Source: the GeoReport v2 specification (GET Service Requests, GET Service List).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import jsonify, make_response, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from survey.access import public
from survey.addresses import public_url
from survey.cases import clock
from survey.cases.masking import masked
from survey.cases.timeline import status_words
from survey.exchange.listing import listing
from survey.extensions import db, limiter
from survey.models import Case, Division
from survey.services import queries
from survey.services.blueprint import blueprint, counter, services
from survey.services.definitions import Kind, Service
from survey.services.requests import public_values
from survey.services.values import degrees, printed

COLUMNS = (
    *("service_request_id", "status", "status_notes", "service_name", "service_code", "description", "agency_responsible"),
    *("requested_datetime", "updated_datetime", "expected_datetime", "address", "lat", "long", "media_url"),
)
Row = dict[str, str | float | None]


@blueprint.get("/requests.json")
@public
@limiter.limit("60 per minute")
def listed_json(office_id: str) -> Response:
    """Send the newest public requests as JSON; `service_code` and `status` (open, closed) narrow it."""
    return jsonify(_rows(office_id))


@blueprint.get("/requests.csv")
@public
@limiter.limit("60 per minute")
def listed_csv(office_id: str) -> Response:
    """Send the same as CSV that a spreadsheet opens by a double click."""
    rows = [[_cell(row[name]) for name in COLUMNS] for row in _rows(office_id)]
    response = make_response(listing(COLUMNS, rows))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="service-requests-{office_id}.csv"'
    return response


def _rows(office_id: str) -> list[Row]:
    found, known = counter(office_id), services()
    codes = [code for code in request.args.get("service_code", "").split(",") if code]
    keys: Sequence[str] = [key for key in known.public_keys if not codes or key in codes]
    wanted = request.args.get("status", "")
    divisions = {one.id: one.name for one in db.session.scalars(select(Division).where(Division.office_id == found.office_id))}
    made = []
    for case, changed, picture in queries.exported(db.session, office_id, keys):
        service = known.get(case.kind)
        if service is not None and wanted in {"", _status(case)}:
            address = public_url(url_for("board.file", office_id=office_id, file_id=picture)) if picture else None
            made.append(_row(case, service, divisions.get(case.division_id or "", ""), changed, address))
    return made


def _row(case: Case, service: Service, division: str, changed: date, picture: str | None) -> Row:
    values = public_values(service, case)
    village, place = service.first(Kind.VILLAGE), service.first(Kind.PLACE)
    where = degrees(values.get(place.key, "")) if place is not None else None
    return {
        "service_request_id": case.number,
        "status": _status(case),
        "status_notes": status_words(case),
        "service_name": service.title,
        "service_code": service.key,
        "description": case.shown_text,
        "agency_responsible": division or service.division,
        "requested_datetime": case.received_on.isoformat(),
        "updated_datetime": changed.isoformat(),
        "expected_datetime": case.answer_by.isoformat(),
        "address": masked(printed(village, values.get(village.key, ""))) if village is not None else "",
        "lat": where[0] if where is not None else None,
        "long": where[1] if where is not None else None,
        "media_url": picture,
    }


def _status(case: Case) -> str:
    return "open" if case.status in clock.OPEN else "closed"


def _cell(value: str | float | None) -> str | None:
    return f"{value:.5f}" if isinstance(value, float) else value
