"""Arrow's compute functions, which are made at import time and so unknown to type checkers."""

from __future__ import annotations

from typing import Any

import pyarrow.compute

__all__ = ["pc"]

pc: Any = pyarrow.compute
