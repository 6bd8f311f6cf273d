"""Briefs: a released value in words, one figure and tables, for screen, paper and spreadsheet.

Nothing is computed here. Every number in a headline, a figure, a table or a file is the released
one, written by :func:`vesica.report.words.show`. Optional libraries are imported when a file is
made, not when this package is.
"""

from __future__ import annotations

from vesica.report.age import age_brief
from vesica.report.association import association_brief
from vesica.report.brief import Brief, Column, Footer, HowWeKnow, TableView
from vesica.report.card import card_brief
from vesica.report.claims import claims_brief
from vesica.report.comparison import comparison_brief
from vesica.report.doing import doing_brief
from vesica.report.health import health_brief
from vesica.report.linking import link_brief, own_links_brief
from vesica.report.overlap import overlap_brief
from vesica.report.persuasion import persuasion_brief
from vesica.report.published import published_schema
from vesica.report.saving import SUFFIXES, save
from vesica.report.validation import validation_brief
from vesica.report.vision import vision_brief
from vesica.report.words import show

__all__ = [
    "SUFFIXES",
    "Brief",
    "Column",
    "Footer",
    "HowWeKnow",
    "TableView",
    "age_brief",
    "association_brief",
    "card_brief",
    "claims_brief",
    "comparison_brief",
    "doing_brief",
    "health_brief",
    "link_brief",
    "overlap_brief",
    "own_links_brief",
    "persuasion_brief",
    "published_schema",
    "save",
    "show",
    "validation_brief",
    "vision_brief",
]
