from __future__ import annotations

import collections
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from vesica.demo.simulator import PRESETS, SimulationReport, simulate
from vesica.errors import UsageError
from vesica.schema import TABLES, Purpose, table

Read = Callable[[str], pa.Table]

EXPORTS = {
    "roster.csv": "Employee ID,Email,Name,Manager ID,Level,Function,Department,Location,Time zone,"
    "Country,Hire date,Termination date,Date of birth,Gender",
    "messages.csv": "sender,recipient,sent_at,channel,message_id,thread_id,in_reply_to,recipients",
    "posts.csv": "post_id,author,platform,published_at,kind,followers,impressions,likes,comments,"
    "shares,clicks,in_reply_to",
    "nominations.csv": "nominator,nominee,question,strength,date",
}
HAND_MADE = (
    "accounts", "adoptions", "exposures", "programmes", "moves", "metrics", "incentives",
    "measures", "preferences", "restrictions", "pitches", "consents",
)  # fmt: skip
PEOPLE = {  # columns that name people, by file
    "roster.csv": ("Employee ID", "Manager ID"),
    "messages.csv": ("sender", "recipient"),
    "posts.csv": ("author",),
    "nominations.csv": ("nominator", "nominee"),
    "exposures.csv": ("employee_id", "exposer_id"),
    "incentives.csv": ("leader_id",),
    "pitches.csv": ("employee_id", "leader_id"),
    **{
        f"{name}.csv": ("employee_id",)
        for name in HAND_MADE
        if name not in ("exposures", "incentives", "pitches", "metrics")
    },
}


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def small(out: Path, *, seed: int = 7, preset: str = "essay-right") -> SimulationReport:
    return simulate(
        people=150, seed=seed, preset=preset, out=out, messages_per_person=5, posts_per_person=3
    )


def test_same_seed_same_bytes_for_any_number_of_threads(tmp_path: Path) -> None:
    before = pa.cpu_count()
    small(tmp_path / "a")
    try:
        pa.set_cpu_count(1 if before > 1 else 4)
        small(tmp_path / "b")
    finally:
        pa.set_cpu_count(before)
    assert digests(tmp_path / "a") == digests(tmp_path / "b")


def test_another_seed_gives_other_files(tmp_path: Path) -> None:
    small(tmp_path / "a")
    small(tmp_path / "b", seed=8)
    one, two = digests(tmp_path / "a"), digests(tmp_path / "b")
    assert one.keys() == two.keys()
    constant = {"truth/routes.parquet"}
    assert {name for name in one if one[name] == two[name]} == constant


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_writes_every_file(preset: str, tmp_path: Path) -> None:
    report = small(tmp_path / preset, preset=preset)
    expected = {*EXPORTS, *(f"{name}.csv" for name in HAND_MADE), "learning.ndjson"}
    assert {name for name in report.files if not name.startswith("truth/")} == expected
    assert all(report.files.values())
    stored = json.loads((report.folder / "truth/parameters.json").read_text("utf-8"))
    assert stored["parameters"]["name"] == preset
    assert stored["figures"]["both"] == report.truth.both


def test_an_earlier_simulation_is_overwritten_but_nothing_else(tmp_path: Path) -> None:
    small(tmp_path / "a")
    small(tmp_path / "a", seed=8)
    small(tmp_path / "b", seed=8)
    assert digests(tmp_path / "a") == digests(tmp_path / "b")
    other = tmp_path / "mine"
    other.mkdir()
    (other / "thesis.txt").write_text("years of work")
    with pytest.raises(UsageError, match="not a simulation"):
        small(other)


@pytest.mark.parametrize(
    ("wrong", "shown"),
    [({"people": 99}, "99"), ({"seed": -1}, "-1"), ({"preset": "essay"}, "essay"),
     ({"posts_per_person": 0}, "0")],
)  # fmt: skip
def test_arguments_are_checked(wrong: dict, shown: str, tmp_path: Path) -> None:
    arguments = {"people": 150, "seed": 1, "preset": "null", "out": tmp_path / "x", **wrong}
    with pytest.raises(UsageError, match=shown):
        simulate(**arguments)
    assert not (tmp_path / "x").exists()


