"""Cases: what somebody outside asks of the office, and all that became of it. Suggestions and service requests are both cases.

What officers did and said is history: `CaseEvent` rows are added and never changed, which the database itself enforces. What
the author wrote (`Case`, `CaseMessage`) is the author's, and can be erased without touching the history.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import Base, OfOffice, new_id


class CaseStatus(StrEnum):
    """Where a case stands: waiting to be taken up, worked on, sent on to another body, or finished."""

    RECEIVED = "received"
    WORKING = "working"
    FORWARDED = "forwarded"
    DONE = "done"


class Outcome(StrEnum):
    """How a finished case ended: done, done in part, to be done on a day, or impossible for a reason."""

    DONE = "done"
    PARTLY = "partly"
    PLANNED = "planned"
    IMPOSSIBLE = "impossible"


class Visibility(StrEnum):
    """Who may see a case: its author and officers only, unless it is public. Merged ones lead to the case they went into."""

    WAITING = "waiting"
    PUBLIC = "public"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    PRIVATE = "private"


class Refusal(StrEnum):
    """Why a case is not published."""

    RUDE = "rude"
    PERSONAL_DATA = "personal_data"
    ADVERTISING = "advertising"
    ACCUSATION = "accusation"
    DUPLICATE = "duplicate"


class CaseChannel(StrEnum):
    """How a case reached the office. EIT: left at the end of the service users' form, detached from its answers."""

    WEB = "web"
    COUNTER = "counter"
    TELEPHONE = "telephone"
    PAPER = "paper"
    LINE = "line"
    EIT = "eit"


class EventKind(StrEnum):
    """What can happen to a case."""

    RECEIVED = "received"
    PUBLISHED = "published"
    REFUSED = "refused"
    ACKNOWLEDGED = "acknowledged"
    DRAFTED = "drafted"
    ANSWERED = "answered"
    ASKED = "asked"
    ADDED = "added"
    SHOWN = "shown"
    WITHDRAWN = "withdrawn"
    ASSIGNED = "assigned"
    FORWARDED = "forwarded"
    NOTED = "noted"
    PAUSED = "paused"
    RESUMED = "resumed"
    DUE_MOVED = "due_moved"
    MERGED = "merged"
    TOOK_IN = "took_in"
    LINKED = "linked"
    PICTURED = "pictured"
    REOPENED = "reopened"


def _one_of(column: str, values: type[StrEnum]) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(str(value)) for value in values)})", name=f"{column}_known")


def _to_case(column: str = "case_id") -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["office_id", column], ["case_record.office_id", "case_record.id"])


# A row that can be named by a hidden number can be replaced past its key, and so past what guards the history.
_NO_HIDDEN_ROWS = {"sqlite_with_rowid": False}


