"""One file of a language, read strictly: every problem is told with its place and its remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from string import Formatter

from questionnaires import wording
from questionnaires.problems import Problem
from questionnaires.reading import Place, Shape, open_page

SITUATION_FIELDS = ("title", "message", "what_next")
_FILE = Shape(("language", "name", "calendar", "texts"), ("months", "situations"))
_SITUATION = Shape((), SITUATION_FIELDS)
_BUDDHIST, _GREGORIAN = "buddhist", "gregorian"
_CODE = re.compile(r"[a-z]{2,3}")
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Language:
    """What a file says. `months` are twelve names, or () where dates are written in Thai."""

    file: str
    code: str
    name: str = ""
    is_buddhist: bool = True
    months: tuple[str, ...] = ()
    texts: dict[str, str] = field(default_factory=dict)
    situations: dict[str, dict[str, str]] = field(default_factory=dict)

    def problem(self, where: str, problem: str, remedy: str) -> Problem:
        """Return a problem in this file."""
        return Problem(self.file, where, problem, remedy)


def read(path: Path, reference: Language | None) -> tuple[Language, list[Problem]]:
    """Read a file; `reference` is the Thai one, None where it is the Thai one that is read.

    Returns the language as far as it could be read, and every problem in its file.
    """
    file = f"languages/{path.name}"
    top = open_page(path, file)
    fields = top.fields(_FILE)
    code = fields["language"].text()
    if code and code != path.stem:
        fields["language"].report(f"language {code} ไม่ตรงกับชื่อไฟล์ {path.name}", "แก้ให้เป็นรหัสเดียวกัน")
    if not _CODE.fullmatch(path.stem):
        top.report("ชื่อไฟล์ไม่ใช่รหัสภาษา", "ตั้งชื่อไฟล์ตามรหัสภาษาสองหรือสามตัวอักษร เช่น en.yaml")
    months = tuple(row.text() for row in fields["months"].rows())
    if months and len(months) != _MONTHS:
        fields["months"].report(f"มีชื่อเดือน {len(months)} ชื่อ", "ใส่ชื่อเดือนทั้ง 12 เดือนตามลำดับ")
    language = Language(
        file=file,
        code=path.stem,
        name=fields["name"].text(),
        is_buddhist=fields["calendar"].choice((_BUDDHIST, _GREGORIAN)) != _GREGORIAN,
        months=months,
        texts={key: place.text() for key, place in fields["texts"].entries().items()},
        situations={key: _situation(place, key) for key, place in fields["situations"].entries().items()},
    )
    problems = top.page.problems
    return language, [*problems, *_checked(language, reference)]


def _situation(place: Place, name: str) -> dict[str, str]:
    fields = place.called(f"situations {name}").fields(_SITUATION)
    return {key: text.text() for key, text in fields.items() if not text.is_absent}


def _checked(language: Language, reference: Language | None) -> Iterator[Problem]:
    for key, text in language.texts.items():
        where = f"texts {key}"
        yield from (language.problem(where, *fault) for fault in wording.faults(text))
        braces = _braces(text)
        if braces is None:
            yield language.problem(where, "เครื่องหมายปีกกาไม่ครบคู่", "ใช้ปีกกาเฉพาะรอบคำที่ระบบเติมให้ เช่น {number}")
        elif reference is None or not text:
            continue
        elif key not in reference.texts:
            yield language.problem(where, f"ไม่มีถ้อยคำรหัส {key}", "ลบบรรทัดนี้ หรือแก้รหัสให้ตรงกับ th.yaml")
        elif braces != _braces(reference.texts[key]):
            wanted = ", ".join(sorted(f"{{{name}}}" for name in _braces(reference.texts[key]) or ())) or "ไม่มีเลย"
            yield language.problem(where, "คำในปีกกาไม่ตรงกับภาษาไทย", f"ใช้คำในปีกกาให้ครบและไม่เกิน: {wanted}")
        elif text.count("#") != reference.texts[key].count("#"):
            yield language.problem(where, "จำนวนเครื่องหมาย # ไม่ตรงกับภาษาไทย", "ใส่เครื่องหมาย # ให้เท่ากับใน th.yaml")
    for name, said in language.situations.items():
        for key, text in said.items():
            yield from (language.problem(f"situations {name} {key}", *fault) for fault in wording.faults(text))


def _braces(text: str) -> frozenset[str] | None:
    """Return the words in braces, None where the braces do not match or hold more than a word."""
    try:
        found = [(name, spec, conversion) for _, name, spec, conversion in Formatter().parse(text) if name is not None]
    except ValueError:
        return None
    if any(not name.isidentifier() or spec or conversion for name, spec, conversion in found):
        return None
    return frozenset(name for name, _, _ in found)
