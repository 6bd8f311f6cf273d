"""Whose account it is, as users walk it: suggest, confirm, reject, count, erase."""

import json
import shutil

import pytest

from vesica.api import linking, people
from vesica.api.engines import open_evidence
from vesica.api.workspace import Workspace
from vesica.cli import main
from vesica.core.canonical import to_plain
from vesica.core.estimate import Hidden
from vesica.errors import NotFoundError, RefusedError
from vesica.schema import Purpose

FIRST = ("Ada", "Ben", "Cem", "Dee", "Eva", "Fay", "Gus", "Hal", "Ida", "Jon", "Kay", "Lea")
LAST = ("Aldermoor", "Birkenstein", "Castellano", "Dornfelder", "Eschenbach")
PEOPLE = [f"{a} {b}" for b in LAST for a in FIRST]  # sixty, no name twice
NOT_ASKED = {3: "US-CA", 4: "US-IL", 5: ""}


def _key(at):
    return f"E{at:03d}"


def _mail(name):
    return name.lower().replace(" ", ".") + "@example.org"


def _post(number, author, platform="X"):
    return f"P{number},{author},{platform},2026-03-{number % 28 + 1:02d}T09:00:00Z,{number % 7}"


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("link-files")
    roster = ["Employee ID,Email,Name,Department,Location,Jurisdiction"]
    for at, name in enumerate(PEOPLE):
        place = NOT_ASKED.get(at, "DE")
        roster.append(f"{_key(at)},{_mail(name)},{name},Sales,Berlin,{place}")
    accounts = [
        "platform,handle,display_name,employee_id,claimed_how",
        "X,adaa,,E000,claimed",
        "X,benbirk,Ben Birkenstein,,suggested",
        "X,acme,Acme Berlin,,organisation",
        "X,cem_c,,E026,suggested",
    ]
    handles = ["adaa", "@benbirk", "hal_eschenbach", "skywalker", "dee_aldermoor", "zoe_zimmer"]
    posts = ["post_id,author,platform,published_at,likes"]
    number = 0
    for handle in [*handles, *map(_mail, PEOPLE[30:40])]:
        for _ in range(4):
            number += 1
            posts.append(_post(number, handle))
    written = []
    for name, rows in (("roster", roster), ("accounts", accounts), ("posts", posts)):
        written.append(folder / f"{name}.csv")
        written[-1].write_text("\n".join(rows) + "\n")
    return written


@pytest.fixture(scope="module")
def made(tmp_path_factory, files):
    """Folder with a workspace and its vault, both to be copied."""
    folder = tmp_path_factory.mktemp("link-made")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VESICA_VAULT_DIR", str(folder / "vaults"))
        with Workspace.create(folder / "acme", name="Acme") as workspace:
            for file in files:
                workspace.import_file(file)
    return folder


@pytest.fixture
def acme(tmp_path, made, monkeypatch):
    shutil.copytree(made, tmp_path / "own")
    monkeypatch.setenv("VESICA_VAULT_DIR", str(tmp_path / "own" / "vaults"))
    with Workspace(tmp_path / "own" / "acme") as workspace:
        yield workspace


def _posting(workspace):
    """Employee numbers of those to whom posts go."""
    with open_evidence(workspace, Purpose.SKILLS) as engine:
        rows = engine.fetch("posting").to_pylist()
    known = {workspace.vault.find(_key(at)): _key(at) for at in range(len(PEOPLE))}
    return {known[row["person_id"]]: row["posts"] for row in rows}


def _put(workspace):
    """Employee number → handle and number of the suggestion."""
    keys = workspace.vault.keys_of("account")
    known = {workspace.vault.find(_key(at)): _key(at) for at in range(len(PEOPLE))}
    return {
        known[x.suggestion.person_id]: (keys[x.suggestion.account_id][0], x.number)
        for x in workspace.state.links.all()
    }


def test_a_claim_counts_without_being_asked(acme):
    counted = _posting(acme)
    assert counted["E000"] == 4
    assert set(counted) == {"E000", *(_key(at) for at in range(30, 40))}


def test_suggestions_go_to_whom_they_name_and_the_law_lets_be_asked(acme):
    acme_before = acme.evidence.digest()
    linking.link(acme)
    put = {who: handle for who, (handle, _) in _put(acme).items()}
    assert put == {"E013": "x:benbirk", "E055": "x:hal_eschenbach", "E026": "x:cem_c"}
    assert acme.evidence.digest() == acme_before
    assert set(_posting(acme)) == {"E000", *(_key(at) for at in range(30, 40))}


