"""All relations by name, in the order in which they read each other, and their SQL."""

from __future__ import annotations

import functools
import graphlib
import importlib
import inspect
from collections.abc import Callable, Collection, Iterator, Mapping
from types import FunctionType
from typing import TYPE_CHECKING, overload

import pyarrow as pa

from vesica.engine.base import View
from vesica.errors import UnknownRelationError
from vesica.schema import TABLES

if TYPE_CHECKING:
    import ibis.expr.types as ir

__all__ = ["CATALOGUE", "INPUTS", "reads", "relation", "sql", "views"]

Build = FunctionType

INPUTS: Mapping[str, pa.Schema] = {
    "parameters": pa.schema(
        [
            ("window_days", pa.int64()),
            ("broadcast_recipients", pa.int64()),
            ("blocks", pa.int64()),
            ("senior_share_e6", pa.int64()),
        ]
    ),
    "excluded": pa.schema([("person_id", pa.string())]),
    "handle_owners": pa.schema(
        [("platform", pa.string()), ("author_id", pa.string()), ("person_id", pa.string())]
    ),
    "sealing": pa.schema([("last_import", pa.timestamp("us"))]),
}
"""Small tables that a run brings along: one row of settings, the people to leave out, whose
handle it is where that is sure, and when the newest import was sealed."""

_SUBJECTS = (
    "window",
    "organisation",
    "expertise",
    "conversation",
    "named",
    "learning",
    "position",
    "nominations",
    "influence",
    "replies",
    "association",
    "health",
    "linking",
    "age",
    "vision",
    "persuasion",
    "programmes",
    "incentives",
    "planning",
)


_built: dict[str, Build] = {}
_kept: set[str] = set()


@overload
def relation(build: Build) -> Build: ...
@overload
def relation(*, keep: bool) -> Callable[[Build], Build]: ...
def relation(
    build: Build | None = None, *, keep: bool = False
) -> Build | Callable[[Build], Build]:
    """Register a function as the relation of its name; its parameters name what it reads.

    Parameters
    ----------
    build : function
        Makes the expression from the tables that it reads.
    keep : bool
        Whether engines compute it once: it is small, and many others read it.
    """
    if build is None:
        return functools.partial(_register, keep=keep)
    return _register(build, keep=keep)


def _register(build: Build, *, keep: bool) -> Build:
    _built[build.__name__] = build
    if keep:
        _kept.add(build.__name__)
    return build


def reads(build: Build) -> tuple[str, ...]:
    """Evidence tables, inputs and relations that a relation reads."""
    return tuple(inspect.signature(build).parameters)


@functools.cache
def _ordered() -> Mapping[str, Build]:
    for subject in _SUBJECTS:
        importlib.import_module(f"vesica.relations.{subject}")
    graph = {name: [n for n in reads(build) if n in _built] for name, build in _built.items()}
    return {name: _built[name] for name in graphlib.TopologicalSorter(graph).static_order()}


class _Catalogue(Mapping[str, Build]):
    """The relations, loaded when first asked for, each after those that it reads."""

    def __getitem__(self, name: str) -> Build:
        return _ordered()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_ordered())

    def __len__(self) -> int:
        return len(_ordered())


CATALOGUE: Mapping[str, Build] = _Catalogue()
"""Name → function; its docstring states grain, columns and units."""


def views(dialect: str = "duckdb", *, needed: Collection[str] = ()) -> tuple[View, ...]:
    """Relations compiled for a dialect, each after those that it reads.

    Parameters
    ----------
    dialect : str
        ``duckdb`` or ``spark``.
    needed : collection of str
        Relations that will be asked for; they come with all that they rest on. All, if empty.
    """
    wanted = _resting_on(needed) if needed else frozenset(CATALOGUE)
    return tuple(
        View(name=name, sql=_text(name, dialect), keep=name in _kept)
        for name in CATALOGUE
        if name in wanted
    )


def _resting_on(names: Collection[str]) -> frozenset[str]:
    """Relations of these names, and all that they read, directly or not."""
    found: set[str] = set()
    waiting = sorted(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [read for read in reads(CATALOGUE[name]) if read in CATALOGUE]
    return frozenset(found)


def sql(name: str, dialect: str = "duckdb") -> str:
    """SQL of one relation; the relations that it reads appear by name.

    Raises
    ------
    UnknownRelationError
        If there is no relation of that name.
    """
    if name not in CATALOGUE:
        raise UnknownRelationError.named(name, CATALOGUE)
    return _text(name, dialect)


@functools.cache
def _text(name: str, dialect: str) -> str:
    from vesica.relations import compile as compiler

    return compiler.sql(_expression(name), dialect)


@functools.cache
def _expression(name: str) -> ir.Table:
    build = CATALOGUE[name]
    return build(**{read: _named(read) for read in reads(build)})


@functools.cache
def _named(name: str) -> ir.Table:
    """Return a table as other relations read it: its columns, bound to no data."""
    from vesica.relations import compile as compiler

    if name in CATALOGUE:
        return compiler.named(name, _expression(name))
    return compiler.unbound(name, INPUTS[name] if name in INPUTS else TABLES[name].arrow)
