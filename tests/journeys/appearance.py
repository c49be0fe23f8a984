"""How a page appears at the moment, so that what appears exactly as before need not be judged again.

Whoever asks a device for more contrast and whoever presses our own switch are shown the same, in each colour scheme and on each
screen. That they are is measured here and never assumed: the markup, the place of every element, and every property that axe
asks a browser for (the short ones in its source as the long ones they stand for).
"""

from __future__ import annotations

_ASKED_FOR = """
    display visibility content-visibility contain opacity position float z-index isolation will-change pointer-events
    overflow-x overflow-y clip clip-path transform perspective filter mix-blend-mode mask-image
    padding-top padding-right padding-bottom padding-left
    border-top-width border-right-width border-bottom-width border-left-width
    border-top-style border-right-style border-bottom-style border-left-style
    border-top-color border-right-color border-bottom-color border-left-color outline-width outline-style outline-color
    font-family font-size font-weight font-style text-indent white-space direction content
    text-decoration-line text-decoration-style text-decoration-color text-shadow box-shadow
    color background-color background-image background-size background-position background-repeat background-clip
    fill stroke -webkit-text-fill-color -webkit-text-stroke-color -webkit-text-stroke-width
"""

# Defines `appearance()`, which returns it as one long text.
APPEARANCE_SCRIPT = f"""
  window.appearance = () => {{
    const names = {_ASKED_FOR.split()!r};
    const seen = [innerWidth, innerHeight, document.body.outerHTML];
    const see = style => names.forEach(name => seen.push(style.getPropertyValue(name)));
    for (const one of document.querySelectorAll("*")) {{
      const box = one.getBoundingClientRect();
      seen.push(box.x, box.y, box.width, box.height);
      see(getComputedStyle(one));
      for (const part of ["::before", "::after"]) {{
        const style = getComputedStyle(one, part);
        if (style.content === "none") {{ seen.push(part); }} else {{ see(style); }}
      }}
    }}
    return seen.join();
  }};
"""
