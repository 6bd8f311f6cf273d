"""Names of routes: what files may call them, and what they are called here."""

from __future__ import annotations

__all__ = ["ALIASES", "common_name"]

ALIASES = {"participation": "leader participation"}
"""Names in programmes that mean a declared route."""


def common_name(route: str) -> str:
    """Name of a route as plans and cases have it, of one that files may call otherwise."""
    return ALIASES.get(route, route)
