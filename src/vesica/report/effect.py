"""Which route works, in words, one figure and tables."""

from __future__ import annotations

from vesica.core.released import Released
from vesica.core.route_answer import RouteAnswer
from vesica.report.brief import Brief, footer, how_we_know
from vesica.report.effect_headline import chosen, headline
from vesica.report.effect_picture import effect_picture
from vesica.report.effect_tables import effect_tables
from vesica.report.effect_words import meaning_of, paragraphs_of
from vesica.report.words import clean

__all__ = ["effect_brief"]


def effect_brief(released: Released[RouteAnswer], *, organisation: str, simulated: bool) -> Brief:
    """Put the released effects into words, one figure and tables."""
    answer = released.value
    one = chosen(answer)
    figure, title, alt, caption = effect_picture(answer, one)
    about = answer.route or "Which route works?"
    return Brief(
        question="effect",
        title=f"{clean(about[:1].upper() + about[1:])}: {clean(organisation)}"
        if answer.route
        else f"Which route works? {clean(organisation)}",
        headline=headline(answer),
        paragraphs=paragraphs_of(answer, one),
        meaning=meaning_of(answer, one),
        figure=figure,
        figure_title=title,
        figure_alt=alt,
        figure_caption=caption,
        tables=tuple(t for t in effect_tables(answer, one) if t.rows),
        hidden=tuple(clean(sentence) for sentence in released.hidden),
        how=how_we_know(released),
        footer=footer(released, organisation=organisation, simulated=simulated),
    )
