"""The harness keeps, merges and judges figures as it says."""

from __future__ import annotations

import json

import pytest
from proof import page, registry
from proof.__main__ import main, run
from proof.figure import Figure, not_run

AROUND = {
    "date": "2026-01-02 03:04 UTC",
    "machine": {"cpu": "Z80", "cores": 2, "memory_gib": 4, "system": "Linux"},
    "versions": {"python": "3.11.0"},
    "code": "abc",
}


@pytest.mark.parametrize(
    ("target", "holds", "status"),
    [("< 1", True, "yes"), ("< 1", False, "no"), ("< 1", None, "not run"), ("", None, "context")],
)
def test_status(target: str, holds: bool | None, status: str) -> None:
    assert Figure(id="Z.a", what="w", target=target, holds=holds).status == status


def test_not_run_is_no_failure() -> None:
    figure = not_run("Z.a", "w", "yes", "the folder is absent.")
    assert (figure.holds, figure.status) == (None, "not run")


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [
        ([], ["A.one", "A.two", "B.one"]),
        (["A"], ["A.one", "A.two"]),
        (["B.one", "A.two", "B"], ["B.one", "A.two"]),
    ],
)
def test_choose(wanted: list[str], chosen: list[str]) -> None:
    assert registry.choose(wanted, ["A.one", "A.two", "B.one"]) == chosen


@pytest.mark.parametrize("word", ["C", "A.", "A.o", "one"])
def test_choose_refuses_what_it_does_not_know(word: str) -> None:
    with pytest.raises(KeyError, match=word.replace(".", r"\.")):
        registry.choose([word], ["A.one", "A.two"])


def test_an_id_is_taken_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "PROOFS", {})
    registry.proof("Z.same")(tuple)
    with pytest.raises(ValueError, match=r"Z\.same"):
        registry.proof("Z.same")(tuple)


def test_merge_leaves_other_proofs_alone(tmp_path) -> None:
    first = page.merge({}, "A.one", [Figure(id="A.one.x", what="w", value=1.0)], AROUND)
    page.write(tmp_path, first)
    later = {**AROUND, "date": "2027-01-01 00:00 UTC"}
    page.write(
        tmp_path, page.merge(page.read(tmp_path), "A.two", [Figure(id="A.two.y", what="v")], later)
    )
    kept = page.read(tmp_path)
    assert kept["A.one"] == first["A.one"]
    assert kept["A.two"]["date"] == "2027-01-01 00:00 UTC"
    assert list(kept) == ["A.one", "A.two"]


def test_page_shows_value_interval_verdict_and_note() -> None:
    figure = Figure(
        id="A.x", what="a|b [1]", value=0.123456, low=0.1, high=0.2, target="< 1", holds=False,
        seconds=1.25, note="mind this",
    )  # fmt: skip
    text = page.render(page.merge({}, "A.x", [figure], AROUND))
    assert "| `A.x` | a\\|b [1] | 0.1235 | 0.1 to 0.2 | < 1 | no | 1.2 s |" in text
    assert "- `A.x`: mind this" in text
    assert "0 hold, 1 do not, 0 were not run, 0 are context" in text
    assert "Z80, 2 cores, 4 GiB" in text


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "–"), (475.0, "475"), (1234567, "1\u202f234\u202f567"), (1.406, "1.406")],
)
def test_shown(value: float | None, text: str) -> None:
    assert page.shown(value) == text


def test_a_proof_that_breaks_does_not_hold(capsys: pytest.CaptureFixture[str]) -> None:
    def broken() -> tuple[Figure, ...]:
        raise OSError("/a/path/of/this/machine")

    (figure,) = run("Z.broken", broken)
    assert figure.holds is False
    assert figure.note == "Stopped by OSError."
    assert "/a/path" in capsys.readouterr().err


@pytest.mark.parametrize(("holds", "code"), [(True, 0), (None, 0), (False, 1)])
def test_exit_code(holds: bool | None, code: int, tmp_path, monkeypatch) -> None:
    figures = (Figure(id="Z.a.x", what="w", value=2.0, target="2", holds=holds),)
    monkeypatch.setattr(registry, "load_all", lambda: {"Z.a": lambda: figures})
    assert main(["Z"], tmp_path) == code
    (entry,) = json.loads((tmp_path / "figures.json").read_text())["proofs"]["Z.a"]["figures"]
    assert entry["value"] == 2.0
    assert entry["seconds"] > 0


def test_unknown_id_writes_nothing(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(registry, "load_all", lambda: {"Z.a": tuple})
    assert main(["Y"], tmp_path) == 2
    assert not list(tmp_path.iterdir())


def test_every_proof_is_named_after_its_letter_and_explained() -> None:
    proofs = registry.load_all()
    assert "A.congress" in proofs
    for name, function in proofs.items():
        assert function.__module__.startswith(f"proof.{name.partition('.')[0].lower()}.")
        assert function.__doc__
