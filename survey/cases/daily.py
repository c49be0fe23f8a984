"""What is done once a day, after seven in the morning: suggestions of the service users' form come in, the summary goes out.

Every process that serves does this, and `sutcharit daily` may do it besides: what one has done the others leave alone.
"""

from __future__ import annotations

import logging
import smtplib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Engine, or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from survey import mail, thai
from survey.cases import lookup, retention
from survey.cases.calendar import calendar_of
from survey.cases.digest import digest_of, text_of
from survey.cases.intake import take_in
from survey.config import MailServer, Settings
from survey.extensions import open_session
from survey.models import CaseRules, Office

_log = logging.getLogger(__name__)

AT = time(7)
AGAIN_AFTER = timedelta(hours=1)
# So that a computer that slept, or whose clock was put right, is not behind for longer.
LONGEST_WAIT = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a day's work: suggestions taken in, summaries sent, and what failed and is to be tried again."""

    taken_in: int = 0
    sent: int = 0
    failed: int = 0


def work(engine: Engine, settings: Settings) -> Done:
    """Do what is left to do today, for every office. What fails is logged by its kind and counted; the rest is done."""
    with open_session(engine, writes=False) as session:
        offices = [(office.id, office.name) for office in session.scalars(select(Office).order_by(Office.id))]
    taken_in = sent = failed = 0
    for office_id, name in offices:
        try:
            taken_in += _take_in(engine, office_id, settings.key("cases"))
        except SQLAlchemyError as error:
            failed += 1
            _log.warning("taking in suggestions failed: %s", type(error).__name__)
        if settings.mail is None:
            continue
        try:
            sent += _send(engine, settings, settings.mail, office_id, name)
        except (SQLAlchemyError, OSError, smtplib.SMTPException, ValueError) as error:
            # The kind alone: a server's message may hold addresses, a database's what somebody wrote.
            failed += 1
            _log.warning("a daily summary was not sent: %s", type(error).__name__)
    return Done(taken_in, sent, failed)


def _take_in(engine: Engine, office_id: str, key: bytes) -> int:
    with open_session(engine, writes=True) as session:
        number = take_in(session, office_id, key=key)
        retention.erase(session, office_id, thai.today())
        # What was withdrawn since yesterday leaves the index for good.
        lookup.tidy(session)
        session.commit()
    return number


def _send(engine: Engine, settings: Settings, server: MailServer, office_id: str, name: str) -> bool:
    """Send the summary of an office on a working day, unless somebody else has done so today, or nothing waits."""
    today = thai.today()
    with open_session(engine, writes=False) as session:
        rules = session.get(CaseRules, office_id)
        if rules is None or not rules.digest_to or not calendar_of(session, office_id).is_working(today):
            return False
        to, before = rules.digest_to, rules.digested_on
        digest = digest_of(session, office_id, today)
    if not digest.piles or not _claimed(engine, office_id, today):
        return False
    try:
        words = text_of(digest, office=name, address=settings.address, today=today)
        mail.send(server, mail.letter(server, [to], subject=digest.subject, text=words))
    except BaseException:
        _given_back(engine, office_id, today, before)
        raise
    return True


def _claimed(engine: Engine, office_id: str, today: date) -> bool:
    """Note that the summary of today goes out now; return False where it has gone already.

    Before sending and not after, since nobody may hold up the database while a mail server thinks.
    """
    is_due = or_(CaseRules.digested_on.is_(None), CaseRules.digested_on < today)
    with open_session(engine, writes=True) as session:
        noted = _noted(session, update(CaseRules).where(CaseRules.office_id == office_id, is_due).values(digested_on=today))
        session.commit()
    return noted


def _given_back(engine: Engine, office_id: str, today: date, before: date | None) -> None:
    ours = (CaseRules.office_id == office_id, CaseRules.digested_on == today)
    with open_session(engine, writes=True) as session:
        _noted(session, update(CaseRules).where(*ours).values(digested_on=before))
        session.commit()


def _noted(session: Session, statement: object) -> bool:
    return bool(session.execute(statement).rowcount)  # type: ignore[call-overload]


class Daily:
    """Does the day's work of an application in the background, and tries again after an hour what failed.

    `also` is work of others on the same days, which we need not know: each returns how much of it failed.
    """

    def __init__(self, engine: Engine, settings: Settings, *, also: Sequence[Callable[[], int]] = ()) -> None:
        self._engine = engine
        self._settings = settings
        self._also = also
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Work from now on; at once, if it is past the hour."""
        self._thread = threading.Thread(target=self._work_on_and_on, name="daily", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Work no more; what is being done is waited for, though not for a mail server that does not answer."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def _work_on_and_on(self) -> None:
        due = first_time(thai.now())
        while not self._stopped.is_set():
            now = thai.now()
            if now >= due:
                due = next_time(now, failed=not self._worked())
            self._stopped.wait(min(due - thai.now(), LONGEST_WAIT).total_seconds())

    def _worked(self) -> bool:
        failed = 0
        for one in (lambda: work(self._engine, self._settings).failed, *self._also):
            try:
                failed += one()
            except Exception as error:
                failed += 1
                _log.warning("a day's work was put off: %s", type(error).__name__)
        return not failed


def first_time(now: datetime) -> datetime:
    """Return when a process that starts now is to work first: at once where the hour is past."""
    return max(now, _hour(now.astimezone(thai.BANGKOK).date()))


def next_time(now: datetime, *, failed: bool) -> datetime:
    """Return when to work again after having worked now: tomorrow, or in an hour where something failed."""
    tomorrow = _hour(now.astimezone(thai.BANGKOK).date() + timedelta(days=1))
    return min(now + AGAIN_AFTER, tomorrow) if failed else tomorrow


def _hour(day: date) -> datetime:
    return datetime.combine(day, AT, thai.BANGKOK)