class Case(OfOffice, Base):
    """A case. Days are days in Thailand; of what comes over the web no time of day is kept.

    `kind` is ``suggestion`` or the key of a service. `number` is public and tells the fiscal year; `code_mark` is a keyed
    digest of the private code. `subject` and `text` are as they were written, `shown_subject` and `shown_text` what an officer
    published ("" until then). `name` and `contact` are "" where they were not given; `division_id` and `officer_id` say who
    works on it. The clock: `moderate_by`, `acknowledge_by` and `answer_by` are the last days in time, each with the day on
    which it was done; while `paused_on` is set it stands still. `answered_on` is the day of the first answer that finished
    the case, and `answered_in_time` whether that was in time: neither changes if the case is taken up again, only
    `answer_by` does. `planned_for` is the day a planned change comes back as a reminder. `supports` counts devices. `fields`
    are the answers to a service's own questions. `events` is how many events its history holds, which is also the version of
    the row.
    """

    __tablename__ = "case_record"
    __table_args__ = (
        UniqueConstraint("office_id", "number"),
        UniqueConstraint("office_id", "code_mark"),
        ForeignKeyConstraint(["office_id", "division_id"], ["division.office_id", "division.id"]),
        _to_case("merged_into"),
        _one_of("channel", CaseChannel),
        _one_of("visibility", Visibility),
        _one_of("refusal", Refusal),
        _one_of("status", CaseStatus),
        _one_of("outcome", Outcome),
        CheckConstraint("(status = 'done') = (outcome IS NOT NULL)", name="outcome_when_done"),
        CheckConstraint("(outcome = 'planned') = (planned_for IS NOT NULL)", name="planned_for_a_day"),
        CheckConstraint("(visibility = 'merged') = (merged_into IS NOT NULL)", name="merged_into_another"),
        Index("ix_case_record_list", "office_id", "visibility", "received_on", "number"),
        Index("ix_case_record_queue", "office_id", "status", "answer_by"),
        Index("ix_case_record_merged", "office_id", "merged_into"),
        Index("ix_case_record_planned", "office_id", "planned_for"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: new_id(12), sort_order=-10)
    kind: Mapped[str]
    number: Mapped[str]
    fiscal_year: Mapped[int]
    code_mark: Mapped[str]
    channel: Mapped[str]
    received_on: Mapped[date]
    subject: Mapped[str]
    text: Mapped[str]
    shown_subject: Mapped[str] = mapped_column(default="")
    shown_text: Mapped[str] = mapped_column(default="")
    village: Mapped[str] = mapped_column(default="")
    name: Mapped[str] = mapped_column(default="")
    contact: Mapped[str] = mapped_column(default="")
    division_id: Mapped[str | None]
    officer_id: Mapped[str | None]
    visibility: Mapped[str] = mapped_column(default=Visibility.WAITING)
    refusal: Mapped[str | None]
    status: Mapped[str] = mapped_column(default=CaseStatus.RECEIVED)
    outcome: Mapped[str | None]
    planned_for: Mapped[date | None]
    indicator: Mapped[int | None]
    item: Mapped[str | None]
    merged_into: Mapped[str | None]
    supports: Mapped[int] = mapped_column(default=0)
    moderate_by: Mapped[date]
    acknowledge_by: Mapped[date]
    answer_by: Mapped[date]
    moderated_on: Mapped[date | None]
    acknowledged_on: Mapped[date | None]
    answered_on: Mapped[date | None]
    answered_in_time: Mapped[bool | None]
    paused_on: Mapped[date | None]
    fields: Mapped[dict[str, Any]] = mapped_column(default=dict)
    events: Mapped[int] = mapped_column(default=0)

    # Whoever changes a case that has moved on since it was read is refused: `survey.cases.history` counts, nobody else.
    __mapper_args__ = {"version_id_col": events, "version_id_generator": False}  # noqa: RUF012 (SQLAlchemy's own protocol)


class CaseEvent(OfOffice, Base):
    """One thing that happened to a case; `seq` counts from 1 within the case. Rows are never changed or deleted.

    `at` is None for what came from outside, of which only the `day` is kept. `officer_id` is who did it, with the name,
    position and division as they were then ("" where none); `details` holds what the words do not say, such as the days a date
    moved between.
    """

    __tablename__ = "case_event"
    __table_args__ = (
        _to_case(),
        _one_of("kind", EventKind),
        Index("ix_case_event_kind", "office_id", "kind", "day"),
        _NO_HIDDEN_ROWS,
    )

    case_id: Mapped[str] = mapped_column(primary_key=True, sort_order=-20)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, sort_order=-10)
    kind: Mapped[str]
    day: Mapped[date]
    at: Mapped[datetime | None]
    is_public: Mapped[bool]
    text: Mapped[str] = mapped_column(default="")
    officer_id: Mapped[str | None]
    by_name: Mapped[str] = mapped_column(default="")
    by_position: Mapped[str] = mapped_column(default="")
    by_division: Mapped[str] = mapped_column(default="")
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)


