"""The blueprint that the modules of this feature hang their views on, and what they share for as long as the process runs."""

from __future__ import annotations

from flask import Blueprint, current_app
from flask.blueprints import BlueprintSetupState

from survey.board.boards import Boards
from survey.board.page import Frames
from survey.cases.defence import Gate
from survey.extensions import csrf

blueprint = Blueprint("board", __name__, url_prefix="/board/<office_id>")
# Nobody here is signed in: a forged request could do nothing that its sender could not do without anybody's browser. What
# counts once a device asks the browser where the request comes from (survey/board/supporting.py).
csrf.exempt(blueprint)


@blueprint.record
def _prepare(state: BlueprintSetupState) -> None:
    state.app.extensions["boards"] = Boards()
    state.app.extensions["board_frames"] = Frames()
    state.app.extensions["board_gate"] = Gate(state.app.config["SETTINGS"].key("board work"))


def gate() -> Gate:
    """Return what judges posts before they reach the officers."""
    found: Gate = current_app.extensions["board_gate"]
    return found


def case_key() -> bytes:
    """Return the key of private codes and supports."""
    key: bytes = current_app.config["SETTINGS"].key("cases")
    return key
