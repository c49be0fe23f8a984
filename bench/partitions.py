"""1,300,000 responses in Parquet files, counted by way of DuckDB, against our own engine reading the same from SQLite.

A file stands for a machine: each is counted by itself, and only the statistics are brought together; then once more by two
processes, which hand theirs over as JSON as machines would. Every way must give the same statistics, to the last digit.
Run as ``python -m bench.partitions``.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench.filled import Filled, fill, write_parquet
from bench.scoring import peak_megabytes
from bench.stored import INSTRUMENT, RESPONSES, in_a_process, timed
from questionnaires.loader import PACKAGED, load_all
from scoring.partitions import Statistics, counted, from_stored, merged, to_stored
from survey import answers
from survey.exchange.parquet_reading import lot_in
from survey.extensions import make_engine, open_session
from survey.models import Collection

REPEATS = 3
PROCESSES = 2


@dataclass(frozen=True, slots=True)
class Measured:
    """Best times in seconds, the highest memory in megabytes, and the statistics as JSON."""

    seconds: float
    peak: float
    sent: str


class NotTheSame(Exception):
    """Two ways of counting the same responses have given different statistics."""


def main(responses: int = RESPONSES) -> None:
    """Write the files from a database, count both, and print."""
    instrument = load_all(PACKAGED).instrument(INSTRUMENT)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder}/bench.db"
        place = fill(url, instrument, [responses])[0]
        files = in_a_process(written, url, place, folder)
        ours = in_a_process(from_database, url, place)
        theirs = in_a_process(from_files, files)
        dealt = [files[start::PROCESSES] for start in range(PROCESSES)]
        with multiprocessing.get_context("spawn").Pool(PROCESSES) as workers:
            # Imports what is needed.
            workers.map(as_json, [files[:1]] * PROCESSES, chunksize=1)
            together: list[Statistics] = []

            def by_several() -> None:
                sent = workers.map(as_json, dealt, chunksize=1)
                together[:] = [merged(instrument, (from_stored(instrument, json.loads(each)) for each in sent))]

            several = min(timed(by_several) for _ in range(REPEATS))
    if not ours.sent == theirs.sent == json.dumps(to_stored(together[0])):
        raise NotTheSame
    sys.stdout.write(
        f"{responses:,} responses x {INSTRUMENT} in {len(files)} Parquet files, by way of DuckDB, best of {REPEATS}\n"
        f"  to our engine on the same rows in SQLite  {theirs.seconds / ours.seconds:6.2f} x"
        f"   ({theirs.seconds:.2f} against {ours.seconds:.2f} s, {theirs.peak:.0f} against {ours.peak:.0f} MB)\n"
        f"  by {PROCESSES} processes, to one process            {several / theirs.seconds:6.2f} x"
        f"   (each sends {len(ours.sent) / 1024:.0f} kB)\n"
        f"  the same statistics in every way             yes\n"
    )
    sys.stdout.flush()


def written(url: str, place: Filled, folder: Path) -> list[Path]:
    """Write what is stored in a round to files, one for each block that is read, and return their paths."""
    instrument = load_all(PACKAGED).instrument(INSTRUMENT)
    files: list[Path] = []
    engine = make_engine(url)
    with open_session(engine, writes=False) as session:
        collection = session.get_one(Collection, (place.office_id, place.round_id, instrument.key))
        for block in answers.blocks(session, collection, instrument):
            files.append(folder / f"{len(files):04}.parquet")
            write_parquet(instrument, block, files[-1])
    engine.dispose()
    return files


def from_database(url: str, place: Filled) -> Measured:
    """Count what is stored in a round."""
    instrument = load_all(PACKAGED).instrument(INSTRUMENT)
    engine = make_engine(url)
    with open_session(engine, writes=False) as session:
        collection = session.get_one(Collection, (place.office_id, place.round_id, instrument.key))

        def work() -> str:
            return json.dumps(to_stored(counted(instrument, answers.blocks(session, collection, instrument))))

        seconds = min(timed(work) for _ in range(REPEATS))
        sent = work()
    engine.dispose()
    return Measured(seconds, peak_megabytes(), sent)


def from_files(files: list[Path]) -> Measured:
    """Count files one after the other."""
    as_json(files[:1])
    seconds = min(timed(lambda: as_json(files)) for _ in range(REPEATS))
    return Measured(seconds, peak_megabytes(), as_json(files))


def as_json(files: list[Path]) -> str:
    """Return the statistics of some files as the JSON that is sent: what a machine of its own would do."""
    instrument = load_all(PACKAGED).instrument(INSTRUMENT)
    return json.dumps(to_stored(merged(instrument, (lot_in(file, instrument).statistics for file in files))))


if __name__ == "__main__":
    main()
