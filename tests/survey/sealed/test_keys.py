"""Keys are made by a command on the machine of whoever will hold them."""

from __future__ import annotations

import stat
from pathlib import Path

from questionnaires.loader import load_all
from questionnaires.model import digest
from survey.exchange.box import Box, box_file
from survey.sealing import new_identity, opened, seal
from tests.survey import locked_key
from tests.survey.sealed.conftest import Command, key_file


def test_a_new_key_is_a_file_for_its_owner_only_and_a_line_to_send(elsewhere: Command, tmp_path: Path) -> None:
    file = tmp_path / "auditor.txt"
    done = elsewhere("keys", "new", "-o", file)
    public = done.stdout.strip()
    assert public.startswith("age1")
    assert len(public) == 62
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    secret = file.read_text().splitlines()[-1]
    assert secret.startswith("AGE-SECRET-KEY-1")
    assert secret not in done.output
    assert f"# public key: {public}" in file.read_text()
    assert opened(seal({"steps": "1"}, [public]), secret) == {"steps": "1"}
    assert "อย่าส่งให้ใคร" in done.stderr
    assert "ฐานข้อมูล" not in done.stderr


def test_an_older_key_is_never_written_over(elsewhere: Command, tmp_path: Path) -> None:
    file = tmp_path / "key.txt"
    elsewhere("keys", "new", "-o", file)
    before = file.read_bytes()
    assert "ไม่เขียนทับ" in elsewhere("keys", "new", "-o", file, exit_code=2).stderr
    assert file.read_bytes() == before


def test_a_file_that_cannot_be_written_is_said_in_words(elsewhere: Command, tmp_path: Path) -> None:
    assert "เขียนไฟล์" in elsewhere("keys", "new", "-o", tmp_path / "nowhere" / "key.txt", exit_code=2).stderr


def test_whoever_makes_a_key_where_the_answers_are_is_warned(elsewhere: Command, tmp_path: Path) -> None:
    home = tmp_path / "nothing"
    home.mkdir()
    (home / "sutcharit.db").touch()
    assert "เครื่องนี้มีฐานข้อมูลของสุจริตอยู่" in elsewhere("keys", "new", "-o", tmp_path / "key.txt").stderr


def test_a_key_can_be_locked_with_a_passphrase_and_opens_a_box_with_it(elsewhere: Command, tmp_path: Path) -> None:
    file, box, result = tmp_path / "key.age", tmp_path / "round.box", tmp_path / "scorecard.json"
    done = elsewhere("keys", "new", "-o", file, "--passphrase", typed="a long passphrase\na long passphrase\n")
    public = next(line for line in done.stdout.splitlines() if line.startswith("age1"))
    assert file.read_bytes().startswith(b"age-encryption.org/v1\n-> scrypt ")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    iit = load_all().instrument("2565/iit")
    steps = "".join(str(len(part.scale)) for part in iit.parts)
    sealed = Box(
        instrument="2565/iit",
        definition=digest(iit),
        layout=iit.part_codes,
        sealed_to=(public,),
        responses=(seal({"steps": steps, "channel": "web"}, [public]),),
    )
    box.write_bytes(box_file(sealed))
    right = elsewhere("open-box", box, "--identity", file, "-o", result, typed="a long passphrase\n")
    assert "เปิดคำตอบได้ 1 ชุด จาก 1 ชุด" in right.stdout


def test_a_locked_key_opens_with_its_own_passphrase_only(elsewhere: Command, tmp_path: Path) -> None:
    file, box, result = tmp_path / "key.age", tmp_path / "round.box", tmp_path / "scorecard.json"
    file.write_bytes(locked_key.FILE)
    iit = load_all().instrument("2565/iit")
    nothing_sealed = Box(instrument="2565/iit", definition=digest(iit), layout=iit.part_codes, sealed_to=(), responses=())
    box.write_bytes(box_file(nothing_sealed))
    wrong = elsewhere("open-box", box, "--identity", file, "-o", result, typed="something else\n", exit_code=1)
    assert "รหัสผ่านของไฟล์กุญแจไม่ถูกต้อง" in wrong.stderr
    assert not result.exists()
    elsewhere("open-box", box, "--identity", file, "-o", result, typed=f"{locked_key.PASSPHRASE}\n")
    assert result.exists()


def test_a_file_without_a_secret_key_is_refused(elsewhere: Command, tmp_path: Path) -> None:
    box, wrong = tmp_path / "round.box", tmp_path / "wrong.txt"
    iit = load_all().instrument("2565/iit")
    sealed_to_nobody = Box(
        instrument="2565/iit", definition=digest(iit), layout=iit.part_codes, sealed_to=(), responses=(b"x",)
    )
    box.write_bytes(box_file(sealed_to_nobody))
    for content in ("", "age1", "AGE-SECRET-KEY-1"):
        wrong.write_text(content)
        assert "ไม่มีกุญแจลับที่ใช้ได้" in elsewhere("open-box", box, "--identity", wrong, exit_code=2).stderr


def test_a_box_of_another_definition_is_not_scored(elsewhere: Command, tmp_path: Path) -> None:
    box = tmp_path / "round.box"
    iit = load_all().instrument("2565/iit")
    for instrument, definition, words, code in (
        ("2565/iit", "0" * 64, "ไม่ตรงกับตอนปิดรอบ", 1),
        ("2499/iit", "0" * 64, "2499/iit", 2),
    ):
        other = Box(instrument=instrument, definition=definition, layout=iit.part_codes, sealed_to=(), responses=())
        box.write_bytes(box_file(other))
        key = key_file(tmp_path, new_identity()[0])
        assert words in elsewhere("open-box", box, "--identity", key, exit_code=code).stderr
