"""Atom feeds (RFC 4287), written with the standard library."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring

NAMESPACE = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"
# Whatever XML 1.0 cannot say, not even escaped: people paste such things, and one would make the whole feed unreadable.
_UNSAYABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something that happened. `id` stays the same for good; `author` is never a person's name; `text` is plain."""

    id: str
    title: str
    updated: datetime
    published: datetime
    address: str
    author: str
    text: str
    category: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed. `address` is its own, `page` that of the page it goes with, both absolute; entries stand in their order."""

    id: str
    title: str
    updated: datetime
    address: str
    page: str
    author: str
    entries: Sequence[Entry]


def written(feed: Feed) -> bytes:
    """Return a feed as XML: UTF-8, the same bytes for the same feed."""
    root = Element("feed", {"xmlns": NAMESPACE, "xml:lang": "th"})
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "updated", _instant(feed.updated))
    _text(SubElement(root, "author"), "name", feed.author)
    SubElement(root, "link", {"rel": "self", "type": MEDIA_TYPE, "href": feed.address})
    SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": feed.page})
    for entry in feed.entries:
        _entry(SubElement(root, "entry"), entry)
    content: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def tag(address: str, day: date, name: str) -> str:
    """Return a tag URI (RFC 4151) for something first known on a day, under the host of an absolute address of ours.

    It says nothing of how the thing is reached, so it stays the same when pages move within the host.
    """
    host = (urlsplit(address).hostname or "").encode("idna").decode()
    return f"tag:{host if _HOST.fullmatch(host) else 'localhost'},{day.isoformat()}:{name}"


def _entry(element: Element, entry: Entry) -> None:
    _text(element, "id", entry.id)
    _text(element, "title", entry.title)
    _text(element, "updated", _instant(entry.updated))
    _text(element, "published", _instant(entry.published))
    _text(SubElement(element, "author"), "name", entry.author)
    SubElement(element, "link", {"rel": "alternate", "type": "text/html", "href": entry.address})
    if entry.category:
        SubElement(element, "category", {"term": _said(entry.category)})
    _text(element, "content", entry.text).set("type", "text")


def _text(parent: Element, name: str, text: str) -> Element:
    made = SubElement(parent, name)
    made.text = _said(text)
    return made


def _said(text: str) -> str:
    return _UNSAYABLE.sub("", text)


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
