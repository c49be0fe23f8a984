"""From a header to the columns of an instrument's parts, and from a header to the instrument itself."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from questionnaires.model import Instrument
from survey.exchange.problems import RowProblem, UnreadableFile, column_letters, shown
from survey.thai import arabic_digits

# Written last by `write_bad_rows`, and passed over without a word when the mended file comes back.
REASON_COLUMN = "เหตุผลที่ไม่รับ"
NAMED_COLUMNS = 1_000

_NAMES_LISTED = 20
_LONGEST_NAME = 200
_INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff]")
_SEPARATORS = re.compile(r"[\s.,:;_/\-]+")
_FIELD_PREFIX = "answer"


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a file keeps what.

    `positions` holds the zero-based column of each part, in the order of the form. A row needs `width` cells, the last named
    column's being the last; any further cell must be blank unless its column is one of `reasons`, which are never looked at.
    """

    positions: tuple[int, ...]
    width: int
    reasons: frozenset[int]
    notices: tuple[str, ...]


def tidy(text: str) -> str:
    """Return the text as it is compared: NFC, invisible characters gone, each run of white space one space, none around.

    Text too long for any label or name is only stripped, because composing it can take quadratic time.
    """
    text = text.strip()
    if len(text) > _LONGEST_NAME:
        return text
    return " ".join(unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).split())


def columns_of(header: Sequence[str], instrument: Instrument, *, row: int = 1) -> Columns:
    """Find the column of every part of the instrument in a header that stands in this row.

    Codes are found in any order, in either case of letters and with Thai digits. Other columns are noticed and otherwise
    ignored. UnreadableFile lists every part that is missing, every part that is there twice, and every other column that looks
    like a misspelt code of this instrument.
    """
    names = [tidy(name) for name in header]
    reasons = frozenset(index for index, name in enumerate(names) if name == REASON_COLUMN)
    named = [index for index, name in enumerate(names) if name and index not in reasons]
    if len(named) > NAMED_COLUMNS:
        message = f"หัวตารางมี {len(named):,} คอลัมน์ มากกว่าที่รับได้ ({NAMED_COLUMNS:,}) โปรดตรวจว่าเลือกไฟล์ถูกต้อง"
        raise UnreadableFile([RowProblem(row, "", message)])
    codes = set(instrument.part_codes)
    found: defaultdict[str, list[int]] = defaultdict(list)
    for index in named:
        found[_as_code(names[index])].append(index)
    if not codes & found.keys():
        raise UnreadableFile([_nothing_known(row, instrument)])
    problems = [_missing(row, code) for code in instrument.part_codes if code not in found]
    problems += [_repeated(row, code, found[code]) for code in instrument.part_codes if len(found[code]) > 1]
    others = [names[index] for index in named if _as_code(names[index]) not in codes]
    misspelt = [name for name in others if _looks_like_a_code(name, codes)]
    problems += [_misspelt(row, name, codes) for name in misspelt]
    if problems:
        raise UnreadableFile(problems)
    unnamed = [index for index, name in enumerate(names[: named[-1]]) if not name]
    return Columns(
        positions=tuple(found[code][0] for code in instrument.part_codes),
        width=named[-1] + 1,
        reasons=reasons,
        notices=_ignored(others + [f"คอลัมน์ {column_letters(index)} (ไม่มีชื่อ)" for index in unnamed]),
    )


def detect_instrument(header: Sequence[str], instruments: Iterable[Instrument]) -> Instrument:
    """Return the instrument whose part codes the header holds.

    Where the header holds no instrument's codes completely, it is the one with the most of its codes there, so that reading
    can then say which are missing. UnreadableFile if none is there at all, or if two fit equally well.
    """
    present = {_as_code(tidy(name)) for name in header}
    known = list(instruments)
    held = [len(present.intersection(instrument.part_codes)) for instrument in known]
    fitting = [instrument for instrument, count in zip(known, held, strict=True) if count == len(instrument.parts)]
    if not fitting and any(held):
        fitting = [instrument for instrument, count in zip(known, held, strict=True) if count == max(held)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        message = f"หัวตารางเข้ากับแบบวัดได้มากกว่าหนึ่งแบบ ({_names(fitting)}) โปรดระบุแบบวัด"
    else:
        message = f"หัวตารางไม่มีรหัสข้อของแบบวัดใดเลย แบบวัดที่รู้จัก: {_names(known)}"
    raise UnreadableFile([RowProblem(1, "", message)])


def _names(instruments: Iterable[Instrument]) -> str:
    return ", ".join(instrument.identifier for instrument in instruments)


def _as_code(name: str) -> str:
    return arabic_digits(name).lower()


def _bare(name: str) -> str:
    """Return what is left of a name when letter case, separators and the form's field prefix are taken away."""
    return _SEPARATORS.sub("", _as_code(name)).removeprefix(_FIELD_PREFIX)


def _looks_like_a_code(name: str, codes: set[str]) -> bool:
    bare = _bare(name)
    letters = {code.rstrip("0123456789.") for code in codes}
    return any(bare.startswith(start) and bare.removeprefix(start).isdecimal() for start in letters)


def _misspelt(row: int, name: str, codes: set[str]) -> RowProblem:
    meant = [code for code in sorted(codes) if _bare(code) == _bare(name)]
    hint = f" อาจหมายถึง {' หรือ '.join(meant)}" if meant else ""
    return RowProblem(row, shown(name), f"ไม่ใช่รหัสข้อของแบบวัดนี้{hint} โปรดแก้ชื่อคอลัมน์หรือลบคอลัมน์นี้")


def _missing(row: int, code: str) -> RowProblem:
    return RowProblem(row, code, "ไม่มีคอลัมน์นี้ในหัวตาราง")


def _repeated(row: int, code: str, positions: list[int]) -> RowProblem:
    places = ", ".join(map(column_letters, positions))
    return RowProblem(row, code, f"มีคอลัมน์นี้มากกว่าหนึ่งครั้ง (คอลัมน์ {places} ของตาราง) โปรดเหลือไว้เพียงคอลัมน์เดียว")


def _nothing_known(row: int, instrument: Instrument) -> RowProblem:
    example = ", ".join(instrument.part_codes[:3])
    return RowProblem(
        row,
        "",
        f"หัวตารางไม่มีรหัสข้อของแบบวัด {instrument.abbreviation} ปี {instrument.fiscal_year} เลย "
        f"แถวแรกของไฟล์ต้องเป็นรหัสข้อ เช่น {example}",
    )


def _ignored(names: list[str]) -> tuple[str, ...]:
    if not names:
        return ()
    listed = ", ".join(map(shown, names[:_NAMES_LISTED]))
    more = f" และอีก {len(names) - _NAMES_LISTED} คอลัมน์" if len(names) > _NAMES_LISTED else ""
    return (f"ไม่ได้อ่านคอลัมน์ที่ไม่ใช่รหัสข้อ: {listed}{more}",)
