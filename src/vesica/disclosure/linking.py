"""Disclosure control of links: the analyst gets counts, the person named the suggestion."""

from __future__ import annotations

from dataclasses import replace

from vesica.core.estimate import Hidden
from vesica.core.linking import LinkSummary, OwnLinks, PlatformLinks
from vesica.disclosure.rounding import probability
from vesica.disclosure.screened import Context, Screened
from vesica.disclosure.sdc import fewer_than

__all__ = ["screen_links", "screen_own_links"]


def screen_links(result: LinkSummary, context: Context) -> Screened[LinkSummary]:
    """Write counts of people in steps of the minimum group, so that no single answer shows."""
    minimum = context.policy.minimum_group
    value = replace(
        result,
        platforms=tuple(_platform(p, context) for p in result.platforms),
        organisation=tuple(
            replace(a, probability=_rounded(a.probability, context.policy.digits))
            for a in result.organisation
        ),
        left_out=_steps("left out", result.left_out, context),
    )
    hidden = ["Counts of people are written in steps of the minimum group."]
    if any(isinstance(n, Hidden) for p in value.platforms for n in (p.suggested, p.rejected)):
        hidden.append(f"Counts of {fewer_than(minimum)} are hidden.")
    return Screened(value=value, hidden=tuple(hidden), cells=())


def screen_own_links(result: OwnLinks, context: Context) -> Screened[OwnLinks]:
    """Round the probabilities; the person sees the own suggestions in full."""
    digits = context.policy.digits
    rounded = tuple(
        replace(x, probability=probability(x.probability, digits)) for x in result.links
    )
    return Screened(value=replace(result, links=rounded), hidden=(), cells=())


def _platform(links: PlatformLinks, context: Context) -> PlatformLinks:
    counted = {
        name: _steps(f"{links.platform}: {name}", getattr(links, name), context)
        for name in ("sure", "suggested", "rejected", "nobody")
    }
    rows = {
        name: context.figures.rows(f"{links.platform}: {name}", getattr(links, name))
        for name in ("accounts", "unlinked_posts")
    }
    # Steps of people are coarser than those of rows; a part is not more than the whole.
    rows["accounts"] = max(
        rows["accounts"], *(n for n in counted.values() if isinstance(n, int)), 0
    )
    return replace(links, **counted, **rows)


def _steps(name: str, count: int | Hidden, context: Context) -> int | Hidden:
    minimum = context.policy.minimum_group
    if isinstance(count, Hidden):
        return count
    if count < minimum:
        return Hidden(why=fewer_than(minimum))
    return max(int(context.figures.number(name, count, 1.0, minimum)), minimum)


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else probability(value, digits)
