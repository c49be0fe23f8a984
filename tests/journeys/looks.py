"""What is measured of how a page looks: axe's findings, and whether it has to be scrolled sideways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]
from playwright.sync_api import ViewportSize

from tests.journeys.appearance import APPEARANCE_SCRIPT
from tests.journeys.windows import Window

# Defines `judge()`, which returns what axe finds wrong with a page as it appears, but what it would find again.
JUDGE_SCRIPT = (
    AXE_SCRIPT
    + APPEARANCE_SCRIPT
    + """;
  (() => {
    // Some of these come switched off.
    const more = ["target-size", "label-content-name-mismatch", "p-as-heading", "table-fake-caption", "td-has-header"];
    const ofColour = ["color-contrast", "link-in-text-block"];
    // Seven to one, for those who ask for more contrast.
    const ofMoreContrast = "color-contrast-enhanced";
    const shapes = new Set();
    const judged = new Set();
    const switches = (rules, enabled) => Object.fromEntries(rules.map(rule => [rule, {enabled}]));

    const known = new Map();
    const colour = axe.commons.color.Color.prototype;
    const parse = colour.parseString;
    // A page has a dozen colours, which axe reads thousands of times: two fifths of its time (measured).
    colour.parseString = function (text) {
      if (known.has(text)) {
        [this.r, this.g, this.b, this.alpha] = known.get(text);
      } else {
        parse.call(this, text);
        known.set(text, [this.r, this.g, this.b, this.alpha]);
      }
      return this;
    };

    window.judge = async asked => {
      document.documentElement.classList.toggle("contrast-high", asked.switched);
      const isForMore = asked.more || asked.switched;
      const [shape, colours] = appearance();
      const whole = shape + colours;
      const isNewShape = !shapes.has(shape);
      const isNew = !judged.has(isForMore + whole);
      shapes.add(shape);
      judged.add(isForMore + whole);
      if (!isNew) { return []; }
      const rules = isForMore ? [...ofColour, ofMoreContrast] : ofColour;
      const options = isNewShape ? {rules: switches([...more, ...rules], true)} : {runOnly: rules};
      return (await axe.run({resultTypes: ["violations"], ...options})).violations;
    };
  })();
"""
)
NARROWEST, PHONE, DESK = 320, 360, 1280
# Of a long list of folds that are alike, every so many is looked into.
EVERY = 6
HEIGHTS = {NARROWEST: 640, PHONE: 740, DESK: 800}


@dataclass(frozen=True, slots=True)
class Look:
    """A way of looking at a page; `switched` is with our own switch for high contrast pressed."""

    width: int
    color_scheme: Literal["light", "dark"] = "light"
    forced_colors: Literal["none", "active"] = "none"
    contrast: Literal["no-preference", "more"] = "no-preference"
    switched: bool = False


SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
ONCE = (Look(PHONE),)
USUAL = (Look(PHONE), Look(DESK, color_scheme="dark"), Look(PHONE, forced_colors="active"))
ALL = (
    *USUAL,
    Look(DESK),
    Look(PHONE, color_scheme="dark"),
    Look(PHONE, contrast="more"),
    Look(DESK, color_scheme="dark", contrast="more"),
    Look(DESK, color_scheme="dark", forced_colors="active"),
)
# On a phone and on a desk; light and dark; high contrast by preference and by our own switch.
EVERY_WAY = (
    *(Look(width, color_scheme=scheme) for width in (PHONE, DESK) for scheme in SCHEMES),
    *(Look(width, color_scheme=scheme, contrast="more") for width in (PHONE, DESK) for scheme in SCHEMES),
    *(Look(width, color_scheme=scheme, switched=True) for width in (PHONE, DESK) for scheme in SCHEMES),
    Look(PHONE, forced_colors="active"),
)


def look(window: Window, way: Look) -> None:
    """Show a page in a way."""
    resize(window, way.width)
    window.page.emulate_media(
        color_scheme=way.color_scheme, forced_colors=way.forced_colors, contrast=way.contrast, reduced_motion="reduce"
    )


def resize(window: Window, width: int) -> None:
    """Make a window as wide as a screen of that width."""
    size: ViewportSize = {"width": width, "height": HEIGHTS[width]}
    if window.page.viewport_size != size:
        window.page.set_viewport_size(size)


def lay_out(window: Window) -> None:
    """Lay out what nobody has come near yet: only what has its place can be measured, or judged for what lies beneath it."""
    window.page.evaluate("document.querySelectorAll('.indicator').forEach(one => { one.style.contentVisibility = 'visible' })")


def findings(window: Window, ways: tuple[Look, ...]) -> list[str]:
    """What axe finds wrong with the page that is open, with some of what it folds away unfolded.

    None of axe's rules is switched off, and those that come switched off are switched on where they judge what we promise.
    Nothing is judged twice: where a page has the shape it had in an earlier way, only the rules of colours run, and where it
    has its colours too, none.
    """
    page = window.page
    if page.evaluate("typeof judge === 'undefined'"):
        page.evaluate(JUDGE_SCRIPT)
    page.evaluate(f"document.querySelectorAll('details').forEach((one, at) => {{ one.open = at % {EVERY} === 0 }})")
    lay_out(window)
    found = []
    # A window is as wide as a desk's at first: so it changes its width only once.
    for way in sorted(ways, key=lambda way: -way.width):
        look(window, way)
        violations = page.evaluate("way => judge(way)", {"more": way.contrast == "more", "switched": way.switched})
        found += [f"{way}: {_in_words(violation)}" for violation in violations]
    return found


def overflowing(window: Window, widths: tuple[int, ...] = (PHONE, NARROWEST, DESK)) -> list[str]:
    """What makes the page that is open wider than screens of these widths."""
    found = []
    lay_out(window)
    for width in widths:
        resize(window, width)
        wide = window.page.evaluate(
            """() => {
              const root = document.documentElement;
              if (root.scrollWidth <= root.clientWidth) { return []; }
              const beyond = Array.from(document.querySelectorAll("body *"))
                .filter(one => one.getBoundingClientRect().right > root.clientWidth + 0.5)
                .map(one => `${one.localName}.${one.className} ${one.textContent.trim().slice(0, 40)}`);
              return [`${root.scrollWidth} px`, ...beyond.slice(0, 5)];
            }"""
        )
        found += [f"{width} px wide: {one}" for one in wide]
    return found


def _in_words(violation: dict[str, Any]) -> str:
    nodes = [f"{node['html'][:150]} {node.get('failureSummary', '')}" for node in violation["nodes"][:3]]
    return f"{violation['id']} ({len(violation['nodes'])}): {violation['help']}\n" + "\n".join(nodes)
