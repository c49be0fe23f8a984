"""Keys are made by a command on the machine of whoever will hold them."""

from __future__ import annotations

import stat
from pathlib import Path

from survey.sealing import opened, seal
from tests.survey.sealed.conftest import Command


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
