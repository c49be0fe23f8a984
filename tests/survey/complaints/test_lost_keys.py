"""No open complaint is left by accident with keys that nobody holds any more."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from survey import thai
from survey.complaints import daily
from survey.complaints.daily import Notice
from survey.complaints.database import ComplaintsDatabase
from survey.complaints.fingerprints import fingerprint
from tests.survey.cli.conftest import Command, alone, command
from tests.survey.complaints.arranged import MAYOR, OFFICE, STAFF, Complainant, Holders, Tool, a_key

__all__ = ["alone", "command"]
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WEDNESDAY = date(2026, 11, 25)


def proposal_of(tool: Tool, key_set: str) -> dict[str, str]:
    found: dict[str, str] = next(one for one in tool.bundle()["key_sets"] if one["id"] == key_set)["proposal"]
    return found


def test_a_set_is_retired_only_by_whoever_knows_what_it_leaves_and_its_holders_may_still_hand_that_on(
    command: Command, app: Flask, complainant: Complainant, holders: Holders
) -> None:
    complainant.complain(text="เรียกเงิน")
    complainant.complain(about=MAYOR)
    retire = ("complaints", "keys", "retire", holders.staff_set)
    said = command(*retire, exit_code=2).stderr
    for one in ("ยังมี 1 เรื่อง", "sutcharit case keys", f"keys replace {holders.staff_set}", "--leave 1"):
        assert one in said, one
    command(*retire, "--leave", 2, exit_code=2)
    lines = [line.split("\t") for line in command("complaints", "keys", "list").stdout.splitlines()]
    assert {(cells[2], cells[1], cells[-1]) for cells in lines} == {(STAFF, "ใช้อยู่", "1"), (MAYOR, "ใช้อยู่", "1")}
    assert "1 เรื่องที่ยังไม่ยุติ" in command(*retire, "--leave", 1).stdout
    # The clerk goes, and whoever follows takes over what is open, and nothing new.
    clerk, auditor, successor = Tool(app, holders.clerk), Tool(app, holders.auditor), Tool(app, a_key())
    (complaint,) = clerk.complaints()
    wanted = {"name_a": "รองปลัด", "holder_a": successor.key.public, "mail_a": ""}
    wanted |= {"name_b": "หน่วยตรวจสอบภายใน", "holder_b": auditor.key.public, "mail_b": ""}
    clerk.ask("propose", key_set=holders.staff_set, act="keys", **wanted)
    auditor.ask("confirm", key_set=holders.staff_set, proposal=proposal_of(auditor, holders.staff_set))
    assert [one["id"] for one in successor.complaints()] == [complaint["id"]]
    assert clerk.complaints() == []
    complainant.open("about")
    (choice,) = complainant.page.options["about"].values()
    assert choice.startswith(MAYOR)


def test_a_lost_key_is_replaced_by_the_server_and_the_other_holder_once_there_was_time_to_object(
    command: Command, app: Flask, complainant: Complainant, complaints: ComplaintsDatabase, holders: Holders
) -> None:
    clerk, new = Tool(app, holders.clerk), Tool(app, a_key())
    replace = ("complaints", "keys", "replace", holders.staff_set)
    this = {"key_set": holders.staff_set}
    with thai.as_of(WEDNESDAY):
        complainant.complain(text="เรียกเงิน")
        clerk.ask("status", complaint=clerk.complaints()[0]["id"], status="considered")
        assert "--key-b" in command(*replace, exit_code=2).stderr
        assert "นี่คือกุญแจลับ" in command(*replace, "--key-b", new.key.secret, exit_code=2).stderr
        said = command(*replace, "--key-b", new.key.public, "--name-b", "นิติกร").stdout
        assert "2026-W50" in said
        assert fingerprint(OFFICE, STAFF, (clerk.key.public, new.key.public)) in said
        # Whoever looks after the server takes nobody's proposal away, not even their own.
        assert "ค้างอยู่" in command(*replace, "--key-b", a_key().public, exit_code=2).stderr
        proposal = proposal_of(clerk, holders.staff_set)
        clerk.refused("confirm", "too_early", **this, proposal=proposal)
        # Either may object, whoever is said to have lost a key too.
        Tool(app, holders.auditor).ask("withdraw", **this)
        command(*replace, "--key-b", new.key.public, "--name-b", "นิติกร")
    # Nothing else waits: the letter is about the proposal.
    assert daily.daily(complaints.engine, date(2026, 11, 30)) == (Notice("clerk@example.org"),)
    with thai.as_of(date(2026, 12, 6)):
        clerk.refused("confirm", "too_early", **this, proposal=proposal)
    with thai.as_of(date(2026, 12, 7)):
        clerk.ask("confirm", **this, proposal=proposal)
        assert [one["status"] for one in new.complaints() if not one["is_test"]] == ["considered"]
        assert not [one for one in Tool(app, holders.auditor).complaints() if not one["is_test"]]
