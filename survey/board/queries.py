"""What the pages of a board read. Only what is public is ever asked for, and only the words that were published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, cast
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import ColumnElement, Select, Subquery, bindparam, func, select
from sqlalchemy.orm import Session

from survey import thai
from survey.board.boards import Board
from survey.cases import clock, search
from survey.cases.intake import SUGGESTION
from survey.cases.search import MOST_COUNTED
from survey.cases.timeline import STATUSES, status_words
from survey.errors import NotFound
from survey.models import Case, CaseFile, Visibility

PAGE_SIZE = 20
LAST_PAGE = 10_000
LONGEST_QUERY = 100
# Without objects: a page of a list is twenty rows, of which each is looked at once.
_case = Case.__table__
_LISTED = (
    *(_case.c.number, _case.c.shown_subject, _case.c.division_id, _case.c.received_on, _case.c.status),
    *(_case.c.outcome, _case.c.planned_for, _case.c.supports, _case.c.visibility, _case.c.paused_on),
    *(_case.c.moderate_by, _case.c.acknowledge_by, _case.c.answer_by, _case.c.acknowledged_on, _case.c.answered_on),
)


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


@dataclass(frozen=True, slots=True)
class Row:
    """A suggestion in a list: its address, what it says, and its division, "" where none is known.

    `state` is the status as it is stored, `status` in words, and `received_on` a day in words.
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


def listed(session: Session, board: Board, asked: Asked, today: date) -> Listing:
    """Return a page of the public suggestions, newest first. A page beyond the last one is the last one."""
    wanted = asked.wanted(board)
    count, listing = _statements(*sorted(wanted))
    found = search.search(session, board.office_id, asked.words) if asked.words else None
    connection = session.connection()
    if found is not None:
        # Of very many it is enough to know that they are many.
        total = connection.scalar(select(func.count()).select_from(_some(listing.where(found.condition))), wanted) or 0
        listing = listing.where(found.condition)
    else:
        total = board.total if len(wanted) == 1 else connection.scalar(count, wanted) or 0
    shown = min(total, MOST_COUNTED) if found is not None else total
    pages = max(-(-shown // PAGE_SIZE), 1)
    skipped = PAGE_SIZE * (min(asked.page, pages) - 1)
    rows = connection.execute(listing.limit(PAGE_SIZE).offset(skipped), wanted)
    query = asked.kept_query
    return Listing(
        rows=[_row(row, board, today, query) for row in rows],
        total=shown,
        pages=pages,
        is_more=total > shown,
        is_exact=found is None or found.is_exact,
    )


def _some(listing: Select[Any]) -> Subquery:
    return listing.with_only_columns(_case.c.id).order_by(None).limit(MOST_COUNTED + 1).subquery()


@lru_cache(maxsize=64)
def _statements(*wanted: str) -> tuple[Select[int], Select[Any]]:
    """Return the statements that count and list the suggestions that have what is wanted; put together once for each choice."""
    chosen = [_case.c[name] == bindparam(name) for name in wanted if name != "office_id"]
    conditions = (*public(bindparam("office_id")), *chosen)
    listing = select(*_LISTED).where(*conditions).order_by(_case.c.received_on.desc(), _case.c.number.desc())
    return select(func.count()).select_from(_case).where(*conditions), listing


def public(office_id: Any) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions under which a case stands on the board of an office."""
    return (_case.c.office_id == office_id, _case.c.visibility == Visibility.PUBLIC, _case.c.kind == SUGGESTION)


def case_at(session: Session, office_id: str, number: str) -> Case:
    """Return a public suggestion by its number, or one that was merged into another; NotFound for anything else."""
    found = session.scalar(_suggestion(office_id).where(Case.number == number))
    if found is None or found.visibility not in {Visibility.PUBLIC, Visibility.MERGED}:
        raise NotFound
    return found


def merged_into(session: Session, case: Case) -> str | None:
    """Return the number of the public suggestion that a case went into; None where that is not public."""
    number = select(Case.number).where(*public(case.office_id), Case.id == case.merged_into)
    return session.scalar(number) if case.merged_into else None


def pictures_of(session: Session, case: Case) -> list[CaseFile]:
    """Return the public pictures of a case without their content, those of before and after in their order."""
    of_case = select(CaseFile).where(CaseFile.office_id == case.office_id, CaseFile.case_id == case.id)
    return list(session.scalars(of_case.where(CaseFile.is_public).order_by(CaseFile.purpose, CaseFile.position, CaseFile.id)))


def _suggestion(office_id: str) -> Select[Case]:
    return select(Case).where(Case.office_id == office_id, Case.kind == SUGGESTION)


def _row(row: Any, board: Board, today: date, query: str) -> Row:
    # It has all of a case that is asked of it here.
    case = cast(Case, row)
    due = clock.due(case)
    return Row(
        path=f"{board.path}{row.number}{query}",
        subject=row.shown_subject,
        division=board.divisions.get(row.division_id, ""),
        received_on=thai.thai_date(row.received_on),
        status=status_words(case),
        state=row.status,
        supports=row.supports,
        is_late=due is not None and due.is_overdue(today),
    )


def _number(text: str | None) -> int | None:
    plain = thai.arabic_digits(text or "")
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) <= 6 else None
