"""One spelling for all the ways in which Thai is typed, so that what somebody types finds what somebody else wrote.

The spelling is only ever compared, never shown. It has no spaces, and any part of a text keeps its spelling within the whole
(but for the number of a village), so looking for a word is looking for its letters in a row.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

RUN = 3
# A word that was run together is looked for in so many pieces, each at most so many letters after the one before.
MOST_PIECES = 3
WIDEST_GAP = 40
LONGEST_RUN_TOGETHER = 24
MOST_WORDS = 8
LONGEST_WORD = 60

# Left out: tone marks, the sign that shortens, the sign that silences, signs of old spelling, and what repeats or abbreviates.
_LEFT_OUT = "่้๊๋็์ฺ๎ๆฯ"
# Letters that sound alike, and are therefore mistaken for one another, take the commonest of them.
_SOUND_ALIKE = ("ไใ", "สศษ", "นณ", "ยญ", "ลฬ", "ดฎ", "ตฏ", "ถฐ", "ทธฑฒ", "คฅฆ", "ขฃ", "ชฌ", "พภ", "าๅ")
_ONE_LETTER = str.maketrans(
    dict.fromkeys(_LEFT_OUT)
    | {other: group[0] for group in _SOUND_ALIKE for other in group[1:]}
    | dict(zip("๐๑๒๓๔๕๖๗๘๙", "0123456789", strict=True))
)
# What looks the same is often typed in two keys.
_TWO_KEYS = (("เเ", "แ"), ("ํา", "ำ"), ("ิํ", "ึ"), ("ํ", ""))
# No syllable ends in a vowel that is written before its consonant, or begins with one that is written after it.
_NEVER_LAST = "เแโไ"
_NEVER_FIRST = "ะาำิีึืุูั"
_VILLAGE = re.compile(r"(?:หมูที|หมู|(?<![\u0e01-\u0e4e])ม\.?)\s*([0-9]{1,3})(?![0-9])")
_BETWEEN_WORDS = re.compile(r"[\s,;+]+")

# Each line: the short form, and what it stands for; either finds the other.
_SHORT_FORMS = """
    อบต.   องค์การบริหารส่วนตำบล
    อบจ.   องค์การบริหารส่วนจังหวัด
    ทต.    เทศบาลตำบล
    ทม.    เทศบาลเมือง
    จนท.   เจ้าหน้าที่
    ผญบ.   ผู้ใหญ่บ้าน
    รร.    โรงเรียน
    นร.    นักเรียน
    รพสต.  โรงพยาบาลส่งเสริมสุขภาพตำบล
    รพ.    โรงพยาบาล
    ศพด.   ศูนย์พัฒนาเด็กเล็ก
    อสม.   อาสาสมัครสาธารณสุข
    ชม.    ชั่วโมง
    กม.    กิโลเมตร
    ถ.     ถนน
    ซ.     ซอย
    ต.     ตำบล
    อ.     อำเภอ
    จ.     จังหวัด
"""
# Each line: words for one thing; any finds every other.
_SAME_THING = """
    cctv       กล้องวงจรปิด
    wifi       ไวไฟ
    line       ไลน์
    facebook   เฟซบุ๊ก    เฟสบุ๊ค   เฟสบุค
    qr         คิวอาร์
    app        แอป        แอพ
    website    เว็บไซต์
    internet   อินเทอร์เน็ต   อินเตอร์เน็ต
    counter    เคาน์เตอร์   เคาเตอร์
