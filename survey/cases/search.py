"""Finding cases by what somebody types, and cases like what somebody is about to send: the same on both kinds of database.

Whoever changes what a case says calls `index` afterwards, in the same transaction.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, delete, func, insert, select, true
from sqlalchemy.orm import Session

from survey.cases import letters, lookup
from survey.models import Base, Case, CaseEvent, CaseMessage, CaseSearch, Visibility

SUGGESTION = "suggestion"
# Up to so many cases are named one by one; what is in more is tried on one case after the other, newest first.
MOST_NAMED = 2_000
MOST_COUNTED = 1_000
# Where the words are in fewer than this, they are looked for in pieces as well.
FEW = 20
# What is nearly right, or alike: so many cases are looked at closely, and scored.
MOST_WEIGHED = 100
NEAR_ENOUGH = 0.6
ALIKE_ENOUGH = 0.2
# Runs of letters are chosen by how rare they are in so many cases, which is the same as asking all of them but quick.
SAMPLE = 150
MOST_RUNS = 24
FEWEST_RUNS = 2
MOST_HITS = 8_000
# Counting is slow too: an office with more than many cases is taken to have as many as this is made for.
MANY = 10_000
MOST_CASES = 100_000
LONGEST_DRAFT = 1_000
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to: a condition on `Case`, and whether every word was found as it was typed.

    Where no case has all the words, the condition holds for the cases that come near (`is_exact` false), if any. `some` is
    None, or a condition that is quick to count by and holds for a part of a great many.
    """

    condition: ColumnElement[bool]
    is_exact: bool
    some: ColumnElement[bool] | None = None


def matching(session: Session, office_id: str, query: str, *, whole: bool = False) -> ColumnElement[bool]:
    """Return the condition on `Case` that it is found by the query; see `search`."""
    return search(session, office_id, query, whole=whole).condition


def search(session: Session, office_id: str, query: str, *, whole: bool = False) -> Found:
    """Look for the cases of an office in which every word of the query occurs, or failing that, for those that come near.

    Words are looked for in what everybody may read of public cases: number, subject, text, village, and what was answered and
    added. `whole` is for officers: all cases, and the author's own words as well. A query without a letter finds every case.
    The condition is of the moment, to be used in the same transaction; it orders nothing.
    """
    words = letters.words(query)
    if not words:
        return Found(true(), is_exact=True)
    ids = lookup.holding(session, office_id, words, whole=whole, limit=MOST_NAMED + 1)
    if len(ids) > MOST_NAMED:
        some = lookup.among(session, office_id, ids)
        return Found(lookup.holds(session, words, whole=whole), is_exact=True, some=some)
    if len(ids) >= FEW:
        return Found(lookup.among(session, office_id, ids), is_exact=True)
    weighed = _weighed(session, office_id, words, whole=whole)
    ids += [id_ for id_, text in weighed if all(any(letters.occurs(one, text) for one in word) for word in words)]
    if ids:
        return Found(lookup.among(session, office_id, ids), is_exact=True)
    near = [id_ for id_, text in weighed if _nearness(words, text) >= NEAR_ENOUGH]
    return Found(lookup.among(session, office_id, near), is_exact=False)


def count_to(
    session: Session,
    filtered: Select[Any],
    found: Found,
    *,
    limit: int = MOST_COUNTED,
    parameters: Mapping[str, Any] | None = None,
) -> int:
    """Return how many of the filtered cases were found; `limit` + 1 where there are more, which is known much sooner.

    `filtered` selects from `Case` by all that is asked besides the query, with the `parameters` it has.
    """
    number = 0
    for condition in (found.some, found.condition):
        if condition is not None and number <= limit:
            rows = filtered.where(condition).with_only_columns(Case.id).order_by(None).limit(limit + 1).subquery()
            number = session.scalar(select(func.count()).select_from(rows), dict(parameters or {})) or 0
    return number


