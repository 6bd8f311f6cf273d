"""Briefs: a released value in words, one figure and tables, for screen, paper and spreadsheet.

Nothing is computed here. Every number in a headline, a figure, a table or a file is the released
one, written by :func:`vesica.report.words.show`. Optional libraries are imported when a file is
made, not when this package is.
"""

from __future__ import annotations

from vesica.report.brief import Brief, Column, Footer, HowWeKnow, TableView
from vesica.report.briefs import BRIEFS, make_brief
from vesica.report.published import published_schema
from vesica.report.saving import SUFFIXES, save
from vesica.report.words import show

__all__ = [
    "BRIEFS",
    "SUFFIXES",
    "Brief",
    "Column",
    "Footer",
    "HowWeKnow",
    "TableView",
    "make_brief",
    "published_schema",
    "save",
    "show",
]
