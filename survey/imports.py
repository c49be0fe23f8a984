"""A file of responses into the database: all of it or, on request, its good rows. Shared by the page and the command."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import date

from sqlalchemy.orm import Session

from questionnaires.model import Instrument
from questionnaires.texts import translation
from survey import answers, languages, words
from survey.exchange.foreign import Confirmed, read_confirmed
from survey.exchange.reading import ResponseFile, read_responses
from survey.models.response import Channel
from survey.models.round import Collection

Told = Callable[[int], None]


def wordings_of(session: Session, office_id: str, instrument: Instrument) -> tuple[Mapping[str, str], ...]:
    """Return the texts by code in which an instrument's questions may stand in a file besides its own."""
    laid = [overlay.texts for overlay in words.overlays(session, office_id, instrument)]
    translated = [translation(instrument, code) for code in languages.CODES if code != languages.OWN]
    return tuple(texts for texts in (*laid, *translated) if texts)


def read(
    content: bytes, instrument: Instrument, confirmed: Confirmed | None = None, *, told: Told | None = None
) -> ResponseFile:
    """Read a file by its part codes or, where a person has confirmed them, by other columns.

    Raises UnreadableFile where the file as a whole is of no use.
    """
    if confirmed is not None:
        return read_confirmed(content, instrument, confirmed, told=told)
    return read_responses(io.BytesIO(content), instrument, told=told)


def store(
    session: Session,
    collection: Collection,
    instrument: Instrument,
    content: bytes,
    file: ResponseFile,
    *,
    skip_bad: bool,
    today: date,
) -> int:
    """Store the rows that were read from a file; return how many.

    Nothing is stored where any row is bad, unless `skip_bad`. Raises answers.AlreadyImported where this very content has been
    stored in this round; the caller then rolls back.
    """
    if file.bad_rows and not skip_bad:
        return 0
    return answers.add_matrix(
        session, collection, instrument, matrix=file.steps, channel=Channel.IMPORT, today=today, batch=content
    )
