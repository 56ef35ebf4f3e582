"""The rules of `docs/absence.md`: one class per number, one bad file per number."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import wattstreet as ws
from wattstreet.batch.dataset import health_words
from wattstreet.batch.folder import load_run, save_run
from wattstreet.batch.members import ensemble
from wattstreet.batch.single import prepare, simulate
from wattstreet.casebook.shelf import scenario
from wattstreet.core.errors import Health, InputError
from wattstreet.ledger.ledger import Ledger, load_ledger
from wattstreet.world.build import load_world
from wattstreet.world.evidence import Evidence
from wattstreet.world.fills import load_fills

pytestmark = pytest.mark.absence

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "absence.md"


def bad(number: int) -> Path:
    """The bad file of a rule."""
    (found,) = (HERE / "bad").glob(f"{number:02d}-*")
    return found


def in_folder(number: int, folder: Path, name: str | None = None, text: str | None = None) -> Path:
    """The bad file alone in a folder, with some other content if given, under the name of a table."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / (name or bad(number).name)
    if text is None:
        shutil.copy(bad(number), target)
    else:
        target.write_text(text, encoding="utf-8")
    return folder


def mended(number: int, was: str, becomes: str) -> str:
    """The bad file with its mistake mended, so that the refusal is known to be for that mistake."""
    text = bad(number).read_text(encoding="utf-8")
    assert was in text
    return text.replace(was, becomes)


def refused(*words: str) -> Any:
    """An `InputError` whose message holds every one of these."""
    return pytest.raises(InputError, match="".join(rf"(?=[\s\S]*{re.escape(word)})" for word in words))


class TestRule01:
    def test_nan_is_refused_where_it_stands(self, tmp_path: Path) -> None:
        with refused("value is not a number", "row 2", "NaN"):
            load_ledger(in_folder(1, tmp_path))

    @pytest.mark.parametrize("cell", ["", "inf", "ten", "1,5", "n/a", "-"])
    def test_so_is_whatever_else_is_none(self, cell: str, tmp_path: Path) -> None:
        cell = f'"{cell}"' if "," in cell else cell
        with refused("value is not a number"):
            load_ledger(in_folder(1, tmp_path, text=mended(1, "NaN", cell)))

    def test_a_number_is_read(self, tmp_path: Path) -> None:
        assert load_ledger(in_folder(1, tmp_path, text=mended(1, "NaN", "10"))).facts["cash-acme"].value == 10


class TestRule02:
    def test_a_schedule_without_an_amount_is_refused(self, tmp_path: Path) -> None:
        with refused("a schedule without a value"):
            load_ledger(in_folder(2, tmp_path, "deals.csv"))

    def test_blank_is_not_disclosed_and_pays_nothing(self, tmp_path: Path) -> None:
        text = mended(2, ",flat,", ",,")
        folder = in_folder(2, tmp_path, "deals.csv", text)
        deal = load_ledger(folder).deals["deal-1"]
        assert deal.value_usd is None
        assert deal.payments == {}
        world = load_world(overlay=folder)
        assert {one.id: one.reason for one in world.deals_left_out}["deal-1"] == "no amount is known"
        assert "deal-1" not in {one.id for one in world.deals}

    def test_zero_is_an_amount(self, tmp_path: Path) -> None:
        text = mended(2, ",shares,,usd_billion,,,", ",shares,0,usd_billion,0,0,")
        deal = load_ledger(in_folder(2, tmp_path, "deals.csv", text)).deals["deal-1"]
        assert deal.value_usd == 0.0
        assert set(deal.payments.values()) == {0.0}
        assert len(deal.payments) == 12


class TestRule03:
    def test_what_neither_fact_nor_assumption_gives_is_an_error(self) -> None:
        ledger = load_ledger()
        evidence = Evidence(ledger, ledger, load_fills(bad(3)))
        with refused("neither a fact nor a declared assumption", "ai_fleet_mw of microsoft", "fills.csv"):
            evidence.fill("microsoft", "ai_fleet_mw")

    def test_a_zero_that_is_given_is_taken(self, tmp_path: Path) -> None:
        text = mended(3, "ai_fleet,300,mw,200,400", "ai_fleet_mw,0,mw,0,400")
        in_folder(3, tmp_path, "fills.csv", text)
        ledger = load_ledger()
        found = Evidence(ledger, ledger, load_fills(tmp_path / "fills.csv")).fill("microsoft", "ai_fleet_mw")
        assert (found.value, found.high) == (0.0, 400.0)


