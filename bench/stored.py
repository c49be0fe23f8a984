"""The scorecard of 1,300,000 stored responses, from the database to JSON, against the time the database needs for the column.

The plain read is the same SELECT, by the driver alone, in blocks that are thrown away. Each kind of work is done in turns and
the best of its times counts. Run as ``python -m bench.stored``. The work is done in a process of its own, so that the peak is
this work's and nobody else's; the plain read comes last in every turn and holds no more than a block.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from bench.filled import Filled, fill
from bench.scoring import peak_megabytes
from questionnaires.loader import PACKAGED, load_all
from questionnaires.model import Instrument
from scoring import estimates
from scoring.partitions import counted
from scoring.scorecard import scorecard
from scoring.tally import tally
from survey import answers
from survey.extensions import make_engine, open_session
from survey.models import Collection
from tests import postgres

RESPONSES = 1_300_000
INSTRUMENT = "2565/iit"
GOAL_READ = 3.0
GOAL_INTERVALS = 2.0
GOAL_MEGABYTES = 1_500
REPEATS = 3
BLOCK = 65_536


@dataclass(frozen=True, slots=True)
class Measured:
    """Best times in seconds, and the highest resident memory in megabytes, Python included."""

    plain: float
    scores: float
    intervals: float
    peak: float


def main(responses: int = RESPONSES) -> None:
    """Measure on both databases and print."""
    instrument = load_all(PACKAGED).instrument(INSTRUMENT)
    for name, url in databases():
        measured = in_a_process(measure, url, fill(url, instrument, [responses])[0])
        sys.stdout.write(
            f"scorecard of {responses:,} stored responses x {INSTRUMENT}, {name}, best of {REPEATS}\n"
            f"  to JSON, to a plain read of the column    {measured.scores / measured.plain:6.2f} x"
            f"   (goal: under {GOAL_READ:.0f} x)\n"
            f"  with all intervals, to without            {measured.intervals / measured.scores:6.2f} x"
            f"   (goal: under {GOAL_INTERVALS:.0f} x)\n"
            f"  peak memory, Python included              {measured.peak:6.0f} MB  (goal: under {GOAL_MEGABYTES:,} MB)\n"
            f"  times                                     {measured.plain:.3f} s read, {measured.scores:.3f} s scored,"
            f" {measured.intervals:.3f} s with intervals\n"
        )
        sys.stdout.flush()


def databases() -> Iterator[tuple[str, str]]:
    """Yield the name and the URL of an empty database of either kind."""
    with tempfile.TemporaryDirectory() as folder:
        yield "SQLite", f"sqlite:///{folder}/bench.db"
    with postgres.server(durable=True) as url:
        yield "PostgreSQL", url


def in_a_process(work: Callable[..., Any], *arguments: Any) -> Any:
    """Do the work in a new process and return what it returns."""
    with multiprocessing.get_context("spawn").Pool(1) as process:
        return process.apply(work, arguments)


def measure(url: str, place: Filled) -> Measured:
    """Score what is stored in a round in both ways, and read it plainly."""
    instrument = load_all(PACKAGED).instrument(INSTRUMENT)
    times: dict[str, list[float]] = {"scores": [], "intervals": [], "plain": []}
    with _opened(url) as session:
        collection = session.get_one(Collection, (place.office_id, place.round_id, instrument.key))
        condition = f"WHERE office_id = '{place.office_id}' AND round_id = '{place.round_id}'"
        # scipy is imported where it is first needed.
        with_intervals(session, collection, instrument)
        for _ in range(REPEATS):
            times["scores"].append(timed(lambda: scores(session, collection, instrument)))
            times["intervals"].append(timed(lambda: with_intervals(session, collection, instrument)))
            times["plain"].append(timed(lambda: plain_read(session, condition)))
    return Measured(**{what: min(each) for what, each in times.items()}, peak=peak_megabytes())


def scores(session: Session, collection: Collection, instrument: Instrument) -> str:
    """Return the scorecard as JSON, counted block by block."""
    tallies = [tally(instrument, block) for block in answers.blocks(session, collection, instrument)]
    return json.dumps(scorecard(sum(tallies[1:], tallies[0])).as_json(), ensure_ascii=False)


def with_intervals(session: Session, collection: Collection, instrument: Instrument) -> str:
    """Return the scorecard and every interval as JSON."""
    found = counted(instrument, answers.blocks(session, collection, instrument))
    estimated = estimates.to_stored(found.estimates(population=collection.population))
    return json.dumps({**found.scorecard().as_json(), "estimates": estimated}, ensure_ascii=False)


def plain_read(session: Session, condition: str) -> int:
    """Read the column by the driver alone and return how many rows there were."""
    driver: Any = session.connection().connection
    named = {"name": "plain"} if session.get_bind().dialect.name == "postgresql" else {}
    cursor = driver.cursor(**named)
    cursor.execute(f"SELECT steps FROM iit_response {condition}")  # noqa: S608 (our own ids)
    rows = 0
    while fetched := cursor.fetchmany(BLOCK):
        rows += len(fetched)
    cursor.close()
    return rows


def timed(work: Callable[[], Any]) -> float:
    """Return how many seconds it took."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


@contextmanager
def _opened(url: str) -> Iterator[Session]:
    engine = make_engine(url)
    with open_session(engine, writes=False) as session:
        yield session
    engine.dispose()


if __name__ == "__main__":
    main()
