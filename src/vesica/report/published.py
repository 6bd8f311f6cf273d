"""The JSON Schema of what ``--json`` and ``.json`` hold, derived from the result types."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from importlib import resources
from typing import Any, Union

from vesica.core.estimate import Estimate
from vesica.core.released import Released
from vesica.report.brief import Footer, HowWeKnow
from vesica.report.briefs import BRIEFS, answer_type, no_brief

__all__ = ["derive", "published_schema"]

_TEXT = {"type": "string"}
_TEXTS = {"type": "array", "items": _TEXT}
_SIMPLE: Mapping[Any, dict[str, Any]] = {
    str: _TEXT,
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    float: {"type": ["number", "null"]},
    Decimal: {"type": "string"},
}


def published_schema(question: str) -> dict[str, Any]:
    """Return the published JSON Schema of a question's brief.

    Raises
    ------
    UsageError
        If no such question has a brief.
    """
    if question not in BRIEFS:
        raise no_brief(question, BRIEFS)
    file = resources.files("vesica.report").joinpath(f"schema/{_name(question)}.schema.json")
    return json.loads(file.read_text(encoding="utf-8"))


def derive(question: str) -> dict[str, Any]:
    """Derive the JSON Schema of a question's brief from the types; a test holds both equal."""
    definitions: dict[str, Any] = {}
    released = _object(Released, definitions, value=answer_type(question))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:vesica:brief:{_name(question)}:1",
        "title": f"Vesica brief: {question}",
        **_closed(
            {
                "question": {"const": question},
                "released": released,
                "brief": _brief(definitions),
                "figure": {"type": "object", "description": "A Vega-Lite 6 specification."},
            }
        ),
        "$defs": dict(sorted(definitions.items())),
    }


def _name(question: str) -> str:
    return question.replace(" ", "-")


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _brief(definitions: dict[str, Any]) -> dict[str, Any]:
    table = {
        "title": _TEXT,
        "columns": _TEXTS,
        "rows": {"type": "array", "items": _TEXTS},
        "note": _TEXT,
    }
    words = (
        "title",
        "headline",
        "notice",
        "intervals",
        "figure_title",
        "figure_alt",
        "figure_caption",
    )
    return _closed(
        {
            **dict.fromkeys(words, _TEXT),
            "paragraphs": _TEXTS,
            "meaning": _TEXTS,
            "tables": {"type": "array", "items": _closed(table)},
            "hidden": _TEXTS,
            "notes": _TEXTS,
            "how": _of(HowWeKnow, definitions),
            "footer": _of(Footer, definitions),
        }
    )


def _of(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    if kind in _SIMPLE:
        return _SIMPLE[kind]
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (Union, types.UnionType):
        return {"anyOf": [_of(option, definitions) for option in arguments]}
    if origin is tuple:
        return _tuple(arguments, definitions)
    if origin is dict:
        return {"type": "object"}
    if kind is type(None):
        return {"type": "null"}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"enum": [member.value for member in kind]}
    if kind.__name__ not in definitions:
        definitions[kind.__name__] = {}
        definitions[kind.__name__] = _object(kind, definitions)
    return {"$ref": f"#/$defs/{kind.__name__}"}


def _tuple(items: tuple[Any, ...], definitions: dict[str, Any]) -> dict[str, Any]:
    if items[-1] is Ellipsis:
        return {"type": "array", "items": _of(items[0], definitions)}
    return {
        "type": "array",
        "prefixItems": [_of(item, definitions) for item in items],
        "minItems": len(items),
        "maxItems": len(items),
    }


def _object(kind: Any, definitions: dict[str, Any], **known: Any) -> dict[str, Any]:
    hints = {**typing.get_type_hints(kind), **known}
    properties = {f.name: _of(hints[f.name], definitions) for f in dataclasses.fields(kind)}
    if kind is Estimate:  # an estimate is always finite
        properties |= {name: {"type": "number"} for name in properties if hints[name] is float}
    return {"description": (kind.__doc__ or "").partition("\n")[0], **_closed(properties)}
