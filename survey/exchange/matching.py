"""Which column of a foreign file answers which part: by a code or number in its heading, else by how alike the wording is.

A guess, to be shown and confirmed before anything is stored. Headings as they come: codes of ours with other signs between
(``i1_1``), of LimeSurvey (``i1[SQ001]``, ``Q1_SQ001``, ``G01Q01[2]``), numbers (``1.``, ``ข้อ 1.2``), the question itself, and
a grid's question with its row in brackets, as Google Forms and LimeSurvey write it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from questionnaires.model import Instrument, Item, Part
from survey.exchange.columns import REASON_COLUMN, tidy
from survey.thai import arabic_digits

SURE = 0.8
LIKELY = 0.45
"""Below this the wording of a heading is too unlike to be taken for a question at all."""
LONGEST_HEADING = 600

_BY_CODE = 1.0
_BY_NUMBER = 0.9
_NUMBER_ALONE = 0.6
_UNLIKE = 0.2
_NEARLY = 0.15
_SUBQUESTION = re.compile(r"^(?:sq|a|y|x)?0*([1-9]\d?)$")
_CODE = re.compile(
    r"^\[?(?:g\d{1,3})?([a-z]{1,2})[ ._-]?0*([1-9]\d?)(?:[\[._ -]{1,2}(?:sq|a)?0*([1-9]\d?)\]?)?\]?(?=$|[\s.:)\]–-])"
)
_NUMBER = re.compile(r"^\[?(?:ข้อ(?:ที่)?|item|question|no\.?)?\s*0*([1-9]\d?)(?:[.\-/]0*([1-9]\d?))?\s*[.:)\]]?(?=\s|$|[^\d.\s])")
_GRID = re.compile(r"^(.*\S)\s*\[(.+)\]$", re.DOTALL)
_QUESTION_LETTERS = frozenset({"q", "qn"})
_NOT_LETTERS = re.compile(r"[^a-z0-9\u0e01-\u0e3a\u0e40-\u0e4e]+")
# What the makers of forms add of their own, and what names a person: never read.
_PERSONAL = re.compile(
    "|".join(
        (
            r"time ?stamp|ประทับเวลา|วันที่|เวลา(?:ที่)?(?:ส่ง|ตอบ|เริ่ม)",
            r"e-?mail|อีเมล|user ?name|ชื่อผู้ใช้|ชื่อ.{0,6}สกุล|^ชื่อ$|^name$|full ?name",
            r"โทรศัพท์|เบอร์|phone|เลข.{0,4}บัตร|^score$|^คะแนน$",
            r"ip ?address|^ipaddr$|^token$|^id$|^response id$|submitdate|startdate|datestamp|last ?page|start ?language|^seed$",
            r"refurl|referrer|date submitted|date started|date last action",
        )
    ),
    re.IGNORECASE,
)


class Basis(StrEnum):
    """Why a column was taken for a part, or for none."""

    CODE = "code"
    NUMBER = "number"
    WORDING = "wording"
    PERSONAL = "personal"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Match:
    """A column: its zero-based place and heading, the code of the part it seems to answer (None: none), and how sure that is.

    `confidence` runs from 0 to 1: 1 for a code of the instrument, and the likeness of the wording where that is all there is.
    """

    column: int
    heading: str
    code: str | None
    basis: Basis
    confidence: float

    @property
    def is_sure(self) -> bool:
        """Whether it hardly needs a second look."""
        return self.confidence >= SURE

    @property
    def percent(self) -> str:
        """How sure it is, as it is printed: ``62%``."""
        return f"{self.confidence:.0%}"


@dataclass(frozen=True, slots=True)
class Matching:
    """What became of every named column, in the order of the file, and the codes of the parts that have none."""

    matches: tuple[Match, ...]
    missing: tuple[str, ...]

    @property
    def by_column(self) -> dict[int, str]:
        """The code that each matched column answers."""
        return {match.column: match.code for match in self.matches if match.code is not None}

    @property
    def personal(self) -> frozenset[int]:
        """The columns that are never read, because they say who or when."""
        return frozenset(match.column for match in self.matches if match.basis is Basis.PERSONAL)


def is_personal(heading: str) -> bool:
    """Return whether a heading names a column that says who answered or when."""
    return bool(_PERSONAL.search(tidy(heading)[:LONGEST_HEADING]))


def match(header: Sequence[str], instrument: Instrument, wordings: Iterable[Mapping[str, str]] = ()) -> Matching:
    """Match the columns of a header to the parts of an instrument.

    `wordings` are texts by code (`questionnaires.texts`) in which the questions may stand besides the instrument's own: in
    another language, or as the office words them. No part is given to two columns: the surest takes it, of equals the first.
    """
    texts = [_Texts(instrument, wording) for wording in ({}, *wordings)]
    named = [(index, heading) for index, name in enumerate(header) if (heading := tidy(name)) and heading != REASON_COLUMN]
    found: dict[int, tuple[float, str, Basis]] = {}
    taken: set[str] = set()
    personal = {index for index, heading in named if is_personal(heading)}
    candidates = []
    for index, heading in named:
        meant = [] if index in personal else _candidates(heading[:LONGEST_HEADING], instrument, texts)
        best = max((confidence for confidence, _, _ in meant), default=0.0)
        for order, (confidence, code, basis) in enumerate(meant):
            # Where the part it means is taken, a column rather has none than one that is far less like it.
            if confidence >= best - _NEARLY:
                candidates.append((-confidence, index, order, code, basis))
    for negative, index, _, code, basis in sorted(candidates):
        if index not in found and code not in taken:
            found[index] = (-negative, code, basis)
            taken.add(code)
    matches = []
    for index, heading in named:
        if index in found:
            confidence, code, basis = found[index]
            matches.append(Match(index, heading, code, basis, min(confidence, 1.0)))
        else:
            matches.append(Match(index, heading, None, Basis.PERSONAL if index in personal else Basis.NOTHING, 0.0))
    return Matching(tuple(matches), tuple(code for code in instrument.part_codes if code not in taken))


class _Texts:
    """What the parts of an instrument say in one wording, in pieces that can be compared."""

    def __init__(self, instrument: Instrument, wording: Mapping[str, str]) -> None:
        self.items = {item.code: _pieces(wording.get(item.code, item.text)) for item in instrument.items}
        self.parts: dict[str, frozenset[str]] = {}
        self.wholes: dict[str, frozenset[str]] = {}
        for item in instrument.items:
            for part in item.parts:
                said = wording.get(part.code, part.text) if item.is_divided else ""
                self.parts[part.code] = _pieces(said)
                self.wholes[part.code] = _pieces(f"{wording.get(item.code, item.text)} {said}")
        every = list(self.parts.values())
        self.profile = [_pieces(wording.get(f"profile.{one.code}", one.text)) for one in instrument.profile]
        self.unique = {code: bool(pieces) and every.count(pieces) == 1 for code, pieces in self.parts.items()}

    def likeness(self, heading: _Heading, item: Item, part: Part) -> float:
        """How alike a heading and a part are, 0 to 1."""
        if not item.is_divided:
            return max(_alike(heading.whole, self.items[item.code]), _alike(heading.question, self.items[item.code]) * 0.95)
        whole = _alike(heading.whole, self.wholes[part.code])
        alone = _alike(heading.whole, self.parts[part.code]) * 0.95 if self.unique[part.code] else 0.0
        if not heading.row:
            return max(whole, alone)
        of_item, of_part = _alike(heading.question, self.items[item.code]), _alike(heading.row, self.parts[part.code])
        return max(whole, min(of_item, of_part) * 0.5 + (of_item + of_part) * 0.25)


class _Heading:
    """A heading in pieces: all of it without its number, the question before brackets, and the row in them."""

    def __init__(self, text: str, number: str) -> None:
        bare = text.removeprefix(number) if number else text
        self.whole = _pieces(bare)
        grid = _GRID.match(bare)
        self.question = _pieces(grid[1] if grid else bare)
        self.row = _pieces(grid[2]) if grid else frozenset()
        self.row_text = grid[2] if grid else ""


def _candidates(heading: str, instrument: Instrument, texts: Sequence[_Texts]) -> list[tuple[float, str, Basis]]:
    folded = arabic_digits(heading).lower()
    if code := _own_code(folded, instrument):
        return [(_BY_CODE, code, Basis.CODE)]
    code_match = _CODE.match(folded)
    number_match = None if code_match else _NUMBER.match(folded)
    stem = code_match or number_match
    said = _Heading(folded, stem[0] if stem else "")
    alike = {
        part.code: max(one.likeness(said, item, part) for one in texts) for item in instrument.items for part in item.parts
    }
    # A question about the respondent may bear any number and share a few words with one about the office.
    about_respondent = max((_alike(said.whole, pieces) for one in texts for pieces in one.profile), default=0.0)
    if about_respondent > max(alike.values()):
        return []
    by_wording = [(round(likeness, 4), code, Basis.WORDING) for code, likeness in alike.items() if likeness >= LIKELY]
    if code_match:
        letters = {item.code.rstrip("0123456789") for item in instrument.items} | _QUESTION_LETTERS
        if code_match[1] not in letters:
            return by_wording
        return _numbered(code_match[2], code_match[3], said, instrument, alike, Basis.CODE) or by_wording
    if number_match:
        return _numbered(number_match[1], number_match[2], said, instrument, alike, Basis.NUMBER) + by_wording
    return by_wording


def _own_code(folded: str, instrument: Instrument) -> str | None:
    """Return the part whose very code a heading is, or begins with before a space or a bracket."""
    head = re.split(r"[\s\]:)–]", folded.lstrip("["), maxsplit=1)[0].rstrip(".")
    return head if head in instrument.part_codes else None


def _numbered(
    number: str, sub: str | None, said: _Heading, instrument: Instrument, alike: Mapping[str, float], basis: Basis
) -> list[tuple[float, str, Basis]]:
    """Return the parts that an item's number may mean, in the light of what else the heading says."""
    item = next((item for item in instrument.items if item.number == number), None)
    if item is None:
        return []
    if not sub and (row := _SUBQUESTION.match(arabic_digits(said.row_text).lower().strip())):
        sub = row[1]
    is_bare = not said.whole or (sub is not None and not said.question - said.row)
    parts = _parts_meant(item, sub, said, alike)
    if len(parts) != 1 and len(item.parts) > 1 and not said.row and is_bare:
        return []
    found = []
    for part in parts:
        likeness = alike[part.code]
        if is_bare or basis is Basis.CODE:
            confidence = _BY_NUMBER if len(parts) == 1 else _NUMBER_ALONE
        elif likeness >= LIKELY:
            confidence = max(_BY_NUMBER, likeness)
        elif likeness < _UNLIKE:
            # A question about something else, such as "1. เพศ", may bear any number.
            continue
        else:
            confidence = _NUMBER_ALONE * (0.5 + likeness)
        found.append((round(confidence + likeness / 1_000, 4), part.code, basis))
    return found


def _parts_meant(item: Item, sub: str | None, said: _Heading, alike: Mapping[str, float]) -> tuple[Part, ...]:
    if not item.is_divided:
        return item.parts if sub in (None, "1") else ()
    if sub is not None:
        return item.parts[int(sub) - 1 : int(sub)]
    if not said.whole:
        return ()
    best = max(alike[part.code] for part in item.parts)
    return tuple(part for part in item.parts if alike[part.code] >= best - 0.02)


def _pieces(text: str) -> frozenset[str]:
    """Return every run of three letters, which needs to know nothing of where Thai words end."""
    letters = _NOT_LETTERS.sub("", arabic_digits(text).lower())
    if len(letters) < 3:
        return frozenset([letters]) if letters else frozenset()
    return frozenset(letters[at : at + 3] for at in range(len(letters) - 2))


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    """Return Dice's coefficient: twice what two sets share over what they hold."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
