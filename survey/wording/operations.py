"""Laying an office's texts over an instrument's, and taking them off again. Operations flush; the views commit."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from survey import words
from survey.models import WordingOverlay
from survey.wording.queries import Subject
from survey.wording.reading import overlay_problems


class NotSound(Exception):
    """The texts may not be laid: something is wrong with them, or there are none."""


def lay(session: Session, office_id: str, subject: Subject, texts: Mapping[str, str]) -> None:
    """Lay texts over an instrument in a language instead of whatever lay there; raises NotSound, having changed nothing."""
    if not texts or any(overlay_problems(subject.own, texts)):
        raise NotSound
    found = session.get(WordingOverlay, (office_id, subject.instrument.identifier, subject.language.code))
    if found is None:
        found = WordingOverlay(office_id=office_id, instrument=subject.instrument.identifier, language=subject.language.code)
        session.add(found)
    found.texts, found.digest = dict(texts), words.digest_of(texts)
    session.flush()


def take_off(session: Session, office_id: str, subject: Subject) -> None:
    """Go back to the definition's own texts; nothing to do where nothing lies over them."""
    found = session.get(WordingOverlay, (office_id, subject.instrument.identifier, subject.language.code))
    if found is not None:
        session.delete(found)
        session.flush()
