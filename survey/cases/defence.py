"""Who comes through to the officers when a board is flooded: no third party, no account, no picture puzzle.

Nothing a person wrote is lost: a post is taken, or put into a pile of its own for the officers to look through at the end, or
its page is shown again with everything that was typed. How many of each an hour brings is bounded, so that five thousand posts
in a minute leave a queue that can be worked through. What is remembered for this is bounded too, lies in memory only, and holds
neither texts nor addresses, only digests under a key that ends with the process.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import threading
import time
import unicodedata
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum

from survey.cases import tickets
from survey.cases.tickets import Ticket

MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60
MOST_LINKS = 2
# Nobody reads the page, writes a sentence and presses within this many seconds, not even with a text to paste.
FEWEST_SECONDS = 4
# Two people may both write that a lamp is out; a sentence or two that are the same were copied.
SHORTEST_COPIED = 30
_PRESSURE_SECONDS = 5 * MINUTE
_LINK = re.compile(
    r"(?<![A-Za-z0-9@.-])(?:www\.)?(?:[a-z0-9-]{1,63}\.){1,4}"
    r"(?:com|net|org|info|biz|co|io|me|cc|ly|ee|gl|gg|tv|th|xyz|top|shop|site|online|club|app|link|live|vip|bet|win|fun|asia)"
    r"(?![A-Za-z0-9@-]|\.[A-Za-z0-9])",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"https?://\S*", re.IGNORECASE)


def links(text: str) -> int:
    """Return how many links a text has, with or without ``https://``; e-mail addresses are none."""
    schemes = len(_SCHEME.findall(text))
    return schemes + len(_LINK.findall(_SCHEME.sub(" ", text)))


class Verdict(StrEnum):
    """What becomes of a post: into the queue, into the pile at the end, the page shown again, or it is here already."""

    ACCEPT = "accept"
    HOLD = "hold"
    ASK_AGAIN = "ask_again"
    REPEATED = "repeated"


class Reason(StrEnum):
    """Why a post was not simply accepted."""

    DECOY = "decoy"
    QUICK = "quick"
    COPIED = "copied"
    NO_WORK = "no_work"
    CROWDED = "crowded"
    OLD_PAGE = "old_page"
    FULL = "full"


# What the page that is shown again says above the form.
SAID: Mapping[Reason, str] = {
    Reason.OLD_PAGE: "หน้านี้เปิดค้างไว้นาน หรือเคยใช้ส่งข้อเสนอแนะไปแล้ว ข้อความของท่านยังอยู่ครบ กรุณากดส่งอีกครั้ง",
    Reason.FULL: (
        "ขณะนี้มีผู้ส่งข้อเสนอแนะเข้ามามากผิดปกติ ระบบจึงยังไม่ได้รับข้อเสนอแนะนี้ ข้อความของท่านยังอยู่ครบ "
        "กรุณารอสักครู่แล้วกดส่งอีกครั้ง หากยังส่งไม่ได้ กรุณาแจ้งที่เคาน์เตอร์ของหน่วยงาน"
    ),
}


