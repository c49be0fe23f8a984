"""The pictures of a form that anybody may send: chosen now, or carried along by its page while something was put right."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from io import BytesIO

from flask import current_app, request
from werkzeug.datastructures import FileStorage

from survey.cases import kept, pictures
from survey.cases.pictures import Picture, TooManyPictures

KEPT, DROPPED = "kept", "dropped"


class Attached:
    """The pictures of a form: those its page carried along, without those that were taken out, and those that came with it."""

    def __init__(self, most: int = pictures.MOST_PICTURES) -> None:
        self._most = most
        self._made: tuple[Picture, ...] | None = None

    def allow(self) -> None:
        """Let the request hold them; before anything of its body is read."""
        request.max_content_length = pictures.LARGEST_REQUEST
        request.max_form_memory_size = kept.largest_fields(self._most)

    def all(self) -> tuple[Picture, ...]:
        """Return them, each looked at once; PictureRefused where one cannot be taken."""
        if self._made is None:
            carried = self.carried()
            if len(carried) + len(self.files()) > self._most:
                raise TooManyPictures(self._most)
            files = (BytesIO(file.read(pictures.LARGEST_FILE + 1)) for file in self.files())
            self._made = (*carried, *pictures.several(files, most=self._most - len(carried)))
        return self._made

    def carried(self) -> tuple[Picture, ...]:
        """Return those that the page carried along."""
        dropped = request.form.getlist(DROPPED)
        values = [value for at, value in enumerate(request.form.getlist(KEPT)) if str(at) not in dropped]
        found = (kept.opened(value, _key()) for value in values[: self._most])
        return tuple(picture for picture in found if picture is not None)

    @staticmethod
    def files() -> list[FileStorage]:
        """Return the files that were chosen."""
        return [file for file in request.files.getlist("photos") if file.filename]


def to_carry(chosen: Sequence[Picture]) -> list[tuple[str, str]]:
    """Return for each picture the value of a hidden field that brings it back, and an address that shows it."""
    return [(kept.sealed(picture, _key()), kept.shown(picture)) for picture in chosen]


def turn(ticket: str) -> threading.Lock:
    """Return what a second press of the same page waits for while the first is on its way."""
    return _turns[hash(ticket) % len(_turns)]


def _key() -> bytes:
    key: bytes = current_app.config["SETTINGS"].key("board pictures")
    return key


_turns = tuple(threading.Lock() for _ in range(64))
