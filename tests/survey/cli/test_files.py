"""`sutcharit import`, `export` and `rounds`, on both databases."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires.loader import PACKAGED, load_all
from questionnaires.model import Audience, Instrument
from survey.models import Round
from tests.builders import an_office, an_open_round, stored
from tests.conftest import YEARS
from tests.survey.cli.conftest import Command, WriteCsv

IIT = load_all().instrument("2565/iit")
EIT = load_all().instrument("2565/eit")


def _rows(number: int) -> list[dict[str, object]]:
    return [{part.code: 1 + (row + column) % len(part.scale) for column, part in enumerate(IIT.parts)} for row in range(number)]


def _stored(session: Session, round_id: str, audience: Audience = Audience.STAFF) -> int:
    try:
        return stored(session, session.scalars(select(Round).where(Round.id == round_id)).one(), audience)
    finally:
        # A session that has looked would keep the command from writing.
        session.rollback()


def test_what_was_imported_comes_out_again(
    command: Command, session: Session, round_id: str, write_csv: WriteCsv, tmp_path: Path
) -> None:
    file = write_csv(IIT.part_codes, _rows(7))
    assert "7" in command("import", round_id, file).stdout
    assert _stored(session, round_id) == 7
    target = tmp_path / "out.csv"
    command("export", round_id, "--instrument", "iit", "-o", target)
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    before = command("score", file, "--instrument", "2565/iit", "--json").stdout
    assert command("score", target, "--instrument", "2565/iit", "--json").stdout == before


def test_one_bad_row_keeps_everything_out(command: Command, session: Session, round_id: str, write_csv: WriteCsv) -> None:
    rows = [*_rows(3), {**_rows(1)[0], "i2": 7}]
    result = command("import", round_id, write_csv(IIT.part_codes, rows), exit_code=1)
    assert "แถว 5" in result.stderr
    assert "i2" in result.stderr
    assert _stored(session, round_id) == 0


def test_skipping_bad_rows_stores_the_rest_and_writes_the_bad_ones_to_a_file(
    command: Command, session: Session, round_id: str, write_csv: WriteCsv
) -> None:
    rows = [*_rows(3), {**_rows(1)[0], "i2": 7}]
    file = write_csv(IIT.part_codes, rows)
    command("import", round_id, file, "--skip-bad")
    assert _stored(session, round_id) == 3
    bad = file.with_suffix(".bad.csv")
    mended = bad.read_text(encoding="utf-8-sig").replace(",7,", ",4,", 1)
    bad.write_text(mended, encoding="utf-8-sig")
    command("import", round_id, bad)
    assert _stored(session, round_id) == 4


def test_the_same_file_is_stored_once(command: Command, session: Session, round_id: str, write_csv: WriteCsv) -> None:
    file = write_csv(IIT.part_codes, _rows(3))
    command("import", round_id, file)
    assert "นำเข้า" in command("import", round_id, file, exit_code=1).stderr
    assert _stored(session, round_id) == 3


def test_the_instrument_may_be_named_by_key_or_with_its_year(
    command: Command, session: Session, round_id: str, write_csv: WriteCsv
) -> None:
    command("import", round_id, write_csv(IIT.part_codes, _rows(1), "a.csv"), "--instrument", "iit")
    command("import", round_id, write_csv(IIT.part_codes, _rows(2), "b.csv"), "--instrument", "2565/iit")
    assert _stored(session, round_id) == 3
    command("import", round_id, write_csv(IIT.part_codes, _rows(2), "c.csv"), "--instrument", "2599/iit", exit_code=2)


def test_a_file_of_service_users_finds_its_own_place(
    command: Command, session: Session, round_id: str, write_csv: WriteCsv
) -> None:
    command("import", round_id, write_csv(EIT.part_codes, [{part.code: 1 for part in EIT.parts}]))
    assert (_stored(session, round_id), _stored(session, round_id, Audience.SERVICE_USERS)) == (0, 1)


def test_exporting_several_instruments_writes_a_file_each(
    command: Command, round_id: str, write_csv: WriteCsv, tmp_path: Path
) -> None:
    command("import", round_id, write_csv(IIT.part_codes, _rows(5), "iit.csv"))
    command("import", round_id, write_csv(EIT.part_codes, [{part.code: 2 for part in EIT.parts}] * 5, "eit.csv"))
    command("export", round_id, "-o", tmp_path / "out.csv")
    assert sorted(file.name for file in tmp_path.glob("out*.csv")) == ["out-eit.csv", "out-iit.csv"]


@pytest.mark.parametrize("instrument", [IIT, EIT], ids=lambda one: one.key)
def test_answers_of_few_are_not_exported(
    command: Command, round_id: str, write_csv: WriteCsv, tmp_path: Path, instrument: Instrument
) -> None:
    rows = [{part.code: 1 for part in instrument.parts}] * 4
    command("import", round_id, write_csv(instrument.part_codes, rows))
    command("export", round_id, "--instrument", instrument.key, "-o", tmp_path / "out.csv", exit_code=1)
    assert not (tmp_path / "out.csv").exists()


def test_whoever_exports_answers_of_the_staff_before_the_close_is_told_why_not_to_do_it_twice(
    command: Command, round_id: str, write_csv: WriteCsv, tmp_path: Path
) -> None:
    command("import", round_id, write_csv(IIT.part_codes, _rows(5)))
    assert "เทียบไฟล์สองครั้ง" in command("export", round_id, "--instrument", "iit", "-o", tmp_path / "out.csv").stderr


def test_rounds_are_listed_with_their_counts(command: Command, round_id: str, write_csv: WriteCsv) -> None:
    command("import", round_id, write_csv(IIT.part_codes, _rows(6)))
    assert round_id in command("rounds").stdout
    (listed,) = json.loads(command("rounds", "--json").stdout)
    assert (listed["round"], listed["fiscal_year"], listed["state"]) == (round_id, 2565, "open")
    assert listed["answers"] == {"iit": 6, "eit": 0}


def test_an_unknown_round_is_a_wrong_use(command: Command, round_id: str, write_csv: WriteCsv) -> None:
    command("import", "nowhere", write_csv(IIT.part_codes, _rows(1)), exit_code=2)
    command("export", "nowhere", "-o", "out.csv", exit_code=2)


@pytest.mark.parametrize("text", ["i1.1,i1.2\n1,2\n", "", "a,b\n1,2\n"], ids=["columns missing", "empty", "other columns"])
def test_an_unusable_file_stores_nothing(command: Command, session: Session, round_id: str, tmp_path: Path, text: str) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(text)
    command("import", round_id, file, exit_code=1)
    assert _stored(session, round_id) == 0


def test_a_round_of_a_fictional_year_is_imported_and_scored_without_code(
    command: Command, session: Session, write_csv: WriteCsv
) -> None:
    definitions = load_all(PACKAGED, YEARS)
    made = an_open_round(session, an_office(session), definitions=definitions, fiscal_year=2599)
    session.commit()
    instrument = definitions.instrument("2599/iit")
    best = {part.code: 1 + part.points.index(max(part.points)) for part in instrument.parts}
    file = write_csv(instrument.part_codes, [best])
    command("import", made.id, file)
    # The best step of every part is worth 100, so every mean of them is.
    assert json.loads(command("score", file, "--instrument", "2599/iit", "--json").stdout)["score"] == 100.0


def _google(tmp_path: Path, *rows: list[str]) -> Path:
    """A file of EIT answers as Google Forms writes it."""
    questions = [f"{item.text} [{part.text}]" if item.is_divided else item.text for item in EIT.items for part in item.parts]
    file = tmp_path / "form.csv"
    lines = [["ประทับเวลา", *questions], *(["1/2/2565", *row] for row in rows)]
    file.write_text("\n".join(",".join(line) for line in lines), encoding="utf-8")
    return file


def test_a_file_with_other_headings_is_stored_only_once_its_matching_is_agreed_to(
    command: Command, session: Session, round_id: str, tmp_path: Path
) -> None:
    file = _google(tmp_path, [part.scale.labels[0] for part in EIT.parts])
    refused = command("import", round_id, file, exit_code=1, typed="n\n")
    assert "ไม่อ่านและไม่เก็บ" in refused.stderr
    assert "ไม่ได้บันทึกคำตอบใด" in refused.stderr
    command("import", round_id, file, exit_code=1, typed="")
    assert _stored(session, round_id, Audience.SERVICE_USERS) == 0
    command("import", round_id, file, typed="y\n")
    assert _stored(session, round_id, Audience.SERVICE_USERS) == 1
    assert "จึงไม่บันทึกซ้ำ" in command("import", round_id, file, "--yes", exit_code=1).stderr


def test_a_map_file_says_what_the_guess_could_not(command: Command, session: Session, round_id: str, tmp_path: Path) -> None:
    file = _google(tmp_path, ["ไม่แน่ใจ", *(part.scale.labels[0] for part in EIT.parts[1:])])
    file.write_text(file.read_text(encoding="utf-8").replace(f"{EIT.items[1].text},", "ความเสมอภาค,"), encoding="utf-8")
    assert "ยังไม่มีคอลัมน์ของข้อ e2" in command("import", round_id, file, "--yes", exit_code=1).stderr
    mapping = tmp_path / "map.yaml"
    mapping.write_text("columns:\n  ความเสมอภาค: e2\nlabels:\n  level4:\n    ไม่แน่ใจ: 0\n", encoding="utf-8")
    command("import", round_id, file, "--yes", "--map", mapping)
    assert _stored(session, round_id, Audience.SERVICE_USERS) == 1
    for wrong in ("columns:\n  ZZ: e2\n", "columns:\n  D: e99\n", "labels:\n  level4:\n    x: 9\n", "[1]", "other: {}", "a: ["):
        mapping.write_text(wrong, encoding="utf-8")
        assert str(mapping) in command("import", round_id, file, "--yes", "--map", mapping, exit_code=2).stderr


def test_the_ending_of_the_file_says_in_which_format_it_is_written(
    command: Command, round_id: str, write_csv: WriteCsv, tmp_path: Path
) -> None:
    command("import", round_id, write_csv(EIT.part_codes, [{part.code: 2 for part in EIT.parts}] * 5))
    starts = {
        "csv": b"\xef\xbb\xbfe1.1",
        "xlsx": b"PK",
        "sav": b"$FL2",
        "parquet": b"PAR1",
        "xml": b"<?xml",
        "CSV": b"\xef\xbb\xbf",
    }
    for ending, start in starts.items():
        target = tmp_path / f"out.{ending}"
        command("export", round_id, "--instrument", "eit", "-o", target)
        assert target.read_bytes().startswith(start)
    assert ".xlsx" in command("export", round_id, "-o", tmp_path / "out.docx", exit_code=2).stderr


def test_a_workbook_that_was_exported_is_imported_again(
    command: Command, session: Session, round_id: str, write_csv: WriteCsv, tmp_path: Path
) -> None:
    command("import", round_id, write_csv(EIT.part_codes, [{part.code: 2 for part in EIT.parts}] * 5))
    command("export", round_id, "--instrument", "eit", "-o", tmp_path / "out.xlsx")
    command("import", round_id, tmp_path / "out.xlsx", "--instrument", "eit")
    assert _stored(session, round_id, Audience.SERVICE_USERS) == 10