"""


def normalised(text: str) -> str:
    """Return the text in the one spelling: letters, vowels and digits only, in a row."""
    return "".join(letter for letter in _respelled(text) if _counts(letter))


def joined(texts: Iterable[str]) -> str:
    """Return texts in the one spelling, a line each; what is not empty ends in an empty line, so every letter begins a run."""
    lines = "\n".join(dict.fromkeys(filter(None, map(normalised, texts))))
    return f"{lines}\n\n" if lines else ""


def _respelled(text: str) -> str:
    # NFKC takes ำ apart; the pairs put it together again, however it was typed.
    spelled = unicodedata.normalize("NFKC", text).casefold().translate(_ONE_LETTER)
    for pair, one in _TWO_KEYS:
        spelled = spelled.replace(pair, one)
    # ม.5, หมู่ 5 and หมู่ที่ 5 are one village, and not the beginning of หมู่ที่ 51; หมู่ and 5 are found in it as before.
    return _VILLAGE.sub(lambda found: f"หมูที{found[1].zfill(3)}", spelled)


@lru_cache(maxsize=4096)
def _counts(letter: str) -> bool:
    return letter.isalnum() or unicodedata.category(letter).startswith("M")


def words(query: str) -> tuple[tuple[str, ...], ...]:
    """Return the words of a query, each as the spellings of which one is to be found; () where there is no letter in it.

    At most `MOST_WORDS` words of `LONGEST_WORD` letters are looked at.
    """
    found: list[tuple[str, ...]] = []
    for raw in _BETWEEN_WORDS.split(_respelled(query)):
        word = normalised(raw)[:LONGEST_WORD]
        if word:
            found.append(tuple(dict.fromkeys((word, *_other_forms(raw, word)))))
    return tuple(dict.fromkeys(found))[:MOST_WORDS]


def _other_forms(raw: str, word: str) -> list[str]:
    others = [other for group in _same_thing() if word in group for other in group]
    for written, short, long in _short_forms():
        if matched := written.match(raw):
            others.append((long + normalised(raw[matched.end() :]))[:LONGEST_WORD])
        elif long in word and len(short) > 1:
            others.append(word.replace(long, short))
    return others


@lru_cache(maxsize=1)
def _same_thing() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(map(normalised, line.split())) for line in _SAME_THING.strip().splitlines())


@lru_cache(maxsize=1)
def _short_forms() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    """Return how each short form is written at the beginning of a word, its letters, and the letters of what it stands for."""
    found = []
    for line in _SHORT_FORMS.strip().splitlines():
        short, long = map(normalised, line.split())
        # A single letter is a short form only where a full stop says so.
        end = r"(?:\.|\Z)" if len(short) > 1 else r"\."
        found.append((re.compile(r"\.?".join(short) + end), short, long))
    return tuple(found)


def runs(spelled: str) -> tuple[str, ...]:
    """Return the different runs of three letters of a text in the one spelling, in their order; () where it is shorter."""
    return tuple(dict.fromkeys(spelled[at : at + RUN] for at in range(len(spelled) - RUN + 1)))


def occurs(word: str, text: str) -> bool:
    """Whether the word is in the text, or pieces of it are, one soon after the other on one line; both in the one spelling.

    People run words together that the text has apart: ไฟดับ is to find ไฟหน้าวัดดับ. A number is never taken apart.
    """
    if word in text:
        return True
    if len(word) > LONGEST_RUN_TOGETHER or any(letter.isdigit() for letter in word):
        return False
    return any(_follows(word, 0, line, 0, MOST_PIECES) for line in text.splitlines())


def _follows(word: str, at: int, line: str, after: int, pieces: int) -> bool:
    for end in range(at + 2, len(word) + 1):
        if end < len(word) and (pieces == 1 or not _may_part(word, end)):
            continue
        piece = word[at:end]
        found = line.find(piece, after, after + WIDEST_GAP + len(piece) if at else len(line))
        if found >= 0 and (end == len(word) or _follows(word, end, line, found + len(piece), pieces - 1)):
            return True
    return False


def _may_part(word: str, at: int) -> bool:
    return len(word) - at >= 2 and word[at - 1] not in _NEVER_LAST and word[at] not in _NEVER_FIRST


def cover(word: str, text: str) -> float:
    """Return how well pieces of two letters or more that occur in the text make up the word, 0 to 1; both in the one spelling.

    It is the share of the letters that are in such pieces, less one letter for every piece after the first: what somebody ran
    together scores high, and so does a word with one letter wrong. The longest piece is taken first, from the left.
    """
    at = covered = pieces = 0
    while at < len(word):
        end = next((end for end in range(len(word), at + 1, -1) if word[at:end] in text), at)
        covered += end - at
        pieces += end > at
        at = max(end, at + 1)
    return max(covered - max(pieces - 1, 0), 0) / len(word) if word else 0.0
