"""What is in it for a leader: from files to the brief, and to nobody else."""

from __future__ import annotations

import csv
import html
import json
import re
import zipfile

import pypdf
import pytest

import vesica
from vesica.api.case import name_sponsor, pitch
from vesica.api.case_evidence import room_of
from vesica.cli import main
from vesica.core.estimate import Hidden
from vesica.errors import EstimationError, RefusedError, UsageError

PURPOSE = "show what is in it for a leader"
MONTHS = [f"{year}-{month:02d}-01" for year in (2024, 2025) for month in range(1, 13)][:-3]
ROSTER = ["Employee ID,Email,Name,Manager ID,Level,Function,Department"]
ROSTER += [f"L{k:02d},l{k}@example.org,Leader {k},,6,Sales,Unit {k:02d}" for k in range(12)]
ROSTER += ["N1,n1@example.org,Nobody,,2,Sales,Unit 01"]
TERMS = (
    "leader_id,level,fiscal_year,metric,weight,threshold,target,maximum,payout_threshold,"
    "payout_target,payout_maximum,target_bonus,currency,role,shape,more_points,lower_is_better,"
    "year_end"
)
PLANS = [
    TERMS,
    ",6,2025,leads,1,90,100,120,0.5,1,2,20000.00,EUR,,,,,",
    "L01,,2025,leads,0.6,90,100,120,0.5,1,2,54321.00,EUR,component,linear,110:1.6,,mean",
    "L01,,2025,complaints,0.4,60,50,40,0.5,1,1.5,54321.00,EUR,component,step,,,mean",
    "L01,,2025,profit,,80,100,120,0.8,1,1.2,54321.00,EUR,modifier,,,,last",
    "L01,,2025,accidents,,30,,,0,,,54321.00,EUR,gate,,,yes,mean",
]


def metrics():
    yield "org_unit,metric,period,value"
    typical = {"leads": 103, "complaints": 52, "profit": 104, "accidents": 5}
    for k in range(12):
        for metric, level in typical.items():
            for t, month in enumerate(MONTHS):
                value = level * (1 + 0.03 * (((7 * t + 3 * k) % 11) / 11 - 0.5))
                yield f"Unit {k:02d},{metric},{month},{value:.2f}"


