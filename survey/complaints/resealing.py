"""After a change of keys: what was said before is sealed anew to the new holders, so that the old keys may be destroyed.

One holder whose key still opens a part hands in the same content in a container for the new key set; until the other place of
that set has looked into it and agreed, the old container stays. So nobody exchanges evidence for something else alone. The
server sees neither content, only that the lengths are the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from survey.complaints import audit, containers
from survey.complaints.holders import Refused
from survey.complaints.models import Complaint, KeySet, Part, ResealedPart
from survey.complaints.weeks import week_of


def waiting(session: Session, key_set: KeySet) -> list[tuple[Complaint, Part, int, str]]:
    """Return what is sealed to a key set that is no longer its complaint's.

    Each with the length of its container, and the digest of what was handed in for it ("" where nothing was).
    """
    rows = session.execute(
        select(Complaint, Part, func.length(Part.container), ResealedPart.digest)
        .join(Part, (Part.office_id == Complaint.office_id) & (Part.complaint_id == Complaint.id))
        .outerjoin(ResealedPart, is_of(Part))
        .where(Part.office_id == key_set.office_id, Part.sealed_to == key_set.id, Complaint.key_set != key_set.id)
        .order_by(Complaint.id, Part.number)
    )
    return [(complaint, part, size, digest or "") for complaint, part, size, digest in rows]


def hand_in(session: Session, complaint: Complaint, part: Part, container: bytes, *, by: str, today: date) -> None:
    """Keep a part that was sealed anew until the other holder agrees; handed in again, the later counts. Refused.

    `by` holds a key of the set to which the part is sealed.
    """
    if part.sealed_to == complaint.key_set:
        raise Refused("not_possible")
    if not containers.is_container(container) or len(container) != len(part.container):
        raise Refused("not_a_container")
    before = _handed_in(session, complaint)
    if not any(one.by == by for one in before):
        _note(session, complaint, "resealing_proposed", by=by, today=today)
    made = next((one for one in before if one.number == part.number), None)
    if made is None:
        made = ResealedPart(office_id=part.office_id, complaint_id=part.complaint_id, number=part.number)
        session.add(made)
    made.by, made.digest, made.container = by, hashlib.sha256(container).hexdigest(), container
    session.flush()


def agree(session: Session, complaint: Complaint, seen: Mapping[str, Any], *, by: str, today: date) -> None:
    """Put what was handed in into the place of what it was made from, for the holder of the other place of the key set.

    `seen` maps the numbers of all parts that were handed in to the digests of the containers looked into. Refused.
    """
    found = _handed_in(session, complaint)
    if not found:
        raise Refused("nothing_proposed")
    if {str(one.number): one.digest for one in found} != dict(seen):
        raise Refused("another_proposal")
    place = _place(session, complaint.office_id, complaint.key_set, by)
    for one in found:
        part = session.get_one(Part, (one.office_id, one.complaint_id, one.number))
        whose = _place(session, one.office_id, complaint.key_set, one.by) or _place(
            session, one.office_id, part.sealed_to, one.by
        )
        if one.by == by or not place or place == whose:
            raise Refused("needs_the_other_holder")
    for one in found:
        this = (Part.office_id == one.office_id, Part.complaint_id == one.complaint_id, Part.number == one.number)
        # Within the database: what a complaint carries may be more than is good to hold in memory.
        container = select(ResealedPart.container).where(is_of(one)).scalar_subquery()
        session.execute(update(Part).where(*this).values(container=container, sealed_to=complaint.key_set))
    session.execute(delete(ResealedPart).where(*_of(complaint)))
    _note(session, complaint, "resealed", by=by, today=today)


def _handed_in(session: Session, complaint: Complaint) -> list[ResealedPart]:
    return list(session.scalars(select(ResealedPart).where(*_of(complaint)).order_by(ResealedPart.number)))


def _of(complaint: Complaint) -> tuple[Any, ...]:
    return ResealedPart.office_id == complaint.office_id, ResealedPart.complaint_id == complaint.id


def is_of(part: Any) -> Any:
    """Return the condition that something that was handed in is of a part, given as a row or as the table."""
    return (
        (ResealedPart.office_id == part.office_id)
        & (ResealedPart.complaint_id == part.complaint_id)
        & (ResealedPart.number == part.number)
    )


def _place(session: Session, office_id: str, key_set: str, key: str) -> str:
    """Return which of the two places of a key set a key has, or ""."""
    found = session.get(KeySet, (office_id, key_set))
    return {found.holder_a: "a", found.holder_b: "b"}.get(key, "") if found else ""


def _note(session: Session, complaint: Complaint, act: str, *, by: str, today: date) -> None:
    audit.add(session, complaint.office_id, complaint.key_set, act, week=week_of(today), complaint_id=complaint.id, by=by)
