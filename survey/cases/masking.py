"""Personal data in what people write: citizen ids, telephone numbers, e-mail addresses, bank accounts, LINE ids.

A public page shows a text with these masked until an officer has looked. So what is found leans towards too much rather than
too little, except for what every second suggestion holds: years, prices, dates, and numbers of houses, roads and cases.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum


class PersonalData(StrEnum):
    """What kind of personal data was found."""

    CITIZEN_ID = "citizen_id"
    TELEPHONE = "telephone"
    EMAIL = "email"
    ACCOUNT = "account"
    LINE_ID = "line_id"


@dataclass(frozen=True, slots=True)
class Found:
    """Personal data at ``text[start:end]``."""

    kind: PersonalData
    start: int
    end: int


# Nothing of the number itself: the last digits of a telephone number, beside a village, name a person to the neighbours. The
# shape alone tells readers what stood there. A letter, because Thai offices write it so and every screen reader knows it.
SHAPES: Mapping[PersonalData, str] = {
    PersonalData.CITIZEN_ID: "x-xxxx-xxxxx-xx-x",
    PersonalData.TELEPHONE: "xxx-xxx-xxxx",
    PersonalData.EMAIL: "xxxx@xxxx",
    PersonalData.ACCOUNT: "xxx-x-xxxxx-x",
    PersonalData.LINE_ID: "xxxx",
}


# Nearly every name of a place, and many a text, has nothing of which any kind is made.
_MAY_HOLD = re.compile(r"[A-Za-z@]|ไลน์|(?:\d\D*){9}")


def found(text: str) -> tuple[Found, ...]:
    """Return the personal data in a text, from its beginning to its end; none overlap, all spans are of the text as given."""
    if not _MAY_HOLD.search(text):
        return ()
    plain = _plain(text)
    candidates = sorted((*_numbers(plain), *_words(plain)), key=lambda one: (one.start, -one.end))
    kept: list[Found] = []
    for one in candidates:
        if kept and one.start < kept[-1].end:
            # Together, so that nothing of either is left standing.
            kept[-1] = Found(kept[-1].kind, kept[-1].start, max(kept[-1].end, one.end))
        else:
            kept.append(one)
    return tuple(kept)


def masked(text: str) -> str:
    """Return a text with a shape in place of all personal data, and in which none is found any more."""
    # Again, because a number that was hidden behind another may stand out now. Each turn leaves fewer other characters.
    while spans := found(text):
        parts: list[str] = []
        at = 0
        for one in spans:
            parts += text[at : one.start], SHAPES[one.kind]
            at = one.end
        text = "".join(parts) + text[at:]
    return text


def _plain(text: str) -> str:
    """Return a text of the same length with the digits, dashes and spaces of one keyboard."""
    return text if text.isascii() else "".join(map(_plain_character, text))


def _plain_character(character: str) -> str:
    if character.isascii() or "ก" <= character <= "๎":
        return character
    kind = unicodedata.category(character)
    if kind == "Nd":
        return str(unicodedata.decimal(character))
    # Zs: spaces, Cf: what has no width at all.
    return {"Pd": "-", "Zs": " ", "Cf": " "}.get(kind, "-" if character == "−" else character)


# Numbers: groups of digits, with nothing between them but what people put into a number.

_DIGITS = re.compile(r"[0-9]+")
_BETWEEN = re.compile(r"[ .()-]{1,3}")
# What follows a price.
_OF_MONEY = re.compile(r"(?:\.[0-9]{1,2})?[ ]{0,2}(?:บาท|ล้าน|฿|บ\.)")
_YEAR = re.compile(r"(?:25|20|19)[0-9]{2}")
# No kind has fewer digits, or more.
_FEWEST_DIGITS, _MOST_DIGITS = 9, 15
_PLUS = ("+", "+(", "+ ")


@dataclass(frozen=True, slots=True)
class _Group:
    start: int
    end: int
    digits: str


@dataclass(frozen=True, slots=True)
class _Number:
    """Groups that may be one number, and the text they stand in."""

    text: str
    groups: tuple[_Group, ...]
    digits: str
    lengths: tuple[int, ...]

    @property
    def start(self) -> int:
        return self.groups[0].start

    @property
    def end(self) -> int:
        return self.groups[-1].end

    @property
    def has_plus(self) -> bool:
        return self.text.endswith(_PLUS, 0, self.start)

    @property
    def whole_start(self) -> int:
        """Where it begins, with what stands before its first digit and belongs to it."""
        if not self.has_plus:
            is_open = self.text.endswith("(", 0, self.start) and ")" in self.text[self.start : self.end]
            return self.start - is_open
        return self.text.rindex("+", 0, self.start)

    @property
    def holds_a_year(self) -> bool:
        return any(_YEAR.fullmatch(group.digits) for group in self.groups)

    @property
    def is_one_by_one(self) -> bool:
        return len(self.groups) > 1 and set(self.lengths) == {1}


def _numbers(text: str) -> Iterator[Found]:
    for chain in _chains(text):
        at = 0
        while at < len(chain):
            longest = _longest(text, chain, at)
            if longest is None:
                at += 1
                continue
            number, kind = longest
            yield Found(kind, number.whole_start, number.end)
            at += len(number.groups)


def _chains(text: str) -> Iterator[list[_Group]]:
    chain: list[_Group] = []
    for match in _DIGITS.finditer(text):
        group = _Group(match.start(), match.end(), match.group())
        if chain and not _BETWEEN.fullmatch(text, chain[-1].end, group.start):
            yield chain
            chain = []
        chain.append(group)
    if chain:
        yield chain


def _longest(text: str, chain: list[_Group], at: int) -> tuple[_Number, PersonalData] | None:
    """Return the personal data that begins with a group, of as many groups as possible, and its kind; None where none does."""
    groups = tuple(chain[at : at + _MOST_DIGITS])
    taken = len(groups)
    digits = "".join(group.digits for group in groups)
    lengths = tuple(len(group.digits) for group in groups)
    while len(digits) >= _FEWEST_DIGITS:
        if len(digits) <= _MOST_DIGITS:
            number = _Number(text, groups[:taken], digits, lengths[:taken])
            for kind, is_one in _TESTS.items():
                if is_one(number):
                    return number, kind
        taken -= 1
        digits = digits[: len(digits) - lengths[taken]]
    return None


_CITIZEN = (1, 4, 5, 2, 1)
_OTHER_CITIZEN = frozenset({(13,), (1, 12), (12, 1), (1, 4, 5, 3), (1, 4, 7, 1), (1, 4, 8), (3, 3, 3, 4), (5, 5, 3)})
_CITIZEN_WORDS = re.compile(r"(?:บัตร(?:ประจำตัว)?ประชาชน|ประจำตัวประชาชน|เลขบัตร|13 ?หลัก)[^0-9\n]{0,20}\Z")


def _is_citizen_id(number: _Number) -> bool:
    """Whether it is a citizen id. Source of the check digit: Department of Provincial Administration, weights 13 to 2."""
    if number.lengths == _CITIZEN:
        return True
    if 12 <= sum(number.lengths) <= 14 and not number.holds_a_year and _is_after(number, _CITIZEN_WORDS):
        # Somebody who says so has mistyped it rather than meant another number.
        return True
    if number.lengths not in _OTHER_CITIZEN and not (number.is_one_by_one and len(number.groups) == 13):
        return False
    digits = [int(digit) for digit in number.digits]
    total = sum(weight * digit for weight, digit in zip(range(13, 1, -1), digits[:12], strict=True))
    return (11 - total % 11) % 10 == digits[12]


_MOBILE = re.compile(r"0[689][0-9]{8}")
_LANDLINE = re.compile(r"0[2-7][0-9]{7}")
_FROM_ABROAD = re.compile(r"(?:00)?66(?:0?)(?:[689][0-9]{8}|[2-7][0-9]{7})")
_MOBILE_GROUPS = frozenset(
    {(10,), (3, 7), (3, 3, 4), (3, 4, 3), (2, 4, 4), (2, 8), (1, 9), (6, 4), (3, 3, 2, 2), (3, 2, 2, 3), (2, 2, 2, 2, 2)}
)
_LANDLINE_GROUPS = frozenset({(9,), (2, 7), (2, 3, 4), (3, 6), (3, 3, 3), (1, 4, 4), (1, 8), (2, 4, 3), (5, 4)})


def _is_telephone(number: _Number) -> bool:
    digits, lengths = number.digits, number.lengths
    if number.has_plus:
        return bool(_FROM_ABROAD.fullmatch(digits)) or (not digits.startswith("66") and 9 <= len(digits) <= 15)
    if number.is_one_by_one or lengths in _MOBILE_GROUPS | _LANDLINE_GROUPS:
        return bool(_MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits))
    # Without the plus, the country's number has to stand by itself or be part of the whole.
    return lengths[0] in {2, len(digits)} and not number.holds_a_year and bool(_FROM_ABROAD.fullmatch(digits))


_ACCOUNT_GROUPS = frozenset({(3, 1, 5, 1), (3, 1, 5, 2), (3, 1, 6, 1), (3, 6, 1), (1, 3, 5, 1), (3, 3, 5, 1), (3, 5, 2)})
_ACCOUNT_WORDS = re.compile(r"(?:บัญชี|พร้อมเพย์|prompt ?pay|ธนาคาร|ธ\.)[^0-9\n]{0,30}\Z", re.IGNORECASE)


def _is_account(number: _Number) -> bool:
    lengths, digits = number.lengths, number.digits
    if number.holds_a_year or _OF_MONEY.match(number.text, number.end):
        return False
    if lengths in _ACCOUNT_GROUPS or (9 <= len(digits) <= 15 and _is_after(number, _ACCOUNT_WORDS)):
        return True
    # The digits behind a point belong to a measure, such as a place on a map.
    is_fraction = re.search(r"[0-9]\.\Z", number.text[max(0, number.start - 2) : number.start])
    return len(lengths) == 1 and 10 <= lengths[0] <= 12 and not is_fraction


def _is_after(number: _Number, words: re.Pattern[str]) -> bool:
    return bool(words.search(number.text[max(0, number.start - 60) : number.start]))


_TESTS: Mapping[PersonalData, Callable[[_Number], bool]] = {
    PersonalData.CITIZEN_ID: _is_citizen_id,
    PersonalData.TELEPHONE: _is_telephone,
    PersonalData.ACCOUNT: _is_account,
}


# Words: addresses and handles.

_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64} ?@ ?(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9])"
)
_HANDLE = r"(?P<handle>@?[A-Za-z0-9][A-Za-z0-9._-]{2,29})"
_SAYS = r"[ ]{0,3}(?:คือ|ว่า|is)?[ ]{0,3}[:=]?[ ]{0,3}"
# With the word for an id anything is one; without it only what is no ordinary word.
_LINE_WITH_ID = re.compile(
    rf"(?:ไอดี[ ]?ไลน์|ไลน์[ ]?ไอดี|ไลน์[ ]?id|(?<![A-Za-z])(?:line[ ._-]?id|id[ ._-]?line)|ไอดี[ ]?line){_SAYS}{_HANDLE}",
    re.IGNORECASE,
)
_LINE = re.compile(rf"(?:(?<!ออน)ไลน์|(?<![A-Za-z])line)(?:[ ]?(?:ชื่อ|มาที่|ที่))?(?P<says>{_SAYS}){_HANDLE}", re.IGNORECASE)
_OF_LINE_ITSELF = frozenset(
    {"line", "official", "account", "notify", "group", "openchat", "open", "chat", "today", "pay", "man", "shopping", "app"}
)
_MASK = re.compile(r"[x@._-]+", re.IGNORECASE)


def _words(text: str) -> Iterator[Found]:
    for match in _EMAIL.finditer(text):
        yield Found(PersonalData.EMAIL, *match.span())
    for pattern in (_LINE_WITH_ID, _LINE):
        for match in pattern.finditer(text):
            if _is_handle(match):
                yield Found(PersonalData.LINE_ID, *match.span("handle"))


def _is_handle(match: re.Match[str]) -> bool:
    handle = match["handle"]
    if _MASK.fullmatch(handle):
        return False
    if match.re is _LINE_WITH_ID:
        return True
    if handle.lower() in _OF_LINE_ITSELF or handle.isdigit():
        return False
    is_marked = handle.startswith("@") or any(character in "0123456789._-" for character in handle)
    # After the English word an English word may follow; after the Thai one it is a name.
    return is_marked or ":" in match["says"] or "=" in match["says"] or not match.group().lower().startswith("line")