def similar(session: Session, office_id: str, text: str, *, limit: int = 3) -> list[Case]:
    """Return the public suggestions most like a text, most alike first, then the newest; [] where none is much like it.

    Texts are compared by their runs of three letters, weighed by how rare they are. Of a long text the beginning
    counts.
    """
    runs = letters.runs(letters.normalised(text[:LONGEST_DRAFT]))
    rarity = _rarity(session, office_id, whole=False)
    chosen = rarity.choose(runs)
    ids = lookup.sharing(session, office_id, chosen, whole=False, limit=MOST_WEIGHED)
    rows = session.execute(
        select(Case.id, Case.number, Case.shown_subject, Case.shown_text).where(
            lookup.among(session, office_id, ids), Case.visibility == Visibility.PUBLIC, Case.kind == SUGGESTION
        )
    )
    scored = [
        (rarity.likeness(set(runs), set(letters.runs(letters.normalised(f"{subject} {shown}")))), number, case_id)
        for case_id, number, subject, shown in rows
    ]
    alike = sorted((one for one in scored if one[0] >= ALIKE_ENOUGH), reverse=True)[:limit]
    return [session.get_one(Case, (office_id, case_id)) for _, _, case_id in alike]


def _weighed(session: Session, office_id: str, words: lookup.Words, *, whole: bool) -> list[tuple[str, str]]:
    """Return the ids and texts of the cases that share most with the words."""
    runs = [run for word in words for run in letters.runs(word[0])]
    chosen = _rarity(session, office_id, whole=whole, of=runs).choose(runs)
    ids = lookup.sharing(session, office_id, chosen, whole=whole, limit=MOST_WEIGHED)
    rows = session.execute(
        select(CaseSearch.case_id, CaseSearch.public_text, CaseSearch.private_text).where(
            CaseSearch.office_id == office_id, CaseSearch.case_id.in_(ids)
        )
    )
    return [(case_id, public + private if whole else public) for case_id, public, private in rows]


def _nearness(words: lookup.Words, text: str) -> float:
    """Return how well the words are covered by what the text has, 0 to 1, each weighed by its length."""
    return sum(len(word[0]) * letters.cover(word[0], text) for word in words) / sum(len(word[0]) for word in words)


@dataclass(frozen=True, slots=True)
class _Rarity:
    """In how many of `looked_at` cases out of `total` each run of letters occurs, and what it weighs therefore."""

    counts: Mapping[str, int]
    looked_at: int
    total: int
    weights: Mapping[str, float]
    heaviest: float

    @classmethod
    def of(cls, counts: Mapping[str, int], looked_at: int, total: int) -> _Rarity:
        # Every run is weighed for every case that is looked at closely, so once for all of them.
        by_count = [math.log((looked_at + 1) / (count + 0.5)) for count in range(looked_at + 1)]
        return cls(counts, looked_at, total, {run: by_count[count] for run, count in counts.items()}, by_count[0])

    def choose(self, runs: Sequence[str]) -> list[str]:
        """Return the rarest of the runs, so that not many more than `MOST_HITS` rows are touched."""
        rarest = sorted(dict.fromkeys(runs), key=lambda run: self.counts.get(run, 0))
        unseen = [run for run in rarest if run not in self.counts][:MOST_RUNS]
        seen: list[str] = []
        hits = 0.0
        for run in [run for run in rarest if run in self.counts][:MOST_RUNS]:
            hits += self.counts[run] / self.looked_at * self.total
            if hits > MOST_HITS and len(seen) >= FEWEST_RUNS:
                break
            seen.append(run)
        return unseen + seen

    def likeness(self, one: Set[str], other: Set[str]) -> float:
        """Return what two sets of runs share of their geometric mean, 0 to 1."""
        # fsum, because a plain sum of fractions depends on their order, and a set's order on the process.
        weights, heaviest = self.weights, self.heaviest
        shared, first, second = (math.fsum([weights.get(run, heaviest) for run in runs]) for runs in (one & other, one, other))
        return shared / math.sqrt(first * second) if first and second else 0.0


def _rarity(session: Session, office_id: str, *, whole: bool, of: Sequence[str] | None = None) -> _Rarity:
    """Return how rare runs are in the cases of an office: all runs, or those of `of`, which is quicker for a few."""
    of_office = CaseSearch.office_id == office_id
    some = select(CaseSearch.case_id).where(of_office).limit(MANY).subquery()
    total = session.scalar(select(func.count()).select_from(some)) or 0
    statement = select(CaseSearch.public_text, CaseSearch.private_text).where(of_office)
    if not whole:
        statement = statement.where(CaseSearch.public_text != "")
    # Ids are random, so the first of them are a sample of all.
    counts: Counter[str] = Counter()
    looked_at = 0
    for public, private in session.execute(statement.order_by(CaseSearch.case_id).limit(SAMPLE)):
        text = public + private if whole else public
        counts.update(letters.runs(text) if of is None else [run for run in dict.fromkeys(of) if run in text])
        looked_at += 1
    return _Rarity.of(counts, looked_at, total if total < MANY else MOST_CASES)


