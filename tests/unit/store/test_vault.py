from __future__ import annotations

import stat
import string
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_helpers import count_lines, every_byte, kill_at

from vesica.errors import (
    IdentityConflictError,
    NotFoundError,
    RefusedError,
    StoreError,
    UsageError,
)
from vesica.store.codes import Opening
from vesica.store.identifiers import normalise
from vesica.store.vault import Vault, vault_path

BASE32 = set(string.ascii_lowercase + "234567")


def one(vault: Vault, key: str, kind: str = "person") -> str:
    return vault.pseudonyms(pa.array([key]), kind=kind)[0].as_py()


def test_path_follows_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VESICA_VAULT_DIR", str(tmp_path))
    assert vault_path("w1") == tmp_path / "w1.db"
    monkeypatch.delenv("VESICA_VAULT_DIR")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert vault_path("w1") == tmp_path / ".local/share/vesica/vaults/w1.db"


def test_files_are_private(vault: Vault, tmp_path: Path) -> None:
    one(vault, "a")
    vault.flush()
    modes = {stat.S_IMODE(p.stat().st_mode) for p in (tmp_path / "vaults").iterdir()}
    assert modes == {0o600}
    assert stat.S_IMODE((tmp_path / "vaults").stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "spellings",
    [
        ("ada@x.org", "ADA@X.org", " ada@x.org\t"),
        ("José Müller", "Jose\u0301 Mu\u0308ller", "JOSÉ MÜLLER"),
        ("Straße", "STRASSE"),
        ("ᾳ̈", "ᾼ̈"),
    ],
)
def test_spellings_of_one_key_are_one_person(vault: Vault, spellings: tuple[str, ...]) -> None:
    assert len({one(vault, s) for s in spellings}) == 1


@given(st.text(max_size=12))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_pseudonyms_keep_order_length_and_nulls(vault: Vault) -> None:
    keys = pa.array(["b", None, "a", "b", " ", "A"])
    found = vault.pseudonyms(keys, kind="person").to_pylist()
    assert found[0] == found[3] != found[2] == found[5]
    assert found[1] is found[4] is None
    assert all(len(p) == 20 and set(p) <= BASE32 for p in found if p)
    assert vault.pseudonyms(pa.chunked_array([["a"], ["b"]]), kind="person").to_pylist() == [
        found[2],
        found[0],
    ]


@pytest.mark.parametrize("empty", [pa.array([], pa.string()), pa.array([None, None])])
def test_nothing_gives_nothing(vault: Vault, empty: pa.Array) -> None:
    assert vault.pseudonyms(empty, kind="person").to_pylist() == [None] * len(empty)
    assert vault.references(empty).to_pylist() == [None] * len(empty)


def test_person_and_account_of_one_name_are_two(vault: Vault) -> None:
    assert one(vault, "ada") != one(vault, "ada", "account")


def test_vaults_have_keys_of_their_own(vault: Vault, tmp_path: Path) -> None:
    with Vault.create(tmp_path / "other" / "there.db") as other:
        assert one(vault, "ada") != one(other, "ada")
        ids = pa.array(["m1"])
        assert vault.references(ids) != other.references(ids)


def test_pseudonyms_survive_if_flushed_and_only_then(vault: Vault, tmp_path: Path) -> None:
    kept = one(vault, "kept")
    vault.flush()
    lost = one(vault, "lost")
    vault.close()
    with Vault.create(tmp_path / "vaults" / "here.db") as again:
        assert one(again, "kept") == kept
        assert one(again, "lost") != lost


def test_pseudonyms_carry_no_order(vault: Vault) -> None:
    n = 2000
    keys = pa.array([f"{i:05d}" for i in range(n)])
    found = vault.pseudonyms(keys, kind="person").to_pylist()
    rank = {p: i for i, p in enumerate(sorted(found))}
    distance = sum((i - rank[p]) ** 2 for i, p in enumerate(found))
    # Spearman's rho; its standard error for independent orders is 1/sqrt(n-1) = .022
    assert abs(1 - 6 * distance / (n * (n * n - 1))) < 0.1


