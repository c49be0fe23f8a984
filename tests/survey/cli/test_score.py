"""`sutcharit score`: a file goes in, a scorecard comes out, and no database is touched."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from questionnaires.loader import load_all
from tests.survey.cli.conftest import Command, WriteCsv

IIT = load_all().instrument("2565/iit")
# Hand-worked. Everybody ticks the highest step but in the parts named; a mixed item, a reversed yes/no and a divided item
# with blanks are among them.
BEST_BY_TICKING_HIGH = {
    # i4, i5, i6: yes is bad, so everybody who ticks the highest step earns 0 in each.
    4: 0.0,
    5: 0.0,
    6: 0.0,
    # i11.1 is positive (100), i11.2 negative (0): the item is 50.
    11: 50.0,
}


def _highest(**changes: object) -> dict[str, object]:
    return {part.code: len(part.scale) for part in IIT.parts} | changes


def _item(scorecard: dict[str, object], code: str) -> dict[str, object]:
    items = [item for indicator in scorecard["indicators"] for item in indicator["items"]]  # type: ignore[attr-defined,index]
    return next(item for item in items if item["code"] == code)


def test_the_json_holds_exactly_the_agreed_keys(alone: Command, write_csv: WriteCsv) -> None:
    file = write_csv(IIT.part_codes, [_highest()])
    card = json.loads(alone("score", file, "--instrument", "2565/iit", "--json").stdout)
    assert list(card) == ["instrument", "fiscal_year", "n", "score", "indicators"]
    assert (card["instrument"], card["fiscal_year"], card["n"]) == ("2565/iit", 2565, 1)
    assert list(card["indicators"][0]) == ["number", "title", "score", "items"]
    assert list(card["indicators"][0]["items"][0]) == ["code", "score", "n", "parts"]
    assert card["indicators"][0]["items"][0]["parts"][0] == {
        "code": "i1.1",
        "score": 100.0,
        "n": 1,
        "steps": {"1": 0, "2": 0, "3": 0, "4": 1},
    }


def test_ticking_the_highest_step_throughout_scores_what_the_directions_say(alone: Command, write_csv: WriteCsv) -> None:
    card = json.loads(alone("score", write_csv(IIT.part_codes, [_highest()]), "--instrument", "2565/iit", "--json").stdout)
    for number, expected in BEST_BY_TICKING_HIGH.items():
        assert _item(card, f"i{number}")["score"] == expected
    # Indicator 1: i1, i2, i3 are 100 and i4, i5, i6 are 0.
    assert card["indicators"][0]["score"] == 50.0


def test_a_blank_in_a_divided_item_leaves_the_mean_of_the_parts_answered(alone: Command, write_csv: WriteCsv) -> None:
    # First respondent: i1.1 = 4 (100), i1.2 blank -> 100. Second: 1 and 3 -> (0 + 67) / 2 = 33.5. Third: both blank.
    rows = [_highest(**{"i1.1": 4, "i1.2": ""}), _highest(**{"i1.1": 1, "i1.2": 3}), _highest(**{"i1.1": "", "i1.2": ""})]
    card = json.loads(alone("score", write_csv(IIT.part_codes, rows), "--instrument", "2565/iit", "--json").stdout)
    assert _item(card, "i1")["score"] == pytest.approx((100 + 33.5) / 2, abs=1e-12)
    assert _item(card, "i1")["n"] == 2
    assert card["n"] == 3


def test_labels_and_columns_in_any_order_score_the_same_as_steps(alone: Command, write_csv: WriteCsv) -> None:
    steps = [_highest(i2=2), _highest(i2=3)]
    labels = [{part.code: part.scale.labels[int(str(row[part.code])) - 1] for part in IIT.parts} for row in steps]
    first = alone("score", write_csv(IIT.part_codes, steps), "--instrument", "2565/iit", "--json").stdout
    file = write_csv(reversed(IIT.part_codes), labels, "labels.csv")
    assert alone("score", file, "--instrument", "2565/iit", "--json").stdout == first


def test_the_instrument_is_recognised_by_its_codes_where_it_is_not_named(alone: Command, write_csv: WriteCsv) -> None:
    card = json.loads(alone("score", write_csv(IIT.part_codes, [_highest()]), "--json").stdout)
    assert card["instrument"] == "2565/iit"


def test_unknown_columns_are_reported_beside_the_json_and_not_in_it(alone: Command, write_csv: WriteCsv) -> None:
    result = alone("score", write_csv([*IIT.part_codes, "เวลา"], [_highest()]), "--instrument", "2565/iit", "--json")
    json.loads(result.stdout)
    assert "เวลา" in result.stderr


def test_every_bad_cell_is_listed_with_row_and_column_and_nothing_is_scored(alone: Command, write_csv: WriteCsv) -> None:
    rows = [_highest(**{"i1.1": 9, "i4.1": "มาก"}), _highest(), _highest(**{"i30.4": "ไม่ทราบ"})]
    result = alone("score", write_csv(IIT.part_codes, rows), "--instrument", "2565/iit", "--json", exit_code=1)
    assert result.stdout == ""
    for row, column in ((2, "i1.1"), (2, "i4.1"), (4, "i30.4")):
        assert any(f"แถว {row}" in line and column in line for line in result.stderr.splitlines())


def test_a_file_of_nobody_has_no_score(alone: Command, write_csv: WriteCsv) -> None:
    card = json.loads(alone("score", write_csv(IIT.part_codes, []), "--instrument", "2565/iit", "--json").stdout)
    assert (card["n"], card["score"]) == (0, None)


def test_the_words_for_people_print_two_decimals(alone: Command, write_csv: WriteCsv) -> None:
    words = alone("score", write_csv(IIT.part_codes, [_highest()]), "--instrument", "2565/iit").stdout
    assert "ตัวชี้วัดที่ 1 การปฏิบัติหน้าที่ 50.00" in words


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "ว่าง"),
        (b"\x00\x01\x02" * 5000, ""),
        (b"i1.1,i1.2\n1,2\n", "i30.4"),
        ((",".join(IIT.part_codes) + "\nมาก").encode("cp874"), "UTF-8"),
    ],
    ids=["empty", "noise", "columns missing", "another encoding"],
)
def test_an_unusable_file_is_refused_with_a_reason(alone: Command, tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "bad.csv"
    file.write_bytes(content)
    result = alone("score", file, "--instrument", "2565/iit", "--json", exit_code=1)
    assert result.stdout == ""
    assert said in result.stderr
    assert result.stderr.strip()


def test_a_wrong_command_line_ends_with_two(alone: Command, write_csv: WriteCsv, tmp_path: Path) -> None:
    alone("score", tmp_path / "nowhere.csv", exit_code=2)
    result = alone("score", write_csv(IIT.part_codes, [_highest()]), "--instrument", "2500/iit", exit_code=2)
    assert "2500/iit" in result.stderr


def test_scoring_a_file_needs_neither_web_nor_database(write_csv: WriteCsv, tmp_path: Path) -> None:
    file = write_csv(IIT.part_codes, [_highest()])
    program = (
        "import sys; from survey.cli import main; main(['score', sys.argv[1], '--json'], standalone_mode=False);"
        "sys.exit(int(any(name in sys.modules for name in ('flask', 'sqlalchemy', 'scipy', 'pandas'))))"
    )
    done = subprocess.run([sys.executable, "-c", program, str(file)], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["n"] == 1
