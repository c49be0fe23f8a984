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
    // What is measured in places; all other rules but those of colour go by the structure.
    const ofPlaces = ["target-size", "scrollable-region-focusable"];
    const seen = new Set();
    const isNew = one => !seen.has(one) && Boolean(seen.add(one));
    const switches = (rules, enabled) => Object.fromEntries(rules.map(rule => [rule, {enabled}]));
    // Two of each kind, as axe may pass over one of them: for being out of sight, for example.
    const ofEach = 2;
    axe.configure({rules: [
      {id: "color-contrast", selector: "[data-judged]"},
      {id: "color-contrast-enhanced", selector: "[data-judged]"},
      {id: "link-in-text-block", selector: "a[href][data-judged], [role=link][data-judged]"},
    ]});

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
      const [structure, places, texts] = appearance();
      const isNewStructure = isNew(structure);
      const isNewPlaces = isNew(structure + places);
      const before = new Set(asked.kinds.split(" "));
      const times = new Map();
      const chosen = [];
      for (const [one, kind] of texts) {
        const name = isForMore ? `more-${kind}` : kind;
        if (kind && before.has(name)) { continue; }
        times.set(name, (times.get(name) ?? 0) + 1);
        if (!kind || times.get(name) <= ofEach) { chosen.push(one); }
      }
      const kinds = [...times.keys()].join(" ");
      const colours = isForMore ? [...ofColour, ofMoreContrast] : ofColour;
      const rules = [...chosen.length ? colours : [], ...isNewPlaces ? ofPlaces : []];
      if (!isNewStructure && !rules.length) { return {violations: [], kinds}; }
      const options = isNewStructure ? {rules: switches([...more, ...colours], true)} : {runOnly: rules};
      chosen.forEach(one => { one.dataset.judged = ""; });
      const {violations} = await axe.run({resultTypes: ["violations"], ...options});
      chosen.forEach(one => { delete one.dataset.judged; });
      return {violations, kinds};
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
    """What is wrong with the page that is open, with some of what it folds away unfolded: by axe, and wider than a screen.

    None of axe's rules is switched off, and those that come switched off are switched on where they judge what we promise.
    Nothing is judged twice: where a page is built as in an earlier way, only the rules of colours and places run, the former
    only for texts of a kind that no page had before.
    """
    page = window.page
    if page.evaluate("typeof judge === 'undefined'"):
        page.evaluate(JUDGE_SCRIPT)
    page.evaluate(f"document.querySelectorAll('details').forEach((one, at) => {{ one.open = at % {EVERY} === 0 }})")
    lay_out(window)
    found = []
    widths = {NARROWEST, PHONE, DESK}
    # A window is as wide as a desk's at first: so it changes its width only once.
    for way in sorted(ways, key=lambda way: -way.width):
        look(window, way)
        asked = {"more": way.contrast == "more", "switched": way.switched, "kinds": " ".join(_judged)}
        judgement = page.evaluate("asked => judge(asked)", asked)
        _judged.update(judgement["kinds"].split())
        found += [f"{way}: {_in_words(violation)}" for violation in judgement["violations"]]
        if way.width in widths:
            widths.remove(way.width)
            found += _overflowing(window, way.width)
    return found + overflowing(window, tuple(sorted(widths)))


def overflowing(window: Window, widths: tuple[int, ...]) -> list[str]:
    """What makes the page that is open wider than screens of these widths."""
    found = []
    lay_out(window)
    for width in widths:
        resize(window, width)
        found += _overflowing(window, width)
    return found


# The kinds of text that have been judged so far, see `appearance`.
_judged: set[str] = set()


def _overflowing(window: Window, width: int) -> list[str]:
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
    return [f"{width} px wide: {one}" for one in wide]


def _in_words(violation: dict[str, Any]) -> str:
    nodes = [f"{node['html'][:150]} {node.get('failureSummary', '')}" for node in violation["nodes"][:3]]
    return f"{violation['id']} ({len(violation['nodes'])}): {violation['help']}\n" + "\n".join(nodes)
