"""A short way to the form for the many who open it: past the framework, to bytes that are ready.

The form of a survey is the same for everyone but for its submission key, and most requests of a busy day ask for it. What the
ordinary view has shown within the last second is sent again from here with a fresh key; whatever is not ready, or not an open
form, goes the ordinary way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from survey import answers, thai
from survey.compressed import encoding_for
from survey.errors import Situation
from survey.presentation import Presentation
from survey.respond.operations import check_open
from survey.respond.queries import Survey, Surveys
from survey.respond.shell import Shell, Shells

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_FORM = re.compile(r"/(iit|eit)/([0-9a-z]+)")


def written_on(survey: Survey, presentation: Presentation) -> tuple[object, ...]:
    """Return everything on the form page that is not its submission key."""
    return (
        survey.collection.link,
        survey.office.name,
        survey.round.title,
        survey.round.closes_on,
        # The page carries what the response will record, and that may name more than the wording in this language.
        survey.wordings.digest,
        survey.collection.asks_profile,
        survey.divisions,
        presentation,
    )


def page_headers(shell: Shell, encoding: str) -> list[tuple[str, str]]:
    """Return the headers of a form page."""
    headers = [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Vary", "Accept-Encoding"),
        ("ETag", f'"{shell.mark}"'),
        # A page kept by the browser would carry a key that has been used: what is sent with it would count as sent before.
        ("Cache-Control", "no-store"),
    ]
    return headers if encoding == "identity" else [*headers, ("Content-Encoding", encoding)]


class Doorway:
    """The application with the short way in front of it."""

    def __init__(
        self, behind: WSGIApplication, *, surveys: Surveys, shells: Shells, same_headers: list[tuple[str, str]]
    ) -> None:
        self._behind = behind
        self._surveys = surveys
        self._shells = shells
        self._same_headers = same_headers

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from here, or hand the request on."""
        if environ["REQUEST_METHOD"] == "GET" and (address := _FORM.fullmatch(environ["PATH_INFO"])):
            key, link = address.groups()
            shell = self._ready(key, link, environ.get("QUERY_STRING", ""))
            if shell is not None:
                encoding = encoding_for(environ.get("HTTP_ACCEPT_ENCODING", ""))
                body = shell.page(answers.new_key(), encoding)
                length = ("Content-Length", str(len(body)))
                start_response("200 OK", [*page_headers(shell, encoding), length, *self._same_headers])
                return [body]
        return self._behind(environ, start_response)

    def _ready(self, key: str, link: str, query: str) -> Shell | None:
        survey = self._surveys.fresh(key, link)
        if survey is None:
            return None
        found = survey.round
        try:
            check_open(found.state, opens_on=found.opens_on, closes_on=found.closes_on, today=thai.today())
        except Situation:
            return None
        return self._shells.kept(written_on(survey, Presentation.of(query)))
