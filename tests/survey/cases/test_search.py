"""Whatever a villager types finds it, on both kinds of database alike; recall is judged in queries.yaml."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import yaml
from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from bench import search as bench
from survey.cases import letters, lookup, search
from survey.extensions import make_engine, open_session
from survey.models import Case, CaseSearch, Office, Visibility
from tests.builders import an_office
from tests.survey.cases.build import a_written_case, said

JUDGED = yaml.safe_load(Path(__file__).with_name("queries.yaml").read_text(encoding="utf-8"))
SEEN = [(str(query), set(keys)) for query, keys in JUDGED["seen"]]
FRESH = [(str(query), set(keys)) for query, keys in JUDGED["fresh"]]


def found(session: Session, office: Office, query: str, *, whole: bool = False) -> set[str]:
    """The ids a query finds, as a list would ask for them."""
    condition = search.matching(session, office.id, query, whole=whole)
    return set(session.scalars(select(Case.id).where(Case.office_id == office.id, condition)))


def a_board(session: Session) -> Office:
    """The office whose suggestions are judged."""
    office = an_office(session)
    for key, (subject, words, village) in JUDGED["suggestions"].items():
        made = a_written_case(session, office, key, subject, words, village=village)
        if key in JUDGED["answers"]:
            said(session, made, JUDGED["answers"][key])
    return office


def checked_sqlite(session: Session) -> Iterator[str]:
    """Let SQLite compare its index with the texts; it raises where they differ. Yields the runs that are in the index."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("INSERT INTO case_search_runs (case_search_runs) VALUES ('integrity-check')"))
        yield from session.scalars(text("SELECT term FROM case_search_terms"))


def test_every_query_finds_what_was_judged_but_for_what_is_stated_and_alike_on_both_databases(session: Session) -> None:
    office = a_board(session)
    for query, wanted in SEEN + FRESH:
        missed, besides = (set(JUDGED[kind].get(query, ())) for kind in ("missed", "besides"))
        assert found(session, office, query) == wanted - missed | besides, query
    for draft, wanted in JUDGED["similar"]:
        assert {case.id for case in search.similar(session, office.id, draft)} >= set(wanted), draft
    assert search.similar(session, office.id, "อยากเรียนทำขนมไทย") == []


def test_the_recall_that_the_decision_states_is_that_of_the_list() -> None:
    missed = sum(map(len, JUDGED["missed"].values()))
    besides = sum(map(len, JUDGED["besides"].values()))
    wanted = {name: sum(len(keys) for _, keys in queries) for name, queries in (("seen", SEEN), ("fresh", FRESH))}
    assert (len(SEEN), len(FRESH), wanted, missed, besides) == (50, 50, {"seen": 81, "fresh": 57}, 2, 11)
    assert not {query for query, _ in SEEN} & set(JUDGED["missed"])


def test_the_index_holds_what_plain_looking_finds_for_words_of_any_length(session: Session) -> None:
    office = a_board(session)
    texts = {row.case_id: row.public_text for row in session.scalars(select(CaseSearch))}
    chance = random.Random(7)
    for _ in range(60):
        source = chance.choice(sorted(texts.values())).replace("\n", "")
        length = chance.choice((1, 2, 2, 3, 4, 6))
        start = chance.randrange(len(source) - length)
        words = [[source[start : start + length]], [chance.choice(("ขยะ", "น", "ถนน", "ไม่มีคำนี้"))]][: chance.randint(1, 2)]
        plain = {key for key, line in texts.items() if all(word[0] in line for word in words)}
        assert set(lookup.holding(session, office.id, words, whole=False, limit=100)) == plain, words


