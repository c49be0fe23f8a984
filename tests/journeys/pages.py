"""Every page there is, as something that leads a window to it.

`PUBLIC` needs nobody to be signed in. `OFFICERS` is for the administrator of the office at work, `OF_OTHERS` for the ones named
in it: an officer without an administrator's rights, and the administrator of an office that has just begun.
"""

from __future__ import annotations

from collections.abc import Callable

from questionnaires.loader import PACKAGED, load_all
from survey.extensions import limiter
from tests.builders import PASSWORD
from tests.journeys.answering import fill_in
from tests.journeys.furnished import LONG_NAME, Furnished, sign_in
from tests.journeys.windows import Window
from tests.survey.board.arranged import a_photo

Opener = Callable[[Window, Furnished], None]
EIT = load_all(PACKAGED).instrument("2565/eit")
EIT_CODES = EIT.part_codes
FILE_OF_QUESTIONS = "\n".join(
    (
        ",".join(["Timestamp", "ความเห็นเรื่องที่หนึ่ง", *(f"{part.code} {part.text}" for part in EIT.parts[1:])]),
        ",".join(["1/2/2565", *["ไม่แน่ใจ"] * 2, *["1"] * 17]),
    )
)
FILE_WITH_A_WRONG_STEP = "\n".join(",".join(row) for row in (EIT_CODES, ["1"] * len(EIT_CODES), ["9", "", *["1"] * 17]))


def _at(address: str, *, status: int = 200) -> Opener:
    """Open an address; names in braces are fields of `Furnished`."""

    def open_page(window: Window, furnished: Furnished) -> None:
        path = address.format(**{name: getattr(furnished, name) for name in furnished.__slots__ if name in address})
        window.open(path, status=status)

    return open_page


def _sent(address: str, button: str, *, status: int = 422, **fields: str) -> Opener:
    """Open an address, fill in fields, and press a button."""

    def open_page(window: Window, furnished: Furnished) -> None:
        _at(address)(window, furnished)
        window.fill(**fields)
        window.press(button, status=status)

    return open_page


def _answered(key: str) -> Opener:
    def open_page(window: Window, furnished: Furnished) -> None:
        # Away from the form first: with only another fragment a browser would stay on the page it has.
        window.open("/")
        code = furnished.code() if key == "iit" else "-"
        window.open(f"{getattr(furnished, key)}#{code}")
        fill_in(window, load_all(PACKAGED).instrument(f"2565/{key}"))
        window.press("ส่งคำตอบ")

    return open_page


def _missing(key: str) -> Opener:
    def open_page(window: Window, furnished: Furnished) -> None:
        window.open(getattr(furnished, key))
        left_out = {"i4.2", "i9", "i30.1"} if key == "iit" else {"e4.3", "e12"}
        fill_in(window, load_all(PACKAGED).instrument(f"2565/{key}"), leave_out=left_out)
        window.press("ส่งคำตอบ", status=422)

    return open_page


def _wrong_code(window: Window, furnished: Furnished) -> None:
    # The same: away from the form first.
    window.open("/")
    window.open(f"{furnished.iit}#2222-2222-2222")
    fill_in(window, load_all(PACKAGED).instrument("2565/iit"))
    window.press("ส่งคำตอบ", status=403)


def _bare(address: str) -> Opener:
    def open_page(window: Window, furnished: Furnished) -> None:
        response = window.page.goto(furnished.bare.base + address)
        assert response is not None
        assert response.status == 200

    return open_page


def _setup_refused(window: Window, furnished: Furnished) -> None:
    _bare("/setup")(window, furnished)
    window.fill(setup_key="0000-0000-0000", username="ก")
    window.press("สร้างหน่วยงาน", status=422)


def _sign_in_refused(window: Window, furnished: Furnished) -> None:
    limiter.reset()
    window.open("/sign-in")
    window.page.locator("[name=office]").select_option(label=LONG_NAME)
    window.fill(username="malee", password="not this one")
    window.press("เข้าสู่ระบบ", status=403)


