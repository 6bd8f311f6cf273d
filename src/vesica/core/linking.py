"""Whose accounts they may be: counts for the analyst, suggestions for the person named."""

from __future__ import annotations

from dataclasses import dataclass

from vesica.core.estimate import Hidden

__all__ = ["LinkSummary", "OrganisationAccount", "OwnLinks", "PlatformLinks", "SuggestedLink"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformLinks:
    """Accounts of one platform.

    Parameters
    ----------
    platform : str
        In small letters.
    accounts : int
        Accounts known: listed in a file, or seen as the author of a post.
    sure : int or Hidden
        With a sure owner: claimed, confirmed, or the organisation's with who runs it.
    suggested, rejected : int or Hidden
        Put to a person who has not answered; put to a person who said no.
    nobody : int or Hidden
        Like nobody's here; most of them are outsiders'.
    unlinked_posts : int
        Posts of the platform that count for nobody.
    """

    platform: str
    accounts: int
    sure: int | Hidden
    suggested: int | Hidden
    rejected: int | Hidden
    nobody: int | Hidden
    unlinked_posts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationAccount:
    """An account of the organisation's own that nobody is known to run.

    Parameters
    ----------
    platform, handle : str
        The account; it is the organisation's, so both may be shown.
    person : str
        Name of who may run it, or empty.
    probability : float or None
        That this person runs it [1].
    reasons : tuple of str
        What they have in common.
    """

    platform: str
    handle: str
    person: str
    probability: float | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkSummary:
    """Answer of ``vesica link``: what the analyst sees.

    Parameters
    ----------
    platforms : tuple of PlatformLinks
        By name.
    organisation : tuple of OrganisationAccount
        The organisation's own accounts without a person.
    left_out : int or Hidden
        People to whom nothing is put: the law where they work forbids it, or the roster does not
        say where that is.
    """

    platforms: tuple[PlatformLinks, ...]
    organisation: tuple[OrganisationAccount, ...]
    left_out: int | Hidden


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestedLink:
    """An account that was put to a person.

    Parameters
    ----------
    number : int
        To answer with.
    platform, handle : str
        The account.
    probability : float
        That it is this person's [1].
    reasons : tuple of str
        What they have in common.
    answer : str
        ``"suggested"``, ``"confirmed"`` or ``"rejected"``.
    """

    number: int
    platform: str
    handle: str
    probability: float
    reasons: tuple[str, ...]
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLinks:
    """Answer of ``vesica link mine``: what one person sees.

    Parameters
    ----------
    person_id : str
        Pseudonym.
    links : tuple of SuggestedLink
        By number.
    """

    person_id: str
    links: tuple[SuggestedLink, ...]
