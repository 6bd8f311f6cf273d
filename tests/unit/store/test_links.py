from __future__ import annotations

import pytest

from vesica.errors import NotFoundError
from vesica.store.links import CONFIRMED, REJECTED, SUGGESTED, Suggestion
from vesica.store.state import State


def suggestion(account="a1", person="p1", probability=0.9, reasons=("one", "two")):
    return Suggestion(
        platform="X",
        account_id=account,
        person_id=person,
        probability=probability,
        reasons=reasons,
    )


@pytest.fixture
def book(layout):
    with State(layout) as state:
        yield state.links


def test_what_was_put_comes_back(book):
    book.suggest([suggestion(), suggestion("a2", "p2")])
    (link,) = book.of("p1")
    assert (link.suggestion, link.answer) == (suggestion(), SUGGESTED)
    assert [x.suggestion.person_id for x in book.all()] == ["p1", "p2"]


def test_answers_stay_and_numbers_are_never_used_again(book):
    book.suggest([suggestion(), suggestion("a2"), suggestion("a3")])
    numbers = {x.suggestion.account_id: x.number for x in book.of("p1")}
    book.answer("p1", numbers["a1"], CONFIRMED)
    book.answer("p1", numbers["a2"], REJECTED)
    book.suggest([suggestion(probability=0.5), suggestion("a4")])
    now = {x.suggestion.account_id: (x.number, x.answer) for x in book.of("p1")}
    assert now["a1"] == (numbers["a1"], CONFIRMED)
    assert now["a2"] == (numbers["a2"], REJECTED)
    assert "a3" not in now
    assert now["a4"][0] > max(numbers.values())


def test_a_suggestion_made_again_keeps_its_number(book):
    book.suggest([suggestion()])
    (before,) = book.all()
    book.suggest([suggestion(probability=0.99, reasons=("better",))])
    (after,) = book.all()
    assert (after.number, after.suggestion.probability) == (before.number, 0.99)
    assert after.suggestion.reasons == ("better",)


def test_nobody_answers_for_somebody_else(book):
    book.suggest([suggestion()])
    (link,) = book.all()
    with pytest.raises(NotFoundError, match="No account was put to you"):
        book.answer("p2", link.number, CONFIRMED)
    with pytest.raises(NotFoundError):
        book.one("p1", link.number + 1)
    assert book.all() == (link,)


@pytest.mark.parametrize("pseudonym", ["a1", "p1"])
def test_forgetting_a_person_or_an_account(layout, pseudonym):
    with State(layout) as state:
        state.links.suggest([suggestion(), suggestion("a2", "p2")])
        state.forget(pseudonym)
        assert [x.suggestion.account_id for x in state.links.all()] == ["a2"]
