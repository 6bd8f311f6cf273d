"""Whose account it is: what an organisation may import, and what a person hands over."""

import io
import json
import sys

import numpy as np
import pyarrow.parquet as pq
import pytest

from vesica.api import skills
from vesica.api.engines import open_evidence
from vesica.api.workspace import Workspace
from vesica.cli import main
from vesica.disclosure.personal_accounts import law
from vesica.errors import RefusedError, UnreadableFileError, UsageError
from vesica.measure.practice import practice
from vesica.schema import Purpose

SECRET = "walnut-pudding"
PLACES = {
    "E001": "DE",
    "E002": "US-CA",
    "E003": "US-IL",
    "E004": "US",
    "E005": "",
    "E006": "US-NY",
}


@pytest.fixture
def archive(tmp_path):
    folder = tmp_path / "ada.zip-unpacked"
    (folder / "data").mkdir(parents=True)
    about = [{"account": {"accountId": "42", "username": f"ada-{SECRET}"}}]
    posts = [
        _tweet(1, "Mon Mar 03 08:00:00 +0000 2025", favorite_count="3"),
        _tweet(2, "Mon Mar 03 09:00:00 +0000 2025", favorite_count="5"),
        _tweet(3, "Thu Mar 06 23:59:59 +0000 2025", in_reply_to_user_id_str="7"),
        _tweet(4, "Mon Mar 17 08:00:00 +0000 2025", full_text=f"RT @{SECRET}: x"),
        _tweet(5, "Fri Mar 01 08:00:00 +0000 2024"),
    ]
    for name, told in (("account", about), ("tweets", posts)):
        text = f"window.YTD.{name}.part0 = {json.dumps(told, indent=1)}"
        (folder / "data" / f"{name}.js").write_text(text)
    return folder


def _tweet(number, when, **more):
    told = {"id_str": f"19{number:017}", "created_at": when, "full_text": SECRET}
    return {"tweet": told | more}


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.setenv("VESICA_VAULT_DIR", str(tmp_path / "vaults"))
    roster = tmp_path / "roster.csv"
    rows = [f"{key},{key.lower()}@example.org,Sales,{place}" for key, place in PLACES.items()]
    roster.write_text("\n".join(["Employee ID,Email,Department,Jurisdiction", *rows]) + "\n")
    with Workspace.create(tmp_path / "acme") as made:
        made.import_file(roster)
        yield made


def _vesica(capsys, monkeypatch, *words, answer=""):
    monkeypatch.setattr(sys, "stdin", io.StringIO(answer))
    with pytest.raises(SystemExit) as caught:
        main([str(w) for w in words])
    out = capsys.readouterr()
    return int(caught.value.code or 0), out.out, out.err


@pytest.fixture
def reduced(archive, tmp_path, capsys, monkeypatch):
    """Make the file that the person with this key hands over."""

    def make(key, **options):
        out = tmp_path / f"{key}-{len(list(tmp_path.iterdir()))}.json"
        more = [w for name, value in options.items() for w in (f"--{name}", value)]
        code, _, err = _vesica(
            capsys, monkeypatch, "reduce", archive, "--out", out, "--employee", key, *more
        )
        assert code == 0, err
        return out

    return make


def _rows(workspace, table):
    files = workspace.evidence.files(table, purpose=Purpose.HEALTH)
    return [row for file in files for row in pq.read_table(file).to_pylist()]


def test_the_organisations_account_counts_for_who_runs_it(workspace, archive):
    report = workspace.import_file(archive, owner="organisation", person="e001@example.org")
    ada = workspace.vault.find("E001")
    assert report.accepted == {"posts": 5}
    assert {p["person_id"] for p in _rows(workspace, "posts")} == {ada}
    (account,) = _rows(workspace, "accounts")
    assert (account["person_id"], account["claimed_how"]) == (ada, "organisation")
    assert workspace.import_file(archive, owner="organisation", person="E001").already
    assert not workspace.import_file(archive, owner="organisation", person="E006").already
    assert not any(SECRET.encode() in f.read_bytes() for f in workspace.layout.root.rglob("*.*"))


