"""Counts of what came with responses, kept apart from them: of answers about the respondent, and of signals.

Which of what is counted came together is kept nowhere.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, Insert, func, select
from sqlalchemy.dialects import postgresql, sqlite

from survey.models.base import Base
from survey.models.response import ProfileTally, Signal, SignalTally
from survey.models.round import Collection

# Any number will do so long as every process takes the same.
_COUNTING_LOCK = 2565_87
_TAKE_TURNS = select(func.pg_advisory_xact_lock(_COUNTING_LOCK))


def take_turns(connection: Connection) -> None:
    """Let no other process count until commit: two that counted the same in another order would wait for each other.

    To be called before the response takes any other lock.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(_TAKE_TURNS)


def count_profile(connection: Connection, collection: Collection, profile: Mapping[str, str]) -> None:
    """Add one to the tally of each answer about the respondent, given by question."""
    for question, answer in sorted(profile.items()):
        _one_more(connection, ProfileTally, collection, question=question, answer=answer)


def count_signals(connection: Connection, collection: Collection, signals: Iterable[Signal]) -> None:
    """Add one to the tally of each signal that a response to the collection's instrument came with."""
    for signal in sorted(signals):
        _one_more(connection, SignalTally, collection, instrument=collection.instrument, signal=signal)


def _one_more(
    connection: Connection, table: type[ProfileTally] | type[SignalTally], collection: Collection, **counted: str
) -> None:
    row = {"office_id": collection.office_id, "round_id": collection.round_id, **counted, "number": 1}
    connection.execute(_counting(table, connection.dialect.name), row)


# Put together once: every answer asks the same.
@functools.cache
def _counting(table: type[ProfileTally] | type[SignalTally], database: str) -> Insert:
    tallies = Base.metadata.tables[table.__tablename__]
    place = [column.name for column in tallies.primary_key]
    statement = (postgresql if database == "postgresql" else sqlite).insert(tallies)
    counting: Insert = statement.on_conflict_do_update(index_elements=place, set_={"number": tallies.c.number + 1})
    return counting