def test_the_public_finds_published_words_only_and_officers_the_authors_own_as_well(session: Session) -> None:
    office = an_office(session)
    a_written_case(session, office, "shown", "ถนนพัง", "ผู้รับเหมาทำไม่ดี", text="นายสมชายรับเหมาทำไม่ดี")
    hidden = {"shown_subject": "", "shown_text": ""}
    a_written_case(session, office, "waiting", "ถนนแตก", "ใกล้วัด", visibility=Visibility.WAITING, village="ดงมะลิ", **hidden)
    assert found(session, office, "ถนน") == {"shown"}
    assert found(session, office, "ผู้รับเหมา") == {"shown"}
    assert found(session, office, "สมชาย") == found(session, office, "มะลิ") == set()
    assert found(session, office, "ถนน", whole=True) == {"shown", "waiting"}
    assert found(session, office, "สมชาย", whole=True) == {"shown"}
    # A word may be in what was published and another in what was not.
    assert found(session, office, "ผู้รับเหมา สมชาย", whole=True) == {"shown"}
    assert found(session, office, "มะลิ ถนน วัด", whole=True) == {"waiting"}
    assert found(session, office, "ยะ", whole=True) == set()


def test_number_village_and_public_answers_are_searched_and_notes_are_not(session: Session) -> None:
    office = an_office(session)
    made = a_written_case(session, office, "lamp", "ไฟดับ", village="บ้านดอนแก้ว", number="2570-0042")
    said(session, made, "เปลี่ยนหลอดแล้ว")
    said(session, made, "ช่างลาป่วย", is_public=False, seq=2)
    for query in ("2570-0042", "๒๕๗๐-๐๐๔๒", "0042", "ดอนแก้ว", "หลอด ดอน"):
        assert found(session, office, query) == {"lamp"}, query
    assert found(session, office, "ช่างลาป่วย") == found(session, office, "ลาป่วย", whole=True) == set()


def test_a_case_is_found_by_what_it_says_now(session: Session) -> None:
    office = an_office(session)
    made = a_written_case(session, office, "lamp", "ไฟดับ", "นายสมหมายแจ้ง")
    made.shown_text = made.text = "มีผู้แจ้ง"
    search.index(session, made)
    assert found(session, office, "สมหมาย", whole=True) == set()
    made.visibility = Visibility.WITHDRAWN
    search.index(session, made)
    assert found(session, office, "ไฟดับ") == set()
    assert found(session, office, "ไฟดับ", whole=True) == {"lamp"}
    list(checked_sqlite(session))
    search.purge(session)
    assert not {run for run in checked_sqlite(session) if "หมา" in run}


def test_another_offices_cases_are_never_found(session: Session) -> None:
    one, other = an_office(session), an_office(session, "เทศบาลตำบลอีกแห่ง")
    a_written_case(session, one, "here", "ไฟถนนดับหน้าวัดบ้านดอน")
    a_written_case(session, other, "there", "ไฟถนนดับหน้าวัดบ้านดอน")
    for query in ("ไฟถนน", "ไฟ", "ไฟวัดดับ", "ไฟถนนดัพ", "???"):
        assert found(session, one, query) == {"here"}, query
        assert set(session.scalars(select(Case.id).where(search.matching(session, other.id, query)))) >= {"there"}
    assert [case.id for case in search.similar(session, other.id, "ไฟหน้าวัดบ้านดอนดับ")] == ["there"]


def test_a_query_without_a_letter_finds_every_case_and_strange_ones_do_no_harm(session: Session) -> None:
    office = an_office(session)
    a_written_case(session, office, "one", "ไฟดับ")
    for query in ("", " ", "?!", "\u200b", '"', "'*'"):
        assert found(session, office, query) == {"one"}, query
    for query in (
        "x' OR 1=1 --",
        'a" OR "b',
        "public_text:x",
        "NEAR(a b)",
        "\\",
        "%_%",
        "ไฟ\x00",
        "😀ไฟ",
        "ก" * 9_000,
        "a:* & !b",
    ):
        for whole in (False, True):
            assert found(session, office, query, whole=whole) <= {"one"}, query
    assert found(session, office, "😀ไฟ") == {"one"}


def test_a_misspelled_word_leads_to_what_comes_near_and_the_search_says_so(session: Session) -> None:
    office = an_office(session)
    a_written_case(session, office, "bridge", "สะพานข้ามห้วยชำรุด")
    a_written_case(session, office, "dogs", "หมาจรจัด")
    near = search.search(session, office.id, "สพานข้ามหวย")
    assert not near.is_exact
    assert set(session.scalars(select(Case.id).where(near.condition))) == {"bridge"}
    assert search.search(session, office.id, "ข้ามห้วย").is_exact
    assert found(session, office, "มะละกอ") == set()


