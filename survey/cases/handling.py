"""What officers do to a case. Each act is checked against what the case has become, and leaves an event.

Operations flush; the views commit. Whoever acts on a case that has changed since they read it is told so: `to_change` compares.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey import thai
from survey.cases import clock
from survey.cases.calendar import calendar_of
from survey.cases.history import Actor, record, record_several
from survey.cases.intake import add_pictures
from survey.cases.pictures import Picture
from survey.cases.rules import rules_of
from survey.errors import ChangedMeanwhile, NotFound, WrongCaseState
from survey.models import (
    Case,
    CaseEvent,
    CaseFile,
    CaseMessage,
    CaseStatus,
    Division,
    EventKind,
    FilePurpose,
    Officer,
    Outcome,
    Refusal,
    Visibility,
)

_FINISHED = (CaseStatus.DONE, CaseStatus.FORWARDED)


@dataclass(frozen=True, slots=True)
class Answer:
    """An official answer and where it leaves the case.

    `outcome` is None unless `status` is done; `planned_for` is the day a planned change is promised for; `to` is the body a
    case is sent on to. What makes an answer incomplete is checked by the form: a reason, a day, a body.
    """

    text: str
    status: CaseStatus
    outcome: Outcome | None = None
    planned_for: date | None = None
    to: str = ""


def case_of(session: Session, office_id: str, number: str) -> Case:
    """Return a case of an office by its number; NotFound where the office has none."""
    found = session.scalar(select(Case).where(Case.office_id == office_id, Case.number == number))
    if found is None:
        raise NotFound
    return found


def to_change(session: Session, office_id: str, number: str, seen: int) -> Case:
    """Return a case for an act, held until commit. `seen` is how many events the page showed that led here.

    Raises ChangedMeanwhile where somebody has acted on it since, NotFound where the office has no such case.
    """
    found = case_of(session, office_id, number)
    session.refresh(found, with_for_update=True)
    if found.events != seen:
        raise ChangedMeanwhile
    return found


def publish(session: Session, case: Case, actor: Actor, *, subject: str, text: str, files: Sequence[str] = ()) -> None:
    """Show a case to everybody, in the words an officer leaves: what was redacted stays with the office.

    `files` are the ids of the pictures that are shown too. Allowed again later, to redact more or to show a picture less, and
    on second thoughts about a refusal.
    """
    _expect(case, Visibility.WAITING, Visibility.PUBLIC, Visibility.REFUSED)
    was_public = case.visibility == Visibility.PUBLIC
    case.visibility, case.refusal = Visibility.PUBLIC, None
    case.shown_subject, case.shown_text = subject, text
    case.moderated_on = case.moderated_on or thai.today()
    for file in files_of(session, case):
        if file.purpose == FilePurpose.SENT:
            file.is_public = file.id in files
    is_redacted = (subject, text) != (case.subject, case.text)
    details = {"redacted": is_redacted, "again": was_public}
    record(session, case, EventKind.PUBLISHED, actor=actor, is_public=True, details=details)


def refuse(session: Session, case: Case, actor: Actor, *, reason: Refusal, text: str = "") -> None:
    """Keep a case from being published, for one of the fixed reasons; `text` is what its author reads besides."""
    _expect(case, Visibility.WAITING, Visibility.PUBLIC)
    case.visibility, case.refusal = Visibility.REFUSED, reason
    case.moderated_on = case.moderated_on or thai.today()
    record(session, case, EventKind.REFUSED, actor=actor, text=text, details={"reason": str(reason)})


def refuse_several(session: Session, cases: Sequence[Case], actor: Actor, reason: Refusal) -> None:
    """Keep several cases of an office that nobody has published from being published, all for the same reason."""
    for case in cases:
        _expect(case, Visibility.WAITING)
        case.visibility, case.refusal = Visibility.REFUSED, reason
        case.moderated_on = case.moderated_on or thai.today()
    record_several(session, cases, EventKind.REFUSED, actor=actor, details={"reason": str(reason)})


def acknowledge(session: Session, case: Case, actor: Actor, *, text: str = "") -> None:
    """Say that somebody works on a case."""
    _expect(case, Visibility.PUBLIC, Visibility.PRIVATE)
    if case.status != CaseStatus.RECEIVED:
        raise WrongCaseState
    case.status = CaseStatus.WORKING
    case.acknowledged_on = case.acknowledged_on or thai.today()
    record(session, case, EventKind.ACKNOWLEDGED, actor=actor, text=text, is_public=True)


def draft(session: Session, case: Case, actor: Actor, answer: Answer) -> None:
    """Write an answer down for somebody else to approve. The newest draft is the one that counts."""
    _expect(case, Visibility.PUBLIC, Visibility.PRIVATE)
    record(session, case, EventKind.DRAFTED, actor=actor, text=answer.text, details=_details(answer))


def draft_of(events: Sequence[CaseEvent]) -> CaseEvent | None:
    """Return the draft that waits for approval: the newest one after the last answer; None where there is none."""
    for event in reversed(events):
        if event.kind == EventKind.ANSWERED:
            return None
        if event.kind == EventKind.DRAFTED:
            return event
    return None


def answer(
    session: Session, case: Case, actor: Actor, answer: Answer, *, drafted_by: str = "", is_own_draft: bool = False
) -> None:
    """Publish an official answer.

    `drafted_by` is the name of who drafted it; where that is the one who approves it, for want of anybody else, the history
    says so.

    The first one that finishes a case or sends it on stops the clock; one that says how far the work has come does not, or
    saying so would be the way never to be late. Such a one takes a finished case up again.
    """
    _expect(case, Visibility.PUBLIC, Visibility.PRIVATE)
    if answer.status == CaseStatus.RECEIVED:
        raise WrongCaseState
    today, calendar = thai.today(), calendar_of(session, case.office_id)
    clock.go_on(case, today, calendar)
    is_again = answer.status == CaseStatus.WORKING and case.status in _FINISHED
    if is_again:
        clock.start_again(case, today, rules_of(session, case.office_id), calendar)
    elif answer.status != CaseStatus.WORKING:
        clock.stop(case, today)
    case.status, case.outcome, case.planned_for = answer.status, answer.outcome, answer.planned_for
    case.acknowledged_on = case.acknowledged_on or today
    said = {"drafted_by": drafted_by, "own_draft": is_own_draft, "again": is_again}
    details = _details(answer) | {name: value for name, value in said.items() if value}
    record(session, case, EventKind.ANSWERED, actor=actor, text=answer.text, is_public=True, details=details)


def ask(session: Session, case: Case, actor: Actor, text: str) -> None:
    """Ask the author something; only who holds the private code can reply."""
    _expect(case, Visibility.WAITING, Visibility.PUBLIC, Visibility.PRIVATE)
    record(session, case, EventKind.ASKED, actor=actor, text=text)


def note(session: Session, case: Case, actor: Actor, text: str) -> None:
    """Write something down that only officers read."""
    record(session, case, EventKind.NOTED, actor=actor, text=text)


def assign(session: Session, case: Case, actor: Actor, *, division: Division | None, officer_id: str | None, text: str) -> None:
    """Give a case to a division and, if known, to one of the officers; `text` is for them only.

    From one division to another it is sent on, which the history calls so.
    """
    is_sent_on = division is not None and case.division_id not in {None, division.id}
    officer = session.get(Officer, (case.office_id, officer_id)) if officer_id else None
    case.division_id = division.id if division else None
    case.officer_id = officer_id
    details = {
        "division": division.name if division else "",
        "officer": officer_id or "",
        "officer_name": officer.name if officer else "",
    }
    kind = EventKind.FORWARDED if is_sent_on else EventKind.ASSIGNED
    record(session, case, kind, actor=actor, text=text, details=details)


def pause(session: Session, case: Case, actor: Actor, reason: str) -> None:
    """Let the clock of a case stand still; everybody can read why. A post waits to be read, whatever else is missing."""
    _expect(case, Visibility.PUBLIC, Visibility.PRIVATE)
    if not clock.is_open(case) or case.paused_on is not None:
        raise WrongCaseState
    case.paused_on = thai.today()
    record(session, case, EventKind.PAUSED, actor=actor, text=reason, is_public=True)


def resume(session: Session, case: Case, actor: Actor) -> None:
    """Let the clock of a paused case go on."""
    if not clock.is_open(case) or case.paused_on is None:
        raise WrongCaseState
    clock.go_on(case, thai.today(), calendar_of(session, case.office_id))
    details = {"answer_by": case.answer_by.isoformat()}
    record(session, case, EventKind.RESUMED, actor=actor, is_public=True, details=details)


def link(session: Session, case: Case, actor: Actor, *, indicator: int | None, item: str | None) -> None:
    """Say which indicator and item of the assessment a case is about; None for none."""
    case.indicator, case.item = indicator, item
    record(session, case, EventKind.LINKED, actor=actor, details={"indicator": indicator, "item": item})


def show_message(session: Session, case: Case, actor: Actor, message: CaseMessage, text: str) -> None:
    """Publish what the author added later, in the words an officer leaves. Allowed again, to redact more; "" hides it."""
    _expect(case, Visibility.PUBLIC)
    if (message.office_id, message.case_id) != (case.office_id, case.id):
        raise NotFound
    message.shown_text = text
    record(session, case, EventKind.SHOWN, actor=actor, is_public=True, details={"of": message.seq})


def merge(session: Session, case: Case, into: Case, actor: Actor) -> None:
    """Let a case go on in another one of its kind. Both receipts stay good, and the supports of both count there.

    A device that supported both counts twice, since its two marks cannot be joined; when it shows itself again, what it gave
    is found under both (`author.supports`), so it cannot give once more, and takes both back.
    """
    _expect(case, Visibility.WAITING, Visibility.PUBLIC, Visibility.PRIVATE)
    _expect(into, Visibility.PUBLIC, Visibility.PRIVATE)
    if case.id == into.id or case.kind != into.kind or case.office_id != into.office_id:
        raise WrongCaseState
    if case.visibility not in {Visibility.WAITING, into.visibility}:
        # What everybody reads must not disappear into what nobody may, nor the other way round.
        raise WrongCaseState
    _hold(session, case, into)
    # Added up in the database, where a device may have been counted since the row was read.
    into.supports = Case.supports + case.supports
    case.visibility, case.merged_into = Visibility.MERGED, into.id
    case.moderated_on = case.moderated_on or thai.today()
    # Who had been merged into this one goes along: a receipt leads in one step to where its case lives.
    for earlier in session.scalars(select(Case).where(Case.office_id == case.office_id, Case.merged_into == case.id)):
        earlier.merged_into = into.id
    record(session, into, EventKind.TOOK_IN, actor=actor, is_public=True, details={"number": case.number})
    record(session, case, EventKind.MERGED, actor=actor, is_public=True, details={"number": into.number})


def reopen(session: Session, case: Case, actor: Actor, text: str) -> None:
    """Take a finished case up again; its clock for an answer starts anew."""
    _expect(case, Visibility.PUBLIC, Visibility.PRIVATE)
    if case.status not in _FINISHED:
        raise WrongCaseState
    case.status, case.outcome, case.planned_for = CaseStatus.WORKING, None, None
    office_id = case.office_id
    clock.start_again(case, thai.today(), rules_of(session, office_id), calendar_of(session, office_id))
    record(session, case, EventKind.REOPENED, actor=actor, text=text, is_public=True)


def add_picture(
    session: Session, case: Case, actor: Actor, picture: Picture, *, purpose: FilePurpose, description: str
) -> CaseFile:
    """Show how it was, how it is, or another proof, in a picture of the office: whoever reads the case sees it."""
    _expect(case, Visibility.PUBLIC, Visibility.PRIVATE)
    (made,) = add_pictures(session, case, [picture], purpose, is_public=True)
    made.description = description
    details = {"purpose": str(purpose), "file": made.id}
    record(session, case, EventKind.PICTURED, actor=actor, text=description, is_public=True, details=details)
    return made


def remove_picture(session: Session, case: Case, actor: Actor, file: CaseFile) -> None:
    """Take a picture away for good, whoever it came from; that there was one stays in the history."""
    if (file.office_id, file.case_id) != (case.office_id, case.id):
        raise NotFound
    session.delete(file)
    record(session, case, EventKind.PICTURED, actor=actor, details={"purpose": str(file.purpose), "removed": file.id})


def files_of(session: Session, case: Case) -> list[CaseFile]:
    """Return the files of a case without their content, by purpose and position."""
    of_case = select(CaseFile).where(CaseFile.office_id == case.office_id, CaseFile.case_id == case.id)
    return list(session.scalars(of_case.order_by(CaseFile.purpose, CaseFile.position, CaseFile.id)))


def _details(answer: Answer) -> dict[str, Any]:
    found: dict[str, Any] = {"status": str(answer.status)}
    if answer.outcome:
        found["outcome"] = str(answer.outcome)
    if answer.planned_for:
        found["planned_for"] = answer.planned_for.isoformat()
    if answer.to:
        found["to"] = answer.to
    return found


def _hold(session: Session, *cases: Case) -> None:
    """Read cases again as they are now and keep others away from them until commit, in an order that is everybody's.

    Raises ChangedMeanwhile where somebody has acted on one of them since it was read.
    """
    for case in sorted(cases, key=lambda one: one.id):
        seen = case.events
        session.refresh(case, with_for_update=True)
        if case.events != seen:
            raise ChangedMeanwhile


def _expect(case: Case, *allowed: Visibility) -> None:
    if case.visibility not in allowed:
        raise WrongCaseState
