"""Figures: from a Vega-Lite specification to SVG or PNG, without a browser or the network."""

from __future__ import annotations

import re
from typing import Any

from vesica.report.extras import library

__all__ = ["inline_svg", "png", "svg"]

_VEGA_LITE = "6.4"
_NAMESPACE = re.compile(r'\sxmlns(:\w+)?="[^"]*"')
_SIZE = re.compile(r'<svg ([^>]*?)width="[\d.]+" height="[\d.]+"')


def svg(figure: dict[str, Any]) -> str:
    """Draw a figure as a stand-alone SVG document."""
    return library("vl_convert", "A figure").vegalite_to_svg(
        figure, vl_version=_VEGA_LITE, allowed_base_urls=[]
    )


def png(figure: dict[str, Any], *, scale: float = 2.0) -> bytes:
    """Draw a figure as PNG on white paper."""
    on_paper = {**figure, "background": "white"}
    return library("vl_convert", "A figure").vegalite_to_png(
        on_paper, vl_version=_VEGA_LITE, scale=scale, allowed_base_urls=[]
    )


def inline_svg(figure: dict[str, Any]) -> str:
    """Draw a figure for use inside HTML: no addresses, no fixed size, hidden from screen readers.

    The element around it carries the description.
    """
    drawn = svg(figure)
    head, _, body = drawn.partition(">")
    head = _NAMESPACE.sub("", head + " ")
    head = _SIZE.sub(r'<svg \1aria-hidden="true" focusable="false"', head)
    return f"{head.rstrip()}>{body}"
