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
    """An application whose responses all have the same headers besides their own."""

    def __init__(self, behind: WSGIApplication, same: list[tuple[str, str]]) -> None:
        self._behind = behind
        self._same = same
        self._kept_nowhere = [("Cache-Control", "no-store"), *same]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Hand the request on, and add to what is answered."""

        def start(status: str, headers: list[tuple[str, str]], *fault: Any) -> Any:
            # All at once and where nothing looks at them any more: one by one they cost as much as finding the view.
            says_how_long = any(name == "Cache-Control" for name, _ in headers)
            return start_response(status, headers + (self._same if says_how_long else self._kept_nowhere), *fault)

        return self._behind(environ, start)


def init_app(app: Flask, *, is_https: bool) -> None:
    """Add the headers to every response of the application."""
    same = fixed(is_https=is_https)
    app.wsgi_app = _WithHeaders(app.wsgi_app, same)  # type: ignore[method-assign]  # as Flask's documentation says
