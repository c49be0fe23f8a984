"""The pictures of the example office: a street at night, drawn here, since a photograph would be of somebody's street."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO

from survey.cases.pictures import Picture, made_anew

_SIZE = (480, 320)
_LAMPS = (90, 220, 350)
_NIGHT, _GROUND, _ROAD, _POLE = (18, 24, 48), (28, 34, 40), (46, 48, 54), (86, 90, 98)
_LIGHT, _BEAM, _OUT = (255, 236, 170), (92, 86, 62), (52, 56, 66)


@lru_cache(maxsize=2)
def drawn(name: str) -> Picture:
    """Return a picture by its name: the street with its lamps ``dark`` or ``lit``. KeyError for any other."""
    from PIL import Image, ImageDraw

    is_lit = {"dark": False, "lit": True}[name]
    image = Image.new("RGB", _SIZE, _NIGHT)
    pen = ImageDraw.Draw(image)
    width, height = _SIZE
    pen.rectangle((0, 210, width, height), fill=_GROUND)
    pen.polygon([(0, 300), (width, 230), (width, 275), (0, height)], fill=_ROAD)
    for left in _LAMPS:
        if is_lit:
            pen.polygon([(left + 34, 92), (left - 20, 250), (left + 92, 235)], fill=_BEAM)
        pen.rectangle((left, 80, left + 5, 240), fill=_POLE)
        pen.line((left + 2, 82, left + 34, 82), fill=_POLE, width=4)
        pen.ellipse((left + 26, 80, left + 42, 94), fill=_LIGHT if is_lit else _OUT)
    content = BytesIO()
    image.save(content, "PNG")
    content.seek(0)
    return made_anew(content)
