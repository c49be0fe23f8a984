"""Reading a YAML file strictly.

The file is read as a tree of nodes rather than as Python values, because only a node still knows its line and whether `no`
was written as a word or in quotes. Nothing is raised: a page collects its problems, and a value that could not be read
comes back empty ("" for text, NaN or 0 for a number, () for rows) so that everything after it is read as well.
Whoever reads on must treat an empty value as reported already.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml

from questionnaires.problems import Problem

# The C parser, where PyYAML was built with it, takes a tenth of the time. It also takes the whole process down with it over a
# file that nests some ten thousand deep, and differs in what it makes of these characters: such files are read the other way.
_QUICK = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST_FOR_QUICK = 1_500
_READ_DIFFERENTLY = re.compile("[\\t\ufeff]")
# More than Python's own parser goes down into; it takes seconds to come to that, and nothing of ours has even ten.
_TOO_DEEP = re.compile(r"(?:[\[{]\s*+){500}")
_TEXT_TAG = "tag:yaml.org,2002:str"
_NUMBER_TAGS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
# YAML would also read 010, 0x1F, 1_000 and 3:30 as numbers, none of them as they look. Nine digits are enough for any figure.
_PLAIN_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,8})(\.[0-9]{1,9})?")
_PLAIN_WHOLE = re.compile(r"[1-9][0-9]{0,8}")
TOP = "ทั้งไฟล์"


@dataclass(frozen=True, slots=True)
class Shape:
    """The keys a mapping must have and those it may have."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """Every key that is accepted."""
        return self.required + self.optional


@dataclass(frozen=True, slots=True)
class Page:
    """A file being read, and the problems found in it so far."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def report(self, where: str, problem: str, remedy: str, *, line: int | None = None) -> None:
        """Note a problem, once however often it is met; `line` counts from 1."""
        found = Problem(self.file, where if line is None else f"{where} (บรรทัด {line})", problem, remedy)
        if found not in self.problems:
            self.problems.append(found)


