"""What complainants do: send a complaint, open it with its code, add to it. Everything said is sealed before it is stored."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from survey import sealing, thai
from survey.complaints import audit, containers, tallies
from survey.complaints.arriving import Attached
from survey.complaints.codes import Opener
from survey.complaints.models import Complaint, Direction, KeySet, Part
from survey.complaints.weeks import PATIENCE_WEEKS, later, week_of
from survey.errors import Situation
from survey.models.base import new_id

ID_LENGTH = 16
# What a complainant reads again is a text; larger containers are those with files, and not sealed to the code.
LARGEST_READ = containers.SIZES[1]
# A page of this much stays in the server's memory while it is sent.
MOST_SHOWN = 100_000
MOST_PARTS = 200
MOST_BYTES = 200 * 1024 * 1024
# Opening these few takes the same time whether a code is right or wrong.
ALIKE = 6


class KeysChanged(Exception):
    """The keys were changed between sealing something and storing it; it is to be sealed again."""


class Full(Situation):
    """Nothing more can be added to a complaint."""

    status = 409
    title = "เรื่องนี้เพิ่มข้อความหรือไฟล์อีกไม่ได้"
    message = "เรื่องนี้มีข้อความหรือไฟล์มากเต็มที่แล้ว สิ่งที่ส่งมาครั้งนี้จึงไม่ได้บันทึก"
    what_next = "กรุณาส่งเป็นเรื่องใหม่ และบอกว่าเป็นเรื่องต่อเนื่อง"


@dataclass(frozen=True, slots=True)
class Sent:
    """What a complainant told: what happened, when and where in their own words, and who they are where they chose to say."""

    text: str
    when_where: str = ""
    name: str = ""
    contact: str = ""
    files: tuple[Attached, ...] = ()


@dataclass(frozen=True, slots=True)
class Sealed:
    """A new complaint ready to be stored: its id and its container."""

    id: str
    container: bytes


@dataclass(frozen=True, slots=True)
class Added:
    """What is added to a complaint, ready to be stored: its containers, and the key set whose holders open them."""

    containers: tuple[bytes, ...]
    key_set: str


@dataclass(frozen=True, slots=True)
class Said:
    """Something that was said after the complaint, as the complainant reads it again. `day` is None where it cannot be read."""

    is_from_holder: bool
    day: date | None
    text: str
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """A complaint as its code opens it; `is_cut` where not everything that was said is shown.

    `is_left` where its key set takes nothing new any more and nobody has taken its place.
    """

    complaint_id: str
    status: str
    closing: str | None
    week: str
    said: tuple[Said, ...]
    is_cut: bool = False
    is_left: bool = False


def seal(key_set: KeySet, sent: Sent) -> Sealed:
    """Put everything of a complaint into one container that the two holders of a key set open; containers.TooMuch."""
    complaint_id = new_id(ID_LENGTH)
    content = _content("complaint", complaint_id) | {"about": key_set.about} | _told(sent) | {"files": _files(sent.files)}
    return Sealed(complaint_id, containers.sealed(content, key_set.holders))


def store(session: Session, key_set: KeySet, made: Sealed, opener: Opener, today: date) -> Complaint:
    """Store a sealed complaint; KeysChanged where its key set is not in use any more.

    Of what the code opens only the mark and the public key are kept.
    """
    week = week_of(today)
    # Asked again and held: nothing new may be sealed to keys that were changed a moment ago.
    if session.get_one(KeySet, (key_set.office_id, key_set.id), with_for_update=True).retired:
        raise KeysChanged
    complaint = Complaint(
        office_id=key_set.office_id,
        id=made.id,
        mark=opener.mark,
        reply_to=opener.public_key,
        key_set=key_set.id,
        week=week,
        due_week=later(week, PATIENCE_WEEKS),
    )
    session.add(complaint)
    session.flush()
    _add_part(session, complaint, Direction.FROM_COMPLAINANT, made.container)
    tallies.received(session, key_set.office_id, today)
    audit.add(session, key_set.office_id, key_set.id, "received", week=week, complaint_id=made.id)
    return complaint


def find(session: Session, office_id: str, opener: Opener) -> Opened | None:
    """Return what a code opens, or None. The work is alike for right and wrong codes, and nothing is written."""
    of_it = (KeySet.office_id == Complaint.office_id) & (KeySet.id == Complaint.key_set)
    this = (Complaint.office_id == office_id, Complaint.mark == opener.mark)
    found = session.execute(select(Complaint, KeySet.retired).join(KeySet, of_it).where(*this)).one_or_none()
    complaint, is_left = found or (None, False)
    parts = _readable(session, complaint) if complaint else []
    for _ in range(ALIKE - len(parts)):
        _opened(_DUMMY, _DUMMY_KEY)
    if complaint is None:
        return None
    said = [one for part in parts if (one := _said(part, complaint, opener.secret_key)) is not None]
    shown = _newest(said)
    return Opened(
        complaint.id,
        complaint.status,
        complaint.closing,
        complaint.week,
        tuple(shown),
        is_cut=len(shown) < len(said),
        is_left=is_left,
    )


def seal_more(session: Session, office_id: str, complaint_id: str, sent: Sent) -> Added:
    """Return what is added to a complaint in its containers; Full where the complaint is gone, containers.TooMuch.

    What was typed is sealed to both present holders and to its author, files in a container of their own to both holders.
    """
    complaint = session.get(Complaint, (office_id, complaint_id))
    if complaint is None:
        raise Full
    holders = session.get_one(KeySet, (office_id, complaint.key_set)).holders
    content = _content("message", complaint.id) | _told(sent) | {"files": [file.name for file in sent.files]}
    text = containers.sealed(content, (*holders, complaint.reply_to))
    if not sent.files:
        return Added((text,), complaint.key_set)
    files = containers.sealed(_content("files", complaint.id) | {"files": _files(sent.files)}, holders)
    return Added((text, files), complaint.key_set)


def add(session: Session, office_id: str, complaint_id: str, made: Added, today: date) -> None:
    """Add what was sealed to a complaint; Full where there is too much of it, or it has been erased meanwhile; KeysChanged."""
    complaint = session.get(Complaint, (office_id, complaint_id), with_for_update=True)
    if complaint is None:
        raise Full
    if complaint.key_set != made.key_set:
        raise KeysChanged
    count, size = session.execute(
        select(func.count(), func.coalesce(func.sum(func.length(Part.container)), 0)).where(*_of(complaint))
    ).one()
    if count + len(made.containers) > MOST_PARTS or size + sum(map(len, made.containers)) > MOST_BYTES:
        raise Full
    for container in made.containers:
        _add_part(session, complaint, Direction.FROM_COMPLAINANT, container)
    complaint.for_holders = True
    complaint.for_complainant = False
    audit.add(session, office_id, complaint.key_set, "added", week=week_of(today), complaint_id=complaint.id)


def add_reply(session: Session, complaint: Complaint, container: bytes) -> bool:
    """Add what a holder has sealed to the complainant and both holders; False where this very container is here already.

    No two containers are alike, so one that comes again is a reply whose answer did not arrive.
    """
    if session.scalar(select(Part.number).where(*_of(complaint), Part.container == container).limit(1)) is not None:
        return False
    _add_part(session, complaint, Direction.FROM_HOLDER, container)
    return True


def _content(kind: str, complaint_id: str) -> dict[str, Any]:
    # With the complaint's id, so that a container that was put under another complaint is noticed.
    return {"kind": kind, "complaint": complaint_id, "at": thai.now().astimezone(thai.BANGKOK).isoformat(timespec="seconds")}


def _told(sent: Sent) -> dict[str, str]:
    told = {"text": sent.text, "when_where": sent.when_where, "name": sent.name, "contact": sent.contact}
    return {name: text for name, text in told.items() if text}


def _files(files: Sequence[Attached]) -> list[dict[str, str]]:
    return [{"name": file.name, "kind": file.kind, "content": base64.b64encode(file.content).decode()} for file in files]


def _of(complaint: Complaint) -> tuple[Any, ...]:
    return Part.office_id == complaint.office_id, Part.complaint_id == complaint.id


def _add_part(session: Session, complaint: Complaint, direction: Direction, container: bytes) -> None:
    number = (session.scalar(select(func.max(Part.number)).where(*_of(complaint))) or 0) + 1
    made = Part(office_id=complaint.office_id, complaint_id=complaint.id, number=number, direction=direction)
    made.sealed_to, made.container = complaint.key_set, container
    session.add(made)
    session.flush()


def _readable(session: Session, complaint: Complaint) -> list[Part]:
    """Return what the code may open: not the complaint itself, and not files."""
    read = (Part.number > 1, func.length(Part.container) <= LARGEST_READ)
    return list(
        session.scalars(select(Part).options(undefer(Part.container)).where(*_of(complaint), *read).order_by(Part.number))
    )


def _said(part: Part, complaint: Complaint, secret_key: str) -> Said | None:
    """Return what a part says; None for one that is not for the author, such as files."""
    is_from_holder = part.direction == Direction.FROM_HOLDER
    content = _opened(part.container, secret_key)
    if content is None or content.get("complaint") != complaint.id:
        return Said(is_from_holder, None, "") if is_from_holder else None
    text = "\n".join(str(content[name]) for name in ("text", "when_where", "name", "contact") if content.get(name))
    files = content.get("files")
    return Said(is_from_holder, _day(content.get("at")), text, tuple(map(str, files)) if isinstance(files, list) else ())


def _opened(container: bytes, secret_key: str) -> dict[str, Any] | None:
    try:
        return containers.opened(container, secret_key)
    except (sealing.WrongKey, sealing.Damaged):
        return None


def _day(at: object) -> date | None:
    try:
        return date.fromisoformat(str(at)[:10])
    except ValueError:
        return None


def _newest(said: Iterable[Said]) -> list[Said]:
    """Return the newest of what was said, as much as a page shows, oldest first."""
    kept: list[Said] = []
    room = MOST_SHOWN
    for one in reversed(list(said)):
        room -= len(one.text) + sum(map(len, one.files))
        if room < 0:
            break
        kept.append(one)
    return kept[::-1]


# Really opened where there is nothing to open: refusing a wrong key would be quicker. This key opens nothing else.
_DUMMY_KEY, _dummy_public_key = sealing.new_identity()
_DUMMY = containers.sealed({"kind": "nothing"}, [_dummy_public_key])
