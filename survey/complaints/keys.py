"""Key sets: who reads what, and whom it may be about. Public keys only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from survey import sealing
from survey.complaints import audit
from survey.complaints.models import CoveredOffice, KeySet
from survey.complaints.weeks import week_of

LONGEST = 200


class SecretKeyGiven(ValueError):
    """A secret key was given where a public one belongs; it should not be used any more."""


class SameHolder(ValueError):
    """Both keys are the same: two people are meant."""


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


def retire(session: Session, key_set: KeySet, *, today: date, by: str = "") -> None:
    """Take a key set out of use: nothing new is sealed to it, and what was is still followed with its keys."""
    key_set.retired = True
    key_set.proposal = {}
    audit.add(session, key_set.office_id, key_set.id, "keys_retired", week=week_of(today), by=by)


def change(session: Session, key_set: KeySet, holders: Sequence[Holder], *, today: date, by: str) -> KeySet:
    """Put a new set in the place of another, for the same choice of the first question; the old one is retired."""
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
    retire(session, key_set, today=today, by=by)
    return made


def _line(text: str) -> str:
    return " ".join(text.split())[:LONGEST]
