"""All readers, and which of them a file belongs to."""

from __future__ import annotations

from functools import cache

from vesica.errors import FormatNotRecognisedError, UsageError
from vesica.evidence.advocacy_csv import Advocacy
from vesica.evidence.bluesky import BlueskyRepo
from vesica.evidence.edges_csv import Edges
from vesica.evidence.graphml import GraphML
from vesica.evidence.hand_made import KINDS, HandMade
from vesica.evidence.hris_csv import Roster
from vesica.evidence.linkedin_export import LinkedInExport
from vesica.evidence.mastodon_archive import MastodonArchive
from vesica.evidence.mattermost_export import MattermostExport
from vesica.evidence.mbox import Mbox
from vesica.evidence.messages_csv import Messages
from vesica.evidence.nominations import NominationMatrix, Nominations
from vesica.evidence.posts_csv import Posts
from vesica.evidence.reader import Reader
from vesica.evidence.reduced import Reduced
from vesica.evidence.scim import Scim
from vesica.evidence.slack_export import SlackExport
from vesica.evidence.source import Source
from vesica.evidence.viva_group_to_group import VivaGroupToGroup
from vesica.evidence.viva_meeting_query import VivaMeetingQuery
from vesica.evidence.viva_person_query import VivaPersonQuery
from vesica.evidence.viva_person_to_group import VivaPersonToGroup
from vesica.evidence.viva_person_to_person import VivaPersonToPerson
from vesica.evidence.worklytics import WorklyticsAggregates, WorklyticsGraph
from vesica.evidence.x_archive import XArchive
from vesica.evidence.xapi import XApi

__all__ = ["kinds", "pick", "reader", "readers"]

_MARGIN = 0.03
_ENOUGH = 0.5


def readers() -> tuple[Reader, ...]:
    """Every reader, made anew: a reader may remember rows while it reads."""
    return (
        Roster(),
        Messages(),
        Edges(),
        Nominations(),
        NominationMatrix(),
        Posts(),
        VivaPersonQuery(),
        VivaPersonToPerson(),
        VivaPersonToGroup(),
        VivaGroupToGroup(),
        VivaMeetingQuery(),
        WorklyticsAggregates(),
        WorklyticsGraph(),
        Advocacy(),
        Scim(),
        SlackExport(),
        MattermostExport(),
        Mbox(),
        GraphML(),
        XApi(),
        XArchive(),
        MastodonArchive(),
        LinkedInExport(),
        BlueskyRepo(),
        Reduced(),
        *(HandMade(table) for table in KINDS),
    )


@cache
def kinds() -> tuple[str, ...]:
    """Names for ``--as``: of every reader, and of every table that a reader fills."""
    names = dict.fromkeys(r.name for r in readers())
    names |= dict.fromkeys(r.tables[0] for r in readers())
    return tuple(sorted(names))


def reader(kind: str) -> Reader:
    """Reader of that name, or the first one whose table of record has that name.

    Raises
    ------
    UsageError
        If there is none.
    """
    known = readers()
    for r in known:
        if r.name == kind:
            return r
    for r in known:
        if r.tables[0] == kind:
            return r
    raise UsageError(f"There is no kind of file '{kind}'.", hint=f"Kinds: {', '.join(kinds())}.")


def pick(source: Source, as_kind: str | None = None) -> tuple[Reader, float]:
    """Reader for a file, and how sure that is.

    Raises
    ------
    FormatNotRecognisedError
        If no reader fits, or two fit as well.
    """
    if as_kind is not None:
        chosen = reader(as_kind)
        return chosen, max(chosen.sniff(source), _ENOUGH)
    scored = sorted(((r.sniff(source), r.name, r) for r in readers()), key=lambda s: (-s[0], s[1]))
    best, second = scored[0], scored[1]
    if best[0] < _ENOUGH:
        sample = source.sample
        found = sample.header if sample else [source.shape]
        raise FormatNotRecognisedError.none_fits(source.name, found, kinds())
    if best[0] - second[0] < _MARGIN:
        close = [name for score, name, _ in scored if best[0] - score < _MARGIN]
        raise FormatNotRecognisedError.several_fit(source.name, close)
    return best[2], best[0]
