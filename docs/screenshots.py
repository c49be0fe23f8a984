"""The pictures of the guide, made anew from the program itself: `make screenshots`.

Starts an empty installation and the example, each in a temporary folder and on a free port, goes through the pages as officers
and respondents would, and writes a picture a step to `docs/guide/pictures/`. Everything in the pictures is made up.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

from docs.palette import reduced
from survey import thai
from survey.sealing import new_identity

PICTURES = Path(__file__).parent / "guide" / "pictures"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# What a browser needs to start without a screen, as root, and without calling anybody.
BROWSER_OPTIONS = [
    "--no-sandbox",
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 2, "has_touch": True}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
# The address printed on cards and posters: one that belongs to nobody.
ADDRESS = "https://sutcharit.example"
PROGRAM = str(Path(sys.executable).with_name("sutcharit"))
PATIENCE_SECONDS = 60
LARGEST_TOTAL = 1_700_000


class Broken(Exception):
    """The program did not do what the pictures need."""


@dataclass(frozen=True, slots=True)
class Installation:
    """A server that is running: where it listens, what it printed at the start, and what its commands are called with."""

    base: str
    printed: str
    environment: dict[str, str]

    def run(self, *words: str) -> None:
        """Give a command of the program to this installation."""
        subprocess.run([PROGRAM, *words], env=self.environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603

    def find(self, pattern: str) -> str:
        """Return what the group of a pattern matched in what was printed."""
        found = re.search(pattern, self.printed)
        if found is None:
            raise Broken(f"the program did not print {pattern}; it printed:\n{self.printed}")
        return found[1]


@dataclass(frozen=True, slots=True)
class Camera:
    """A page, and where its pictures go."""

    page: Page
    blank: Page
    base: str

    def open(self, path: str) -> None:
        """Open a page of the installation."""
        answer = self.page.goto(self.base + path)
        if answer is None or not answer.ok:
            raise Broken(f"{path} answered {answer.status if answer else 'nothing'}")

    def take(self, name: str, *, of: Locator | None = None, above: int = 16, height: int | None = None) -> None:
        """Write a picture of what is on screen.

        `of` scrolls there first and leaves `above` pixels over it; `height` is that of a screen made for this picture.
        """
        size = self.page.viewport_size
        assert size is not None  # noqa: S101 (every page here has one)
        self.page.set_viewport_size({"width": size["width"], "height": height or size["height"]})
        self.page.evaluate("document.activeElement && document.activeElement.blur()")
        if of is None:
            self.page.evaluate("window.scrollTo(0, 0)")
        else:
            of.evaluate("(element, above) => scrollTo(0, element.getBoundingClientRect().top + scrollY - above)", above)
        (PICTURES / f"{name}.png").write_bytes(reduced(self.page.screenshot(animations="disabled"), blank=self.blank))
        self.page.set_viewport_size(size)


def main() -> None:
    """Take every picture and say how large they are."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for old in PICTURES.glob("*.png"):
        old.unlink()
    with ExitStack() as stack:
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=_browser(), args=BROWSER_OPTIONS)
        stack.callback(browser.close)
        with _installation() as real, _screen(browser, real, DESKTOP) as desktop:
            _first_run(desktop, real)
        with _installation("--example") as example:
            with _screen(browser, example, PHONE) as phone:
                _respondents(phone, example)
                _board(phone, example)
                _services(phone, example)
                _complaints(phone, example)
                _declaration(phone, example)
            with _screen(browser, example, DESKTOP) as desktop:
                _officers(desktop, example)
                signed_in = desktop.page.context.storage_state()
            with _screen(browser, example, PHONE, storage_state=signed_in) as phone:
                phone.open(example.find(r"(/office/rounds/\w+/results)"))
                phone.take("phone-results", of=phone.page.locator(".stats"))
    sizes = {file.name: file.stat().st_size for file in sorted(PICTURES.glob("*.png"))}
    for name, size in sizes.items():
        sys.stdout.write(f"{size:>9,}  {name}\n")
    sys.stdout.write(f"{sum(sizes.values()):>9,}  bytes in {len(sizes)} pictures\n")
    if sum(sizes.values()) > LARGEST_TOTAL:
        raise Broken(f"the pictures are larger than {LARGEST_TOTAL:,} bytes together")


@contextmanager
def _screen(browser: Browser, installation: Installation, size: dict[str, Any], **options: Any) -> Iterator[Camera]:
    context: BrowserContext = browser.new_context(color_scheme="light", locale="th-TH", **size, **options)
    yield Camera(context.new_page(), context.new_page(), installation.base)
    context.close()


