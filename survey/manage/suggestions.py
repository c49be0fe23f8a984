"""Suggestions that respondents have left: what waits for an officer to read it."""

from __future__ import annotations

from flask import render_template

from survey import access
from survey.access import Permission, requires
from survey.extensions import db
from survey.manage import queries
from survey.manage.blueprint import blueprint


@blueprint.get("/suggestions")
@requires(Permission.READ_RESULTS)
def suggestions() -> str:
    """List the suggestions that wait, in no order that means anything."""
    return render_template(
        "manage/suggestions.html", suggestions=queries.suggestions_of(db.session, access.officer().office_id)
    )
