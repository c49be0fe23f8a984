"""Where a form is answered: on anybody's own device, or on the tablet at the counter."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g

from survey.models.response import Channel


@dataclass(frozen=True, slots=True)
class Place:
    """What differs by place: how the response is marked, the template of the form, and the endpoint of its thanks."""

    channel: Channel
    form: str
    thanks: str


ANYWHERE = Place(Channel.WEB, "respond/form.html", "respond.thanks")
COUNTER = Place(Channel.KIOSK, "respond/kiosk.html", "kiosk.thanks")


def here() -> Place:
    """Return the place that the request comes from."""
    place: Place = g.get("place", ANYWHERE)
    return place


def be_at(place: Place) -> None:
    """Say where the request comes from."""
    g.place = place
