"""Head counts behind estimates: whoever subtracts two of them must not find one person."""

from __future__ import annotations

import dataclasses
from typing import Any

from vesica.core.estimate import Estimate
from vesica.disclosure.figures import Figures

__all__ = ["with_known_heads"]


def with_known_heads(value: Any, figures: Figures, at: str = "") -> Any:
    """Return a released value in which no estimate tells exactly how many people it rests on."""
    if isinstance(value, Estimate):
        if value.n == 1:  # a row of somebody who opted in: it is known about whom it is
            return value
        heads = figures.number(f"heads of{at}", value.n, 1.0)
        return dataclasses.replace(value, n=int(heads))
    if isinstance(value, tuple):
        return tuple(with_known_heads(v, figures, f"{at} {k}") for k, v in enumerate(value))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        parts = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
        found = {k: with_known_heads(v, figures, f"{at} {k}") for k, v in parts.items()}
        changed = {k: v for k, v in found.items() if v is not parts[k]}
        return dataclasses.replace(value, **changed) if changed else value
    return value
