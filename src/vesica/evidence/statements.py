"""JSON documents and lines of JSON, read one value at a time and with care."""

from __future__ import annotations

import io
import json
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, NoReturn

from vesica.evidence.source import Source
from vesica.evidence.text import CleanStream

__all__ = ["Value", "elements", "values"]

_MAX_VALUE = 4 * 1024**2
_MAX_DEPTH = 64
_CHUNK = 256 * 1024


@dataclass(frozen=True, slots=True)
class Value:
    """One value with the line on which it begins, or what is wrong with it."""

    line: int
    value: Any = None
    fault: str = ""


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def _once(pairs: list[tuple[str, Any]], repeated: str = "") -> dict[str, Any]:
    found = dict(pairs)
    again = sum(key == repeated for key, _ in pairs)
    if len(found) < len(pairs) - max(again - 1, 0):
        raise ValueError("a key occurs twice in one object")
    return found


def _decoder(repeated: str = "") -> json.JSONDecoder:
    hook = partial(_once, repeated=repeated)
    return json.JSONDecoder(object_pairs_hook=hook, parse_constant=_no_constant)


_DECODER = _decoder()


def values(source: Source, *keys: str, repeated: str = "") -> Iterator[Value]:
    """Values of a JSON file: lines, elements of an array, or of an array under one of the keys.

    Objects with a key twice, NaN, and nesting beyond 64 levels are faults.

    Parameters
    ----------
    source : Source
        The file.
    *keys : str
        Keys of arrays in a document.
    repeated : str
        The one key that a document of this format may have more than once; the last one counts.
    """
    with _text(source) as text:
        first = source.text.lstrip()
        if first[:1] == "[":
            yield from _elements(text)
        elif _one_document(first):
            yield from _document(text, keys, _decoder(repeated))
        else:
            yield from _lines(text)


def elements(source: Source) -> Iterator[Value]:
    """Elements of the first array of a file, whatever stands before it, such as ``name =``."""
    with _text(source) as text:
        yield from _elements(text)


@contextmanager
def _text(source: Source) -> Generator[io.TextIOWrapper]:
    with io.TextIOWrapper(io.BufferedReader(CleanStream(source)), encoding="utf-8") as text:
        yield text


def _one_document(head: str) -> bool:
    """Whether the first line does not end the first value."""
    line = head.split("\n", 1)[0].strip()
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return True
    return "\n" not in head.strip()


def _parse(text: str, at: int = 0, decoder: json.JSONDecoder = _DECODER) -> tuple[Any, int]:
    try:
        value, end = decoder.raw_decode(text, at)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if _deep(value):
        raise ValueError("nested too deeply")
    return value, end


def _deep(value: Any) -> bool:
    level = [value]
    for _ in range(_MAX_DEPTH):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return False
    return True


def _lines(text: io.TextIOWrapper) -> Iterator[Value]:
    number = 0
    while True:
        line = text.readline(_MAX_VALUE)
        if not line:
            return
        number += 1
        if len(line) >= _MAX_VALUE:
            while line and not line.endswith("\n"):
                line = text.readline(_MAX_VALUE)
            yield Value(number, fault="a line of more than four million characters")
        elif line.strip():
            yield _whole(line.strip(), number)


def _whole(text: str, line: int, decoder: json.JSONDecoder = _DECODER) -> Value:
    try:
        value, end = _parse(text, decoder=decoder)
        if text[end:].strip():
            raise ValueError("something stands behind the value")
    except ValueError as error:
        return Value(line, fault=_reason(error))
    return Value(line, value)


def _reason(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"not valid JSON at column {error.colno} ({error.msg.lower()})"
    return str(error)


def _document(
    text: io.TextIOWrapper, keys: tuple[str, ...], decoder: json.JSONDecoder
) -> Iterator[Value]:
    whole = text.read(64 * 1024**2 + 1)
    if len(whole) > 64 * 1024**2:
        yield Value(1, fault="one JSON object of more than 64 million characters")
        return
    parsed = _whole(whole.strip(), 1, decoder)
    if parsed.fault or not isinstance(parsed.value, dict):
        yield parsed
        return
    for key in keys:
        if isinstance(parsed.value.get(key), list):
            for element in parsed.value[key]:
                yield Value(1, element)
            return
    yield parsed


def _elements(text: io.TextIOWrapper) -> Iterator[Value]:
    """Elements of an array, without ever holding the whole."""
    buffer, line, ended = "", 1, False
    at = -1
    while True:
        if at < 0 or (len(buffer) - at < _CHUNK and not ended):
            line += buffer.count("\n", 0, max(at, 0))
            fresh = text.read(_CHUNK)
            ended = not fresh
            buffer, at = buffer[max(at, 0) :] + fresh, 0 if at >= 0 else _begin(fresh)
        at = _skip(buffer, at)
        if at < len(buffer) and buffer[at] == "]":
            return
        here = line + buffer.count("\n", 0, at)
        try:
            value, end = _parse(buffer, at)
            faulty = ""
        except ValueError as error:
            if (
                not ended
                and len(buffer) - at < _MAX_VALUE
                and isinstance(error, json.JSONDecodeError)
            ):
                buffer, line = buffer[at:], here
                fresh = text.read(max(_CHUNK, len(buffer)))
                ended, buffer, at = not fresh, buffer + fresh, 0
                continue
            yield Value(here, fault=_reason(error))
            return
        yield Value(here, value, faulty)
        at = end


def _begin(text: str) -> int:
    return text.find("[") + 1


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n,":
        at += 1
    return at
