"""What the holders' tool asks the server for: only with the key, only of its own sets, and dangerous things with the other."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.complaints import audit, containers
from survey.complaints.audit import Entry
from survey.complaints.challenges import proof_of
from survey.complaints.models import Complaint, KeySet, Status, Tally
from survey.complaints.weeks import later
from tests.survey.complaints.arranged import MAYOR, OFFICE, STAFF, Complainant, Holders, Key, Tool, a_key

# What does not depend on the kind of database is tried on one.
on_one_kind = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def clerk(app: Flask, holders: Holders) -> Tool:
    return Tool(app, holders.clerk)


@pytest.fixture
def auditor(app: Flask, holders: Holders) -> Tool:
    return Tool(app, holders.auditor)


@pytest.fixture
def complaint(complainant: Complainant, clerk: Tool) -> dict[str, Any]:
    """A complaint about the staff, as the clerk gets it."""
    complainant.complain(text="เรียกเงิน")
    return clerk.complaints()[0]


def test_the_bundle_holds_what_is_for_a_key_and_its_containers_open_with_it(
    complainant: Complainant, clerk: Tool, auditor: Tool, holders: Holders
) -> None:
    for about in (STAFF, MAYOR):
        complainant.complain(about=about, text=f"เรื่อง{about}")
    bundle = clerk.bundle()
    assert (bundle["format"], bundle["office_id"], bundle["holder"]) == (1, OFFICE, holders.clerk.public)
    assert [one["id"] for one in bundle["key_sets"]] == [holders.staff_set]
    (complaint,) = bundle["key_sets"][0]["complaints"]
    assert (complaint["status"], complaint["due_week"]) == ("received", later(complaint["week"], 2))
    part = {"number": 1, "direction": "from_complainant", "size": containers.SIZES[0]}
    assert complaint["parts"] == [part | {"sealed_to": holders.staff_set, "resealed": ""}]
    assert clerk.read(complaint["id"])["text"] == f"เรื่อง{STAFF}"
    assert {auditor.read(one["id"])["text"] for one in auditor.complaints()} == {f"เรื่อง{STAFF}", f"เรื่อง{MAYOR}"}


@on_one_kind
def test_the_trail_that_the_bundle_brings_holds(complaint: dict[str, Any], clerk: Tool, auditor: Tool) -> None:
    clerk.ask("status", complaint=complaint["id"], status="considered")
    (key_set,) = clerk.bundle()["key_sets"]
    entries = [Entry(**one) for one in key_set["trail"]]
    seen = audit.check(entries)
    assert [one.act for one in entries] == ["keys_added", "received", "status_considered"]
    assert entries[-1].by == clerk.key.public
    auditor.ask("status", complaint=complaint["id"], status="asked")
    (key_set,) = clerk.bundle()["key_sets"]
    assert audit.check([Entry(**one) for one in key_set["trail"]], seen).number == 4


@on_one_kind
def test_nothing_is_done_without_a_proof_of_the_key(app: Flask, holders: Holders) -> None:
    client = app.test_client()
    for act in (
        *("bundle", "part", "reply", "status", "propose", "withdraw", "confirm", "acknowledge"),
        *("resealed", "reseal/k/c/1"),
    ):
        good = Tool(app, holders.clerk).header(act, b"{}")["Authorization"]
        for given in (
            *(None, "Basic eDp5", "Sutcharit", "Sutcharit challenge=x, turn=1, proof=y"),
            *(good.replace("turn=1", "turn=2"), good.replace("turn=1", "turn=๑")),
            good[:-1] + ("0" if good[-1] != "0" else "1"),
            Tool(app, a_key()).header(act, b"{}")["Authorization"],
        ):
            headers = {"Authorization": given} if given else {}
            answered = client.post(f"/complaints/{OFFICE}/api/{act}", data=b"{}", headers=headers)
            assert (answered.status_code, answered.get_json()) == (403, {"error": "no_proof"}), given
            assert "Set-Cookie" not in answered.headers


@on_one_kind
def test_a_request_that_was_overheard_cannot_be_sent_again_or_with_another_body(
    clerk: Tool, complaint: dict[str, Any], opened: Session
) -> None:
    path = clerk.base + "status"
    body = json.dumps({"complaint": complaint["id"], "status": "considered"}).encode()
    header = clerk.header("status", body)
    other = body.replace(b"considered", b"forwarded")
    assert clerk.client.post(path, data=other, headers=header).status_code == 403
    assert clerk.client.post(clerk.base + "propose", data=body, headers=header).status_code == 403
    assert clerk.client.post(path, data=body, headers=header).status_code == 200
    assert clerk.client.post(path, data=body, headers=header).status_code == 403
    # Nor does the challenge of another office, or one that was never opened, prove anything.
    proof = proof_of(b"guessed", 9, path=path, body=body)
    guessed = {"Authorization": f"Sutcharit challenge={clerk.name}, turn=9, proof={proof}"}
    assert clerk.client.post(path, data=body, headers=guessed).status_code == 403
    assert opened.scalars(select(Complaint)).one().status == Status.CONSIDERED


@on_one_kind
def test_a_challenge_is_made_for_any_key_and_only_that_key_opens_it(app: Flask, holders: Holders) -> None:
    client, path = app.test_client(), f"/complaints/{OFFICE}/api/challenge"
    nobody = a_key()
    sizes = {
        len(base64.b64decode(client.post(path, json={"public_key": key.public}).get_json()["container"]))
        for key in (nobody, holders.clerk)
    }
    assert len(sizes) == 1
    Tool(app, nobody).begin()
    for wrong in ("", "age1", holders.clerk.secret, 5):
        assert client.post(path, json={"public_key": wrong}).status_code == 400
    assert client.post(path, data=b"no json").status_code == 400
    assert client.post("/complaints/none/api/challenge", json={"public_key": nobody.public}).status_code == 404


def test_a_reply_is_stored_as_it_came_and_moves_the_flags(
    clerk: Tool, auditor: Tool, complaint: dict[str, Any], opened: Session
) -> None:
    clerk.reply(complaint, "ใครเห็นบ้าง", auditor.key.public)
    assert auditor.read(complaint["id"], 2)["text"] == "ใครเห็นบ้าง"
    stored = opened.scalars(select(Complaint)).one()
    assert (stored.for_holders, stored.for_complainant, stored.status) == (False, True, Status.RECEIVED)
    # The connection broke before the answer came: sent again, it is there once, and told of once.
    kept = base64.b64encode(auditor.container(complaint["id"], 2)).decode()
    clerk.ask("reply", complaint=complaint["id"], key_set=complaint["key_set"], container=kept)
    assert len(clerk.complaints()[0]["parts"]) == 2
    assert [one["act"] for one in clerk.bundle()["key_sets"][0]["trail"]].count("replied") == 1
    clerk.refused("reply", "other_keys", complaint=complaint["id"], key_set="k", container=kept)
    for wrong in ("", "!", base64.b64encode(b"plain text").decode(), base64.b64encode(b"x" * containers.SIZES[0]).decode()):
        clerk.refused("reply", "not_a_container", complaint=complaint["id"], container=wrong)


def test_a_status_is_set_by_one_and_closing_and_erasing_take_both(
    clerk: Tool, auditor: Tool, complaint: dict[str, Any], opened: Session
) -> None:
    this = {"complaint": complaint["id"]}
    for status in ("considered", "asked", "forwarded"):
        clerk.ask("status", **this, status=status)
    for status in ("closed", "received", "erased", ""):
        clerk.refused("status", "not_possible", **this, status=status)
    clerk.refused("propose", "not_possible", **this, act="close", closing="test")
    clerk.refused("propose", "not_possible", **this, act="close", closing="because")
    clerk.refused("confirm", "nothing_proposed", **this, proposal={})
    clerk.ask("propose", **this, act="close", closing="acted_on")
    proposal = clerk.complaints()[0]["proposal"]
    clerk.refused("confirm", "needs_the_other_holder", **this, proposal=proposal)
    # What was exchanged after the other has seen it is not done.
    auditor.refused("confirm", "another_proposal", **this, proposal={**proposal, "closing": "not_proven"})
    auditor.ask("confirm", **this, proposal=proposal)
    stored = opened.scalars(select(Complaint)).one()
    assert (stored.status, stored.closing, stored.proposal) == (Status.CLOSED, "acted_on", {})
    assert [(one.received, one.done) for one in opened.scalars(select(Tally))] == [(1, 1)]
    opened.rollback()
    auditor.ask("propose", **this, act="erase")
    clerk.ask("confirm", **this, proposal=clerk.complaints()[0]["proposal"])
    opened.expire_all()
    assert not list(opened.scalars(select(Complaint)))
    # Counted once, and its trail stays.
    assert [(one.received, one.done) for one in opened.scalars(select(Tally))] == [(1, 1)]
    opened.rollback()
    assert clerk.bundle()["key_sets"][0]["trail"][-1]["act"] == "erased"


@on_one_kind
def test_a_proposal_can_be_taken_back_by_either(clerk: Tool, auditor: Tool, complaint: dict[str, Any]) -> None:
    this = {"complaint": complaint["id"]}
    clerk.ask("propose", **this, act="erase")
    proposal = auditor.complaints()[0]["proposal"]
    auditor.ask("withdraw", **this)
    auditor.refused("confirm", "nothing_proposed", **this, proposal=proposal)
    auditor.refused("withdraw", "nothing_proposed", **this)


def test_keys_are_changed_by_both_and_who_has_left_does_and_reads_nothing_more(
    app: Flask,
    complainant: Complainant,
    clerk: Tool,
    auditor: Tool,
    complaint: dict[str, Any],
    holders: Holders,
    opened: Session,
) -> None:
    successor = a_key()
    this = {"key_set": holders.staff_set}
    wanted = {
        "name_a": "รองปลัด",
        "holder_a": successor.public,
        "mail_a": "new@example.org",
        "name_b": "หน่วยตรวจสอบภายใน",
        "holder_b": holders.auditor.public,
        "mail_b": "",
    }
    clerk.refused("propose", "secret_key", expected=400, **this, act="keys", **{**wanted, "holder_a": successor.secret})
    clerk.refused("propose", "not_a_public_key", expected=400, **this, act="keys", **{**wanted, "holder_a": "age1x"})
    clerk.refused("propose", "same_holder", expected=400, **this, act="keys", **{**wanted, "holder_a": holders.auditor.public})
    clerk.ask("propose", **this, act="keys", **wanted)
    seen = next(one for one in auditor.bundle()["key_sets"] if one["id"] == holders.staff_set)["proposal"]
    assert {name: seen[name] for name in wanted} == wanted
    auditor.ask("confirm", **this, proposal=seen)
    sets = {one.id: one for one in opened.scalars(select(KeySet))}
    opened.rollback()
    assert sets[holders.staff_set].retired
    (made,) = sets.keys() - {holders.staff_set, holders.mayor_set}
    assert (sets[made].about, sets[made].holders) == (STAFF, (successor.public, holders.auditor.public))
    complainant.complain(text="ใหม่")
    new = Tool(app, successor)
    (fresh,) = [one for one in new.complaints() if one["id"] != complaint["id"]]
    assert new.read(fresh["id"])["text"] == "ใหม่"
    # What was sealed to the old keys still is, and everything else is with the new ones.
    assert clerk.read(complaint["id"])["text"] == "เรียกเงิน"
    assert clerk.complaints() == []
    clerk.refused("status", "not_found", expected=404, complaint=complaint["id"], status="asked")
    clerk.refused("part", "not_found", expected=404, complaint=fresh["id"], number=1)
    new.ask("status", complaint=complaint["id"], status="considered")
    clerk.refused("propose", "not_possible", **this, act="keys", **wanted)


@on_one_kind
def test_no_holder_of_another_set_does_anything(app: Flask, complaint: dict[str, Any], holders: Holders) -> None:
    member = Tool(app, holders.member)
    for act in ("reply", "propose", "withdraw", "confirm", "acknowledge"):
        member.refused(act, "not_found", expected=404, complaint=complaint["id"], container="")
        member.refused(act, "not_found", expected=404, complaint="../x", container="")
    for act in ("propose", "withdraw", "confirm"):
        member.refused(act, "not_found", expected=404, key_set=holders.staff_set, act="keys")


@on_one_kind
def test_strange_bodies_are_refused_in_good_order(clerk: Tool, complaint: dict[str, Any]) -> None:
    for body in (
        b"",
        b"[]",
        b"\xff",
        b"null",
        b'{"complaint": {"a": 1}}',
        b"[" * 50_000,
        b'{"complaint": null, "number": "x"}',
    ):
        for act in ("part", "status", "reply"):
            answered = clerk.client.post(clerk.base + act, data=body, headers=clerk.header(act, body))
            assert answered.status_code in {404, 409}, body[:40]
    large = b" " * (2 * 1024 * 1024)
    assert clerk.client.post(clerk.base + "reply", data=large, headers=clerk.header("reply", large)).status_code == 413


@on_one_kind
def test_a_key_that_holds_nothing_here_learns_nothing(app: Flask, complaint: dict[str, Any]) -> None:
    stranger: Key = a_key()
    Tool(app, stranger).refused("bundle", "no_proof", expected=403)
    Tool(app, stranger).refused("part", "no_proof", expected=403, complaint=complaint["id"], number=1)
