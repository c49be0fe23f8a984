"""Making offices and officers, and letting officers in."""

from __future__ import annotations

import hmac

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from survey import thai
from survey.account import passwords
from survey.errors import NotFound, Situation
from survey.models import Division, Office, Officer, OfficerPost, Role


class UsernameTaken(Exception):
    """The office already has an officer of that user name."""


class AlreadySetUp(Situation):
    """The first office exists: the first-run page has done its work."""

    status = 409
    title = "ระบบนี้ตั้งค่าเริ่มต้นแล้ว"
    message = "มีหน่วยงานและเจ้าหน้าที่คนแรกในระบบแล้ว"
    what_next = "กรุณาเข้าสู่ระบบด้วยชื่อผู้ใช้ที่ตั้งไว้"


def setup_key(key: bytes) -> str:
    """Return what the person at the server reads off its screen to prove on the first-run page that they sit there."""
    digits = hmac.digest(key, b"first run", "sha256").hex()
    return "-".join(digits[start : start + 4] for start in range(0, 12, 4))


def is_empty(session: Session) -> bool:
    """Return whether there is no office yet."""
    return session.scalar(select(Office.id).limit(1)) is None


def create_office(session: Session, *, name: str, is_example: bool = False) -> Office:
    """Make an office."""
    office = Office(name=name, is_example=is_example)
    session.add(office)
    session.flush()
    return office


def create_officer(
    session: Session, office: Office, *, username: str, name: str, role: Role, password: str, is_temporary: bool = False
) -> Officer:
    """Make an officer; raises UsernameTaken. A temporary password is to be changed at the next sign-in."""
    officer = Officer(
        office_id=office.id,
        username=username,
        name=name,
        role=role,
        password_hash=passwords.hashed(password),
        password_is_temporary=is_temporary,
    )
    try:
        with session.begin_nested():
            session.add(officer)
    except IntegrityError as error:
        raise UsernameTaken from error
    return officer


def set_password(session: Session, officer: Officer, password: str, *, is_temporary: bool = False) -> None:
    """Give an officer a password; every session begun with the old one ends."""
    officer.password_hash = passwords.hashed(password)
    officer.password_is_temporary = is_temporary
    session.flush()


def authenticate(session: Session, *, office_id: str, username: str, password: str) -> Officer | None:
    """Return the officer with this user name and password in an office, or None, after equal work."""
    officer = session.scalar(select(Officer).where(Officer.office_id == office_id, Officer.username == username))
    return officer if passwords.matches(officer.password_hash if officer else None, password) else None


def administrators(session: Session, office_id: str) -> int:
    """Return how many administrators an office has."""
    query = select(func.count()).select_from(Officer)
    return session.scalar(query.where(Officer.office_id == office_id, Officer.role == Role.ADMINISTRATOR)) or 0


def officer_of(session: Session, office_id: str, officer_id: str) -> Officer:
    """Return an officer of an office; NotFound where the office has none of that id."""
    found = session.get(Officer, (office_id, officer_id))
    if found is None:
        raise NotFound
    return found


def posts_of(session: Session, office_id: str) -> dict[str, OfficerPost]:
    """Return the positions and divisions of an office's officers, by the officer's id; those who have none are not in it."""
    found = session.scalars(select(OfficerPost).where(OfficerPost.office_id == office_id))
    return {post.officer_id: post for post in found}


def divisions_of(session: Session, office_id: str) -> list[Division]:
    """Return an office's divisions in the order of a Thai dictionary within the order the office gave."""
    found = session.scalars(select(Division).where(Division.office_id == office_id))
    return sorted(found, key=lambda one: (one.position, thai.collation(one.name)))


def set_post(session: Session, officer: Officer, *, position: str, division_id: str | None) -> None:
    """Say what stands below an officer's official answers from now on: a position ("" for none) and a division."""
    post = OfficerPost(office_id=officer.office_id, officer_id=officer.id, position=position, division_id=division_id)
    session.merge(post)
    session.flush()
