"""How the pages of a board are shown: as all pages for everybody, with the board they are of.

What stands around the content is the same on every page of a kind. For the pages that are opened most it is made once for an
office and a way of showing pages, and kept; what the page says is made anew every time.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from flask import Response as FlaskResponse
from flask import current_app, render_template
from markupsafe import Markup
from werkzeug.wrappers import Response

from survey import pages
from survey.board.boards import Board
from survey.pages import ASKED_AGAIN, Way, here, hidden, kept_query, way_asked

__all__ = ["ASKED_AGAIN", "Frames", "framed", "here", "hidden", "kept_query", "shown"]

# Stands where the page's own parts go while a frame is made; what an office typed is escaped and can hold no such thing.
_CUT = Markup("<cut>")


@dataclass(frozen=True, slots=True)
class Frame:
    """A page without what it says: up to the words of its title, to the end of its head, to its content, and after."""

    start: Markup
    head: Markup
    body: Markup
    end: Markup


class Frames:
    """The frames used last, by everything that is written on them."""

    MOST = 256

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Frame] = OrderedDict()

    def around(self, board: Board, place: str, way: Way) -> Frame:
        """Return what stands around a page of a board that is one of its places, or "" for none."""
        written = (board.office, board.path, place, way.kept_query)
        frame = self._kept.get(written)
        if frame is None:
            page = render_template(
                "board/frame.html",
                board=board,
                place=place,
                cut=_CUT,
                presentation=way.presentation,
                words=way.presentation.words,
                languages=(),
                kept_query=way.kept_query,
            )
            frame = self._kept[written] = Frame(*map(Markup, page.split(_CUT)))
            while len(self._kept) > self.MOST:
                self._kept.popitem(last=False)
        return frame


def shown(name: str, board: Board, *, status: int = 200, cache: str = ASKED_AGAIN, **values: Any) -> Response:
    """Return a page of a board. `values` are what its template asks for."""
    return pages.shown(name, status=status, cache=cache, board=board, **values)


def framed(name: str, board: Board, *, place: str = "", **values: Any) -> Response:
    """Return a page of a board whose template extends ``board/framed.html``; `place` is which of the board's places it is."""
    way = way_asked()
    frames: Frames = current_app.extensions["board_frames"]
    frame = frames.around(board, place, way)
    # Flask's own way would look up the words of every language, which only frames are written in.
    template = current_app.jinja_env.get_template(name)
    page = template.render(board=board, frame=frame, kept_query=way.kept_query, **values)
    return FlaskResponse(page, headers={"Cache-Control": ASKED_AGAIN})
