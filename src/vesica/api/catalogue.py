"""The relations that a works council can read."""

from __future__ import annotations

from vesica.relations import catalogue

__all__ = ["describe", "sql", "texts"]


def sql(relation: str, dialect: str = "duckdb") -> str:
    """SQL of a named relation.

    Raises
    ------
    UnknownRelationError
        If there is no relation of that name.
    """
    return catalogue.sql(relation, dialect)


def describe() -> tuple[tuple[str, str], ...]:
    """Every relation with the first line of its description, in the order of the catalogue."""
    return tuple(
        (name, (made.__doc__ or "").strip().split("\n")[0])
        for name, made in catalogue.CATALOGUE.items()
    )


def texts() -> dict[str, str]:
    """SQL of every relation in the default dialect."""
    return {view.name: view.sql for view in catalogue.views()}
