"""Work on both sides of the present piece: the next is fetched, the last is put away."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import Any, Self, TypeVar

__all__ = ["Behind", "ahead"]

T = TypeVar("T")


def ahead(items: Iterator[T]) -> Generator[T]:
    """Give on the items; each is fetched in a thread while the one before it is worked on."""

    def fetch() -> tuple[T, ...]:
        return tuple(islice(items, 1))

    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(fetch)
        while found := coming.result():
            coming = pool.submit(fetch)
            yield from found


class Behind:
    """Does one piece of work in a thread while its caller prepares the next."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1)
        self._last: Future[Any] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *rest: object) -> None:
        self._pool.shutdown()
        if kind is None:
            self.wait()

    def do(self, work: Callable[..., Any], *arguments: Any) -> None:
        """Begin a piece of work, once the one before it is done; what went wrong is raised."""
        self.wait()
        self._last = self._pool.submit(work, *arguments)

    def wait(self) -> None:
        """Wait until nothing is left to do; what went wrong is raised."""
        last, self._last = self._last, None
        if last is not None:
            last.result()
