"""Which sign groups the digits of a number and which begins its decimals, column by column.

``1.200`` is twelve hundred in one country and one and a fifth in another. One cell does not say
which; a column mostly does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Literal

import pyarrow as pa

from vesica.core.cells import visible
from vesica.evidence.compute import pc
from vesica.schema import DType

__all__ = ["Form", "decide", "number", "separated", "whole"]

Form = Literal["english", "german", "unclear"]
"""``1,234.5``, ``1.234,5``, or a column that does not say."""

_SIGNS = r"[.,]"
_POINTS = re.compile(r"\d{1,3}(\.\d{3})+")
_COMMAS = re.compile(r"\d{1,3}(,\d{3})+")
_ONE_GROUP = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
_STRAY = 0.05
"""Share of cells up to which the other form is taken for a slip, and only those are held back."""


def separated(cells: pa.Array) -> bool:
    """Whether any cell has a point or a comma."""
    text = visible(cells)
    if text is not None:
        return b"." in text or b"," in text
    return bool(pc.any(pc.match_substring_regex(cells, _SIGNS)).as_py())


def decide(batches: Iterable[pa.Array], dtype: DType) -> Form:
    """Form of a column by the values of all its rows.

    Parameters
    ----------
    batches : iterable of Array
        Its cells as text.
    dtype : DType
        ``COUNT`` and ``MONEY`` have no three decimals, so ``1.200`` tells something there.
    """
    told: Counter[str] = Counter()
    for batch in batches:
        for cell in pc.value_counts(batch.drop_null()).to_pylist():
            told[_says(_bare(cell["values"]), dtype)] += cell["counts"]
    english, german = told["english"], told["german"]
    if english and german:
        if min(english, german) > _STRAY * (english + german):
            return "unclear"
        return "english" if english > german else "german"
    if english or german:
        return "german" if german else "english"
    if not told["zeros"]:
        return "english"
    # Only cells such as 2.000: three decimals would stand behind smaller numbers as well.
    return "german" if told["small"] and not told["large"] else "unclear"


def _bare(cell: str) -> str:
    """Cell without sign, currency, percent, blanks and apostrophes."""
    text = cell.strip("€$£¥% \u00a0").lstrip("+-")
    for sign in "\u00a0\u202f'’":
        text = text.replace(sign, "")
    return text


def _says(cell: str, dtype: DType) -> str:
    points, commas = cell.count("."), cell.count(",")
    if not points and not commas:
        return "small" if len(cell) <= 3 else "large"
    if points and commas:
        whole, sign, _ = cell.rpartition("." if cell.rfind(".") > cell.rfind(",") else ",")
        if not (_COMMAS if sign == "." else _POINTS).fullmatch(whole):
            return "nothing"
        return "english" if sign == "." else "german"
    if _ONE_GROUP.fullmatch(cell):
        if dtype is DType.NUMBER:
            return "either"
        if dtype is DType.COUNT and cell.endswith(".000"):
            return "zeros"
        return "english" if commas else "german"
    if max(points, commas) > 1:
        grouped = _POINTS if points else _COMMAS
        return ("german" if points else "english") if grouped.fullmatch(cell) else "nothing"
    return "english" if points else "german"


def _plain(text: str, form: Form, *, thousandths: bool) -> str:
    """Digits with a decimal point and nothing else; ``1.200`` may be no number of thousandths.

    Raises
    ------
    ValueError
        If the text is not written in that form.
    """
    if "_" in text or not text.isascii():
        raise ValueError
    if "." not in text and "," not in text:
        return text
    point, group = (".", ",") if form == "english" else (",", ".")
    stray = not thousandths and point in text and _ONE_GROUP.fullmatch(text.lstrip("+-"))
    if form == "unclear" or stray:
        raise ValueError
    digits, _, decimals = text.partition(point)
    if point in decimals or group in decimals:
        raise ValueError
    grouped = _COMMAS if group == "," else _POINTS
    if group in digits and not grouped.fullmatch(digits.lstrip("+-")):
        raise ValueError
    return f"{digits.replace(group, '')}.{decimals or '0'}"


def whole(cell: str, form: Form = "english") -> int:
    """Whole number of a cell.

    Raises
    ------
    ValueError
        If it is none, or could be another one: ``1.200`` where points begin decimals.
    """
    text = cell
    for sign in "\u00a0\u202f'’":
        text = text.replace(sign, "")
    if len(text) > 24:
        raise ValueError
    plain = _plain(text, form, thousandths=False)
    if plain.lstrip("+-").isdigit():
        found = int(plain)
    else:
        decimal = float(plain)
        found = int(decimal)
        if decimal != found:
            raise ValueError
    if abs(found) > 2**53:
        raise ValueError
    return found


def number(cell: str, form: Form = "english", *, thousandths: bool = True) -> float:
    """Number of a cell, which may have a currency or a percent sign.

    Raises
    ------
    ValueError
        If it is none.
    """
    text = cell.strip("€$£¥ \u00a0")
    for sign in "\u00a0\u202f'":
        text = text.replace(sign, "")
    percent = text.endswith("%")
    plain = _plain(text.rstrip("% "), form, thousandths=thousandths)
    return float(plain) / (100 if percent else 1)
