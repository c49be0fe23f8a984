"""A server does not start while a secret key lies beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from survey import sealing
from survey.complaints.nearby import LARGEST_FILE, refuse_secret_keys
from survey.config import ConfigurationError
from tests.builders import SECRET
from tests.survey.cli.conftest import alone

SECRET_KEY, PUBLIC_KEY = sealing.new_identity()
__all__ = ["alone"]


def write(file: Path, content: str | bytes) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


@pytest.mark.parametrize(
    "content",
    [
        SECRET_KEY,
        SECRET_KEY.lower(),
        f"# created: today\r\n# public key: {PUBLIC_KEY}\r\n{SECRET_KEY}\r\n",
        SECRET_KEY.encode("utf-16"),
        b"\xff\x00" * 500 + SECRET_KEY.encode(),
    ],
    # Named, since the key is another in every process.
    ids=["alone", "in small letters", "as it is kept", "in wide letters", "among other bytes"],
)
@pytest.mark.parametrize("name", ["key.txt", "sub/.hidden", "one/two/key"])
def test_a_key_in_a_file_is_found_and_the_file_is_named(tmp_path: Path, name: str, content: str | bytes) -> None:
    file = write(tmp_path / name, content)
    with pytest.raises(ConfigurationError) as refused:
        refuse_secret_keys({tmp_path: 3}, {})
    assert str(file) in str(refused.value)
    assert SECRET_KEY[16:] not in str(refused.value).upper()


def test_a_key_in_a_setting_is_found_and_the_setting_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="MY_KEY") as refused:
        refuse_secret_keys({}, {"PATH": "/bin", "MY_KEY": f" {SECRET_KEY}"})
    assert SECRET_KEY[16:] not in str(refused.value)


def test_what_is_no_key_is_let_alone(tmp_path: Path) -> None:
    write(tmp_path / "public.txt", PUBLIC_KEY)
    write(tmp_path / "guide.txt", "a secret key begins with AGE-SECRET-KEY-1… and stays with its holder")
    write(tmp_path / "large", SECRET_KEY.encode() + b"x" * LARGEST_FILE)
    write(tmp_path / "one/two/three/deep", SECRET_KEY)
    elsewhere = write(tmp_path.parent / f"{tmp_path.name}-elsewhere" / "key", SECRET_KEY)
    (tmp_path / "link").symlink_to(elsewhere)
    (tmp_path / "links").symlink_to(elsewhere.parent)
    refuse_secret_keys({tmp_path: 3, tmp_path / "nowhere": 1}, {"PUBLIC": PUBLIC_KEY})


def test_serving_is_refused(alone, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("SUTCHARIT_SECRET", SECRET)
    monkeypatch.chdir(tmp_path)
    key = write(tmp_path / "home" / "sutcharit-key.txt", SECRET_KEY)
    said = alone("serve", exit_code=2).stderr
    assert "กุญแจลับต้องไม่อยู่บนเครื่องแม่ข่าย" in said
    assert str(key) in said
    key.rename(tmp_path / "in-the-folder-one-starts-from")
    assert "in-the-folder-one-starts-from" in alone("serve", exit_code=2).stderr
    assert not (tmp_path / "home" / "complaints.db").exists()
