"""After a change of keys: what was said before is sealed anew by one holder and agreed to by the other."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from survey import sealing, thai
from survey.complaints import codes, containers, conversation, daily
from survey.complaints.conversation import KeysChanged, Sent
from survey.complaints.database import ComplaintsDatabase
from survey.complaints.fingerprints import fingerprint
from survey.complaints.models import Complaint, KeySet, Part, ResealedPart
from tests.survey.complaints.arranged import OFFICE, STAFF, Complainant, Holders, Key, Tool, a_key
from tests.survey.holding.conftest import Person, on_one_kind

TEXT, REPLY, MORE, LATER = "เรียกเงินสิบเปอร์เซ็นต์", "ใครเห็นบ้าง", "เห็นสองคน", "เขาทำอีกแล้ว"
FILE = b"evidence" * 3000


@pytest.fixture
def told(complainant: Complainant, app: Flask, holders: Holders) -> Complainant:
    """A complaint that was answered and added to, with a file, before the keys are changed."""
    complainant.complain(text=TEXT)
    tool = Tool(app, holders.clerk)
    tool.reply(tool.complaints()[0], REPLY, holders.auditor.public)
    complainant.follow()
    complainant.send("add", ("photo.jpg", FILE), text=MORE)
    return complainant


def change(one: Person, other: Person, key_set: str, *options: str) -> None:
    """Let one holder propose other keys and the other agree."""
    one("fetch")
    one("keys", key_set, *options)
    one("send")
    other("fetch")
    other("confirm", key_set, "--yes")
    other("send")


def the_parts(opened: Session) -> list[Part]:
    opened.rollback()
    opened.expire_all()
    return list(opened.scalars(select(Part).options(undefer(Part.container)).order_by(Part.number)))


def opens(part: Part, key: Key) -> bool:
    try:
        containers.opened(part.container, key.secret)
    except sealing.WrongKey:
        return False
    return True


def test_a_successor_reads_all_of_it_and_whoever_left_nothing_that_came_after(
    told: Complainant, clerk: Person, auditor: Person, person: Callable[..., Person], holders: Holders, opened: Session
) -> None:
    before = [len(one.container) for one in the_parts(opened)]
    new = person(a_key(), "lawyer")
    change(clerk, auditor, holders.staff_set, "--key-a", new.key.public, "--name-a", "นิติกร")
    told.follow()
    told.send("add", text=LATER)
    old, later = the_parts(opened)[:4], the_parts(opened)[4]
    assert [opens(one, clerk.key) for one in old] == [True] * 4
    assert [opens(later, key) for key in (clerk.key, new.key, auditor.key)] == [False, True, True]

    # The newcomer has the complaint at once, and what was said before once it was sealed anew.
    new("fetch")
    complaint = opened.scalars(select(Complaint.id)).one()
    first = new("read", complaint)
    assert LATER in first
    assert TEXT not in first
    assert first.count("รอผู้ถือกุญแจเดิมสั่ง") == 4
    # Whoever leaves does it, without having to compare what they have proposed themselves.
    assert "ยังปิดผนึกถึงกุญแจเดิม 4 ชิ้น" in clerk("fetch")
    assert "ปิดผนึกใหม่ 4 ชิ้น" in clerk("reseal")
    clerk("send")
    # Nothing is exchanged until the other place of the new set agrees.
    assert [one.container for one in the_parts(opened)[:4]] == [one.container for one in old]
    assert "อีกคนปิดผนึกใหม่ 1 เรื่อง" in auditor("fetch")
    new("fetch")
    assert "ยังไม่มีผู้ยืนยัน" in new("read", complaint)
    # The clerk's successor is in the clerk's place, so that the clerk could be both of them.
    new("resealed", "--yes")
    assert "ต้องให้ผู้ถือกุญแจอีกคน" in new("send", exit_code=1)
    assert "ตรงกับของเดิม 4 ชิ้น" in auditor("resealed", typed="y\n")
    auditor("send")

    parts = the_parts(opened)
    assert [len(one.container) for one in parts][:4] == before
    assert [[opens(one, key) for one in parts] for key in (clerk.key, new.key, auditor.key)] == [
        [False] * 5,
        [True] * 5,
        [True] * 5,
    ]
    assert not opened.scalars(select(ResealedPart.number)).all()
    new("fetch")
    said = new("read", complaint)
    assert all(one in said for one in (TEXT, REPLY, MORE, LATER, "photo.jpg"))
    # The complainant reads on what they have read before, and the reply of the new holder.
    new("reply", complaint, "--text", "รับช่วงต่อแล้ว")
    new("send")
    told.follow()
    assert all(one in told.page.words for one in (REPLY, MORE, LATER, "รับช่วงต่อแล้ว"))
    # The old key opens nothing and is told so.
    clerk("fetch")
    assert "ทำลายได้" in clerk("reseal")
    assert "ปิดผนึก" not in auditor("fetch")


@on_one_kind
def test_what_is_not_the_old_content_is_noticed_and_not_agreed_to(
    told: Complainant, app: Flask, clerk: Person, auditor: Person, holders: Holders, opened: Session
) -> None:
    new = a_key()
    change(clerk, auditor, holders.staff_set, "--key-a", new.public)
    auditor("fetch")
    (complaint,) = opened.scalars(select(Complaint))
    to = opened.scalars(select(KeySet).where(KeySet.about == STAFF, KeySet.retired.is_(False))).one()
    opened.rollback()
    # With the old key, but another text than was sealed.
    false = {"kind": "complaint", "complaint": complaint.id, "text": "ไม่มีอะไร"}
    tool = Tool(app, holders.clerk)
    path = f"reseal/{to.id}/{complaint.id}/1"
    container = containers.sealed(false, to.holders)
    answered = tool.client.post(tool.base + path, data=container, headers=tool.header(path, container))
    assert answered.status_code == 200
    auditor("fetch")
    said = auditor("resealed", exit_code=1)
    assert "ชิ้นที่ 1 เปิดไม่ได้ หรือไม่ตรงกับของเดิม" in said
    assert "รอส่ง" not in auditor("list")
    assert TEXT in auditor("read", complaint.id)
    # Another length, another set, a part that is not there, a key that does not hold it, and somebody who agrees unseen.
    for wrong, word, status in (
        (f"reseal/{to.id}/{complaint.id}/1", "not_a_container", 409),
        (f"reseal/{holders.mayor_set}/{complaint.id}/1", "other_keys", 409),
        (f"reseal/{to.id}/{complaint.id}/9", "not_found", 404),
    ):
        body = b"x" if word == "not_a_container" else container
        answered = tool.client.post(tool.base + wrong, data=body, headers=tool.header(wrong, body))
        assert (answered.status_code, answered.get_json()) == (status, {"error": word})
    stranger = Tool(app, holders.member)
    answered = stranger.client.post(stranger.base + path, data=container, headers=stranger.header(path, container))
    assert answered.status_code == 404
    Tool(app, holders.auditor).refused("resealed", "another_proposal", complaint=complaint.id, digests={"1": "0" * 64})
    # The honest holder hands in what is true, and the other takes that.
    auditor("reseal", "--again")
    auditor("send")
    holder = Tool(app, new)
    digests = {str(one["number"]): one["resealed"] for one in holder.complaints()[0]["parts"]}
    assert holder.ask("resealed", complaint=complaint.id, digests=digests).get_json() == {"done": "resealed"}
    assert holder.read(complaint.id)["text"] == TEXT


@on_one_kind
def test_with_both_keys_new_each_old_key_seals_anew_for_the_other_place_and_compares_with_its_own(
    told: Complainant, clerk: Person, auditor: Person, person: Callable[..., Person], holders: Holders, opened: Session
) -> None:
    keys = [a_key(), a_key()]
    new_clerk, new_auditor = (person(key, name) for key, name in zip(keys, ("clerk2", "auditor2"), strict=True))
    change(clerk, auditor, holders.staff_set, "--key-a", keys[0].public, "--key-b", keys[1].public)
    for one in (clerk, auditor):
        one("fetch")
        assert "มี 0 เรื่อง" in one("fetch")
    # The stick on which the change was agreed to is lost: the new keys are to be compared first.
    shutil.rmtree(clerk.stick)
    clerk("fetch")
    mark = fingerprint(OFFICE, STAFF, (keys[0].public, keys[1].public))
    assert mark in clerk("reseal", exit_code=2)
    assert "16 ตัว" in clerk("reseal", "--accept", "ABCD", exit_code=2)
    clerk("reseal", "--accept", mark.lower().replace("-", " "))
    clerk("send")
    new_auditor("fetch")
    assert "เทียบกับของเดิมไม่ได้ 4 ชิ้น" in new_auditor("resealed", typed="n\n", exit_code=1)
    assert "ตรงกับของเดิม 4 ชิ้น" in new_auditor("resealed", "--old-key", auditor.key_file, "--yes")
    new_auditor("send")
    new_clerk("fetch")
    assert TEXT in new_clerk("read", opened.scalars(select(Complaint.id)).one())


@on_one_kind
def test_an_answer_that_was_sealed_before_the_change_is_not_taken(
    told: Complainant, clerk: Person, auditor: Person, holders: Holders, opened: Session
) -> None:
    complaint = opened.scalars(select(Complaint.id)).one()
    opened.rollback()
    auditor("fetch")
    auditor("reply", complaint, "--text", "ตอบไว้ก่อน")
    change(clerk, auditor, holders.staff_set, "--key-a", a_key().public)
    # It went out before the change was agreed to; another, sealed to keys that are gone, is refused.
    auditor("reply", complaint, "--text", "ตอบถึงกุญแจเดิม")
    assert "กุญแจของเรื่องนี้เปลี่ยนไปแล้ว" in auditor("send", exit_code=1)
    told.follow()
    assert "ตอบไว้ก่อน" in told.page.words
    assert "ตอบถึงกุญแจเดิม" not in told.page.words


@on_one_kind
def test_test_cases_of_old_keys_end_and_holders_are_reminded_until_all_is_sealed_anew(
    told: Complainant,
    complaints: ComplaintsDatabase,
    app: Flask,
    clerk: Person,
    auditor: Person,
    holders: Holders,
    opened: Session,
) -> None:
    day = date(2026, 11, 23)
    daily.daily(complaints.engine, day)
    tool = Tool(app, holders.clerk)
    change(clerk, auditor, holders.staff_set, "--mail-a", "new@example.org")
    # Another address is no other key: nothing is to be sealed anew.
    (key_set,) = [one for one in tool.bundle()["key_sets"] if not one["retired"]]
    assert {part["sealed_to"] for one in key_set["complaints"] for part in one["parts"]} == {key_set["id"]}
    assert [one["is_test"] for one in key_set["complaints"]].count(True) == 1
    auditor("fetch")
    change(clerk, auditor, key_set["id"], "--key-a", a_key().public, "--mail-a", "newest@example.org")
    opened.rollback()
    assert [one.is_test for one in opened.scalars(select(Complaint)) if one.key_set != holders.mayor_set] == [False]
    opened.rollback()
    with complaints.session(writes=True) as session:
        for one in session.scalars(select(Complaint).where(~Complaint.is_test)):
            one.for_holders, one.due_week = False, "2027-W40"
        session.commit()
    # Old and new: both have something to do, though nobody has written.
    (mayors,) = (one for one in opened.scalars(select(KeySet)) if one.id == holders.mayor_set)
    assert mayors.mail_a == mayors.mail_b == ""
    letters = {one.to for one in daily.daily(complaints.engine, date(2026, 12, 7))}
    assert letters == {"new@example.org", "newest@example.org"}


@on_one_kind
def test_what_was_sealed_while_the_keys_changed_is_not_stored(
    told: Complainant, complaints: ComplaintsDatabase, clerk: Person, auditor: Person, holders: Holders, opened: Session
) -> None:
    complaint, old = opened.scalars(select(Complaint.id)).one(), opened.get_one(KeySet, (OFFICE, holders.staff_set))
    made = conversation.seal_more(opened, OFFICE, complaint, Sent(LATER))
    whole = conversation.seal(old, Sent(TEXT))
    opened.rollback()
    change(clerk, auditor, holders.staff_set, "--key-a", a_key().public)
    with complaints.session(writes=True) as session:
        with pytest.raises(KeysChanged):
            conversation.add(session, OFFICE, complaint, made, thai.today())
        with pytest.raises(KeysChanged):
            conversation.store(session, old, whole, codes.Opener("mark", "", a_key().public), thai.today())
    assert len(the_parts(opened)) == 4
