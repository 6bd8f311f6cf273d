"""A brief on the terminal."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vesica.report.brief import Brief

__all__ = ["show"]

_WIDTH = 100


def show(brief: Brief, *, full: bool = False) -> None:
    """Write a brief to standard output, with colour where the terminal has it.

    Parameters
    ----------
    brief : Brief
        What to show.
    full : bool
        All of it, instead of what fits on a screen.
    """
    from rich.console import Console

    from vesica.report.terminal import summary, terminal

    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else _WIDTH
    Console(width=width).print(terminal(brief) if full else summary(brief))
