from __future__ import annotations

import pytest

from vesica.linking.words import canonical, fold, letters, parts, placed, surname_first


@pytest.mark.parametrize("name", ["Müller", "MUELLER", "Mueller", "Mu\u0308ller"])
def test_spellings_of_an_umlaut_are_one(name):
    assert fold(name) == "muller"


def test_letters_and_parts():
    assert letters("Ada_Beispiel92") == "adabeispiel"
    assert parts("Dr. Ada-Maria Beispiel, PhD") == ("ada", "maria", "beispiel")


def test_a_comma_puts_the_surname_first():
    assert surname_first("Beispiel, Ada") == surname_first("Ada Beispiel") == ("ada", "beispiel")
    assert surname_first("Beispiel,") == ("beispiel",)


@pytest.mark.parametrize(
    "handle",
    ["ada", "@Ada", " ada ", "https://x.com/Ada/", "x.com/ada", "https://example.org/@ada"],
)
def test_forms_of_a_handle_are_one(handle):
    assert canonical(handle) == "ada"


def test_a_server_is_part_of_a_handle():
    assert canonical("@ada@example.social") == "ada@example.social"


def test_short_words_are_no_places():
    assert placed("New York", "R&D", None, "Marketing") == ("marketing", "york")
