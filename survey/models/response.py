"""What respondents leave behind, and nothing more.

A response is one row: which round, a random key, the steps that were ticked, and the channel it came by. There is no
column for an account, an address, a device or a time of day, and the staff's rows have no date either. In SQLite the
tables have no hidden row number: rows lie in the order of their random keys, so the order of arrival is not kept.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from survey.models.base import Base, OfOffice

KEY_LENGTH = 32
BLANK = "0"


class Channel(StrEnum):
    """How a response arrived. Simulated ones belong to the example and are shown as such."""

    WEB = "web"
    PAPER = "paper"
    IMPORT = "import"
    KIOSK = "kiosk"
    SIMULATED = "simulated"


class Signal(StrEnum):
    """A sign that a form may have been filled in by a program, or without being read. It never keeps an answer out.

    Filled in where nobody can see a field; sent sooner than it can be read; or nobody knows how soon.
    """

    DECOY = "decoy"
    QUICK = "quick"
    UNTIMED = "untimed"


_CHANNEL_KNOWN = f"channel IN ({', '.join(repr(str(channel)) for channel in Channel)})"


class _OfRound(OfOffice):
    """A row that belongs to a round and disappears with it, kept in SQLite in the order of its random primary key."""

    @declared_attr
    @classmethod
    def round_id(cls) -> Mapped[str]:
        """The round, within the office."""
        return mapped_column(primary_key=True, sort_order=-20)


def _to_round() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["office_id", "round_id"], ["round.office_id", "round.id"], ondelete="CASCADE")


class Code(_OfRound, Base):
    """A one-time code not used yet: only a keyed digest of it. The row goes when the answer it admits is stored."""

    __tablename__ = "code"
    __table_args__ = (_to_round(), {"sqlite_with_rowid": False})

    digest: Mapped[str] = mapped_column(primary_key=True)


class _Response(_OfRound):
    """What both kinds of response have.

    `key` is the submission key minted with the form; `steps` has a digit a part in the collection's layout, 0 for blank.
    `wording` is the digest of the wording it was given under, None where that is not known (paper, files).
    """

    key: Mapped[str] = mapped_column(primary_key=True, sort_order=-10)
    steps: Mapped[str]
    channel: Mapped[str]
    wording: Mapped[str | None]


class IitResponse(_Response, Base):
    """A response of the staff: no date at all."""

    __tablename__ = "iit_response"
    __table_args__ = (
        _to_round(),
        CheckConstraint(_CHANNEL_KNOWN, name="channel_known"),
        CheckConstraint(f"length(key) = {KEY_LENGTH}", name="key_length"),
        {"sqlite_with_rowid": False},
    )


class EitResponse(_Response, Base):
    """A response of a service user, with the day it was given.

    `profile` maps the questions that were answered to the answers, and ``division`` to the id of the division that served.
    """

    __tablename__ = "eit_response"
    __table_args__ = (
        _to_round(),
        CheckConstraint(_CHANNEL_KNOWN, name="channel_known"),
        CheckConstraint(f"length(key) = {KEY_LENGTH}", name="key_length"),
        {"sqlite_with_rowid": False},
    )

    answered_on: Mapped[date]
    profile: Mapped[dict[str, Any] | None]


class SealedResponse(_OfRound, Base):
    """A response of the staff in a sealed round: padded and encrypted on arrival to keys that are not on the server."""

    __tablename__ = "sealed_response"
    __table_args__ = (
        _to_round(),
        CheckConstraint(f"length(key) = {KEY_LENGTH}", name="key_length"),
        {"sqlite_with_rowid": False},
    )

    key: Mapped[str] = mapped_column(primary_key=True, sort_order=-10)
    box: Mapped[bytes]


class ProfileTally(_OfRound, Base):
    """How many of the staff gave an answer to a profile question: counted apart, and never kept beside their answers."""

    __tablename__ = "profile_tally"
    __table_args__ = (_to_round(), {"sqlite_with_rowid": False})

    question: Mapped[str] = mapped_column(primary_key=True, sort_order=-10)
    answer: Mapped[str] = mapped_column(primary_key=True, sort_order=-9)
    number: Mapped[int]


class SignalTally(_OfRound, Base):
    """How many responses to an instrument came with a signal: counted apart, and never kept beside any of them."""

    __tablename__ = "signal_tally"
    __table_args__ = (_to_round(), {"sqlite_with_rowid": False})

    instrument: Mapped[str] = mapped_column(primary_key=True, sort_order=-10)
    signal: Mapped[str] = mapped_column(primary_key=True, sort_order=-9)
    number: Mapped[int]


class ThankedKey(_OfRound, Base):
    """That a submission key was stored in a round that has closed since: only a digest of it, and no way to its row.

    When a round closes its rows get fresh keys, so that whoever finds a key on a telephone cannot find the row. Whoever sends
    again what had arrived in time is still thanked, by this.
    """

    __tablename__ = "thanked_key"
    __table_args__ = (_to_round(), {"sqlite_with_rowid": False})

    digest: Mapped[str] = mapped_column(primary_key=True)
