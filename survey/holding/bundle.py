"""What the server hands out for a key, taken apart and checked for its form: the server is believed nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from survey import sealing
from survey.complaints.audit import Entry
from survey.complaints.models import Closing, Direction, Status

FORMAT = 1
_ID = re.compile(r"[0-9a-z]{1,40}")
_WEEK = re.compile(r"[0-9]{4}-W[0-9]{2}")
_DIGEST = re.compile(r"[0-9a-f]{64}")

Said = Mapping[str, Any]


class NotABundle(ValueError):
    """What came is not in the form that the server and this program have agreed on."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing that was said, without its container: its number from 1, who said it, and the container's length in bytes."""

    number: int
    is_from_holder: bool
    size: int


@dataclass(frozen=True, slots=True)
class HeldComplaint:
    """A complaint as far as the server knows it. `closing` and `closed_week` are None while it is open."""

    id: str
    reply_to: str
    week: str
    status: Status
    closing: Closing | None
    due_week: str
    is_for_holders: bool
    is_test: bool
    proposal: Said
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class HeldKeys:
    """A key set: the two holders as (position, public key, where they are reminded), and what is sealed to them."""

    id: str
    about: str
    holders: tuple[tuple[str, str, str], tuple[str, str, str]]
    is_retired: bool
    proposal: Said
    complaints: tuple[HeldComplaint, ...]
    trail: tuple[Entry, ...]

    @property
    def public_keys(self) -> tuple[str, str]:
        """The public keys of the two."""
        return self.holders[0][1], self.holders[1][1]


@dataclass(frozen=True, slots=True)
class Bundle:
    """Everything for one public key (`holder`) of one office; `week` is the server's."""

    office_id: str
    office: str
    week: str
    holder: str
    key_sets: tuple[HeldKeys, ...]

    def complaints(self) -> Iterator[tuple[HeldKeys, HeldComplaint]]:
        """Every complaint with the key set it is sealed to."""
        return ((keys, complaint) for keys in self.key_sets for complaint in keys.complaints)


def read(content: bytes) -> Bundle:
    """Return a bundle from its JSON; NotABundle."""
    try:
        said = json.loads(content)
        if said["format"] != FORMAT:
            raise NotABundle
        return Bundle(
            _matching(_ID, said["office_id"]),
            _text(said["office"]),
            _matching(_WEEK, said["week"]),
            sealing.public_key(_text(said["holder"])),
            tuple(_keys(one) for one in said["key_sets"]),
        )
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise NotABundle from error


def _keys(said: Said) -> HeldKeys:
    a, b = ((_text(said[f"name_{at}"]), sealing.public_key(said[f"holder_{at}"]), _text(said[f"mail_{at}"])) for at in "ab")
    return HeldKeys(
        _matching(_ID, said["id"]),
        _text(said["about"]),
        (a, b),
        bool(said["retired"]),
        _proposal(said["proposal"]),
        tuple(_complaint(one) for one in said["complaints"]),
        tuple(_entry(one) for one in said["trail"]),
    )


def _complaint(said: Said) -> HeldComplaint:
    return HeldComplaint(
        _matching(_ID, said["id"]),
        sealing.public_key(_text(said["reply_to"])),
        _matching(_WEEK, said["week"]),
        Status(said["status"]),
        None if said["closing"] is None else Closing(said["closing"]),
        _matching(_WEEK, said["due_week"]),
        bool(said["for_holders"]),
        bool(said["is_test"]),
        _proposal(said["proposal"]),
        tuple(
            Piece(_number(one["number"]), Direction(one["direction"]) is Direction.FROM_HOLDER, _number(one["size"]))
            for one in said["parts"]
        ),
    )


def _entry(said: Said) -> Entry:
    complaint_id = said["complaint_id"]
    return Entry(
        _text(said["office_id"]),
        _text(said["key_set"]),
        _number(said["number"]),
        _text(said["week"]),
        _text(said["act"]),
        None if complaint_id is None else _matching(_ID, complaint_id),
        _text(said["by"]),
        _matching(_DIGEST, said["digest"]),
    )


def _proposal(said: object) -> Said:
    if not isinstance(said, dict):
        raise NotABundle
    return said


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise NotABundle
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or value < 0:
        raise NotABundle
    return value


def _matching(pattern: re.Pattern[str], value: object) -> str:
    text = _text(value)
    if not pattern.fullmatch(text):
        raise NotABundle
    return text
