"""What a holder does, prepared away from the server and sent later, in order."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from survey import sealing, thai
from survey.complaints import containers
from survey.complaints.fingerprints import fingerprint
from survey.complaints.models import Closing, Status
from survey.holding import reading, resealing
from survey.holding.bundle import HeldComplaint, HeldKeys
from survey.holding.folder import Folder, Waiting
from survey.holding.office import Office, Refused

STEPS = (Status.CONSIDERED, Status.ASKED, Status.FORWARDED)
CLOSINGS = tuple(one for one in Closing if one is not Closing.TEST)
# As the server takes it, and as the page of the code shows it.
LARGEST_REPLY = containers.SIZES[1]


class TooLong(ValueError):
    """A reply fits into no container that the server takes."""


class NothingProposed(Exception):
    """There is nothing to confirm or to take back."""


class OwnProposal(Exception):
    """The proposal is one's own; the other holder confirms it."""


class SecretKeyGiven(ValueError):
    """A secret key was given where a public one belongs."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a request: `refused` is the server's word, empty where it was done."""

    sent: Waiting
    refused: str = ""


def reply(keys: HeldKeys, complaint: HeldComplaint, text: str) -> Waiting:
    """Seal a reply to the complainant and to both holders; TooLong."""
    at = thai.now().astimezone(thai.BANGKOK).isoformat(timespec="seconds")
    content = {"kind": "reply", "complaint": complaint.id, "at": at, "text": text}
    try:
        container = containers.sealed(content, (complaint.reply_to, *keys.public_keys))
    except containers.TooMuch as error:
        raise TooLong from error
    if len(container) > LARGEST_REPLY:
        raise TooLong
    said = {"complaint": complaint.id, "key_set": keys.id, "container": base64.b64encode(container).decode()}
    return Waiting("reply", said)


def status(complaint: HeldComplaint, to: str) -> Waiting:
    """Set one of `STEPS`."""
    return Waiting("status", {"complaint": complaint.id, "status": to})


def close(complaint: HeldComplaint, closing: str) -> Waiting:
    """Ask the other holder to close with one of `CLOSINGS`."""
    return Waiting("propose", {"complaint": complaint.id, "act": "close", "closing": closing})


def erase(complaint: HeldComplaint) -> Waiting:
    """Ask the other holder to erase."""
    return Waiting("propose", {"complaint": complaint.id, "act": "erase"})


def acknowledge(complaint: HeldComplaint) -> Waiting:
    """Show that a test case opens. Its word is found when it is sent."""
    return Waiting("acknowledge", {"complaint": complaint.id})


def change_keys(keys: HeldKeys, changed: Mapping[str, str | None]) -> Waiting:
    """Ask the other holder for other keys.

    `changed` holds what is to be another (``name_a``, ``holder_a``, ``mail_a``, the same with ``b``), None for what stays.
    SecretKeyGiven, sealing.NotAPublicKey.
    """
    said: dict[str, Any] = {"key_set": keys.id, "act": "keys"}
    for letter, values in zip("ab", keys.holders, strict=True):
        said |= {f"{what}_{letter}": value for what, value in zip(("name", "holder", "mail"), values, strict=True)}
    said |= {name: value for name, value in changed.items() if value is not None}
    if sealing.holds_secret_key(" ".join(map(str, said.values()))):
        raise SecretKeyGiven
    for letter in "ab":
        said[f"holder_{letter}"] = sealing.public_key(said[f"holder_{letter}"])
    return Waiting("propose", said)


def confirm(of: HeldKeys | HeldComplaint, *, holder: str) -> Waiting:
    """Agree to what the other holder has proposed, word for word as it was fetched; NothingProposed, OwnProposal."""
    proposal = proposed(of)
    if proposal.get("by") == holder:
        raise OwnProposal
    return Waiting("confirm", _this(of) | {"proposal": dict(proposal)})


def withdraw(of: HeldKeys | HeldComplaint) -> Waiting:
    """Take a proposal back, one's own or the other's; NothingProposed."""
    proposed(of)
    return Waiting("withdraw", _this(of))


def proposed(of: HeldKeys | HeldComplaint) -> Mapping[str, Any]:
    """Return what is proposed; NothingProposed."""
    if of.proposal.get("act") not in {"close", "erase", "keys"}:
        raise NothingProposed
    return of.proposal


def agreed_to(office_id: str, about: str, said: Mapping[str, Any]) -> str:
    """Return the fingerprint of the key set that a proposal of other keys leads to."""
    return fingerprint(office_id, about, (str(said["holder_a"]), str(said["holder_b"])))


def send(office: Office, folder: Folder, secret_key: str) -> Iterator[Outcome]:
    """Send what waits, in order. What was done or refused waits no longer; what could not be sent stays, with all behind it.

    Raises what `Office.ask` raises but Refused, and what `Folder` raises.
    """
    while waiting := folder.outbox():
        first = waiting[0]
        try:
            if first.act == resealing.ACT:
                resealing.send(office, folder, first, secret_key)
            else:
                office.ask(first.act, _complete(first, folder, secret_key))
            outcome = Outcome(first)
        except Refused as refused:
            outcome = Outcome(first, str(refused))
        folder.leave(waiting[1:])
        yield outcome


def _complete(waiting: Waiting, folder: Folder, secret_key: str) -> Mapping[str, Any]:
    if waiting.act != "acknowledge":
        return waiting.said
    found = (complaint for _, complaint in folder.bundle().complaints() if complaint.id == waiting.said.get("complaint"))
    complaint = next(found, None)
    if complaint is None:
        raise Refused("not_found")
    try:
        return {**waiting.said, "word": reading.test_word(folder, complaint, secret_key)}
    except reading.NotATest as error:
        raise Refused("not_possible") from error


def _this(of: HeldKeys | HeldComplaint) -> dict[str, Any]:
    return {"key_set": of.id} if isinstance(of, HeldKeys) else {"complaint": of.id}
