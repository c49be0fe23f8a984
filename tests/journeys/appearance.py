"""How a page appears at the moment, so that what appears exactly as before need not be judged again.

Whoever asks a device for more contrast and whoever presses our own switch are shown the same; a dark page has the shape of a
light one. That it is so is measured here and never assumed: the markup, the place of every element, and every property that
axe asks a browser for (the short ones in its source as the long ones they stand for).
"""

from __future__ import annotations

_OF_SHAPE = """
    display visibility content-visibility contain opacity position float z-index isolation will-change pointer-events
    overflow-x overflow-y clip clip-path transform perspective filter mix-blend-mode mask-image
    padding-top padding-right padding-bottom padding-left
    border-top-width border-right-width border-bottom-width border-left-width
    border-top-style border-right-style border-bottom-style border-left-style outline-width outline-style
    font-family font-size font-weight font-style text-indent white-space direction content
    text-decoration-line text-decoration-style background-size background-position background-repeat background-clip
    -webkit-text-stroke-width
"""
_OF_COLOUR = """
    color background-color background-image text-shadow box-shadow text-decoration-color outline-color
    border-top-color border-right-color border-bottom-color border-left-color
    fill stroke -webkit-text-fill-color -webkit-text-stroke-color
"""

# Defines `appearance()`, which returns two long texts: the shape of the page, and its colours.
APPEARANCE_SCRIPT = f"""
  window.appearance = () => {{
    const [ofShape, ofColour] = [{_OF_SHAPE.split()!r}, {_OF_COLOUR.split()!r}];
    const shape = [innerWidth, innerHeight, document.body.outerHTML];
    const colours = [];
    const see = style => {{
      for (const name of ofShape) {{ shape.push(style.getPropertyValue(name)); }}
      for (const name of ofColour) {{ colours.push(style.getPropertyValue(name)); }}
    }};
    for (const one of document.querySelectorAll("*")) {{
      const box = one.getBoundingClientRect();
      shape.push(box.x, box.y, box.width, box.height);
      const style = getComputedStyle(one);
      see(style);
      // By the ground of its rows axe tells a table of data from one that only arranges.
      if (one.localName === "tr") {{ shape.push(style.backgroundColor, style.backgroundImage); }}
      for (const part of ["::before", "::after"]) {{
        const style = getComputedStyle(one, part);
        if (style.content === "none") {{ shape.push(part); }} else {{ see(style); }}
      }}
    }}
    return [shape.join(), colours.join()];
  }};
"""
