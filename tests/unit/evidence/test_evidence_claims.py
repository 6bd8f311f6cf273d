"""Claims outrank suggestions, and display names of accounts stay in the vault."""

from __future__ import annotations

import pyarrow.parquet as pq
import pytest
from evidence_helpers import Import

from vesica.evidence import claims
from vesica.schema import Purpose
from vesica.settings import EngineSettings
from vesica.store.layout import Layout
from vesica.store.snapshots import Evidence
from vesica.store.vault import Vault


def newest(layout: Layout) -> dict[str, tuple[str | None, str | None]]:
    """Account → newest owner and how it is known."""
    found = {}
    for file in Evidence(layout).files("accounts", purpose=Purpose.HEALTH):
        for row in pq.read_table(file).to_pylist():
            found[row["account_id"]] = row["person_id"], row["claimed_how"]
    return found


def account(vault: Vault, key: str) -> str:
    return next(p for p, keys in vault.keys_of("account").items() if key in keys)


@pytest.fixture
def listed(tmp_path, take_in: Import):
    def write(how: str, person: str = "E1", extra: str = ""):
        file = tmp_path / f"list-{len(list(tmp_path.iterdir()))}.csv"
        file.write_text(
            "platform,handle,employee_id,claimed_how,display_name\n"
            f"X,ada,{person},{how},Ada Beispiel\n{extra}"
        )
        return take_in(file)

    return write


@pytest.mark.parametrize("sure", ["claimed", "confirmed", "organisation"])
@pytest.mark.parametrize("weak", ["suggested", ""])
def test_a_suggestion_does_not_replace_what_is_sure(layout, vault, listed, sure, weak):
    listed(sure)
    report = listed(weak, "E2", extra="X,bea,E3,suggested,\n")
    assert report.counts["accounts"].accepted == 1
    now = newest(layout)
    assert now[account(vault, "x:ada")] == (vault.find("E1"), sure)
    assert now[account(vault, "x:bea")] == (vault.find("E3"), "suggested")


def test_a_claim_replaces_a_suggestion_and_an_earlier_claim(layout, vault, listed):
    for how, person in (("suggested", "E1"), ("claimed", "E2"), ("claimed", "E3")):
        listed(how, person)
        assert newest(layout)[account(vault, "x:ada")] == (vault.find(person), how)


def test_display_names_lie_in_the_vault_alone(layout, vault, listed):
    listed("suggested")
    assert vault.names()[account(vault, "x:ada")] == "Ada Beispiel"
    content = b"".join(f.read_bytes() for f in layout.root.rglob("*") if f.is_file())
    assert b"Beispiel" not in content


def test_a_persons_word_is_sealed_once_and_can_be_taken_back(layout, vault, listed):
    listed("suggested")
    ada, owner = account(vault, "x:ada"), vault.find("E1")

    def say(person):
        return claims.say(layout, EngineSettings(), platform="X", account_id=ada, person_id=person)

    assert say(owner).accepted == {"accounts": 1}
    assert say(owner) is None
    assert newest(layout)[ada] == (owner, "confirmed")
    assert say(None) is not None
    assert newest(layout)[ada] == (None, "suggested")
    assert Evidence(layout).verify() == ()
