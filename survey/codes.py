"""One-time codes: made for printing, kept only as keyed digests, erased in the transaction that stores the answer."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from sqlalchemy import Connection, bindparam, delete, func, insert, select
from sqlalchemy.orm import Session

from survey import thai
from survey.models.base import Base
from survey.models.response import Code
from survey.models.round import Collection

# No letter or digit that is taken for another one; 12 of 31 give 59 bits.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 12
GROUP = 4


def new_codes(session: Session, collection: Collection, *, number: int, key: bytes) -> list[str]:
    """Make codes, store their digests, and return them in groups of four letters; they cannot be shown again."""
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(LENGTH)) for _ in range(number)]
    if codes:
        rows = [
            {"office_id": collection.office_id, "round_id": collection.round_id, "digest": _digest(collection, code, key)}
            for code in codes
        ]
        # In the order of the digests, so that not even the order of insertion follows the printed sheet.
        session.execute(insert(Code), sorted(rows, key=lambda row: row["digest"]))
    return [grouped(code) for code in codes]


def use(connection: Connection, collection: Collection, typed: str, *, key: bytes) -> bool:
    """Erase a code and return True; return False where there is no such code, whatever the reason."""
    digest = _digest(collection, normalised(typed), key)
    this_code = {"of_office": collection.office_id, "of_round": collection.round_id, "used": digest}
    return connection.execute(_USING, this_code).rowcount == 1


# Every answer asks the same, so the statement is put together once.
_CODE = Base.metadata.tables[Code.__tablename__]
_USING = delete(_CODE).where(
    _CODE.c.office_id == bindparam("of_office"), _CODE.c.round_id == bindparam("of_round"), _CODE.c.digest == bindparam("used")
)


def unused(session: Session, collection: Collection) -> int:
    """Return how many codes have been made and not used."""
    query = select(func.count()).select_from(Code)
    return session.scalar(query.where(Code.office_id == collection.office_id, Code.round_id == collection.round_id)) or 0


def erase(session: Session, collection: Collection) -> None:
    """Erase every code of the round."""
    session.execute(delete(Code).where(Code.office_id == collection.office_id, Code.round_id == collection.round_id))


def normalised(typed: str) -> str:
    """Return a code as it was made, from whatever case, digits, spaces and hyphens it was typed with."""
    return "".join(letter for letter in thai.arabic_digits(typed).upper() if letter in ALPHABET)


def repeatable(typed: str) -> str:
    """Return what was typed as it would be printed, or nothing where it cannot be a code."""
    code = normalised(typed)
    return grouped(code) if len(code) == LENGTH else ""


def grouped(code: str) -> str:
    """Return a code in groups of four, as printed."""
    return "-".join(code[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def _digest(collection: Collection, code: str, key: bytes) -> str:
    message = f"{collection.office_id}/{collection.round_id}/{code}".encode()
    return hmac.digest(key, message, hashlib.sha256).hex()
