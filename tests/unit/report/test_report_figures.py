from __future__ import annotations

import dataclasses
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from report_samples import HIDDEN, OVERLAP, QUESTIONS, estimate, made

from vesica.core.estimate import Hidden
from vesica.report.figure import COLOURS
from vesica.report.html import DARK
from vesica.report.overlap_figure import overlap_figure
from vesica.report.vega import inline_svg, svg


def shapes(figure: dict[str, Any]) -> list[tuple[str, list[tuple[float, float]]]]:
    """Fill and corners of every closed shape."""
    layers = figure["vconcat"][0]["layer"]
    return [
        (layer["mark"]["fill"], [(v["x"], v["y"]) for v in layer["data"]["values"]])
        for layer in layers
        if layer["mark"]["type"] == "line"
    ]


def area(corners: list[tuple[float, float]]) -> float:
    following = corners[1:] + corners[:1]
    return abs(sum(x * v - u * y for (x, y), (u, v) in zip(corners, following, strict=True))) / 2


def texts(drawn: str) -> list[str]:
    class Texts(HTMLParser):
        found: tuple[str, ...] = ()
        inside = False

        def handle_starttag(self, tag: str, attrs: Any) -> None:
            self.inside = tag == "text"

        def handle_data(self, data: str) -> None:
            if self.inside:
                self.found += (data,)

    reader = Texts()
    reader.feed(drawn)
    return list(reader.found)


def test_areas_are_those_of_the_released_numbers() -> None:
    (_, first), (_, second), (colour, both) = shapes(overlap_figure(OVERLAP))
    per_person = area(first) / 500
    assert area(second) / 490 == pytest.approx(per_person, rel=1e-3)
    assert area(both) / 85 == pytest.approx(per_person, rel=1e-2)
    assert colour == COLOURS.both


def test_panels_have_equal_units_so_that_circles_are_round() -> None:
    panel = overlap_figure(OVERLAP)["vconcat"][0]
    for layer in panel["layer"]:
        assert layer["encoding"]["x"]["scale"]["domain"] == [0, panel["width"]]
        assert layer["encoding"]["y"]["scale"]["domain"] == [0, panel["height"]]


@pytest.mark.parametrize(
    ("changes", "absent", "present"),
    [
        ({"both": HIDDEN}, ["85", "60–110"], ["hidden", "500 people [470–530]"]),
        ({"expertise": HIDDEN}, ["500 people"], ["hidden", "85 people [60–110]"]),
        ({"chance": HIDDEN}, ["125", "chance"], ["85 people [60–110]"]),
        (
            {"both": HIDDEN, "chance": HIDDEN, "expertise": HIDDEN, "influence": HIDDEN},
            ["85", "125", "500", "490"],
            ["hidden"],
        ),
    ],
)
def test_hidden_parts_are_neutral_and_carry_no_number(
    changes: dict[str, Any], absent: list[str], present: list[str]
) -> None:
    figure = overlap_figure(dataclasses.replace(OVERLAP, **changes))
    written = texts(svg(figure))
    for number in absent:
        assert not any(re.search(rf"\b{number}\b", line) for line in written)
    for words in present:
        assert words in written
    if "both" in changes:
        assert shapes(figure)[2][0] == COLOURS.neutral


def test_hidden_overlap_does_not_move_with_the_numbers_that_stay() -> None:
    """A hidden almond must not be readable from the drawing."""
    one = dataclasses.replace(OVERLAP, both=HIDDEN)
    two = dataclasses.replace(one, expertise=estimate(700, 690, 710))
    assert shapes(overlap_figure(one)) == shapes(overlap_figure(two))


def test_long_numbers_get_a_line_of_their_own_and_long_reasons_stay_in_the_table() -> None:
    large = estimate(49000, 46000, 51000)
    away = Hidden(why="shown, it would give away fewer than 10 people beside it")
    changed = dataclasses.replace(OVERLAP, expertise=large, influence=large, both=away)
    written = texts(svg(overlap_figure(changed)))
    assert written.count("49,000 people") == 2
    assert written.count("[46,000–51,000]") == 2
    assert "Both skills: hidden" in written
    assert not any("give away" in line for line in written)


def test_nobody_with_both_draws_no_almond() -> None:
    none = dataclasses.replace(OVERLAP, both=estimate(0, 0, 12))
    assert len(shapes(overlap_figure(none))) == 2


@pytest.mark.parametrize("question", QUESTIONS)
def test_figure_is_a_plain_specification(question: str) -> None:
    brief, _ = made(question)
    assert json.loads(json.dumps(brief.figure)) == brief.figure
    assert brief.figure["$schema"].endswith("/vega-lite/v6.json")
    assert '"url"' not in json.dumps(brief.figure)


@pytest.mark.parametrize("question", ["overlap", "explain", "association"])
def test_figure_writes_the_numbers_as_the_table_does(question: str) -> None:
    brief, _ = made(question)
    written = " ".join(texts(svg(brief.figure)))
    first = brief.tables[0]
    column = 1
    for row in first.shown()[:3]:
        assert row[column] in written


def test_empty_evidence_still_draws() -> None:
    brief, _ = made("health", tables=(), findings=())
    assert "No table has dates" in brief.figure_alt
    assert svg(brief.figure).startswith("<svg")
    assert brief.headline.endswith("Nothing is missing that a question needs.")


def test_every_colour_follows_the_theme() -> None:
    drawn = inline_svg(overlap_figure(OVERLAP))
    used = set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]{6})"', drawn))
    assert used <= set(dataclasses.asdict(COLOURS).values())


def luminance(colour: str) -> float:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, two: str) -> float:
    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [COLOURS, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("role", "least"),
    [("ink", 7), ("soft", 4.5), ("first", 4.5), ("second", 4.5), ("both", 4.5), ("neutral", 3)],
)
def test_contrast_meets_aa(theme: Any, role: str, least: float) -> None:
    assert contrast(getattr(theme, role), theme.paper) >= least
