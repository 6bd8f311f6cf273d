"""Who and what is compared: people whom the law lets be asked, and accounts without an owner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from vesica.api.handles import account_key, accounts, handle_of, sure
from vesica.disclosure.personal_accounts import law
from vesica.errors import RefusedError
from vesica.linking.records import Account, Person
from vesica.linking.words import canonical, placed
from vesica.schema import PERSONAL, Purpose

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = ["Candidates", "gathered"]

Rows = Mapping[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """What is compared, on the vault's side.

    Parameters
    ----------
    roster : frozenset of str
        Everybody in the roster who does not object.
    people : tuple of Person
        Those to whom something may be put.
    left_out : int
        The others [people].
    accounts : tuple of Account
        Without a sure owner.
    labels : mapping of str to str
        Account → platform as files write it.
    listed : tuple of (str, str)
        Account and person that a file names as a suggestion.
    organisation : tuple of Account
        Of the accounts: the organisation's own.
    taken : frozenset of (str, str)
        Platform and person of accounts with a sure owner.
    account_links, post_links : list of dict
        Rows of the relations of that name.
    """

    roster: frozenset[str]
    people: tuple[Person, ...]
    left_out: int
    accounts: tuple[Account, ...]
    labels: Mapping[str, str]
    listed: tuple[tuple[str, str], ...]
    organisation: tuple[Account, ...]
    taken: frozenset[tuple[str, str]]
    account_links: list[dict[str, Any]]
    post_links: list[dict[str, Any]]


def gathered(workspace: Workspace, rows: Rows) -> Candidates:
    """Join fetched relations with names and handles; the caller holds the writer's lock."""
    names = workspace.vault.names()
    roster = sorted(rows["roster"], key=lambda r: r["person_id"])
    lawful = [row for row in roster if _may_be_asked(row["jurisdiction"])]
    known = [row for row in accounts(workspace, Purpose.SKILLS) if sure(row)]
    listed_rows = rows["open_accounts"]
    open_ = _listed(workspace, listed_rows, names)
    keys = workspace.vault.keys_of("account")
    places = {
        (row["platform"].lower(), canonical(handle_of(key)))
        for row in (*known, *listed_rows)
        for key in keys.get(row["account_id"], ())
    }
    open_ += _authors(workspace, rows["strangers"], places)
    asked = {row["person_id"] for row in lawful}
    own = {r["account_id"] for r in listed_rows if r["claimed_how"] == "organisation"}
    return Candidates(
        roster=frozenset(row["person_id"] for row in roster),
        people=_people(workspace, lawful, names),
        left_out=len(roster) - len(lawful),
        accounts=tuple(open_),
        labels={a.account_id: a.platform for a in open_},
        listed=tuple(
            (r["account_id"], r["person_id"])
            for r in sorted(listed_rows, key=lambda r: (r["platform"], r["account_id"]))
            if r["person_id"] in asked
        ),
        organisation=tuple(a for a in open_ if a.account_id in own),
        taken=frozenset((row["platform"].lower(), row["person_id"]) for row in known),
        account_links=rows["account_links"],
        post_links=rows["post_links"],
    )


def _may_be_asked(jurisdiction: str | None) -> bool:
    """Whether an employer may put an account to somebody there and ask whether it is theirs."""
    try:
        law().check(jurisdiction)
    except RefusedError:
        return False
    return True


def _people(
    workspace: Workspace, rows: list[dict[str, Any]], names: Mapping[str, str]
) -> tuple[Person, ...]:
    keys = workspace.vault.keys_of("person")
    return tuple(
        Person(
            person_id=row["person_id"],
            name=names.get(row["person_id"], ""),
            keys=keys.get(row["person_id"], ()),
            places=placed(row["location"], row["org_unit"], row["function"]),
        )
        for row in rows
    )


def _listed(
    workspace: Workspace, rows: list[dict[str, Any]], names: Mapping[str, str]
) -> list[Account]:
    keys = workspace.vault.keys_of("account")
    return [
        Account(
            account_id=row["account_id"],
            platform=row["platform"],
            handle=handle_of(keys[row["account_id"]][0]),
            name=names.get(row["account_id"], ""),
        )
        for row in sorted(rows, key=lambda r: (r["platform"], r["account_id"]))
        if row["account_id"] in keys
    ]


def _authors(
    workspace: Workspace, rows: list[dict[str, Any]], places: set[tuple[str, str]]
) -> list[Account]:
    """Handles that write posts and are on no list of accounts; each gets a pseudonym as one."""
    keys = workspace.vault.keys_of("person")
    fresh: dict[str, tuple[str, str]] = {}
    for row in rows:
        handle = keys.get(row["author_id"], ("",))[0]
        place = row["platform"], canonical(handle)
        personal = row["platform"].endswith(PERSONAL)
        if handle and place not in places and row["platform"] != "unknown" and not personal:
            fresh.setdefault(account_key(*place), (row["label"], place[1]))
    ordered = sorted(fresh)
    ids = workspace.vault.pseudonyms(pa.array(ordered, pa.string()), kind="account").to_pylist()
    workspace.vault.flush()
    return [
        Account(account_id=a, platform=fresh[key][0], handle=fresh[key][1])
        for a, key in zip(ids, ordered, strict=True)
    ]
