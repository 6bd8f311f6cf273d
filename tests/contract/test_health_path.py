"""Health of evidence with faults: each is named, with what it does to which question."""

import pytest

from vesica.api.workspace import Workspace
from vesica.cli import main

UNITS = ("Sales", "Legal")


@pytest.fixture(scope="module")
def ill(tmp_path_factory):
    """A workspace with faults planted, and what its health says."""
    folder = tmp_path_factory.mktemp("ill")
    roster = ["Employee ID,Name,Email,Department"]
    roster += [f"E{n:03d},N {n},e{n}@example.org,{UNITS[n % 2]}" for n in range(80)]
    head = "post_id,author,platform,published_at,followers"
    day = "2026-03-{:02d}T00:00:00+01:00"
    old = [f"P{n},e{n}@example.org,X,{day.format(n % 28 + 1)},9,3" for n in range(60)]
    new = [f"Q{n},@stranger{n},X,{day.format(n % 28 + 1)},9,3" for n in range(25)]
    mail = ["sender,recipient,sent_at,message_id"]
    mail += [f"e{n}@example.org,e{n + 1}@example.org,2026-03-10 0{n % 9}:30,M1" for n in range(70)]
    mail.append("e1@example.org,e2@example.org,2026-03-29 02:30,M2")  # that hour did not exist
    mail.append("e1@example.org,e2@example.org,2025-10-26 02:30,M3")  # and that one was twice
    texts = {
        "roster.csv": roster,
        "posts-1.csv": [f"{head},likes", *old],
        "posts-2.csv": [f"{head},likes total,mood", *(f"{row},good" for row in new)],
        "mail.csv": mail,
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VESICA_VAULT_DIR", str(folder / "vaults"))
        with Workspace.create(folder / "acme", name="Acme") as workspace:
            settings = workspace.layout.settings_file
            settings.write_text(
                settings.read_text() + '\n[evidence]\ntime_zone = "Europe/Berlin"\n'
            )
            for name, lines in texts.items():
                (folder / name).write_text("\n".join(lines) + "\n")
                mapped = {"reactions": "likes total"} if name == "posts-2.csv" else None
                workspace.import_file(folder / name, columns=mapped)
            yield workspace, workspace.health()


@pytest.fixture
def value(ill):
    return ill[1].value


@pytest.mark.parametrize(
    ("severity", "question", "words"),
    [
        ("blocks", "link", "All of the people have no country in the roster"),
        ("widens", "overlap", "All of the people have no manager"),
        ("widens", "overlap", "There are no nominations"),
        ("widens", "overlap", "No message is marked as an answer"),
        ("widens", "overlap", "handles that lead to nobody"),
        ("widens", "overlap", "messages: about 50 % of the identifiers stand for several"),
        ("widens", "whatever reads it", "a local time that did not exist"),
        ("note", "whatever reads it", "the hour that happens twice"),
        ("note", "whatever has a time", "posts: almost all of the times are exactly midnight"),
        ("note", "whatever reads it", "'likes' gone, 'likes total' new: mapped as reactions"),
        ("note", "none", "'mood' is new: it is not stored"),
        ("widens", "whatever reads it", "25 rows, after 60 last time"),
    ],
)
def test_every_fault_is_named_with_what_it_touches(value, severity, question, words):
    found = [f for f in value.findings if words in f.message]
    assert [(f.severity, f.question) for f in found] == [(severity, question)], words
    assert found[0].fix


def test_the_gravest_come_first(value):
    order = [f.severity for f in value.findings]
    assert order == sorted(order, key=("blocks", "widens", "note").index)


def test_coverage_by_unit_clocks_and_platforms(value):
    assert value.covering == ("messages", "posts")
    assert {u.org_unit for u in value.units} == set(UNITS)
    clocks = {c.table: c for c in value.clocks}
    assert clocks["posts"].midnight == 1.0
    assert clocks["messages"].midnight < 0.2
    (x,) = value.platforms
    assert (x.platform, x.posts, x.unlinked_posts) == ("x", 80, 20)


def test_the_brief_puts_findings_first(ill, capsys, monkeypatch):
    workspace, _ = ill
    monkeypatch.setenv("VESICA_VAULT_DIR", str(workspace.vault_file.parent))
    with pytest.raises(SystemExit):
        main(["-w", str(workspace.layout.root), "health"])
    out = capsys.readouterr().out
    titles = ("What is missing", "Evidence by table", "People with evidence, by unit", "Clocks")
    places = [out.index(title) for title in titles]
    assert places == sorted(places)


def test_a_mapping_is_shown_without_importing(ill, capsys, monkeypatch, tmp_path):
    workspace, _ = ill
    monkeypatch.setenv("VESICA_VAULT_DIR", str(workspace.vault_file.parent))
    file = tmp_path / "posts-3.csv"
    file.write_text(
        "post_id,author,platform,published_at,followers,likes total,mood\n"
        "R1,ada@example.org,X,2026-04-01T09:00:00Z,77,5,good\n"
    )
    before = workspace.evidence.digest()
    with pytest.raises(SystemExit) as caught:
        main(["-w", str(workspace.layout.root), "import", "--show", str(file)])
    out = capsys.readouterr().out
    assert caught.value.code in (0, None)
    lines = {line.split()[0]: line for line in out.splitlines() if line.startswith("  ")}
    assert "followers" in lines["audience"]
    assert "77" in lines["audience"]
    assert "likes total" in lines["reactions"]  # remembered for this source
    assert "ada@example.org" not in out
    assert "not stored: mood." in out
    assert workspace.evidence.digest() == before


def test_two_sources_of_one_kind_keep_their_own_mapping(ill, tmp_path):
    workspace, _ = ill
    columns = workspace.settings.evidence.columns
    own = [k for k in columns if k.startswith("posts@")]
    assert len(own) == 1
    assert columns[own[0]] == {"reactions": "likes total"}
