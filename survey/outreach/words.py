"""Words an office can begin with, and what its links are called."""

from __future__ import annotations

# A beginning to be read and changed by whoever signs. It says what the seed report's office promised: honesty, openness, good
# governance.
_TH = (
    "ข้าพเจ้าขอประกาศเจตจำนงว่า จะบริหารงานด้วยความซื่อสัตย์สุจริต โปร่งใส ตรวจสอบได้ ตามหลักธรรมาภิบาล โดยยึดถือแนวทางดังนี้",
    "ปฏิบัติงานตามกฎหมาย ระเบียบ และขั้นตอนที่ประกาศไว้ ให้บริการทุกคนอย่างเท่าเทียม",
    "ใช้งบประมาณและทรัพย์สินของราชการอย่างคุ้มค่า เปิดเผยข้อมูลให้ประชาชนตรวจดูได้",
    "ไม่เรียก ไม่รับ และไม่ยอมให้ผู้ใดเรียกหรือรับของขวัญหรือประโยชน์ใดจากการปฏิบัติหน้าที่",
    "รับฟังข้อเสนอแนะและเรื่องร้องเรียน คุ้มครองผู้แจ้ง และบอกผลให้ทราบ",
    "ดำเนินการกับการทุจริตทุกกรณีอย่างจริงจังและเป็นธรรม",
)
_EN = (
    "I declare that this office will be run honestly, openly and by good governance, and that we hold to the following.",
    "We follow the law and the procedures we have published, and serve everybody alike.",
    "We use public money and property well, and show how they are used.",
    "We neither ask for nor accept gifts or advantages for doing our duty, nor let anybody else do so.",
    "We listen to suggestions and complaints, protect those who make them, and tell them what came of it.",
    "We deal with every case of corruption in earnest and fairly.",
)
DECLARATION, DECLARATION_EN = "\n".join(_TH), "\n".join(_EN)

LINKS = {
    "telephone": "โทรศัพท์",
    "email": "อีเมล",
    "address": "ที่อยู่",
    "hours": "เวลาทำการ",
    "website": "เว็บไซต์",
    "facebook": "เฟซบุ๊ก",
    "line": "ไลน์",
}
WEB_LINKS = ("website", "facebook", "line")


def first_and_rest(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the first line of a declaration and the lines after it, which are its points."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return (lines[0], tuple(lines[1:])) if lines else ("", ())
