"""A thousand offices compared, 1,300,000 responses in all, in one pass over what is stored.

Run as ``python -m bench.many``; the work is done in a process of its own, so that the peak is this work's and nobody else's.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass

from bench.filled import fill
from bench.scoring import peak_megabytes
from bench.stored import GOAL_MEGABYTES, INSTRUMENT, databases, in_a_process, plain_read, timed
from questionnaires.loader import PACKAGED, load_all
from survey.extensions import make_engine, open_session
from survey.offices import offices

OFFICES = 1_000
RESPONSES = 1_300


@dataclass(frozen=True, slots=True)
class Compared:
    """How many offices were shown, the seconds that took and those of a plain read of the column, and the highest memory."""

    shown: int
    seconds: float
    plain: float
    peak: float


def main(number: int = OFFICES, responses: int = RESPONSES) -> None:
    """Compare so many offices of so many responses each on both databases, and print."""
    instrument = load_all(PACKAGED).instrument(INSTRUMENT)
    for name, url in databases():
        fill(url, instrument, [responses] * number)
        measured = in_a_process(compare, url)
        sys.stdout.write(
            f"{measured.shown:,} offices of {responses:,} responses compared with intervals, {name}, in one pass\n"
            f"  to a plain read of the column             {measured.seconds / measured.plain:6.2f} x"
            f"   ({measured.seconds:.2f} against {measured.plain:.2f} s,"
            f" {1_000 * measured.seconds / max(measured.shown, 1):.1f} ms an office)\n"
            f"  peak memory, Python included              {measured.peak:6.0f} MB  (goal: under {GOAL_MEGABYTES:,} MB)\n"
        )
        sys.stdout.flush()


def compare(url: str) -> Compared:
    """Compare all offices of a database once, and read the column plainly in the same order."""
    definitions = load_all(PACKAGED)
    engine = make_engine(url)
    with open_session(engine, writes=False) as session:
        start = time.perf_counter()
        found = offices(session, definitions, definitions.instrument(INSTRUMENT))
        json.dumps(found.as_json(), ensure_ascii=False)
        seconds = time.perf_counter() - start
        peak = peak_megabytes()
        plain = min(timed(lambda: plain_read(session, "ORDER BY office_id, round_id")) for _ in range(2))
    engine.dispose()
    return Compared(sum(one.why is None for one in found.offices), seconds, plain, peak)


if __name__ == "__main__":
    main()
