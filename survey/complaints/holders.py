"""What the holders of keys do, one at a time, and the dangerous acts for which it takes both."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from survey.complaints import audit, containers, conversation, keys, tallies
from survey.complaints.keys import Holder
from survey.complaints.models import Closing, Complaint, KeySet, Status
from survey.complaints.weeks import PATIENCE_WEEKS, later, week_of

# What one of the two may set alone.
STEPS = (Status.CONSIDERED, Status.ASKED, Status.FORWARDED)
CLOSINGS = tuple(one for one in Closing if one is not Closing.TEST)
# A holder's reply is a text; files are handed over in other ways.
LARGEST_REPLY = containers.SIZES[1]
# In which either holder can object to other keys that were proposed for a lost one; a letter reminds them of it.
WEEKS_TO_OBJECT = 2


class Refused(Exception):
    """An act that cannot be done; the message is a word for the holders' tool."""


def reply(session: Session, complaint: Complaint, container: bytes, *, key_set: str, by: str, today: date) -> None:
    """Store what a holder has sealed to the complainant and to both holders of a key set; sent again, it is stored once.

    What is in it, nobody here can check. One that was sealed before the keys were changed is refused: whoever has left could
    read it.
    """
    if not containers.is_container(container) or len(container) > LARGEST_REPLY:
        raise Refused("not_a_container")
    if complaint.is_test:
        raise Refused("test_case")
    if key_set != complaint.key_set:
        raise Refused("other_keys")
    if not conversation.add_reply(session, complaint, container):
        return
    complaint.for_complainant = True
    complaint.for_holders = False
    _note(session, complaint, "replied", by=by, today=today)


def set_status(session: Session, complaint: Complaint, status: str, *, by: str, today: date) -> None:
    """Set one of `STEPS`; closing takes both holders."""
    if complaint.status == Status.CLOSED or complaint.is_test or status not in STEPS:
        raise Refused("not_possible")
    complaint.status = Status(status)
    complaint.for_holders = False
    complaint.due_week = later(week_of(today), PATIENCE_WEEKS)
    _note(session, complaint, f"status_{status}", by=by, today=today)


def propose_close(session: Session, complaint: Complaint, closing: str, *, by: str, today: date) -> None:
    """Ask for a complaint to be closed with a class of reason; the other holder confirms."""
    if complaint.status == Status.CLOSED or complaint.is_test or closing not in CLOSINGS:
        raise Refused("not_possible")
    complaint.proposal = {"act": "close", "closing": closing, "by": by}
    _note(session, complaint, "closing_proposed", by=by, today=today)


def propose_erase(session: Session, complaint: Complaint, *, by: str, today: date) -> None:
    """Ask for a complaint to be erased before its time; the other holder confirms."""
    if complaint.is_test:
        raise Refused("not_possible")
    complaint.proposal = {"act": "erase", "by": by}
    _note(session, complaint, "erasing_proposed", by=by, today=today)


def propose_keys(session: Session, key_set: KeySet, holders: tuple[Holder, Holder], *, by: str, today: date) -> None:
    """Ask for other keys in the place of these; raises as `Holder.checked`, and keys.SameHolder.

    `by` is "" for whoever looks after the server, on behalf of a holder who has lost their key: what two people decide, the
    other holder and they decide then, no sooner than `WEEKS_TO_OBJECT` later. A set that was retired may have others as long as
    a complaint of it is open.
    """
    a, b = (each.checked() for each in holders)
    if a.key == b.key:
        raise keys.SameHolder
    if key_set.retired and not keys.open_complaints(session, key_set):
        raise Refused("not_possible")
    if not by and key_set.proposal:
        raise Refused("something_proposed")
    week = week_of(today)
    waiting = {"from_week": later(week, WEEKS_TO_OBJECT)} if not by else {}
    key_set.proposal = {"act": "keys", "by": by, **waiting} | _flat(a, "a") | _flat(b, "b")
    audit.add(session, key_set.office_id, key_set.id, "keys_proposed", week=week, by=by)


def withdraw(session: Session, of: Complaint | KeySet, *, by: str, today: date) -> None:
    """Take back what was proposed; either of the two may."""
    _proposed(of)
    of.proposal = {}
    if isinstance(of, Complaint):
        _note(session, of, "proposal_withdrawn", by=by, today=today)
    else:
        audit.add(session, of.office_id, of.id, "proposal_withdrawn", week=week_of(today), by=by)


def confirm(session: Session, of: Complaint | KeySet, proposal: Mapping[str, Any], *, by: str, today: date) -> None:
    """Do what the other holder has proposed.

    `proposal` is what the confirming holder has seen, word for word: what was exchanged meanwhile is not done.
    """
    found = _proposed(of)
    if found["by"] == by:
        raise Refused("needs_the_other_holder")
    if dict(proposal) != found:
        raise Refused("another_proposal")
    if week_of(today) < found.get("from_week", ""):
        raise Refused("too_early")
    if isinstance(of, KeySet):
        a, b = (Holder(found[f"name_{one}"], found[f"holder_{one}"], found[f"mail_{one}"]) for one in "ab")
        keys.change(session, of, (a, b), today=today, by=by)
    elif found["act"] == "close":
        close(session, of, found["closing"], by=by, today=today)
    else:
        erase(session, of, by=by, today=today)


def close(session: Session, complaint: Complaint, closing: str, *, by: str, today: date) -> None:
    """Close a complaint and count it as done, unless it is a test case."""
    complaint.status = Status.CLOSED
    complaint.closing = Closing(closing)
    complaint.closed_week = week_of(today)
    complaint.for_holders = False
    complaint.proposal = {}
    if not complaint.is_test:
        tallies.done(session, complaint.office_id, today)
    _note(session, complaint, "closed", by=by, today=today)


def erase(session: Session, complaint: Complaint, *, by: str, today: date) -> None:
    """Erase a complaint with everything that was said; the trail and the tally keep that there was one."""
    if complaint.status != Status.CLOSED and not complaint.is_test:
        tallies.done(session, complaint.office_id, today)
    _note(session, complaint, "erased", by=by, today=today)
    session.delete(complaint)
    session.flush()


def acknowledge(session: Session, complaint: Complaint, word: str, *, by: str, today: date) -> None:
    """Take the word from inside a test case as a sign that a holder's key still opens; both have to."""
    if not complaint.is_test or complaint.status == Status.CLOSED:
        raise Refused("not_possible")
    if not hmac.compare_digest(digest_of(word), str(complaint.proposal["digest"])):
        raise Refused("another_word")
    opened = sorted({*complaint.proposal["opened"], by})
    complaint.proposal = {**complaint.proposal, "opened": opened}
    _note(session, complaint, "test_opened", by=by, today=today)
    if len(opened) > 1:
        close(session, complaint, Closing.TEST, by=by, today=today)


def digest_of(word: str) -> str:
    """Return what is kept of the word of a test case."""
    return hashlib.sha256(b"test/" + word.encode()).hexdigest()


def _proposed(of: Complaint | KeySet) -> dict[str, Any]:
    if of.proposal.get("act") not in {"close", "erase", "keys"}:
        raise Refused("nothing_proposed")
    return of.proposal


def _flat(holder: Holder, letter: str) -> dict[str, str]:
    return {f"name_{letter}": holder.name, f"holder_{letter}": holder.key, f"mail_{letter}": holder.mail}


def _note(session: Session, complaint: Complaint, act: str, *, by: str, today: date) -> None:
    audit.add(session, complaint.office_id, complaint.key_set, act, week=week_of(today), complaint_id=complaint.id, by=by)