def test_references_are_keyed_and_stable(vault: Vault) -> None:
    found = vault.references(pa.array(["<m1@x>", None, " <m1@x> ", "<M1@x>"])).to_pylist()
    assert found[0] == found[2] != found[3]
    assert found[1] is None
    assert len(found[0]) == 32


def test_adopted_keys_lead_to_one_person(vault: Vault) -> None:
    ada = one(vault, "ada@x.org")
    vault.adopt([["E1", "Ada@x.org", "ada"], ["E2", ""], ["", " "], ["E2", "bob@x.org"]])
    assert {one(vault, key) for key in ("e1", "ADA", "ada@x.org")} == {ada}
    assert one(vault, "E2") == one(vault, "bob@x.org") != ada
    vault.flush()
    assert vault.identifiers(ada) == ("ada", "ada@x.org", "e1")


def test_keys_of_two_people_are_a_conflict_and_nothing_is_adopted(vault: Vault) -> None:
    ada, bob = one(vault, "ada"), one(vault, "bob")
    entries = [["E9", "new"], ["ada", "bob"], ["E8"], ["E9", "ada"]]
    assert vault.conflicts(entries) == (1, 3)
    message = "2 entries, the first at position 2"
    with pytest.raises(IdentityConflictError, match=message) as caught:
        vault.adopt(entries)
    assert ada in caught.value.message
    assert bob in caught.value.message
    assert vault.find("E9") is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.lists(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=3), min_size=1, max_size=6)
)
def test_adopting_keeps_everyone_who_was_known(vault: Vault, entries: list[list[str]]) -> None:
    vault.flush()
    before = {key: vault.find(key) for key in "abcdefgh"}
    refused = set(vault.conflicts(entries))
    vault.adopt([e for i, e in enumerate(entries) if i not in refused])
    after = {key: vault.find(key) for key in "abcdefgh"}
    assert all(after[key] == known for key, known in before.items() if known)
    for position, entry in enumerate(entries):
        assert (len({after[key] for key in entry}) == 1) == (position not in refused)


def test_names_live_beside_the_identity(vault: Vault, tmp_path: Path) -> None:
    vault.adopt([["E1", "ada@x.org"]])
    vault.remember_names([("E1", "Ada"), ("ada@x.org", "Ada Lovelace"), ("E2", " ")])
    ada = vault.find("e1")
    assert vault.name_of(ada) == "Ada Lovelace"
    vault.flush()
    vault.close()
    with Vault.open(tmp_path / "vaults" / "here.db") as again:
        assert again.name_of(ada) == "Ada Lovelace"
        assert again.find("E2") is None


def test_people_are_found_by_key_or_pseudonym(vault: Vault) -> None:
    ada = one(vault, "Ada")
    for _ in range(2):
        assert vault.find("ADA") == vault.find(ada) == ada
        assert vault.find("nobody") is None
        assert vault.find("") is None
        vault.flush()
    assert vault.find(one(vault, "handle", "account")) is None


WORDS = "correct horse battery staple"


def test_a_code_works_once_and_the_passphrase_opens(vault: Vault, tmp_path: Path) -> None:
    ada = one(vault, "ada")
    former, _ = vault.new_code(ada)
    code, ended = vault.new_code(ada)
    assert not ended
    wrong = code[:-1] + ("a" if code[-1] != "a" else "b")
    for unknown in (former, wrong, code[:8], "", "x-y"):
        with pytest.raises(RefusedError, match="not known"):
            vault.claim(unknown, WORDS)
    assert vault.open_with("ada", WORDS) is None
    with pytest.raises(UsageError, match="11 letters"):
        vault.claim(code, "11 letters!")
    assert vault.claim(f" {code.upper()} ", WORDS) == ada
    assert vault.open_with("ADA", WORDS) == Opening(person_id=ada, former_ended=None)
    for key, words in (("ada", WORDS + "s"), ("bob", WORDS), ("ada", code), ("", "")):
        assert vault.open_with(key, words) is None
    kept = every_byte(tmp_path)
    assert code.split("-")[1].encode() not in kept
    assert WORDS.encode() not in kept
    with pytest.raises(NotFoundError, match="'nobody'"):
        vault.new_code("nobody")


