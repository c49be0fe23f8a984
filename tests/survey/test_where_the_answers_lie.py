"""The benchmarks of stored responses at a tiny size: every way of counting the same responses gives the same statistics."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench import many, partitions, stored
from bench.filled import fill
from questionnaires.loader import PACKAGED, load_all
from scoring.partitions import from_stored, merged
from survey import answers

IIT = load_all(PACKAGED).instrument(stored.INSTRUMENT)


def test_files_read_by_duckdb_and_rows_of_the_database_give_the_same_statistics(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place,) = fill(database_url, IIT, [250])
    # A file for each block of 100 rows.
    monkeypatch.setattr(answers, "_BLOCK", 100)
    files = partitions.written(database_url, place, tmp_path)
    assert len(files) == 3
    ours = partitions.from_database(database_url, place)
    assert json.loads(ours.sent)["rows"] == 250
    assert partitions.from_files(files).sent == ours.sent
    # Counted by themselves in another order, sent as JSON, and brought together.
    sent = [partitions.as_json([file]) for file in reversed(files)]
    assert merged(IIT, (from_stored(IIT, json.loads(one)) for one in sent)) == from_stored(IIT, json.loads(ours.sent))


def test_the_measurements_of_stored_responses_run_at_any_size(database_url: str) -> None:
    places = fill(database_url, IIT, [40, 3, 60])
    measured = stored.measure(database_url, places[0])
    assert min(measured.plain, measured.scores, measured.intervals, measured.peak) > 0
    # The office of three is not shown.
    assert many.compare(database_url).shown == 2
