"""The blueprints that the modules of this feature hang their views on, and what they share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Blueprint, current_app, url_for
from flask.blueprints import BlueprintSetupState
from sqlalchemy.orm import Session

from survey.cases.defence import Gate
from survey.cases.rules import rules_of
from survey.errors import NotFound
from survey.extensions import csrf, db
from survey.models import Office
from survey.models.office import OFFICE_ID_LENGTH
from survey.services.definitions import Service, Services, load_services

blueprint = Blueprint("services", __name__, url_prefix="/services/<office_id>")
officers = Blueprint("service_desk", __name__, url_prefix="/office/services")
# Nobody here is signed in: a forged request could do nothing that its sender could not do without anybody's browser.
csrf.exempt(blueprint)


@dataclass(frozen=True, slots=True)
class Counter:
    """An office as the pages of its services need it. `path` is where they begin."""

    office_id: str
    office: str
    path: str


@blueprint.record
def _prepare(state: BlueprintSetupState) -> None:
    settings = state.app.config["SETTINGS"]
    state.app.extensions["services"] = load_services(*settings.services)
    state.app.extensions["service_gate"] = Gate(settings.key("service work"))


def services() -> Services:
    """Return the services of this installation."""
    found: Services = current_app.extensions["services"]
    return found


def service(key: str) -> Service:
    """Return a service that can be asked for; NotFound where there is none of that key."""
    found = services().get(key)
    if found is None or not found.is_offered:
        raise NotFound
    return found


def gate() -> Gate:
    """Return what judges requests before they reach the officers."""
    found: Gate = current_app.extensions["service_gate"]
    return found


def case_key() -> bytes:
    """Return the key of private codes."""
    key: bytes = current_app.config["SETTINGS"].key("cases")
    return key


def counter(office_id: str, session: Session | None = None) -> Counter:
    """Return an office; NotFound where there is none. `session` is the request's own unless another is given."""
    is_id = len(office_id) == OFFICE_ID_LENGTH and office_id.isalnum()
    office = (session or db.session).get(Office, office_id) if is_id else None
    if office is None:
        raise NotFound
    return Counter(office.id, office.name, url_for("services.index", office_id=office.id))


def is_counter_only(session: Session, office_id: str) -> bool:
    """Return whether an office takes nothing over the web for the moment."""
    until = rules_of(session, office_id).counter_only_until
    return until is not None and datetime.now(UTC).replace(tzinfo=None) < until
