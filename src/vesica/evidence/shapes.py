"""Values of JSON taken for what they should be; what is of another type is nothing."""

from __future__ import annotations

from typing import Any

__all__ = ["an_object", "objects", "text"]


def an_object(value: Any) -> dict[str, Any]:
    """The object, or an empty one."""
    return value if isinstance(value, dict) else {}


def objects(value: Any) -> list[dict[str, Any]]:
    """Elements of a list; those that are no objects are empty ones."""
    return [an_object(element) for element in value] if isinstance(value, list) else []


def text(holder: dict[str, Any], *names: str) -> str | None:
    """First of the named values that is text and not blank."""
    found = (holder.get(name) for name in names)
    return next((value for value in found if isinstance(value, str) and value.strip()), None)
