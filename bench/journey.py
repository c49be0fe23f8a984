"""Fifty complete responses a second for a minute, with results and an export being read meanwhile: no error, nothing lost."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from sqlalchemy import text

from bench.web import an_officer, serving_ours, the_round
from survey.config import Settings
from survey.extensions import make_engine
from tests import postgres

RATE = 50
SECONDS = 60
# The load may fall this far behind its own pace before we say that the pace was not held.
HELD = 0.97


def main() -> None:
    """Run the journey on both databases and print what came of it."""
    with tempfile.TemporaryDirectory() as folder:
        _journey("SQLite", f"sqlite:///{folder}/journey.db", Path(folder))
        with postgres.server(durable=True) as url:
            _journey("PostgreSQL", url, Path(folder))


def _journey(name: str, database: str, folder: Path) -> None:
    settings = Settings(database=database, secret="only for measuring, never for an office")  # noqa: S106 (protects nothing)
    made = the_round(database)
    password = an_officer(database)
    thanked = folder / f"{name}.keys"
    with serving_ours(settings) as (port, _processor):
        environment = os.environ | {
            "JOURNEY_FORM": made.path,
            "JOURNEY_ROUND": made.round_id,
            "JOURNEY_CODES": " ".join(made.codes),
            "JOURNEY_THANKED": str(thanked),
            "JOURNEY_RATE": str(RATE),
            "JOURNEY_USER": "bench",
            "JOURNEY_PASSWORD": password,
        }
        command = [
            sys.executable, "-m", "locust", "-f", str(Path(__file__).with_name("locustfile.py")), "--headless",
            "--host", f"http://127.0.0.1:{port}", "-u", str(RATE + 1), "-r", "100", "-t", f"{SECONDS}s",
            "--csv", str(folder / name), "--only-summary",
        ]  # fmt: skip
        subprocess.run(command, env=environment, capture_output=True, check=False)  # noqa: S603 (our own command)
    with (folder / f"{name}_stats.csv").open(newline="") as stream:
        rows = {row["Name"]: row for row in csv.DictReader(stream)}
    keys = thanked.read_text().split()
    engine = make_engine(database)
    with engine.connect() as connection:
        stored = set(connection.execute(text("SELECT key FROM eit_response")).scalars())
    engine.dispose()
    rate = len(keys) / SECONDS
    lost = len(set(keys) - stored)
    failed = int(rows["Aggregated"]["Failure Count"])
    sys.stdout.write(
        f"\n{RATE} complete responses a second for {SECONDS} s with results and exports read meanwhile, {name}\n"
        f"  held {rate:.1f} a second ({'yes' if rate >= HELD * RATE else 'NO'}), {failed} errors, {lost} lost, "
        f"99 of 100 answers within {rows['answer']['99%']} ms, results within {rows['results']['99%']} ms\n"
    )
    sys.stdout.flush()
