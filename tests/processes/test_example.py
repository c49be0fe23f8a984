"""The example as a newcomer meets it: one command, everything printed, and nothing lost on the second start."""

from __future__ import annotations

import json
import re
import signal
from pathlib import Path

import pytest

from questionnaires.loader import load_all
from tests.processes.conftest import Server, free_port, key_in, path_of, serving
from tests.processes.started import done

IIT = load_all().instrument("2565/iit")
ANSWERS = {f"answer-{part.code}": "1" for part in IIT.parts}


def _codes(server: Server) -> list[str]:
    return re.findall(r"\b(?:[2-9A-Z]{4}-){2}[2-9A-Z]{4}\b", server.printed)


def _rounds(home: Path) -> dict[str, object]:
    code, printed = done("rounds", "--json", environment={"SUTCHARIT_HOME": str(home)})
    assert code == 0, printed
    (found,) = json.loads(printed)
    return dict(found)


def test_the_first_start_prints_what_a_newcomer_needs_and_a_staff_answer_survives_the_second(tmp_path: Path) -> None:
    port = free_port()
    with serving(tmp_path, port=port, typed=True) as server:
        for address in (path_of(server, "iit"), path_of(server, "eit"), "/sign-in"):
            assert f"http://127.0.0.1:{port}{address}" in server.printed
            assert server.request("GET", address)[0] == 200
        assert re.search(r"/office/rounds/\w+/results", server.printed)
        assert re.search(r"รหัสผ่าน: \S+", server.printed)
        assert len(_codes(server)) >= 2
        assert json.loads(server.request("GET", "/healthz")[1])["schema"]
        form = path_of(server, "iit")
        key = key_in(server.request("GET", form)[1])
        answered = {**ANSWERS, "submission-key": key, "code": _codes(server)[0]}
        assert server.request("POST", form, answered)[0] == 303
        assert server.stop(signal.SIGINT) == 0
    before = _rounds(tmp_path)
    with serving(tmp_path, port=port) as server:
        assert path_of(server, "iit") == form
        # The retry of an answer that was thanked for is thanked again and stored once.
        assert server.request("POST", form, answered)[0] == 303
        assert server.stop(signal.SIGTERM) == 0
    assert _rounds(tmp_path) == before
    # 36 made-up answers and one of a person.
    assert before["answers"] == {"iit": 37, "eit": 48}


def test_the_made_up_answers_come_near_the_published_figures(home: Path, tmp_path: Path) -> None:
    published = {1: 83.05, 2: 89.25, 3: 81.24, 4: 80.55, 5: 88.89, 6: 75.41, 7: 78.61, 8: 66.55}
    near = {}
    for key in ("iit", "eit"):
        file = tmp_path / f"{key}.csv"
        round_id = str(_rounds(home)["round"])
        environment = {"SUTCHARIT_HOME": str(home)}
        assert done("export", round_id, "--instrument", key, "-o", str(file), environment=environment)[0] == 0
        code, printed = done("score", str(file), "--json", environment=environment)
        assert code == 0, printed
        near |= {one["number"]: one["score"] for one in json.loads(printed)["indicators"]}
    assert near == {number: pytest.approx(figure, abs=1.0) for number, figure in published.items()}


def test_the_example_stays_out_of_an_installation_that_is_real(tmp_path: Path) -> None:
    environment = {"SUTCHARIT_HOME": str(tmp_path), "SUTCHARIT_DATABASE": f"sqlite:///{tmp_path}/real.db"}
    assert done("user", "add", "malee", "--office", "เทศบาล", environment=environment)[0] == 0
    code, printed = done("serve", "--example", environment=environment)
    assert code == 2
    assert "หน่วยงานจริง" in printed


def test_a_port_that_is_taken_is_said_in_words(home: Path) -> None:
    port = free_port()
    with serving(home, port=port):
        code, printed = done("serve", "--example", "--port", str(port), environment={"SUTCHARIT_HOME": str(home)})
    assert code == 2
    assert "--port" in printed
