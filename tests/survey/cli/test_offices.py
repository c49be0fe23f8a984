"""`sutcharit offices`: the offices of the database, or those whose responses are in Parquet files."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import duckdb
import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from questionnaires.loader import PACKAGED, load_all
from questionnaires.model import Audience
from scoring.scorecard import score
from survey import answers, thai
from survey.manage.operations import close_round
from survey.models import Channel
from tests.builders import an_office, an_open_round, collected
from tests.survey.cli.conftest import Command

DEFINITIONS = load_all(PACKAGED)
IIT = DEFINITIONS.instrument("2565/iit")
CODES = IIT.part_codes
# The answers that are worth nothing and everything, whichever way a part is turned.
WORST = [1 + int(np.argmin(part.points)) for part in IIT.parts]
BEST = [1 + int(np.argmax(part.points)) for part in IIT.parts]


def rows(*each: list[int]) -> NDArray[np.uint8]:
    return np.array(each, dtype=np.uint8)


def a_file(path: Path, columns: dict[str, str], number: int = 1) -> Path:
    """A Parquet file written by DuckDB alone: names of columns and what SQL puts into every row of them."""
    listed = ", ".join(f'{value} AS "{name}"' for name, value in columns.items())
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT {listed} FROM range({number})) TO '{path}' (FORMAT parquet)")  # noqa: S608 (our own names)
    return path


def ticked(steps: list[int], *, point: str = "_", kind: str = "UTINYINT") -> dict[str, str]:
    return {code.replace(".", point): f"{step}::{kind}" for code, step in zip(CODES, steps, strict=True)}


def test_the_offices_of_the_database_are_printed_with_intervals_and_as_json(command: Command, session: Session) -> None:
    for name, step, number in (("ก", BEST, 6), ("ข", WORST, 3)):
        found = an_open_round(session, an_office(session, name))
        collection, instrument = collected(session, found, Audience.STAFF)
        keyed = {"channel": Channel.IMPORT, "today": thai.today(), "batch": name.encode()}
        answers.add_matrix(session, collection, instrument, matrix=rows(*[step] * number), **keyed)
        close_round(session, DEFINITIONS, found)
    session.commit()
    shown = command("offices", "2565/iit").stdout.splitlines()
    # Six of 45 gave the best answer throughout: what a sample of six can miss is 17 of 45, by the hypergeometric distribution
    # (of 28 others 376,740 ways to draw six, 4.63 % of 8,145,060; 29 leave 475,020 ways, 5.83 %), so 100 x 28/45 is the limit.
    assert shown[0].split("\t") == ["100.00 (64.44–100.00 ใช้อย่างระวัง)", "ผู้ตอบ 6 คน", "ก", "ซ้อมครั้งที่ 1"]
    assert shown[1].split("\t") == ["–", "ผู้ตอบน้อยเกินไป จึงไม่แสดงผล", "ข", "ซ้อมครั้งที่ 1"]
    assert shown[2] == "รวมทุกหน่วยงานที่นับคำตอบได้ ผู้ตอบ 6 คน คะแนน 100.00"
    found = json.loads(command("offices", "2565/iit", "--json").stdout)
    assert found["together"] == {"n": 6, "score": 100.0}
    assert [(one["office"], one["n"], one["score"], one["hidden"]) for one in found["offices"]] == [
        ("ก", 6, 100.0, None),
        ("ข", None, None, "too_few"),
    ]


def test_an_installation_without_a_closed_round_says_so(command: Command) -> None:
    assert "ยังไม่มีหน่วยงานใดปิดรอบที่ใช้แบบวัด 2565/iit" in command("offices", "2565/iit").stdout


def test_files_are_offices_and_together_they_score_what_all_rows_at_once_do(alone: Command, tmp_path: Path) -> None:
    first = a_file(tmp_path / "เมือง.parquet", {**ticked(BEST), "other": "'x'"}, 7)
    # Named by codes, in another kind of number and another order.
    second = a_file(tmp_path / "[ชนบท]*.parquet", dict(reversed(ticked(WORST, point=".", kind="BIGINT").items())), 5)
    found = json.loads(alone("offices", "2565/iit", first, second, "--json").stdout)
    assert [(one["office"], one["n"], one["score"]) for one in found["offices"]] == [("[ชนบท]*", 5, 0.0), ("เมือง", 7, 100.0)]
    card = score(IIT, rows(*[BEST] * 7, *[WORST] * 5))
    assert found["together"] == {"n": 12, "score": card.score}


def test_null_in_a_file_is_blank(alone: Command, tmp_path: Path) -> None:
    blank = {**ticked(BEST), "i2": "NULL::UTINYINT", "i7": "0::UTINYINT"}
    found = json.loads(alone("offices", "2565/iit", a_file(tmp_path / "a.parquet", blank, 9), "--json").stdout)
    # Nobody answered i2 and i7, so their indicators and the instrument have no score.
    (one,) = found["offices"]
    assert (one["n"], one["score"], one["low"]) == (9, None, None)
    assert [number for number, each in one["indicators"].items() if each["score"] is None] == ["1", "2"]


def test_files_that_are_from_the_same_round_of_the_same_office_are_one(
    command: Command, session: Session, tmp_path: Path
) -> None:
    found = an_open_round(session, an_office(session, "ก"))
    collection, instrument = collected(session, found, Audience.STAFF)
    keyed = {"channel": Channel.IMPORT, "today": thai.today(), "batch": b"1"}
    answers.add_matrix(session, collection, instrument, matrix=rows(*[BEST] * 6), **keyed)
    close_round(session, DEFINITIONS, found)
    session.commit()
    exported = tmp_path / "exported.parquet"
    command("export", found.id, "--instrument", "iit", "-o", exported)
    other = tmp_path / "copy.parquet"
    other.write_bytes(exported.read_bytes())
    (one,) = json.loads(command("offices", "2565/iit", exported, other, "--json").stdout)["offices"]
    assert (one["office"], one["title"], one["n"], one["score"]) == ("ก", "ซ้อมครั้งที่ 1", 12, 100.0)
    assert "เป็นคำตอบของแบบวัด 2565/iit ไม่ใช่ 2565/eit" in command("offices", "2565/eit", exported, exit_code=1).stderr


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"i1_1": "1"}, "ไม่มีคอลัมน์ i1.2, i2, i3.1, i3.2, i3.3, i4.1, i4.2, i4.3, i5.1, i5.2 และอีก 40 คอลัมน์"),
        ({**ticked(BEST), "i9": "5"}, "ข้อ i9 มีค่า 5 แต่ระดับคือ 1 ถึง 4"),
        ({**ticked(BEST), "i9": "2.5"}, "ระดับต้องเป็นจำนวนเต็ม"),
        ({**ticked(BEST), "i9": "'มาก'"}, "อ่านเป็นไฟล์ Parquet ไม่ได้"),
    ],
)
def test_a_file_that_holds_something_else_is_refused_by_name(
    alone: Command, tmp_path: Path, columns: dict[str, str], said: str
) -> None:
    told = alone("offices", "2565/iit", a_file(tmp_path / "bad.parquet", columns), exit_code=1).stderr
    assert f"bad.parquet: {said}" in told


def test_what_is_no_parquet_and_what_is_no_instrument_are_refused(alone: Command, tmp_path: Path) -> None:
    text = tmp_path / "text.parquet"
    text.write_text("i1.1,i1.2", encoding="utf-8")
    assert "text.parquet: อ่านเป็นไฟล์ Parquet ไม่ได้" in alone("offices", "2565/iit", text, exit_code=1).stderr
    assert "ไม่มีแบบวัด 2565/oit" in alone("offices", "2565/oit", exit_code=2).stderr


def test_a_machine_that_cannot_read_parquet_says_what_to_install(
    alone: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = a_file(tmp_path / "a.parquet", ticked(BEST))
    # As on a machine without it: Python then finds no such package.
    monkeypatch.setitem(sys.modules, "duckdb", None)
    told = alone("offices", "2565/iit", file, exit_code=2).stderr
    assert "pip install 'sutcharit[parquet]'" in told
