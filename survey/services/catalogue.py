"""What can be asked of an office: the list of its services, and each of them."""

from __future__ import annotations

from flask import jsonify, url_for
from werkzeug.wrappers import Response

from survey.access import public
from survey.pages import shown
from survey.services.blueprint import blueprint, counter, service, services


@blueprint.get("/")
@public
def index(office_id: str) -> Response:
    """List the services."""
    return shown("services/index.html", counter=counter(office_id), services=services().offered)


@blueprint.get("/<key>")
@public
def about(office_id: str, key: str) -> Response:
    """Say who may ask for a service, what it takes, what it costs and how long it lasts."""
    return shown("services/about.html", counter=counter(office_id), service=service(key))


@blueprint.get("/services.json")
@public
def discovery(office_id: str) -> Response:
    """List the services in the words of Open311 GeoReport v2."""
    found = counter(office_id)
    listed = [
        {
            "service_code": one.key,
            "service_name": one.title,
            "description": one.summary,
            "metadata": False,
            "type": "realtime",
            "keywords": "",
            "group": one.division,
        }
        for one in services().offered
    ]
    response = jsonify(listed)
    response.headers["Link"] = f'<{url_for("services.listed_json", office_id=found.office_id)}>; rel="related"'
    return response