class TestRule04:
    def test_a_fill_without_a_reason_is_refused(self) -> None:
        with refused("reason is missing", "row 2"):
            load_fills(bad(4))

    def test_a_fill_outside_its_interval_is_refused(self, tmp_path: Path) -> None:
        in_folder(4, tmp_path, "fills.csv", mended(4, "300,mw,200,400,", "500,mw,200,400,too large"))
        with refused("outside its interval"):
            load_fills(tmp_path / "fills.csv")

    def test_a_world_lists_what_it_rests_on(self, loaded_world: Any) -> None:
        named = {fill.name for fill in loaded_world.fills}
        assert named
        assert named <= set(load_fills())
        source = loaded_world.firm("microsoft").ai_fleet_mw.source
        assert source == "fill:microsoft.ai_fleet_mw"
        assert "microsoft.ai_fleet_mw" in named


class TestRule05:
    def test_a_fact_in_another_unit_is_refused(self, tmp_path: Path) -> None:
        with refused("another unit", "usd", "mw"):
            load_world(overlay=in_folder(5, tmp_path))

    def test_a_fact_replaces_the_assumption_whole(self, tmp_path: Path) -> None:
        world = load_world(overlay=in_folder(5, tmp_path, text=mended(5, ",usd,", ",mw,")))
        found = world.firm("microsoft").ai_fleet_mw
        assert (found.value, found.low, found.high, found.source) == (300, 300, 300, "fact:fleet-mine")
        assert "microsoft.ai_fleet_mw" not in {fill.name for fill in world.fills}


class TestRule06:
    def test_a_misspelt_subject_is_refused(self, tmp_path: Path) -> None:
        with refused("unknown subject", "did you mean microsoft"):
            load_world(overlay=in_folder(6, tmp_path))

    def test_case_counts(self, tmp_path: Path) -> None:
        with refused("unknown subject"):
            load_world(overlay=in_folder(6, tmp_path, text=mended(6, "microsft", "Microsoft")))

    def test_a_deal_with_a_misspelt_kind_moves_no_money_and_is_listed(self, tmp_path: Path) -> None:
        """Kinds are free words in the ledger: one without a rule is left out by name, not refused."""
        text = mended(2, ",,usd_billion,,,", ",1,usd_billion,1,1,").replace(
            "equity_investment", "equity_investmnt"
        )
        world = load_world(overlay=in_folder(2, tmp_path, "deals.csv", text))
        reasons = {one.id: one.reason for one in world.deals_left_out}
        assert reasons["deal-1"] == "no rule moves cash for the kind equity_investmnt"


class TestRule07:
    def test_rows_that_disagree_are_refused_when_asked_for(self, tmp_path: Path) -> None:
        ledger = load_ledger(in_folder(7, tmp_path))
        with refused("rows disagree", "cash-one, cash-two", "choices.csv"):
            ledger.value("acme", "cash")

    def test_a_choice_settles_it(self, tmp_path: Path) -> None:
        in_folder(7, tmp_path)
        choices = "subject,quantity,period_end,id,reason\nacme,cash,2022-12-31,cash-two,audited\n"
        in_folder(7, tmp_path, "choices.csv", choices)
        assert load_ledger(tmp_path).value("acme", "cash").value == 12


class TestRule08:
    def test_an_id_twice_is_refused(self, tmp_path: Path) -> None:
        with refused("an id stands twice", "row 3", "row 2"):
            load_ledger(in_folder(8, tmp_path))

    def test_a_folder_of_ones_own_replaces(self, tmp_path: Path) -> None:
        one = mended(8, "cash-acme,bolt", "cash-bolt,bolt")
        in_folder(8, tmp_path / "shipped", text=one)
        in_folder(8, tmp_path / "own", text=one.replace("acme,cash,10", "acme,cash,11"))
        facts = load_ledger(tmp_path / "shipped", overlay=tmp_path / "own").facts
        assert [facts[name].value for name in ("cash-acme", "cash-bolt")] == [11, 12]


