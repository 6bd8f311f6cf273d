"""Every page at two widths in two themes: usable by everybody, and asking nobody for anything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from proof.figure import Figure, not_run
from proof.g.house import LOOKS, PAGES, Served, chromium, house, watched
from proof.registry import proof

__all__ = ["axe"]

_DOCS = Path(__file__).parents[2] / "docs"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_PLAIN = (
    "document.styleSheets[0].insertRule('.side, .tall, .lines, .scroll, pre"
    " { background-image: none !important }', document.styleSheets[0].cssRules.length)"
)
"""Takes the shades from what scrolls: over a gradient, axe judges no contrast."""


@proof("G.axe")
def axe() -> tuple[Figure, ...]:
    """Accessibility violations, overflow, errors and outside requests over all pages."""
    try:
        with house() as served, chromium() as browser:
            seen, violations, wide, wrong = _looked(served, browser)
    except FileNotFoundError:
        what = "accessibility violations over all pages"
        return (not_run("G.axe.violations", what, "0", "there is no Chromium"),)
    return (
        _none("G.axe.violations", f"accessibility violations on {seen} views", violations),
        _none("G.axe.wide", f"of {seen} views wider than the screen", wide),
        _none(
            "G.axe.wrong",
            f"outside requests, console errors and policy violations on {seen} views",
            wrong,
        ),
    )


def _none(name: str, what: str, found: list[str]) -> Figure:
    return Figure(
        id=name,
        what=what,
        value=float(len(found)),
        target="0",
        holds=not found,
        note=f"First: {found[0]}" if found else "1280 and 390 pixels, light and dark.",
    )


def _visits() -> list[tuple[str, tuple[str, ...]]]:
    """Every role with the pages it opens; the analyst reads all of the documentation too."""
    texts = sorted(path.relative_to(_DOCS).with_suffix("") for path in _DOCS.rglob("*.md"))
    documents = [f"/docs/{text.as_posix()}" for text in texts if text.name != "index"]
    more = {"analyst": [d for d in documents if d not in PAGES["analyst"]]}
    more["analyst"].append("/docs/proof/index")
    return [(role, (*paths, *more.get(role, []))) for role, paths in PAGES.items()]


def _looked(served: Served, browser: Any) -> tuple[int, list[str], list[str], list[str]]:
    from axe_playwright_python.sync_playwright import Axe

    seen, violations, wide, wrong = 0, [], [], []
    for width, scheme in LOOKS:
        for role, paths in _visits():
            look = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
            page, noted = watched(served, browser, role, **look)
            for path in paths:
                page.goto(served.root + path)
                page.wait_for_load_state("networkidle")
                seen += 1
                where = f"{role or 'nobody'} {path} {width} {scheme}"
                if page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0:
                    wide.append(where)
                page.evaluate(_PLAIN)
                result = Axe().run(page, options={"runOnly": _RULES})
                violations += [f"{where}: {v['id']}" for v in result.response["violations"]]
            wrong += noted
            page.context.close()
    return seen, violations, wide, wrong