def _too_many(window: Window, furnished: Furnished) -> None:
    limiter.reset()
    window.open("/sign-in")
    token = window.page.locator("[name=csrf_token]").input_value()
    for _ in range(10):
        window.context.request.post(f"{furnished.site.base}/sign-in", form={"csrf_token": token})
    window.press("เข้าสู่ระบบ", status=429)
    limiter.reset()


def _old_page(window: Window, furnished: Furnished) -> None:
    window.open("/sign-in")
    window.page.evaluate("document.querySelector('[name=csrf_token]').value = 'old'")
    window.press("เข้าสู่ระบบ", status=400)


def _imported(content: str, *, status: int, skip: bool = False) -> Opener:
    def open_page(window: Window, furnished: Furnished) -> None:
        window.open(f"{furnished.open}/import/eit")
        window.page.set_input_files("[name=file]", {"name": "a.csv", "mimeType": "text/csv", "buffer": content.encode()})
        if skip:
            window.page.locator("[name=skip_bad]").check()
        window.press("นำเข้าไฟล์", status=status)

    return open_page


def _officer_added(window: Window, furnished: Furnished) -> None:
    window.open("/office/officers")
    found = window.page.locator("tbody tr").count()
    window.fill(name="สมหญิง ตัวอย่าง", username=f"somying.{found}")
    window.press("เพิ่มเจ้าหน้าที่")


def _division_saved(window: Window, furnished: Furnished) -> None:
    window.open(furnished.division)
    window.press("บันทึก")


def _officer_post(window: Window, furnished: Furnished) -> None:
    window.open("/office/officers")
    window.page.locator("tbody a").first.click()


def _changed_meanwhile(window: Window, furnished: Furnished) -> None:
    window.open(furnished.answered)
    window.page.evaluate("document.querySelectorAll('[name=seen]').forEach(one => { one.value = '3' })")
    window.page.locator("#note summary").click()
    window.page.locator("[name=note-text]").fill("โทรแล้วไม่รับ")
    window.press("บันทึก", status=409)


def _refused_for_nothing(window: Window, furnished: Furnished) -> None:
    window.open(furnished.unread)
    window.page.locator("#refuse summary").click()
    window.press("ไม่เผยแพร่", status=422)


def _case_taken(window: Window, furnished: Furnished) -> None:
    window.open("/office/cases/new")
    window.page.locator("[name=channel]").first.check()
    window.fill(subject="ขอถังขยะเพิ่มหน้าตลาด", text="ไม่มีถังขยะ")
    window.press("บันทึกและออกใบรับเรื่อง")


def _request_taken(window: Window, furnished: Furnished) -> None:
    window.open("/office/services/branches/new")
    window.page.locator("[name=channel]").first.check()
    window.fill(field_village="3", field_landmark="หน้าบ้านเลขที่ 12", name="ยายมี")
    window.page.locator("[name=field_amount]").first.check()
    window.press("บันทึกและออกใบรับคำขอ")


def _official_wrong(window: Window, furnished: Furnished) -> None:
    window.open("/office/official/2565")
    window.field("คะแนนรวม").fill("101")
    window.press("บันทึกผลทางการ", status=422)


def _figures_checked(*, total: str, grade: str, status: int = 200) -> Opener:
    def open_page(window: Window, furnished: Furnished) -> None:
        window.open("/office/check/2565")
        window.field("คะแนนรวม").fill(total)
        window.page.locator("[name='figure-grade']").select_option(grade)
        window.press("ตรวจตัวเลข", status=status)

    return open_page


def _typed_twice(*, again: bool = False, on: bool = False) -> Opener:
    """Type in a paper form that is to be typed in twice; then `again`, otherwise; then press `on` without settling anything."""

    def open_page(window: Window, furnished: Furnished) -> None:
        window.open(f"{furnished.open}/paper/eit")
        window.page.locator("[name=twice]").check()
        window.page.locator("[data-part] input").first.check()
        window.press("บันทึกชุดนี้")
        if again:
            window.page.locator("[data-part] input").last.check()
            window.press("บันทึกชุดนี้", status=422)
        if on:
            window.press("บันทึกชุดนี้", status=422)

    return open_page


