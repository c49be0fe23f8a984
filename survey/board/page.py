"""How the pages of a board are shown: as all pages for everybody, with the board they are of."""

from __future__ import annotations

from typing import Any

from werkzeug.wrappers import Response

from survey import pages
from survey.board.boards import Board
from survey.pages import ASKED_AGAIN, here, hidden, kept_query

__all__ = ["ASKED_AGAIN", "here", "hidden", "kept_query", "shown"]


def shown(name: str, board: Board, *, status: int = 200, cache: str = ASKED_AGAIN, **values: Any) -> Response:
    """Return a page of a board. `values` are what its template asks for."""
    return pages.shown(name, status=status, cache=cache, board=board, **values)
