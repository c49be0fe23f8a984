"""Addresses for people outside: absolute, and as QR codes."""

from __future__ import annotations

import io
from functools import lru_cache

import segno
from flask import current_app, request
from markupsafe import Markup
from werkzeug.urls import uri_to_iri


def public_url(path: str, *, fragment: str = "") -> str:
    """Return the absolute address of a path: on the configured public address, or on the one the request came to."""
    base = current_app.config["SETTINGS"].address or _origin(request.scheme, request.host)
    return f"{base}{path}#{fragment}" if fragment else f"{base}{path}"


@lru_cache(maxsize=64)
def _origin(scheme: str, host: str) -> str:
    # A name of Thai letters comes in a spelling of Latin ones.
    return uri_to_iri(f"{scheme}://{host}")


def qr(address: str) -> Markup:
    """Return a QR code of an address as an SVG drawing, dark on white in every colour scheme; the page around it names it."""
    stream = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        stream, kind="svg", xmldecl=False, omitsize=True, light="#fff", svgclass="qr", lineclass=None
    )
    # Made by the QR library from an address of ours; nothing a person typed is in it.
    return Markup(stream.getvalue().decode())  # noqa: S704
