"""Communities of people who talk to each other, as clusters for a lottery."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

__all__ = ["communities", "modularity"]

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

_ROUNDS = 50


def communities(
    *, source: Ints, target: Ints, weight: Floats, n_people: int, least: int = 1
) -> Ints:
    """Groups with many ties inside and few between, by Louvain's moves in a fixed order.

    The order of moves goes by strength and by the strength of contacts, so that it does not
    depend on names or rows where people differ in their ties.

    Parameters
    ----------
    source, target : ndarray of int, shape (n_ties,)
        People, as positions; ties count both ways.
    weight : ndarray of float64, shape (n_ties,)
        Strength.
    n_people : int
        Number of people; one without ties is a community alone, or joins by ``least``.
    least : int
        Communities with fewer people join the one to which they have most ties, or, without
        ties, are pooled.

    Returns
    -------
    ndarray of int, shape (n_people,)
        Community, numbered by size, largest first.

    References
    ----------
    Blondel, Guillaume, Lambiotte & Lefebvre (2008), doi:10.1088/1742-5468/2008/10/P10008.
    """
    apart = source != target
    A = coo_array((weight[apart], (source[apart], target[apart])), shape=(n_people, n_people))
    A = csr_array(A.tocsr() + A.tocsr().T)
    label = np.arange(n_people)
    graph = A
    while True:
        moved = _moves(graph)
        names, moved = np.unique(moved, return_inverse=True)
        label = moved[label]
        if names.size == graph.shape[0]:
            break
        into = coo_array((np.ones(moved.size), (np.arange(moved.size), moved))).tocsr()
        graph = csr_array(into.T @ graph @ into)
    return _numbered(_merged(A, label, least))


def modularity(*, source: Ints, target: Ints, weight: Floats, label: Ints) -> float:
    """Share of ties inside communities, above what strengths alone would give [1]."""
    total = float(weight.sum())
    inside = float(weight[label[source] == label[target]].sum())
    k = int(label.max()) + 1
    strength = np.bincount(label[source], weight, k) + np.bincount(label[target], weight, k)
    return inside / total - float(np.sum((strength / (2 * total)) ** 2))


def _moves(A: csr_array) -> Ints:
    """One level: move nodes one by one to the neighbouring community that gains most."""
    n = A.shape[0]
    strength = np.asarray(A.sum(axis=1), float).ravel()
    total = float(strength.sum())
    label = np.arange(n)
    if total == 0:
        return label
    order = _order(A, strength)
    place = np.empty(n, np.intp)
    place[order] = np.arange(n)
    held = strength.copy()
    indptr, indices, data = A.indptr.tolist(), A.indices.tolist(), A.data.tolist()
    rank = place.tolist()
    for _ in range(_ROUNDS):
        changed = False
        for i in order.tolist():
            own, k = int(label[i]), float(strength[i])
            to: dict[int, float] = {own: 0.0}
            for at in range(indptr[i], indptr[i + 1]):
                j = indices[at]
                if j != i:
                    c = int(label[j])
                    to[c] = to.get(c, 0.0) + data[at]
            held[own] -= k
            stay = to[own] - k * held[own] / total
            best, gain = own, stay
            for c in sorted(to, key=lambda c: rank[c]):
                value = to[c] - k * held[c] / total
                if value > gain + 1e-12 * total:
                    best, gain = c, value
            held[best] += k
            if best != own:
                label[i], changed = best, True
        if not changed:
            break
    return label


def _order(A: csr_array, strength: Floats) -> Ints:
    """Strongest first; ties by the strength of contacts, of their contacts, and so on."""
    keys = [strength]
    for _ in range(3):
        further = np.asarray(A @ keys[-1], float)
        keys.append(further / max(float(further.max(initial=0.0)), 1e-300))
    return np.lexsort([np.round(-k, 9) for k in reversed(keys)])


def _merged(A: csr_array, label: Ints, least: int) -> Ints:
    label = label.copy()
    while True:
        size = np.bincount(label)
        small = [c for c in np.argsort(size, kind="stable").tolist() if 0 < size[c] < least]
        if not small or np.sum(size > 0) == 1:
            return label
        c = small[0]
        ties = np.bincount(label, weights=np.asarray(A[label == c].sum(axis=0)).ravel())
        ties[c] = 0
        if ties.max() > 0:
            label[label == c] = int(np.argmax(ties))
        else:
            others = [s for s in small if s != c] or [int(np.argmax(size))]
            label[label == c] = others[0]


def _numbered(label: Ints) -> Ints:
    size = np.bincount(label)
    order = np.argsort(-size, kind="stable")
    number = np.empty(size.size, np.intp)
    number[order] = np.arange(size.size)
    return number[label]
