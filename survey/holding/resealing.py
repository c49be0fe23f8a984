"""After a change of keys: sealing anew what only the old keys open, and looking into what the other holder has sealed anew.

Sealed while it is sent: twenty megabytes a complaint would fill the stick twice, and what is opened is written nowhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from survey import sealing
from survey.complaints import containers
from survey.holding import reading
from survey.holding.bundle import Bundle, HeldComplaint, HeldKeys, Left, Piece, Successor
from survey.holding.folder import Folder, Waiting
from survey.holding.office import Office, Refused

ACT = "reseal"
# What the author of a complaint reads again with the code; the complaint itself and files are for the holders alone.
_FOR_AUTHOR = {"message", "reply"}


class NotAccepted(Exception):
    """The holder has neither proposed, confirmed nor compared the keys to which it would be sealed."""

    def __init__(self, to: Successor, mark: str) -> None:
        super().__init__(mark)
        self.to = to
        self.mark = mark


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is to be sealed anew: a request a complaint, how many parts, and those that do not open (complaint, number)."""

    waiting: tuple[Waiting, ...]
    parts: int
    closed_to_us: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found in a complaint that another holder has sealed anew.

    `same` parts hold what the old containers hold, `opened` parts are this complaint's but cannot be compared, because the old
    containers do not open; `wrong` are the numbers of those that do not open or hold something else.
    """

    complaint: HeldComplaint
    same: int
    opened: int
    wrong: tuple[int, ...]
    waiting: Waiting


def prepare(folder: Folder, found: Bundle, secret_key: str, *, again: bool = False) -> Prepared:
    """Prepare all that is still sealed to key sets of this key that were changed; NotAccepted.

    What was handed in already is left out unless `again`.
    """
    accepted = folder.pins()
    waiting: list[Waiting] = []
    unopened: list[tuple[str, int]] = []
    parts = 0
    for keys in found.key_sets:
        for (complaint, to), wanted in _by_complaint(keys, again=again).items():
            successor = next(one for one in keys.successors if one.id == to)
            mark = found.fingerprint(successor)
            if mark not in accepted.accepted.union(accepted.key_sets.values()):
                raise NotAccepted(successor, mark)
            opening = [one for one in wanted if _opened(folder, complaint, one.piece, secret_key) is not None]
            unopened += [(complaint, one.piece.number) for one in wanted if one not in opening]
            parts += len(opening)
            if opening:
                said = {"complaint": complaint, "key_set": to, "from": keys.id, "holders": list(successor.public_keys)}
                waiting.append(Waiting(ACT, said | {"numbers": [one.piece.number for one in opening]}))
    return Prepared(tuple(waiting), parts, tuple(unopened))


def send(office: Office, folder: Folder, waiting: Waiting, secret_key: str) -> None:
    """Seal one complaint's parts anew and hand them in; what `Office.ask` raises, Refused also where they are not here."""
    said = waiting.said
    left = [one for keys in folder.bundle().key_sets if keys.id == said["from"] for one in keys.left]
    wanted = [one for one in left if one.complaint == said["complaint"] and one.piece.number in said["numbers"]]
    if not wanted:
        raise Refused("not_found")
    for one in wanted:
        content = _opened(folder, one.complaint, one.piece, secret_key)
        if content is None:
            raise Refused("not_found")
        to = [*said["holders"], one.reply_to] if content["kind"] in _FOR_AUTHOR else list(said["holders"])
        office.hand_in(f"{ACT}/{said['key_set']}/{one.complaint}/{one.piece.number}", containers.sealed(content, to))


def look(folder: Folder, found: Bundle, secret_key: str, old_key: str = "") -> Iterator[Looked]:
    """Look into every complaint of which parts were sealed anew and wait; `old_key` may open what this key does not."""
    for _, complaint in found.complaints():
        anew = [piece for piece in complaint.pieces if piece.resealed]
        if anew:
            yield _looked(folder, complaint, anew, (secret_key, old_key))


def _looked(folder: Folder, complaint: HeldComplaint, anew: list[Piece], keys: tuple[str, str]) -> Looked:
    secret_key, old_key = keys
    same, opened, wrong = 0, 0, []
    for piece in anew:
        now = _opened(folder, complaint.id, piece, secret_key, is_resealed=True)
        before = _opened(folder, complaint.id, piece, secret_key)
        if before is None and old_key:
            before = _opened(folder, complaint.id, piece, old_key)
        if now is None or (before is not None and before != now):
            wrong.append(piece.number)
        elif before is None:
            opened += 1
        else:
            same += 1
    digests = {str(piece.number): _digest(folder, complaint.id, piece.number) for piece in anew}
    return Looked(complaint, same, opened, tuple(wrong), Waiting("resealed", {"complaint": complaint.id, "digests": digests}))


def _by_complaint(keys: HeldKeys, *, again: bool) -> dict[tuple[str, str], list[Left]]:
    found: dict[tuple[str, str], list[Left]] = {}
    for one in keys.left:
        if again or not one.piece.resealed:
            found.setdefault((one.complaint, one.key_set), []).append(one)
    return found


def _opened(
    folder: Folder, complaint: str, piece: Piece, secret_key: str, *, is_resealed: bool = False
) -> dict[str, Any] | None:
    try:
        content = containers.opened(folder.container(complaint, piece.number, is_resealed=is_resealed), secret_key)
    except (sealing.WrongKey, sealing.Damaged):
        return None
    return content if reading.fits(content, complaint, piece) else None


def _digest(folder: Folder, complaint: str, number: int) -> str:
    return hashlib.sha256(folder.container(complaint, number, is_resealed=True)).hexdigest()
