"""Which proofs exist: functions marked with :func:`proof`, found in ``proof/<letter>/``."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from proof.figure import Figure

__all__ = ["PROOFS", "Proof", "choose", "load_all", "proof"]

Proof: TypeAlias = Callable[[], Sequence[Figure]]

PROOFS: dict[str, Proof] = {}


def proof(name: str) -> Callable[[Proof], Proof]:
    """Register a function that returns figures under ``name``, such as ``"A.congress"``."""

    def register(function: Proof) -> Proof:
        if name in PROOFS:
            raise ValueError(f"Two proofs are called {name}.")
        PROOFS[name] = function
        return function

    return register


def load_all() -> dict[str, Proof]:
    """Import every module below this package's letters, and return all proofs by id."""
    here = Path(__file__).parent
    for letter in sorted(p.parent.name for p in here.glob("*/__init__.py")):
        for module in pkgutil.iter_modules([str(here / letter)]):
            importlib.import_module(f"proof.{letter}.{module.name}")
    return dict(sorted(PROOFS.items()))


def choose(wanted: Sequence[str], known: Sequence[str]) -> list[str]:
    """Pick ids: an exact id, a letter for all that start with it, or nothing for all.

    Raises
    ------
    KeyError
        With the word that fits no proof.
    """
    if not wanted:
        return list(known)
    chosen: list[str] = []
    for word in wanted:
        found = [k for k in known if k == word or k.split(".")[0] == word]
        if not found:
            raise KeyError(word)
        chosen += [k for k in found if k not in chosen]
    return chosen
