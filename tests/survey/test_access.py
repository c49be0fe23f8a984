"""Who may open what: every route declares it, and another office's things are not found."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from survey import access
from survey.access import PERMISSIONS, Permission
from survey.cases.intake import Sent, receive
from survey.cases.pictures import Picture
from survey.config import Settings
from survey.models import CaseFile, Declaration, Division, Measure, MeasureFile, Office, Role
from tests.builders import PASSWORD, SECRET, Scene, a_scene, an_application, an_officer, arranging
from tests.reader import Reader

# A case of a year in which nobody else makes any.
CASE = "2565-0001"
PUBLIC = {
    "front.index",
    "front.promise",
    "front.health",
    "reports.public",
    "measures.public",
    "measures.public_file",
    "complaints.intro",
    "complaints.about",
    "complaints.new",
    "complaints.send",
    "complaints.written",
    "complaints.follow",
    "complaints.followed",
    "complaints.add",
    "complaints.figures",
    "complaints.challenge",
    "complaints.bundle",
    "complaints.part",
    "complaints.do",
    "complaints.reseal",
    "board.index",
    "board.case",
    "board.new",
    "board.send",
    "board.support",
    "board.file",
    "board.follow",
    "board.followed",
    "board.add",
    "board.withdraw",
    "board.own_file",
    "board.feed",
    "board.division_feed",
    "board.case_feed",
    "board.done",
    "board.done_file",
    "services.index",
    "services.about",
    "services.discovery",
    "services.new",
    "services.send",
    "services.follow",
    "services.followed",
    "services.add",
    "services.rate",
    "services.reopen",
    "services.withdraw",
    "services.own_file",
    "services.listed",
    "services.one",
    "services.listed_json",
    "services.listed_csv",
    "services.figures",
    "outreach.declared",
    "outreach.declared_then",
    "outreach.declaration_file",
    "outreach.handbook",
    "outreach.handbook_file",
    "respond.form",
    "respond.submit",
    "respond.thanks",
    "account.sign_in",
    "account.sign_out",
    "account.setup",
    "account.leave_kiosk",
    "device.shell",
    "device.worker",
    "kiosk.form",
    "kiosk.submit",
    "kiosk.thanks",
    "static",
}
FOR_EVERY_OFFICER = {
    "account.password",
    "manage.today",
    "manage.rounds",
    "manage.round_page",
    "manage.begin_kiosk",
    "manage.poster",
    "manage.paper",
    "manage.paper_document",
    "manage.import_file",
    "manage.export_choices",
    "manage.export_file",
    "desk.index",
    "desk.case",
    "desk.picture",
    "desk.new",
    "desk.refuse_many",
    "desk.take_in_suggestions",
    "service_desk.index",
    "service_desk.sheet",
    "service_desk.poster",
    "service_desk.labels",
    "service_desk.take",
    "measures.index",
    "measures.year",
    "measures.work",
    "measures.file",
    "measures.report",
    "measures.evidence_pack",
    "measures.chain",
    "measures.chain_at_work",
    "outreach.index",
    "outreach.declaration",
    "outreach.declaration_paper",
    "outreach.paper",
    "reports.report",
    "reports.document",
    "reports.summary",
    "results.scorecard",
    "insight.plan",
    "insight.compare",
    "insight.answer_quality",
    "checking.index",
    "checking.upload",
    "checking.year",
    "checking.check_typed",
    "checking.official",
}
FOR_ADMINISTRATORS = {
    "account.officers",
    "account.post",
    "desk.rules",
    "desk.counter_only",
    "desk.everywhere",
    "desk.days_off",
    "desk.work_on",
    "desk.restore_day",
    "desk.templates",
    "desk.template",
    "desk.remove_template",
    "manage.new_round",
    "manage.edit_round",
    "manage.open_round",
    "manage.box",
    "manage.box_download",
    "manage.confirm_close",
    "manage.close_round",
    "manage.code_cards",
    "manage.divisions",
    "manage.division",
    "manage.remove_division",
    "wording.index",
    "wording.one",
    "wording.preview",
    "wording.lay",
    "wording.take_off",
    "wording.yaml_file",
    "wording.spreadsheet",
    "results.disclosure",
    "results.levels",
    "results.official",
    "insight.recommendations",
    "insight.recommendation",
    "insight.restore_recommendation",
    "measures.new",
    "measures.change",
    "measures.move",
    "measures.remove",
    "measures.carry",
    "measures.progress",
    "measures.add_file",
    "measures.show_file",
    "measures.remove_file",
    "outreach.new_declaration",
    "outreach.change_declaration",
    "outreach.publish_declaration",
    "outreach.remove_declaration",
    "outreach.links",
    "reports.publish",
    "reports.unpublish",
}


ONES_OWN = {"round_id", "division_id", "number", "officer_id", "template_id", "declaration_id", "measure_id"}


def rules(app: Flask, among: set[str]) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint in among]


def a_case(session: Session, office: Office) -> None:
    """The case that `address` names, with the picture it names, the measure with its file, and the declaration."""
    photo = Picture(b"\xff\xd8\xff", "image/jpeg", 1, 1)
    made = receive(session, office.id, Sent("ไฟถนนดับ", "หน้าวัด"), key=b"k", pictures=[photo]).case
    made.number = CASE
    session.scalars(select(CaseFile).where(CaseFile.case_id == made.id)).one().id = "photo"
    signed = {"name": "ก", "name_en": "K", "position": "นายก", "position_en": "Head", "signed_on": date(2026, 10, 1)}
    said = dict.fromkeys(("title", "method", "responsible", "period", "result", "recommendation"), "ก")
    session.add(Measure(office_id=office.id, id="measure1", fiscal_year=2565, position=1, **said))
    session.flush()
    kept = {"name": "ก.pdf", "media_type": "application/pdf", "size": 4, "sha256": "", "content": b"%PDF", "is_public": False}
    session.add(MeasureFile(office_id=office.id, id="photo", measure_id="measure1", added_on=date(2022, 1, 1), **kept))
    session.add(Declaration(office_id=office.id, id="sworn", fiscal_year=2570, text="ก", text_en="K", **signed))


def methods_of(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) & {"GET", "POST"})


def address(app: Flask, rule: Rule, scene: Scene, division: str = "none") -> str:
    """The address of a route for the things of a scene."""
    values: dict[str, Any] = {"round_id": scene.round.id, "division_id": division, "key": "eit", "fiscal_year": 2565}
    values |= {"year": 2565, "language": "th", "kind": "pdf", "subject": "5", "ending": "xml"}
    values |= {"measure_id": "measure1", "months": "6"}
    values |= {
        "number": CASE,
        "file_id": "photo",
        "officer_id": "none",
        "template_id": "none",
        "declaration_id": "sworn",
        "day": "2026-01-01",
    }
    values |= {"paper": "letter"}
    if rule.endpoint.startswith(("services.", "service_desk.")):
        values["key"] = "streetlight"
    with app.test_request_context():
        return app.url_map.bind("localhost").build(rule.endpoint, {name: values[name] for name in rule.arguments})


def test_every_route_declares_who_may_open_it(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert endpoints == PUBLIC | FOR_EVERY_OFFICER | FOR_ADMINISTRATORS
    for endpoint in endpoints - {"static"}:
        declared = access.declared(app.view_functions[endpoint])
        assert declared is not False, endpoint
        assert (declared is None) == (endpoint in PUBLIC), endpoint


def test_a_view_that_declares_nothing_is_refused_to_everybody(settings: Settings) -> None:
    with an_application(settings) as app:
        app.add_url_rule("/undeclared", view_func=lambda: "reached")
        a_scene(app)
        reader = Reader(app)
        reader.open("/undeclared", status=403)
        reader.sign_in("malee", PASSWORD)
        reader.open("/undeclared", status=403)
        assert "reached" not in reader.page.source


def test_who_is_not_signed_in_is_led_to_the_sign_in_page(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    reader.open("/sign-in")
    token = {"csrf_token": reader.page.fields["csrf_token"]}
    for rule in rules(app, FOR_EVERY_OFFICER | FOR_ADMINISTRATORS):
        path = address(app, rule, scene)
        for method in methods_of(rule):
            answered = reader.client.open(path, method=method, data=token if method == "POST" else None)
            assert answered.status_code == 302, (method, path)
            expected = f"/sign-in?next={path}" if method == "GET" else "/sign-in"
            assert answered.headers["Location"].replace("%2F", "/") == expected


def test_an_officer_may_do_what_an_officer_does_is_offered_no_more_and_may_do_no_more(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    with arranging(app) as session:
        an_officer(session, scene.office, "somchai", Role.OFFICER)
        a_case(session, scene.office)
    closed = {address(app, rule, scene) for rule in rules(app, FOR_ADMINISTRATORS)}
    reader.be("somchai")
    reader.open("/office/")
    for rule in rules(app, FOR_EVERY_OFFICER):
        if "GET" in methods_of(rule):
            reader.open(address(app, rule, scene))
        content = reader.page.source.partition("<main")[2]
        assert not {path for path in closed if f'="{path}"' in content}, rule.rule
    reader.open("/office/password")
    token = {"csrf_token": reader.page.fields["csrf_token"]}
    for rule in rules(app, FOR_ADMINISTRATORS):
        for method in methods_of(rule):
            path = address(app, rule, scene)
            answered = reader.client.open(path, method=method, data=token if method == "POST" else None)
            assert answered.status_code == 403, (method, path)
            assert "ท่านไม่มีสิทธิ์เปิดหน้านี้" in answered.get_data(as_text=True)


def test_an_administrator_may_do_everything(app: Flask) -> None:
    assert PERMISSIONS[Role.ADMINISTRATOR] == frozenset(Permission)
    assert PERMISSIONS[Role.OFFICER] < PERMISSIONS[Role.ADMINISTRATOR]


def test_nothing_of_another_office_is_found(app: Flask, reader: Reader) -> None:
    here, there = a_scene(app, office="เทศบาลของเรา"), a_scene(app, office="เทศบาลของเขา")
    with arranging(app) as session:
        division = Division(office_id=there.office.id, name="กองของเขา", position=1)
        session.add(division)
        a_case(session, there.office)
    reader.be("malee", here.office.id)
    reader.open("/office/password")
    token = {"csrf_token": reader.page.fields["csrf_token"]}
    tried = 0
    for rule in rules(app, FOR_EVERY_OFFICER | FOR_ADMINISTRATORS):
        if not ONES_OWN & rule.arguments:
            continue
        path = address(app, rule, there, division.id)
        for method in methods_of(rule):
            answered = reader.client.open(path, method=method, data=token if method == "POST" else None)
            assert answered.status_code == 404, (method, path)
            assert "เทศบาลของเขา" not in answered.get_data(as_text=True)
            tried += 1
    assert tried >= 20
    reader.be("malee", there.office.id)
    reader.open(there.page)


def test_pages_of_an_office_list_nothing_of_another(app: Flask, reader: Reader) -> None:
    here, there = a_scene(app, office="เทศบาลของเรา"), a_scene(app, office="เทศบาลของเขา")
    with arranging(app) as session:
        session.add(Division(office_id=there.office.id, name="กองของเขา", position=1))
        an_officer(session, there.office, "hers")
    reader.be("malee", here.office.id)
    for path in ("/office/", "/office/rounds", "/office/divisions", "/office/officers", "/office/official/2565"):
        reader.open(path)
        for marker in (there.round.id, "เทศบาลของเขา", "กองของเขา", "hers"):
            assert marker not in reader.page.source, (path, marker)


def test_a_form_without_its_token_is_refused_with_a_clear_page(sqlite_url: str) -> None:
    with an_application(Settings(database=sqlite_url, secret=SECRET)) as app:
        scene, reader = a_scene(app), Reader(app)
        reader.be("malee")
        reader.open("/office/password")
        for rule in rules(
            app, FOR_EVERY_OFFICER | FOR_ADMINISTRATORS | {"account.sign_in", "account.sign_out", "account.setup"}
        ):
            if "POST" not in methods_of(rule):
                continue
            for token in ({}, {"csrf_token": ""}, {"csrf_token": "forged"}):
                answered = reader.client.post(address(app, rule, scene), data=token)
                assert answered.status_code == 400, rule.rule
                assert "หน้านี้เปิดค้างไว้นานเกินไป" in answered.get_data(as_text=True)
        reader.open("/office/")


def test_a_token_of_another_browser_is_refused(app: Flask, reader: Reader) -> None:
    a_scene(app)
    stranger = Reader(app)
    stranger.open("/sign-in")
    reader.sign_in("malee", PASSWORD)
    answered = reader.client.post("/sign-out", data={"csrf_token": stranger.page.fields["csrf_token"]})
    assert answered.status_code == 400
    reader.open("/office/")
