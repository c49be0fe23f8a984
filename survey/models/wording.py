"""What an office lays over the wording of a definition."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import Base, OfOffice


class WordingOverlay(OfOffice, Base):
    """The texts, by code, that an office shows instead of a definition's own, for an instrument in a language.

    `instrument` is the identifier, such as ``2565/iit``; `language` is ``th`` or ``en``; `digest` names the texts.
    """

    __tablename__ = "wording_overlay"

    instrument: Mapped[str] = mapped_column(primary_key=True, sort_order=-10)
    language: Mapped[str] = mapped_column(primary_key=True, sort_order=-9)
    texts: Mapped[dict[str, Any]]
    digest: Mapped[str]
