"""The board of an office as its pages need it, kept for a moment so that a busy page asks the database for its cases only."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock

from flask import current_app, url_for
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from questionnaires.loader import Definitions
from survey import thai
from survey.cases.calendar import Calendar, calendar_of
from survey.cases.intake import SUGGESTION
from survey.cases.rules import rules_of
from survey.errors import NotFound
from survey.extensions import db, open_session
from survey.models import Case, CaseCounter, Division, Office, Visibility
from survey.models.office import OFFICE_ID_LENGTH


@dataclass(frozen=True, slots=True)
class Board:
    """The board of an office. `divisions` maps ids to names in their order, `indicators` numbers to titles.

    `years` are the fiscal years in which anything arrived, newest first; `counts` says how many public suggestions have each
    status. Until `counter_only_until` (UTC) nothing is taken over the web; None where it is.
    """

    office_id: str
    office: str
    path: str
    divisions: Mapping[str, str]
    indicators: Mapping[int, str]
    years: tuple[int, ...]
    counts: Mapping[str, int]
    calendar: Calendar
    counter_only_until: datetime | None
    done_path: str
    feed_path: str

    @property
    def total(self) -> int:
        """How many public suggestions there are."""
        return sum(self.counts.values())

    @property
    def is_counter_only(self) -> bool:
        """Whether the office takes suggestions only at its counter at the moment."""
        return self.counter_only_until is not None and datetime.now(UTC).replace(tzinfo=None) < self.counter_only_until

    @property
    def opens_again(self) -> str:
        """When the board takes suggestions again, in words; "" where it does."""
        if self.counter_only_until is None:
            return ""
        local = self.counter_only_until.replace(tzinfo=UTC).astimezone(thai.BANGKOK)
        return f"{thai.thai_date(local.date())} เวลา {local:%H.%M} น."


class Boards:
    """The boards opened last. A copy is good until this process changes anything, and for a second.

    When the second is over, one reads anew and those who come meanwhile are content with the copy for another second: else
    every thread would read the same.
    """

    GOOD_FOR = 1.0
    MOST = 256

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[int, float, Board]] = OrderedDict()
        self._reading = Lock()

    def of(self, office_id: str) -> Board:
        """Return the board of an office; NotFound where there is no such office."""
        kept = self._kept.get(office_id)
        if kept is None or kept[0] != db.changes:
            return self._read(office_id)
        age = time.monotonic() - kept[1]
        if age < self.GOOD_FOR:
            return kept[2]
        if not self._reading.acquire(blocking=False):
            return kept[2] if age < 2 * self.GOOD_FOR else self._read(office_id)
        try:
            return self._read(office_id)
        finally:
            self._reading.release()

    def _read(self, office_id: str) -> Board:
        # Noted before looking: what changes in between makes this copy an old one.
        changes, now = db.changes, time.monotonic()
        # A session of its own, and only for reading: the request's would hold the write lock while pictures are looked at.
        with open_session(db.engine, writes=False) as session:
            board = board_of(session, current_app.extensions["definitions"], office_id)
        self._kept[office_id] = (changes, now, board)
        while len(self._kept) > self.MOST:
            self._kept.popitem(last=False)
        return board


def board(office_id: str) -> Board:
    """Return the board of an office, kept for a moment; NotFound where there is no such office."""
    boards: Boards = current_app.extensions["boards"]
    return boards.of(office_id)


def board_of(session: Session, definitions: Definitions, office_id: str) -> Board:
    """Return the board of an office; NotFound where there is no such office."""
    office = session.get(Office, office_id) if len(office_id) == OFFICE_ID_LENGTH and office_id.isalnum() else None
    if office is None:
        raise NotFound
    divisions = session.execute(
        select(Division.id, Division.name)
        .where(Division.office_id == office_id)
        .order_by(Division.position, Division.name, Division.id)
    )
    years = session.scalars(
        select(CaseCounter.fiscal_year).where(CaseCounter.office_id == office_id).order_by(CaseCounter.fiscal_year.desc())
    )
    counted = session.execute(
        select(Case.status, func.count().label("number"))
        .where(Case.office_id == office_id, Case.visibility == Visibility.PUBLIC, Case.kind == SUGGESTION)
        .group_by(Case.status)
    )
    return Board(
        office_id=office.id,
        office=office.name,
        path=url_for("board.index", office_id=office_id),
        divisions={row.id: row.name for row in divisions},
        indicators=_indicators(definitions),
        years=tuple(years),
        counts={row.status: row.number for row in counted},
        calendar=calendar_of(session, office_id),
        counter_only_until=rules_of(session, office_id).counter_only_until,
        done_path=url_for("board.done", office_id=office_id),
        feed_path=url_for("board.feed", office_id=office_id),
    )


def _indicators(definitions: Definitions) -> dict[int, str]:
    """Return the indicators that people answer about, titles by number, each in the words of the newest year that has it."""
    titles = {one.number: one.title for instrument in definitions.instruments for one in instrument.indicators}
    return dict(sorted(titles.items()))
