"""The suggestions and requests of the example office: made through the engine, each act on the day it is said to be of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey import thai
from survey.cases import author, handling, intake
from survey.cases.calendar import Calendar, calendar_of
from survey.cases.handling import Answer
from survey.cases.history import OUTSIDE, Actor
from survey.cases.intake import Sent
from survey.example import plans
from survey.example.drawings import drawn
from survey.models import (
    Case,
    CaseChannel,
    CaseStatus,
    Division,
    FilePurpose,
    Office,
    Officer,
    OfficerPost,
    Outcome,
    Refusal,
)
from survey.services import requests
from survey.services.definitions import load_services

_FIRST_ACT = time(9)


@dataclass(frozen=True, slots=True)
class _Scene:
    """What the acts of the example need, and the cases there are so far, by their key in the plan."""

    session: Session
    office: Office
    officer: Officer
    divisions: Mapping[str, Division]
    signed: Mapping[str, str]
    key: bytes
    cases: dict[str, Case] = field(default_factory=dict)

    def actor(self, division: str | None) -> Actor:
        """Who signs for a division."""
        name = division or next(iter(self.signed))
        return Actor(self.officer.id, self.officer.name, self.signed[name], name)


def add_cases(session: Session, office: Office, officer: Officer, *, key: bytes, today: date) -> None:
    """Give the example office its suggestions and requests, where it has no case yet."""
    if session.scalars(select(Case.id).where(Case.office_id == office.id).limit(1)).first() is not None:
        return
    plan = plans.plan("cases.yaml")
    divisions = {one.name: one for one in session.scalars(select(Division).where(Division.office_id == office.id))}
    scene = _Scene(session, office, officer, divisions, plan["signed"], key)
    if session.get(OfficerPost, (office.id, officer.id)) is None:
        name, position = next(iter(plan["signed"].items()))
        post = OfficerPost(office_id=office.id, officer_id=officer.id, position=position, division_id=divisions[name].id)
        session.add(post)
    calendar = calendar_of(session, office.id)
    happened = [one for told in plan["cases"] for one in _happened(told, calendar, today)]
    # In the order of the days, so that numbers count as they would have.
    for place, (day, told, step) in enumerate(sorted(happened, key=lambda one: one[0])):
        with thai.as_of(day, time(_FIRST_ACT.hour + place % 7, 7 * place % 60)):
            _ACTS[step["do"]](scene, told, step)


def _happened(told: dict[str, Any], calendar: Calendar, today: date) -> list[tuple[date, dict[str, Any], dict[str, Any]]]:
    arrived = today - timedelta(days=told["ago"])
    steps = [(arrived, told, {"do": "receive"})]
    for step in told.get("steps", ()):
        day = calendar.after(arrived, step["day"])
        if day > today:
            break
        steps.append((day, told, step))
    return steps


def _receive(scene: _Scene, told: dict[str, Any], _step: dict[str, Any]) -> None:
    channel = CaseChannel(told.get("channel", CaseChannel.WEB))
    sent = _asked_for(scene, told, channel) if "service" in told else _suggested(scene, told, channel)
    on_behalf = channel in {CaseChannel.COUNTER, CaseChannel.TELEPHONE, CaseChannel.PAPER, CaseChannel.LINE}
    by = scene.actor(None) if on_behalf else OUTSIDE
    pictures = [drawn(told["pictures"]["sent"])] if "pictures" in told else []
    made = intake.receive(scene.session, scene.office.id, sent, key=scene.key, pictures=pictures, actor=by)
    scene.cases[told["key"]] = made.case


def _suggested(scene: _Scene, told: dict[str, Any], channel: CaseChannel) -> Sent:
    division = scene.divisions.get(told.get("division", ""))
    return Sent(
        subject=told["subject"],
        text=told["text"],
        channel=channel,
        village=told.get("village", ""),
        name=told.get("name", ""),
        division_id=division.id if division else None,
        fields={"example": True},
    )


def _asked_for(scene: _Scene, told: dict[str, Any], channel: CaseChannel) -> Sent:
    service = load_services().get(told["service"])
    assert service is not None  # noqa: S101 (a service that comes with the program)
    values = dict(told["values"])
    if "appointment_in" in told:
        calendar = calendar_of(scene.session, scene.office.id)
        values["appointment"] = calendar.after(thai.today(), told["appointment_in"]).isoformat()
    sent = requests.sent(scene.session, scene.office.id, service, values, channel=channel)
    return replace(sent, fields={**sent.fields, "example": True})


def _rate(scene: _Scene, told: dict[str, Any], step: dict[str, Any]) -> None:
    requests.rate(scene.session, scene.cases[told["key"]], step["stars"], step["text"])


def _publish(scene: _Scene, told: dict[str, Any], step: dict[str, Any]) -> None:
    case = scene.cases[told["key"]]
    files = [file.id for file in handling.files_of(scene.session, case)]
    shown = step.get("shown", case.text)
    handling.publish(scene.session, case, scene.actor(None), subject=case.subject, text=shown, files=files)
    for device in range(told.get("supports", 0)):
        author.support(scene.session, case, f"example {device}", key=scene.key)


def _refuse(scene: _Scene, told: dict[str, Any], step: dict[str, Any]) -> None:
    reason = Refusal(step["reason"])
    handling.refuse(scene.session, scene.cases[told["key"]], scene.actor(None), reason=reason, text=step.get("text", ""))


def _answer(scene: _Scene, told: dict[str, Any], step: dict[str, Any]) -> None:
    planned = thai.today() + timedelta(days=step["planned_in"]) if "planned_in" in step else None
    outcome = Outcome(step["outcome"]) if "outcome" in step else None
    answer = Answer(step["text"], CaseStatus(step["status"]), outcome, planned, step.get("to", ""))
    handling.answer(scene.session, scene.cases[told["key"]], scene.actor(told["division"]), answer)


def _picture(scene: _Scene, told: dict[str, Any], step: dict[str, Any]) -> None:
    handling.add_picture(
        scene.session,
        scene.cases[told["key"]],
        scene.actor(told["division"]),
        drawn(step["drawn"]),
        purpose=FilePurpose(step["purpose"]),
        description=step["text"],
    )


def _merge(scene: _Scene, told: dict[str, Any], step: dict[str, Any]) -> None:
    handling.merge(scene.session, scene.cases[told["key"]], scene.cases[step["into"]], scene.actor(None))


def _show(scene: _Scene, told: dict[str, Any], step: dict[str, Any]) -> None:
    case = scene.cases[told["key"]]
    (message,) = author.messages_of(scene.session, case).values()
    handling.show_message(scene.session, case, scene.actor(None), message, step["text"])


def _assign(scene: _Scene, told: dict[str, Any], step: dict[str, Any]) -> None:
    division = scene.divisions[told["division"]]
    handling.assign(
        scene.session, scene.cases[told["key"]], scene.actor(None), division=division, officer_id=None, text=step["text"]
    )


def _link(scene: _Scene, told: dict[str, Any], step: dict[str, Any]) -> None:
    handling.link(scene.session, scene.cases[told["key"]], scene.actor(None), indicator=step["indicator"], item=step["item"])


def _add(scene: _Scene, told: dict[str, Any], step: dict[str, Any]) -> None:
    author.add(scene.session, scene.cases[told["key"]], step["text"])


def _in_words(act: Callable[..., None]) -> Callable[[_Scene, dict[str, Any], dict[str, Any]], None]:
    """Return an act that takes nothing but a text, signed for the division that works on the case."""
    return lambda scene, told, step: act(
        scene.session, scene.cases[told["key"]], scene.actor(told["division"]), text=step.get("text", "")
    )


_ACTS: Mapping[str, Callable[[_Scene, dict[str, Any], dict[str, Any]], None]] = {
    "receive": _receive,
    "publish": _publish,
    "refuse": _refuse,
    "acknowledge": _in_words(handling.acknowledge),
    "answer": _answer,
    "ask": _in_words(handling.ask),
    "note": _in_words(handling.note),
    "pause": _in_words(lambda session, case, actor, *, text: handling.pause(session, case, actor, text)),
    "picture": _picture,
    "merge": _merge,
    "assign": _assign,
    "link": _link,
    "add": _add,
    "show": _show,
    "rate": _rate,
}
