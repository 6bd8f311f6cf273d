"""A brief on the terminal."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vesica.report.brief import Brief

__all__ = ["show"]


def show(brief: Brief) -> None:
    """Write a brief to standard output, with colour where the terminal has it."""
    from rich.console import Console

    from vesica.report.terminal import terminal

    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else 100
    Console(width=width, soft_wrap=False).print(terminal(brief))
