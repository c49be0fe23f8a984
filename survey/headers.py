"""What every response tells the browser it may do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)


def fixed(*, is_https: bool) -> list[tuple[str, str]]:
    """Return the headers that are the same on every response."""
    same = [
        ("Content-Security-Policy", POLICY),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        # A referrer would carry a survey's link to whatever page is opened next.
        ("Referrer-Policy", "no-referrer"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ]
    return [*same, ("Strict-Transport-Security", "max-age=31536000")] if is_https else same


class _WithHeaders:
    """An application whose responses all have the same headers besides their own.

    What a response says itself of how long it is kept, and of what the browser may do, stands alone: two policies would both
    hold, and nobody could tell from either what is allowed.
    """

    def __init__(self, behind: WSGIApplication, same: list[tuple[str, str]]) -> None:
        self._behind = behind
        everything = [("Cache-Control", "no-store"), *same]
        # By whether a response has the one and the other of its own.
        self._more = {
            (keeps, allows): [
                one
                for one in everything
                if not (keeps and one[0] == "Cache-Control") and not (allows and one[0] == "Content-Security-Policy")
            ]
            for keeps in (False, True)
            for allows in (False, True)
        }

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Hand the request on, and add to what is answered."""

        def start(status: str, headers: list[tuple[str, str]], *fault: Any) -> Any:
            # All at once and where nothing looks at them any more: one by one they cost as much as finding the view.
            own = {name for name, _ in headers}
            more = self._more["Cache-Control" in own, "Content-Security-Policy" in own]
            return start_response(status, headers + more, *fault)

        return self._behind(environ, start)


def init_app(app: Flask, *, is_https: bool) -> None:
    """Add the headers to every response of the application."""
    same = fixed(is_https=is_https)
    app.wsgi_app = _WithHeaders(app.wsgi_app, same)  # type: ignore[method-assign]  # as Flask's documentation says
