"""Key sets: who reads what, and whom it may be about. Public keys only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from survey import sealing
from survey.complaints import audit
from survey.complaints.models import Complaint, CoveredOffice, KeySet, Part, ResealedPart, Status
from survey.complaints.weeks import week_of

LONGEST = 200


class SecretKeyGiven(ValueError):
    """A secret key was given where a public one belongs; it should not be used any more."""


class SameHolder(ValueError):
    """Both keys are the same: two people are meant."""


class StillOpen(Exception):
    """Complaints that are not closed would be left with the keys of a set that is no longer used: how many."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


@dataclass(frozen=True, slots=True)
class Holder:
    """One of the two: a position as people outside know it, a public key, and where to remind ("" for nowhere)."""

    name: str
    key: str
    mail: str = ""

    def checked(self) -> Holder:
        """Return the same with the key as it is written; SecretKeyGiven, or sealing.NotAPublicKey where it is none."""
        if sealing.holds_secret_key(" ".join((self.name, self.key, self.mail))):
            raise SecretKeyGiven
        return Holder(_line(self.name), sealing.public_key(self.key), _line(self.mail))


def office_of(session: Session, office_id: str) -> CoveredOffice | None:
    """Return an office that has ever taken complaints, or None."""
    return session.get(CoveredOffice, office_id)


def in_use(session: Session, office_id: str) -> list[KeySet]:
    """Return the key sets that new complaints may be sealed to, in their order."""
    return list(
        session.scalars(
            select(KeySet)
            .where(KeySet.office_id == office_id, KeySet.retired.is_(False))
            .order_by(KeySet.position, KeySet.about, KeySet.id)
        )
    )


def of_holder(session: Session, office_id: str, key: str) -> list[KeySet]:
    """Return the key sets, retired ones too, that a public key opens."""
    holds = or_(KeySet.holder_a == key, KeySet.holder_b == key)
    return list(
        session.scalars(select(KeySet).where(KeySet.office_id == office_id, holds).order_by(KeySet.position, KeySet.id))
    )


def add(
    session: Session, office_id: str, office: str, *, about: str, holders: Sequence[Holder], today: date, position: int = 0
) -> KeySet:
    """Add a key set to an office, which thereby takes complaints; raises as `Holder.checked`, and SameHolder."""
    if sealing.holds_secret_key(about):
        raise SecretKeyGiven
    a, b = (each.checked() for each in holders)
    if a.key == b.key:
        raise SameHolder
    covered = session.get(CoveredOffice, office_id)
    if covered is None:
        session.add(CoveredOffice(office_id=office_id, name=office, since_week=week_of(today)))
    else:
        covered.name = office
    session.flush()
    made = KeySet(office_id=office_id, about=_line(about), position=position, name_a=a.name, holder_a=a.key, mail_a=a.mail)
    made.name_b, made.holder_b, made.mail_b = b.name, b.key, b.mail
    session.add(made)
    session.flush()
    audit.add(session, office_id, made.id, "keys_added", week=week_of(today))
    return made


def open_complaints(session: Session, key_set: KeySet) -> int:
    """Return how many complaints of a key set are not closed, test cases not counted."""
    this = (Complaint.office_id == key_set.office_id, Complaint.key_set == key_set.id)
    is_open = (Complaint.status != Status.CLOSED, Complaint.is_test.is_(False))
    return session.scalar(select(func.count()).select_from(Complaint).where(*this, *is_open)) or 0


def retire(session: Session, key_set: KeySet, *, today: date, leaving: int = 0) -> None:
    """Take a key set out of use without a successor: nothing new is sealed to it.

    StillOpen where the complaints that are not closed are more or fewer than whoever does it knows of (`leaving`): they stay
    with these two keys, until their holders have agreed to others.
    """
    # Held, so that no complaint comes in between counting and retiring.
    session.refresh(key_set, with_for_update=True)
    left = open_complaints(session, key_set)
    if left != leaving:
        raise StillOpen(left)
    _retire(session, key_set, today=today)


def _retire(session: Session, key_set: KeySet, *, today: date, by: str = "") -> None:
    key_set.retired = True
    key_set.proposal = {}
    audit.add(session, key_set.office_id, key_set.id, "keys_retired", week=week_of(today), by=by)


def change(session: Session, key_set: KeySet, holders: Sequence[Holder], *, today: date, by: str) -> KeySet:
    """Put a new set in the place of another, for the same choice of the first question; the old one is retired.

    Complaints go on with the new one from this moment. What was said before stays sealed to the old keys until one of their
    holders has sealed it anew (`resealing`). In the place of a set that was retired before comes one that is retired too: it
    takes over what is open, and nothing new.
    """
    was_retired = key_set.retired
    # Locked before the trails, in the order in which whoever adds to a complaint locks.
    going_on = _complaints(session, key_set)
    office = session.get_one(CoveredOffice, key_set.office_id)
    made = add(
        session,
        key_set.office_id,
        office.name,
        about=key_set.about,
        holders=holders,
        today=today,
        position=key_set.position,
    )
    for one in (key_set,) if not was_retired else (made,):
        _retire(session, one, today=today, by=by)
    key_set.proposal = {}
    is_same = set(made.holders) == set(key_set.holders)
    for complaint in going_on:
        if complaint.is_test and complaint.closing is None and not is_same:
            # It asked whether keys open that are no longer used; the new ones get a test case of their own.
            audit.add(session, made.office_id, key_set.id, "erased", week=week_of(today), complaint_id=complaint.id, by=by)
            session.delete(complaint)
        else:
            _take_over(session, complaint, made, today=today, by=by)
    if is_same:
        made.tested_year = key_set.tested_year
        sealed = (Part.office_id == made.office_id, Part.sealed_to == key_set.id)
        session.execute(update(Part).where(*sealed).values(sealed_to=made.id))
    return made


def _complaints(session: Session, key_set: KeySet) -> list[Complaint]:
    this = (Complaint.office_id == key_set.office_id, Complaint.key_set == key_set.id)
    return list(session.scalars(select(Complaint).where(*this).order_by(Complaint.id).with_for_update()))


def _take_over(session: Session, complaint: Complaint, made: KeySet, *, today: date, by: str) -> None:
    """Let a complaint go on with another key set; both trails tell of it, the new one of each part."""
    old, week = complaint.key_set, week_of(today)
    this = (Part.office_id == made.office_id, Part.complaint_id == complaint.id)
    parts = session.scalar(select(func.count()).select_from(Part).where(*this)) or 0
    # Sealed anew to keys that are not the complaint's any more.
    session.execute(
        delete(ResealedPart).where(ResealedPart.office_id == made.office_id, ResealedPart.complaint_id == complaint.id)
    )
    complaint.key_set = made.id
    complaint.proposal = {} if not complaint.is_test else complaint.proposal
    audit.add(session, made.office_id, old, "moved", week=week, complaint_id=complaint.id, by=by)
    for _ in range(parts):
        audit.add(session, made.office_id, made.id, "taken_over", week=week, complaint_id=complaint.id, by=by)


def _line(text: str) -> str:
    return " ".join(text.split())[:LONGEST]
