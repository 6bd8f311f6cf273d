"""How a released number is written: one way, for text, figure, table and file."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from vesica.core.estimate import Estimate, Hidden

__all__ = ["Cell", "clean", "number", "percent", "show", "spaced", "spread", "top_share"]

Cell = Estimate | Hidden | str | int | float
"""What a cell of a brief's table holds."""

_DIGITS = 6
_MANY_DIGITS = 12
_UNITS = {"1": "", "people": " people", "sd": " sd"}
_TOPS = {0.5: "half", 0.75: "quarter", 0.8: "fifth", 0.9: "tenth", 0.95: "twentieth"}


def number(value: float) -> str:
    """Write a number in full: grouped thousands, no exponent, a true minus sign.

    Six significant digits are kept, which is more than disclosure control lets out of an
    estimate, and more where fewer would make 1 of 0.9999999.
    """
    return _written(_exact(value))


def percent(value: float) -> str:
    """Write a share as per cent, without the sign."""
    return _written(_exact(value) * 100)


def _exact(value: float) -> Decimal:
    if isinstance(value, int):
        return Decimal(value)
    short = Decimal(f"{value:.{_DIGITS}g}")
    whole = short == short.to_integral_value()
    return Decimal(f"{value:.{_MANY_DIGITS}g}") if whole else short


def _written(value: Decimal) -> str:
    text = f"{value:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text.replace("-", "−")


def show(value: Cell, *, share: bool = False, level: float | None = None) -> str:
    """Write what was released: ``120 people [90–150]``, ``hidden (fewer than 10 people)``.

    What is known exactly, and was only rounded, has no interval: ``120 people``.

    Parameters
    ----------
    value : Estimate, Hidden, str, int or float
        The released value; text is cleaned of control characters.
    share : bool
        Write a number of unit ``"1"`` as per cent.
    level : float, optional
        Level of the intervals around; one of another level says its own.
    """
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Hidden):
        return f"hidden ({clean(value.why)})" if value.why else "hidden"
    if isinstance(value, Estimate):
        write, unit = (percent, " %") if share else (number, _unit(value))
        said = f"{write(value.value)}{unit}"
        if value.low == value.high:
            return said
        other = "" if level in (None, value.level) else f", {percent(value.level)} %"
        return f"{said} [{spread(value, share=share)}{other}]"
    return f"{percent(value)} %" if share else number(value)


def spread(value: Estimate, *, share: bool = False) -> str:
    """Write the interval: ``90–150``, or ``−0.2 to 0.1`` where a minus sign would confuse."""
    write = percent if share else number
    joint = " to " if value.low < 0 else "–"
    return f"{write(value.low)}{joint}{write(value.high)}"


def _unit(value: Estimate) -> str:
    if value.unit == "people" and value.value == 1:
        return " person"
    return _UNITS.get(value.unit, f" {clean(value.unit)}")


def top_share(bar: float) -> str:
    """Say in words who is above a quantile: ``top quarter`` for 0.75."""
    for quantile, word in _TOPS.items():
        if abs(bar - quantile) < 1e-9:
            return f"top {word}"
    return f"top {_written(100 - Decimal(f'{bar:.{_DIGITS}g}') * 100)} %"


def clean(text: str) -> str:
    """Take out what could steer a terminal or reverse the reading direction.

    White space becomes one space. Control characters, bidirectional overrides, lone surrogates
    and unassigned code points become U+FFFD; text is composed (NFC).
    """
    composed = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(letter if _printable(letter) else "\ufffd" for letter in composed)


def spaced(text: str) -> str:
    """Set a space between a number and its per cent sign, as everywhere."""
    return re.sub(r"(?<=\d)%", " %", text)


def _printable(letter: str) -> bool:
    if letter in "\u200c\u200d":  # joiners that some scripts and emoji need
        return True
    return unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"}