def test_the_organisations_account_needs_somebody_who_runs_it(workspace, archive):
    with pytest.raises(UsageError, match="no person") as caught:
        workspace.import_file(archive, owner="organisation")
    assert "--person KEY" in caught.value.hint
    with pytest.raises(UsageError, match="Nobody in the roster"):
        workspace.import_file(archive, owner="organisation", person="E999")


def test_a_personal_archive_is_refused_with_advice(workspace, archive, capsys, monkeypatch):
    before = workspace.evidence.digest()
    words = ["-w", workspace.layout.root, "import", archive]
    code, _, err = _vesica(capsys, monkeypatch, *words)
    assert code == 3
    assert "vesica reduce ARCHIVE" in err
    assert _vesica(capsys, monkeypatch, *words, "--person", "E001")[0] == 3
    assert workspace.evidence.digest() == before


def test_other_files_have_no_owner(workspace, tmp_path):
    edges = tmp_path / "advice.csv"
    edges.write_text("source,target\nE001,E002\n")
    with pytest.raises(UsageError, match="archive of an account"):
        workspace.import_file(edges, owner="organisation", person="E001")


@pytest.mark.parametrize(
    ("key", "statute"),
    [
        ("E002", "California Labor Code § 980"),
        ("e003@example.org", "820 ILCS 55/10"),
        ("E004", "jurisdiction 'US'"),
        ("E005", "jurisdiction ''"),
        ("E999", "does not have the employee key"),
    ],
)
def test_nothing_personal_is_taken_where_the_law_forbids_it(workspace, reduced, key, statute):
    before = workspace.evidence.digest()
    with pytest.raises(RefusedError, match=statute) as caught:
        workspace.import_file(reduced(key))
    assert caught.value.hint
    assert workspace.evidence.digest() == before


def test_the_raw_archive_of_a_protected_person_is_refused_without_the_advice(workspace, archive):
    with pytest.raises(RefusedError, match="980") as caught:
        workspace.import_file(archive, person="E002")
    assert "reduce" not in caught.value.hint


@pytest.mark.parametrize("place", ["US-CA", "us-ca", " US-IL", "US-CA-SF"])
def test_the_statutes_hold_in_every_spelling(place):
    with pytest.raises(RefusedError, match="forbids it"):
        law().check(place)


@pytest.mark.parametrize("place", ["DE", "US-NY", "GB", "CA", "IL", "CA-ON"])
def test_elsewhere_a_person_may_hand_it_over(place):
    law().check(place)


def test_the_newest_row_of_the_roster_says_which_law_holds(workspace, reduced, tmp_path):
    roster = tmp_path / "later.csv"
    roster.write_text(
        "Employee ID,Department,Jurisdiction,Effective date\n"
        "E001,Sales,US-CA,2025-06-01\nE002,Sales,DE,2025-06-01\n"
    )
    workspace.import_file(roster)
    with pytest.raises(RefusedError, match="980"):
        workspace.import_file(reduced("E001"))
    assert workspace.import_file(reduced("E002")).accepted == {"posts": 4}


def test_only_the_counts_that_were_shown_leave(archive, tmp_path, capsys, monkeypatch):
    out = tmp_path / "mine.json"
    words = ["reduce", archive, "--out", out]
    code, shown, _ = _vesica(capsys, monkeypatch, *words, answer="E001\n")
    assert code == 0
    assert "2025-03-03        2        1       0" in shown
    assert "2025-03-17        0        0       1" in shown
    assert "1 posts from more than 52 weeks" in shown
    told = json.loads(out.read_text())
    none = {"audience": None, "replies": None, "shares": None}
    assert told.pop("posts") == [
        {"day": "2025-03-03", "kind": "post", "reactions": 4, **none},
        {"day": "2025-03-03", "kind": "post", "reactions": 4, **none},
        {"day": "2025-03-06", "kind": "reply", "reactions": None, **none},
        {"day": "2025-03-17", "kind": "share", "reactions": None, **none},
    ]
    assert len(told.pop("sha256")) == 64
    assert told == {
        "format": "vesica-reduced",
        "version": 1,
        "employee": "E001",
        "platform": "X",
        "account": 1,
    }
    assert SECRET not in out.read_text() + shown
    assert "19000" not in out.read_text() + shown
    assert _vesica(capsys, monkeypatch, *words, answer="E001\n")[0] == 2


