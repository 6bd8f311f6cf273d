"""Whose account it is: what is sure, and what nobody has claimed."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from vesica.relations.catalogue import relation
from vesica.schema import SURE

__all__: list[str] = []


@relation
def owned_posts(posts: ir.Table, handle_owners: ir.Table) -> ir.Table:
    """Posts, under the person whose account it is where that is sure.

    Exports name the author by handle. ``handle_owners`` says whose that is, if it was claimed,
    confirmed or set by the organisation; without that the author stays somebody unknown.

    Grain: one row per post.
    Columns: as in ``posts``.
    """
    mine = (posts.person_id == handle_owners.author_id) & (
        posts.platform.lower() == handle_owners.platform
    )
    whose = handle_owners.select("author_id", "platform", owner_id="person_id")
    return (
        posts.left_join(whose, mine, rname="author_{name}")
        .mutate(person_id=ibis.coalesce(_.owner_id, _.person_id))
        .select(*posts.columns)
    )


@relation
def open_accounts(accounts: ir.Table) -> ir.Table:
    """Accounts whose owner is not sure; a file may have named somebody.

    Grain: one row per platform and account.
    Columns: ``platform``, ``account_id``, ``person_id``, ``claimed_how``.
    """
    return accounts.filter(~_.claimed_how.isin(SURE).fill_null(False) | _.person_id.isnull())


@relation
def strangers(owned_posts: ir.Table, people: ir.Table) -> ir.Table:
    """Authors of posts whom no roster ever had: handles that lead to nobody yet.

    Grain: one row per platform and author.
    Columns: ``platform``: in small letters; ``label``: as files write it; ``author_id``: pseudonym
    of the handle; ``posts`` [1].
    """
    return (
        owned_posts.anti_join(people, "person_id")
        .group_by(platform=_.platform.fill_null("unknown").lower(), author_id=_.person_id)
        .agg(label=_.platform.max(), posts=_.count())
    )


@relation
def account_links(accounts: ir.Table) -> ir.Table:
    """Accounts by platform, and those with a sure owner.

    Grain: one row per platform with accounts.
    Columns: ``platform``: in small letters; ``accounts``, ``sure`` [1].
    """
    sure = _.claimed_how.isin(SURE).fill_null(False) & _.person_id.notnull()
    return accounts.group_by(platform=_.platform.lower()).agg(
        accounts=_.count(), sure=sure.cast("int64").sum()
    )


@relation
def post_links(owned_posts: ir.Table, strangers: ir.Table) -> ir.Table:
    """Posts by platform, and those that lead to nobody.

    Grain: one row per platform with posts.
    Columns: ``platform``: in small letters; ``posts``, ``unlinked_posts``, ``authors``,
    ``unlinked_authors`` [1].
    """
    seen = owned_posts.group_by(platform=_.platform.fill_null("unknown").lower()).agg(
        posts=_.count(), authors=_.person_id.nunique()
    )
    lost = strangers.group_by("platform").agg(
        unlinked_posts=_.posts.sum(), unlinked_authors=_.count()
    )
    return seen.left_join(lost, "platform").select(
        "platform",
        "posts",
        "authors",
        unlinked_posts=_.unlinked_posts.fill_null(0),
        unlinked_authors=_.unlinked_authors.fill_null(0),
    )
