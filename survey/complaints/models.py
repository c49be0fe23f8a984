"""What is kept of complaints, in a database of its own: containers nobody here can open, and the least that the clock needs.

No column holds a name, an address, a word of what was said, a day or a time: weeks are the finest.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKeyConstraint, LargeBinary, MetaData, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from survey.models.base import new_id


class Status(StrEnum):
    """Where a complaint stands."""

    RECEIVED = "received"
    CONSIDERED = "considered"
    ASKED = "asked"
    FORWARDED = "forwarded"
    CLOSED = "closed"


class Closing(StrEnum):
    """Why a complaint was closed, as a class that tells nothing of it."""

    ACTED_ON = "acted_on"
    NOT_PROVEN = "not_proven"
    NOT_OURS = "not_ours"
    TOO_LITTLE = "too_little"
    TEST = "test"


class Direction(StrEnum):
    """Who wrote a part: the complainant, or a holder of a key."""

    FROM_COMPLAINANT = "from_complainant"
    FROM_HOLDER = "from_holder"


class ComplaintsBase(DeclarativeBase):
    """The declarative base of the complaints' own database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {str: Text(), dict[str, Any]: JSON()}  # noqa: RUF012 (SQLAlchemy's protocol)


def _one_of(column: str, values: type[StrEnum]) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(str(value)) for value in values)})", name=f"{column}_known")


class Installation(ComplaintsBase):
    """The one row of what belongs to the installation: the salt of the codes, which must outlive every other secret."""

    __tablename__ = "installation"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    salt: Mapped[bytes] = mapped_column(LargeBinary)


class CoveredOffice(ComplaintsBase):
    """An office that takes complaints, with its name as its pages show it: they do not ask the main database.

    `since_week` is the week in which it began: of earlier times the figures say nothing, not that there was nothing.
    """

    __tablename__ = "covered_office"

    office_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    since_week: Mapped[str]


class KeySet(ComplaintsBase):
    """Two people who read what is sealed to them, and whom it may be about so that neither of them is among the accused.

    `about` is how the first question names that choice; `holder_a` and `holder_b` are their public keys, `name_a` and
    `name_b` their positions as the page before the form tells them, `mail_a` and `mail_b` where they are reminded ("" for
    nowhere), `reminded_week` when they last were. `tested_year` is the fiscal year of the last test case. `proposal` is a
    change of keys that one holder has asked for and the other has not confirmed yet, an empty object where there is none. A
    set that is no longer used is `retired`, not erased: what was sealed to it is still read with its keys until it was sealed
    anew.
    """

    __tablename__ = "key_set"
    __table_args__ = (
        ForeignKeyConstraint(["office_id"], ["covered_office.office_id"]),
        CheckConstraint("holder_a <> holder_b", name="two_holders"),
    )

    office_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    about: Mapped[str]
    name_a: Mapped[str]
    holder_a: Mapped[str]
    mail_a: Mapped[str] = mapped_column(default="")
    name_b: Mapped[str]
    holder_b: Mapped[str]
    mail_b: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)
    retired: Mapped[bool] = mapped_column(default=False)
    reminded_week: Mapped[str] = mapped_column(default="")
    tested_year: Mapped[int] = mapped_column(default=0)
    proposal: Mapped[dict[str, Any]] = mapped_column(default=dict)

    @property
    def holders(self) -> tuple[str, str]:
        """The public keys of the two."""
        return self.holder_a, self.holder_b


class Complaint(ComplaintsBase):
    """A complaint. Weeks are ISO weeks of the common era, ``2026-W48``; `due_week` is when the holders are reminded.

    `mark` finds it from its code, `reply_to` is the public key that the code opens. The flags say for whom there is something
    that they have not answered; whether it was read is kept of nobody. `proposal` is a dangerous act (such as closing) that
    one holder has asked for and the other has not confirmed yet, an empty object where there is none; of a test case it holds
    the digest of the word in its container, and who has opened it.
    """

    __tablename__ = "complaint"
    __table_args__ = (
        UniqueConstraint("office_id", "mark"),
        ForeignKeyConstraint(["office_id", "key_set"], ["key_set.office_id", "key_set.id"]),
        _one_of("status", Status),
        _one_of("closing", Closing),
        CheckConstraint("(status = 'closed') = (closing IS NOT NULL)", name="closing_when_closed"),
        {"sqlite_with_rowid": False},
    )

    office_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: new_id(16))
    mark: Mapped[str]
    reply_to: Mapped[str]
    key_set: Mapped[str]
    week: Mapped[str]
    status: Mapped[str] = mapped_column(default=Status.RECEIVED)
    closing: Mapped[str | None]
    closed_week: Mapped[str | None]
    due_week: Mapped[str]
    for_holders: Mapped[bool] = mapped_column(default=True)
    for_complainant: Mapped[bool] = mapped_column(default=False)
    is_test: Mapped[bool] = mapped_column(default=False)
    proposal: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Part(ComplaintsBase):
    """One thing that was said: the complaint itself (`number` 1), a message, or evidence added later, in its container.

    `sealed_to` is the key set whose holders open it: not that of the complaint where the keys were changed since.
    """

    __tablename__ = "part"
    __table_args__ = (
        ForeignKeyConstraint(["office_id", "complaint_id"], ["complaint.office_id", "complaint.id"], ondelete="CASCADE"),
        _one_of("direction", Direction),
        {"sqlite_with_rowid": False},
    )

    office_id: Mapped[str] = mapped_column(primary_key=True)
    complaint_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    direction: Mapped[str]
    sealed_to: Mapped[str] = mapped_column(server_default="")
    container: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class ResealedPart(ComplaintsBase):
    """A part that a holder has sealed anew to the complaint's key set, until the other holder of it has agreed.

    `by` is the public key of whoever did it, `digest` the SHA-256 of the container in hexadecimal.
    """

    __tablename__ = "resealed_part"
    __table_args__ = (
        ForeignKeyConstraint(
            ["office_id", "complaint_id", "number"],
            ["part.office_id", "part.complaint_id", "part.number"],
            ondelete="CASCADE",
        ),
        {"sqlite_with_rowid": False},
    )

    office_id: Mapped[str] = mapped_column(primary_key=True)
    complaint_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    by: Mapped[str]
    digest: Mapped[str]
    container: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class AuditEntry(ComplaintsBase):
    """One line of the audit trail of a key set: what was done to which complaint in which week, chained by digests.

    See `audit`. Each key set has its own, so that nobody learns of complaints that are not for their eyes.
    """

    __tablename__ = "audit_entry"
    __table_args__ = ({"sqlite_with_rowid": False},)

    office_id: Mapped[str] = mapped_column(primary_key=True)
    key_set: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    week: Mapped[str]
    act: Mapped[str]
    complaint_id: Mapped[str | None]
    by: Mapped[str]
    digest: Mapped[str]


class Tally(ComplaintsBase):
    """How many complaints an office has received and how many it has closed in a half of a fiscal year; test cases not counted.

    `half` is 1 from October to March, 2 from April to September. Kept apart, because complaints are erased.
    """

    __tablename__ = "tally"
    __table_args__ = (CheckConstraint("half IN (1, 2)", name="half_known"),)

    office_id: Mapped[str] = mapped_column(primary_key=True)
    fiscal_year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    half: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    received: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
