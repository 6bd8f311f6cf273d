from __future__ import annotations

import io
import zipfile

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_samples import HIDDEN, OVERLAP, estimate, made

from vesica.core.estimate import Estimate, Hidden
from vesica.core.overlap import Verdict
from vesica.report.overlap_words import headline, meaning, people
from vesica.report.saving import render
from vesica.report.words import clean, number, show, top_share


@pytest.mark.parametrize(
    ("value", "share", "written"),
    [
        (estimate(120, 90, 150), False, "120 people [90–150]"),
        (estimate(1, 1, 3), False, "1 person [1–3]"),
        (estimate(120, 120, 120), False, "120 people"),
        (estimate(12000, 9000, 15000), False, "12,000 people [9,000–15,000]"),
        (estimate(0.68, 0.48, 0.88, "1"), False, "0.68 [0.48–0.88]"),
        (estimate(-0.3, -0.46, -0.12, "1"), False, "−0.3 [−0.46 to −0.12]"),
        (estimate(0.8, -0.1, 1.3, "sd"), False, "0.8 sd [−0.1 to 1.3]"),
        (estimate(0.15, 0.05, 0.3, "1"), True, "15 % [5–30]"),
        (HIDDEN, False, "hidden (fewer than 10 people)"),
        (HIDDEN, True, "hidden (fewer than 10 people)"),
        (Hidden(why=""), False, "hidden"),
        (0.0035, False, "0.0035"),
        (0.1 + 0.2, False, "0.3"),
        (0.07, True, "7 %"),
        (0.9999999, True, "99.99999 %"),
        (0.9999999, False, "0.9999999"),
        (1_234_567, False, "1,234,567"),
        (1e9, False, "1,000,000,000"),
        (-0.0, False, "0"),
        ("Sales", False, "Sales"),
    ],
)
def test_show_writes_a_released_value_one_way(value, share: bool, written: str) -> None:
    assert show(value, share=share) == written


@given(st.floats(-1e12, 1e12, allow_nan=False))
def test_number_keeps_six_digits_and_has_no_exponent(value: float) -> None:
    written = number(value)
    assert "e" not in written.lower()
    assert float(written.replace(",", "").replace("−", "-")) == pytest.approx(value, rel=5e-6)


@pytest.mark.parametrize(
    ("bar", "words"),
    [
        (0.5, "top half"),
        (0.75, "top quarter"),
        (0.8, "top fifth"),
        (0.9, "top tenth"),
        (0.95, "top twentieth"),
        (0.7, "top 30 %"),
        (0.985, "top 1.5 %"),
    ],
)
def test_bar_is_said_in_words(bar: float, words: str) -> None:
    assert top_share(bar) == words


@pytest.mark.parametrize(
    ("dirty", "harmless"),
    [
        ("a\x1b[31mb", "a\ufffd[31mb"),
        ("abc\u202egnp", "abc\ufffdgnp"),
        ("two\nlines\tand  more", "two lines and more"),
        ("\ud800", "\ufffd"),
        ("Zu\u0308rich", "Zürich"),
        ("東京 😀", "東京 😀"),
    ],
)
def test_clean_takes_out_what_steers(dirty: str, harmless: str) -> None:
    assert clean(dirty) == harmless


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (2000, "about 2,000 people"),
        (1987, "1,987 people"),
        (12000, "about 12,000 people"),
        (60, "60 people"),
        (475, "475 people"),
    ],
)
def test_only_round_counts_are_called_about(count: int, words: str) -> None:
    assert people(count) == words


START = (
    "Of about 2,000 people, some 500 know social media and some 490 are listened to, each in the"
    " organisation's top quarter"
)


@pytest.mark.parametrize(
    ("verdict", "end"),
    [
        (
            Verdict.RARE,
            "only some 85 are both (60 to 110), fewer than chance alone would give (125).",
        ),
        (
            Verdict.RARE_BY_CHANCE,
            (
                "some 85 are both (60 to 110): few, but only because each skill is uncommon, and"
                " about as many as chance alone would give (125)."
            ),
        ),
        (
            Verdict.NOT_RARE,
            (
                "some 85 are both (60 to 110). That is not rare: chance alone would give fewer"
                " (125)."
            ),
        ),
        (
            Verdict.CANNOT_SAY,
            (
                "some 85 are both (60 to 110). The evidence cannot say yet whether that is rare:"
                " chance alone would give 125."
            ),
        ),
    ],
)
def test_headline_follows_the_verdict(verdict: Verdict, end: str) -> None:
    brief, _ = made("overlap", verdict=verdict)
    assert brief.headline == f"{START} — and {end}"


