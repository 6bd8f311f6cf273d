"""A second workspace of the same files has other pseudonyms, and the same answers bit for bit."""

import pyarrow as pa

from vesica.api.workspace import Workspace
from vesica.demo.organisation import in_order
from vesica.store.runs import Runs


def test_same_files_under_other_pseudonyms_give_the_same_bits(
    acme, evidence_files, tmp_path, monkeypatch
):
    first = Runs(acme.layout).current()
    answers = [acme.vision().value, acme.network().value, acme.doing().value]
    monkeypatch.setenv("VESICA_VAULT_DIR", str(tmp_path / "vaults"))
    with Workspace.create(tmp_path / "other", name="Acme", simulated=True) as other:
        for file in in_order(evidence_files):
            other.import_file(file)
        other.run()
        second = Runs(other.layout).current()
        again = [other.vision().value, other.network().value, other.doing().value]
    ids = [set(run.table("people")["person_id"].to_pylist()) for run in (first, second)]
    assert not ids[0] & ids[1]
    assert first.results == second.results
    assert answers == again
    scores = [_scores(run.table("people")) for run in (first, second)]
    assert scores[0] == scores[1]


def _scores(table: pa.Table) -> list[tuple]:
    """What is known of people, without who they are."""
    return sorted(
        zip(*(table[c].to_pylist() for c in table.column_names[1:]), strict=True), key=str
    )
