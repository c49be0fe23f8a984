"""Who uses a busy installation: many who answer, and an officer who reads the results and exports meanwhile.

Run by `bench.journey`, which says in the environment where the form is, who the officer is and where to note the keys that
were thanked for.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from locust import HttpUser, constant_throughput, task

FORM = os.environ["JOURNEY_FORM"]
ROUND = os.environ["JOURNEY_ROUND"]
FIELDS = {f"answer-{code}": "1" for code in os.environ["JOURNEY_CODES"].split()} | {"elapsed": "99"}
THANKED = Path(os.environ["JOURNEY_THANKED"]).open("a", buffering=1)  # noqa: SIM115 (open as long as the load lasts)


class Respondent(HttpUser):
    """Opens the form and sends it complete, once a second."""

    fixed_count = int(os.environ["JOURNEY_RATE"])
    wait_time = constant_throughput(1)

    @task
    def answer(self) -> None:
        """Answer once."""
        page = self.client.get(FORM, name="form").text
        key = re.search(r'name="submission-key"[^>]*value="([0-9a-f]{32})"', page)
        if key is None:
            return
        fields = {**FIELDS, "submission-key": key.group(1)}
        with self.client.post(FORM, fields, name="answer", allow_redirects=False, catch_response=True) as response:
            if response.status_code == 303:
                THANKED.write(key.group(1) + "\n")
                response.success()
            else:
                response.failure(f"status {response.status_code}")


class Officer(HttpUser):
    """Reads the results and exports, every two seconds."""

    fixed_count = 1
    wait_time = constant_throughput(0.5)

    def on_start(self) -> None:
        """Sign in."""
        page = self.client.get("/sign-in", name="sign in").text
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert token is not None  # noqa: S101 (a load without its officer measures something else)
        secret = {"username": os.environ["JOURNEY_USER"], "password": os.environ["JOURNEY_PASSWORD"]}
        self.client.post("/sign-in", {"csrf_token": token.group(1), **secret}, name="sign in")

    @task
    def read(self) -> None:
        """Read the results page and an export."""
        self.client.get(f"/office/rounds/{ROUND}/results", name="results")
        self.client.get(f"/office/rounds/{ROUND}/export/eit.csv", name="export")
