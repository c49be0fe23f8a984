"""The people who sign in. Nothing on the answering side may refer to this module."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import Base, OfOffice, new_id


class Role(StrEnum):
    """What an officer is here for."""

    ADMINISTRATOR = "administrator"
    OFFICER = "officer"


class Officer(OfOffice, Base):
    """An officer of an office. `password_is_temporary` until the officer has chosen one."""

    __tablename__ = "officer"
    __table_args__ = (
        UniqueConstraint("office_id", "username"),
        CheckConstraint("role IN ('administrator', 'officer')", name="role_known"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id, sort_order=-10)
    username: Mapped[str]
    name: Mapped[str]
    role: Mapped[str] = mapped_column(default=Role.OFFICER)
    password_hash: Mapped[str]
    password_is_temporary: Mapped[bool] = mapped_column(default=False)
