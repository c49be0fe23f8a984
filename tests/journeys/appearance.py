"""How a page appears at the moment, so that what appears exactly as before need not be judged again.

A dark page is built as a light one; whoever asks a device for more contrast and whoever presses our own switch are shown
the same; texts of one style on the same grounds have the same contrast, on every page. That it is so is measured here and
never assumed.

The structure is what most of axe's rules go by: the markup, and what hides or heads something. The place of every element
counts for a few. The kind of an element is all that its colours are judged by: every property axe asks a browser for to tell a
text from its grounds (the short ones in its source as the long ones they stand for), of the element and of all it lies in.
"""

from __future__ import annotations

_OF_STRUCTURE = """
    display visibility content-visibility position float overflow-x overflow-y clip clip-path
    font-size font-weight font-style list-style-type content
"""
_OF_KIND = """
    color background-color background-image background-size background-position background-repeat background-clip
    font-size font-weight opacity filter mix-blend-mode mask-image text-shadow box-shadow text-indent
    text-decoration-line text-decoration-style text-decoration-color fill stroke
    -webkit-text-fill-color -webkit-text-stroke-color -webkit-text-stroke-width
    border-bottom-width border-bottom-style border-bottom-color outline-width outline-style outline-color
    font-style font-family display visibility position float z-index isolation will-change transform perspective contain
    clip clip-path overflow-x overflow-y pointer-events direction content
"""

# Defines `appearance()`, which returns the structure of the page and the places of its elements, long texts, and a list of what
# bears text: the element and its kind, which is "" where something that floats lies over it or it leaves what it lies in, so
# that its ground cannot be known.
APPEARANCE_SCRIPT = f"""
  window.appearance = () => {{
    const [ofStructure, ofKind] = [{_OF_STRUCTURE.split()!r}, {_OF_KIND.split()!r}];
    const structure = [document.body.outerHTML];
    const places = [innerWidth, innerHeight];
    const kinds = new Map();
    const texts = [];
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
    const bears = one => one.matches("input, select, textarea, button")
      || Array.prototype.some.call(one.childNodes, node => node.nodeType === Node.TEXT_NODE && node.data.trim());
    const isWithin = (inner, outer) => inner.left >= outer.left - 1 && inner.right <= outer.right + 1
      && inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1;
    const isOver = (one, other) => one.left < other.right && other.left < one.right
      && one.top < other.bottom && other.top < one.bottom;
    const boxes = new Map();
    for (const one of document.documentElement.querySelectorAll(":scope, body, body *")) {{
      const box = one.getBoundingClientRect();
      boxes.set(one, box);
      const style = getComputedStyle(one);
      places.push(box.x, box.y, box.width, box.height);
      structure.push(read(style, ofStructure));
      // By the ground of its rows axe tells a table of data from one that only arranges.
      if (one.localName === "tr") {{ structure.push(style.backgroundColor); }}
      const own = [kinds.get(one.parentElement), one.localName, read(style, ofKind), box.width > 0 && box.height > 0];
      for (const part of ["::before", "::after"]) {{
        const style = getComputedStyle(one, part);
        if (style.content !== "none") {{
          structure.push(part, read(style, ofStructure));
          own.push(part, read(style, ofKind), style.width, style.height);
        }}
      }}
      const isOff = each => each?.matches(":disabled, [aria-disabled]");
      if (isOff(one) || isOff(one.control)) {{ own.push("off"); }}
      if (one.matches("a, [role=link]")) {{ own.push(one.parentElement.textContent.trim() === one.textContent.trim()); }}
      const kind = digest(own.join());
      kinds.set(one, kind);
      const isSeen = box.width > 1 && box.height > 1 && style.visibility === "visible" && style.opacity !== "0";
      if (isSeen && ["absolute", "fixed", "sticky"].includes(style.position)) {{ floating.push(one); }}
      if (bears(one)) {{ texts.push(one); }}
    }}
    const isPlain = one => {{
      const box = boxes.get(one);
      const outer = boxes.get(one.parentElement);
      const isNowhere = box.width === 0 || box.height === 0 || box.right < 0 || box.bottom < -scrollY;
      return isNowhere || isWithin(box, outer) && !floating.some(
        other => isOver(box, boxes.get(other)) && !other.contains(one) && !one.contains(other));
    }};
    return [structure.join(), places.join(), texts.map(one => [one, isPlain(one) ? kinds.get(one) : ""])];
  }};
"""
