"""What the author does, who is nobody but the holder of the private code; and what everybody may do: support."""

from __future__ import annotations

import hashlib
import hmac

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, undefer
from sqlalchemy.sql.elements import ColumnElement

from survey.cases import clock, search
from survey.cases.history import record
from survey.errors import NotFound, WrongCaseState
from survey.models import Case, CaseEvent, CaseFile, CaseMessage, CaseSupport, EventKind, FilePurpose, Visibility

LONGEST_MESSAGE = 2000
MOST_MESSAGES = 30
# Stands where the subject was, so that every list still has a word for the case.
WITHDRAWN_SUBJECT = "เรื่องที่ผู้เสนอถอนแล้ว"


def add(session: Session, case: Case, text: str) -> CaseMessage:
    """Add to a case, or reply to what was asked. Officers read it at once, others when an officer has published it.

    Raises WrongCaseState where the case is out of sight, or its author has added `MOST_MESSAGES` times.
    """
    _as_it_is_now(session, case)
    if case.visibility not in clock.ALIVE or len(messages_of(session, case)) >= MOST_MESSAGES:
        raise WrongCaseState
    event = record(session, case, EventKind.ADDED)
    made = CaseMessage(office_id=case.office_id, case_id=case.id, seq=event.seq, text=text)
    session.add(made)
    search.index(session, case)
    return made


def may_add(session: Session, case: Case) -> bool:
    """Return whether the author can still add to a case."""
    return case.visibility in clock.ALIVE and len(messages_of(session, case)) < MOST_MESSAGES


def add_once(session: Session, case: Case, text: str) -> None:
    """Add to a case as `add` does, unless the last addition says the same: pressed twice, or loaded again."""
    said = messages_of(session, case)
    if not said or said[max(said)].text != text:
        add(session, case, text)


def own_picture(session: Session, case: Case, file_id: str) -> CaseFile:
    """Return a picture of a case that its author may see, with its content; NotFound."""
    of_case = select(CaseFile).where(CaseFile.office_id == case.office_id, CaseFile.case_id == case.id, CaseFile.id == file_id)
    found = session.scalar(of_case.options(undefer(CaseFile.content)))
    if found is None or not (found.is_public or found.purpose == FilePurpose.SENT):
        raise NotFound
    return found


def withdraw(session: Session, case: Case) -> None:
    """Take a case back: it is not shown any more, and what its author wrote and sent is erased.

    The author's are name, contact, village, the words as they were written, what was added later, the fields and the pictures:
    they go for good, at whatever point. The office's are number, days, what officers did and said: they stay, and so do, for
    officers alone, the words that were published, once the office has answered them in public. Who has to account for an
    answer must be able to say what it was an answer to.
    """
    _as_it_is_now(session, case)
    if case.visibility == Visibility.WITHDRAWN:
        raise WrongCaseState
    was_answered = _was_answered(session, case)
    case.visibility, case.merged_into = Visibility.WITHDRAWN, None
    case.name = case.contact = case.village = case.text = ""
    case.subject, case.fields = WITHDRAWN_SUBJECT, {}
    if not was_answered:
        case.shown_subject = case.shown_text = ""
    _erase_messages(session, case, keep_shown=was_answered)
    of_case = (CaseFile.office_id == case.office_id, CaseFile.case_id == case.id)
    session.execute(delete(CaseFile).where(*of_case, CaseFile.purpose == FilePurpose.SENT))
    record(session, case, EventKind.WITHDRAWN)


def messages_of(session: Session, case: Case) -> dict[int, CaseMessage]:
    """Return what the author added to a case, by the number of the event that tells of it."""
    of_case = select(CaseMessage).where(CaseMessage.office_id == case.office_id, CaseMessage.case_id == case.id)
    return {message.seq: message for message in session.scalars(of_case)}


def support(session: Session, case: Case, device: str, *, key: bytes) -> bool:
    """Count a device's support for a public case, once; return whether it is counted now and was not before.

    `device` is what the device keeps, of which the database learns nothing: the mark differs from case to case. A device that
    supported what has been merged into this case has supported it already.
    """
    if case.visibility != Visibility.PUBLIC:
        raise WrongCaseState
    if supports(session, case, device, key=key):
        return False
    row = {"office_id": case.office_id, "case_id": case.id, "mark": support_mark(case, device, key)}
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    # Somebody who presses twice sends twice at the same moment.
    made = session.execute(dialect.insert(CaseSupport).values(row).on_conflict_do_nothing().returning(CaseSupport.mark))
    if made.first() is None:
        return False
    _count(session, case, 1)
    return True


def support_no_more(session: Session, case: Case, device: str, *, key: bytes) -> bool:
    """Take a device's support back, also what it gave to cases merged into this one; return whether there was any."""
    given = _given(session, case, device, key)
    taken = len(session.execute(delete(CaseSupport).where(given).returning(CaseSupport.mark)).all())
    if taken:
        _count(session, case, -taken)
    return bool(taken)


def supports(session: Session, case: Case, device: str, *, key: bytes) -> bool:
    """Return whether a device supports a case, or one that has been merged into it."""
    return session.scalars(select(CaseSupport.mark).where(_given(session, case, device, key)).limit(1)).first() is not None


def support_mark(case: Case, device: str, key: bytes) -> str:
    """Return what is kept of a device's support."""
    return _mark(case.office_id, case.id, device, key)


def _mark(office_id: str, case_id: str, device: str, key: bytes) -> str:
    return hmac.digest(key, f"support/{office_id}/{case_id}/{device}".encode(), hashlib.sha256).hex()[:32]


def _given(session: Session, case: Case, device: str, key: bytes) -> ColumnElement[bool]:
    """Return the condition for a device's marks under a case and under those that have been merged into it."""
    merged = session.scalars(select(Case.id).where(Case.office_id == case.office_id, Case.merged_into == case.id))
    marks = ((CaseSupport.case_id == each) & (CaseSupport.mark == _mark(case.office_id, each, device, key)) for each in merged)
    own = (CaseSupport.case_id == case.id) & (CaseSupport.mark == support_mark(case, device, key))
    return (CaseSupport.office_id == case.office_id) & or_(own, *marks)


def _count(session: Session, case: Case, change: int) -> None:
    # In the database, so that two devices at once count as two; not an event, so it disturbs no officer's page.
    this = (Case.office_id == case.office_id, Case.id == case.id)
    session.execute(update(Case).where(*this).values(supports=Case.supports + change))
    session.refresh(case, ["supports"])


def _as_it_is_now(session: Session, case: Case) -> None:
    # An author is not turned away because an officer was at work: what they do fits whatever the case has become.
    session.refresh(case, with_for_update=True)


def _was_answered(session: Session, case: Case) -> bool:
    answers = (CaseEvent.office_id == case.office_id, CaseEvent.case_id == case.id, CaseEvent.kind == EventKind.ANSWERED)
    return bool(session.scalar(select(func.count()).select_from(CaseEvent).where(*answers)))


def _erase_messages(session: Session, case: Case, *, keep_shown: bool) -> None:
    for message in messages_of(session, case).values():
        if keep_shown and message.shown_text:
            message.text = ""
        else:
            session.delete(message)
