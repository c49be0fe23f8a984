"""What is believed at the first fetch: shown to be compared, kept, and refused when it is another one day."""

from __future__ import annotations

import hashlib
import json

from sqlalchemy.orm import Session

from survey import thai
from survey.complaints import keys
from survey.complaints.database import ComplaintsDatabase
from survey.complaints.fingerprints import fingerprint, normalised
from survey.complaints.keys import Holder
from tests.survey.complaints.arranged import NAME, OFFICE, STAFF, Holders, a_key
from tests.survey.holding.conftest import Person, on_one_kind

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def test_a_fingerprint_is_of_both_keys_in_any_order_and_of_whom_it_is_about() -> None:
    text = '["kb4t","\\u0e1b\\u0e25\\u0e31\\u0e14","age1a","age1b"]'
    rest, letters = int(hashlib.sha256(f"key set/{text}".encode()).hexdigest(), 16), ""
    while len(letters) < 16:
        letters += ALPHABET[rest % 31]
        rest //= 31
    expected = "-".join((letters[:4], letters[4:8], letters[8:12], letters[12:]))
    assert fingerprint("kb4t", "ปลัด", ("age1b", "age1a")) == fingerprint("kb4t", "ปลัด", ("age1a", "age1b")) == expected
    others = (("kb4t", "นายก", ("age1a", "age1b")), ("kb4x", "ปลัด", ("age1a", "age1b")), ("kb4t", "ปลัด", ("age1a", "age1c")))
    assert expected not in {fingerprint(*one) for one in others}
    assert normalised(f" {expected.lower().replace('-', ' ')} ") == expected
    assert {normalised(one) for one in ("", "ABCD", expected + "A", "ลายนิ้วมือ")} == {""}


@on_one_kind
def test_the_first_fetch_shows_what_to_compare_and_a_new_set_waits_until_it_is_accepted(
    complaints: ComplaintsDatabase, clerk: Person, holders: Holders, opened: Session
) -> None:
    mark = fingerprint(OFFICE, STAFF, (holders.clerk.public, holders.auditor.public))
    said = clerk("fetch")
    assert "ดึงครั้งแรก" in said
    assert "sutcharit complaints keys list" in said
    assert f"ชุดกุญแจ {holders.staff_set}: เรื่องเกี่ยวกับ{STAFF} อ่านโดย ปลัด และ หน่วยตรวจสอบภายใน  ลายนิ้วมือ {mark}" in said
    assert "ลายนิ้วมือ" not in clerk("fetch")
    assert mark in clerk("list")
    before = clerk.files()
    assert json.loads(before["pinned.json"]) == {"key_sets": {holders.staff_set: mark}, "accepted": []}
    # At the server somebody adds a set that this key opens, together with a key of their own.
    stranger = a_key()
    two = (Holder("ปลัด", clerk.key.public), Holder("ที่ปรึกษา", stranger.public))
    with complaints.session(writes=True) as session:
        made = keys.add(session, OFFICE, NAME, about="ทุกคน", holders=two, today=thai.today()).id
        session.commit()
    new = fingerprint(OFFICE, "ทุกคน", (clerk.key.public, stranger.public))
    refused = clerk("fetch", exit_code=1)
    assert made in refused
    assert "ที่ปรึกษา" in refused
    assert new in refused
    assert "--accept" in refused
    assert clerk.files() == before
    assert new in clerk("fetch", "--accept", mark, exit_code=1)
    assert "ตรงกับลายนิ้วมือที่ท่านยอมรับ" in clerk("fetch", "--accept", new)
    assert "1 เรื่อง" not in clerk("fetch")


@on_one_kind
def test_keys_that_were_exchanged_are_noticed_without_the_earlier_bundle(
    complaints: ComplaintsDatabase, clerk: Person, holders: Holders, opened: Session
) -> None:
    from survey.complaints.models import KeySet

    clerk("fetch")
    (clerk.stick / "bundle.zip").unlink()
    other = a_key().public
    with complaints.session(writes=True) as session:
        session.get_one(KeySet, (OFFICE, holders.staff_set)).holder_b = other
        session.commit()
    assert "!!! หยุด" in clerk("fetch", exit_code=1)
    assert "bundle.zip" not in clerk.files()
