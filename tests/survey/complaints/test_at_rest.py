"""What a copy of every file of the server holds of a complaint: nothing that was said, by whom, or with which code."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session, undefer

from survey import sealing
from survey.complaints import codes, containers
from survey.complaints.database import ComplaintsDatabase
from survey.complaints.models import Complaint, Part
from tests.survey.complaints.arranged import MAYOR, STAFF, Complainant, Holders, Tool, a_key

TEXT, PLACE = "ZWQXMARKTEXT เรียกเงินสิบเปอร์เซ็นต์", "ZWQXMARKPLACE หลังศาลา"
NAME, CONTACT = "ZWQXMARKNAME ฌัฏฐ์ชญาภา", "ZWQXMARKCONTACT 089-907-1237"
FILE_NAME, FILE = "ZWQXMARKFILENAME.txt", b"ZWQXMARKFILE" * 60_000
MORE, REPLY, MORE_FILE = "ZWQXMARKMORE ตอนเช้า", "ZWQXMARKREPLY ใครเห็นบ้าง", b"ZWQXMARKMOREFILE" * 10
ADDRESS = "203.0.113.77"


@pytest.fixture
def told(app: Flask, complainant: Complainant, holders: Holders) -> Complainant:
    """A complaint with everything that can be said, answered and added to."""
    complainant.reader.client.environ_base["REMOTE_ADDR"] = ADDRESS
    complainant.complain((FILE_NAME, FILE), text=TEXT, when_where=PLACE, name=NAME, contact=CONTACT)
    tool = Tool(app, holders.clerk)
    (complaint,) = tool.complaints()
    tool.reply(complaint, REPLY, holders.auditor.public)
    complainant.follow()
    complainant.send("add", ("ZWQXMARKMORENAME.txt", MORE_FILE), text=MORE)
    return complainant


def folder_of(complaints: ComplaintsDatabase) -> Path:
    """The folder in which the whole database lies, its write-ahead log too."""
    if complaints.engine.dialect.name == "sqlite":
        assert complaints.engine.url.database
        return Path(complaints.engine.url.database).parent
    with complaints.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
        return Path(connection.execute(text("SHOW data_directory")).scalar_one())


def contents(folder: Path) -> Iterator[bytes]:
    for file in folder.rglob("*"):
        if file.is_file():
            try:
                yield file.read_bytes()
            except FileNotFoundError:
                # A server removes files of its own while one looks.
                continue


def test_no_file_holds_a_word_a_name_an_address_or_the_code(told: Complainant, complaints: ComplaintsDatabase) -> None:
    opener = codes.opener(told.code, salt=complaints.salt)
    bare = told.code.replace("-", "")
    secret = (
        *("ZWQXMARK", "ฌัฏฐ์ชญาภา", "089-907-1237", ADDRESS, told.code, bare, bare.lower(), opener.secret_key),
        *(opener.secret_key.lower(), opener.secret_key.removeprefix("AGE-SECRET-KEY-1")),
    )
    with complaints.session(writes=False) as session:
        known = session.scalars(select(Complaint)).one().id
    found: set[str] = set()
    for content in contents(folder_of(complaints)):
        found |= {one for one in (*secret, known) if one.encode() in content}
        found |= {one for one in secret if one.encode("utf-16-le") in content}
    # That the id is found shows that this looks where complaints lie.
    assert found == {known}


def test_the_files_of_the_server_open_nothing_and_each_holder_everything(
    told: Complainant, opened: Session, holders: Holders
) -> None:
    parts = list(opened.scalars(select(Part).options(undefer(Part.container)).order_by(Part.number)))
    assert [one.direction for one in parts] == ["from_complainant", "from_holder", "from_complainant", "from_complainant"]
    everything = {name: [str(each) for each in row] for name, row in rows_of(opened).items()}
    # Whatever stands in the database, none of it is a key that opens.
    for word in {word for row in everything.values() for word in row if word.isascii() and len(word) < 200}:
        for secret in (word, f"AGE-SECRET-KEY-1{word}".upper()):
            with pytest.raises((sealing.NotASecretKey, sealing.WrongKey)):
                containers.opened(parts[0].container, secret)
    for key in (holders.clerk, holders.auditor):
        first, reply, more, files = (containers.opened(one.container, key.secret) for one in parts)
        assert (first["text"], first["when_where"], first["name"], first["contact"]) == (TEXT, PLACE, NAME, CONTACT)
        assert first["at"].endswith("+07:00")
        assert (first["files"][0]["name"], reply["text"], more["text"]) == (FILE_NAME, REPLY, MORE)
        assert len(files["files"]) == 1


def test_who_it_is_about_opens_nothing(app: Flask, complainant: Complainant, opened: Session, holders: Holders) -> None:
    # The clerk reads complaints about the staff, and is left out of those about the mayor; the member the other way round.
    about = {STAFF: holders.member, MAYOR: holders.clerk}
    for choice in about:
        complainant.complain(about=choice)
    found = {one.key_set: one for one in opened.scalars(select(Complaint))}
    for choice, key_set in ((STAFF, holders.staff_set), (MAYOR, holders.mayor_set)):
        part = opened.get_one(Part, (found[key_set].office_id, found[key_set].id, 1))
        for key in (about[choice], a_key()):
            with pytest.raises(sealing.WrongKey):
                containers.opened(part.container, key.secret)
        assert containers.opened(part.container, holders.auditor.secret)["about"] == choice
        # Nor does the server hand it to them, or tell them that there is one.
        tool = Tool(app, about[choice])
        assert found[key_set].id not in [one["id"] for one in tool.complaints()]
        assert found[key_set].id not in tool.ask("bundle").get_data(as_text=True)
        tool.refused("part", "not_found", expected=404, complaint=found[key_set].id, number=1)


def test_everything_stored_has_one_of_the_sizes(told: Complainant, opened: Session) -> None:
    told.complain(text="ส")
    told.complain(text="ส" * 20_000, when_where="ส" * 2000)
    lengths = [len(one.container) for one in opened.scalars(select(Part).options(undefer(Part.container)))]
    assert len(lengths) == 6
    assert set(lengths) == set(containers.SIZES[:3])


def test_the_code_opens_replies_and_messages_but_not_the_complaint_itself(
    told: Complainant, complaints: ComplaintsDatabase, opened: Session
) -> None:
    opener = codes.opener(told.code, salt=complaints.salt)
    parts = list(opened.scalars(select(Part).options(undefer(Part.container)).order_by(Part.number)))
    assert containers.opened(parts[1].container, opener.secret_key)["text"] == REPLY
    assert containers.opened(parts[2].container, opener.secret_key)["text"] == MORE
    for part in (parts[0], parts[3]):
        with pytest.raises(sealing.WrongKey):
            containers.opened(part.container, opener.secret_key)


def test_of_an_erased_complaint_no_byte_is_left_in_the_file(
    told: Complainant, app: Flask, complaints: ComplaintsDatabase, holders: Holders
) -> None:
    with complaints.session(writes=False) as session:
        container = session.scalars(select(Part).options(undefer(Part.container)).where(Part.number == 2)).one().container
    (complaint,) = Tool(app, holders.clerk).complaints()
    Tool(app, holders.clerk).ask("propose", complaint=complaint["id"], act="erase")
    (complaint,) = Tool(app, holders.auditor).complaints()
    Tool(app, holders.auditor).ask("confirm", complaint=complaint["id"], proposal=complaint["proposal"])
    if complaints.engine.dialect.name == "postgresql":
        # What PostgreSQL deletes lies about until it is vacuumed, and in its log for longer; all of it is sealed.
        return
    pieces = [container[at : at + 64] for at in range(0, len(container), 512)]
    assert not [1 for content in contents(folder_of(complaints)) for piece in pieces if piece in content]


def rows_of(session: Session) -> dict[str, list[object]]:
    """Every value of every row that is no container, by table."""
    found: dict[str, list[object]] = {}
    for table in ("installation", "covered_office", "key_set", "complaint", "audit_entry", "tally"):
        rows = session.execute(text(f"SELECT * FROM {table}"))  # noqa: S608 (a table of ours)
        found[table] = [value for row in rows for value in row]
    return found
