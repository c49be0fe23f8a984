"""A server never holds what opens complaints: it does not start while a secret key lies beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

from survey.config import ConfigurationError
from survey.sealing import SECRET_MARK

LARGEST_FILE = 256 * 1024
MOST_FILES = 5000
LEVELS = 3
# A text that only speaks of secret keys holds the mark alone; behind it in a key stand the 58 letters of 32 bytes and a check.
_KEY = re.compile(re.escape(SECRET_MARK) + "1[0-9A-Z]{20}", re.IGNORECASE)


def refuse_secret_keys(folders: Mapping[Path, int], environ: Mapping[str, str]) -> None:
    """Raise ConfigurationError where a secret key lies in a setting or in a file of some folders, each down to so many levels.

    Only ordinary files up to `LARGEST_FILE` are looked into, at most `MOST_FILES` of them; links are not followed. A key that
    is locked with a passphrase is not recognised.
    """
    for name, value in environ.items():
        if _KEY.search(value):
            raise ConfigurationError(
                f"ไม่เปิดระบบ: ค่าตั้ง {name} มีกุญแจลับ ({SECRET_MARK}…) กุญแจลับต้องไม่อยู่บนเครื่องแม่ข่าย\n"
                "กรุณานำออก และถือว่ากุญแจดอกนี้ใช้ต่อไม่ได้แล้ว ให้ผู้ถือกุญแจสร้างดอกใหม่บนเครื่องของตน"
            )
    found = (file for folder, levels in folders.items() for file in _files(folder, levels))
    for file in islice(found, MOST_FILES):
        if _holds_key(file):
            raise ConfigurationError(
                f"ไม่เปิดระบบ: พบกุญแจลับ ({SECRET_MARK}…) ในไฟล์ {file} กุญแจลับต้องไม่อยู่บนเครื่องแม่ข่าย\n"
                "กรุณาย้ายไปไว้ที่ผู้ถือกุญแจแล้วลบไฟล์นี้ หากมีผู้อื่นเข้าถึงเครื่องนี้ได้ ให้สร้างกุญแจดอกใหม่แทน"
            )


def _files(folder: Path, levels: int) -> Iterator[Path]:
    try:
        inside = sorted(folder.iterdir())
    except OSError:
        return
    for one in inside:
        if one.is_symlink():
            continue
        if one.is_file():
            yield one
        elif levels > 1 and one.is_dir():
            yield from _files(one, levels - 1)


def _holds_key(file: Path) -> bool:
    try:
        if file.stat().st_size > LARGEST_FILE:
            return False
        content = file.read_bytes()
    except OSError:
        return False
    # Without the zeros in between, a text that some editor saved with two bytes a letter reads like any other.
    return bool(_KEY.search(content.replace(b"\0", b"").decode("latin-1")))
