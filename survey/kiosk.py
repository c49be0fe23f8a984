"""A tablet at the counter: a signed cookie says which survey it shows, and is sent with the kiosk's own pages only.

The officer who makes a tablet a kiosk is signed out of it at once; leaving the kiosk takes an officer's password.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta

from flask import current_app, g, request, url_for
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from survey.models.office import OFFICE_ID_LENGTH

COOKIE = "sutcharit_kiosk"
PATH = "/kiosk"
LONGEST = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Kiosk:
    """What a tablet shows: the survey of an instrument key at a link."""

    key: str
    link: str

    @property
    def office_id(self) -> str:
        """The office whose officers may end it."""
        return self.link[:OFFICE_ID_LENGTH]


def begin(response: Response, kiosk: Kiosk) -> None:
    """Make the browser a kiosk with this response."""
    response.set_cookie(
        COOKIE,
        _serializer().dumps(asdict(kiosk)),
        max_age=LONGEST,
        path=PATH,
        secure=current_app.config["SETTINGS"].is_https,
        httponly=True,
        samesite="Strict",
    )


def end(response: Response) -> None:
    """Make the browser an ordinary one again."""
    response.delete_cookie(COOKIE, path=PATH, samesite="Strict")


def current() -> Kiosk | None:
    """Return the kiosk that the browser is, or None."""
    if "kiosk" not in g:
        g.kiosk = _from_cookie()
    found: Kiosk | None = g.kiosk
    return found


def is_kiosk() -> bool:
    """Return whether the request comes from a kiosk and is for its survey: many answers from one address are welcome there."""
    found = current()
    return found is not None and request.view_args == asdict(found)


def home() -> str:
    """Return the page that an error page leads back to: the start of the kiosk, or the front page."""
    found = current()
    return url_for("kiosk.form", key=found.key, link=found.link) if found else url_for("front.index")


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SETTINGS"].key("kiosk"))


def _from_cookie() -> Kiosk | None:
    try:
        said = _serializer().loads(request.cookies.get(COOKIE, ""), max_age=int(LONGEST.total_seconds()))
        return Kiosk(**said)
    except (BadData, TypeError):
        return None
