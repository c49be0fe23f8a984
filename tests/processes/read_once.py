"""What a server reads before its first page, read by importing this: a process that is forked afterwards has read it.

Nothing is opened, written or started. The definitions, the words, the templates' code, the addresses, the style sheet and the
order of Thai letters are the same for every server, and took two thirds of each start (measured).
"""

from __future__ import annotations

import gc

from sqlalchemy.orm import configure_mappers

from survey import assets, thai
from survey.app import create_app
from survey.config import Settings
from survey.respond.forms import response_form
from tests import addresses

FORM_PAGE = ("respond/form", "layouts/respond", "layouts/base", "components/respond", "components/page")
FILES = ("mark.svg", "sutcharit.css", "form.js")


def _read() -> None:
    app = create_app(Settings(database="sqlite://", secret="of nobody " * 4))
    for template in FORM_PAGE:
        app.jinja_env.get_template(f"{template}.html")
    for file in FILES:
        assets.mark(file)
    for instrument in app.extensions["definitions"].instruments:
        response_form(instrument)
    thai.collation("ก")
    configure_mappers()


addresses.take_apart_once()
_read()
gc.collect()
# What is read stays till the end: looking through it for garbage, in each of the processes, would also copy it.
gc.freeze()
