"""Reading what was fetched. What is opened here is returned, and written nowhere."""

from __future__ import annotations

import base64
import binascii
import os
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from survey import sealing
from survey.complaints import containers
from survey.holding.bundle import Bundle, HeldComplaint, Piece
from survey.holding.folder import Folder

_KINDS = {False: {"complaint", "message", "files", "test"}, True: {"reply"}}
_TOLD = ("about", "text", "when_where", "name", "contact", "word")
_UNSAFE = re.compile(r"[^\w.\u0e00-\u0e7f-]+")
_LONGEST_STEM, _LONGEST_ENDING = 50, 10
# Letters that turn the direction of writing round: with them a file's name or a text shows other than it is.
_TURNING = {*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A)), "\u200e", "\u200f"}


class NotYours(Exception):
    """The key is not the one for which the folder was fetched."""


class NotATest(Exception):
    """The complaint is no test case that can be opened."""


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as it was sent; `name` is what the sender called it, and may be anything."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was said; `is_readable` is False where it does not open, or belongs to another complaint.

    `told` are its texts by kind (those of `_TOLD`), `announced` the names of files that follow in
    another piece. `is_resealed` says that it is what one holder has sealed anew and the other has not agreed to yet.
    """

    piece: Piece
    is_readable: bool
    at: str = ""
    told: tuple[tuple[str, str], ...] = ()
    files: tuple[SentFile, ...] = ()
    announced: tuple[str, ...] = ()
    is_resealed: bool = False


def check_key(bundle: Bundle, secret_key: str) -> None:
    """NotYours where a secret key is not that of a bundle; sealing.NotASecretKey where it is none."""
    if sealing.public_key_of(secret_key) != bundle.holder:
        raise NotYours


def conversation(folder: Folder, complaint: HeldComplaint, secret_key: str) -> Iterator[Said]:
    """Open all that was said in a complaint, oldest first, one piece after the other."""
    for piece in complaint.pieces:
        content = _content(folder, complaint, piece, secret_key)
        anew = _content(folder, complaint, piece, secret_key, is_resealed=True) if content is None and piece.resealed else None
        if content is not None:
            yield _said(piece, content)
        else:
            yield Said(piece, False) if anew is None else replace(_said(piece, anew), is_resealed=True)


def test_word(folder: Folder, complaint: HeldComplaint, secret_key: str) -> str:
    """Return the word inside a test case; NotATest."""
    for piece in complaint.pieces if complaint.is_test else ():
        content = _content(folder, complaint, piece, secret_key)
        if content is not None and content.get("kind") == "test" and isinstance(content.get("word"), str):
            return str(content["word"])
    raise NotATest


def printable(text: str) -> str:
    """Return a text from outside as a terminal may show it: without what would move its cursor or turn its letters round."""
    return "".join(
        letter for letter in text if letter == "\n" or not (unicodedata.category(letter) == "Cc" or letter in _TURNING)
    )


def save(folder: Path, complaint: str, said: Said) -> Iterator[Path]:
    """Write the files of a piece into a folder, readable by its owner alone, each under a new name; OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    for at, file in enumerate(said.files, start=1):
        target = folder / f"{complaint}-{said.piece.number}-{at}-{safe_name(file.name)}"
        with open(target, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)) as stream:
            stream.write(file.content)
        yield target


def safe_name(name: str) -> str:
    """Return a name that leads into no other folder, hides nothing and is short, whatever the sender called the file."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    stem, _, ending = _UNSAFE.sub("_", last).strip("._ ").rpartition(".")
    if not stem:
        return ending[:_LONGEST_STEM] or "file"
    return f"{stem[:_LONGEST_STEM]}.{ending[:_LONGEST_ENDING]}"


def fits(content: Mapping[str, Any], complaint: str, piece: Piece) -> bool:
    """Return whether a content is of the complaint in which it was found, and of a kind that its writer writes."""
    return content.get("complaint") == complaint and content.get("kind") in _KINDS[piece.is_from_holder]


def _content(
    folder: Folder, complaint: HeldComplaint, piece: Piece, secret_key: str, *, is_resealed: bool = False
) -> dict[str, Any] | None:
    try:
        content = containers.opened(folder.container(complaint.id, piece.number, is_resealed=is_resealed), secret_key)
    except (sealing.WrongKey, sealing.Damaged):
        return None
    return content if fits(content, complaint.id, piece) else None


def _said(piece: Piece, content: dict[str, Any]) -> Said:
    told = tuple((name, content[name]) for name in _TOLD if content.get(name) and isinstance(content[name], str))
    files = content.get("files")
    sent = files if isinstance(files, list) else []
    return Said(
        piece,
        True,
        str(content.get("at", "")),
        told,
        tuple(_file(one) for one in sent if isinstance(one, dict)),
        tuple(one for one in sent if isinstance(one, str)),
    )


def _file(said: dict[str, Any]) -> SentFile:
    try:
        content = base64.b64decode(str(said.get("content", "")))
    except binascii.Error:
        content = b""
    return SentFile(str(said.get("name", "")), content)
