"""What a respondent's device keeps, read from outside, and its line to the world."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.journeys.windows import Window

PATIENCE_MS = 15_000
WAITING = "ยังไม่ได้ส่ง รอสัญญาณ"
_OUTBOX = """() => new Promise((resolve, reject) => {
  const opening = indexedDB.open("sutcharit");
  opening.onerror = reject;
  opening.onsuccess = () => {
    const stores = Array.from(opening.result.objectStoreNames);
    if (!stores.length) { opening.result.close(); resolve([]); return; }
    const all = opening.result.transaction("outbox").objectStore("outbox").getAll();
    all.onsuccess = () => { opening.result.close(); resolve(all.result); };
  };
})"""
_CACHED = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      found[new URL(request.url).pathname] = await (await cache.match(request)).text();
    }
  }
  return found;
}"""


def outbox(window: Window) -> list[dict[str, Any]]:
    """What waits on the device to be sent, and what is noted there of what was."""
    found: list[dict[str, Any]] = window.page.evaluate(_OUTBOX)
    return found


def drafts(window: Window) -> dict[str, str]:
    """What the device keeps of answers that have not been sent."""
    found: dict[str, str] = window.page.evaluate("({...localStorage})")
    return found


def cached(window: Window) -> dict[str, str]:
    """The pages and files the device keeps, by path."""
    found: dict[str, str] = window.page.evaluate(_CACHED)
    return found


def wait_until_kept(window: Window) -> None:
    """Wait until the device has all it needs to open the form again without network."""
    # Not by `wait_for_function`: that takes the promise of an answer for a yes.
    is_kept = window.page.evaluate(
        """async patience => {
          const registration = await navigator.serviceWorker.ready;
          const address = location.pathname + "/shell" + location.search;
          const until = Date.now() + patience;
          let kept = false;
          while (!kept && Date.now() < until) {
            await new Promise(resolve => setTimeout(resolve, 20));
            kept = registration.active.state === "activated" && Boolean(await caches.match(address));
          }
          return kept;
        }""",
        PATIENCE_MS,
    )
    assert is_kept


def go_offline(window: Window) -> None:
    """Cut the line of the device."""
    window.context.set_offline(True)


def go_online(window: Window) -> None:
    """Mend the line of the device."""
    window.context.set_offline(False)


def reopened(window: Window, path: str) -> Window:
    """Close the window's tab, and open a survey in another tab of the same device."""
    page: Page = window.context.new_page()
    window.page.close()
    other = Window(page, window.base)
    page.goto(window.base + path)
    return other
