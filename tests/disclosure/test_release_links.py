"""Links: the analyst gets counts in steps, the person named the suggestion, nobody else."""

from __future__ import annotations

import pytest
from disclosure_world import POLICY, gate, provenance, sized
from test_release_card import ME, consents

from vesica.core.estimate import Hidden
from vesica.core.linking import (
    LinkSummary,
    OrganisationAccount,
    OwnLinks,
    PlatformLinks,
    SuggestedLink,
)
from vesica.disclosure.audience import Audience
from vesica.errors import RefusedError
from vesica.schema import Purpose

FEW = Hidden(why="fewer than 10 people")
MEMBERS = sized(a=60, b=60)


def summary(**counts):
    told = dict.fromkeys(("accounts", "sure", "suggested", "rejected", "nobody"), 0)
    platform = PlatformLinks(platform="x", unlinked_posts=0, **(told | counts))
    return LinkSummary(platforms=(platform,), organisation=(), left_out=counts.get("nobody", 0))


def release(result, question="link", audience=Audience.ANALYST, person=None):
    own = question == "own links"
    return gate().release(
        result,
        question=question,
        purpose=Purpose.OWN_SCORE if own else Purpose.HEALTH,
        audience=audience,
        provenance=provenance(rows=()),
        members=MEMBERS,
        person=person,
        consents=consents(),
    )


@pytest.mark.parametrize("name", ["sure", "suggested", "rejected", "nobody"])
@pytest.mark.parametrize(
    ("count", "shown"), [(0, FEW), (1, FEW), (9, FEW), (10, 10), (19, 20), (20, 20), (1234, 1200)]
)
def test_counts_of_people_come_in_steps(name, count, shown):
    (platform,) = release(summary(**{name: count})).value.platforms
    assert getattr(platform, name) == shown


def test_a_part_is_not_shown_as_more_than_the_whole():
    (platform,) = release(summary(accounts=106, sure=106)).value.platforms
    assert platform.sure == 110
    assert platform.accounts >= platform.sure


def test_one_answer_does_not_show():
    before = release(summary(suggested=25, rejected=12)).value
    assert release(summary(suggested=24, rejected=13)).value == before


def test_people_left_out_are_counted_like_others():
    assert release(summary(nobody=7)).value.left_out == FEW
    assert release(summary(nobody=37)).value.left_out == 40


def test_the_organisations_own_account_is_shown():
    account = OrganisationAccount(
        platform="x", handle="acme", person="Ada", probability=0.9876, reasons=("r",)
    )
    result = LinkSummary(platforms=(), organisation=(account,), left_out=0)
    (shown,) = release(result).value.organisation
    assert (shown.handle, shown.person) == ("acme", "Ada")
    assert shown.probability == round(0.9876, POLICY.digits)


def suggestion():
    link = SuggestedLink(
        number=3, platform="x", handle="ada", probability=0.9999, reasons=("r",),
        answer="suggested",
    )  # fmt: skip
    return OwnLinks(person_id=ME, links=(link,))


def test_the_person_named_sees_the_suggestion():
    released = release(suggestion(), "own links", Audience.SELF, ME)
    (link,) = released.value.links
    assert (link.handle, link.probability) == ("ada", 0.99)


@pytest.mark.parametrize(
    ("audience", "person"),
    [
        (Audience.SELF, "somebody else"),
        (Audience.SELF, None),
        (Audience.ANALYST, None),
        (Audience.LEADER, None),
        (Audience.COUNCIL, ME),
    ],
)
def test_nobody_else_sees_it(audience, person):
    with pytest.raises(RefusedError):
        release(suggestion(), "own links", audience, person)
