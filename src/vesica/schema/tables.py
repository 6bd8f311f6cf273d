"""All evidence tables by name."""

from __future__ import annotations

from types import MappingProxyType

from vesica.errors import NotFoundError
from vesica.schema import about_activity, about_business, about_people
from vesica.schema.model import Table

__all__ = ["TABLES", "table"]

TABLES = MappingProxyType(
    {t.name: t for t in (*about_people.TABLES, *about_activity.TABLES, *about_business.TABLES)}
)


def table(name: str) -> Table:
    """Return the table of that name.

    Raises
    ------
    NotFoundError
        If the vocabulary has no such table.
    """
    try:
        return TABLES[name]
    except KeyError:
        raise NotFoundError(
            f"There is no evidence table '{name}'.", hint=f"Tables: {', '.join(TABLES)}."
        ) from None
