"""How pages are shown to everybody: always in Thai, as large and as clear as the address asks for."""

from __future__ import annotations

from typing import Any

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from survey import languages, presentation
from survey.addresses import public_url
from survey.models import CaseFile

# Kept by nobody on the way; the browser may show it again when one goes back, with what had been typed.
ASKED_AGAIN = "private, no-cache"
# Beside what every response says: if a picture were ever taken for a page, that page could do nothing at all.
PICTURE_POLICY = "default-src 'none'; sandbox"


def shown(name: str, *, status: int = 200, cache: str = ASKED_AGAIN, **values: Any) -> Response:
    """Return a page for everybody. `values` are what its template asks for."""
    asked = _presentation()
    page = render_template(name, presentation=asked, words=asked.words, languages=(), kept_query=asked.query, **values)
    response = make_response(page, status)
    response.headers["Cache-Control"] = cache
    return response


def kept_query() -> str:
    """Return what every address keeps of how pages are shown, with its question mark; "" for the usual."""
    return _presentation().query


def hidden(response: Response) -> Response:
    """Return a page that is for its author alone: kept nowhere, and in no search engine."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def here() -> str:
    """Return the absolute address of this page without what it was asked besides."""
    return public_url(request.path)


def picture(found: CaseFile, *, cache: str) -> Response:
    """Return a picture of a case as a response; its content has been read."""
    response = make_response(found.content)
    response.headers["Content-Type"] = found.media_type
    response.headers["Content-Security-Policy"] = PICTURE_POLICY
    response.headers["Content-Disposition"] = "inline"
    response.headers["Cache-Control"] = cache
    return response


def _presentation() -> presentation.Presentation:
    return presentation.asked().but(language=languages.OWN)
