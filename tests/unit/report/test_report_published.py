from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from report_samples import HIDDEN, QUESTIONS, made

from vesica.errors import UsageError
from vesica.report import published_schema
from vesica.report.briefs import BRIEFS
from vesica.report.json import as_data
from vesica.report.published import derive

_KINDS: dict[str, Any] = {
    "string": str,
    "boolean": bool,
    "object": dict,
    "array": list,
    "null": type(None),
}


def problems(data: Any, schema: dict[str, Any], root: dict[str, Any], at: str = "$") -> list[str]:
    """Check the keywords that the published schemas use; any other keyword is an error."""
    known = {
        *("$schema", "$id", "$defs", "title", "description", "$ref", "anyOf", "enum", "const"),
        *("type", "properties", "required", "additionalProperties", "items", "prefixItems"),
        *("minItems", "maxItems"),
    }
    assert set(schema) <= known
    if "$ref" in schema:
        return problems(data, root["$defs"][schema["$ref"].rpartition("/")[2]], root, at)
    if "anyOf" in schema:
        fits = any(not problems(data, option, root, at) for option in schema["anyOf"])
        return [] if fits else [f"{at}: fits none"]
    if "const" in schema and data != schema["const"]:
        return [f"{at}: not {schema['const']}"]
    if "enum" in schema and data not in schema["enum"]:
        return [f"{at}: not one of {schema['enum']}"]
    if "type" in schema and not _is(data, schema["type"]):
        return [f"{at}: not of type {schema['type']}"]
    found = []
    if isinstance(data, dict) and "properties" in schema:
        found += [f"{at}: lacks {k}" for k in schema["required"] if k not in data]
        found += [f"{at}: has {k}" for k in data if k not in schema["properties"]]
        for name, value in data.items():
            if name in schema["properties"]:
                found += problems(value, schema["properties"][name], root, f"{at}.{name}")
    if isinstance(data, list):
        parts = schema.get("prefixItems") or [schema["items"]] * len(data)
        assert len(parts) == len(data)
        for k, (item, part) in enumerate(zip(data, parts, strict=True)):
            found += problems(item, part, root, f"{at}[{k}]")
    return found


def _is(data: Any, kinds: Any) -> bool:
    if isinstance(kinds, list):
        return any(_is(data, kind) for kind in kinds)
    if kinds in {"number", "integer"}:
        numbers = (int, float) if kinds == "number" else (int,)
        return isinstance(data, numbers) and not isinstance(data, bool)
    return isinstance(data, _KINDS[kinds])


@pytest.mark.parametrize("question", QUESTIONS)
def test_published_schema_follows_the_types(question: str) -> None:
    assert published_schema(question) == derive(question)


@pytest.mark.parametrize("question", QUESTIONS)
def test_briefs_fit_their_schema(question: str) -> None:
    schema = published_schema(question)
    data = json.loads(json.dumps(as_data(*made(question))))
    assert problems(data, schema, schema) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data["released"].pop("policy"),
        lambda data: data["released"]["value"].update(extra=1),
        lambda data: data["released"]["value"].update(verdict="maybe"),
        lambda data: data["released"]["value"]["both"].update(value=None),
        lambda data: data["released"]["value"].update(both=0),
        lambda data: data["brief"].update(headline=3),
        lambda data: data.update(question="health"),
    ],
)
def test_what_does_not_fit_is_found(spoil: Any) -> None:
    schema = published_schema("overlap")
    data = copy.deepcopy(as_data(*made("overlap")))
    spoil(data)
    assert problems(data, schema, schema)


def test_hidden_parts_fit() -> None:
    schema = published_schema("overlap")
    data = as_data(*made("overlap", both=HIDDEN, chance=HIDDEN, lift=HIDDEN))
    assert problems(data, schema, schema) == []


def test_question_without_brief_is_refused() -> None:
    with pytest.raises(UsageError, match=", ".join(BRIEFS)):
        published_schema("weather")