def test_the_analyst_sees_counts_and_the_organisations_own(acme):
    value = linking.link(acme).value
    (x,) = value.platforms
    assert (x.platform, x.sure, x.rejected) == ("x", *[Hidden(why="fewer than 10 people")] * 2)
    (own,) = value.organisation
    assert (own.handle, own.person) == ("acme", "")
    text = json.dumps(to_plain(value))
    for secret in ("benbirk", "Birkenstein", "eschenbach", "skywalker"):
        assert secret not in text.lower()
    assert value.left_out == Hidden(why="fewer than 10 people")


def test_the_persons_own_word_makes_it_count(acme, claimed):
    linking.link(acme)
    _, number = _put(acme)["E055"]
    code = claimed(acme, "E055")
    (link,) = linking.mine(acme, code).value.links
    assert (link.platform, link.handle, link.number) == ("X", "hal_eschenbach", number)
    assert link.reasons == ("the handle is the person's name",)
    linking.answer(acme, code, number, yes=True)
    assert _posting(acme)["E055"] == 4
    (link,) = linking.answer(acme, code, number, yes=False).value.links
    assert link.answer == "rejected"
    assert "E055" not in _posting(acme)
    linking.link(acme)
    assert [x.answer for x in linking.mine(acme, code).value.links] == ["rejected"]


def test_the_next_roster_does_not_undo_it(acme, tmp_path, claimed):
    linking.link(acme)
    code = claimed(acme, "E013")
    linking.answer(acme, code, _put(acme)["E013"][1], yes=True)
    later = tmp_path / "accounts-later.csv"
    later.write_text("platform,handle,employee_id,claimed_how\nX,benbirk,E014,suggested\n")
    acme.import_file(later)
    assert _posting(acme)["E013"] == 4


def test_a_claim_of_somebody_else_outranks(acme, tmp_path, claimed):
    linking.link(acme)
    claim = tmp_path / "claims.csv"
    claim.write_text("platform,handle,employee_id,claimed_how\nX,benbirk,E014,claimed\n")
    acme.import_file(claim)
    with pytest.raises(RefusedError, match="outranks"):
        linking.answer(acme, claimed(acme, "E013"), _put(acme)["E013"][1], yes=True)
    assert _posting(acme)["E014"] == 4


def test_nobody_answers_for_somebody_else(acme, claimed):
    linking.link(acme)
    code = claimed(acme, "E001")
    assert linking.mine(acme, code).value.links == ()
    with pytest.raises(NotFoundError):
        linking.answer(acme, code, _put(acme)["E013"][1], yes=True)
    with pytest.raises(RefusedError, match="open nothing"):
        linking.mine(acme, "nobodys-code")


def test_who_objects_is_not_linked(acme):
    people.consent(acme, "E055", purpose=str(Purpose.SKILLS), action="object")
    linking.link(acme)
    assert "E055" not in _put(acme)


def test_nothing_that_identifies_lies_in_the_workspace(acme, claimed):
    linking.link(acme)
    linking.answer(acme, claimed(acme, "E013"), _put(acme)["E013"][1], yes=True)
    content = b"".join(f.read_bytes() for f in acme.layout.root.rglob("*") if f.is_file())
    for secret in (b"benbirk", b"Birkenstein", b"eschenbach", b"skywalker", b"example.org"):
        assert secret not in content.lower()


def test_erasure_takes_the_handle_with_it(acme, claimed):
    linking.link(acme)
    linking.answer(acme, claimed(acme, "E055"), _put(acme)["E055"][1], yes=True)
    exported = people.export(acme, claimed(acme, "E055"))
    assert len(exported["evidence"]["posts"]) == 4
    assert exported["links"][0]["answer"] == "confirmed"
    people.erase(acme, "E055")
    assert "hal_eschenbach" not in str(acme.vault.keys_of("person"))
    assert "hal_eschenbach" not in str(acme.vault.keys_of("account"))
    assert all(who != "E055" for who in _put(acme) if who)


def _vesica(capsys, *words):
    with pytest.raises(SystemExit) as caught:
        main([str(w) for w in words])
    said = capsys.readouterr()
    return int(caught.value.code or 0), said.out, said.err


def test_the_commands_do_the_same(acme, capsys, monkeypatch, claimed):
    where = ("-w", acme.layout.root)
    code, out, _ = _vesica(capsys, *where, "link")
    assert code == 0
    assert "Accounts by platform" in out
    assert "Birkenstein" not in out
    monkeypatch.setenv("VESICA_CODE", claimed(acme, "E013"))
    number = _put(acme)["E013"][1]
    code, out, _ = _vesica(capsys, *where, "link", "mine", "--json")
    assert json.loads(out)["value"]["links"][0]["handle"] == "benbirk"
    code, out, _ = _vesica(capsys, *where, "link", "confirm", number)
    assert (code, "yours: it counts" in out) == (0, True)
    code, out, _ = _vesica(capsys, *where, "link", "reject", number)
    assert (code, "not yours" in out) == (0, True)
    assert _vesica(capsys, *where, "link", "confirm", 999)[0] == 1