def test_every_verdict_has_its_own_meaning_in_three_sentences() -> None:
    meanings = [made("overlap", verdict=v)[0].meaning for v in Verdict]
    assert len({said[0] for said in meanings}) == len(Verdict)
    assert all(len(said) == 3 for said in meanings)


@pytest.mark.parametrize("verdict", list(Verdict))
def test_hidden_overlap_is_said_and_nothing_is_compared(verdict: Verdict) -> None:
    brief, _ = made("overlap", both=HIDDEN, lift=HIDDEN, verdict=verdict)
    assert brief.headline == (START + ". How many are both is hidden (fewer than 10 people).")
    assert brief.paragraphs[-1].endswith("hidden does not mean none.")
    assert "125" not in " ".join((brief.headline, *brief.paragraphs, *brief.meaning))


def test_hidden_chance_is_said_and_nothing_is_compared() -> None:
    brief, _ = made("overlap", chance=HIDDEN)
    assert brief.headline.endswith(
        "are both (60 to 110). What chance alone would give is hidden (fewer than 10 people)."
    )
    assert "fewer than chance" not in brief.headline


def test_hidden_skill_is_said() -> None:
    brief, _ = made("overlap", expertise=HIDDEN)
    assert "a hidden number (fewer than 10 people) know social media" in brief.headline
    assert "500" not in brief.headline


def test_level_of_the_interval_is_that_of_most_estimates() -> None:
    brief, _ = made("overlap")
    assert brief.intervals == "Ranges in brackets are 90 % intervals."
    assert "[60–110]" in str(brief.tables[0].shown(brief.level))
    both = Estimate(value=85, low=60, high=110, level=0.95, unit="people", n=2000)
    other, out = made("overlap", both=both)
    assert other.intervals == (
        "Ranges in brackets are 90 % intervals, but for those that say another level."
    )
    assert "85 people [60–110, 95 %]" in str(other.tables[0].shown(other.level))
    assert headline(out.value) == headline(OVERLAP)
    assert meaning(out.value) == meaning(OVERLAP)


@pytest.mark.parametrize("suffix", [".txt", ".html", ".pdf", ".json", ".xlsx"])
@pytest.mark.parametrize(
    "question", ["overlap", "age", "vision", "doing", "persuasion", "compare", "claims"]
)
def test_every_form_names_the_level_of_its_intervals(question: str, suffix: str) -> None:
    brief, out = made(question)
    assert "90 %" in brief.intervals
    words = _words(render(brief, out, suffix), suffix)
    said = "ends of the 90 % interval" if suffix == ".xlsx" else brief.intervals
    assert "".join(said.split()) in words


def _words(content: bytes, suffix: str) -> str:
    if suffix == ".pdf":
        pages = pypdf.PdfReader(io.BytesIO(content)).pages
        text = " ".join(page.extract_text() for page in pages)
    elif suffix == ".xlsx":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            text = book.read("xl/sharedStrings.xml").decode()
    else:
        text = content.decode()
    return "".join(text.split())


def test_nothing_is_said_of_intervals_where_there_are_none() -> None:
    brief, _ = made("health")
    assert brief.intervals == ""


def test_card_speaks_to_the_person_alone_as_you() -> None:
    own, _ = made("explain")
    seen, _ = made("explain", audience="analyst")
    assert "a chance of 55 % that you are above" in own.headline
    assert "a chance of 55 % that this person is above" in seen.headline
    words = " ".join(
        (seen.title, seen.headline, seen.figure_title, *seen.paragraphs, *seen.meaning)
    )
    assert "you" not in words.lower()


def test_card_says_the_chance_of_both_only_where_it_was_released() -> None:
    assert "Both:" not in made("explain")[0].headline
    assert made("explain", both=0.3)[0].headline.endswith("Both: a chance of 30 %.")


def test_the_comparison_names_the_number_it_rests_on() -> None:
    brief, _ = made("overlap")
    assert "multiple of chance, 0.68 [0.48–0.88]" in " ".join(brief.paragraphs)
    hidden, _ = made("overlap", lift=HIDDEN)
    assert "multiple of chance" not in " ".join(hidden.paragraphs)
