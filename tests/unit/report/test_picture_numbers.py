"""What is drawn is what the run holds, and what the words claim is what is drawn."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from wattstreet.analysis.answer import spells
from wattstreet.analysis.bursts import burst_dates
from wattstreet.analysis.dark_chips import chips_by_stage, dark_peak
from wattstreet.analysis.equilibrium import equilibrium_map
from wattstreet.analysis.headlines import by_year
from wattstreet.analysis.money_loop import trace_year
from wattstreet.analysis.race import race_by_month
from wattstreet.analysis.with_and_without import growth_with_and_without, published_estimates
from wattstreet.core.axes import LIMITS, SECTORS
from wattstreet.report import binds, bubble, bursts, dark, growth, loop, paths, race, record, regions, tornado
from wattstreet.report.loop_layout import COLUMN_OF, lay_out
from wattstreet.report.theme import LIGHT
from wattstreet.words.say import Number, numbers_in
from wattstreet.words.speak import speak

pytestmark = pytest.mark.unit

DAY = 86_400_000
"""Milliseconds."""


def _lines(figure, colour):
    """Lines of a colour, in the order drawn."""
    return [
        np.asarray(trace.y, dtype=float)
        for trace in figure.data
        if trace.type == "scatter"
        and trace.mode == "lines"
        and trace.line.color == LIGHT[colour]
        and not trace.fill
    ]


def test_strips_hold_every_month_in_its_colour(drawn):
    run = drawn.baseline
    figure = binds.draw(run)
    for trace, country in zip(figure.data, ("us", "cn"), strict=True):
        found = []
        for base, length, colour in zip(trace.base, trace.x, trace.marker.color, strict=True):
            first = np.datetime64(base, "M")
            last = (np.datetime64(base) + np.timedelta64(int(length) // DAY, "D")).astype("datetime64[M]")
            limit = next(name for name in LIMITS if LIGHT[name] == colour)
            found += [limit] * int((last - first).astype(int))
        codes = run["binding_limit"].sel(country=country).values.astype(int)
        assert found == [LIMITS[code] for code in codes]


def test_a_compared_run_has_a_strip_of_its_own(drawn):
    figure = binds.draw(drawn.five, drawn.baseline)
    assert len(figure.data) == 4
    assert figure.data[1].width[0] < figure.data[0].width[0]


def test_the_title_of_the_strips_is_what_binds_last(drawn):
    words = speak(binds.picture_of(drawn.baseline).title)
    for country in ("us", "cn"):
        limit, first, _ = spells(drawn.baseline, country)[-1]
        assert str(first) in words
        assert {"power": "grid power"}.get(limit, limit) in words


def test_shares_of_members_add_up(drawn):
    shares = binds.limit_shares(drawn.ensemble, "us")
    assert shares.sum(axis=0) == pytest.approx(np.ones(shares.shape[1]))
    figure = binds.draw(drawn.ensemble)
    assert np.asarray(figure.data[2].y) == pytest.approx(shares[2])


def test_dark_chips_are_those_of_the_run(drawn):
    chips = chips_by_stage(drawn.baseline)
    figure = dark.draw(drawn.baseline)
    for place, group in enumerate(("us", "cn")):
        for name, colour in (("bought", "bought"), ("delivered", "delivered"), ("running", "powered")):
            assert _lines(figure, colour)[place] == pytest.approx(chips[name].sel(group=group).values)


def test_the_words_on_dark_chips_claim_their_peak(drawn):
    picture, peak = dark.picture_of(drawn.baseline), dark_peak(drawn.baseline, "us")
    assert [one.value for one in numbers_in(picture.title)] == [peak.dark_gw, peak.largest_share]
    assert numbers_in(picture.alt)[0].value == peak.dark_gw
    assert speak(Number(peak.dark_gw, "GW", 1)) in speak(picture.alt)


def test_the_map_and_its_resting_places_are_those_of_the_month(drawn):
    found = equilibrium_map(drawn.baseline, "2026-06")
    figure = bubble.draw(found)
    curve = next(trace for trace in figure.data if trace.line.color == LIGHT["map_now"])
    assert np.asarray(curve.y) == pytest.approx(found.response)
    marked = [trace.x[0] for trace in figure.data if trace.mode == "markers" and trace.xaxis == "x"]
    assert marked == pytest.approx([one.selling for one in found.equilibria])
    words = numbers_in(bubble.picture_of(drawn.baseline, "2026-06").alt)
    assert found.critical_share in [one.value for one in words]
    assert found.aware_share in [one.value for one in words]


def test_growth_is_that_of_the_run_and_estimates_stand_as_published(drawn):
    run = drawn.baseline
    ours, figure = growth_with_and_without(run), growth.draw(run, growth.estimates_beside(run))
    assert _lines(figure, "with_ai")[0] == pytest.approx(ours["growth_pp"].values)
    assert _lines(figure, "without_ai")[0] == pytest.approx(ours["without_pp"].values)
    estimates = published_estimates(str(run.attrs["as_of"]), run)
    dots = [trace.x[0] for trace in figure.data if trace.mode == "markers" and trace.marker.symbol is None]
    assert [dot for dot in dots if isinstance(dot, float)] == pytest.approx([one.value for one in estimates])
    own = [
        trace.x[0] for trace in figure.data if trace.mode == "markers" and trace.marker.symbol == "diamond"
    ]
    assert own == pytest.approx([one.of_run for one in estimates if one.of_run is not None])
    most = numbers_in(growth.picture_of(run).title)[0].value
    assert most == pytest.approx(float(ours["contribution_pp"].max()))


def test_the_race_is_that_of_the_run(drawn):
    found, figure = race_by_month(drawn.baseline), race.draw(drawn.baseline)
    for place, strip in enumerate(race.STRIPS):
        for country in ("us", "cn"):
            values = strip.drawn(found[strip.measure].sel(country=country).values)
            assert _lines(figure, country)[place] == pytest.approx(values)


def test_bands_of_an_ensemble_hold_nine_draws_in_ten(drawn):
    found = race_by_month(drawn.ensemble)["fleet_gw"].sel(country="us")
    figure = race.draw(drawn.ensemble)
    bands = [trace for trace in figure.data if trace.fill and trace.fillcolor == LIGHT["us_band"]]
    months = found.sizes["month"]
    low, high = (found.quantile(level, "member").values for level in (0.05, 0.95))
    assert np.asarray(bands[1].y[:months]) == pytest.approx(high)
    assert np.asarray(bands[1].y[months:][::-1]) == pytest.approx(low)
    assert _lines(figure, "us")[1] == pytest.approx(found.median("member").values)


def test_paths_are_the_headlines_by_year(drawn):
    figure = paths.draw(drawn.five, drawn.baseline)
    ours = [trace for trace in figure.data if trace.mode == "lines+markers"]
    theirs = [trace for trace in figure.data if trace.mode == "lines" and trace.line.dash == "dot"]
    for place, name in enumerate(paths.SHOWN):
        assert np.asarray(ours[place].y) == pytest.approx(by_year(drawn.five, name).values)
        assert np.asarray(theirs[place].y) == pytest.approx(by_year(drawn.baseline, name).values)


def test_bursts_are_counted_over_the_draws(drawn):
    found, figure = burst_dates(drawn.ensemble), bursts.draw(drawn.ensemble)
    bars = next(trace for trace in figure.data if trace.type == "bar")
    assert np.asarray(bars.y) == pytest.approx(found["share"].to_numpy())
    monthly = _lines(figure, "burst")[0]
    assert monthly[6::6] == pytest.approx(found["share_by_end"].to_numpy())
    assert (np.diff(monthly) >= 0).all()


def test_the_loop_draws_the_largest_payments_and_says_what_it_leaves_out(drawn):
    found = trace_year(drawn.baseline, 2027)
    shown = loop.drawn_edges(found)
    assert 15 <= len(shown) <= loop.LARGEST
    assert all(edge.payer not in SECTORS or edge.payer in ("investors", "lenders") for edge in shown)
    assert all(edge.payee not in SECTORS for edge in shown)
    own = [edge for edge in found.edges if edge.payer == "nvidia" and edge.payee in COLUMN_OF]
    own = [edge for edge in own if edge.payee not in SECTORS and edge.paid_usd >= loop.SEEN]
    assert set(own) <= set(shown)
    left_out = numbers_in(loop.picture_of(drawn.baseline, 2027).caption)[0]
    whole = sum(edge.paid_usd for edge in found.edges)
    assert left_out.value * 1e12 + sum(edge.paid_usd for edge in shown) == pytest.approx(whole)


def test_ribbons_are_as_thick_as_the_money(drawn):
    shown = loop.drawn_edges(trace_year(drawn.baseline, 2027))
    laid = lay_out(shown, 860, 500)
    thick = [ribbon for ribbon in laid.ribbons if ribbon.width > 1.0]
    ratios = [ribbon.width / ribbon.edge.paid_usd for ribbon in thick]
    assert max(ratios) == pytest.approx(min(ratios))
    assert {ribbon.edge for ribbon in laid.ribbons} == set(shown)
    for ribbon in thick:
        across = np.linalg.norm(ribbon.across, axis=1)
        assert across == pytest.approx(np.ones(len(across)))


@pytest.mark.parametrize("width", [345, 860])
@pytest.mark.parametrize("year", [2024, 2025, 2027, 2030, 2035])
def test_bars_of_a_column_do_not_touch_and_ribbons_stay_in_the_picture(drawn, year, width):
    laid = lay_out(loop.drawn_edges(trace_year(drawn.baseline, year)), width, 500)
    columns: dict[int, list] = {}
    for bar in laid.bars:
        columns.setdefault(COLUMN_OF[bar.name], []).append(bar)
    for bars in columns.values():
        ordered = sorted(bars, key=lambda bar: bar.top)
        for upper, lower in itertools.pairwise(ordered):
            assert upper.top + upper.height < lower.top - 12
    for ribbon in laid.ribbons:
        outline = ribbon.outline()
        assert outline[:, 0].min() >= 0
        assert outline[:, 0].max() <= width
        assert outline[:, 1].min() >= -1
        assert outline[:, 1].max() <= laid.height + 2


def test_the_loop_follows_the_year_in_which_most_comes_back(drawn):
    year = loop.loop_year(drawn.baseline)
    back = {one: trace_year(drawn.baseline, one).own_received_usd for one in range(2023, 2036)}
    assert back[year] == max(back.values())


def test_maps_show_the_regions_own_numbers(drawn):
    run = drawn.baseline
    values = regions.values_of(run, "load-share", 2030)
    ercot = (run["dc_load_mw"] / run["peak_mw"]).sel(region="us-ercot", month="2030").mean()
    assert values["us-ercot"] == pytest.approx(float(ercot))
    thin = regions.values_of(run, "reserve-margin", 2030)
    assert thin["cn-east"] == pytest.approx(
        float(run["reserve_margin"].sel(region="cn-east", month="2030").min())
    )
    figure = regions.draw(values, "load-share")
    assert len([trace for trace in figure.data if trace.fill]) == len(values) - 1


@pytest.mark.parametrize("values", [[0.0, 0.09], [11.0, 26.0], [5.0, 5.0], [-0.2, 0.31], [27.0, 44.0]])
def test_bins_of_a_map_are_round_and_no_more_than_its_shades(values):
    edges = regions.edges_of(values)
    assert 2 <= len(edges) <= len(regions.SHADES) + 1
    assert edges[0] <= min(values)
    assert edges[-1] >= max(values)
    shades = [regions._shade(value, edges) for value in sorted(values)]
    assert shades == sorted(shades, key=regions.SHADES.index)


def test_the_tornado_shows_outcomes_and_settings(screened):
    figure = tornado.draw(screened, "critical_2026")
    found = screened.largest("critical_2026")
    ends = [trace.base[0] + trace.x[0] for trace in figure.data if trace.type == "bar"]
    held = found[["low", "high"]].to_numpy().ravel()
    assert ends == pytest.approx(held[np.isfinite(held)])


def test_settings_are_written_in_three_figures():
    assert speak(tornado.setting(3.7e11, "usd_per_year")) == "370 bn USD"
    assert speak(tornado.setting(0.08, "share")) == "8 %"
    assert speak(tornado.setting(9.0, "months")) == "9 months"
    assert speak(tornado.setting(0.022346, "per_month")) == "0.0223"
    assert speak(tornado.setting(0.0, "per_month")) == "0"


def test_the_record_stands_beside_the_model(past):
    figure = record.draw(past)
    met = [one for one in past.verdicts if one.target.series == "capex_five"]
    line = next(trace for trace in figure.data if trace.mode == "lines" and trace.line.color == LIGHT["model"]
                and trace.xaxis == "x2")  # fmt: skip
    assert np.asarray(line.y) == pytest.approx([one.model / 1e9 for one in met])
    title = record.picture_of(past).title
    assert title.values["met"] == sum(score.met for score in past.scores)


def test_without_a_held_out_year_there_is_no_picture_of_it(past):
    import dataclasses

    assert record.errors_picture(dataclasses.replace(past, held_out=())) is None
