"""What the pages of a board read. Only what is public is ever asked for, and only the words that were published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple, cast
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import ColumnElement, Connection, Integer, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session

from survey import thai
from survey.board.boards import Board
from survey.cases import clock, search
from survey.cases.intake import SUGGESTION
from survey.cases.search import MOST_COUNTED
from survey.cases.timeline import STATUSES, Entry, Reader, status_words, told
from survey.errors import NotFound
from survey.models import Case, CaseEvent, CaseFile, CaseMessage, EventKind, MeasureCase, Visibility
from survey.prepared import Prepared

PAGE_SIZE = 20
LAST_PAGE = 10_000
LONGEST_QUERY = 100
# Without objects, by statements put together once: what a page reads is looked at once, and the busiest pages are these.
_case, _event, _message, _file = Case.__table__, CaseEvent.__table__, CaseMessage.__table__, CaseFile.__table__
_measure = MeasureCase.__table__


class _Listed(NamedTuple):
    """What a list reads of a public case, named as in `Case`; looked at many times, which a row of a result makes dear."""

    number: str
    shown_subject: str
    division_id: str | None
    received_on: date
    status: str
    outcome: str | None
    planned_for: date | None
    supports: int
    visibility: str
    paused_on: date | None
    acknowledge_by: date
    answer_by: date
    acknowledged_on: date | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is asked for. "" and None are everything; what is not among the choices counts as that.

    `kept` is what addresses say besides, of how pages are shown.
    """

    words: str = ""
    division: str = ""
    status: str = ""
    year: int | None = None
    indicator: int | None = None
    page: int = 1
    kept: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, arguments: Mapping[str, str], board: Board, *, kept: str = "") -> Asked:
        """Return what the arguments of an address ask of a board."""
        division, status = arguments.get("division", ""), arguments.get("status", "")
        year, indicator = _number(arguments.get("year")), _number(arguments.get("indicator"))
        return cls(
            words=" ".join(arguments.get("q", "").replace("\x00", "").split())[:LONGEST_QUERY].strip(),
            division=division if division in board.divisions else "",
            status=status if status in STATUSES else "",
            year=year if year in board.years else None,
            indicator=indicator if indicator in board.indicators else None,
            page=min(max(_number(arguments.get("page")) or 1, 1), LAST_PAGE),
            kept=tuple(parse_qsl(kept.removeprefix("?"))),
        )

    @property
    def filters(self) -> bool:
        """Whether anything but words narrows the list."""
        return bool(self.division or self.status or self.year or self.indicator)

    @property
    def narrows(self) -> bool:
        """Whether the list is asked for less than everything."""
        return bool(self.words) or self.filters

    def but(self, **changes: Any) -> Asked:
        """Return the same with something changed."""
        return replace(self, **changes)

    def arguments(self) -> dict[str, str]:
        """Return what an address must say to ask for this."""
        page = self.page if self.page > 1 else None
        said = {"q": self.words, "division": self.division, "status": self.status, "year": self.year}
        said |= {"indicator": self.indicator, "page": page}
        return {**{name: str(value) for name, value in said.items() if value}, **dict(self.kept)}

    def wanted(self, board: Board) -> dict[str, Any]:
        """Return what the columns of a case on the list must hold."""
        columns = {"division_id": self.division, "status": self.status, "fiscal_year": self.year, "indicator": self.indicator}
        return {"office_id": board.office_id, **{name: value for name, value in columns.items() if value}}

    @property
    def kept_query(self) -> str:
        """The query string of an address that asks for nothing but how it is shown."""
        return f"?{urlencode(self.kept)}" if self.kept else ""

    @property
    def query(self) -> str:
        """The query string that asks for this, with its question mark; "" where that is nothing."""
        said = self.arguments()
        return f"?{urlencode(said)}" if said else ""


EVERYTHING = Asked()


