"""How a questionnaire is answered: in a window by touching labels, in a file, and what the best answers are.

Scales and directions stand here as the facts of 2565 give them, not as our definitions do.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from questionnaires.model import Instrument
from tests.journeys.windows import Window

LEVEL4 = ("น้อยที่สุดหรือไม่มีเลย", "น้อย", "มาก", "มากที่สุด")
YESNO = ("ไม่มี", "มี")
ON_YES_AND_NO = {"i4", "i5", "i6", "i26", "e4", "e8", "e10", "e13"}
# Items, and the one part, where a high answer is bad.
NEGATIVE = {"i4", "i5", "i6", "i9", "i10", "i11.2", "i16", "i17", "i18", "i19", "i22", "e4"}
THANKS = "ได้รับคำตอบของท่านแล้ว"


def labels(code: str) -> tuple[str, ...]:
    """The words of a part's steps, low to high."""
    return YESNO if code.split(".")[0] in ON_YES_AND_NO else LEVEL4


def is_negative(code: str) -> bool:
    """Whether a high answer to a part is bad."""
    return code in NEGATIVE or code.split(".")[0] in NEGATIVE


def best(code: str) -> str:
    """The label of the answer that is worth 100."""
    return labels(code)[0 if is_negative(code) else -1]


def worst(code: str) -> str:
    """The label of the answer that is worth 0."""
    return labels(code)[-1 if is_negative(code) else 0]


def good(code: str) -> str:
    """The second best answer of four, worth 67; the best of two, worth 100."""
    return best(code) if len(labels(code)) == 2 else labels(code)[1 if is_negative(code) else 2]


def step(code: str, label: str) -> str:
    """The number of a label, as it is sent and as files have it."""
    return str(labels(code).index(label) + 1)


def part_id(code: str) -> str:
    """A selector for the group of a part."""
    return f'[id="answer-{code}"]'


def touch(window: Window, code: str, label: str) -> None:
    """Choose an answer by its words, as a finger does: on the spot, so whatever lay over it would be in the way."""
    window.page.locator(part_id(code)).get_by_label(label, exact=True).check()


def fill_in(
    window: Window, instrument: Instrument, *, choose: Callable[[str], str] = best, leave_out: Collection[str] = ()
) -> None:
    """Choose all answers at once, where a test is about something else than choosing."""
    window.page.evaluate(
        """steps => {
          for (const [code, step] of Object.entries(steps)) {
            document.querySelector(`[name="answer-${code}"][value="${step}"]`).click();
          }
        }""",
        steps(instrument, choose=choose, leave_out=leave_out),
    )


def chosen(window: Window) -> dict[str, str]:
    """The steps that are chosen on the page, by part code."""
    found: dict[str, str] = window.page.evaluate(
        """() => Object.fromEntries(Array.from(document.querySelectorAll("[name^=answer-]:checked"),
          input => [input.name.replace("answer-", ""), input.value]))"""
    )
    return found


def steps(instrument: Instrument, *, choose: Callable[[str], str] = best, leave_out: Collection[str] = ()) -> dict[str, str]:
    """The steps of the answers that are chosen, by part code."""
    return {code: step(code, choose(code)) for code in instrument.part_codes if code not in leave_out}
