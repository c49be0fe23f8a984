"""What is wrong with a piece of text that people will read: marks in the wrong order, invisible characters, markup.

Thai typed on different keyboards can look right and still be different text, so that it is neither found by a search nor read
aloud properly. The rules here are about the order of characters, never about taste.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# Thai is written consonant, vowel above or below, tone mark. Each pattern is an order that no Thai word has.
_THAI_ORDER = (
    (re.compile("เเ"), "พิมพ์สระ เ สองตัวแทนสระ แ", "พิมพ์ แ ตัวเดียว"),
    (re.compile("ํ[่-๋]?า"), "พิมพ์นิคหิตกับสระ า แทนสระ ำ", "พิมพ์ ำ ตัวเดียว โดยพิมพ์วรรณยุกต์ก่อน ำ"),
    (re.compile("[่-์][ัิ-ฺ็]|ำ[่-๋]"), "วรรณยุกต์หรือการันต์อยู่ก่อนสระ", "พิมพ์พยัญชนะ ตามด้วยสระ แล้วจึงวรรณยุกต์"),
    (re.compile("(?<![ก-ฮ่-์])[ัิ-ฺ็]"), "สระหรือไม้ไต่คู้ไม่มีพยัญชนะรองรับ หรือพิมพ์ซ้อนกัน", "ลบตัวที่เกินหรือเติมพยัญชนะที่ขาด"),
    (re.compile("(?<![ก-ฮัิ-ูํำ])[่-๋]"), "วรรณยุกต์ไม่มีพยัญชนะรองรับ หรือพิมพ์ซ้อนกัน", "ลบตัวที่เกินหรือเติมพยัญชนะที่ขาด"),
    (re.compile("(?<![ก-ฮิุ])์"), "การันต์ไม่มีพยัญชนะรองรับ", "ลบการันต์หรือเติมพยัญชนะที่ขาด"),
    (re.compile("[เแโใไ](?![ก-ฮเ])"), "สระหน้าไม่มีพยัญชนะตามหลัง", "เติมพยัญชนะหลังสระหรือลบสระนั้น"),
    (re.compile("(?<![ก-ฮ่-๋ํ])[าำ]|(?<![ก-ฮ่-๋า])ะ"), "สระหลังไม่มีพยัญชนะนำหน้า", "เติมพยัญชนะหน้าสระหรือลบสระนั้น"),
)
_MARKUP = re.compile(r"<[A-Za-z/!?]|&(#[0-9]+|#x[0-9A-Fa-f]+|[A-Za-z]+);")
_REPLACEMENT = "\ufffd"


def faults(text: str) -> Iterator[tuple[str, str]]:
    """Yield (what is wrong, remedy) for a text, each kind once; nothing for text that is fine or empty."""
    if not unicodedata.is_normalized("NFC", text):
        yield "ข้อความไม่อยู่ในรูป NFC", "ลบข้อความนี้แล้วพิมพ์ใหม่ หรือแปลงเป็น Unicode NFC"
    if "\n" in text:
        yield "ข้อความมีการขึ้นบรรทัดใหม่", 'เขียนเป็นบรรทัดเดียวในเครื่องหมายคำพูด หรือใช้ ">-" เมื่อต้องการพับบรรทัด'
    suspected = "" if text.isprintable() and _REPLACEMENT not in text else text
    odd = sorted({f"U+{ord(character):04X}" for character in suspected if _is_odd(character)})
    if odd:
        yield f"มีอักขระที่มองไม่เห็นหรือผิดปกติ ({', '.join(odd)})", "ลบอักขระนั้น โดยเฉพาะเมื่อคัดลอกมาจากเอกสาร PDF หรือหน้าเว็บ"
    if text != text.strip() or "  " in text:
        yield "มีช่องว่างเกินที่หัว ท้าย หรือกลางข้อความ", "เหลือช่องว่างไว้ครั้งละหนึ่งช่อง และไม่มีที่หัวหรือท้ายข้อความ"
    if _MARKUP.search(text):
        yield "มีรหัส HTML ในข้อความ", "เขียนเป็นข้อความธรรมดา ระบบจัดรูปแบบให้เอง"
    for pattern, problem, remedy in _THAI_ORDER:
        found = pattern.search(text)
        if found:
            yield f"{problem} ใกล้ “{text[max(found.start() - 6, 0) : found.end() + 6].strip()}”", remedy


def _is_odd(character: str) -> bool:
    """Whether a character is neither seen nor a space or the end of a line, or stands for one that was lost."""
    return character != "\n" and (not character.isprintable() or character == _REPLACEMENT)