def test_nothing_is_written_without_a_key(archive, tmp_path, capsys, monkeypatch):
    out = tmp_path / "mine.json"
    code, shown, _ = _vesica(capsys, monkeypatch, "reduce", archive, "--out", out, answer="\n")
    assert (code, out.exists()) == (0, False)
    assert shown.endswith("Nothing was written.\n")


def test_reduce_takes_archives_only(tmp_path, capsys, monkeypatch):
    edges = tmp_path / "advice.csv"
    edges.write_text("source,target\nE001,E002\n")
    code, _, err = _vesica(capsys, monkeypatch, "reduce", edges, "--out", tmp_path / "x.json")
    assert code == 2
    assert "'edges', not the archive of an account" in err


def test_a_reduced_file_comes_in_once_and_leads_to_no_post(workspace, reduced):
    file = reduced("E001")
    report = workspace.import_file(file)
    assert report.recognition.kind == "reduced"
    assert (report.accepted, report.counts["posts"].accepted) == ({"posts": 4}, 4)
    posts = _rows(workspace, "posts")
    assert {p["person_id"] for p in posts} == {workspace.vault.find("E001")}
    assert {p["platform"] for p in posts} == {"X (personal)"}
    assert {p["time"].hour for p in posts} == {12}
    assert workspace.import_file(file).already
    assert "accounts" not in report.counts


def test_a_later_file_replaces_and_a_second_account_adds(workspace, reduced, archive):
    workspace.import_file(reduced("E001"))
    tweets = archive / "data" / "tweets.js"
    tweets.write_text(tweets.read_text().replace('"5"', '"500"'))
    later = workspace.import_file(reduced("E001", account="1"))
    assert (later.counts["posts"].accepted, later.counts["posts"].repeated) == (1, 3)
    second = workspace.import_file(reduced("E001", account="2"))
    assert second.counts["posts"].accepted == 4


def test_two_people_with_the_same_counts_stay_two(workspace, reduced):
    workspace.import_file(reduced("E001"))
    assert workspace.import_file(reduced("E006")).counts["posts"].accepted == 4


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('"2025-03-06"', '"2025-03-07"', "column 'sha256': it was changed"),
        ('"E001"', '"E006"', "column 'sha256': it was changed"),
        ('"version": 1', '"version": 2', "column 'version'"),
        ('"account": 1', '"account": 1, "text": "x"', "does not have the parts"),
        ('"account": 1', '"account": 1, "account": 1', "a key occurs twice"),
    ],
)
def test_a_changed_file_is_refused(workspace, reduced, old, new, what):
    file = reduced("E001")
    file.write_text(file.read_text().replace(old, new, 1))
    with pytest.raises(UnreadableFileError, match=what) as caught:
        workspace.import_file(file)
    assert f"{file.name}: line 1" in caught.value.message
    assert "vesica reduce" in caught.value.hint


def test_without_an_archive_there_is_no_evidence_rather_than_zero(workspace, reduced):
    for key in ("E001", "E006"):
        workspace.import_file(reduced(key))
    with open_evidence(workspace, Purpose.SKILLS) as engine:
        data = skills.arranged(skills.fetch(engine))
    handed = data.index(data.posting["person_id"])
    people = data.roster["person_id"].to_pylist()
    assert {people[at] for at in handed} == {workspace.vault.find(k) for k in ("E001", "E006")}
    counts = {n: data.spread(data.posting, n) for n in ("posts", "active_weeks", "weeks")}
    observed = np.isin(np.arange(len(people)), handed)
    facet = practice(**counts, observed=observed)
    assert np.isfinite(facet.value[observed]).all()
    assert np.isnan(facet.value[~observed]).all()
    assert np.isinf(facet.standard_error[~observed]).all()
