"""The age question: birth years and entries. Nothing that scores, matches or selects reads it."""

from __future__ import annotations

import ibis.expr.types as ir
from ibis import _

from vesica.relations.catalogue import relation

__all__: list[str] = []


@relation
def birth_years(audit_attributes: ir.Table) -> ir.Table:
    """Years in which people were born; values that are no year are left out.

    Grain: one row per person whose birth year is known.
    Columns: ``person_id``, ``birth_year`` [year].
    """
    years = audit_attributes.filter(_.attribute == "birth year").select(
        "person_id", birth_year=_.value.try_cast("int64")
    )
    return years.filter(_.birth_year.between(1900, 2100))


@relation
def entries(people: ir.Table) -> ir.Table:
    """First days in the organisation.

    Grain: one row per person whose first day is known.
    Columns: ``person_id``, ``hired_on`` [date].
    """
    return people.filter(_.hired_on.notnull()).group_by("person_id").agg(hired_on=_.hired_on.min())
