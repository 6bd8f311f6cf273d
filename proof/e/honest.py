"""Medicaid and insurance: bounds on violations of parallel trends that R's HonestDiD publishes."""

from __future__ import annotations

import numpy as np

from proof.e.data import WHY, Floats, columns
from proof.figure import Figure, not_run
from proof.registry import proof
from vesica.causal.honest import relative_magnitudes
from vesica.causal.honest_smooth import smoothness

__all__ = ["event_study", "honest"]

# Declared before the first run. Published: README of asheshrambachan/HonestDiD. Its ends lie on a
# grid of .0004, and its first stage is drawn 1,000 times.
MAGNITUDES = {0.5: (0.0241, 0.0673), 1.0: (0.0171, 0.0720), 1.5: (0.0086, 0.0796),
              2.0: (-0.0011, 0.0883)}  # fmt: skip
SMOOTH = {0.0: (0.0259, 0.0607), 0.01: (0.0132, 0.0787), 0.05: (-0.0271, 0.1210)}
TOLERANCE = 0.0005


def event_study() -> tuple[Floats, Floats] | None:
    """Two-way fixed effects by year, reference 2013, errors clustered by state."""
    data = columns("ehec.parquet")
    if data is None:
        return None
    use = (data["year"] < 2016) & ~(data["yexp2"] == 2015)
    year, state, y = data["year"][use], data["stfips"][use], data["dins"][use]
    expanded = data["yexp2"][use] == 2014
    years = np.unique(year)
    _, at = np.unique(state, return_inverse=True)
    groups, n = int(at.max()) + 1, y.size
    shown = years[years != 2013]
    D = np.column_stack([(year == t) & expanded for t in shown]).astype(float)
    fixed = np.column_stack([at[:, None] == np.arange(groups), year[:, None] == years[1:]])
    X = np.column_stack([D, fixed.astype(float)])
    inverse = np.linalg.pinv(X.T @ X)
    rest = y - X @ (inverse @ (X.T @ y))
    sums = np.zeros((groups, X.shape[1]))
    np.add.at(sums, at, X * rest[:, None])
    # Fixed effects of states are nested in the clusters and do not count as coefficients.
    k = shown.size + years.size
    factor = groups / (groups - 1) * (n - 1) / (n - k)
    V = factor * inverse @ sums.T @ sums @ inverse
    return (inverse @ (X.T @ y))[: shown.size], V[: shown.size, : shown.size]


@proof("E.honest")
def honest() -> tuple[Figure, ...]:
    """All published intervals, relative magnitudes and smoothness."""
    found = event_study()
    if found is None:
        return (not_run("E.honest.magnitudes", "largest difference [share]", "<= .0005", WHY),)
    effects, V = found
    before = 5
    ours = {m: relative_magnitudes(effects=effects, covariance=V, before=before, bound=m)
            for m in MAGNITUDES}  # fmt: skip
    smooth = {m: smoothness(effects=effects, covariance=V, before=before, bound=m) for m in SMOOTH}
    return tuple(
        _figure(name, what, {m: (x.low, x.high) for m, x in result.items()}, published)
        for name, what, result, published in (
            ("magnitudes", "relative magnitudes", ours, MAGNITUDES),
            ("smoothness", "smoothness", smooth, SMOOTH),
        )
    )


def _figure(name: str, what: str, ours: dict, published: dict) -> Figure:
    gap = max(abs(a - b) for m in published for a, b in zip(ours[m], published[m], strict=True))
    listed = "; ".join(f"{m:g}: [{low:.4f}, {high:.4f}]" for m, (low, high) in ours.items())
    return Figure(
        id=f"E.honest.{name}", what=f"largest difference from the published ends, {what} [share]",
        value=gap, target="<= .0005", holds=gap <= TOLERANCE, note=listed,
    )  # fmt: skip
