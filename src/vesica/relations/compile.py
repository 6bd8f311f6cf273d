"""Relations as SQL text in the dialect of an engine; nothing is connected to."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis.backends.sql.compilers import duckdb, pyspark
from ibis.config import Config

from vesica.errors import UsageError
from vesica.relations.readable import readable

__all__ = ["named", "sql", "unbound"]

_COMPILERS = {"duckdb": duckdb.compiler, "spark": pyspark.compiler}


class _SparkOptions(Config):
    """The one option that compiling for Spark reads; its backend would set it on connecting."""

    treat_nan_as_null: bool = False


def unbound(name: str, schema: pa.Schema) -> ir.Table:
    """Return a table of that name and schema, bound to no data."""
    return ibis.table(ibis.Schema.from_pyarrow(schema), name=name)


def named(name: str, expression: ir.Table) -> ir.Table:
    """Return a table of that name with the columns of an expression, bound to no data."""
    return ibis.table(expression.schema(), name=name)


def sql(expression: ir.Table, dialect: str) -> str:
    """Compile an expression.

    Raises
    ------
    UsageError
        If there is no compiler for the dialect.
    """
    if dialect not in _COMPILERS:
        raise UsageError(
            f"There is no SQL dialect '{dialect}'.", hint=f"Use one of {', '.join(_COMPILERS)}."
        )
    with _spark_options():
        tree = _COMPILERS[dialect].to_sqlglot(expression)
    return readable(tree.sql(dialect), dialect)


@contextmanager
def _spark_options() -> Generator[None]:
    before = ibis.options.pyspark
    ibis.options.pyspark = before or _SparkOptions()
    try:
        yield
    finally:
        ibis.options.pyspark = before
