"""What one kind of table adds to the reading of tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

import pyarrow as pa

from vesica.evidence.fields import Field
from vesica.evidence.reader import Event
from vesica.evidence.source import Source
from vesica.evidence.values import Trouble

__all__ = ["Hooks"]


class Hooks(Protocol):
    """What a kind of table adds to the reading."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """Columns that it looks for."""
        ...

    @property
    def ahead(self) -> tuple[str, ...]:
        """Columns that it wants to see of the whole file before any row is taken in."""
        ...

    def survey(self, columns: Mapping[str, pa.Array]) -> None:
        """See these columns of one batch."""
        ...

    def survey_again(self) -> None:
        """Forget what was seen of them."""
        ...

    def wants_lines(self, columns: Iterable[str]) -> bool:
        """Whether ``chunks`` needs to know the line of every row."""
        ...

    def troubles(self, columns: Mapping[str, pa.Array], rows: int) -> Iterable[Trouble]:
        """Further checks of a batch."""
        ...

    def chunks(
        self, columns: Mapping[str, pa.Array], rows: int, source: Source
    ) -> Iterator[Event]:
        """Turn good rows into chunks."""
        ...

    def rest(self) -> Iterator[Event]:
        """Give on what only the whole file says."""
        ...

    def restart(self) -> None:
        """Forget what was remembered about rows seen so far."""
        ...
