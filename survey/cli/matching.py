"""Confirming, on the command line, which column of a foreign file answers which part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from survey.cli.common import BAD_USE, fail

if TYPE_CHECKING:
    from questionnaires.model import Instrument
    from survey.exchange.foreign import Confirmed, ForeignFile
    from survey.exchange.matching import Match

_LARGEST_MAP = 256 * 1024
_NONE = ("", "-", "none", "None")


def instrument_of(
    content: bytes, identifier: str | None, among: Sequence[Instrument], wordings: Mapping[str, Sequence[Mapping[str, str]]]
) -> Instrument | None:
    """Return the instrument that a foreign file fits best; None where it was named or the header holds codes of one.

    Raises UnreadableFile where the file as a whole is of no use; ends the command where two fit equally well.
    """
    if identifier is not None:
        return None
    from survey.exchange.columns import tidy
    from survey.exchange.matching import match
    from survey.exchange.reading import read_header

    header = read_header(BytesIO(content))
    names = {tidy(name).lower() for name in header}
    if any(names.issuperset(one.part_codes) for one in among):
        return None
    found = sorted(((len(match(header, one, wordings[one.key]).missing), one) for one in among), key=lambda each: each[0])
    matched = [(missing, one) for missing, one in found if missing < len(one.parts)]
    if not matched:
        return None
    if len(matched) > 1 and matched[0][0] == matched[1][0]:
        fail("หัวตารางเข้ากับแบบวัดได้มากกว่าหนึ่งแบบ โปรดระบุด้วย --instrument", code=BAD_USE)
    return matched[0][1]


def confirmed_by(
    foreign: ForeignFile,
    instrument: Instrument,
    wordings: Sequence[Mapping[str, str]],
    *,
    map_file: Path | None,
    yes: bool,
) -> Confirmed:
    """Print the matching, corrected by the map file, and return it once it is confirmed; end the command where it is not."""
    from survey.exchange.foreign import Confirmed, unknown_labels

    columns = foreign.matching.by_column
    labels: dict[str, dict[str, int]] = {}
    if map_file is not None:
        columns, labels = _mapped(map_file, foreign, instrument)
    confirmed = Confirmed(columns, labels, tuple(wordings))
    click.echo(f"ไฟล์นี้ไม่ได้ใช้รหัสข้อเป็นหัวตาราง ระบบจับคู่กับแบบวัด {instrument.identifier} ดังนี้ (ยังไม่ได้บันทึกคำตอบใด)", err=True)
    for one in foreign.matching.matches:
        click.echo(_line(one, columns.get(one.column)), err=True)
    unknown, more = unknown_labels(foreign.content, instrument, confirmed)
    known = {(key, label) for key, said in labels.items() for label in said}
    for label in unknown:
        if (label.scale.key, label.label) not in known:
            click.echo(f"ไม่รู้จักคำตอบ “{label.label}” {label.count:,} ช่อง ในข้อ {', '.join(label.codes)}", err=True)
    if more:
        click.echo(f"และคำอื่นที่ไม่รู้จักอีก {more:,} คำ", err=True)
    missing = [code for code in instrument.part_codes if code not in columns.values()]
    if missing:
        fail(f"ยังไม่มีคอลัมน์ของข้อ {', '.join(missing)} โปรดระบุด้วย --map", "ไม่ได้บันทึกคำตอบใด")
    if not yes and not _agrees():
        fail("ไม่ได้บันทึกคำตอบใด")
    return confirmed


def _agrees() -> bool:
    try:
        return click.confirm("การจับคู่นี้ถูกต้อง บันทึกคำตอบ", err=True)
    except click.Abort:
        return False


def _line(one: Match, code: str | None) -> str:
    from survey.exchange.matching import Basis
    from survey.exchange.problems import column_letters, shown

    place = f"{column_letters(one.column):>3}  {code or '–':<6}"
    if one.basis is Basis.PERSONAL:
        sure = "ไม่อ่านและไม่เก็บ"
    elif code != one.code:
        sure = "ตามไฟล์ --map"
    elif code is None:
        sure = "ไม่พบข้อที่ตรง"
    else:
        sure = f"{'แน่ใจ' if one.is_sure else 'ควรตรวจ'} {one.percent}"
    return f"{place}  {sure:<16}  {shown(one.heading)}"


def _mapped(map_file: Path, foreign: ForeignFile, instrument: Instrument) -> tuple[dict[int, str], dict[str, dict[str, int]]]:
    """Return the columns and answers of a map file laid over what is guessed; end the command where it says anything else."""
    from survey.exchange.columns import tidy
    from survey.exchange.problems import column_letters

    said = _loaded(map_file)
    columns = foreign.matching.by_column
    places = {column_letters(one.column): one.column for one in foreign.matching.matches}
    places |= {one.heading: one.column for one in foreign.matching.matches}
    for name, code in (said.get("columns") or {}).items():
        column = places.get(tidy(str(name)))
        if column is None or column in foreign.matching.personal:
            fail(f"{map_file}: ไม่มีคอลัมน์ {name} ในไฟล์ ใช้ตัวอักษรของคอลัมน์หรือหัวตารางทั้งข้อความ", code=BAD_USE)
        columns.pop(column, None)
        if str(code or "") not in _NONE:
            if code not in instrument.part_codes:
                fail(f"{map_file}: ไม่มีข้อ {code} ในแบบวัด {instrument.identifier}", code=BAD_USE)
            columns = {index: one for index, one in columns.items() if one != code} | {column: str(code)}
    return columns, _labels(said.get("labels") or {}, map_file, instrument)


def _labels(said: Mapping[Any, Any], map_file: Path, instrument: Instrument) -> dict[str, dict[str, int]]:
    from survey.exchange.columns import tidy

    scales = {part.scale.key: part.scale for part in instrument.parts}
    labels: dict[str, dict[str, int]] = {}
    for key, meanings in said.items():
        if key not in scales or not isinstance(meanings, dict):
            fail(f"{map_file}: labels ต้องแยกตามมาตร ({', '.join(scales)})", code=BAD_USE)
        for label, step in meanings.items():
            if not isinstance(step, int) or not 0 <= step <= len(scales[key]):
                fail(f"{map_file}: “{label}” ต้องเป็นระดับ 0 (เว้นว่าง) ถึง {len(scales[key])}", code=BAD_USE)
            labels.setdefault(key, {})[tidy(str(label))] = step
    return labels


def _loaded(map_file: Path) -> dict[str, Any]:
    import yaml

    text = map_file.read_bytes()[: _LARGEST_MAP + 1]
    try:
        said = yaml.load(text.decode("utf-8-sig"), yaml.SafeLoader) if len(text) <= _LARGEST_MAP else None
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError):
        said = None
    sections = [said.get(name) or {} for name in ("columns", "labels")] if isinstance(said, dict) else [None]
    if not isinstance(said, dict) or not all(isinstance(one, dict) for one in sections) or set(said) - {"columns", "labels"}:
        fail(f"{map_file}: อ่านไม่ได้ ต้องเป็น YAML ที่มี columns และ labels เท่านั้น", code=BAD_USE)
    return said
