"""What the server hands out for a key, taken apart and checked for its form: the server is believed nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from survey import sealing
from survey.complaints.audit import Entry
from survey.complaints.fingerprints import fingerprint
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
    """One thing that was said, without its container: its number from 1, who said it, and the container's length in bytes.

    `sealed_to` is the key set whose holders open it. `resealed` is the digest of a container that was made of it for other
    keys and waits for the other holder, "" where there is none.
    """

    number: int
    is_from_holder: bool
    size: int
    sealed_to: str
    resealed: str


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
class Left:
    """A part that is still sealed to keys that were changed; its complaint goes on with the set `key_set`."""

    complaint: str
    key_set: str
    reply_to: str
    piece: Piece


@dataclass(frozen=True, slots=True)
class Successor:
    """A key set with which complaints go on, as the server names it: `holders` are (position, public key)."""

    id: str
    about: str
    holders: tuple[tuple[str, str], tuple[str, str]]

    @property
    def public_keys(self) -> tuple[str, str]:
        """The public keys of the two."""
        return self.holders[0][1], self.holders[1][1]


@dataclass(frozen=True, slots=True)
class HeldKeys:
    """A key set: the two holders as (position, public key, where they are reminded), and what is sealed to them.

    `left` is what is to be sealed anew, to the sets of `successors`.
    """

    id: str
    about: str
    holders: tuple[tuple[str, str, str], tuple[str, str, str]]
    is_retired: bool
    proposal: Said
    complaints: tuple[HeldComplaint, ...]
    trail: tuple[Entry, ...]
    left: tuple[Left, ...]
    successors: tuple[Successor, ...]

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

    def fingerprint(self, keys: HeldKeys | Successor) -> str:
        """Return the fingerprint of a key set, computed here from what the server says of it."""
        return fingerprint(self.office_id, keys.about, keys.public_keys)

    def pieces(self) -> Iterator[tuple[str, Piece]]:
        """Every piece whose container is for this key, with the id of its complaint; none twice."""
        found = {(complaint.id, piece.number): piece for _, complaint in self.complaints() for piece in complaint.pieces}
        left = {(one.complaint, one.piece.number): one.piece for keys in self.key_sets for one in keys.left}
        return ((complaint, piece) for (complaint, _), piece in (left | found).items())

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
        tuple(_left(one, _text(said["id"])) for one in said["left"]),
        tuple(_successor(one) for one in said["successors"]),
    )


def _left(said: Said, sealed_to: str) -> Left:
    piece = _piece({**said, "sealed_to": sealed_to})
    return Left(
        _matching(_ID, said["complaint"]), _matching(_ID, said["key_set"]), sealing.public_key(_text(said["reply_to"])), piece
    )


def _successor(said: Said) -> Successor:
    a, b = ((_text(said[f"name_{at}"]), sealing.public_key(_text(said[f"holder_{at}"]))) for at in "ab")
    return Successor(_matching(_ID, said["id"]), _text(said["about"]), (a, b))


def _piece(said: Said) -> Piece:
    return Piece(
        _number(said["number"]),
        Direction(said["direction"]) is Direction.FROM_HOLDER,
        _number(said["size"]),
        _matching(_ID, said["sealed_to"]),
        "" if said["resealed"] == "" else _matching(_DIGEST, said["resealed"]),
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
        tuple(_piece(one) for one in said["parts"]),
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
