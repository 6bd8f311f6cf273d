"""Accounts: who is on which platform, and how the organisation knows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from vesica.demo.simulator.draws import logistic
from vesica.demo.simulator.world import World
from vesica.demo.simulator.writing import Folder, joined, labels

__all__ = ["PLATFORMS", "Platform", "draw_accounts", "write_accounts"]


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform: who is there, how large audiences are, what its export counts."""

    name: str
    share: float
    log_audience: float
    effect: float
    counts_impressions: bool
    counts_clicks: bool


PLATFORMS = (
    Platform("X", 0.35, 5.0, 0.0, True, True),
    Platform("LinkedIn", 0.55, 5.6, 0.3, True, True),
    Platform("Mastodon", 0.15, 4.4, 0.2, False, False),
    Platform("intranet", 0.60, 5.2, 0.1, True, False),
)
_HOW = ("claimed", "confirmed", "organisation", "suggested")


def draw_accounts(world: World) -> np.ndarray:
    """Draw who has an account where.

    Returns
    -------
    ndarray of bool, shape (n, n_platforms)
    """
    rng, preset = world.rng("accounts"), world.preset
    shares = np.array([p.share for p in PLATFORMS])
    skilled = preset.account_on_expertise * world.theta1
    odds = np.log(shares / (1 - shares)) + skilled[:, None]
    has = rng.random(odds.shape) < logistic(odds)
    if preset.top_accounts > 0:
        total = world.theta1 + world.theta2
        has &= (total >= np.quantile(total, 1 - preset.top_accounts))[:, None]
    return has


def write_accounts(world: World, accounts: np.ndarray, folder: Folder) -> None:
    """Write ``accounts.csv``."""
    rng = world.rng("links")
    who = world.by_number
    row, platform = np.nonzero(accounts[who])
    person = who[row]
    how = rng.choice(4, size=len(person), p=[0.45, 0.25, 0.25, 0.05])
    how = np.where(platform == 3, 2, how)
    handle = joined("sim_", pa.array(world.number[person]).cast(pa.string()))
    table = {
        "platform": labels(platform, [p.name for p in PLATFORMS]),
        "account_id": handle,
        "employee_id": world.who(person),
        "claimed_how": labels(how, _HOW),
    }
    folder.csv("accounts.csv", pa.table(table))
