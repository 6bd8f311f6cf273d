"""A brief as JSON: the released value as it is, and the words that were made of it."""

from __future__ import annotations

import json as encoder
import re
from typing import Any

from vesica.core.canonical import to_plain
from vesica.core.released import Released
from vesica.report.brief import Brief

__all__ = ["as_data", "json"]

# Control characters, zero-width and bidirectional marks, lone surrogates.
_STEERS = re.compile("[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def json(brief: Brief, released: Released[Any]) -> str:
    """Render a brief and its released value; keys keep the order of the published schema."""
    written = encoder.dumps(as_data(brief, released), ensure_ascii=False, indent=2)
    return _STEERS.sub(lambda m: f"\\u{ord(m[0]):04x}", written) + "\n"


def as_data(brief: Brief, released: Released[Any]) -> dict[str, Any]:
    """Return the content of the JSON form as dicts, lists, strings and numbers."""
    return {
        "question": brief.question,
        "released": to_plain(released),
        "brief": {
            "title": brief.title,
            "headline": brief.headline,
            "notice": brief.notice,
            "intervals": brief.intervals,
            "paragraphs": list(brief.paragraphs),
            "meaning": list(brief.meaning),
            "figure_title": brief.figure_title,
            "figure_alt": brief.figure_alt,
            "figure_caption": brief.figure_caption,
            "tables": [
                {
                    "title": view.title,
                    "columns": [column.name for column in view.columns],
                    "rows": [list(row) for row in view.shown(brief.level)],
                    "note": view.note,
                }
                for view in brief.tables
            ],
            "hidden": list(brief.hidden),
            "notes": list(brief.notes),
            "how": to_plain(brief.how),
            "footer": to_plain(brief.footer),
        },
        "figure": brief.figure,
    }
