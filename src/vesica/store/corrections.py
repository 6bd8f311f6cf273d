"""Imports whose held back rows a later import of the same file has made good."""

from __future__ import annotations

from collections.abc import Sequence

from vesica.store.manifest import ImportManifest

__all__ = ["still_open"]


def still_open(imports: Sequence[ImportManifest]) -> tuple[ImportManifest, ...]:
    """Imports with rows in quarantine that no later import of the file has replaced.

    Parameters
    ----------
    imports : sequence of ImportManifest
        All imports, in their sequence.
    """
    held = (m for m in imports if m.quarantined)
    return tuple(
        m for m in held if not any(_replaces(n, m) for n in imports if n.sequence > m.sequence)
    )


def _replaces(later: ImportManifest, former: ImportManifest) -> bool:
    """Whether a file of the same name and kind holds all that the former one gave, and more.

    A full list of people replaces the list before it in any case. Next month's export of the
    same name does not: hardly any of its rows were known.
    """
    if (later.source.name, later.source.kind) != (former.source.name, former.source.kind):
        return False
    if later.listing and later.listing.whole and former.listing:
        return True
    for name in former.accepted:
        old, new = former.tables.get(name), later.tables.get(name)
        if old is None:
            continue
        if new is None or new.repeated + new.superseding < old.rows:
            return False
        if new.rows + new.repeated <= old.rows + old.repeated:
            return False
    return True
