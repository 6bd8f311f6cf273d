"""All readers, and which of them a file belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from vesica.errors import FormatNotRecognisedError, UsageError
from vesica.evidence.advocacy_csv import Advocacy
from vesica.evidence.bluesky import BlueskyRepo
from vesica.evidence.edges_csv import Edges
from vesica.evidence.graphml import GraphML
from vesica.evidence.hand_made import KINDS, Accounts, HandMade
from vesica.evidence.headers import refuse_data
from vesica.evidence.hris_csv import Roster
from vesica.evidence.linkedin_export import LinkedInExport
from vesica.evidence.mastodon_archive import MastodonArchive
from vesica.evidence.mattermost_export import MattermostExport
from vesica.evidence.mbox import Mbox
from vesica.evidence.messages_csv import Messages
from vesica.evidence.nominations import NominationMatrix, Nominations
from vesica.evidence.posts_csv import Posts
from vesica.evidence.reader import Reader
from vesica.evidence.records import RecordReader
from vesica.evidence.reduced import Reduced
from vesica.evidence.scim import Scim
from vesica.evidence.slack_export import SlackExport
from vesica.evidence.source import Source
from vesica.evidence.tabular import TabularReader
from vesica.evidence.viva_group_to_group import VivaGroupToGroup
from vesica.evidence.viva_meeting_query import VivaMeetingQuery
from vesica.evidence.viva_person_query import VivaPersonQuery
from vesica.evidence.viva_person_to_group import VivaPersonToGroup
from vesica.evidence.viva_person_to_person import VivaPersonToPerson
from vesica.evidence.worklytics import WorklyticsAggregates, WorklyticsGraph
from vesica.evidence.x_archive import XArchive
from vesica.evidence.xapi import XApi

__all__ = ["Remembered", "kinds", "pick", "reader", "readers", "recognisable"]

_MARGIN = 0.03
_ENOUGH = 0.5
_RECALLED = 0.9


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
        *(Accounts() if table == "accounts" else HandMade(table) for table in KINDS),
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


Remembered = Mapping[str, Mapping[str, str]]
"""Kind to remembered mapping."""


def pick(
    source: Source, as_kind: str | None = None, remembered: Remembered | None = None
) -> tuple[Reader, float]:
    """Reader for a file, and how sure that is.

    Where the headers alone do not say, a remembered mapping whose headers are all there does.

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
    recalled = [] if _clear(best[0], second[0]) else _recalled(source, remembered or {})
    if len(recalled) == 1:
        return recalled[0], _RECALLED
    if best[0] < _ENOUGH:
        sample = source.sample
        if sample is not None and source.shape != "json":
            refuse_data(sample, source.name)
        found = sample.header if sample else [source.shape]
        raise FormatNotRecognisedError.none_fits(source.name, found, kinds())
    if best[0] - second[0] < _MARGIN:
        close = [name for score, name, _ in scored if best[0] - score < _MARGIN]
        raise FormatNotRecognisedError.several_fit(source.name, close)
    return best[2], best[0]


def recognisable(source: Source, remembered: Remembered | None = None) -> bool:
    """Whether some reader knows the file by its headers, or a remembered mapping does."""
    known = any(r.sniff(source) >= _ENOUGH for r in readers())
    return known or bool(_recalled(source, remembered or {}))


def _clear(best: float, second: float) -> bool:
    return best >= _ENOUGH and best - second >= _MARGIN


def _recalled(source: Source, remembered: Remembered) -> list[Reader]:
    return [
        r
        for r in readers()
        if isinstance(r, TabularReader)
        and not isinstance(r, RecordReader)
        and r.recalls(source, remembered.get(r.name, {}))
    ]
