"""Real pay of chief executives against sales and profit: context, never a prior."""

from __future__ import annotations

import numpy as np
from pyarrow import csv
from scipy.stats import spearmanr

from proof.figure import Figure, not_run
from proof.registry import proof
from proof.surroundings import data_folder

__all__ = ["pay"]

# Declared before the first run.
RESAMPLES = 2000
SEED = 650_000
PAIRS = (("ceosal2.csv", "sales"), ("ceosal2.csv", "profits"), ("ceosal1.csv", "sales"))


@proof("F.pay")
def pay() -> tuple[Figure, ...]:
    """Rank correlation of pay with sales and with profit, by bootstrap over firms."""
    folder = data_folder("pay")
    if folder is None:
        why = "the folder 'pay' of the real data is not on this machine."
        return (not_run("F.pay.sales", "rank correlation of pay and sales [1]", "context", why),)
    rng = np.random.default_rng(SEED)
    out = []
    for file, column in PAIRS:
        table = csv.read_csv(folder / file)
        x, y = (table[c].to_numpy().astype(float) for c in (column, "salary"))
        drawn = []
        for _ in range(RESAMPLES):
            pick = rng.integers(0, len(x), len(x))
            drawn.append(float(spearmanr(x[pick], y[pick]).statistic))
        low, high = np.quantile(drawn, [0.025, 0.975])
        out.append(
            Figure(
                id=f"F.pay.{column}[{file.removesuffix('.csv')}]",
                what=f"rank correlation of chief executives' pay and {column} [1]",
                value=float(spearmanr(x, y).statistic),
                low=float(low),
                high=float(high),
                note=f"{len(x)} firms. Pay moves with results across firms; that says nothing"
                " about one leader's plan, and no case uses it.",
            )
        )
    return tuple(out)
