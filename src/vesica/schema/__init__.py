"""The vocabulary: every evidence table, its grain, columns, units, sensitivity and purposes."""

from vesica.schema.about_activity import PERSONAL
from vesica.schema.about_people import SURE
from vesica.schema.model import Column, DType, OnRepeat, Purpose, Sensitivity, Table
from vesica.schema.tables import TABLES, table

__all__ = [
    "PERSONAL",
    "SURE",
    "TABLES",
    "Column",
    "DType",
    "OnRepeat",
    "Purpose",
    "Sensitivity",
    "Table",
    "table",
]