def _first_run(camera: Camera, real: Installation) -> None:
    """From an empty installation to the first round."""
    page = camera.page
    camera.open("/setup")
    page.fill("[name=setup_key]", real.find(r"รหัสเริ่มต้น ([0-9a-f-]+)"))
    page.fill("[name=office]", "องค์การบริหารส่วนตำบลตัวอย่าง")
    page.fill("[name=name]", "สมหญิง ใจสุจริต")
    page.fill("[name=username]", "somying.j")
    password = secrets.token_urlsafe()
    page.fill("[name=password]", password)
    page.fill("[name=repeated]", password)
    camera.take("setup", height=1080)
    _press(page, "สร้างหน่วยงาน")
    camera.open("/office/rounds/new")
    page.fill("[name=title]", "ซ้อมครั้งที่ 1")
    page.fill("[name=head_count]", "45")
    page.fill("[name=visitor_count]", "420")
    page.fill("[name=closes_on]", str(thai.today() + timedelta(days=30)))
    camera.take("round-new", height=1100)
    _press(page, "เตรียมรอบ")
    camera.take("round-draft")


def _respondents(camera: Camera, example: Installation) -> None:
    """What staff and service users see on a phone."""
    page = camera.page
    camera.open(example.find(r"(/iit/\w+)") + "#" + example.find(r"รหัสใช้ครั้งเดียว: (\S+)"))
    camera.take("phone-staff-code", of=page.locator(".field.code"))
    camera.open(example.find(r"(/eit/\w+)"))
    camera.take("phone-form")
    groups = page.get_by_role("radiogroup").all()
    for group in groups[:-2]:
        group.get_by_role("radio").last.evaluate("one => one.click()")
    # The line that shows progress stays at the top of the screen and would cover the question.
    camera.take("phone-steps", of=page.locator("fieldset.item").first, above=52)
    _press(page, "ส่งคำตอบ")
    camera.take("phone-missing")
    for group in page.get_by_role("radiogroup").all()[-2:]:
        group.get_by_role("radio").last.evaluate("one => one.click()")
    page.get_by_role("button", name="ส่งคำตอบ", exact=True).click()
    page.wait_for_url("**/thanks*")
    page.wait_for_load_state("networkidle")
    camera.take("phone-thanks")


def _board(camera: Camera, example: Installation) -> None:
    """What everybody sees of the board on a phone."""
    camera.open(example.find(r"(/board/\w+/)"))
    camera.take("phone-board")
    # The one with the longest history: sent, answered, with pictures of before and after.
    camera.page.get_by_role("link", name="ไฟส่องสว่างหน้าวัด").first.click()
    camera.page.wait_for_load_state("networkidle")
    camera.take("phone-board-case")


def _services(camera: Camera, example: Installation) -> None:
    """How a citizen asks for something on a phone."""
    page = camera.page
    services = example.find(r"(/board/\w+/)").replace("/board/", "/services/")
    camera.open(f"{services}branches/new")
    page.fill("[name=field_village]", "3")
    page.fill("[name=field_landmark]", "หน้าบ้านเลขที่ 12")
    page.locator("[name=field_amount]").first.check()
    _press(page, "ส่งคำขอ")
    camera.take("phone-service-receipt", of=page.locator(".receipt"))


def _complaints(camera: Camera, example: Installation) -> None:
    """What somebody sees who tells of corruption: who will read it, and the code."""
    page = camera.page
    auditor, head = ("--name-a", "หน่วยตรวจสอบภายใน", "--key-a"), ("--name-b", "ปลัดองค์การบริหารส่วนตำบล", "--key-b")
    keys = [new_identity()[1] for _ in range(2)]
    example.run("complaints", "keys", "add", "--about", "พนักงานและลูกจ้าง", *auditor, keys[0], *head, keys[1])
    complaints = example.find(r"(/board/\w+/)").replace("/board/", "/complaints/")
    camera.open(complaints)
    camera.take("phone-complaint")
    camera.open(f"{complaints}about")
    page.locator("[name=about]").check()
    _press(page, "ต่อไป")
    page.fill("[name=text]", "เรียกเงินเพิ่มก่อนออกใบอนุญาต")
    _press(page, "ส่งเรื่อง")
    camera.take("phone-complaint-code")


def _declaration(camera: Camera, example: Installation) -> None:
    """What the office promises, on a phone."""
    camera.open(example.find(r"(/board/\w+/)").replace("/board/", "/about/") + "declaration")
    camera.take("phone-declaration")


