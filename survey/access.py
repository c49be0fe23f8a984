"""Who may open what. Every view declares it; a view that does not is refused."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from enum import StrEnum
from hashlib import sha256
from typing import Any, TypeVar

from flask import Flask, current_app, g, redirect, request, session, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from survey.errors import NotYours
from survey.extensions import db
from survey.models import Office, Officer, Role

View = TypeVar("View", bound=Callable[..., Any])


class Permission(StrEnum):
    """What can be permitted."""

    MANAGE_OFFICE = "manage_office"
    MANAGE_ROUNDS = "manage_rounds"
    ENTER_ANSWERS = "enter_answers"
    READ_RESULTS = "read_results"
    ANSWER_CASES = "answer_cases"
    APPROVE_ANSWERS = "approve_answers"
    MANAGE_CASES = "manage_cases"
    OWN_ACCOUNT = "own_account"


_OFFICER = frozenset({Permission.ENTER_ANSWERS, Permission.READ_RESULTS, Permission.ANSWER_CASES, Permission.OWN_ACCOUNT})
PERMISSIONS: dict[str, frozenset[Permission]] = {Role.ADMINISTRATOR: frozenset(Permission), Role.OFFICER: _OFFICER}


def public(view: View) -> View:
    """Declare that anybody may open a view."""
    view._access = None  # type: ignore[attr-defined]
    return view


def requires(permission: Permission) -> Callable[[View], View]:
    """Declare that only an officer with this permission may open a view."""

    def declare(view: View) -> View:
        view._access = permission  # type: ignore[attr-defined]
        return view

    return declare


def declared(view: object) -> Permission | bool | None:
    """Return the permission a view requires, None where it is public, False where it declares nothing."""
    return getattr(view, "_access", False)


def sign_in(officer: Officer) -> None:
    """Begin an officer's session. Whatever the browser held before is dropped."""
    session.clear()
    session["officer"] = [officer.office_id, officer.id, _mark(officer)]
    session.permanent = True


def sign_out() -> None:
    """End the session."""
    session.clear()


def current_officer() -> Officer | None:
    """Return the officer who is signed in, or None."""
    if "officer" not in g:
        g.officer = _from_session()
    officer: Officer | None = g.officer
    return officer


def officer() -> Officer:
    """Return the officer who is signed in, in a view that requires one."""
    found = current_officer()
    if found is None:
        raise NotYours
    return found


def current_office() -> Office | None:
    """Return the office of the officer who is signed in, or None."""
    found = current_officer()
    return db.session.get(Office, found.office_id) if found else None


def may(permission: Permission) -> bool:
    """Return whether the officer who is signed in has a permission."""
    found = current_officer()
    return found is not None and permission in PERMISSIONS[found.role]


def init_app(app: Flask) -> None:
    """Check every request before its view runs."""

    @app.before_request
    def check() -> Response | None:
        if request.endpoint is None or request.endpoint == "static":
            return None
        permission = declared(app.view_functions[request.endpoint])
        if permission is None:
            return None
        if isinstance(permission, bool):
            raise NotYours
        if current_officer() is None:
            goes_on = request.full_path.rstrip("?") if request.method == "GET" else None
            return redirect(url_for("account.sign_in", next=goes_on))
        if not may(permission):
            raise NotYours
        return None


def _mark(officer: Officer) -> str:
    # Bound to the password: changing it ends every other session.
    key = current_app.config["SETTINGS"].key("signed in")
    return hmac.digest(key, officer.password_hash.encode(), sha256).hex()[:32]


def _from_session() -> Officer | None:
    match session.get("officer"):
        case [str(office_id), str(officer_id), str(mark)]:
            found = db.session.scalar(select(Officer).where(Officer.office_id == office_id, Officer.id == officer_id))
            if found and hmac.compare_digest(mark, _mark(found)):
                return found
    return None
