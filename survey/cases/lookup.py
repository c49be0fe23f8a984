"""Which cases hold which letters, asked of the index that each kind of database has: the same answer from both.

Words come from `survey.cases.letters`: of each, one of the spellings has to occur as a whole. `whole` looks into what only
officers may read as well.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Text, and_, any_, cast, func, literal, or_, select, text, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from survey.cases.letters import RUN
from survey.models import Case, CaseSearch

Words = Sequence[Sequence[str]]

_SQLITE_HOLDING = text(
    # CROSS JOIN keeps the order: from the index to the rows. The other way round it takes seconds.
    """SELECT case_search.case_id FROM case_search_runs CROSS JOIN case_search ON case_search.place = case_search_runs.rowid
       WHERE case_search_runs MATCH :wanted AND case_search.office_id = :office_id LIMIT :limit"""
)
_SQLITE_TERMS = text("SELECT term FROM case_search_terms WHERE term >= :first AND term < :last")
_SQLITE_SHARING = """SELECT case_search.case_id FROM (SELECT place, count(*) AS shared FROM ({hits}) GROUP BY place) AS found
       CROSS JOIN case_search ON case_search.place = found.place
       WHERE case_search.office_id = :office_id ORDER BY found.shared DESC, case_search.case_id LIMIT :limit"""
_SQLITE_HIT = "SELECT rowid AS place FROM case_search_runs WHERE case_search_runs MATCH :run_{at}"
# Every run begins with its office. Naming the office besides would lead PostgreSQL to the office's rows, not to the index.
_POSTGRESQL_RUNS = "case_search_runs(case_search.office_id, case_search.public_text, case_search.private_text)"
# The cost that leads PostgreSQL to the index, few as the cases may be, may also make it compile a question to machine code,
# which takes ten times as long as answering it.
_POSTGRESQL_PLAIN = text("SET LOCAL jit = off")
_POSTGRESQL_SHARING = text(
    f"""SELECT case_search.case_id FROM unnest(CAST(:runs AS text[])) AS wanted (run)
        JOIN case_search ON {_POSTGRESQL_RUNS} @@ CAST(wanted.run AS tsquery)
        GROUP BY case_search.case_id ORDER BY count(*) DESC, case_search.case_id COLLATE "C" LIMIT :limit"""  # noqa: S608
)


def holding(session: Session, office_id: str, words: Words, *, whole: bool, limit: int) -> list[str]:
    """Return the ids of cases in which every word occurs, in no order; of more than `limit`, any `limit` of them."""
    if _is_sqlite(session):
        wanted = _sqlite_query(session, words)
        if wanted is None:
            return []
        wanted = wanted if whole else f"public_text : ({wanted})"
        return list(session.scalars(_SQLITE_HOLDING, {"wanted": wanted, "office_id": office_id, "limit": limit}))
    session.execute(_POSTGRESQL_PLAIN)
    runs = text(f"{_POSTGRESQL_RUNS} @@ CAST(:wanted AS tsquery)").bindparams(
        wanted=_postgresql_query(office_id, words, whole=whole)
    )
    found = select(CaseSearch.case_id).where(runs, _occurs(session, words, whole=whole))
    return list(session.scalars(found.limit(limit)))


def holds(session: Session, words: Words, *, whole: bool) -> ColumnElement[bool]:
    """Return the condition that every word occurs in a case, to be tried on one case after the other.

    A list of the newest cases with a word that is in many of them is complete after a few tries.
    """
    return (
        # A subquery with one value is not turned into a join of everything, as EXISTS would be.
        select(_occurs(session, words, whole=whole))
        .where(CaseSearch.office_id == Case.office_id, CaseSearch.case_id == Case.id)
        .correlate(Case)
        .scalar_subquery()
        == true()
    )


def among(session: Session, office_id: str, ids: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that a case is one of these; the ids travel as one value, however many they are."""
    if _is_sqlite(session):
        is_listed: ColumnElement[bool] = Case.id.in_(
            select(func.json_each(json.dumps(list(ids))).table_valued("value").c.value)
        )
    else:
        is_listed = Case.id == any_(cast(list(ids), ARRAY(Text)))
    return and_(Case.office_id == office_id, is_listed)


def sharing(session: Session, office_id: str, runs: Sequence[str], *, whole: bool, limit: int) -> list[str]:
    """Return the ids of at most `limit` cases that have the most of these runs of letters, most first, then by id."""
    if not runs:
        return []
    if _is_sqlite(session):
        hits = " UNION ALL ".join(_SQLITE_HIT.format(at=at) for at in range(len(runs)))
        wanted = {f"run_{at}": f'"{run}"' if whole else f'public_text : "{run}"' for at, run in enumerate(runs)}
        return list(
            session.scalars(text(_SQLITE_SHARING.format(hits=hits)), {**wanted, "office_id": office_id, "limit": limit})
        )
    session.execute(_POSTGRESQL_PLAIN)
    queries = [_postgresql_query(office_id, [[run]], whole=whole) for run in runs]
    return list(session.scalars(_POSTGRESQL_SHARING, {"runs": queries, "limit": limit}))


def tidy(session: Session) -> None:
    """Bring the index into one piece: SQLite's keeps the runs of removed texts until then, PostgreSQL's what is unsorted."""
    if _is_sqlite(session):
        session.execute(text("INSERT INTO case_search_runs (case_search_runs) VALUES ('optimize')"))
    else:
        session.execute(text("SELECT gin_clean_pending_list('case_search_by_runs')"))


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _occurs(session: Session, words: Words, *, whole: bool) -> ColumnElement[bool]:
    place = func.instr if _is_sqlite(session) else func.strpos
    searched = CaseSearch.public_text + CaseSearch.private_text if whole else CaseSearch.public_text
    return and_(*(or_(*(place(searched, literal(spelling)) > 0 for spelling in word)) for word in words))


def _sqlite_query(session: Session, words: Words) -> str | None:
    """Return the words in the language of FTS5; None where a word occurs nowhere."""
    every = []
    for word in words:
        spellings = [one for spelling in word for one in _sqlite_phrases(session, spelling)]
        if not spellings:
            return None
        every.append(f"({' OR '.join(spellings)})")
    return " AND ".join(every)


def _sqlite_phrases(session: Session, spelling: str) -> list[str]:
    if len(spelling) >= RUN:
        return [f'"{spelling}"']
    # FTS5 finds nothing, without a word, for what is shorter than its runs: every run that begins so is looked for instead.
    found = session.scalars(_SQLITE_TERMS, {"first": spelling, "last": spelling + "\U0010ffff"})
    return [f'"{term}"' for term in found]


def _postgresql_query(office_id: str, words: Words, *, whole: bool) -> str:
    marks = (" ", "~") if whole else (" ",)
    every = []
    for word in words:
        every.append(" | ".join(_postgresql_runs(spelling, office_id + mark) for spelling in word for mark in marks))
    return " & ".join(f"({word})" for word in every)


def _postgresql_runs(spelling: str, before: str) -> str:
    if len(spelling) < RUN:
        return f"{_quoted(before + spelling)}:*"
    found = dict.fromkeys(spelling[at : at + RUN] for at in range(len(spelling) - RUN + 1))
    return "(" + " & ".join(_quoted(before + run) for run in found) + ")"


def _quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"