def test_headers_are_those_of_exports(simulated: SimulationReport) -> None:
    for name, header in EXPORTS.items():
        with (simulated.folder / name).open(encoding="utf-8") as lines:
            assert lines.readline() == header + "\n"


@pytest.mark.parametrize("name", HAND_MADE)
def test_hand_made_tables_use_the_words_of_the_schema(name: str, simulated_file: Read) -> None:
    found = simulated_file(f"{name}.csv")
    headers = ["person_id" if h == "employee_id" else h for h in found.column_names]
    assert set(headers) <= set(table(name).names)
    assert set(table(name).required) <= set(headers)
    for header, column in zip(headers, found.columns, strict=True):
        allowed = table(name).column(header).allowed
        values = set(column.unique().to_pylist()) - {None}
        assert not allowed or values <= set(allowed), header


def test_row_counts_are_those_of_the_files(simulated: SimulationReport) -> None:
    for name, rows in simulated.files.items():
        path = simulated.folder / name
        if name.endswith(".parquet"):
            assert pq.read_metadata(path).num_rows == rows
        else:
            lines = path.read_bytes().count(b"\n")
            assert lines - name.endswith(".csv") == rows, name
    assert simulated.files["messages.csv"] == pytest.approx(120_000, rel=0.03)
    assert simulated.files["posts.csv"] == pytest.approx(20_000, rel=0.03)


def test_everybody_named_is_in_the_roster_or_marked_external(simulated_file: Read) -> None:
    roster = simulated_file("roster.csv")
    known = set(roster["Employee ID"].to_pylist()) | set(roster["Email"].to_pylist())
    assert len(known) == 2 * roster.num_rows
    outside = 0
    for name, columns in PEOPLE.items():
        found = simulated_file(name)
        for column in columns:
            strangers = set(found[column].unique().to_pylist()) - known - {None}
            outside += len(strangers)
            assert name == "messages.csv" or not strangers, (name, column)
            assert all(address.endswith("@partner.example") for address in strangers)
    assert outside > 0


def test_managers_lead_up_to_one_head(simulated_file: Read) -> None:
    roster = simulated_file("roster.csv")
    boss = dict(
        zip(roster["Employee ID"].to_pylist(), roster["Manager ID"].to_pylist(), strict=True)
    )
    heads = [person for person, manager in boss.items() if manager is None]
    assert len(heads) == 1
    level = dict(
        zip(roster["Employee ID"].to_pylist(), map(int, roster["Level"].to_pylist()), strict=True)
    )
    left = dict(
        zip(roster["Employee ID"].to_pylist(), roster["Termination date"].to_pylist(), strict=True)
    )
    for person in boss:
        steps, at = 0, person
        while boss[at] is not None:
            assert level[boss[at]] >= level[at]
            assert left[boss[at]] is None
            at, steps = boss[at], steps + 1
            assert steps < 20
        assert at == heads[0]


def test_some_departments_have_exactly_nine_and_ten(simulated_file: Read) -> None:
    roster = simulated_file("roster.csv")
    objecting = {
        person
        for person, action in zip(
            simulated_file("consents.csv")["employee_id"].to_pylist(),
            simulated_file("consents.csv")["action"].to_pylist(),
            strict=True,
        )
        if action in ("object", "restrict")
    }
    rows = zip(
        *(roster[c].to_pylist() for c in ("Employee ID", "Department", "Termination date")),
        strict=True,
    )
    sizes = collections.Counter(
        unit for person, unit, left in rows if left is None and person not in objecting
    )
    assert sorted(sizes.values())[:5] == [9, 9, 10, 10, 11]
    assert max(sizes.values()) > 100
    assert objecting


def test_two_in_five_have_opted_in(simulated_file: Read) -> None:
    consents = simulated_file("consents.csv")
    rows = zip(*(consents[c].to_pylist() for c in consents.column_names), strict=True)
    state = {
        person: action
        for person, purpose, action, _ in sorted(rows, key=lambda row: row[3])
        if purpose == Purpose.OVERLAP and action in ("grant", "withdraw")
    }
    granted = sum(action == "grant" for action in state.values())
    assert granted / 2000 == pytest.approx(0.40, abs=0.04)  # 3.6 standard errors
    assert "withdraw" in state.values()


