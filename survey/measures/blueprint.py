"""The blueprint that the modules of this feature hang their views on."""

from __future__ import annotations

from flask import Blueprint, request

from survey import access
from survey.access import Permission
from survey.measures.evidence import LARGEST_REQUEST

blueprint = Blueprint("measures", __name__)


@blueprint.url_value_preprocessor
def allow_a_file(endpoint: str | None, _values: object) -> None:
    """Let an officer send evidence; here, because the check of the token already reads the body."""
    if endpoint == "measures.add_file" and access.may(Permission.MANAGE_ROUNDS):
        request.max_content_length = LARGEST_REQUEST
