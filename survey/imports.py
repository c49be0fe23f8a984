"""A file of responses into the database: all of it or, on request, its good rows. Shared by the page and the command."""

from __future__ import annotations

import io
from datetime import date

from sqlalchemy.orm import Session

from questionnaires.model import Instrument
from survey import answers
from survey.exchange.reading import ResponseFile, read_responses
from survey.models.response import Channel
from survey.models.round import Collection


def store(
    session: Session, collection: Collection, instrument: Instrument, content: bytes, *, skip_bad: bool, today: date
) -> tuple[ResponseFile, int]:
    """Read a file and store its rows; return what was read and how many rows were stored.

    Nothing is stored where any row is bad, unless `skip_bad`. Raises UnreadableFile where the file as a whole is of no use,
    and answers.AlreadyImported where this very file has been stored in this round; the caller then rolls back.
    """
    read = read_responses(io.BytesIO(content), instrument)
    if read.bad_rows and not skip_bad:
        return read, 0
    stored = answers.add_matrix(
        session, collection, instrument, matrix=read.steps, channel=Channel.IMPORT, today=today, batch=content
    )
    return read, stored
