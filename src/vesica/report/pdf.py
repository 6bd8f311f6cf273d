"""A brief as PDF/UA-1: tagged, titled, with the figure described in words."""

from __future__ import annotations

import dataclasses
import json
import re
from importlib import resources
from typing import Any

from vesica.report.brief import NOTES, Brief
from vesica.report.extras import library
from vesica.report.figure import COLOURS
from vesica.report.vega import svg

__all__ = ["pdf"]

_STANDARD = "ua-1"
_TRIES = 24
_REPLACEMENT = "\ufffd"
_NO_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed')
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")
_UNCOMMON = re.compile("[^\x00-\u052f\u2010-\u2027\u2212\ufffd]")


def pdf(brief: Brief) -> bytes:
    """Render a brief; all its text enters the document as data, never as markup.

    Letters that no installed font has become U+FFFD: the standard allows no empty boxes.
    """
    typst = library("typst", "A PDF brief")
    name = "one_page.typ" if brief.one_page else "brief.typ"
    template = resources.files("vesica.report").joinpath(f"templates/{name}").read_bytes()
    inputs = {
        "brief": json.dumps(_content(brief), ensure_ascii=False),
        "figure": svg(brief.figure),
    }
    for _ in range(_TRIES):
        try:
            return typst.compile(
                template, format="pdf", pdf_standards=_STANDARD, sys_inputs=inputs
            )
        except typst.TypstError as error:
            inputs = _without(_missing(str(error)), inputs)
            if inputs is None:
                raise
    inputs = {name: _UNCOMMON.sub(_REPLACEMENT, text) for name, text in inputs.items()}
    return typst.compile(template, format="pdf", pdf_standards=_STANDARD, sys_inputs=inputs)


def _missing(message: str) -> str:
    """Letters that the compiler found in no font, or an empty string."""
    found = _NO_GLYPH.search(message)
    letters = _ESCAPE.sub(lambda m: chr(int(m[1], 16)), found[1]) if found else ""
    return "".join(letter for letter in letters if not letter.isascii())


def _without(letters: str, inputs: dict[str, str]) -> dict[str, str] | None:
    """Replace letters in all inputs; ``None`` if there is nothing left to replace."""
    table = str.maketrans(dict.fromkeys(letters, _REPLACEMENT))
    changed = {name: text.translate(table) for name, text in inputs.items()}
    return None if changed == inputs else changed


def _content(brief: Brief) -> dict[str, Any]:
    colours = dataclasses.asdict(COLOURS)
    return {
        "ink": colours["ink"],
        "soft": colours["soft"],
        "line": colours["line"],
        "second": colours["second"],
        "title": brief.title,
        "headline": brief.headline,
        "notice": brief.notice,
        "intervals": brief.intervals,
        "scenario": brief.scenario,
        "figure_title": brief.figure_title,
        "figure_alt": brief.figure_alt,
        "figure_caption": brief.figure_caption,
        "paragraphs": brief.paragraphs,
        "meaning": brief.meaning,
        "hidden": brief.hidden,
        "notes": brief.notes,
        "notes_title": NOTES,
        "tables": [
            {
                "title": view.title,
                "note": view.note,
                "columns": [dataclasses.asdict(column) for column in view.columns],
                "rows": view.shown(brief.level),
            }
            for view in brief.tables
        ],
        "how": brief.how.lines(),
        "footer": ("Scenario · " if brief.scenario else "") + brief.footer.line(),
    }
