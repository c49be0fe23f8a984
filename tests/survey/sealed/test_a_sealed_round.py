"""A sealed round from the first answer to the result: nothing on the server can read an answer, and the result is the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask import Flask
from sqlalchemy import Engine, insert, select, text

from questionnaires.model import Audience
from survey import answers
from survey.answers import new_key
from survey.exchange.writing import response_chunks
from survey.models import Code, Collection, IitResponse, SealedResponse
from survey.sealing import new_identity, opened
from tests.builders import arranging, filled, how_many, instrument_of, looking
from tests.reader import Reader
from tests.survey.anonymity.traces import on_disk
from tests.survey.sealed.conftest import Command, Sealed, key_file

# Step 3 throughout (2 where there are two). Indicator 1: (67 x 3 + 0 x 3)/6 = 33.5; 2: (67 x 3 + 33 x 2 + 50)/6 = 52.8333;
# 3: (67 x 3 + 33 x 3)/6 = 50; 4: (67 x 4 + 33 x 2)/6 = 55.6667; 5: (67 x 5 + 100)/6 = 72.5. The instrument: 264.5/5 = 52.9.
SCORE_OF_THREES = "52.90"


def answer(app: Flask, reader: Reader, sealed: Sealed, number: int, *, step: int = 3) -> dict[str, Any]:
    code = sealed.scene.codes[number]
    fields = {"submission-key": new_key(), "code": code, **filled(instrument_of(app, sealed.scene.iit), step)}
    reader.send(sealed.scene.iit, fields, status=303)
    return fields


def boxes(app: Flask, sealed: Sealed) -> list[bytes]:
    with looking(app) as session:
        return answers.boxes(session, session.get_one(Collection, (sealed.scene.office.id, sealed.scene.round.id, "iit")))


def close(reader: Reader, sealed: Sealed) -> None:
    reader.open(f"{sealed.scene.page}/close")
    reader.send(f"{sealed.scene.page}/close", {})


def the_box(reader: Reader, sealed: Sealed, folder: Path) -> Path:
    file = folder / "round.box"
    file.write_bytes(reader.open(f"{sealed.scene.page}/box/file").data)
    return file


def test_an_answer_is_stored_sealed_once_and_can_be_read_nowhere_else(
    app: Flask, reader: Reader, engine: Engine, sealed: Sealed
) -> None:
    fields = answer(app, reader, sealed, 0)
    # Back and resend, and the same code in another form.
    reader.send(sealed.scene.iit, fields, status=303)
    reader.send(sealed.scene.iit, {**fields, "submission-key": new_key()}, status=403)
    with looking(app) as session:
        assert session.scalars(select(SealedResponse.key)).all() == [fields["submission-key"]]
        assert session.scalars(select(IitResponse.key)).all() == []
        assert session.query(Code).count() == len(sealed.scene.codes) - 1
    # i1.1-i3.3 have four steps, i4.1-i6.3 two, i7-i25 four, i26 two, the rest four.
    steps = "3" * 6 + "2" * 9 + "3" * 25 + "2" * 2 + "3" * 9
    (box,) = boxes(app, sealed)
    for secret, _ in sealed.pairs:
        content = opened(box, secret)
        assert (content["steps"], content["channel"]) == (steps, "web")
    assert fields["submission-key"] in on_disk(engine, [fields["submission-key"], steps])
    assert steps not in on_disk(engine, [steps, "2" * 9 + "3" * 25])


def test_until_the_close_everybody_sees_only_how_many(
    app: Flask, reader: Reader, sealed: Sealed, command: Command, tmp_path: Path
) -> None:
    for number in range(7):
        answer(app, reader, sealed, number)
    reader.open(sealed.scene.page)
    assert "IIT ตอบแล้ว 7 จากอย่างน้อย 30" in reader.page.words
    assert f"{sealed.scene.page}/export/iit.csv" not in reader.page.links
    reader.open(f"{sealed.scene.page}/results")
    assert reader.page.row("IIT")[2:] == ["7", "–", "–", "ผลจะเปิดได้หลังปิดรอบ โดยผู้ถือกุญแจ"]
    assert "รายข้อของ IIT" not in reader.page.words
    reader.open(f"{sealed.scene.page}/export/iit.csv", status=409)
    assert reader.page.heading == "คำตอบของรอบนี้ถูกปิดผนึก"
    reader.open(f"{sealed.scene.page}/box")
    assert "ผลจะเปิดได้หลังปิดรอบ โดยผู้ถือกุญแจ" in reader.page.words
    reader.open(f"{sealed.scene.page}/box/file", status=409)
    target = tmp_path / "out"
    assert "ปิดผนึก" in command("export", sealed.scene.round.id, "--instrument", "iit", "-o", target, exit_code=1).stderr
    assert "ยังไม่ปิด" in command("box", "export", sealed.scene.round.id, "-o", target, exit_code=1).stderr
    assert not target.exists()


def test_paper_forms_and_files_are_sealed_too(app: Flask, reader: Reader, engine: Engine, sealed: Sealed) -> None:
    iit = instrument_of(app, sealed.scene.iit)
    reader.open(f"{sealed.scene.page}/paper/iit")
    paper = {key: value for key, value in filled(iit, 1).items() if key != "answer-i30.4"}
    reader.send(f"{sealed.scene.page}/paper/iit", {**reader.page.fields, **paper})
    rows = np.array([[min(step, len(part.scale)) for part in iit.parts] for step in (2, 3)], dtype=np.uint8)
    content = b"".join(response_chunks(iit, rows))
    reader.open(f"{sealed.scene.page}/import/iit")
    reader.upload(f"{sealed.scene.page}/import/iit", content)
    reader.open(f"{sealed.scene.page}/import/iit")
    reader.upload(f"{sealed.scene.page}/import/iit", content, status=409)
    found = sorted((opened(box, sealed.pairs[1][0]) for box in boxes(app, sealed)), key=lambda one: one["steps"])
    assert [(one["channel"], one["steps"][:3], one["steps"][-1]) for one in found] == [
        ("paper", "111", "0"),
        ("import", "222", "2"),
        ("import", "333", "3"),
    ]
    assert not on_disk(engine, [one["steps"] for one in found])
    with looking(app) as session:
        assert session.query(IitResponse).count() == 0


def test_the_holder_of_either_key_opens_the_box_elsewhere_and_the_office_gets_the_result(
    app: Flask, reader: Reader, sealed: Sealed, elsewhere: Command, tmp_path: Path
) -> None:
    for number in range(6):
        answer(app, reader, sealed, number)
    close(reader, sealed)
    reader.open(f"{sealed.scene.page}/results")
    assert reader.page.row("IIT")[3:] == ["–", "–", "รอผลจากผู้ถือกุญแจ ไปที่กล่องคำตอบ"]
    reader.open("/office/")
    assert "รอผู้ถือกุญแจเปิด" in reader.page.words
    file = the_box(reader, sealed, tmp_path)
    results = []
    for number, (secret, _) in enumerate(sealed.pairs):
        result = tmp_path / f"scorecard-{number}.json"
        done = elsewhere("open-box", file, "--identity", key_file(tmp_path, secret), "-o", result)
        assert "เปิดคำตอบได้ 6 ชุด จาก 6 ชุด" in done.stdout
        results.append(result.read_bytes())
    # Whoever opens it, and in whatever order of chance: the same file, which two holders can compare.
    assert results[0] == results[1]
    assert json.loads(results[0])["channels"] == {"web": 6}

    reader.open(f"{sealed.scene.page}/box")
    reader.upload(f"{sealed.scene.page}/box", results[0])
    reader.open(f"{sealed.scene.page}/results")
    assert reader.page.row("IIT")[2:4] == ["6", SCORE_OF_THREES]
    low, high = (float(limit) for limit in reader.page.row("IIT")[4].split("–"))
    assert low < float(SCORE_OF_THREES) < high
    assert reader.page.row("ตัวชี้วัดที่ 1 ")[1] == "33.50"
    mark = done.stdout.rpartition("ลายนิ้วมือของไฟล์ผล ")[2][:19]
    assert mark in reader.page.words


def test_what_comes_back_holds_no_answer_of_anybody(
    app: Flask, reader: Reader, sealed: Sealed, elsewhere: Command, tmp_path: Path
) -> None:
    for number, step in enumerate((1, 2, 3, 4, 4)):
        answer(app, reader, sealed, number, step=step)
    close(reader, sealed)
    result = tmp_path / "scorecard.json"
    elsewhere("open-box", the_box(reader, sealed, tmp_path), "--identity", key_file(tmp_path, sealed.pairs[0][0]), "-o", result)
    data = json.loads(result.read_text())
    kept = {"format", "box", "instrument", "definition", "opened", "damaged", "channels", "scorecard", "estimates"}
    assert set(data) == kept
    # Intervals of scores, and no sums over pairs of items, from which the answers of five could be worked out.
    assert set(data["estimates"]) == {"identifier", "instrument", "indicators", "items", "parts"}
    assert {type(one) for level in ("indicators", "items", "parts") for one in data["estimates"][level].values()} == {dict}
    parts = [part for one in data["scorecard"]["indicators"] for item in one["items"] for part in item["parts"]]
    assert len(parts) == 51
    assert all(set(part) == {"code", "n", "score", "steps", "direction"} and part["n"] == 5 for part in parts)
    assert sorted(tmp_path.iterdir()) == sorted(
        {result, tmp_path / "round.box", tmp_path / "key.txt"} | set(tmp_path.glob("sutcharit.db*"))
    )


def test_the_box_is_the_same_from_the_page_and_from_the_command_and_bears_no_key_of_a_form(
    app: Flask, reader: Reader, sealed: Sealed, command: Command, tmp_path: Path
) -> None:
    keys = [answer(app, reader, sealed, number)["submission-key"] for number in range(5)]
    close(reader, sealed)
    file = the_box(reader, sealed, tmp_path)
    other = tmp_path / "other.box"
    assert "5 ชุด" in command("box", "export", sealed.scene.round.id, "-o", other).stdout
    assert file.read_bytes() == other.read_bytes()
    assert not [key for key in keys if key.encode() in file.read_bytes()]
    assert sealed.scene.round.id.encode() not in file.read_bytes()


def test_a_scorecard_that_is_not_of_this_box_or_does_not_add_up_is_refused(
    app: Flask, reader: Reader, sealed: Sealed, elsewhere: Command, tmp_path: Path
) -> None:
    for number in range(5):
        answer(app, reader, sealed, number)
    close(reader, sealed)
    result = tmp_path / "scorecard.json"
    elsewhere("open-box", the_box(reader, sealed, tmp_path), "--identity", key_file(tmp_path, sealed.pairs[0][0]), "-o", result)
    good = json.loads(result.read_text())

    def changed(**changes: Any) -> bytes:
        return json.dumps({**good, **changes}).encode()

    def with_a_part(**changes: Any) -> bytes:
        data = json.loads(result.read_text())
        data["scorecard"]["indicators"][0]["items"][0]["parts"][0] |= changes
        return json.dumps(data).encode()

    def with_an_estimate(**changes: Any) -> bytes:
        data = json.loads(result.read_text())
        data["estimates"]["instrument"] |= changes
        return json.dumps(data).encode()

    card = good["scorecard"]
    for content, words in (
        (b"", "ไม่ใช่ไฟล์ผล"),
        (b"\xff\xfe\x00", "ไม่ใช่ไฟล์ผล"),
        (b"[]", "ไม่ใช่ไฟล์ผล"),
        (b"{}", "ไม่ใช่ไฟล์ผล"),
        (changed(format="something else"), "ไม่ใช่ไฟล์ผล"),
        (changed(box="0" * 64), "ไม่ได้มาจากกล่องคำตอบของรอบนี้"),
        (changed(definition="0" * 64), "คนละฉบับ"),
        (changed(instrument="2565/eit"), "คนละฉบับ"),
        (changed(opened=4), "จำนวนคำตอบในไฟล์ผลไม่ตรง"),
        (changed(scorecard={**card, "n": 6}), "จำนวนคำตอบในไฟล์ผลไม่ตรง"),
        (changed(scorecard={**card, "score": 95.0}), "ไม่ตรงกับจำนวนผู้เลือก"),
        (changed(scorecard={**card, "score": "<b>"}), "ไม่ตรงกับจำนวนผู้เลือก"),
        (changed(scorecard={**card, "indicators": card["indicators"][:4]}), "ไม่ตรงกับจำนวนผู้เลือก"),
        (changed(scorecard=None), "ไม่ใช่ไฟล์ผล"),
        (with_a_part(score=100.0), "ไม่ตรงกับจำนวนผู้เลือก"),
        (with_a_part(steps={"1": 0, "2": 0, "3": 0, "4": 5}), "ไม่ตรงกับจำนวนผู้เลือก"),
        (with_a_part(steps={"1": -9, "2": 0, "3": 14, "4": 0}), "ไม่ตรงกับจำนวนผู้เลือก"),
        (with_a_part(steps={"1": 0, "2": 0, "3": 10**12, "4": 0}), "ไม่ตรงกับจำนวนผู้เลือก"),
        (with_a_part(steps=[]), "ไม่"),
        (changed(estimates={}), "ช่วงความเชื่อมั่นในไฟล์ผลไม่ตรง"),
        (changed(estimates=[]), "ไม่"),
        (with_an_estimate(low=60.0), "ช่วงความเชื่อมั่นในไฟล์ผลไม่ตรง"),
        (with_an_estimate(high=101.0), "ช่วงความเชื่อมั่นในไฟล์ผลไม่ตรง"),
        (with_an_estimate(score=60.0, high=70.0), "ช่วงความเชื่อมั่นในไฟล์ผลไม่ตรง"),
        (with_an_estimate(low="<b>"), "ไม่"),
        (with_an_estimate(population=-1), "ช่วงความเชื่อมั่นในไฟล์ผลไม่ตรง"),
        (with_an_estimate(method="guess"), "ช่วงความเชื่อมั่นในไฟล์ผลไม่ตรง"),
    ):
        reader.open(f"{sealed.scene.page}/box")
        reader.upload(f"{sealed.scene.page}/box", content, status=422)
        assert words in reader.page.words, content[:80]
    with looking(app) as session:
        collection = session.get_one(Collection, (sealed.scene.office.id, sealed.scene.round.id, "iit"))
        assert collection.scorecard is None
    reader.upload(f"{sealed.scene.page}/box", result.read_bytes())


def test_a_scorecard_with_blanks_of_paper_forms_is_checked_part_by_part(
    app: Flask, reader: Reader, sealed: Sealed, elsewhere: Command, tmp_path: Path
) -> None:
    for number in range(5):
        answer(app, reader, sealed, number)
    reader.open(f"{sealed.scene.page}/paper/iit")
    reader.send(f"{sealed.scene.page}/paper/iit", {**reader.page.fields, "answer-i1.1": "4"})
    close(reader, sealed)
    result = tmp_path / "scorecard.json"
    elsewhere("open-box", the_box(reader, sealed, tmp_path), "--identity", key_file(tmp_path, sealed.pairs[0][0]), "-o", result)
    data = json.loads(result.read_text())
    assert data["channels"] == {"paper": 1, "web": 5}
    data["scorecard"]["indicators"][0]["items"][0]["parts"][1]["score"] = 99.0
    reader.open(f"{sealed.scene.page}/box")
    reader.upload(f"{sealed.scene.page}/box", json.dumps(data).encode(), status=422)
    reader.upload(f"{sealed.scene.page}/box", result.read_bytes())
    reader.open(f"{sealed.scene.page}/results")
    # i1 is (5 x 67 + 100)/6 = 72.5, so indicator 1 is (72.5 + 67 x 2 + 0 x 3)/6 = 34.4167.
    assert reader.page.row("ตัวชี้วัดที่ 1 ")[1] == "34.42"


@pytest.mark.parametrize("answered", [5, 4])
def test_what_somebody_else_has_put_among_the_boxes_is_counted_and_left_out(
    app: Flask, reader: Reader, sealed: Sealed, elsewhere: Command, tmp_path: Path, answered: int
) -> None:
    for number in range(answered):
        answer(app, reader, sealed, number)
    from survey.sealing import seal

    _, stranger = new_identity()
    forged = [b"nothing", seal({"steps": "3" * 51, "channel": "web"}, [stranger])]
    forged += [
        seal(content, [sealed.pairs[0][1]]) for content in ({"steps": "9" * 51, "channel": "web"}, {"channel": "web"}, {})
    ]
    common = {"office_id": sealed.scene.office.id, "round_id": sealed.scene.round.id}
    with arranging(app) as session:
        session.execute(insert(SealedResponse), [{**common, "key": new_key(), "box": box} for box in forged])
    close(reader, sealed)
    result = tmp_path / "scorecard.json"
    file = the_box(reader, sealed, tmp_path)
    done = elsewhere("open-box", file, "--identity", key_file(tmp_path, sealed.pairs[0][0]), "-o", result)
    assert f"เปิดคำตอบได้ {answered} ชุด จาก {answered + 5} ชุด" in done.stdout
    assert "5 ชุดที่เปิดไม่ได้" in done.stderr
    reader.open(f"{sealed.scene.page}/box")
    reader.upload(f"{sealed.scene.page}/box", result.read_bytes())
    reader.open(f"{sealed.scene.page}/results")
    # Too few are too few, however many boxes there were.
    assert (json.loads(result.read_text())["estimates"] is None) == (answered < 5)
    assert reader.page.row("IIT")[3] == (SCORE_OF_THREES if answered == 5 else "–")
    assert ("มีผู้ตอบไม่ถึง 5 คน จึงไม่แสดงผล" in reader.page.words) == (answered < 5)
    assert "มี 5 ชุดที่เปิดไม่ได้" in reader.page.words


def test_a_stranger_s_key_opens_nothing_and_is_told_so(
    app: Flask, reader: Reader, sealed: Sealed, elsewhere: Command, tmp_path: Path
) -> None:
    answer(app, reader, sealed, 0)
    close(reader, sealed)
    secret, _ = new_identity()
    file, target = the_box(reader, sealed, tmp_path), tmp_path / "scorecard.json"
    done = elsewhere("open-box", file, "--identity", key_file(tmp_path, secret), "-o", target, exit_code=1)
    assert "กุญแจนี้เปิดกล่องไม่ได้" in done.stderr
    assert sealed.pairs[0][1] in done.stderr
    assert not target.exists()


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"format": "sutcharit box 1"}', b"\xff", b'{"format": "x"}'])
def test_what_is_no_box_is_refused(elsewhere: Command, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "no.box"
    file.write_bytes(content)
    done = elsewhere("open-box", file, "--identity", key_file(tmp_path, new_identity()[0]), exit_code=1)
    assert "ไม่ใช่กล่องคำตอบ" in done.stderr


def test_an_empty_box_gives_an_empty_scorecard(
    app: Flask, reader: Reader, sealed: Sealed, elsewhere: Command, tmp_path: Path
) -> None:
    close(reader, sealed)
    result = tmp_path / "scorecard.json"
    elsewhere("open-box", the_box(reader, sealed, tmp_path), "--identity", key_file(tmp_path, sealed.pairs[0][0]), "-o", result)
    reader.open(f"{sealed.scene.page}/box")
    reader.upload(f"{sealed.scene.page}/box", result.read_bytes())
    reader.open(f"{sealed.scene.page}/results")
    assert reader.page.row("IIT")[2:4] == ["0", "–"]


def test_service_users_answers_of_a_sealed_round_are_read_as_ever(app: Flask, reader: Reader, sealed: Sealed) -> None:
    for _ in range(5):
        fields = {"submission-key": new_key(), **filled(instrument_of(app, sealed.scene.eit), 3)}
        reader.send(sealed.scene.eit, fields, status=303)
    assert how_many(app, sealed.scene, Audience.SERVICE_USERS) == 5
    reader.open(f"{sealed.scene.page}/export/eit.csv")
    with looking(app) as session:
        assert session.execute(text("SELECT count(*) FROM sealed_response")).scalar_one() == 0


def test_an_ordinary_round_has_no_box(app: Flask, reader: Reader, sealed: Sealed) -> None:
    from tests.builders import a_scene

    ordinary = a_scene(app, office="เทศบาลธรรมดา")
    reader.be("malee", ordinary.office.id)
    for path in ("box", "box/file"):
        reader.open(f"{ordinary.page}/{path}", status=404)
