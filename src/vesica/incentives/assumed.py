"""What a case assumes, and what somebody asks it to assume instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from vesica.errors import UsageError

__all__ = ["Assumed", "assumed", "changed", "hour_price"]

_WORDS = {
    "minutes_per_week": "minutes_per_week=20",
    "effect": "effect=2%",
    "weeks": "weeks=26",
    "gain": "gain=2%",
    "discount": "discount=50%",
    "hour_cost": 'hour_cost="120 EUR"',
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumed:
    """What one case is worked out with.

    Parameters
    ----------
    minutes_per_week : float or None
        How long the leader takes part; ``None``: as leaders here did where that was estimated,
        and otherwise what the settings say.
    weeks : float or None
        For how many weeks; ``None``: until the year ends.
    effect : float or None
        What an hour a week changes in every metric, set by hand [1].
    gain : float or None
        What taking part changes in every metric in all, set by hand [1].
    scale : float
        Factor on every effect; 1 unless one asks what half would do.
    discount : float or None
        Share of assumed effects that is not expected to carry over [1].
    hour_cost : str
        Price of an hour with its currency, or an empty string.
    """

    minutes_per_week: float | None = None
    weeks: float | None = None
    effect: float | None = None
    gain: float | None = None
    scale: float = 1.0
    discount: float | None = None
    hour_cost: str = ""

    @property
    def by_hand(self) -> bool:
        """Whether the answer itself was set."""
        return self.effect is not None or self.gain is not None


def assumed(start: Assumed, changes: Sequence[str]) -> Assumed:
    """Change assumptions: ``minutes_per_week=20``, ``effect=2%``.

    Raises
    ------
    UsageError
        If there is no such assumption, or its value does not fit.
    """
    for change in changes:
        name, equals, text = (part.strip() for part in change.partition("="))
        if not equals or name not in _WORDS:
            raise UsageError(
                f"'{change}' is not an assumption of the case.",
                hint=f"Write one of {', '.join(_WORDS.values())}.",
            )
        value = text.strip("'\"") if name == "hour_cost" else _number(name, text)
        start = replace(start, **{name: value})
    if start.effect is not None and start.gain is not None:
        raise UsageError(
            "Both 'effect' and 'gain' are set.", hint="Set one of them: each gives the other."
        )
    hour_price(start.hour_cost)
    return start


def changed(wanted: Assumed, usual: Assumed) -> tuple[str, ...]:
    """What somebody assumed instead of the usual, in words."""
    words = (
        ("minutes_per_week", wanted.minutes_per_week, "{:g} minutes a week", 1),
        ("weeks", wanted.weeks, "{:g} weeks", 1),
        ("effect", wanted.effect, "an effect of {:g} % for an hour a week", 100),
        ("gain", wanted.gain, "a gain of {:g} %", 100),
        ("discount", wanted.discount, "a discount of {:g} %", 100),
    )
    said = [
        text.format(round(value * times, 6))
        for name, value, text, times in words
        if value is not None and value != getattr(usual, name)
    ]
    if wanted.scale != usual.scale:
        said.append(f"{wanted.scale:g} times the effect")
    if wanted.hour_cost != usual.hour_cost:
        said.append(f"an hour's price of {wanted.hour_cost or 'nothing'}")
    return tuple(said)


def hour_price(text: str) -> tuple[Decimal, str] | None:
    """Amount and currency of ``"120 EUR"``; ``None`` of an empty string.

    Raises
    ------
    UsageError
        If it is neither.
    """
    if not text:
        return None
    amount, _, currency = text.strip().partition(" ")
    try:
        price = Decimal(amount)
    except InvalidOperation:
        price = Decimal("NaN")
    if not price.is_finite() or price < 0 or len(currency) != 3 or not currency.isupper():
        raise UsageError(
            f"The price of an hour is '{text}'.", hint='Write an amount and a currency: "120 EUR".'
        )
    return price, currency


_RANGES = {
    "minutes_per_week": (0.0, 2400.0),
    "weeks": (0.0, 53.0),
    "effect": (-1.0, 1.0),
    "gain": (-1.0, 1.0),
    "discount": (0.0, 1.0),
}


def _number(name: str, text: str) -> float:
    share = text.endswith("%")
    try:
        value = float(text.rstrip("% ")) / (100 if share else 1)
    except ValueError:
        value = float("nan")
    low, high = _RANGES[name]
    above = value > low if name in ("minutes_per_week", "weeks") else value >= low
    if not (above and value <= high):
        raise UsageError(
            f"'{name}' is '{text}'.",
            hint=f"Give a number from {low:g} to {high:g}, as in {_WORDS[name]}.",
        )
    return value