def _officers(camera: Camera, example: Installation) -> None:
    """What officers see: a round at work, and what it comes to."""
    page = camera.page
    camera.open("/sign-in")
    page.fill("[name=username]", example.find(r"ชื่อผู้ใช้: (\S+)"))
    page.fill("[name=password]", example.find(r"รหัสผ่าน: (\S+)"))
    _press(page, "เข้าสู่ระบบ")
    round_path = example.find(r"(/office/rounds/\w+)/results")
    camera.open("/office/")
    camera.take("today", height=620)
    camera.open(round_path)
    camera.take("round", height=1180)
    camera.open(f"{round_path}/paper/iit")
    for group in page.get_by_role("radiogroup").all()[:3]:
        group.get_by_role("radio").last.evaluate("one => one.click()")
    camera.take("paper")
    camera.open(f"{round_path}/import/eit")
    page.set_input_files(
        "[name=file]", {"name": "คำตอบ.csv", "mimeType": "text/csv", "buffer": _flawed_file(camera, round_path)}
    )
    _press(page, "นำเข้าไฟล์")
    camera.take("import-problems")
    camera.open(f"{round_path}/disclosure?level=indicators")
    camera.take("disclosure")
    camera.open(f"{round_path}/results")
    camera.take("results", height=1060)
    camera.take("results-indicators", of=page.locator("figure:has(.bars)"), height=1100)
    items = page.locator("section.block:has(table details):has(.spread)").last
    items.locator("summary").first.click()
    camera.take("results-items", of=items)
    camera.open(f"{round_path}/close")
    camera.take("close", height=620)
    camera.open(f"{round_path}/poster")
    camera.take("poster", height=1100)
    camera.open("/office/cases/")
    camera.take("cases", height=1100)
    page.get_by_role("link", name="ท่อระบายน้ำหน้าตลาด").first.click()
    page.wait_for_load_state("networkidle")
    camera.take("case", height=1100)
    camera.open("/office/measures/2565")
    camera.take("measures", height=1000)
    camera.open("/office/chain/2565")
    camera.take("chain", height=760)
    camera.open("/office/outreach/")
    camera.take("outreach", height=980)
    camera.open(f"{round_path}/codes")
    page.fill("[name=number]", "8")
    _press(page, "สร้างบัตรเพื่อพิมพ์")
    camera.take("cards")


def _flawed_file(camera: Camera, round_path: str) -> bytes:
    """Return the round's own responses with a step out of range, a word of another scale and a row cut short."""
    exported = camera.page.request.get(f"{camera.base}{round_path}/export/eit.csv").body().decode("utf-8-sig")
    header, *rows = [line.split(",") for line in exported.splitlines()]
    rows = rows[:12]
    rows[2][1] = "7"
    rows[4][0] = "มี"
    del rows[7][-3:]
    return "\r\n".join(",".join(row) for row in [header, *rows]).encode()


def _press(page: Page, label: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=label, exact=True).click()


@contextmanager
def _installation(*options: str) -> Iterator[Installation]:
    """Run the program on an empty folder until the block ends."""
    with tempfile.TemporaryDirectory(prefix="sutcharit-pictures-") as home, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        settings = {"SUTCHARIT_HOME": home, "SUTCHARIT_ADDRESS": ADDRESS, "SUTCHARIT_SECRET": secrets.token_urlsafe(32)}
        environment = {name: value for name, value in os.environ.items() if not name.startswith("SUTCHARIT_")} | settings
        server = subprocess.Popen(  # noqa: S603 (the program of this very environment)
            [PROGRAM, "serve", "--port", str(port), *options],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        try:
            yield Installation(f"http://127.0.0.1:{port}", _greeting(server, port), environment)
        finally:
            server.terminate()
            server.wait(PATIENCE_SECONDS)


def _greeting(server: subprocess.Popen[str], port: int) -> str:
    """Return what a server printed by the time it answers."""
    deadline = threading.Timer(PATIENCE_SECONDS, server.kill)
    deadline.start()
    printed = []
    assert server.stdout is not None  # noqa: S101 (a pipe was asked for)
    for line in server.stdout:
        printed.append(line)
        if "Ctrl-C" in line:
            break
    else:
        raise Broken("the program ended before it served anything")
    while server.poll() is None:
        with socket.socket() as caller:
            if caller.connect_ex(("127.0.0.1", port)) == 0:
                break
    deadline.cancel()
    return "".join(printed)


def _browser() -> str:
    for name in BROWSERS:
        found = shutil.which(name)
        if found:
            return found
    raise Broken(f"no browser was found; one of these is needed: {', '.join(BROWSERS)}")


if __name__ == "__main__":
    main()
