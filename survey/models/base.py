"""What every table shares.

Every row that belongs to an office starts its primary key with the office's id, and every unique constraint on it
includes that id: one installation may serve a province, and the office is what a distributed database would shard by.
"""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import JSON, ForeignKey, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

# No vowels and no look-alikes: an identifier is never a word and is easily read out.
_ALPHABET = "23456789bcdfghjkmnpqrstvwxz"


def new_id(length: int = 8) -> str:
    """Return a random identifier; random, so that it says nothing of order or time."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


class Base(DeclarativeBase):
    """The declarative base; constraint names are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {str: Text(), dict[str, Any]: JSON()}  # noqa: RUF012 (SQLAlchemy's own protocol)


class OfOffice:
    """A table whose rows belong to an office."""

    @declared_attr
    @classmethod
    def office_id(cls) -> Mapped[str]:
        """The office the row belongs to; always first in the primary key."""
        return mapped_column(ForeignKey("office.id"), primary_key=True, sort_order=-30)
