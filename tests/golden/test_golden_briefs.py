"""Every word of every brief; write anew with ``VESICA_GOLDEN=write``, and read the diff."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from report_samples import QUESTIONS, made

from vesica.report.terminal import text

HERE = Path(__file__).parent


@pytest.mark.parametrize("question", QUESTIONS)
def test_brief_reads_as_agreed(question: str) -> None:
    brief, _ = made(question)
    golden = HERE / f"{question}.txt"
    if os.environ.get("VESICA_GOLDEN") == "write":
        golden.write_text(text(brief), encoding="utf-8")
    assert text(brief) == golden.read_text(encoding="utf-8")