class CaseMessage(OfOffice, Base):
    """What the author wrote after the first text, told by the event of the same `seq`; `shown_text` is "" until published."""

    __tablename__ = "case_message"
    __table_args__ = (
        ForeignKeyConstraint(["office_id", "case_id", "seq"], ["case_event.office_id", "case_event.case_id", "case_event.seq"]),
    )

    case_id: Mapped[str] = mapped_column(primary_key=True, sort_order=-20)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, sort_order=-10)
    text: Mapped[str]
    shown_text: Mapped[str] = mapped_column(default="")


class FilePurpose(StrEnum):
    """What a file shows: what the author sent, how it was before, how it is after, or another proof."""

    SENT = "sent"
    BEFORE = "before"
    AFTER = "after"
    EVIDENCE = "evidence"


class CaseFile(OfOffice, Base):
    """A file of a case: made anew from what was sent, so it holds nothing but the picture. `position` counts from 1."""

    __tablename__ = "case_file"
    __table_args__ = (_to_case(), _one_of("purpose", FilePurpose), Index("ix_case_file_case", "office_id", "case_id"))

    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: new_id(16), sort_order=-10)
    case_id: Mapped[str]
    purpose: Mapped[str]
    position: Mapped[int]
    media_type: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    width: Mapped[int]
    height: Mapped[int]
    is_public: Mapped[bool] = mapped_column(default=False)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class CaseSupport(OfOffice, Base):
    """That a device supports a case: a keyed digest of what the device keeps and of the case, so no two cases can be joined."""

    __tablename__ = "case_support"
    __table_args__ = (_to_case(), {"sqlite_with_rowid": False})

    case_id: Mapped[str] = mapped_column(primary_key=True, sort_order=-20)
    mark: Mapped[str] = mapped_column(primary_key=True, sort_order=-10)


class CaseRating(OfOffice, Base):
    """What the author thinks of how a finished case was handled: 1 (worst) to 5 stars, and a word if they like."""

    __tablename__ = "case_rating"
    __table_args__ = (_to_case(), CheckConstraint("stars BETWEEN 1 AND 5", name="one_to_five"))

    case_id: Mapped[str] = mapped_column(primary_key=True, sort_order=-10)
    stars: Mapped[int]
    text: Mapped[str]
    rated_on: Mapped[date]


class CaseCounter(OfOffice, Base):
    """The last case number of a fiscal year."""

    __tablename__ = "case_counter"

    fiscal_year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, sort_order=-10)
    last: Mapped[int]


class CaseRules(OfOffice, Base):
    """How an office handles cases, in working days. Without a row `survey.cases.rules.USUAL` holds.

    `digest_to` is where the daily summary goes ("" for nowhere), `digested_on` the last day it went. Until
    `counter_only_until` (UTC) the board takes nothing over the web.
    """

    __tablename__ = "case_rules"

    moderate_days: Mapped[int]
    acknowledge_days: Mapped[int]
    answer_days: Mapped[int]
    needs_approval: Mapped[bool]
    digest_to: Mapped[str] = mapped_column(default="")
    digested_on: Mapped[date | None]
    counter_only_until: Mapped[datetime | None]


class Holiday(OfOffice, Base):
    """What an office changed about the public holidays: a day off more, or (`is_off` false) one less."""

    __tablename__ = "holiday"

    day: Mapped[date] = mapped_column(primary_key=True, sort_order=-10)
    name: Mapped[str]
    is_off: Mapped[bool]


class AnswerTemplate(OfOffice, Base):
    """Words an office answers with again and again."""

    __tablename__ = "answer_template"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id, sort_order=-10)
    title: Mapped[str]
    text: Mapped[str]


class OfficerPost(OfOffice, Base):
    """An officer's position and division, as they stand below an official answer."""

    __tablename__ = "officer_post"
    __table_args__ = (
        ForeignKeyConstraint(["office_id", "officer_id"], ["officer.office_id", "officer.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["office_id", "division_id"], ["division.office_id", "division.id"]),
    )

    officer_id: Mapped[str] = mapped_column(primary_key=True, sort_order=-10)
    position: Mapped[str]
    division_id: Mapped[str | None]
