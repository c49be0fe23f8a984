"""The results page of a round with 10,000 responses: what a look at it costs in processor time of the server.

Four looks: the one that makes a release (every response is read and scored), the one that draws what was released anew, the one
that finds it drawn already, and the question of a page that is open whether anything has changed. Beside them stands what the
database alone takes to hand over the responses.

Run as ``python -m bench.results``.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from collections.abc import Callable

from sqlalchemy import delete, select

from bench.web import SECRET, an_officer, the_round
from questionnaires.loader import PACKAGED, load_all
from questionnaires.model import Audience
from survey import answers, thai
from survey.app import create_app
from survey.config import Settings
from survey.example.simulation import simulated_steps
from survey.extensions import open_session
from survey.manage.queries import collected_from
from survey.models import Channel, EitResponse, IitResponse, Office, Release, Round
from survey.results import live
from survey.results.operations import enter_disclosure

RESPONSES = {Audience.STAFF: 3_000, Audience.SERVICE_USERS: 7_000}
GOAL_MS = 150
REPEATS = 7
SCORE = 80.0


def main() -> None:
    """Measure on SQLite and print."""
    with tempfile.TemporaryDirectory() as folder:
        _measure(f"sqlite:///{folder}/results.db")


def _measure(database: str) -> None:
    made = the_round(database)
    password = an_officer(database)
    app = create_app(Settings(database=database, secret=SECRET))
    engine = app.extensions["engine"]
    with open_session(engine, writes=True) as session:
        office = session.scalars(select(Office)).one()
        found = session.get_one(Round, (office.id, made.round_id))
        for audience, number in RESPONSES.items():
            collection, instrument = collected_from(session, load_all(PACKAGED), found, audience)
            figures = {indicator.number: SCORE for indicator in instrument.indicators}
            steps = simulated_steps(instrument, figures, respondents=number, seed=1)
            day, batch = thai.today(), instrument.identifier.encode()
            answers.add_matrix(session, collection, instrument, matrix=steps, channel=Channel.IMPORT, today=day, batch=batch)
        enter_disclosure(session, found, level="indicators", figures={"9": SCORE, "10": SCORE})
        session.commit()

    client = app.test_client()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/sign-in").get_data(as_text=True))
    assert token is not None  # noqa: S101 (every form has one)
    client.post("/sign-in", data={"csrf_token": token[1], "username": "bench", "password": password})
    path = f"/office/rounds/{made.round_id}/results"
    client.get(path)
    shown: dict[str, str] = {}

    def forget_releases() -> None:
        with open_session(engine, writes=True) as session:
            session.execute(delete(Release))
            session.commit()
        live.forget()

    def read() -> None:
        with engine.connect() as connection:
            for table in (IitResponse, EitResponse):
                connection.execute(select(table.steps).order_by(table.key)).all()

    looks: tuple[tuple[str, Callable[[], object], Callable[[], object]], ...] = (
        ("a look that makes a release", forget_releases, lambda: client.get(path)),
        ("a look at what was released", live.forget, lambda: client.get(path)),
        ("a look at what was drawn already", _nothing, lambda: shown.update(client.get(path).headers)),
        ("has anything changed?", _nothing, lambda: client.get(path, headers={"If-None-Match": shown["ETag"]})),
    )
    handed_over = _milliseconds(_nothing, read)
    sys.stdout.write(f"results page of {sum(RESPONSES.values()):,} responses, processor time, best of {REPEATS}\n")
    for what, before, look in looks:
        spent = _milliseconds(before, look)
        sys.stdout.write(
            f"  {what:34} {spent:6.1f} ms, {spent / handed_over:5.1f} x reading every response (goal: {GOAL_MS} ms)\n"
        )


def _nothing() -> None:
    pass


def _milliseconds(before: Callable[[], object], job: Callable[[], object]) -> float:
    best = float("inf")
    for _ in range(REPEATS):
        before()
        start = time.process_time()
        job()
        best = min(best, time.process_time() - start)
    return best * 1000


if __name__ == "__main__":
    main()
