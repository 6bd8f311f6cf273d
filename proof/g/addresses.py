"""Every address of the application, with words for the parts that it leaves open."""

from __future__ import annotations

from vesica.web.routes import ROUTES

__all__ = ["FILL", "addresses", "filled"]

FILL = {
    "version": "1",
    "secret": "no-such-link",
    "name:path": "tutorial",
    "name": "roster",
    "file": "overlap-figure.png",
    "form": "txt",
    "job": "no-such-job",
    "work": "no-such-work",
    "room": "no-such-room",
    "import_id": "1",
    "question": "overlap",
}
"""Part of an address → what stands for it. The tests of the web room use the same."""


def filled(path: str) -> str:
    """Fill in the open parts of an address.

    Raises
    ------
    KeyError
        If there is no word for a part.
    """
    for part, value in FILL.items():
        path = path.replace("{" + part + "}", value)
    if "{" in path:
        raise KeyError(path)
    return path


def addresses() -> list[tuple[str, str]]:
    """Every method and path."""
    return [(route.method, route.path) for route in ROUTES]
