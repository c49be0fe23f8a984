"""Suggestions as service users leave them, at the end of the form or on paper: plain text, read by an officer first."""

from __future__ import annotations

import re

from sqlalchemy import Connection, insert
from wtforms import Form, TextAreaField
from wtforms.validators import ValidationError

from survey.models.base import new_id
from survey.models.suggestion import Suggestion

LONGEST = 2000
_ID_LENGTH = 16
# What no keyboard types: a database refuses some of it, and a reader sees none of it.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def cleaned(text: str | None) -> str:
    """Return a suggestion without invisible characters and the space around it."""
    return _CONTROL.sub("", (text or "").replace("\r\n", "\n").replace("\r", "\n")).strip()


class ShortEnough:
    """Validator: a suggestion of at most `LONGEST` characters."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, _form: Form, field: TextAreaField) -> None:
        """Refuse a longer one."""
        if len(field.data) > LONGEST:
            raise ValidationError(self.message)


def leave(connection: Connection, office_id: str, text: str) -> None:
    """Put a cleaned suggestion into the queue of an office; "" is none. Nothing of the answers it came with goes along."""
    if text:
        row = {"office_id": office_id, "id": new_id(_ID_LENGTH), "text": text}
        connection.execute(insert(Suggestion), row)