@dataclass(frozen=True, slots=True)
class Post:
    """What was sent, as far as it matters here.

    `caller` is the keyed hash of the address (`survey.extensions.caller`); `decoy` the field that nobody sees
    (`survey.signals.DECOY`); `ticket` and `answer` the hidden fields of the work. `text` is everything typed, as one text.
    """

    office_id: str
    caller: str
    text: str
    ticket: str
    answer: str = ""
    decoy: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What becomes of a post, and why; `ticket` is the one it came with, None where that was not ours."""

    verdict: Verdict
    reason: Reason | None = None
    ticket: Ticket | None = None

    @property
    def message(self) -> str:
        """What the page that is shown again says; "" where it is not."""
        return SAID[self.reason] if self.verdict is Verdict.ASK_AGAIN and self.reason is not None else ""

    @property
    def status(self) -> int:
        """The status of the page that is shown again."""
        return 429 if self.reason is Reason.FULL else 422


@dataclass(frozen=True, slots=True)
class Limits:
    """How many posts an hour may bring: to an office's queue, to its pile at the end, and from one address to either.

    `unworked` is how many of the accepted may come without work; half of it is already enough for work to be asked for. `work`
    has numbers of posts within five minutes, and the bits of work from there on. The last is no village meeting any more, but
    a flood: there tickets from before, which asked for no work, are doubted too.
    """

    accepted: int = 60
    unworked: int = 30
    held: int = 200
    accepted_of_caller: int = 30
    held_of_caller: int = 40
    # Measured in decision 0034: 16 bits take an old telephone some seconds, while the person is writing.
    work: tuple[tuple[int, int], ...] = ((10, 14), (30, 16), (100, 18))
    most_remembered: int = 20_000


class Counter:
    """How often something happened in the last `seconds`, for at most `most` things; the ones longest unheard of are forgotten.

    Two numbers a thing: the count of this stretch of time and of the one before, of which the share that still lies within the
    last `seconds` counts. So it never holds a list of times, and is exact where nothing happened in the stretch before.
    """

    def __init__(self, seconds: float, most: int) -> None:
        self._seconds = seconds
        self._most = most
        self._counts: OrderedDict[str, tuple[int, int, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._counts)

    def add(self, thing: str, now: float) -> None:
        """Count once more."""
        stretch, current, before = self._at(thing, now)
        self._counts[thing] = stretch, current + 1, before
        self._counts.move_to_end(thing)
        if len(self._counts) > self._most:
            self._counts.popitem(last=False)

    def count(self, thing: str, now: float) -> float:
        """Return the count; not a whole number where a share of the stretch before is in it."""
        _stretch, current, before = self._at(thing, now)
        return current + before * (1 - now % self._seconds / self._seconds)

    def _at(self, thing: str, now: float) -> tuple[int, int, int]:
        present = int(now // self._seconds)
        stretch, current, before = self._counts.get(thing, (present, 0, 0))
        if stretch == present:
            return stretch, current, before
        return present, 0, current if stretch == present - 1 else 0


class Remembered:
    """What was seen in the last `seconds`, at most `most` of it: the oldest goes first."""

    def __init__(self, seconds: float, most: int) -> None:
        self._seconds = seconds
        self._most = most
        self._seen: OrderedDict[bytes, float] = OrderedDict()

    def __len__(self) -> int:
        return len(self._seen)

    def add(self, mark: bytes, now: float) -> None:
        """Remember a mark from now on."""
        self._seen[mark] = now
        self._seen.move_to_end(mark)
        while len(self._seen) > self._most or now - next(iter(self._seen.values())) > self._seconds:
            self._seen.popitem(last=False)

    def holds(self, mark: bytes, now: float) -> bool:
        """Whether a mark was seen lately."""
        return mark in self._seen and now - self._seen[mark] <= self._seconds


@dataclass(slots=True)
class _Spent:
    """Tickets that have brought a post, each with the mark of its text; what is older than one forgotten counts as spent."""

    most: int
    marks: OrderedDict[str, tuple[int, bytes]] = field(default_factory=OrderedDict)
    not_before: int = 0

    def mark_of(self, ticket: Ticket) -> bytes | None:
        _issued, mark = self.marks.get(ticket.name, (0, None))
        return mark

    def add(self, ticket: Ticket, mark: bytes) -> None:
        self.marks[ticket.name] = ticket.issued, mark
        if len(self.marks) > self.most:
            _name, (issued, _mark) = self.marks.popitem(last=False)
            self.not_before = max(self.not_before, issued + 1)


class Gate:
    """The way onto the boards of all offices of an installation, for all threads of one process.

    `key` signs tickets (``Settings.key("board work")``). `clock` gives seconds since 1970.
    """

    def __init__(self, key: bytes, *, limits: Limits | None = None, clock: Callable[[], float] = time.time) -> None:
        self._key = key
        self._limits = limits or Limits()
        self._clock = clock
        self._own = secrets.token_bytes(32)
        self._lock = threading.Lock()
        most = self._limits.most_remembered
        self._posts = Counter(_PRESSURE_SECONDS, most)
        self._counts = Counter(HOUR, most)
        self._texts = Remembered(DAY, most)
        self._spent = _Spent(most)
        self._on_the_way: dict[str, bytes] = {}

    def ticket(self, office_id: str, *, replaces: Ticket | None = None) -> Ticket:
        """Return a ticket for a form page, as hard as the moment demands; `replaces` is that of a page shown again."""
        now = self._clock()
        with self._lock:
            bits = self._bits(office_id, now)
        return tickets.issue(self._key, office_id, now=now, bits=bits, opened=replaces.opened if replaces else None)

    def again(self, office_id: str, text: str) -> Ticket:
        """Return the ticket for a page that is shown again: the one it came with, or a new one where that can serve no more."""
        sent = tickets.read(self._key, office_id, text)
        now = self._clock()
        with self._lock:
            serves = sent is not None and sent.is_fresh(now) and not self._is_spent(sent)
            is_hard_enough = sent is not None and sent.bits >= self._bits(office_id, now)
        return sent if sent is not None and serves and is_hard_enough else self.ticket(office_id, replaces=sent)

    @contextmanager
    def admit(self, post: Post) -> Iterator[Judgement]:
        """Judge a post, and count it when the block ends; what raises leaves the post uncounted and its ticket good.

        Within the block the caller stores and commits what is accepted or held. Call it last, after everything about the form
        that a person could put right, and decode pictures within.
        """
        judged, mark = self._judge(post)
        try:
            yield judged
            self._count(post, judged, mark)
        finally:
            if judged.ticket is not None and judged.verdict in {Verdict.ACCEPT, Verdict.HOLD}:
                with self._lock:
                    self._on_the_way.pop(judged.ticket.name, None)

    def _judge(self, post: Post) -> tuple[Judgement, bytes]:
        now = self._clock()
        ticket = tickets.read(self._key, post.office_id, post.ticket)
        essence = _essence(post.text)
        mark = hmac.digest(self._own, f"{post.office_id}\n{essence}".encode(), hashlib.sha256)[:16]
        with self._lock:
            self._posts.add(post.office_id, now)
            if ticket is None or not ticket.is_fresh(now):
                return Judgement(Verdict.ASK_AGAIN, Reason.OLD_PAGE, ticket), mark
            if self._is_spent(ticket):
                if mark in (self._on_the_way.get(ticket.name), self._spent.mark_of(ticket)):
                    return Judgement(Verdict.REPEATED, None, ticket), mark
                return Judgement(Verdict.ASK_AGAIN, Reason.OLD_PAGE, ticket), mark
            is_copied = len(essence) >= SHORTEST_COPIED and self._texts.holds(mark, now)
            doubt = Reason.COPIED if is_copied else self._doubt(post, ticket, now)
            verdict, reason = self._placed(post, doubt, now)
            if verdict is not Verdict.ASK_AGAIN:
                self._on_the_way[ticket.name] = mark
            return Judgement(verdict, reason, ticket), mark

    def _doubt(self, post: Post, ticket: Ticket, now: float) -> Reason | None:
        """Return what speaks against a post's having been written by a person."""
        if post.decoy:
            return Reason.DECOY
        if now - ticket.opened < FEWEST_SECONDS:
            return Reason.QUICK
        if ticket.bits:
            return None if ticket.is_worked(post.answer) else Reason.NO_WORK
        is_flood = self._bits(post.office_id, now) >= self._limits.work[-1][1]
        has_room = self._counts.count(_of(post.office_id, "unworked"), now) < self._limits.unworked
        return None if has_room and not is_flood else Reason.NO_WORK

    def _placed(self, post: Post, doubt: Reason | None, now: float) -> tuple[Verdict, Reason | None]:
        """Return where there is room for a post."""
        limits = self._limits
        if doubt is None:
            if self._has_room(post, Verdict.ACCEPT, limits.accepted, limits.accepted_of_caller, now):
                return Verdict.ACCEPT, None
            doubt = Reason.CROWDED
        # What a program most likely made may not take all the room from people whose browser runs no script.
        room = limits.held if doubt in {Reason.NO_WORK, Reason.CROWDED} else limits.held // 2
        if self._has_room(post, Verdict.HOLD, room, limits.held_of_caller, now):
            return Verdict.HOLD, doubt
        return Verdict.ASK_AGAIN, Reason.FULL

    def _has_room(self, post: Post, verdict: Verdict, of_office: int, of_caller: int, now: float) -> bool:
        # Together with those that are being stored this moment, all of which might be for this office.
        taken = self._counts.count(_of(post.office_id, verdict), now) + len(self._on_the_way)
        return taken < of_office and self._counts.count(_of(post.caller, verdict), now) < of_caller

    def _count(self, post: Post, judged: Judgement, mark: bytes) -> None:
        if judged.verdict not in {Verdict.ACCEPT, Verdict.HOLD} or judged.ticket is None:
            return
        now = self._clock()
        with self._lock:
            self._counts.add(_of(post.office_id, judged.verdict), now)
            self._counts.add(_of(post.caller, judged.verdict), now)
            if judged.verdict is Verdict.ACCEPT and not judged.ticket.bits:
                self._counts.add(_of(post.office_id, "unworked"), now)
            self._texts.add(mark, now)
            self._spent.add(judged.ticket, mark)

    def _is_spent(self, ticket: Ticket) -> bool:
        return ticket.name in self._spent.marks or ticket.name in self._on_the_way or ticket.issued < self._spent.not_before

    def _bits(self, office_id: str, now: float) -> int:
        work = self._limits.work
        posts = self._posts.count(office_id, now)
        bits = max((bits for least, bits in work if posts >= least), default=0)
        is_busy = self._counts.count(_of(office_id, "unworked"), now) >= self._limits.unworked / 2
        return max(bits, work[0][1]) if is_busy else bits


def _of(whose: str, what: str) -> str:
    return f"{what} {whose}"


def _essence(text: str) -> str:
    """Return a text's letters, marks and digits, so that spaces, signs and capitals make no other text of it."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in plain if unicodedata.category(character)[0] in "LMN")