def test_who_finds_the_own_code_used_learns_when_and_whom_to_ask(vault: Vault) -> None:
    code, _ = vault.new_code(one(vault, "ada"))
    vault.claim(code, "the analyst was faster")
    with pytest.raises(
        RefusedError, match=r"used before, on \d+ \w+ 20\d\d at \d\d:\d\d UTC"
    ) as no:
        vault.claim(code, WORDS)
    assert "works council" in no.value.hint
    assert "audit log" in no.value.hint
    assert vault.open_with("ada", WORDS) is None


def test_a_new_code_ends_the_passphrase_and_the_person_is_told_once(vault: Vault) -> None:
    ada = one(vault, "ada")
    vault.claim(vault.new_code(ada)[0], WORDS)
    code, ended = vault.new_code(ada)
    assert ended
    with pytest.raises(RefusedError, match=r"ended on .* when a new code was made") as no:
        vault.open_with("ada", WORDS)
    assert "audit log" in no.value.hint
    vault.claim(code, WORDS + " again")
    assert vault.open_with("ada", WORDS) is None
    told = vault.open_with("ada", WORDS + " again")
    assert told is not None
    assert told.former_ended is not None
    again = vault.open_with("ada", WORDS + " again")
    assert again == Opening(person_id=ada, former_ended=None)


def test_a_severed_identity_leaves_no_byte(vault: Vault, tmp_path: Path) -> None:
    vault.adopt([[f"E{i}", f"person{i}@example.org"] for i in range(500)])
    vault.remember_names([(f"E{i}", f"Canary Name {i:03d}") for i in range(500)])
    gone = vault.find("E250")
    code, _ = vault.new_code(gone)
    vault.claim(code, WORDS)
    other = vault.find("E251")
    assert b"Canary Name 250" in every_byte(tmp_path)
    assert vault.sever(gone)
    left = every_byte(tmp_path)
    traces = (b"Canary Name 250", b"person250@example.org", b"e250", gone.encode())
    assert [t for t in (*traces, code[:8].encode()) if t in left] == []
    assert b"Canary Name 251" in left
    assert vault.find("E251") == other
    assert vault.find("E250") is None
    assert vault.open_with(gone, WORDS) is None
    assert not vault.sever(gone)
    assert one(vault, "E250") != gone


def test_a_killed_severing_can_be_finished(tmp_path: Path) -> None:
    def fresh(name: str) -> Path:
        path = tmp_path / name / "v.db"
        with Vault.create(path) as vault:
            vault.adopt([["canary-key", "b"], ["c"]])
            vault.remember_names([("b", "Canary Name")])
            vault.flush()
        return path

    def sever(path: Path) -> None:
        with Vault.open(path) as vault:
            vault.sever(vault.find("b"))

    path = fresh("counted")
    points = count_lines(lambda: sever(path))
    for point in range(1, points + 1, max(1, points // 6)):
        path = fresh(str(point))
        assert kill_at(point, lambda path=path: sever(path))
        with Vault.open(path) as vault:
            if vault.find("b"):
                vault.sever(vault.find("b"))
        assert b"anary" not in every_byte(path.parent)


def test_two_who_mint_at_once_do_not_harm_the_vault(vault: Vault, tmp_path: Path) -> None:
    with Vault.open(tmp_path / "vaults" / "here.db") as other:
        first, second = one(vault, "ada"), one(other, "ada")
        vault.flush()
        with pytest.raises(StoreError, match="Another process"):
            other.flush()
    with Vault.open(tmp_path / "vaults" / "here.db") as again:
        assert one(again, "ada") == first != second


@pytest.mark.slow
def test_200_000_identities(vault: Vault) -> None:
    keys = pa.array([f"person.{i:06d}@example.org" for i in range(200_000)])
    found = vault.pseudonyms(keys, kind="person")
    vault.flush()
    assert len(found.unique()) == 200_000
    assert vault.pseudonyms(keys.take(pa.array([199_999, 0])), kind="person").to_pylist() == [
        found[199_999].as_py(),
        found[0].as_py(),
    ]
