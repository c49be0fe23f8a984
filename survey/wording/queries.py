"""What the pages of wording read: an instrument in a language as the system has it and as the office has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires.loader import Definitions
from questionnaires.model import Instrument
from survey import languages, words
from survey.errors import NotFound
from survey.models import Collection, Round, RoundState


@dataclass(frozen=True, slots=True)
class Subject:
    """An instrument in a language. `own` is it without what the office has laid over it; `laid` are those texts by code."""

    instrument: Instrument
    language: languages.Words
    own: Instrument
    laid: Mapping[str, str]
    untranslated: int

    @property
    def present(self) -> dict[str, str]:
        """The texts an office may replace, as they are shown now, by code."""
        return {**words.overlayable(self.own), **self.laid}

    def changes(self, texts: Mapping[str, str]) -> list[tuple[str, str, str]]:
        """Return code, the system's text and the office's for each of some texts, in the order of the form."""
        return [(code, own, texts[code]) for code, own in words.overlayable(self.own).items() if code in texts]


def subjects(session: Session, definitions: Definitions, office_id: str) -> list[Subject]:
    """Return every instrument in every language, the latest year first."""
    instruments = [one for assessment in reversed(definitions.assessments) for one in assessment.instruments]
    return [_subject(session, office_id, one, language) for one in instruments for language in languages.every_one()]


def subject(session: Session, definitions: Definitions, office_id: str, identifier: str, language: str) -> Subject:
    """Return an instrument in a language; NotFound where there is no such instrument or language."""
    for instrument in definitions.instruments:
        if instrument.identifier == identifier and language in languages.CODES:
            return _subject(session, office_id, instrument, languages.words(language))
    raise NotFound


def is_open(session: Session, office_id: str, instrument: Instrument) -> bool:
    """Return whether a round of the office asks the instrument now."""
    query = (
        select(Round.id)
        .join(Collection, (Collection.office_id == Round.office_id) & (Collection.round_id == Round.id))
        .where(Round.office_id == office_id, Round.state == RoundState.OPEN, Round.fiscal_year == instrument.fiscal_year)
        .where(Collection.instrument == instrument.key)
    )
    return session.scalar(query.limit(1)) is not None


def _subject(session: Session, office_id: str, instrument: Instrument, language: languages.Words) -> Subject:
    overlays = words.overlays(session, office_id, instrument)
    # What another language lacks is shown in Thai as the office words it, so only this language's own overlay is left out.
    own = words.worded(instrument, tuple(one for one in overlays if one.language != language.code))
    wording = own.by_language[language.code]
    known = words.overlayable(instrument)
    laid = next((one.texts for one in overlays if one.language == language.code), {})
    return Subject(
        instrument=instrument,
        language=language,
        own=wording.instrument,
        laid={code: text for code, text in laid.items() if code in known},
        untranslated=len(wording.untranslated),
    )
