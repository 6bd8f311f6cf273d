"""The case of Congress: imported through the one path, under its own policy."""

import csv

import pytest

from vesica.demo.congress import congress
from vesica.errors import RefusedError, UsageError


@pytest.fixture
def public_files(tmp_path, monkeypatch):
    """Two small files of the same form as the public ones, with invented members."""
    monkeypatch.setenv("VESICA_VAULT_DIR", str(tmp_path / "vaults"))
    folder = tmp_path / "public"
    folder.mkdir()
    ids = [f"M{i:03}" for i in range(40)]
    with (folder / "members.csv").open("w", newline="") as handle:
        rows = csv.writer(handle)
        rows.writerow(["bioguide", "chamber", "les2_117"])
        rows.writerows([m, "House" if i % 2 else "Senate", i / 10] for i, m in enumerate(ids))
    with (folder / "influence_edges.csv").open("w", newline="") as handle:
        rows = csv.writer(handle)
        header = ["influencer", "influenced", "p_transmission", "times_engaged"]
        rows.writerow([*header, "influencer_tweets"])
        for i, m in enumerate(ids):
            for j in range(1, 2 + i // 2):
                rows.writerow([m, ids[(i + j) % 40], 2 / 100, 2, 100])
    return folder


def test_the_influencer_is_who_is_listened_to(public_files, tmp_path):
    with congress(data=public_files, out=tmp_path / "out").workspace as workspace:
        table = workspace.association().value
    reached = table.rows[0]
    assert reached.first == "colleagues reached"
    assert reached.people == 40
    assert reached.both == reached.top_second == 10
    assert reached.lift.low > 1


def test_the_files_are_named_and_never_fetched(tmp_path):
    with pytest.raises(UsageError, match=r"10\.1016/j\.dib\.2023\.109521"):
        congress(data=None, out=tmp_path / "out")
    with pytest.raises(UsageError, match=r"lacks members\.csv"):
        congress(data=tmp_path, out=tmp_path / "out")


def test_a_folder_that_no_demo_made_is_left_alone(public_files, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="not made by a demo"):
        congress(data=public_files, out=tmp_path / "out")


def test_the_table_of_public_figures_is_refused_elsewhere(acme):
    from vesica.api.association import association

    with pytest.raises(RefusedError):
        association(acme, measure="performance rating")
