"""Whose accounts they may be: suggestions, and the word of the person named."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vesica.api.consents import consents
from vesica.api.engines import open_evidence
from vesica.api.handles import accounts, handle_of, sure
from vesica.api.link_candidates import Candidates, gathered
from vesica.api.people import finish_erasures, owner
from vesica.core.linking import (
    LinkSummary,
    OrganisationAccount,
    OwnLinks,
    PlatformLinks,
    SuggestedLink,
)
from vesica.core.released import Provenance, Released
from vesica.disclosure.audience import Audience
from vesica.disclosure.gate import Members
from vesica.errors import RefusedError
from vesica.evidence import claims
from vesica.linking.calibrating import Link, links
from vesica.linking.comparing import compared
from vesica.linking.records import account_records, people_records
from vesica.schema import Purpose
from vesica.store.links import CONFIRMED, REJECTED, SUGGESTED, StoredLink, Suggestion
from vesica.store.lock import writer

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = ["LEAST", "answer", "link", "mine"]

LEAST = 0.8
"""A suggestion is put to a person if it is at least so sure [1]."""
_LISTED = 0.95
"""How sure a link is that a roster or a list of accounts names."""
_FORMULA = (
    "P(person | account) = share × factor / people, against the outsiders' share, every other"
    " person for the account, and every other account of the platform for the person"
)
_METHOD = "vesica.linking.calibrating.links"


def link(workspace: Workspace) -> Released[LinkSummary]:
    """Suggest links for the accounts without a sure owner, and release counts of them.

    The comparison runs where the vault is open. The workspace keeps pseudonyms, probabilities and
    reasons in words.

    Raises
    ------
    MissingExtraError
        If the optional part ``linking`` is not installed.
    WorkspaceBusyError
        If another process is writing.
    """
    with writer(workspace.layout):
        finish_erasures(workspace)
        found = _gathered(workspace)
        made = _suggested(workspace, found)
        own = {a.account_id for a in found.organisation}
        put = [x for x in _in_order(made, found) if x.account_id not in own]
        workspace.state.links.suggest([_stored(x, found) for x in put])
    workspace.state.audit.append(workspace.actor, "link", suggestions=len(made))
    summary = LinkSummary(
        platforms=_platforms(workspace, found),
        organisation=_organisation(workspace, found, made),
        left_out=found.left_out,
    )
    return workspace.gate.release(
        summary,
        question="link",
        purpose=Purpose.HEALTH,
        audience=Audience.ANALYST,
        provenance=_provenance(workspace),
        members=Members(people=found.roster, units={}),
    )


def mine(workspace: Workspace, code: str) -> Released[OwnLinks]:
    """Release to a person the accounts that were put to this person.

    Raises
    ------
    RefusedError
        If the passphrase is wrong.
    """
    person_id = owner(workspace, code)
    keys = workspace.vault.keys_of("account")
    found = tuple(_shown(stored, keys) for stored in workspace.state.links.of(person_id))
    return workspace.gate.release(
        OwnLinks(person_id=person_id, links=found),
        question="own links",
        purpose=Purpose.OWN_SCORE,
        audience=Audience.SELF,
        provenance=_provenance(workspace),
        members=Members(people=frozenset({person_id}), units={}),
        person=person_id,
        consents=consents(workspace, Purpose.OWN_SCORE),
    )


def answer(workspace: Workspace, code: str, number: int, *, yes: bool) -> Released[OwnLinks]:
    """Record the person's own word about a suggestion; it holds from the next run on.

    Raises
    ------
    RefusedError
        If the passphrase is wrong, or somebody else's claim to the account is sure.
    NotFoundError
        If nothing of that number was put to the person.
    """
    person_id = owner(workspace, code)
    with writer(workspace.layout):
        stored = workspace.state.links.one(person_id, number)
        if yes:
            _check_free(workspace, stored)
        if yes or stored.answer == CONFIRMED:
            claims.say(
                workspace.layout,
                workspace.settings.engine,
                platform=stored.suggestion.platform,
                account_id=stored.suggestion.account_id,
                person_id=person_id if yes else None,
            )
        workspace.state.links.answer(person_id, number, CONFIRMED if yes else REJECTED)
    workspace.state.audit.append(workspace.actor, "link answered")
    return mine(workspace, code)


def _check_free(workspace: Workspace, stored: StoredLink) -> None:
    suggestion = stored.suggestion
    for row in accounts(workspace, Purpose.HEALTH):
        others = row["person_id"] != suggestion.person_id
        if row["account_id"] == suggestion.account_id and sure(row) and others:
            raise RefusedError(
                "Somebody else's claim to this account is sure, and a claim outranks a"
                " suggestion.",
                hint="Tell whoever runs Vesica that the list of accounts is wrong.",
            )


def _gathered(workspace: Workspace) -> Candidates:
    objecting = consents(workspace, Purpose.SKILLS).objecting
    names = ("roster", "open_accounts", "strangers", "account_links", "post_links")
    with open_evidence(workspace, Purpose.SKILLS, excluded=objecting, relations=names) as engine:
        rows = {name: engine.fetch(name).to_pylist() for name in names}
    return gathered(workspace, rows)


def _suggested(workspace: Workspace, found: Candidates) -> tuple[Link, ...]:
    refused = {
        (x.suggestion.account_id, x.suggestion.person_id)
        for x in workspace.state.links.all()
        if x.answer == REJECTED
    }
    listed = tuple(
        Link(account_id=a, person_id=p, probability=_LISTED, reasons=("a list names it as yours",))
        for a, p in found.listed
        if (a, p) not in refused
    )
    done = {x.account_id for x in listed}
    open_ = [a for a in found.accounts if a.account_id not in done]
    pairs = compared(people_records(found.people), account_records(open_, found.people))
    return (
        *listed,
        *links(
            pairs,
            platforms={a.account_id: a.platform.lower() for a in open_},
            people=len(found.people),
            taken=found.taken,
            refused=refused,
            least=LEAST,
        ),
    )


def _in_order(made: tuple[Link, ...], found: Candidates) -> list[Link]:
    """Surest first, then by handle: numbers do not depend on pseudonyms."""
    handles = {a.account_id: (a.platform, a.handle) for a in found.accounts}
    return sorted(made, key=lambda x: (-round(x.probability, 9), handles[x.account_id]))


def _stored(made: Link, found: Candidates) -> Suggestion:
    return Suggestion(
        platform=found.labels[made.account_id],
        account_id=made.account_id,
        person_id=made.person_id,
        probability=made.probability,
        reasons=made.reasons,
    )


@dataclass(slots=True)
class _Tally:
    sure: int = 0
    open: int = 0
    posts: int = 0


def _platforms(workspace: Workspace, found: Candidates) -> tuple[PlatformLinks, ...]:
    tally: dict[str, _Tally] = {}
    for row in found.account_links:
        tally.setdefault(row["platform"], _Tally()).sure = row["sure"]
    for row in found.post_links:
        tally.setdefault(row["platform"], _Tally()).posts = row["unlinked_posts"]
    for account in found.accounts:
        tally.setdefault(account.platform.lower(), _Tally()).open += 1
    said = Counter((x.suggestion.platform.lower(), x.answer) for x in workspace.state.links.all())
    return tuple(
        PlatformLinks(
            platform=name,
            accounts=t.sure + t.open,
            sure=t.sure,
            suggested=said[name, SUGGESTED],
            rejected=said[name, REJECTED],
            nobody=max(t.open - said[name, SUGGESTED], 0),
            unlinked_posts=t.posts,
        )
        for name, t in sorted(tally.items())
    )


def _organisation(
    workspace: Workspace, found: Candidates, made: tuple[Link, ...]
) -> tuple[OrganisationAccount, ...]:
    names = workspace.vault.names()
    best = {x.account_id: x for x in made}
    rows = []
    for account in found.organisation:
        x = best.get(account.account_id)
        rows.append(
            OrganisationAccount(
                platform=account.platform,
                handle=account.handle,
                person=names.get(x.person_id, "somebody without a name") if x else "",
                probability=x.probability if x else None,
                reasons=x.reasons if x else (),
            )
        )
    return tuple(sorted(rows, key=lambda r: (r.platform, r.handle)))


def _shown(stored: StoredLink, keys: dict[str, Any]) -> SuggestedLink:
    suggestion = stored.suggestion
    known = keys.get(suggestion.account_id, ("",))
    return SuggestedLink(
        number=stored.number,
        platform=suggestion.platform,
        handle=handle_of(known[0]),
        probability=suggestion.probability,
        reasons=suggestion.reasons,
        answer=stored.answer,
    )


def _provenance(workspace: Workspace) -> Provenance:
    return Provenance(
        formula=_FORMULA,
        method=_METHOD,
        relations=("open_accounts", "strangers", "roster"),
        rows=(),
        run_id="none: links are suggested where the vault is open",
        result_hash=workspace.evidence.digest(),
    )