class TestRule09:
    def test_a_misspelt_column_is_refused(self, tmp_path: Path) -> None:
        with refused("unknown column", "did you mean quantity"):
            load_ledger(in_folder(9, tmp_path))

    def test_the_order_of_columns_is_free(self, tmp_path: Path) -> None:
        rows = [line.split(",") for line in mended(9, "quantiy", "quantity").splitlines()]
        turned = "\n".join(",".join(reversed(cells)) for cells in rows)
        assert load_ledger(in_folder(9, tmp_path, text=turned)).facts["cash-acme"].value == 10


class TestRule10:
    def test_a_row_with_a_cell_too_many_is_refused(self, tmp_path: Path) -> None:
        with refused("another number of cells", "18 cells", "17 cells"):
            load_ledger(in_folder(10, tmp_path))

    def test_so_is_one_with_a_cell_too_few(self, tmp_path: Path) -> None:
        with refused("another number of cells", "16 cells"):
            load_ledger(in_folder(10, tmp_path, text=mended(10, "1,200,usd_million", "usd_million")))


class TestRule11:
    @pytest.fixture
    def ledger(self, tmp_path: Path) -> Ledger:
        return load_ledger(in_folder(11, tmp_path))

    def test_a_period_between_two_is_an_error(self, ledger: Ledger) -> None:
        with refused("no fact on cash of acme", "2021-12-31", "2023-12-31"):
            ledger.value("acme", "cash", "2022-12-31")

    def test_the_latest_known_on_the_day_is_used(self, ledger: Ledger) -> None:
        assert ledger.value("acme", "cash").value == 12
        assert ledger.as_of("2023-06-30").value("acme", "cash").value == 10
        with refused("unknown subject"):
            ledger.as_of("2021-06-30").value("acme", "cash")

    def test_a_later_edition_says_so(self) -> None:
        early = load_world(as_of="2024-06-30")
        sources = [firm.core_cash_flow_usd.source for firm in early.firms]
        sources += [region.annual_demand_twh.source for region in early.regions]
        assert "world.published_later" in " ".join(sources)


class TestRule12:
    def test_an_unknown_key_is_refused(self) -> None:
        with refused("unknown key", "did you mean policies"):
            scenario(bad(12))

    def test_a_key_inside_a_policy_too(self, tmp_path: Path) -> None:
        file = tmp_path / "own.yaml"
        file.write_text(mended(12, "polices", "policies").replace("value:", "valeu:"))
        with refused("unknown key", "policies.0.valeu"):
            scenario(file)


class TestRule13:
    def test_an_unknown_label_is_refused(self, loaded_world: Any) -> None:
        with refused("unknown supplier", "did you mean nvidia"):
            prepare(loaded_world, bad(13), rng=None)

    def test_an_unknown_deal_or_firm_too(self, loaded_world: Any) -> None:
        for key, value in (
            ("deals", [{"id": "eq-018x", "pays": 0, "why": "a test"}]),
            (
                "policies",
                [{"lever": "contract-default", "firm": "openia", "from": "2026-01", "value": 1, "why": "x"}],
            ),
        ):
            with refused("unknown", "did you mean"):
                prepare(
                    loaded_world, {"name": "x", "says": "x", "inherits": "baseline", key: value}, rng=None
                )

    def test_a_label_names_what_it_says_whatever_its_place(self, tmp_path: Path, loaded_world: Any) -> None:
        file = tmp_path / "own.yaml"
        file.write_text(mended(13, "nvidea", "nvidia"))
        bound = prepare(loaded_world, file, rng=None).bound
        assert bound.params.compute.chip_price[bound.labels["supplier"].index("nvidia")] == 3e7


