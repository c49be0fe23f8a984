"""What the holders' tool says in Thai: why something was refused, what does not fit, what waits to be sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from survey.complaints.words import CLOSINGS, STATUSES
from survey.holding.folder import Waiting
from survey.holding.trails import Wrong

REFUSALS: Mapping[str, str] = {
    "not_found": "ไม่พบเรื่องหรือชุดกุญแจนี้บนเครื่องแม่ข่าย หรือไม่ใช่ของกุญแจนี้ (อาจถูกลบไปแล้ว)",
    "not_possible": "ทำไม่ได้ในสถานะปัจจุบัน เช่น เรื่องยุติแล้ว หรือชุดกุญแจเลิกใช้แล้ว",
    "not_a_container": "เครื่องแม่ข่ายไม่รับคำตอบในรูปนี้",
    "test_case": "เรื่องนี้เป็นเรื่องทดสอบ จึงตอบไม่ได้ ให้ใช้ sutcharit case acknowledge",
    "nothing_proposed": "ไม่มีข้อเสนอค้างอยู่ อาจมีผู้ยืนยันหรือถอนไปแล้ว",
    "needs_the_other_holder": "ต้องให้ผู้ถือกุญแจอีกคนเป็นผู้ยืนยัน",
    "another_proposal": "ข้อเสนอเปลี่ยนไปจากที่ท่านเห็น จึงไม่ได้ทำ กรุณาดึงข้อมูลใหม่แล้วอ่านอีกครั้ง",
    "other_keys": "กุญแจของเรื่องนี้เปลี่ยนไปแล้ว จึงไม่ได้ทำ กรุณาดึงข้อมูลใหม่แล้วทำอีกครั้ง",
    "too_early": "ยังยืนยันไม่ได้ ผู้ถือกุญแจอีกคนยังอยู่ในเวลาคัดค้าน กรุณายืนยันในสัปดาห์ที่ข้อเสนอระบุหรือหลังจากนั้น",
    "another_word": "คำในเรื่องทดสอบไม่ตรง กรุณาดึงข้อมูลใหม่",
    "not_a_public_key": "มีกุญแจสาธารณะที่ใช้ไม่ได้",
    "secret_key": "มีกุญแจลับปนอยู่ ระบบไม่รับ กุญแจดอกนั้นไม่ควรใช้ต่อ",
    "same_holder": "กุญแจทั้งสองต้องเป็นคนละดอก ของคนละคน",
}
MISMATCHES: Mapping[Wrong, str] = {
    Wrong.TRAIL: "บันทึกการทำงานของชุดกุญแจ {} ถูกแก้ไขหรือถูกตัดท้าย",
    Wrong.GONE_KEYS: "ชุดกุญแจ {} ที่เคยมี หายไป",
    Wrong.GONE_COMPLAINT: "เรื่อง {} อยู่ในบันทึกการทำงาน แต่ตัวเรื่องหายไปโดยไม่มีบันทึกการลบ",
    Wrong.UNKNOWN_COMPLAINT: "เรื่อง {} ไม่มีในบันทึกการทำงาน",
    Wrong.FEWER_PARTS: "ข้อความหรือไฟล์บางส่วนของเรื่อง {} หายไป",
    Wrong.OTHER_KEY: "กุญแจของ {} ถูกเปลี่ยนเป็นดอกอื่น คำตอบของท่านอาจถูกอ่านโดยผู้อื่น",
}
TOLD: Mapping[str, str] = {
    "about": "เกี่ยวกับ",
    "text": "ข้อความ",
    "when_where": "เมื่อใด ที่ใด",
    "name": "ชื่อผู้ร้องเรียน",
    "contact": "ช่องทางติดต่อ",
    "word": "คำในเรื่องทดสอบ",
}
_SIMPLE = {
    "reply": "ตอบกลับผู้ร้องเรียน",
    "withdraw": "ถอนข้อเสนอ",
    "acknowledge": "แจ้งว่าเปิดเรื่องทดสอบได้",
    "resealed": "ยืนยันสิ่งที่อีกคนปิดผนึกใหม่",
}
_PROPOSED = {"erase": "ลบเรื่องนี้ทันที", "keys": "เปลี่ยนผู้ถือกุญแจ"}


def refusal(word: str) -> str:
    """Return why the server refused something."""
    return REFUSALS.get(word, f"เครื่องแม่ข่ายไม่รับ ({word})")


def proposal(said: Mapping[str, Any]) -> str:
    """Return what a proposal is about."""
    if said.get("act") == "close":
        return f"ยุติเรื่อง: {CLOSINGS.get(str(said.get('closing')), str(said.get('closing')))}"
    return _PROPOSED.get(str(said.get("act")), str(said.get("act")))


def turn(said: Mapping[str, Any], holder: str) -> str:
    """Return who has proposed something, and who may confirm it."""
    if said.get("by") == holder:
        return "ท่านเสนอ รออีกคนยืนยัน"
    if said.get("by") or not said.get("from_week"):
        return "อีกคนเสนอ รอท่านยืนยัน"
    return (
        f"ผู้ดูแลเครื่องแม่ข่ายเสนอเพราะกุญแจหาย ท่านยืนยันคนเดียวได้ตั้งแต่สัปดาห์ {said['from_week']} "
        "หากท่านทั้งสองยังมีกุญแจ หรือไม่เห็นด้วย ให้ถอนด้วย sutcharit case withdraw"
    )


def new_keys(said: Mapping[str, Any]) -> Iterator[str]:
    """Return the two holders that a proposal names, a line each."""
    for letter in "ab" if said.get("act") == "keys" else "":
        yield "  ".join(str(said.get(f"{what}_{letter}", "")) for what in ("name", "holder", "mail")).rstrip()


def waiting(one: Waiting) -> str:
    """Return what a request of the outbox does."""
    said = one.said
    of = str(said.get("complaint") or said.get("key_set"))
    if one.act == "status":
        what = f"สถานะ {STATUSES.get(str(said.get('status')), '')}"
    elif one.act == "reseal":
        what = f"ปิดผนึกใหม่ {len(said.get('numbers') or ()):,} ชิ้น ถึงชุดกุญแจ {said.get('key_set')}"
    elif one.act == "propose":
        what = f"เสนอ {proposal(said)}"
    elif one.act == "confirm":
        what = f"ยืนยัน {proposal(said.get('proposal') or {})}"
    else:
        what = _SIMPLE.get(one.act, one.act)
    return f"{of}  {what}"