def index(session: Session, *cases: Case) -> None:
    """Make cases of an office be found by what they say now; needed after every change of words or of who may see them."""
    session.flush()
    for start in range(0, len(cases), _BATCH):
        some = cases[start : start + _BATCH]
        office_id, ids = some[0].office_id, [case.id for case in some]
        session.execute(_FORGET, {"of_office": office_id, "ids": ids})
        session.execute(insert(_TABLE), _rows(session, office_id, some))


def reindex(session: Session, office_id: str) -> None:
    """Make every case of an office be found by what it says now, and leave nothing in the index of what was removed."""
    session.flush()
    session.execute(delete(CaseSearch).where(CaseSearch.office_id == office_id))
    ids = session.scalars(select(Case.id).where(Case.office_id == office_id).order_by(Case.id)).all()
    for start in range(0, len(ids), _BATCH):
        listed = lookup.among(session, office_id, ids[start : start + _BATCH])
        session.execute(insert(CaseSearch), _rows(session, office_id, session.scalars(select(Case).where(listed)).all()))
    lookup.tidy(session)


def purge(session: Session) -> None:
    """Take out of the index what is left in it of removed texts; on SQLite that takes a second for every ten thousand cases."""
    session.flush()
    lookup.tidy(session)


# Every change of a case asks the same, so the statements are put together once; no object of the session is held against them.
_TABLE = Base.metadata.tables[CaseSearch.__tablename__]
_OF_OFFICE: BindParameter[str] = bindparam("of_office")
_IDS: BindParameter[str] = bindparam("ids", expanding=True)
_FORGET = delete(_TABLE).where(_TABLE.c.office_id == _OF_OFFICE, _TABLE.c.case_id.in_(_IDS))
_TOLD = (
    select(CaseEvent.case_id, CaseEvent.text)
    .where(CaseEvent.office_id == _OF_OFFICE, CaseEvent.case_id.in_(_IDS), CaseEvent.is_public, CaseEvent.text != "")
    .order_by(CaseEvent.case_id, CaseEvent.seq)
)
_ADDED = (
    select(CaseMessage.case_id, CaseMessage.shown_text, CaseMessage.text)
    .where(CaseMessage.office_id == _OF_OFFICE, CaseMessage.case_id.in_(_IDS))
    .order_by(CaseMessage.case_id, CaseMessage.seq)
)


def _rows(session: Session, office_id: str, cases: Sequence[Case]) -> list[dict[str, str]]:
    asked = {"of_office": office_id, "ids": [case.id for case in cases]}
    told: defaultdict[str, list[str]] = defaultdict(list)
    for case_id, said in session.execute(_TOLD, asked):
        told[case_id].append(said)
    messages: defaultdict[str, list[_Message]] = defaultdict(list)
    for case_id, shown, own in session.execute(_ADDED, asked):
        messages[case_id].append(_Message(shown, own))
    rows = []
    for case in cases:
        public, private = _searched(case, told[case.id], messages[case.id])
        rows.append({"office_id": office_id, "case_id": case.id, "public_text": public, "private_text": private})
    return rows


class _Message(NamedTuple):
    shown_text: str
    text: str


def _searched(case: Case, told: Sequence[str], messages: Sequence[_Message]) -> tuple[str, str]:
    """Return what everybody may find a case by, and what only officers may; what is in the first is not in the second."""
    published = [case.number, case.village, case.shown_subject, case.shown_text]
    published += [message.shown_text for message in messages]
    published += told
    own = [case.subject, case.text, *(message.text for message in messages)]
    public = letters.joined(published) if case.visibility == Visibility.PUBLIC else ""
    private = own if public else [*published, *own]
    return public, letters.joined(one for one in private if letters.normalised(one) not in public)