@pytest.mark.parametrize("named", [2, 100])
def test_a_word_of_very_many_cases_is_found_in_all_of_them(
    session: Session, monkeypatch: pytest.MonkeyPatch, named: int
) -> None:
    monkeypatch.setattr(search, "MOST_NAMED", named)
    office = an_office(session)
    for at in range(6):
        a_written_case(session, office, f"c{at}", "น้ำท่วม" if at % 2 else "ถนนน้ำกัดเซาะ", text=f"คำเดิม{at}")
    assert found(session, office, "น้ำ") == {f"c{at}" for at in range(6)}
    assert found(session, office, "น้ำ ท่วม") == {"c1", "c3", "c5"}
    assert found(session, office, "คำเดิม น้ำ", whole=True) == {f"c{at}" for at in range(6)}
    filtered = select(Case).where(Case.office_id == office.id, Case.id != "c0").order_by(Case.number)
    water = search.search(session, office.id, "น้ำ")
    assert [search.count_to(session, filtered, water, limit=limit) for limit in (2, 4, 5, 6)] == [3, 5, 5, 5]


def test_similar_are_public_suggestions_most_alike_first_then_the_newest(session: Session) -> None:
    office = an_office(session)
    for key, more in {
        "older": {},
        "newer": {},
        "refused": {"visibility": Visibility.REFUSED},
        "service": {"kind": "water-meter"},
    }.items():
        a_written_case(session, office, key, "ไฟถนนหน้าวัดดับ", "มืดมาก", **more)
    a_written_case(session, office, "other", "ไฟถนนหน้าโรงเรียนดับ")
    for at in range(5):
        a_written_case(session, office, f"far{at}", "ขยะล้นถัง", "เหม็นมาก")
    like = [case.id for case in search.similar(session, office.id, "ไฟถนนหน้าวัดดับ")]
    assert like == ["newer", "older", "other"]
    assert [case.id for case in search.similar(session, office.id, "ไฟถนนหน้าวัดดับ", limit=1)] == ["newer"]
    assert search.similar(session, office.id, "ไฟ") == search.similar(session, office.id, "") == []


def test_indexing_everything_anew_comes_to_the_same_as_one_by_one(session: Session) -> None:
    office = a_board(session)
    rows = select(CaseSearch.case_id, CaseSearch.public_text, CaseSearch.private_text).order_by(CaseSearch.case_id)
    one_by_one = session.execute(rows).all()
    session.execute(delete(CaseSearch))
    assert found(session, office, "ขยะ") == set()
    search.reindex(session, office.id)
    assert session.execute(rows).all() == one_by_one
    list(checked_sqlite(session))


def test_what_is_erased_for_good_leaves_the_index_too(session: Session) -> None:
    office = an_office(session)
    made = a_written_case(session, office, "lamp", "ไฟดับ")
    session.commit()
    session.delete(made)
    session.commit()
    assert session.scalars(select(CaseSearch)).all() == []
    list(checked_sqlite(session))


def test_a_case_is_still_found_after_sqlites_file_was_written_anew(sqlite_url: str) -> None:
    engine = make_engine(sqlite_url)
    with open_session(engine, writes=True) as session:
        office = an_office(session)
        for key in ("one", "two", "three"):
            a_written_case(session, office, key, f"ไฟดับ {key}")
        session.delete(session.get_one(Case, (office.id, "one")))
        session.commit()
        with closing(sqlite3.connect(str(engine.url.database))) as connection:
            connection.execute("VACUUM")
        assert found(session, office, "ไฟ") == {"two", "three"}
        assert found(session, office, "three") == {"three"}
        list(checked_sqlite(session))
    engine.dispose()


def test_the_benchmark_finds_what_it_asks_for(sqlite_url: str) -> None:
    _, times = bench.measure(sqlite_url, 60)
    found_by = {what: number for what, number, _ in times}
    assert found_by["rare"] == "1"
    assert found_by["nowhere"] == "0"
    assert letters.words(bench.QUERIES["rare"])