def _texts_sent(content: str, *, status: int = 200) -> Opener:
    """Send a file of an office's own texts, to be compared."""

    def open_page(window: Window, furnished: Furnished) -> None:
        window.open("/office/wording/2565/eit/th")
        window.page.set_input_files("[name=file]", {"name": "a.yaml", "mimeType": "text/yaml", "buffer": content.encode()})
        window.press("ตรวจและเทียบถ้อยคำ", status=status)

    return open_page


def _with_every_state(key: str) -> Opener:
    """Show all that a form may have to say of the answers on a device, at once."""

    def open_page(window: Window, furnished: Furnished) -> None:
        window.open(getattr(furnished, key))
        window.page.evaluate(
            """() => document.querySelectorAll("[data-state], [data-case]").forEach(one => {
              one.hidden = false;
              one.querySelectorAll("[data-words]").forEach(words => { words.textContent = words.dataset.words });
            })"""
        )

    return open_page


def _at_the_counter(address: str, *, status: int = 200) -> Opener:
    """Make the window a kiosk, and open one of its pages."""

    def open_page(window: Window, furnished: Furnished) -> None:
        limiter.reset()
        sign_in(window, "malee")
        window.open(f"{furnished.open}/kiosk")
        window.press("เปิดคีออสก์")
        window.open(address.format(kiosk=f"/kiosk{furnished.eit}"), status=status)
        # Time stands still while it is looked at.
        window.page.evaluate("for (let one = 0; one < 1000; one += 1) { clearInterval(one); }")

    return open_page


def _kiosk_asks(window: Window, furnished: Furnished) -> None:
    _at_the_counter("{kiosk}")(window, furnished)
    window.page.evaluate(
        """() => {
          document.querySelector("[data-idle]").hidden = false;
          document.querySelector("#idle-text").textContent = document.querySelector("#idle-text").dataset.words;
          document.querySelectorAll("header, main, footer, .skip").forEach(one => { one.inert = true });
        }"""
    )


