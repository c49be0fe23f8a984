"""What is sent from a form, stored once, however often it is sent."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from survey import codes
from survey.cases.history import OUTSIDE, Actor
from survey.cases.intake import Sent, receive
from survey.cases.pictures import Picture
from survey.cases.receipts import Receipt
from survey.models import Case


def store(
    session: Session,
    office_id: str,
    sent: Sent,
    *,
    ticket: str,
    key: bytes,
    pictures: Sequence[Picture] = (),
    actor: Actor = OUTSIDE,
) -> Receipt:
    """Store what was sent and commit, or find it where the same was stored under the same ticket; return its receipt.

    Case and private code follow from ticket and text, under a key: whoever presses twice gets the same receipt twice, and
    whoever goes back and writes something else has written something else. `actor` is an officer who sends it for somebody.
    """
    earlier = stored(session, office_id, sent, ticket=ticket, key=key)
    if earlier is not None:
        return earlier
    case_id, code = _derived(office_id, sent, ticket, key)
    try:
        made = receive(session, office_id, sent, key=key, pictures=pictures, actor=actor, case_id=case_id, code=code)
        session.commit()
    except IntegrityError:
        # Another process has just stored it.
        session.rollback()
        found = stored(session, office_id, sent, ticket=ticket, key=key)
        if found is None:
            raise
        return found
    return made


def stored(session: Session, office_id: str, sent: Sent, *, ticket: str, key: bytes) -> Receipt | None:
    """Return the receipt of what was stored under a ticket; None where nothing was, or another text."""
    case_id, code = _derived(office_id, sent, ticket, key)
    found = session.get(Case, (office_id, case_id))
    return None if found is None else Receipt(found, codes.grouped(code))


def _derived(office_id: str, sent: Sent, ticket: str, key: bytes) -> tuple[str, str]:
    said = "\x00".join((office_id, ticket, sent.subject, sent.text))
    digest = hmac.digest(key, b"sent\x00" + said.encode(), hashlib.sha256)
    number = int.from_bytes(digest[16:])
    letters = []
    for _ in range(codes.LENGTH):
        # A hundred and twenty-eight bits for fifty-nine: that some letters are likelier shows nowhere.
        number, at = divmod(number, len(codes.ALPHABET))
        letters.append(codes.ALPHABET[at])
    return digest[:8].hex(), "".join(letters)
