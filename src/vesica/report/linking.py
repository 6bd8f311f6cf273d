"""The briefs of links: counts for the analyst, suggestions for the person named."""

from __future__ import annotations

from typing import Any

from vesica.core.estimate import Hidden
from vesica.core.linking import LinkSummary, OwnLinks, PlatformLinks
from vesica.core.released import Released
from vesica.report.brief import Brief, Column, TableView, footer, how_we_know
from vesica.report.figure import COLOURS, FONT, SCHEMA, WIDTH, config
from vesica.report.words import clean, number, show

__all__ = ["link_brief", "own_links_brief"]

_ANSWERS = {
    "suggested": "not answered",
    "confirmed": "yours: it counts",
    "rejected": "not yours",
}


def link_brief(released: Released[LinkSummary], *, organisation: str, simulated: bool) -> Brief:
    """Put released counts of links into words, one figure and tables."""
    summary = released.value
    return Brief(
        question="link",
        title=f"Accounts: {clean(organisation)}",
        headline=_headline(summary),
        paragraphs=(
            (
                "A suggestion is shown to the person named and to nobody else. It counts for"
                " nothing until that person confirms it."
            ),
            (
                f"Left out, {_people(summary.left_out)}: the law where they work forbids"
                " asking, or the roster does not say where that is."
            ),
        ),
        meaning=(
            "Hand people their code with 'vesica person code'; they look with 'vesica link mine'.",
            "An account that is like nobody's here is most likely an outsider's.",
            "Who has no account, or does not answer, has no lower score for it.",
        ),
        figure=_figure([(p.platform, p.accounts) for p in summary.platforms], "accounts"),
        figure_title="Accounts known, by platform",
        figure_alt=_alt(summary),
        figure_caption="Listed in a file, or seen as the author of a post.",
        tables=(_by_platform(summary.platforms), *_organisation(summary)),
        hidden=tuple(clean(sentence) for sentence in released.hidden),
        how=how_we_know(released),
        footer=footer(released, organisation=organisation, simulated=simulated),
    )


def own_links_brief(released: Released[OwnLinks], *, organisation: str, simulated: bool) -> Brief:
    """Put the accounts that were put to a person into words."""
    links = released.value.links
    rows = tuple(
        (x.number, x.platform, x.handle, x.probability, "; ".join(x.reasons), _ANSWERS[x.answer])
        for x in links
    )
    open_ = sum(x.answer == "suggested" for x in links)
    table = TableView(
        title="Accounts that may be yours",
        columns=(
            Column(name="Number", number=True),
            Column(name="Platform"),
            Column(name="Account"),
            Column(name="How sure", share=True, number=True),
            Column(name="Why"),
            Column(name="Your answer"),
        ),
        rows=tuple(tuple(clean(c) if isinstance(c, str) else c for c in row) for row in rows),
    )
    return Brief(
        question="own links",
        title="Accounts that may be yours",
        headline=f"{number(open_)} to answer, {number(len(links) - open_)} answered.",
        paragraphs=("Only you see this. What you do not confirm counts for nothing.",),
        meaning=(
            "Confirm with 'vesica link confirm NUMBER', reject with 'vesica link reject NUMBER'.",
            "You need not answer. Nobody sees whether you did, and no score is lower for it.",
            "You may take a confirmation back with 'reject'; it holds from the next run on.",
        ),
        figure=_figure([(x.platform, round(100 * x.probability)) for x in links], "sure [%]"),
        figure_title="How sure each is",
        figure_alt="A bar per account: how sure it is that it is yours.",
        figure_caption="100 % would be certain.",
        tables=(table,) if rows else (),
        hidden=tuple(clean(sentence) for sentence in released.hidden),
        how=how_we_know(released),
        footer=footer(released, organisation=organisation, simulated=simulated),
    )


def _headline(summary: LinkSummary) -> str:
    if not summary.platforms:
        return "No accounts are known: nothing to link."
    accounts = sum(p.accounts for p in summary.platforms)
    put = [p.suggested for p in summary.platforms]
    shown = sum(n for n in put if isinstance(n, int))
    platforms = "platform" if len(summary.platforms) == 1 else "platforms"
    least = "at least " if any(isinstance(n, Hidden) for n in put) else ""
    return (
        f"{number(accounts)} accounts on {number(len(summary.platforms))} {platforms};"
        f" {least}{number(shown)} are put to somebody who has not answered."
    )


def _people(count: int | Hidden) -> str:
    if isinstance(count, Hidden):
        return clean(count.why)
    return f"{number(count)} people"


def _by_platform(platforms: tuple[PlatformLinks, ...]) -> TableView:
    names = ("Accounts", "Owner sure", "Not answered", "Rejected", "Like nobody", "Posts lost")
    return TableView(
        title="Accounts by platform",
        columns=(Column(name="Platform"), *(Column(name=n, number=True) for n in names)),
        rows=tuple(
            (clean(p.platform), p.accounts, p.sure, p.suggested, p.rejected, p.nobody,
             p.unlinked_posts)
            for p in platforms
        ),
        note="Posts lost are those that count for nobody.",
    )  # fmt: skip


def _organisation(summary: LinkSummary) -> tuple[TableView, ...]:
    if not summary.organisation:
        return ()
    table = TableView(
        title="The organisation's own accounts without a person",
        columns=(
            Column(name="Platform"),
            Column(name="Account"),
            Column(name="May be run by"),
            Column(name="How sure"),
            Column(name="Why"),
        ),
        rows=tuple(
            (
                clean(a.platform),
                clean(a.handle),
                clean(a.person) or "nobody found",
                "" if a.probability is None else show(a.probability, share=True),
                clean("; ".join(a.reasons)),
            )
            for a in summary.organisation
        ),
        note="Write who runs it into the list of accounts, and import the list again.",
    )
    return (table,)


def _alt(summary: LinkSummary) -> str:
    bars = "; ".join(f"{clean(p.platform)}: {number(p.accounts)}" for p in summary.platforms)
    return f"A bar per platform. {bars or 'No accounts'}."


def _figure(bars: list[tuple[str, int]], title: str) -> dict[str, Any]:
    rows = [{"row": f"{at}", "name": clean(name), "n": n} for at, (name, n) in enumerate(bars)]
    y = {"field": "row", "type": "nominal", "sort": None, "axis": None}
    text = {"field": "name", "type": "nominal"}
    return {
        "$schema": SCHEMA,
        "width": WIDTH,
        "height": max(46 * len(rows), 46),
        "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "bar", "height": 9, "yOffset": 10, "color": COLOURS.first},
                "encoding": {
                    "x": {"field": "n", "type": "quantitative", "axis": {"title": title}},
                    "y": y,
                },
            },
            {
                "mark": {"type": "text", "align": "left", "yOffset": -8},
                "encoding": {"x": {"value": 0}, "y": y, "text": text},
            },
        ],
        "config": config(FONT),
    }
