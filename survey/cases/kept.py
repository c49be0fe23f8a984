"""Pictures that a form has brought and that its page, shown again, carries along: browsers cannot fill in a file anew.

They are made anew already. A signature tells that it was us who made them, so that coming back they need not be looked at
again; the server keeps nothing of a form that was not sent to its end.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re

from survey.cases.pictures import LARGEST_RESULT, MEDIA_TYPE, MOST_PICTURES, Picture

_SEALED = re.compile(r"([0-9]{1,5})x([0-9]{1,5})-([0-9a-f]{64})-([A-Za-z0-9+/=]+)", re.ASCII)


def largest_fields(most: int = MOST_PICTURES) -> int:
    """Return what the fields of a form with so many pictures may hold: its texts, and the pictures in letters."""
    # Four letters hold three bytes.
    return 256 * 1024 + most * (LARGEST_RESULT * 4 // 3 + 256)


def sealed(picture: Picture, key: bytes) -> str:
    """Return a picture as the value of a hidden field."""
    content = base64.b64encode(picture.content).decode("ascii")
    return f"{picture.width}x{picture.height}-{_signature(picture, key)}-{content}"


def opened(value: str, key: bytes) -> Picture | None:
    """Return the picture in a hidden field; None where it is not as we made it."""
    found = _SEALED.fullmatch(value)
    if found is None:
        return None
    width, height, signature, content = found.groups()
    try:
        picture = Picture(base64.b64decode(content, validate=True), MEDIA_TYPE, int(width), int(height))
    except binascii.Error:
        return None
    return picture if hmac.compare_digest(signature, _signature(picture, key)) else None


def shown(picture: Picture) -> str:
    """Return a picture as an address that holds it, for the page that carries it."""
    return f"data:{MEDIA_TYPE};base64,{base64.b64encode(picture.content).decode('ascii')}"


def _signature(picture: Picture, key: bytes) -> str:
    size = f"{picture.width}x{picture.height}\n".encode()
    return hmac.digest(key, size + picture.content, hashlib.sha256).hex()