@pytest.fixture
def firm(tmp_path, monkeypatch):
    monkeypatch.setenv("VESICA_VAULT_DIR", str(tmp_path / "vaults"))
    files = {"roster": ROSTER, "metrics": list(metrics()), "incentives": PLANS}
    with vesica.init(tmp_path / "firm") as workspace:
        for name, lines in files.items():
            (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
            workspace.import_file(tmp_path / f"{name}.csv", kind=_KINDS.get(name))
        yield workspace


_KINDS = {"metrics": "metrics", "incentives": "incentives"}


def command(workspace, capsys, *words):
    with pytest.raises(SystemExit) as end:
        main(["-w", str(workspace.layout.root), "case", *words])
    said = capsys.readouterr()
    return int(end.value.code or 0), said.out, said.err


def test_from_files_to_the_brief(firm, claimed, capsys, tmp_path):
    own = claimed(firm, "L01")
    done, out, _ = command(firm, capsys, "--code", own, "--json")
    value = json.loads(out)["value"]
    assert done == 0
    sight = value["sight"]
    assert sight["target_bonus"] == "54321.00"
    assert {m["metric"] for m in sight["metrics"]} == {
        "leads",
        "complaints",
        "profit",
        "accidents",
    }
    complaints = next(m for m in sight["metrics"] if m["metric"] == "complaints")
    assert complaints["lift"]["value"] < 0  # for the better
    assert sight["gain"] + sight["loss"] + sight["no_change"] == pytest.approx(1, abs=0.03)
    page = tmp_path / "case.pdf"
    done, _, _ = command(firm, capsys, "--code", own, "--to", str(page))
    assert done == 0
    import pikepdf

    with pikepdf.open(page) as pdf:
        assert len(pdf.pages) == 1
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.Lang == "en"
        assert "Scenario: what is in it for you" in str(pdf.docinfo["/Title"])


_CHOICES = {
    "effect=2%": "an effect of 2 % for an hour a week",
    "gain=2 %": "a gain of 2 %",
    "minutes_per_week=45": "45 minutes a week",
    "weeks=6": "6 weeks",
    "discount=10%": "a discount of 10 %",
    'hour_cost="90 EUR"': "an hour's price of 90 EUR",
}


@pytest.mark.parametrize("change", _CHOICES)
def test_whatever_somebody_sets_is_a_scenario_on_every_output(
    firm, claimed, capsys, tmp_path, change
):
    own, said = (
        claimed(firm, "L01"),
        f"Scenario, set by hand and not estimated: {_CHOICES[change]}",
    )
    suffixes = ("html", "txt", "json", "csv", "svg", "pdf", "xlsx")
    files = {suffix: tmp_path / f"case.{suffix}" for suffix in suffixes}
    to = [word for file in files.values() for word in ("--to", str(file))]
    assert command(firm, capsys, "--code", own, "--if", change, *to)[0] == 0
    for suffix, file in files.items():
        found = html.unescape(written(suffix, file))
        assert said in " ".join(found.split()), suffix
    for words in ((), ("--full",), ("--json",)):
        out = command(firm, capsys, "--code", own, "--if", change, *words)[1]
        assert said in " ".join(out.split()).replace('\\"', '"'), words


def written(suffix, file):
    """Text of a file as its reader sees it; of a drawing without its line breaks."""
    if suffix == "pdf":
        pages = pypdf.PdfReader(file).pages
        assert len(pages) == 1
        return pages[0].extract_text()
    if suffix == "xlsx":
        with zipfile.ZipFile(file) as book:
            return book.read("xl/sharedStrings.xml").decode()
    return re.sub(r"</?t(ext|span)[^>]*>", " ", file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("change", ["minutes_per_week=20", "weeks=53"])
def test_the_usual_is_no_scenario_of_anybodys(firm, claimed, change):
    label = firm.case(code=claimed(firm, "L01"), changes=[change]).value.sight.scenario
    assert label == "Scenario: every effect is assumed. Nothing here was measured."


def test_assumptions_move_the_answer(firm, claimed):
    own = claimed(firm, "L01")
    few, many = (
        firm.case(code=own, changes=[f"minutes_per_week={m}"]).value.sight.change.value
        for m in (20, 120)
    )
    assert many > 3 * few > 0
    for wrong in ("minutes=20", "weeks=-1", "effect=much", "hour_cost=12"):
        with pytest.raises(UsageError):
            firm.case(code=own, changes=[wrong])


def test_the_price_of_an_hour_is_taken_off_in_its_own_currency(firm, claimed):
    own = claimed(firm, "L01")
    euro = firm.case(code=own, changes=['hour_cost="100 EUR"']).value.sight
    assert float(euro.time_cost) == pytest.approx(100 * euro.hours, rel=0.1)
    assert firm.case(code=own, changes=["hour_cost=100 USD"]).value.sight.net is None


def test_no_leader_sees_anothers_bonus(firm, claimed, capsys):
    other = claimed(firm, "L02")
    for words in (("L01", "--code", other), ("L01",), ("--for", "L01")):
        done, out, said = command(firm, capsys, *words)
        assert done == 3
        assert "54" not in out + said
    own = firm.case(code=other)
    assert "54321" not in json.dumps(vesica.core.canonical.to_plain(own), default=str)
    name_sponsor(firm, claimed(firm, "L01"), "L03", "grant")
    with pytest.raises(RefusedError):
        firm.case("L01", code=other)


def test_a_refusal_says_nothing_of_the_leader(firm):
    said = []
    for who in ("L01", "L02", "nobody"):
        with pytest.raises(RefusedError) as refused:
            firm.case(who)
        said.append(str(refused.value))
    assert len(set(said)) == 1


def test_a_sponsor_whom_the_leader_named_sees_it_until_withdrawn(firm, claimed):
    leader, sponsor = claimed(firm, "L01"), claimed(firm, "L03")
    name_sponsor(firm, leader, "L03", "grant")
    seen = firm.case("L01", code=sponsor)
    assert (seen.audience, str(seen.value.sight.target_bonus)) == ("sponsor", "54321.00")
    name_sponsor(firm, leader, "L03", "withdraw")
    with pytest.raises(RefusedError):
        firm.case("L01", code=sponsor)


def test_the_analyst_sees_it_after_the_opt_in_and_no_longer(firm):
    from vesica.api.people import consent

    consent(firm, "L01", purpose=PURPOSE, action="grant")
    assert firm.case("L01").audience == "analyst"
    told = pitch(firm, "L01", version="personalised")
    assert {m.metric for m in told.value.metrics} == {"leads", "complaints", "profit", "accidents"}
    assert "54321" not in repr(told.value)
    assert pitch(firm, "L01", version="generic").value.metrics == ()
    assert pitch(firm, "L01").value == pitch(firm, "L01").value
    consent(firm, "L01", purpose=PURPOSE, action="withdraw")
    with pytest.raises(RefusedError):
        pitch(firm, "L01")


def test_peers_are_shown_from_ten_who_opted_in(firm, claimed):
    from vesica.api.people import consent

    own = claimed(firm, "L01")
    for k in range(9):
        consent(firm, f"L{k:02d}", purpose=PURPOSE, action="grant")
    assert isinstance(firm.case(code=own).value.peers, Hidden)
    consent(firm, "L09", purpose=PURPOSE, action="grant")
    peers = firm.case(code=own).value.peers
    assert peers.leaders == 10
    moved = firm.case(code=own, changes=["minutes_per_week=500"]).value.peers
    assert moved == peers


def test_what_cannot_be_said_says_what_to_import(firm, claimed, capsys, tmp_path):
    with pytest.raises(EstimationError, match="no payout curve") as refused:
        firm.case(code=claimed(firm, "N1"))
    assert "vesica case --example" in refused.value.hint
    example = tmp_path / "example.csv"
    assert command(firm, capsys, "--example", str(example))[0] == 0
    report = firm.import_file(example)
    with example.open(encoding="utf-8") as handle:
        assert report.manifest.rows_in == len(list(csv.DictReader(handle)))
    assert report.manifest.quarantined == 0


def test_the_evidence_is_read_once_for_all_assumptions(firm, claimed):
    own = claimed(firm, "L01")
    firm.case(code=own)
    assert room_of(firm) is room_of(firm)