def test_all_people_are_obviously_simulated(
    simulated: SimulationReport, simulated_file: Read
) -> None:
    roster = simulated_file("roster.csv")
    assert all(" Sim-" in name for name in roster["Name"].to_pylist())
    assert all(mail.endswith("@example.org") for mail in roster["Email"].to_pylist())
    assert "simulated" in (simulated.folder / "README.txt").read_text("utf-8").lower()


def test_bonuses_are_decimal(simulated_file: Read) -> None:
    incentives = simulated_file("incentives.csv")
    for value in incentives["target_bonus"].to_pylist():
        assert value.split(".")[1] == "00"
    owner = zip(incentives["leader_id"].to_pylist(), incentives["level"].to_pylist(), strict=True)
    assert all((leader is None) != (level is None) for leader, level in owner)


def test_learning_is_xapi(simulated: SimulationReport) -> None:
    verbs = collections.Counter()
    with (simulated.folder / "learning.ndjson").open(encoding="utf-8") as lines:
        for line in lines:
            statement = json.loads(line)
            assert statement.keys() == {"id", "actor", "verb", "object", "result", "timestamp"}
            assert statement["actor"]["mbox"].startswith("mailto:")
            assert len(statement["id"]) == 36
            score = statement["result"].get("score")
            verbs[statement["verb"]["id"].rsplit("/", 1)[1], score is not None] += 1
            assert score is None or 0 <= score["scaled"] <= 1
    assert verbs.keys() == {("read", False), ("completed", True)}


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("posts.csv", ("platform", "post_id")),
        ("messages.csv", ("message_id", "recipient")),
        ("nominations.csv", ("nominator", "nominee", "question")),
        *((f"{name}.csv", tuple(TABLES[name].key)) for name in HAND_MADE),
    ],
)
def test_keys_do_not_repeat(name: str, key: tuple[str, ...], simulated_file: Read) -> None:
    found = simulated_file(name)
    key = tuple("employee_id" if k == "person_id" else k for k in key)
    columns = [found[k] for k in key if k in found.column_names]
    rows = list(zip(*(c.to_pylist() for c in columns), strict=True))
    assert len(set(rows)) == len(rows)


def test_replies_answer_messages_and_posts_that_exist(simulated_file: Read) -> None:
    for name, own in (("messages.csv", "message_id"), ("posts.csv", "post_id")):
        found = simulated_file(name)
        answered = set(found["in_reply_to"].unique().to_pylist()) - {None}
        assert answered
        assert answered <= set(found[own].to_pylist())


def test_recipients_are_counted(simulated_file: Read) -> None:
    messages = simulated_file("messages.csv")
    rows = collections.Counter(messages["message_id"].to_pylist())
    stated = dict(
        zip(messages["message_id"].to_pylist(), messages["recipients"].to_pylist(), strict=True)
    )
    assert {message: int(count) for message, count in stated.items()} == rows
    assert max(rows.values()) > 25


def test_plans_pay_more_for_more(simulated_file: Read) -> None:
    plans = simulated_file("incentives.csv")
    weights: collections.Counter[tuple] = collections.Counter()
    for row in plans.to_pylist():
        assert float(row["threshold"]) < float(row["target"]) < float(row["maximum"])
        weights[row["leader_id"], row["level"]] += round(100 * float(row["weight"]))
    assert set(weights.values()) == {100}


@pytest.mark.slow
def test_two_hundred_thousand_people(tmp_path: Path) -> None:
    report = simulate(people=200_000, seed=1, preset="essay-right", out=tmp_path / "large")
    assert report.files["messages.csv"] == pytest.approx(12_000_000, rel=0.03)
    assert report.files["posts.csv"] == pytest.approx(2_000_000, rel=0.03)
    assert report.truth.correlation == pytest.approx(-0.35, abs=0.01)