@dataclass(frozen=True, slots=True)
class Place:
    """A value in a page: what a person calls the thing it belongs to, its key, and its node (None where there is none)."""

    page: Page
    where: str
    key: str
    node: yaml.Node | None

    @property
    def is_absent(self) -> bool:
        """Whether the file says nothing here."""
        return self.node is None

    @property
    def is_mapping(self) -> bool:
        """Whether the value is a mapping."""
        return isinstance(self.node, yaml.MappingNode)

    @property
    def is_text(self) -> bool:
        """Whether the value is text."""
        return isinstance(self.node, yaml.ScalarNode) and self.node.tag == _TEXT_TAG

    def called(self, where: str) -> Place:
        """Return the same place under the name a person knows it by."""
        return replace(self, where=where)

    def report(self, problem: str, remedy: str) -> None:
        """Note a problem with this value."""
        self.page.report(self.where, problem, remedy, line=None if self.node is None else self.node.start_mark.line + 1)

    def peek(self, key: str) -> str:
        """Return the text under a key of this mapping without judging anything, "" if there is none."""
        if isinstance(self.node, yaml.MappingNode):
            for name, value in self.node.value:
                if isinstance(name, yaml.ScalarNode) and name.value == key and isinstance(value, yaml.ScalarNode):
                    return str(value.value)
        return ""

    def text(self) -> str:
        """Return non-empty text, or "" where that is not what is written."""
        if self.node is None:
            return ""
        if not isinstance(self.node, yaml.ScalarNode):
            self.report(f"{self.key} ต้องเป็นข้อความ แต่พบรายการซ้อนอยู่", f'เขียนเป็นข้อความเดียวในเครื่องหมายคำพูด เช่น {self.key}: "…"')
            return ""
        if self.node.tag != _TEXT_TAG:
            self.report(
                f"{self.key} ต้องเป็นข้อความ แต่ค่า {self.node.value or 'ว่าง'} ถูกอ่านเป็นชนิดอื่น",
                f'ใส่เครื่องหมายคำพูดครอบ เช่น {self.key}: "{self.node.value}"',
            )
            return ""
        if not self.node.value.strip():
            self.report(f"{self.key} ว่างอยู่", f"ใส่ข้อความให้ {self.key} หรือลบบรรทัดนี้หากไม่จำเป็นต้องมี")
            return ""
        return str(self.node.value)

    def number(self) -> float:
        """Return a plain decimal number, or NaN."""
        return float(self._digits(_PLAIN_NUMBER, "ตัวเลข", "85 หรือ 84.99") or "nan")

    def whole(self) -> int:
        """Return a whole number from 1, or 0 where that is not what is written."""
        return int(self._digits(_PLAIN_WHOLE, "จำนวนเต็มตั้งแต่ 1 ขึ้นไป", "1 หรือ 30") or "0")

    def _digits(self, pattern: re.Pattern[str], wanted: str, example: str) -> str:
        if self.node is None:
            return ""
        if isinstance(self.node, yaml.ScalarNode) and self.node.tag in _NUMBER_TAGS and pattern.fullmatch(self.node.value):
            return str(self.node.value)
        self.report(f"{self.key} ต้องเป็น{wanted}", f"เขียนเป็นตัวเลขอารบิกล้วน ไม่มีเครื่องหมายคำพูด เช่น {example}")
        return ""

    def choice(self, allowed: tuple[str, ...]) -> str:
        """Return one of the allowed words, or ""."""
        word = self.text()
        if word and word not in allowed:
            self.report(f"{self.key} มีค่าที่ไม่รู้จัก: {word}", f"ใช้คำใดคำหนึ่งต่อไปนี้: {', '.join(allowed)}")
            return ""
        return word

    def rows(self) -> tuple[Place, ...]:
        """Return the places of a list with at least one row, or ()."""
        if self.node is None:
            return ()
        if not isinstance(self.node, yaml.SequenceNode) or not self.node.value:
            self.report(f"{self.key} ต้องเป็นรายการที่มีอย่างน้อยหนึ่งรายการ", "เขียนบรรทัดละหนึ่งรายการ ขึ้นต้นด้วยเครื่องหมาย - และย่อหน้าให้ตรงกัน")
            return ()
        above = self.key if self.where in (TOP, self.key) else f"{self.where} {self.key}"
        return tuple(
            Place(self.page, f"{above} ลำดับที่ {position}", self.key, node)
            for position, node in enumerate(self.node.value, start=1)
        )

    def entries(self) -> dict[str, Place]:
        """Return key -> place of a mapping whose keys are the author's own, reporting keys that are repeated or not text."""
        if self.node is None:
            return {}
        if not isinstance(self.node, yaml.MappingNode) or not self.node.value:
            self.report(f"{self.key} ต้องเป็นคู่ของชื่อกับค่า", "เขียนเป็น ชื่อ: ค่า บรรทัดละหนึ่งคู่ และย่อหน้าให้ตรงกัน")
            return {}
        found: dict[str, Place] = {}
        for name, value in self.node.value:
            place = Place(self.page, self.where, name.value if isinstance(name, yaml.ScalarNode) else self.key, name)
            if not place.is_text:
                place.report("ชื่อคีย์ไม่ใช่ข้อความ", "ใช้ชื่อคีย์เป็นตัวอักษร และใส่เครื่องหมายคำพูดครอบหากชื่อนั้นเป็นตัวเลขหรือคำอย่าง no, yes, on")
            elif place.key in found:
                place.report(f"{place.key} ถูกเขียนซ้ำ", f"เหลือ {place.key} ไว้เพียงที่เดียว")
            else:
                found[place.key] = replace(place, node=value)
        return found

    def fields(self, shape: Shape) -> dict[str, Place]:
        """Return a place for every key of the shape, reporting keys that are missing, unknown or repeated.

        The place of a key that is not there is absent and reads as empty.
        """
        absent = {key: Place(self.page, self.where, key, None) for key in shape.keys}
        if self.node is None:
            return absent
        if not isinstance(self.node, yaml.MappingNode):
            self.report("ต้องเป็นคู่ของชื่อกับค่า แต่พบอย่างอื่น", f"เขียนเป็น ชื่อ: ค่า โดยใช้คีย์ต่อไปนี้: {', '.join(shape.keys)}")
            return absent
        found = self.entries() if self.node.value or not shape.required else {}
        for key in shape.required:
            if key not in found:
                self.report(f"ขาด {key}", f"เพิ่มบรรทัด {key}: …")
        for key in found:
            if key not in absent:
                found[key].report(f"ไม่รู้จักคีย์ {key}", f"ลบออกหรือแก้ตัวสะกด คีย์ที่ใช้ได้คือ {', '.join(shape.keys)}")
        return {key: found.get(key, nothing) for key, nothing in absent.items()}


