"""How cases arrive: over the web, on behalf of somebody at the counter, or from the end of the service users' form."""

from __future__ import annotations

import random
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from survey import codes, thai
from survey.cases import clock
from survey.cases.calendar import calendar_of
from survey.cases.history import OUTSIDE, Actor, record
from survey.cases.pictures import Picture
from survey.cases.receipts import Receipt, marked, next_number
from survey.cases.rules import rules_of
from survey.models import Case, CaseChannel, CaseFile, EventKind, FilePurpose, Round, RoundState, Suggestion, Visibility, new_id

SUGGESTION = "suggestion"
LONGEST_SUBJECT = 120
LONGEST_TEXT = 4000
LONGEST_SHORT = 200
# With fewer than this many the day on which they arrive here would be near the day of an answer.
FEWEST_TOGETHER = 5
_SUBJECT_FROM_TEXT = 60


@dataclass(frozen=True, slots=True)
class Sent:
    """What somebody sends, cleaned. "" is not given; `division_id` None is not known; `received_on` None is today.

    `shown_subject` and `shown_text` are what everybody may read of it at once, or what an officer is offered to publish.
    """

    subject: str
    text: str
    channel: CaseChannel = CaseChannel.WEB
    village: str = ""
    name: str = ""
    contact: str = ""
    division_id: str | None = None
    received_on: date | None = None
    kind: str = SUGGESTION
    visibility: Visibility = Visibility.WAITING
    fields: dict[str, Any] = field(default_factory=dict)
    shown_subject: str = ""
    shown_text: str = ""


def receive(
    session: Session,
    office_id: str,
    sent: Sent,
    *,
    key: bytes,
    pictures: Sequence[Picture] = (),
    actor: Actor = OUTSIDE,
    case_id: str | None = None,
    code: str | None = None,
) -> Receipt:
    """Store what was sent as a new case whose clock runs, and return its receipt. `key` keeps the private code.

    `case_id` and `code` (without hyphens) are for a sender who may repeat themself and must get the same receipt; random
    without them.
    """
    arrived = sent.received_on or thai.today()
    code = code or "".join(secrets.choice(codes.ALPHABET) for _ in range(codes.LENGTH))
    fiscal_year = thai.fiscal_year(arrived)
    made = Case(
        office_id=office_id,
        id=case_id or new_id(12),
        kind=sent.kind,
        number=next_number(session, office_id, fiscal_year),
        fiscal_year=fiscal_year,
        code_mark=marked(office_id, code, key),
        channel=sent.channel,
        received_on=arrived,
        subject=sent.subject,
        text=sent.text,
        shown_subject=sent.shown_subject,
        shown_text=sent.shown_text,
        village=sent.village,
        name=sent.name,
        contact=sent.contact,
        division_id=sent.division_id,
        visibility=sent.visibility,
        fields=sent.fields,
    )
    clock.start(made, rules_of(session, office_id), calendar_of(session, office_id))
    details = {"channel": str(sent.channel), "received_on": arrived.isoformat()}
    record(session, made, EventKind.RECEIVED, actor=actor, is_public=True, details=details)
    add_pictures(session, made, pictures, FilePurpose.SENT)
    return Receipt(made, codes.grouped(code))


def add_pictures(
    session: Session, case: Case, pictures: Sequence[Picture], purpose: FilePurpose, *, is_public: bool = False
) -> list[CaseFile]:
    """Add pictures to a case after those it has for the same purpose."""
    if not pictures:
        return []
    of_purpose = (CaseFile.office_id == case.office_id, CaseFile.case_id == case.id, CaseFile.purpose == purpose)
    before = len(session.scalars(select(CaseFile.id).where(*of_purpose)).all())
    made = [
        CaseFile(
            office_id=case.office_id,
            case_id=case.id,
            purpose=purpose,
            position=before + at,
            media_type=picture.media_type,
            width=picture.width,
            height=picture.height,
            is_public=is_public,
            content=picture.content,
        )
        for at, picture in enumerate(pictures, start=1)
    ]
    session.add_all(made)
    session.flush()
    return made


def take_in(session: Session, office_id: str, *, key: bytes) -> int:
    """Make cases of the suggestions left at the end of the service users' form, and return how many.

    They are taken all at once and in a random order, so that neither number nor date tells which answer one came with. While
    answers still come in, at least `FEWEST_TOGETHER` are waited for. Their private codes go to nobody: who left them was
    promised that nothing can be traced.
    """
    if waits_for_company(session, office_id):
        return 0
    # Erased first: whoever takes them in at the same moment waits here, and then finds none.
    texts = list(session.scalars(delete(Suggestion).where(Suggestion.office_id == office_id).returning(Suggestion.text)))
    random.SystemRandom().shuffle(texts)
    for text in texts:
        receive(session, office_id, Sent(subject_from(text), text, CaseChannel.EIT), key=key)
    return len(texts)


def waits_for_company(session: Session, office_id: str) -> bool:
    """Return whether what was left waits until more is left, because answers still come in and it is too little as yet."""
    waiting = session.scalar(select(func.count()).select_from(Suggestion).where(Suggestion.office_id == office_id)) or 0
    is_open = select(Round.id).where(Round.office_id == office_id, Round.state == RoundState.OPEN)
    return waiting < FEWEST_TOGETHER and session.scalars(is_open.limit(1)).first() is not None


def subject_from(text: str) -> str:
    """Return a subject for a text that has none: its first line, cut at a space where it is long.

    Where a long line has no space within reach it is not cut, since Thai may not be cut by characters: a general subject
    stands for it.
    """
    line = re.split(r"[\r\n]", text.strip(), maxsplit=1)[0].strip()
    if len(line) <= _SUBJECT_FROM_TEXT:
        return line
    head = line[: _SUBJECT_FROM_TEXT + 1].rpartition(" ")[0].rstrip()
    return f"{head} …" if head else "ข้อเสนอแนะจากผู้รับบริการ"
