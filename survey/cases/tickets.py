"""Tickets: what a form page is given, so that sending it tells when it was opened, and what work its browser was asked to do.

A ticket is signed and kept nowhere. It says for which office it is, when the form was opened first, when the ticket was made,
and how many zero bits the work must begin with. The work: a number that, written after a part of the signature, has a SHA-256
digest beginning with as many zero bits. Finding it takes 2 to the power of the bits tries, checking it takes one.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

# Somebody who begins at lunch and sends in the evening is still served.
LONGEST_AGE = 6 * 60 * 60
MOST_BITS = 24
_TICKET = re.compile(r"([0-9]{1,12})-([0-9]{1,12})-([0-9]{1,2})-([0-9a-f]{16})-([0-9a-f]{64})")
_ANSWER = re.compile(r"[0-9]{1,10}")


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket of ours. `text` is what the form's hidden field holds; `opened` and `issued` are seconds since 1970.

    `name` is random and never given twice. `challenge` is what the work is done on, `bits` how hard it is: 0 for no work.
    """

    text: str
    opened: int
    issued: int
    bits: int
    name: str
    challenge: str

    def is_worked(self, answer: str) -> bool:
        """Whether the work was done; always where there was none to do."""
        if not self.bits:
            return True
        if not _ANSWER.fullmatch(answer):
            return False
        digest = hashlib.sha256(f"{self.challenge}:{answer}".encode()).digest()
        return int.from_bytes(digest) >> (256 - self.bits) == 0

    def is_fresh(self, now: float) -> bool:
        """Whether it may still be used."""
        return -1 <= now - self.issued <= LONGEST_AGE


def issue(key: bytes, office_id: str, *, now: float, bits: int, opened: int | None = None) -> Ticket:
    """Return a new ticket; `opened` is that of the ticket it replaces, on a page that is shown again."""
    begun = int(now) if opened is None else opened
    stated = f"{begun}-{int(now)}-{min(bits, MOST_BITS)}-{secrets.token_hex(8)}"
    ticket = read(key, office_id, f"{stated}-{_signature(key, office_id, stated)}")
    assert ticket is not None  # noqa: S101 (for the type: what we write we can read)
    return ticket


def read(key: bytes, office_id: str, text: str) -> Ticket | None:
    """Return the ticket in a field; None where it is not ours, or another office's."""
    found = _TICKET.fullmatch(text)
    if found is None:
        return None
    opened, issued, bits, name, signature = found.groups()
    stated = f"{opened}-{issued}-{bits}-{name}"
    if not hmac.compare_digest(signature, _signature(key, office_id, stated)):
        return None
    return Ticket(text, int(opened), int(issued), int(bits), name, signature[:32])


def _signature(key: bytes, office_id: str, stated: str) -> str:
    return hmac.digest(key, f"{office_id}\n{stated}".encode(), hashlib.sha256).hex()
