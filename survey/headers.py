"""What every response tells the browser it may do."""

from __future__ import annotations

from flask import Flask, Response

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


def init_app(app: Flask, *, is_https: bool) -> None:
    """Add the headers to every response of the application."""
    same = fixed(is_https=is_https)

    @app.after_request
    def add(response: Response) -> Response:
        response.headers.extend(same)
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response
