"""The quick look at a column, and the stream that is made while it is used."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vesica.core.ahead import Behind, ahead
from vesica.core.cells import visible


@settings(deadline=None)
@given(st.lists(st.none() | st.text(max_size=3)), st.integers(0, 3))
def test_visible_cells_are_all_of_ascii_signs(texts: list[str | None], start: int) -> None:
    cells = pa.array(texts, pa.string()).slice(start)
    together = "".join(t for t in texts[start:] if t)
    plain = all("!" <= c <= "~" for c in together)
    assert visible(cells) == (together.encode() if plain else None)


def test_items_come_in_order_and_are_made_ahead() -> None:
    made: list[int] = []
    second = threading.Event()

    def items() -> Iterator[int]:
        for number in range(5):
            made.append(number)
            if number == 1:
                second.set()
            yield number

    stream = ahead(items())
    assert next(stream) == 0
    assert second.wait(5)
    assert list(stream) == [1, 2, 3, 4]
    assert made == [0, 1, 2, 3, 4]


def test_what_goes_wrong_ahead_is_raised_in_its_place() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ValueError("two")

    stream = ahead(items())
    assert next(stream) == 1
    with pytest.raises(ValueError, match="two"):
        next(stream)


def test_a_stream_may_be_left_early() -> None:
    before = threading.active_count()
    stream = ahead(iter(range(10)))
    assert next(stream) == 0
    stream.close()
    assert threading.active_count() == before


def test_work_is_done_behind_and_in_order() -> None:
    done: list[int] = []
    with Behind() as behind:
        for number in range(5):
            behind.do(done.append, number)
        behind.wait()
        assert done == [0, 1, 2, 3, 4]


def test_what_goes_wrong_behind_is_raised() -> None:
    with pytest.raises(ZeroDivisionError), Behind() as behind:
        behind.do(lambda: 1 // 0)


def test_what_goes_wrong_before_is_not_hidden_by_what_goes_wrong_behind() -> None:
    def work() -> None:
        with Behind() as behind:
            behind.do(lambda: 1 // 0)
            raise KeyError

    with pytest.raises(KeyError):
        work()
