"""How pages are shown to everybody: always in Thai, as large and as clear as the address asks for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from survey import languages, presentation
from survey.addresses import public_url
from survey.models import CaseFile

# Kept by nobody on the way; the browser may show it again when one goes back, with what had been typed.
ASKED_AGAIN = "private, no-cache"
# Beside what every response says: if a picture were ever taken for a page, that page could do nothing at all.
PICTURE_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


@dataclass(frozen=True, slots=True)
class Way:
    """How a page is shown, and what every address on it keeps of that: a query string with its question mark, or ""."""

    presentation: presentation.Presentation
    kept_query: str


def shown(name: str, *, status: int = 200, cache: str = ASKED_AGAIN, **values: Any) -> Response:
    """Return a page for everybody. `values` are what its template asks for."""
    way = way_asked()
    page = render_template(
        name, presentation=way.presentation, words=way.presentation.words, languages=(), kept_query=way.kept_query, **values
    )
    response = make_response(page, status)
    response.headers["Cache-Control"] = cache
    return response


def kept_query() -> str:
    """Return what every address keeps of how pages are shown, with its question mark; "" for the usual."""
    return way_asked().kept_query


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


def way_asked() -> Way:
    """Return how the request's address asks for a page to be shown."""
    return _way(presentation.asked())


@lru_cache(maxsize=64)
def _way(asked: presentation.Presentation) -> Way:
    in_thai = asked.but(language=languages.OWN)
    return Way(in_thai, in_thai.query)
