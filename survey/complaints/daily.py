"""What the passing of time does to complaints: reminders without any content, erasing, and the yearly test case."""

from __future__ import annotations

import logging
import secrets
import smtplib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from survey import mail, sealing, thai
from survey.complaints import audit, containers, holders
from survey.complaints.database import ComplaintsDatabase, database
from survey.complaints.models import Complaint, Direction, KeySet, Part, Status
from survey.complaints.weeks import PATIENCE_WEEKS, later, monday_of, week_of
from survey.config import Settings
from survey.extensions import open_session
from survey.models.base import new_id

_log = logging.getLogger(__name__)

KEEP_DAYS = 90
SUBJECT = "มีรายการรอท่าน"
TEXT = (
    "มีรายการที่รอท่านเปิดด้วยกุญแจของท่าน กรุณาเปิดเครื่องมือของผู้ถือกุญแจภายในสัปดาห์นี้\n"
    "จดหมายนี้ส่งโดยอัตโนมัติ สัปดาห์ละไม่เกินหนึ่งครั้ง และไม่มีเนื้อหาของรายการใด\n"
)


@dataclass(frozen=True, slots=True)
class Notice:
    """A letter to send: the same words whatever waits, and for whomever."""

    to: str
    subject: str = SUBJECT
    text: str = TEXT


def daily(engine: Engine, today: date, *, keep_days: int = KEEP_DAYS) -> tuple[Notice, ...]:
    """Do what a day brings and return the letters to send; doing it again on the same day changes and sends nothing more.

    `engine` is that of the complaints' own database.
    """
    with open_session(engine, writes=True) as session:
        key_sets = list(session.scalars(select(KeySet).order_by(KeySet.office_id, KeySet.id)))
        for key_set in key_sets:
            _make_test(session, key_set, today)
        _erase_closed(session, today, keep_days)
        letters = [notice for key_set in key_sets for notice in _reminders(session, key_set, today)]
        session.commit()
    return tuple(dict.fromkeys(letters))


def work(engine: Engine, settings: Settings, today: date) -> int:
    """Do what a day brings and send the letters; return how many could not be sent, which are tried again the next time.

    `engine` is that of the complaints' own database. Without a mail server nobody is reminded.
    """
    letters = daily(engine, today, keep_days=settings.complaints_keep_days)
    if settings.mail is None:
        return 0
    failed = []
    for each in letters:
        try:
            mail.send(settings.mail, mail.letter(settings.mail, [each.to], subject=each.subject, text=each.text))
        except (OSError, smtplib.SMTPException, ValueError) as error:
            # The kind alone: a server's message may hold addresses.
            _log.warning("a reminder was not sent: %s", type(error).__name__)
            failed.append(each.to)
    if failed:
        with open_session(engine, writes=True) as session:
            whose = KeySet.mail_a.in_(failed) | KeySet.mail_b.in_(failed)
            for key_set in session.scalars(select(KeySet).where(whose)):
                key_set.reminded_week = ""
            session.commit()
    return len(failed)


def work_of(app: Flask, settings: Settings) -> int:
    """Do what a day brings in an application's complaints' database, where there is one; see `work`."""
    return work_in(database(app), settings)


def work_in(found: ComplaintsDatabase, settings: Settings) -> int:
    """Do what a day brings in a complaints' database, where there is one; see `work`."""
    return work(found.engine, settings, thai.today()) if found.is_made else 0


def _reminders(session: Session, key_set: KeySet, today: date) -> Iterable[Notice]:
    """Remind both holders once a week while there is something they have not answered, or a status stood still too long.

    Also while something is to be sealed anew, from or for their keys, and while other keys are proposed for a lost one. What is
    due in a week is due from its Monday, on which no letter of that week has gone out yet; so nothing overdue waits, though
    letters are too rare to tell when something came.
    """
    week = week_of(today)
    if key_set.reminded_week == week or not _waits(session, key_set, week):
        return ()
    key_set.reminded_week = week
    return tuple(Notice(mail) for mail in (key_set.mail_a, key_set.mail_b) if mail)


def _waits(session: Session, key_set: KeySet, week: str) -> bool:
    is_open = (Complaint.office_id == key_set.office_id, Complaint.status != Status.CLOSED)
    waiting = Complaint.for_holders | (Complaint.due_week <= week)
    unanswered = select(Complaint.id).where(*is_open, Complaint.key_set == key_set.id, waiting).limit(1)
    is_concerned = (Complaint.key_set == key_set.id) | (Part.sealed_to == key_set.id)
    unsealed = (
        select(Complaint.id)
        .join(Part, (Part.office_id == Complaint.office_id) & (Part.complaint_id == Complaint.id))
        .where(*is_open, Part.sealed_to != Complaint.key_set, is_concerned)
        .limit(1)
    )
    can_object = "from_week" in key_set.proposal
    return can_object or any(session.scalar(query) is not None for query in (unanswered, unsealed))


def _erase_closed(session: Session, today: date, keep_days: int) -> None:
    closed = select(Complaint).where(Complaint.status == Status.CLOSED, Complaint.closed_week.is_not(None))
    for complaint in session.scalars(closed):
        # From the last day of the week in which it was closed: nothing is erased too early.
        closed_on = monday_of(complaint.closed_week or "") + timedelta(days=6)
        if closed_on + timedelta(days=keep_days) <= today:
            holders.erase(session, complaint, by="", today=today)


def _make_test(session: Session, key_set: KeySet, today: date) -> None:
    """Make the test case of a fiscal year: a container with a word that either holder can read out of it, and nobody else."""
    year = thai.fiscal_year(today)
    if key_set.retired or key_set.tested_year >= year:
        return
    key_set.tested_year = year
    week, word, complaint_id = week_of(today), secrets.token_hex(8), new_id(16)
    # Found by no code, and sealed to by nobody.
    mark, reply_to = secrets.token_hex(32), sealing.new_identity()[1]
    session.add(
        Complaint(
            office_id=key_set.office_id,
            id=complaint_id,
            mark=mark,
            reply_to=reply_to,
            key_set=key_set.id,
            week=week,
            due_week=later(week, PATIENCE_WEEKS),
            is_test=True,
            proposal={"act": "test", "digest": holders.digest_of(word), "opened": []},
        )
    )
    session.flush()
    container = containers.sealed({"kind": "test", "complaint": complaint_id, "word": word}, key_set.holders)
    session.add(
        Part(
            office_id=key_set.office_id,
            complaint_id=complaint_id,
            number=1,
            direction=Direction.FROM_COMPLAINANT,
            sealed_to=key_set.id,
            container=container,
        )
    )
    audit.add(session, key_set.office_id, key_set.id, "test_made", week=week, complaint_id=complaint_id)