class Row(NamedTuple):
    """A suggestion in a list: its address, what it says, and its division, "" where none is known.

    `state` is the status as it is stored, `status` in words, and `received_on` a day in words. A template takes it apart at
    once, in this order, which is much quicker than asking it for one thing after the other.
    """

    path: str
    subject: str
    division: str
    received_on: str
    status: str
    state: str
    supports: int
    is_late: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of a list: its rows, how many there are in all, and on how many pages.

    `is_more` says that there are more than are counted; `is_exact` that every word was found as it was typed, rather than
    something near it.
    """

    rows: Sequence[Row]
    total: int
    pages: int
    is_more: bool
    is_exact: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """A case with the columns that its page needs, its public pictures, and what everybody may read of its history.

    `has_measures` says whether any measure answers it, perhaps a removed one.
    """

    case: Case
    has_measures: bool
    pictures: Sequence[CaseFile]
    timeline: Sequence[Entry]


def listed(connection: Connection, board: Board, asked: Asked, today: date) -> Listing:
    """Return a page of the public suggestions, whatever words are asked for, newest first.

    A page beyond the last one is the last one.
    """
    wanted = asked.wanted(board)
    statements = _statements(*sorted(wanted))
    total = board.total if len(wanted) == 1 else connection.scalar(statements.count, wanted) or 0
    pages = _pages(total)
    rows = statements.page.rows(connection, {**wanted, "skipped": _skipped(asked, pages)})
    return Listing(_rows(rows, board, asked, today), total, pages, is_more=False, is_exact=True)


def found(session: Session, board: Board, asked: Asked, today: date) -> Listing:
    """Return a page of the public suggestions that have the words asked for, newest first, as `listed` does for all."""
    wanted = asked.wanted(board)
    every = _statements(*sorted(wanted)).every
    found = search.search(session, board.office_id, asked.words)
    # Of very many it is enough to know that they are many.
    total = search.count_to(session, every, found, parameters=wanted)
    shown = min(total, MOST_COUNTED)
    pages = _pages(shown)
    one_page = every.where(found.condition).limit(PAGE_SIZE).offset(_skipped(asked, pages))
    rows = session.connection().execute(one_page, wanted)
    return Listing(_rows(rows, board, asked, today), shown, pages, is_more=total > shown, is_exact=found.is_exact)


def _pages(total: int) -> int:
    return max(-(-total // PAGE_SIZE), 1)


def _skipped(asked: Asked, pages: int) -> int:
    return PAGE_SIZE * (min(asked.page, pages) - 1)


@dataclass(frozen=True, slots=True)
class _Statements:
    """What asks for the suggestions that have what is wanted: how many, every one, and those on one page of the list."""

    count: Select[int]
    every: Select[Any]
    page: Prepared


@lru_cache(maxsize=64)
def _statements(*wanted: str) -> _Statements:
    chosen = [_case.c[name] == bindparam(name) for name in wanted if name != "office_id"]
    conditions = (*public(bindparam("office_id")), *chosen)
    every = (
        select(*(_case.c[name] for name in _Listed._fields))
        .where(*conditions)
        .order_by(_case.c.received_on.desc(), _case.c.number.desc())
    )
    return _Statements(
        count=select(func.count()).select_from(_case).where(*conditions),
        every=every,
        page=Prepared(every.limit(PAGE_SIZE).offset(bindparam("skipped", type_=Integer))),
    )


def public(office_id: Any) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions under which a case stands on the board of an office."""
    return (_case.c.office_id == office_id, _case.c.visibility == Visibility.PUBLIC, _case.c.kind == SUGGESTION)


