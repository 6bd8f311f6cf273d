"""The persuasion brief claims no more than what was measured."""

from __future__ import annotations

from report_samples import VALUES, made

from vesica.core.estimate import Estimate


def test_the_headline_says_at_least_and_of_whom() -> None:
    brief, out = made("persuasion")
    share = out.value.share
    assert isinstance(share, Estimate)
    assert "on record outside the own line" in brief.headline
    assert f"at least some {share.low:.0%}".replace("%", " %") in brief.headline
    assert f"{share.high:.0%}".replace("%", " %") not in brief.headline


def test_only_what_should_be_near_one_is_called_a_placebo() -> None:
    brief, _ = made("persuasion")
    rows = {str(row[0]): row[1] for row in brief.tables[0].rows}
    placebos = [name for name in rows if name.startswith("Placebo")]
    assert len(placebos) == 1
    assert rows[placebos[0]] == VALUES["persuasion"].ahead
    assert sum("(above 1)" in name for name in rows) == 2