def open_page(path: Path, file: str) -> Place:
    """Read a file and return the place of everything in it; it is absent, and the page says why, where that fails."""
    try:
        return page_of(path.read_bytes(), file)
    except OSError as error:
        page = Page(file)
        page.report(TOP, f"เปิดอ่านไม่ได้ ({error.strerror})", "ตรวจว่ามีไฟล์นี้อยู่และอนุญาตให้อ่านได้")
        return Place(page, TOP, TOP, None)


def page_of(raw: bytes, file: str) -> Place:
    """Return the place of everything in the content of a file, as `open_page` does."""
    page = Page(file)
    return Place(page, TOP, TOP, _compose(raw, page))


def _compose(raw: bytes, page: Page) -> yaml.Node | None:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        page.report(TOP, "ไม่ได้บันทึกเป็น UTF-8", "เปิดไฟล์แล้วบันทึกใหม่โดยเลือกรหัสอักขระ UTF-8", line=_line(raw[: error.start]))
        return None
    try:
        node = _tree(text)
    except yaml.reader.ReaderError as error:
        before, _, _ = text.partition(chr(error.character))
        page.report(TOP, f"มีอักขระที่ใช้ไม่ได้ (U+{error.character:04X})", "ลบอักขระนั้นแล้วพิมพ์ใหม่", line=_line(before.encode()))
        return None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        page.report(
            TOP,
            f"อ่านเป็น YAML ไม่ได้ ({error.problem})",
            "ตรวจการย่อหน้า เครื่องหมายคำพูด และเครื่องหมาย : ในบรรทัดนี้กับบรรทัดก่อนหน้า",
            line=None if mark is None else mark.line + 1,
        )
        return None
    except (yaml.YAMLError, RecursionError, ValueError):
        page.report(TOP, "อ่านเป็น YAML ไม่ได้", "เริ่มจากสำเนาของไฟล์ปีก่อนหน้าแล้วแก้ทีละส่วน")
        return None
    if node is None:
        page.report(TOP, "ไฟล์ว่าง", "เริ่มจากสำเนาของไฟล์ปีก่อนหน้า")
    return node


def _tree(text: str) -> yaml.Node | None:
    if _depth_at_most(text) <= _DEEPEST_FOR_QUICK and not _READ_DIFFERENTLY.search(text):
        # What is wrong is told by the other parser, in the same words wherever the program runs.
        with suppress(yaml.YAMLError, ValueError):
            return yaml.compose(text, Loader=_QUICK)
    if _TOO_DEEP.search(text):
        raise RecursionError
    return yaml.compose(text, Loader=yaml.SafeLoader)


def _depth_at_most(text: str) -> int:
    """Return a number of levels that the text cannot pass: each has a bracket, or starts a column further to the right.

    A mapping and a list in it may start in the same column.
    """
    return text.count("[") + text.count("{") + 2 * max(map(len, text.split("\n")))


def _line(before: bytes) -> int:
    return before.count(b"\n") + 1
