"""How a page appears at the moment, so that what appears exactly as before need not be judged again.

A dark page is built as a light one; whoever asks a device for more contrast and whoever presses our own switch are shown
the same; texts of one style on the same grounds have the same contrast, on every page. That it is so is measured here and
never assumed.

The structure is what most of axe's rules go by: the markup, and what hides or heads something. The place of every element
counts for a few. The kind of a text is all that its colours are judged by: every property axe asks a browser for to tell a
text from its grounds (the short ones in its source as the long ones they stand for), its own and those of all it lies in.
"""

from __future__ import annotations

_OF_STRUCTURE = """
    display visibility content-visibility position float overflow-x overflow-y clip clip-path
    font-size font-weight font-style list-style-type content
"""
_OF_GROUND = """
    background-color background-image background-size background-position background-repeat background-clip
    opacity filter mix-blend-mode mask-image
"""
_OF_TEXT = """
    color font-size font-weight font-style font-family text-shadow text-indent direction
    text-decoration-line text-decoration-style text-decoration-color fill stroke
    -webkit-text-fill-color -webkit-text-stroke-color -webkit-text-stroke-width
    border-bottom-width border-bottom-style border-bottom-color outline-width outline-style outline-color
    display visibility z-index clip clip-path overflow-x overflow-y
"""

# Defines `appearance()`, which returns the structure of the page and the places of its elements, long texts, and a list of what
# bears text: the element and its kind, which is "" where something that floats lies over it or it leaves what it lies in, so
# that its ground cannot be known.
APPEARANCE_SCRIPT = f"""
  window.appearance = () => {{
    const [ofStructure, ofGround, ofText] = [{_OF_STRUCTURE.split()!r}, {_OF_GROUND.split()!r}, {_OF_TEXT.split()!r}];
    const structure = [document.body.outerHTML];
    const places = [innerWidth, innerHeight];
    const boxes = new Map();
    const grounds = new Map();
    const manners = new Map();
    const floating = [];
    const digest = text => {{
      let [one, other] = [0xdeadbeef, 0x41c6ce57];
      for (let at = 0; at < text.length; at += 1) {{
        const code = text.charCodeAt(at);
        one = Math.imul(one ^ code, 2654435761);
        other = Math.imul(other ^ code, 1597334677);
      }}
      return (one >>> 0).toString(36) + (other >>> 0).toString(36);
    }};
    const read = (style, names) => names.map(name => style.getPropertyValue(name)).join();
    const isOff = one => one?.matches(":disabled, [aria-disabled]");
    const bears = one => one.matches("input, select, textarea, button")
      || Array.prototype.some.call(one.childNodes, node => node.nodeType === Node.TEXT_NODE && node.data.trim());
    const isWithin = (inner, outer) => inner.left >= outer.left - 1 && inner.right <= outer.right + 1
      && inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1;
    const isOver = (one, other) => one.left < other.right && other.left < one.right
      && one.top < other.bottom && other.top < one.bottom;

    for (const one of document.documentElement.querySelectorAll(":scope, body, body *")) {{
      const box = one.getBoundingClientRect();
      boxes.set(one, box);
      const style = getComputedStyle(one);
      places.push(box.x, box.y, box.width, box.height);
      structure.push(read(style, ofStructure));
      // By the ground of its rows axe tells a table of data from one that only arranges.
      if (one.localName === "tr") {{ structure.push(style.backgroundColor); }}
      const ground = [grounds.get(one.parentElement), read(style, ofGround)];
      const own = [];
      for (const part of ["::before", "::after"]) {{
        const style = getComputedStyle(one, part);
        if (style.content !== "none") {{
          structure.push(part, read(style, ofStructure));
          ground.push(part, read(style, ofGround), style.position, style.width, style.height);
          own.push(read(style, ofText));
        }}
      }}
      // What is switched off, by itself or as the label of something, need not be read.
      if (isOff(one) || isOff(one.control)) {{ ground.push("off"); }}
      grounds.set(one, digest(ground.join()));
      const isSeen = box.width > 1 && box.height > 1 && style.visibility === "visible" && style.opacity !== "0";
      if (isSeen && ["absolute", "fixed", "sticky"].includes(style.position)) {{ floating.push(one); }}
      if (bears(one)) {{
        own.push(one.localName, box.width > 0 && box.height > 0, read(style, ofText));
        manners.set(one, own.join());
      }}
    }}
    const isPlain = one => {{
      const box = boxes.get(one);
      const isNowhere = box.width === 0 || box.height === 0 || box.right < 0 || box.bottom < -scrollY;
      return isNowhere || isWithin(box, boxes.get(one.parentElement)) && !floating.some(
        other => isOver(box, boxes.get(other)) && !other.contains(one) && !one.contains(other));
    }};
    // A link is told by what it stands in.
    const around = one => one.matches("a, [role=link]")
      ? [one.parentElement.textContent.trim() === one.textContent.trim(), manners.get(one.parentElement)] : "";
    const kind = one => digest([grounds.get(one), manners.get(one), around(one)].join());
    return [structure.join(), places.join(), [...manners.keys()].map(one => [one, isPlain(one) ? kind(one) : ""])];
  }};
"""
