"""Cells of text turned into typed values, column by column; what does not fit is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pyarrow as pa

from vesica.core.cells import visible
from vesica.evidence.compute import pc
from vesica.evidence.fields import Field
from vesica.evidence.numerals import Form, number, separated, whole
from vesica.evidence.words import COUNTRIES_WITHOUT_NULL, FLAGS, NULLS
from vesica.schema import DType

__all__ = ["Converted", "Trouble", "by_unique", "convert_plain", "empty_to_null"]

MAX_LABEL = 120
_MAX_KEY = 320
_MAX_REFERENCE = 2048
_INVISIBLE = r"[\p{Cf}\p{Cs}\p{Co}]"
_CONTROL = r"[\p{Cc}\p{Zl}\p{Zp}\s]+"
_ODD_KEY = r">$|^mailto:|\.0$|[^\x20-\x7e]"
_ODD_SIGNS = (b">", b":")
_LIMITS = {DType.NUMBER: (6, 1e12), DType.MONEY: (2, 1e14)}


@dataclass(frozen=True, slots=True)
class Trouble:
    """Rows of a batch whose cell does not fit, as a mask, with reason and fix."""

    bad: pa.Array
    column: str
    reason: str
    fix: str


@dataclass(frozen=True, slots=True)
class Converted:
    """Typed values of a column, and what did not fit."""

    values: pa.Array
    troubles: tuple[Trouble, ...] = ()


def empty_to_null(cells: pa.Array, name: str = "") -> pa.Array:
    """Trim cells and make empty ones, and words for nothing, null."""
    if visible(cells) is None:
        cells = pc.utf8_trim_whitespace(cells)
    words = COUNTRIES_WITHOUT_NULL if name == "jurisdiction" else NULLS
    nothing = pc.is_in(cells, value_set=words)
    if not pc.any(nothing).as_py():
        return cells
    return pc.if_else(nothing, pa.scalar(None, pa.string()), cells)


def by_unique(
    cells: pa.Array, parse: Callable[[str], Any], kind: pa.DataType
) -> tuple[pa.Array, pa.Array]:
    """Parse every different cell once; returns values and the mask of those that failed."""
    coded = cells.dictionary_encode()
    parsed: list[Any] = []
    for cell in coded.dictionary.to_pylist():
        try:
            parsed.append(parse(cell))
        except (ValueError, OverflowError, ArithmeticError):
            parsed.append(None)
    values = pa.array(parsed, type=kind).take(coded.indices)
    return values, pc.and_(pc.is_valid(cells), pc.is_null(values))


def convert_plain(cells: pa.Array, field: Field, *, form: Form = "english") -> Converted:
    """Convert trimmed cells of any column that is not a date or a time.

    Parameters
    ----------
    cells : Array of string
        Trimmed cells.
    field : Field
        What the column is.
    form : Form
        How numbers are written in it.
    """
    if field.parse is not None and field.dtype is not DType.LABEL:
        return _parsed(cells, field)
    match field.dtype:
        case DType.PERSON | DType.ACCOUNT:
            return _keys(cells, field)
        case DType.REFERENCE:
            return Converted(cells, _too_long(cells, field.name, _MAX_REFERENCE, "an identifier"))
        case DType.LABEL:
            return _labels(cells, field)
        case DType.COUNT | DType.OFFSET:
            return _counts(cells, field, form)
        case DType.NUMBER | DType.MONEY:
            return _numbers(cells, field, form)
        case _:
            return _flags(cells, field)


def _parsed(cells: pa.Array, field: Field) -> Converted:
    assert field.parse is not None
    values, bad = by_unique(cells, field.parse, field.dtype.arrow)
    if not pc.any(bad).as_py():
        return Converted(values)
    return Converted(values, (Trouble(bad, field.name, "not understood", field.fix),))


def _too_long(cells: pa.Array, name: str, limit: int, what: str) -> tuple[Trouble, ...]:
    if (pc.max(pc.binary_length(cells)).as_py() or 0) <= limit:
        return ()
    long = pc.fill_null(pc.greater(pc.utf8_length(cells), limit), False)
    if not pc.any(long).as_py():
        return ()
    return (
        Trouble(
            long,
            name,
            f"longer than {limit} characters; looks like free text, not {what}",
            f"map the column to a header that holds {what}",
        ),
    )


def _keys(cells: pa.Array, field: Field) -> Converted:
    text = visible(cells)
    if field.several and _somewhere(";", cells, text):
        return _key_lists(cells, field)
    if _odd(cells, text):
        cells = pc.replace_substring_regex(cells, r"[\p{Cc}\p{Cf}]", "")
        cells = pc.replace_substring_regex(cells, r"^.*<([^<>]+@[^<>]+)>$", r"\1")
        cells = pc.replace_substring_regex(cells, r"^mailto:", "")
        cells = pc.replace_substring_regex(cells, r"^(\d{1,18})\.0$", r"\1")
        cells = empty_to_null(cells)
    if field.dtype is DType.ACCOUNT:
        cells = pc.replace_substring_regex(cells, r"^@", "")
    return Converted(cells, _too_long(cells, field.name, _MAX_KEY, "a person"))


def _odd(cells: pa.Array, text: bytes | None) -> bool:
    """Whether any key needs a closer look; ``text`` is all cells, if they are visible."""
    if text is not None:
        signed = any(sign in text for sign in _ODD_SIGNS)
        return signed or bool(pc.any(pc.ends_with(cells, ".0")).as_py())
    return bool(pc.any(pc.match_substring_regex(cells, _ODD_KEY)).as_py())


def _somewhere(sign: str, cells: pa.Array, text: bytes | None) -> bool:
    """Whether a sign is in any cell; ``text`` is all cells, if they are visible."""
    if text is not None:
        return sign.encode() in text
    return bool(pc.any(pc.match_substring(cells, sign)).as_py())


def _key_lists(cells: pa.Array, field: Field) -> Converted:
    """Several keys in a cell, each once, joined by semicolons."""
    coded = cells.dictionary_encode()
    lists = pc.split_pattern(coded.dictionary, ";")
    parts = empty_to_null(pc.list_flatten(lists))
    found = _keys(parts, replace(field, several=False))
    ends = pc.cumulative_sum(pc.list_value_length(lists)).to_pylist()
    keys, begin, joined = found.values.to_pylist(), 0, []
    for end in ends:
        joined.append(";".join(dict.fromkeys(filter(None, keys[begin:end]))) or None)
        begin = end
    values = pa.array(joined, pa.string()).take(coded.indices)
    rows = pc.list_parent_indices(lists)
    troubles = (
        replace(t, bad=pc.is_in(coded.indices, value_set=rows.filter(t.bad).cast(pa.int32())))
        for t in found.troubles
    )
    return Converted(values, tuple(troubles))


def _labels(cells: pa.Array, field: Field) -> Converted:
    troubles: tuple[Trouble, ...] = ()
    if field.parse is not None:
        parsed = _parsed(cells, field)
        cells, troubles = parsed.values, parsed.troubles
    coded = cells.dictionary_encode()
    words = pc.replace_substring_regex(coded.dictionary, _CONTROL, " ")
    words = pc.replace_substring_regex(words, _INVISIBLE, "")
    words = pc.utf8_trim_whitespace(pc.utf8_normalize(words, form="NFC"))
    words = pc.if_else(pc.equal(words, ""), pa.scalar(None, pa.string()), words)
    values = words.take(coded.indices)
    troubles += _too_long(values, field.name, MAX_LABEL, "a short name")
    if field.allowed:
        known = {_plain(word): word for word in field.allowed}
        meant = pa.array([known.get(_plain(w or "")) for w in words.to_pylist()], pa.string())
        found = meant.take(coded.indices)
        bad = pc.and_(pc.is_valid(values), pc.is_null(found))
        if pc.any(bad).as_py():
            listed = ", ".join(field.allowed)
            troubles += (Trouble(bad, field.name, "not a known word", f"use one of: {listed}"),)
        values = found
    return Converted(values, troubles)


def _plain(word: str) -> str:
    return word.casefold().replace("_", " ").replace("-", " ")


def _counts(cells: pa.Array, field: Field, form: Form) -> Converted:
    kind = field.dtype.arrow
    troubles: tuple[Trouble, ...] = ()
    try:
        values = cells.cast(kind)
    except pa.ArrowInvalid:
        values, bad = by_unique(cells, lambda c: whole(c, form), kind)
        fix = "write a whole number in digits, such as 1234"
        troubles = _not_numbers(cells, bad, field, form, "not a whole number", fix)
    if field.dtype is DType.COUNT:
        below = pc.fill_null(pc.less(values, 0), False)
        if pc.any(below).as_py():
            fix = "correct it, or leave the cell empty if it is not known"
            troubles += (Trouble(below, field.name, "a count below zero", fix),)
    return Converted(values, troubles)


def _numbers(cells: pa.Array, field: Field, form: Form) -> Converted:
    digits, limit = _LIMITS[field.dtype]
    thousandths = field.dtype is DType.NUMBER
    try:
        if form != "english" or (not thousandths and separated(cells)):
            raise pa.ArrowInvalid
        numbers = cells.cast(pa.float64())
    except pa.ArrowInvalid:
        parse = partial(number, form=form, thousandths=thousandths)
        numbers, _ = by_unique(cells, parse, pa.float64())
    fits = pc.fill_null(pc.less(pc.abs(numbers), limit), False)
    numbers = pc.if_else(fits, numbers, pa.scalar(None, pa.float64()))
    values = pc.round(numbers, ndigits=digits).cast(field.dtype.arrow)
    bad = pc.and_(pc.is_valid(cells), pc.invert(fits))
    fix = "write a number with a decimal point and no grouping, such as 1234.5"
    return Converted(values, _not_numbers(cells, bad, field, form, "not a number", fix))


def _not_numbers(
    cells: pa.Array, bad: pa.Array, field: Field, form: Form, reason: str, fix: str
) -> tuple[Trouble, ...]:
    """Why cells are no numbers: the column does not say what its signs mean, or they are none."""
    bad = pc.fill_null(bad, False)
    if not pc.any(bad).as_py():
        return ()
    told = Trouble(bad, field.name, reason, fix)
    if form != "unclear":
        return (told,)
    signed = pc.and_(bad, pc.fill_null(pc.match_substring_regex(cells, r"\d[.,]\d"), False))
    plain = "write all numbers of the column alike, without a sign between thousands: 1234"
    why = "the column does not say whether its points and commas begin decimals"
    return (Trouble(signed, field.name, why, plain), told)


def _flags(cells: pa.Array, field: Field) -> Converted:
    values, bad = by_unique(cells, lambda c: FLAGS.get(c.casefold()), pa.bool_())
    if not pc.any(bad).as_py():
        return Converted(values)
    return Converted(values, (Trouble(bad, field.name, "not yes or no", "write true or false"),))
