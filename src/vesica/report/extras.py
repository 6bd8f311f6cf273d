"""Optional libraries, imported at the moment they are needed."""

from __future__ import annotations

import importlib
from typing import Any

from vesica.errors import MissingExtraError

__all__ = ["library"]


def library(name: str, job: str) -> Any:
    """Import a library of the ``report`` extra.

    Raises
    ------
    MissingExtraError
        If it is not installed; ``job`` says what it is needed for.
    """
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise MissingExtraError.needs("report", job) from error