def _suggested(*, subject: str = "ขยะล้นถังหน้าตลาดสด", text: str = "ทุกวันอาทิตย์", status: int = 200, photo: bool = False) -> Opener:
    """Send a suggestion."""

    def open_page(window: Window, furnished: Furnished) -> None:
        limiter.reset()
        window.open(f"{furnished.board}new")
        window.fill(subject=subject, text=text)
        if photo:
            window.page.set_input_files("[name=photos]", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": a_photo()})
        window.press("ส่งให้เจ้าหน้าที่อ่านก่อนเผยแพร่", status=status)

    return open_page


def _asked_for(window: Window, furnished: Furnished) -> None:
    limiter.reset()
    window.open(f"{furnished.services}branches/new")
    window.fill(field_village="3", field_landmark="หน้าบ้านเลขที่ 12")
    window.page.locator("[name=field_amount]").first.check()
    window.press("ส่งคำขอ")


PUBLIC: dict[str, Opener] = {
    "front": _at("/"),
    "front-bare": _bare("/"),
    "promise": _at("/promise"),
    "published": _at("{published}"),
    "measures-public": _at("{measures}"),
    "iit": _at("{iit}"),
    "eit": _at("{eit}"),
    "iit-missing": _missing("iit"),
    "eit-missing": _missing("eit"),
    "iit-states": _with_every_state("iit"),
    "eit-states": _with_every_state("eit"),
    "kiosk": _at_the_counter("{kiosk}"),
    "kiosk-question": _kiosk_asks,
    "kiosk-thanks": _at_the_counter("{kiosk}/thanks"),
    "kiosk-stopped": _at_the_counter("/kiosk/eit/nothing", status=404),
    "kiosk-leave": _at_the_counter("/kiosk/leave"),
    "iit-wrong-code": _wrong_code,
    "iit-thanks": _answered("iit"),
    "eit-thanks": _answered("eit"),
    "eit-closed": _at("{eit_of_closed}", status=410),
    "eit-not-open": _at("{eit_of_draft}", status=403),
    "setup": _bare("/setup"),
    "setup-refused": _setup_refused,
    "setup-done": _at("/setup", status=409),
    "sign-in": _at("/sign-in"),
    "sign-in-empty": _sent("/sign-in", "เข้าสู่ระบบ"),
    "sign-in-refused": _sign_in_refused,
    "not-found": _at("/nowhere", status=404),
    "too-many": _too_many,
    "old-page": _old_page,
    "fault": _at("/fault", status=500),
    "board": _at("{board}"),
    "board-filtered": _at("{board}?status=done&q=ทางเท้า"),
    "board-nothing": _at("{board}?status=forwarded"),
    "board-empty": _at("{empty_board}"),
    "board-case": _at("{board_case}"),
    "board-done": _at("{board}done"),
    "board-new": _at("{board}new"),
    "board-new-refused": _suggested(subject="", status=422, photo=True),
    "board-similar": _suggested(subject="ทางเท้าหน้าโรงเรียนพัง", text="ทางเท้าแตกหลายจุด", photo=True),
    "board-receipt": _suggested(),
    "board-follow": _at("{board}follow"),
    "board-wrong-code": _at("{board}follow/2222-2222-2222", status=404),
    "board-asked": _at("{asked}"),
    "board-refused": _at("{refused}"),
    "board-withdraw": _at("{asked}/withdraw"),
    "declared": _at("{declared}"),
    "handbook": _at("{handbook}"),
    "services": _at("{services}"),
    "service": _at("{services}disability"),
    "service-new": _at("{services}disability/new"),
    "service-label": _at("{services}streetlight/new?lamp_post=ก-1042"),
    "service-new-refused": _sent("{services}streetlight/new", "ส่งคำขอ", field_lamp_post="?"),
    "service-receipt": _asked_for,
    "service-requests": _at("{services}requests"),
    "service-request": _at("{service_request}"),
    "service-follow": _at("{services}follow"),
    "service-done": _at("{service_done}"),
    "service-asked": _at("{service_asked}"),
    "service-withdraw": _at("{service_asked}/withdraw"),
    "service-figures": _at("{services}figures"),
}
# Pages that are others but for a line or two: looked at once.
ALIKE = (
    "front-bare",
    "iit-missing",
    "iit-states",
    "iit-wrong-code",
    "kiosk-question",
    "iit-thanks",
    "eit-closed",
    "eit-not-open",
    "setup-refused",
    "setup-done",
    "sign-in-empty",
    "too-many",
    "old-page",
    "board-filtered",
    "board-nothing",
    "board-empty",
    "board-wrong-code",
    "board-refused",
    "board-withdraw",
    "round-overdue",
    "round-opening-without-key",
    "round-sealed",
    "box-no-file",
    "results-sealed",
    "round-edit",
    "round-wrong-state",
    "codes-empty",
    "paper-again",
    "paper-blank",
    "paper-unsettled",
    "import-no-file",
    "import-some",
    "import-unreadable",
    "export-without-rows",
    "results-closed",
    "disclosure-empty",
    "official-wrong",
    "check-no-file",
    "check-wrong",
    "plan",
    "plan-untold",
    "plan-wrong",
    "quality-untold",
    "recommendation-empty",
    "password-wrong",
    "officers-empty",
    "officer-post",
    "cases-none",
    "service-new-refused",
    "service-follow",
    "service-asked",
    "service-withdraw",
    "service-label",
    "service-labels-wrong",
    "case-refused-for-nothing",
    "case-changed",
    "case-new-empty",
    "service-take-empty",
    "case-rules",
    "case-holidays",
    "case-templates",
    "divisions-empty",
    "division-saved",
    "today-of-an-officer",
    "round-of-an-officer",
    "results-of-an-officer",
    "export-hidden",
    "rounds-at-first",
    "report-open",
    "declaration-refused",
    "measure-empty",
    "report-of-an-officer",
    "measures-of-an-officer",
    "measures-at-first",
)


OFFICERS: dict[str, Opener] = {
    "today": _at("/office/"),
    "rounds": _at("/office/rounds"),
    "round-new": _at("/office/rounds/new"),
    "round-new-empty": _sent("/office/rounds/new", "เตรียมรอบ", title="", head_count="0", closes_on=""),
    "round-draft": _at("{draft}"),
    "round-opening": _at("{draft}/open"),
    "round-opening-without-key": _sent("{draft}/open", "เปิดรอบปิดผนึก"),
    "round-sealed": _at("{sealed}"),
    "box": _at("{sealed}/box"),
    "box-no-file": _sent("{sealed}/box", "ส่งไฟล์ผล"),
    "results-sealed": _at("{sealed}/results"),
    "round-open": _at("{open}"),
    "round-overdue": _at("{overdue}"),
    "round-closed": _at("{closed}"),
    "round-edit": _at("{open}/edit"),
    "kiosk-begin": _at("{open}/kiosk"),
    "round-close": _at("{open}/close"),
    "round-wrong-state": _at("{draft}/close", status=409),
    "codes": _at("{open}/codes"),
    "codes-empty": _sent("{open}/codes", "สร้างบัตรเพื่อพิมพ์"),
    "cards": _sent("{open}/codes", "สร้างบัตรเพื่อพิมพ์", status=200, number="12"),
    "poster": _at("{open}/poster"),
    "paper-iit": _at("{open}/paper/iit"),
    "paper-blank": _sent("{open}/paper/eit", "บันทึกชุดนี้"),
    "paper-again": _typed_twice(),
    "paper-differences": _typed_twice(again=True),
    "paper-unsettled": _typed_twice(again=True, on=True),
    "import": _at("{open}/import/iit"),
    "import-no-file": _sent("{open}/import/iit", "นำเข้าไฟล์"),
    "import-problems": _imported(FILE_WITH_A_WRONG_STEP, status=422),
    "import-some": _imported(FILE_WITH_A_WRONG_STEP, status=200, skip=True),
    "import-unreadable": _imported("", status=422),
    "import-matching": _imported(FILE_OF_QUESTIONS, status=200),
    "export": _at("{closed}/export/eit"),
    "export-without-rows": _at("{open}/export/iit"),
    "results-open": _at("{open}/results"),
    "results-closed": _at("{closed}/results"),
    "results-unanswered": _at("{unanswered}/results"),
    "disclosure-indicators": _at("{open}/disclosure?level=indicators"),
    "disclosure-subindicators": _at("{open}/disclosure?level=subindicators"),
    "disclosure-items": _at("{open}/disclosure?level=items"),
    "disclosure-empty": _sent("{draft}/disclosure?level=indicators", "บันทึกคะแนน OIT"),
    "report": _at("{closed}/report"),
    "report-open": _at("{open}/report"),
    "outreach": _at("/office/outreach/"),
    "outreach-links": _at("/office/outreach/links"),
    "declaration": _at("{declaration}"),
    "declaration-new": _at("/office/outreach/declarations/new"),
    "declaration-refused": _sent("/office/outreach/declarations/new", "บันทึกร่าง", name="", position="นายก"),
    "measures": _at("/office/measures/2565"),
    "measure-new": _at("/office/measures/2565/new"),
    "measure-work": _at("{measure}"),
    "chain": _at("/office/chain/2565"),
    "measure-empty": _sent("/office/measures/2565/new", "เพิ่มมาตรการ"),
    "official": _at("/office/official/2565"),
    "check": _at("/office/check/"),
    "check-no-file": _sent("/office/check/", "ตรวจไฟล์"),
    "check-official": _at("/office/check/2565/official"),
    "check-year": _at("/office/check/2565"),
    "check-contradicting": _figures_checked(total="86", grade="B"),
    "check-wrong": _figures_checked(total="101", grade="B", status=422),
    "official-wrong": _official_wrong,
    "plan": _at("{closed}/plan"),
    "plan-what-if": _at("{closed}/plan?ask=what-if&gain-indicators.8=10&gain-e12=5"),
    "plan-way": _at("{closed}/plan?ask=path&aim=target&objective=cheapest&room-indicators.8=20&room-e6=9&room-indicators.9=2"),
    "plan-wrong": _at("{closed}/plan?ask=what-if&gain-e12=x&gain-indicators.1=99", status=422),
    "plan-untold": _at("{unanswered}/plan"),
    "compare": _at("{closed}/compare?by=eit-channel"),
    "compare-open": _at("{open}/compare"),
    "quality": _at("{closed}/quality"),
    "quality-untold": _at("{sealed}/quality"),
    "recommendations": _at("/office/recommendations/2565"),
    "recommendation": _at("/office/recommendations/2565/5"),
    "recommendation-empty": _sent("/office/recommendations/2565/e12", "บันทึกข้อแนะนำ", text=" "),
    "password": _at("/office/password"),
    "password-wrong": _sent("/office/password", "เปลี่ยนรหัสผ่าน", current="x", password="short", repeated=PASSWORD),
    "officers": _at("/office/officers"),
    "officers-empty": _sent("/office/officers", "เพิ่มเจ้าหน้าที่"),
    "officer-added": _officer_added,
    "officer-post": _officer_post,
    "cases": _at("/office/cases/"),
    "cases-held": _at("/office/cases/?task=held"),
    "cases-none": _at("/office/cases/?task=paused"),
    "service-office": _at("/office/services/"),
    "service-take": _at("/office/services/disability/new"),
    "service-take-empty": _sent("/office/services/streetlight/new", "บันทึกและออกใบรับคำขอ", received_on=""),
    "service-taken": _request_taken,
    "service-sheet": _at("/office/services/sheet"),
    "service-labels": _at("/office/services/streetlight/labels"),
    "service-labels-wrong": _at("/office/services/streetlight/labels?prefix=A&first=9&last=1", status=422),
    "case-unread": _at("{unread}"),
    "case-answered": _at("{answered}?template=none"),
    "case-refused-for-nothing": _refused_for_nothing,
    "case-changed": _changed_meanwhile,
    "case-new": _at("/office/cases/new"),
    "case-new-empty": _sent("/office/cases/new", "บันทึกและออกใบรับเรื่อง", received_on=""),
    "case-receipt": _case_taken,
    "case-rules": _at("/office/cases/rules"),
    "case-holidays": _at("/office/cases/holidays"),
    "case-templates": _at("/office/cases/templates"),
    "wording": _at("/office/wording/"),
    "wording-own": _at("/office/wording/2565/eit/th"),
    "wording-compared": _texts_sent('title: "ชื่ออื่น"\ne1.note: "หมายเหตุ"\n'),
    "wording-problems": _texts_sent('title: "<b>"\ne99: "ก"\n', status=422),
    "divisions": _at("/office/divisions"),
    "divisions-empty": _sent("/office/divisions", "เพิ่ม", head_count="-1"),
    "division": _at("{division}"),
    "division-saved": _division_saved,
}

OF_OTHERS: dict[str, tuple[str, Opener]] = {
    "today-of-an-officer": ("somsak", _at("/office/")),
    "round-of-an-officer": ("somsak", _at("{open}")),
    "results-of-an-officer": ("somsak", _at("{unanswered}/results")),
    "report-of-an-officer": ("somsak", _at("{closed}/report")),
    "measures-of-an-officer": ("somsak", _at("/office/measures/")),
    "not-permitted": ("somsak", _at("/office/divisions", status=403)),
    "export-hidden": ("somsak", _at("{unanswered}/export/iit.csv", status=403)),
    "measures-at-first": ("wandee", _at("/office/measures/")),
    "today-at-first": ("wandee", _at("/office/")),
    "rounds-at-first": ("wandee", _at("/office/rounds")),
    "divisions-at-first": ("wandee", _at("/office/divisions")),
}