class TestRule14:
    def test_nan_in_a_scenario_is_refused(self) -> None:
        with refused("parameters.conviction.multiplier", "finite"):
            scenario(bad(14))

    @pytest.mark.parametrize("value", [-1.0, 10.5, 1e300])
    def test_a_value_out_of_range_is_refused_not_clipped(self, value: float, loaded_world: Any) -> None:
        chosen = {"name": "x", "says": "x", "parameters": {"conviction.multiplier": value}}
        with refused("outside its declared range", "0 to 10"):
            prepare(loaded_world, chosen, rng=None)

    def test_a_blank_is_no_default(self, tmp_path: Path) -> None:
        file = tmp_path / "own.yaml"
        file.write_text(mended(14, " .nan", ""))
        with refused("parameters.conviction.multiplier"):
            scenario(file)


class TestRule15:
    def test_a_run_that_breaks_keeps_its_nan_and_says_so(self, loaded_world: Any) -> None:
        run = ws.run(loaded_world, bad(15), rng=None)
        assert int(run["health"]) & Health.NOT_FINITE
        assert int(run["first_bad_month"]) == 0
        assert "not finite" in run.attrs["health_words"]
        assert np.isnan(run["price_index"].values[1:]).all()

    def test_a_member_that_breaks_stays_and_is_counted(self, loaded_world: Any) -> None:
        made = ensemble(loaded_world, bad(15), members=2, draws="noise")
        assert made.sizes["member"] == 2
        assert made.attrs["unhealthy"] == 2
        assert made.attrs["unhealthy_members"] == "0 1"

    def test_a_run_that_does_not_is_healthy(self, tmp_path: Path, loaded_world: Any) -> None:
        file = tmp_path / "own.yaml"
        file.write_text(mended(15, "0.5}", "0.45}"))
        kept = simulate(prepare(loaded_world, file, rng=None))
        assert not kept["health"].any()
        assert health_words(0) == "healthy"


class TestRule16:
    def test_a_series_that_is_cut_short_is_refused(self, tmp_path: Path) -> None:
        with refused("cannot be read", "run the scenario again"):
            load_run(in_folder(16, tmp_path, "series.nc"))

    def test_a_whole_one_comes_back_and_half_of_it_does_not(self, tmp_path: Path, loaded_world: Any) -> None:
        run = ws.run(loaded_world, "baseline", rng=None)
        folder = save_run(run, tmp_path / "run", {})
        np.testing.assert_array_equal(load_run(folder)["price_index"], run["price_index"])
        assert int(run["first_bad_month"]) == -1
        whole = (folder / "series.nc").read_bytes()
        (folder / "series.nc").write_bytes(whole[: len(whole) // 2])
        with refused("cannot be read"):
            load_run(folder)

    def test_runs_of_other_months_are_not_aligned(self, loaded_world: Any) -> None:
        from wattstreet.analysis.differences import compare

        long, short = (
            ws.run(loaded_world, "baseline", rng=None, until=until) for until in ("2035-12", "2025-06")
        )
        with refused("different months"):
            compare(long, short)


def test_every_rule_has_a_class_and_a_bad_file() -> None:
    """Numbers of the page, of the classes and of the files are the same, without a gap."""
    page = [
        int(found) for found in re.findall(r"^(\d+)\. \*\*", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    classes = [name for name in vars(sys.modules[__name__]) if name.startswith("TestRule")]
    files = [file.name for file in (HERE / "bad").iterdir()]
    assert page == list(range(1, len(page) + 1))
    assert len(page) >= 12
    assert sorted(int(name.removeprefix("TestRule")) for name in classes) == page
    assert sorted(int(name[:2]) for name in files) == page


def test_every_bad_file_is_used_by_its_class() -> None:
    """A class that never opens its file would leave the file, and the rule, untested."""
    source = Path(__file__).read_text(encoding="utf-8")
    for body in re.split(r"^class ", source, flags=re.MULTILINE)[1:]:
        number = int(body[len("TestRule") : len("TestRule") + 2])
        assert re.search(rf"\b(bad|in_folder)\({number}\b", body), f"rule {number}"
