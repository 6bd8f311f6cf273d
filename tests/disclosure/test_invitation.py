"""Opting in: what people are told, and what the analyst is told about how many did."""

from __future__ import annotations

import pytest

from vesica.disclosure.invitation import invitation, opt_in_state


@pytest.mark.parametrize(
    "said",
    ["Acme", "What it is for", "withdraw", "nothing happens to you", "object", "no manager", "10"],
)
def test_the_invitation_says(said):
    assert said in invitation(organisation="Acme", minimum_group=10)


@pytest.mark.parametrize("granted", range(1, 10))
def test_few_are_not_counted(granted):
    few = opt_in_state(granted=granted, people=200, minimum_group=10)
    assert few == opt_in_state(granted=1, people=200, minimum_group=10)
    assert few.startswith("Fewer than 10 people")
    rest = opt_in_state(granted=200 - granted, people=200, minimum_group=10)
    assert rest == opt_in_state(granted=199, people=200, minimum_group=10)
    assert rest.startswith("All but fewer than 10 of 200 people")


@pytest.mark.parametrize(
    ("granted", "people", "said"),
    [
        (0, 200, "Nobody has opted in yet"),
        (10, 200, "10 of 200 people have opted in"),
        (190, 200, "190 of 200 people have opted in"),
        (200, 200, "All 200 people have opted in"),
        (0, 9, "fewer than 10 people"),
        (4, 9, "fewer than 10 people"),
    ],
)
def test_the_state_in_a_sentence(granted, people, said):
    assert said in opt_in_state(granted=granted, people=people, minimum_group=10)


def test_nobody_yet_says_what_is_off():
    assert "switched off" in opt_in_state(granted=0, people=200, minimum_group=10)