_PICTURES = (
    select(*(column for column in _file.c if column.name != "content"))
    .where(_file.c.office_id == bindparam("office_id"), _file.c.case_id == bindparam("case_id"), _file.c.is_public)
    .order_by(_file.c.purpose, _file.c.position, _file.c.id)
)
_MESSAGES = select(_message.c.seq, _message.c.text, _message.c.shown_text).where(
    _message.c.office_id == bindparam("office_id"), _message.c.case_id == bindparam("case_id")
)
# The case and its history at once: every row is an event, and tells of the case besides.
_OPENED = Prepared(
    select(
        *(_case.c.id, _case.c.office_id, _case.c.number, _case.c.fiscal_year, _case.c.shown_subject, _case.c.shown_text),
        *(_case.c.village, _case.c.division_id, _case.c.indicator, _case.c.item, _case.c.received_on, _case.c.status),
        *(_case.c.outcome, _case.c.planned_for, _case.c.supports, _case.c.visibility, _case.c.merged_into),
        *(_case.c.paused_on, _case.c.moderate_by, _case.c.acknowledge_by, _case.c.answer_by, _case.c.acknowledged_on),
        *(_case.c.answered_on, _event.c.seq, _event.c.kind, _event.c.day, _event.c.is_public, _event.c.text),
        *(_event.c.by_position, _event.c.by_division, _event.c.details),
        exists().where(_file.c.office_id == _case.c.office_id, _file.c.case_id == _case.c.id).label("has_pictures"),
        exists().where(_measure.c.office_id == _case.c.office_id, _measure.c.case_id == _case.c.id).label("has_measures"),
    )
    .join(_event, and_(_event.c.office_id == _case.c.office_id, _event.c.case_id == _case.c.id, _event.c.is_public))
    .where(
        _case.c.office_id == bindparam("office_id"),
        _case.c.number == bindparam("number"),
        _case.c.kind == SUGGESTION,
        or_(_case.c.visibility == Visibility.PUBLIC, _case.c.visibility == Visibility.MERGED),
    )
    .order_by(_event.c.seq)
)


def case_at(session: Session, office_id: str, number: str) -> Case:
    """Return a public suggestion by its number, or one that was merged into another; NotFound for anything else."""
    found = session.scalar(_suggestion(office_id).where(Case.number == number))
    if found is None or found.visibility not in {Visibility.PUBLIC, Visibility.MERGED}:
        raise NotFound
    return found


def merged_into(session: Session, case: Case) -> str | None:
    """Return the number of the public suggestion that a case went into; None where that is not public."""
    found = goes_on_in(session, case)
    return None if found is None else found.number


def goes_on_in(session: Session, case: Case) -> Case | None:
    """Return the public suggestion that a case went into; None where it went into none, or that is not public."""
    if case.merged_into is None:
        return None
    return session.scalar(select(Case).where(*public(case.office_id), Case.id == case.merged_into))


def opened(connection: Connection, office_id: str, number: str) -> Opened:
    """Return what everybody may read of a suggestion; NotFound where it is not public.

    One that was merged into another comes without pictures and history, to lead there.
    """
    rows = _OPENED.rows(connection, {"office_id": office_id, "number": number})
    if not rows:
        raise NotFound
    case, events = cast(Case, rows[0]), cast(Sequence[CaseEvent], rows)
    if case.visibility == Visibility.MERGED:
        return Opened(case, has_measures=False, pictures=(), timeline=())
    of_case = {"office_id": office_id, "case_id": case.id}
    # Few cases have either, and a question more is a good part of what the page costs.
    pictures = connection.execute(_PICTURES, of_case).all() if rows[0].has_pictures else ()
    has_messages = any(event.kind == EventKind.SHOWN for event in events)
    messages = connection.execute(_MESSAGES, of_case).all() if has_messages else ()
    said = {message.seq: cast(CaseMessage, message) for message in messages}
    return Opened(
        case,
        has_measures=rows[0].has_measures,
        pictures=cast(Sequence[CaseFile], pictures),
        timeline=told(events, said, Reader.ANYBODY),
    )


def _suggestion(office_id: str) -> Select[Case]:
    return select(Case).where(Case.office_id == office_id, Case.kind == SUGGESTION)


def _rows(rows: Iterable[Any], board: Board, asked: Asked, today: date) -> list[Row]:
    query = asked.kept_query
    return [_row(_Listed._make(row), board, today, query) for row in rows]


def _row(row: _Listed, board: Board, today: date, query: str) -> Row:
    # It has all of a case that is asked of it here.
    case = cast(Case, row)
    due = clock.due(case)
    return Row(
        f"{board.path}{row.number}{query}",
        row.shown_subject,
        board.divisions.get(row.division_id or "", ""),
        thai.thai_date(row.received_on),
        status_words(case),
        row.status,
        row.supports,
        due is not None and due.is_overdue(today),
    )


def _number(text: str | None) -> int | None:
    plain = thai.arabic_digits(text or "")
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) <= 6 else None
